import { widget } from "../../lib/widget.tsx";
import { Timeline } from "./view.tsx";

export default widget(Timeline);
