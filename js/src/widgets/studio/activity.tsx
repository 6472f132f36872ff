/** What is going on now, for how long, and when it was last heard of. */
import type { VNode } from "preact";
import { clock } from "../../lib/format.ts";
import { useTick } from "../../lib/hooks.ts";
import type { Activity } from "../../lib/protocol.ts";
import type { Store } from "../../lib/store.ts";
import type { Say, Word } from "../../lib/words.ts";

const PHASES: Record<Activity["phase"], Word> = {
  idle: "phaseIdle",
  "setting-up": "phaseSettingUp",
  sending: "phaseSending",
  working: "phaseWorking",
  stopping: "phaseStopping",
  exporting: "phaseExporting",
  unknown: "phaseUnknown",
  offline: "phaseOffline",
};

/** A backend that spoke this recently needs no mention of its last sign. */
const RECENT_MS = 5000;

export function ActivityLine({ store }: { store: Store }): VNode {
  const say = store.say.value;
  const { activity } = store.snapshot.value;
  const { phase, text, since, turn_id } = activity;
  const busy = phase !== "idle" && phase !== "offline" && phase !== "unknown";
  useTick(since !== null && phase !== "idle");
  return (
    <div class={`nemo-activity nemo-phase-${phase}`}>
      {busy ? <span class="nemo-spin" /> : <i class="nemo-dot" />}
      <span role="status" aria-label={say("activity")} class="nemo-activity-text">
        {text || say(PHASES[phase])}
        {/* Seconds that tick are for the eyes; read aloud they would never end. */}
        <span class="nemo-soft nemo-ticking" aria-hidden="true">
          {times(activity, store.now(), say)}
        </span>
      </span>
      {phase === "unknown" && (
        <>
          <button
            type="button"
            class="nemo-button nemo-primary"
            onClick={() => void store.command({ kind: "reattach", turn: turn_id })}
          >
            {say("reattach")}
          </button>
          <button
            type="button"
            class="nemo-button"
            onClick={() => void store.command({ kind: "send-again", turn: turn_id })}
          >
            {say("sendAgain")}
          </button>
        </>
      )}
    </div>
  );
}

function times({ phase, since, last_sign, usual_s }: Activity, now: number, say: Say): string {
  if (phase === "idle" || since === null) return "";
  const parts = [say("elapsed", { t: clock(now - since) })];
  if (usual_s !== null) parts.push(say("usually", { t: clock(usual_s * 1000) }));
  if (last_sign !== null && now - last_sign > RECENT_MS) parts.push(say("lastSign", { t: clock(now - last_sign) }));
  return parts.map((part) => ` · ${part}`).join("");
}
