import { widget } from "../../lib/widget.tsx";
import { LogAlone } from "./alone.tsx";

export default widget(LogAlone);
