/** The bar over the film. */
import type { RefObject, VNode } from "preact";
import { bytes, clock } from "../../lib/format.ts";
import { Icon } from "../../lib/icons.tsx";
import type { Source } from "../../lib/media.ts";
import { Popover } from "../../lib/popover.tsx";
import type { Take } from "../../lib/protocol.ts";
import { save } from "../../lib/save.ts";
import type { Store } from "../../lib/store.ts";
import { type Range, SPEEDS, type VideoState } from "./video.ts";

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
      <Slider store={store} length={length} range={state.range} />
      <button
        type="button"
        class="nemo-chip nemo-roomy"
        aria-label={say("frameBack")}
        title={`${say("frameBack")} (,)`}
        onClick={() => state.frame(-1)}
      >
        <Icon name="back" size={17} />
      </button>
      <button
        type="button"
        class="nemo-chip nemo-roomy"
        aria-label={say("frameOn")}
        title={`${say("frameOn")} (.)`}
        onClick={() => state.frame(1)}
      >
        <Icon name="on" size={17} />
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
function Slider({ store, length, range }: { store: Store; length: number; range: Range | null }): VNode {
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
        style={{
          "--nemo-part": `${length ? (100 * at) / length : 0}%`,
          ...(range &&
            length && {
              "--nemo-from": `${(100 * range.from) / length}%`,
              "--nemo-to": `${(100 * range.to) / length}%`,
            }),
        }}
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
  return (
    <Popover label={say("menu")} face={<Icon name="more" size={18} />} class="nemo-chip">
      {(close) => (
        <>
          <p class="nemo-soft">
            {say(ROUTES[source.route])} · {bytes(source.info.bytes)}
          </p>
          <label class="nemo-menu-row">
            {say("speedLabel")}
            <select
              aria-label={say("speedLabel")}
              value={state.speed}
              onChange={(event) => state.setSpeed(Number(event.currentTarget.value))}
            >
              {SPEEDS.map((times) => (
                <option key={times} value={times}>
                  {times}×
                </option>
              ))}
            </select>
          </label>
          <Loop state={state} store={store} />
          <button
            type="button"
            class="nemo-menu-row"
            onClick={() => {
              close();
              download(store, take);
            }}
          >
            {say("download")}
          </button>
        </>
      )}
    </Popover>
  );
}

/** The whole film over and over, or a stretch of it. */
function Loop({ state, store }: { state: VideoState; store: Store }): VNode {
  const say = store.say.value;
  const { range } = state;
  return (
    <>
      <label class="nemo-menu-row">
        <input type="checkbox" checked={state.loop} onChange={state.toggleLoop} /> {say("loop")}
      </label>
      {range && (
        <p class="nemo-soft nemo-menu-told" role="status">
          {say("loopRange", { a: clock(range.from, true), b: clock(range.to, true) })}
        </p>
      )}
      <button type="button" class="nemo-menu-row" onClick={() => state.bound("from")}>
        {say("loopFrom")}
      </button>
      <button type="button" class="nemo-menu-row" onClick={() => state.bound("to")}>
        {say("loopTo")}
      </button>
      {range && (
        <button type="button" class="nemo-menu-row" onClick={state.unbound}>
          {say("loopAll")}
        </button>
      )}
    </>
  );
}

/** Saves a take's film. */
export function download(store: Store, take: Take): void {
  save(store, { take: take.number }, store.life, () => {}).catch((error: unknown) => {
    if (!store.life.aborted) store.complain(error instanceof Error ? error.message : String(error));
  });
}
