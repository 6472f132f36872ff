import { widget } from "../../lib/widget.tsx";
import { Player } from "./view.tsx";

export default widget(Player);
