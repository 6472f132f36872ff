/** The top line: which engine, which session, which skill, and what it costs. */
import type { VNode } from "preact";
import { Icon, Mark } from "../../lib/icons.tsx";
import { Popover } from "../../lib/popover.tsx";
import type { Activity } from "../../lib/protocol.ts";
import type { Store } from "../../lib/store.ts";

/** While these last, no engine is there to speak of. */
const WAITS: Activity["phase"][] = ["setting-up", "offline"];

export function Head({ store }: { store: Store }): VNode {
  const say = store.say.value;
  const { session } = store.snapshot.value;
  return (
    <header class="nemo-head">
      <span class="nemo-logo">
        <Mark size={22} /> {say("studio")}
      </span>
      <Engine store={store} />
      <span class="nemo-space" />
      {session.name && (
        <span class="nemo-session" title={say("session", { name: session.name })}>
          <span class="nemo-hidden">{say("sessionName")} </span>
          {session.name}
        </span>
      )}
      <Skill store={store} />
      <Credits store={store} />
    </header>
  );
}

function Engine({ store }: { store: Store }): VNode {
  const say = store.say.value;
  const { engine, activity } = store.snapshot.value;
  const { label, local } = engine;
  const name = say(local ? "engineLocal" : "engineCloud");
  const other = local ? "cloud" : "local";
  return (
    <span class="nemo-engine">
      <Popover
        label={name}
        class="nemo-pill"
        face={
          <>
            <i class={WAITS.includes(activity.phase) ? "nemo-dot nemo-dot-wait" : "nemo-dot"} />
            {name}
            <Icon name="down" size={13} />
          </>
        }
      >
        {(close) => (
          <>
            <strong>{label}</strong>
            <p class="nemo-soft">{say(local ? "engineLocalAbout" : "engineCloudAbout", { label })}</p>
            <button
              type="button"
              class="nemo-button"
              onClick={() => {
                close();
                void store.command({ kind: "connect", backend: other });
              }}
            >
              {say(local ? "useCloud" : "useLocal")}
            </button>
          </>
        )}
      </Popover>
      <span class="nemo-promise nemo-wide">{label && say(local ? "localPromise" : "cloudPromise", { label })}</span>
    </span>
  );
}

function Skill({ store }: { store: Store }): VNode | null {
  const say = store.say.value;
  const { profile, profiles } = store.snapshot.value;
  if (!profiles.length) return null;
  return (
    <span class="nemo-select nemo-pill" title={profile.tip[store.tongue.value]}>
      <select
        aria-label={say("skill")}
        value={profile.id}
        onChange={(event) => void store.command({ kind: "profile", profile: event.currentTarget.value })}
      >
        {profiles.map(({ id, name }) => (
          <option key={id} value={id}>
            {name[store.tongue.value]}
          </option>
        ))}
      </select>
      <Icon name="down" size={13} />
    </span>
  );
}

function Credits({ store }: { store: Store }): VNode {
  const say = store.say.value;
  const { available, frozen, free } = store.snapshot.value.credits;
  const amount = free ? say("free") : (available?.toLocaleString() ?? say("unknownCredits"));
  return (
    <span class="nemo-pill nemo-credits" role="status" aria-label={say("credits")}>
      <span class="nemo-soft">{say("credits")}</span> {amount}
      {frozen > 0 && <span class="nemo-soft"> · {say("frozen", { n: frozen.toLocaleString() })}</span>}
    </span>
  );
}
