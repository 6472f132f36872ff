import { widget } from "../../lib/widget.tsx";
import { Compare } from "./view.tsx";

export default widget(Compare);
