import { widget } from "../../lib/widget.tsx";
import { Prompt } from "./view.tsx";

export default widget(Prompt);
