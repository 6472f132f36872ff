/** The log on its own, as the cell of a `%nemo` shows it: with what goes on beneath it, and Stop. */
import type { VNode } from "preact";
import { Icon } from "../../lib/icons.tsx";
import type { CommandBody, Snapshot } from "../../lib/protocol.ts";
import type { Props } from "../../lib/widget.tsx";
import { ActivityLine } from "../studio/activity.tsx";
import { Log } from "./view.tsx";

const ENDED = ["done", "failed", "unknown", "cancelled"];

export function LogAlone({ store, uploads }: Props): VNode {
  const say = store.say.value;
  const { activity, log } = store.snapshot.value;
  const stop = toStop(store.snapshot.value);
  const stopping = activity.phase === "stopping";
  return (
    <div class="nemo-alone">
      {(log.length > 0 || !stop) && <Log store={store} uploads={uploads} />}
      {stop && (
        <div class="nemo-alone-foot">
          <ActivityLine store={store} />
          <button
            type="button"
            class="nemo-button nemo-stop"
            disabled={stopping}
            onClick={() => void store.command(stop)}
          >
            <Icon name="stop" /> {say(stopping ? "stopping" : "stop")}
          </button>
        </div>
      )}
    </div>
  );
}

/** The command that stops what runs: the turn, or else the film being made. */
function toStop({ activity, exports }: Snapshot): CommandBody | null {
  if (activity.turn_id !== null && activity.phase !== "unknown") return { kind: "stop", turn: activity.turn_id };
  const film = exports.findLast((one) => !ENDED.includes(one.state));
  return film ? { kind: "stop", export: film.id } : null;
}
