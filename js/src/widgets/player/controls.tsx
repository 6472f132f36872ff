/** The bar over the film. */
import type { RefObject, VNode } from "preact";
import { bytes, clock } from "../../lib/format.ts";
import { Icon } from "../../lib/icons.tsx";
import type { Source } from "../../lib/media.ts";
import { Popover } from "../../lib/popover.tsx";
import type { Take } from "../../lib/protocol.ts";
import { save } from "../../lib/save.ts";
import type { Store } from "../../lib/store.ts";
import type { VideoState } from "./video.ts";

interface ControlsProps {
  store: Store;
  state: VideoState;
  source: Source;
  take: Take;
  screen: RefObject<HTMLDivElement | null>;
  useFrame: () => void;
}

export function Controls({ store, state, source, take, screen, useFrame }: ControlsProps): VNode {
  const say = store.say.value;
  const length = state.duration_ms || take.duration_ms;
  return (
    <div class="nemo-controls">
      <button type="button" class="nemo-chip" aria-label={say(state.playing ? "pause" : "play")} onClick={state.toggle}>
        <Icon name={state.playing ? "pause" : "play"} size={20} />
      </button>
      <Slider store={store} length={length} />
      <button
        type="button"
        class="nemo-chip nemo-wide"
        aria-label={say("speed", { n: state.speed })}
        onClick={state.nextSpeed}
      >
        {state.speed}×
      </button>
      <button
        type="button"
        class="nemo-chip"
        aria-label={say(state.muted ? "unmute" : "mute")}
        onClick={state.toggleMute}
      >
        <Icon name={state.muted ? "mute" : "sound"} size={18} />
      </button>
      <button type="button" class="nemo-chip nemo-framed" title={say("useFrame")} onClick={useFrame}>
        <Icon name="frame" size={18} /> <span class="nemo-frame-word">{say("useFrame")}</span>
      </button>
      <Menu store={store} state={state} source={source} take={take} />
      <button
        type="button"
        class="nemo-chip"
        aria-label={say("fullscreen")}
        onClick={() => {
          const done = document.fullscreenElement ? document.exitFullscreen() : screen.current?.requestFullscreen();
          // A sandboxed output may not; nothing is lost.
          done?.catch(() => {});
        }}
      >
        <Icon name="full" size={18} />
      </button>
    </div>
  );
}

/** Alone, so that a playing film does not draw the whole bar at each frame. */
function Slider({ store, length }: { store: Store; length: number }): VNode {
  const say = store.say.value;
  const at = Math.min(store.position.value, length);
  const told = `${clock(at, true)} / ${clock(length)}`;
  return (
    <>
      <span class="nemo-time" aria-hidden="true">
        {clock(at, true)}
      </span>
      <input
        class="nemo-slider"
        type="range"
        min={0}
        max={Math.max(1, Math.round(length))}
        step={100}
        value={Math.round(at)}
        style={{ "--nemo-part": `${length ? (100 * at) / length : 0}%` }}
        aria-label={say("position")}
        aria-valuetext={told}
        onInput={(event) => store.goTo(event.currentTarget.valueAsNumber)}
      />
      <span class="nemo-time nemo-wide" aria-hidden="true">
        {clock(length)}
      </span>
    </>
  );
}

const ROUTES = { url: "routeUrl", range: "routeRange", comm: "routeComm" } as const;

function Menu({ store, state, source, take }: Omit<ControlsProps, "screen" | "useFrame">): VNode {
  const say = store.say.value;
  const download = (close: () => void) => {
    close();
    save(store, { take: take.number }, store.life, () => {}).catch((error: unknown) => {
      if (!store.life.aborted) store.complain(error instanceof Error ? error.message : String(error));
    });
  };
  return (
    <Popover label={say("menu")} face={<Icon name="more" size={18} />} class="nemo-chip">
      {(close) => (
        <>
          <p class="nemo-soft">
            {say(ROUTES[source.route])} · {bytes(source.info.bytes)}
          </p>
          <label class="nemo-menu-row">
            <input type="checkbox" checked={state.loop} onChange={state.toggleLoop} /> {say("loop")}
          </label>
          <button type="button" class="nemo-menu-row" onClick={() => download(close)}>
            {say("download")}
          </button>
        </>
      )}
    </Popover>
  );
}
