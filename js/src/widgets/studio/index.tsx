import { widget } from "../../lib/widget.tsx";
import { Studio } from "./view.tsx";

export default widget(Studio);
