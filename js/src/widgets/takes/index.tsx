import { widget } from "../../lib/widget.tsx";
import { Takes } from "./view.tsx";

export default widget(Takes);
