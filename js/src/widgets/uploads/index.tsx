import { widget } from "../../lib/widget.tsx";
import { Uploads } from "./view.tsx";

export default widget(Uploads);
