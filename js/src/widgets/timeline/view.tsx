/** The draft as tracks in time: a row a track, a block a segment, and the player's place. */
import { type Signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { rulerStep, seconds } from "../../lib/format.ts";
import { Icon } from "../../lib/icons.tsx";
import type { Timeline as Draft, Segment } from "../../lib/protocol.ts";
import type { Store } from "../../lib/store.ts";
import type { Props } from "../../lib/widget.tsx";
import type { Say } from "../../lib/words.ts";
import { Lanes, percent } from "./lanes.tsx";
import { crowded, find, next, type Stretch, under, words } from "./plan.ts";
import { reveal, useWindow } from "./window.ts";

const BLOCK = "button[data-segment]";
/** By how much a step zooms. */
const ZOOM_STEP = 2;

/** How far one can zoom in: a long film until some ten seconds fill the window. */
function mostZoom(length: number): number {
  return Math.max(64, 2 ** Math.ceil(Math.log2(length / 10_000)));
}

export function Timeline({ store }: Props): VNode {
  const say = store.say.value;
  const draft = useMemo(() => store.part("timeline"), [store]).value;
  const takes = useMemo(() => store.part("takes"), [store]).value;
  const take = takes.find((one) => one.current);
  const changed = draft?.tracks.some((track) => track.segments.some((segment) => segment.changed));
  /** What is pointed at or focused, in words. */
  const told = useSignal("");
  const zoom = useSignal(1);
  return (
    <section class="nemo-timeline" aria-label={say("timeline")}>
      <header class="nemo-timeline-head">
        <span>{say("timeline")}</span>
        {draft && <Told told={told} facts={facts(draft, say)} />}
        {changed && take && <span class="nemo-changed-by">{say("changedBy", { n: take.number })}</span>}
        {draft && draft.tracks.length > 0 && <Zoom zoom={zoom} most={mostZoom(draft.duration_ms)} say={say} />}
      </header>
      {draft?.tracks.length ? (
        <Rows draft={draft} store={store} say={say} told={told} zoom={zoom} />
      ) : (
        <p class="nemo-soft nemo-timeline-empty">{say("timelineEmpty")}</p>
      )}
    </section>
  );
}

/** The block under the pointer or the focus; else the whole. */
function Told({ told, facts: whole }: { told: Signal<string>; facts: string }): VNode {
  return <span class={told.value ? "nemo-told" : "nemo-told nemo-soft"}>{told.value || whole}</span>;
}

function facts({ duration_ms, width, height }: Draft, say: Say): string {
  const length = say("seconds", { n: seconds(duration_ms) });
  return width && height ? `${length} · ${width}×${height}` : length;
}

function Zoom({ zoom, most, say }: { zoom: Signal<number>; most: number; say: Say }): VNode {
  const to = (times: number) => () => {
    zoom.value = Math.min(most, Math.max(1, times));
  };
  const button = (
    name: "zoomOut" | "zoomFit" | "zoomIn",
    icon: "minus" | "fit" | "plus",
    times: number,
    off: boolean,
  ) => (
    <button
      type="button"
      class="nemo-button nemo-quiet nemo-small"
      aria-label={say(name)}
      title={say(name)}
      disabled={off}
      onClick={to(times)}
    >
      <Icon name={icon} size={14} />
    </button>
  );
  return (
    <span class="nemo-zoom">
      {button("zoomOut", "minus", zoom.value / ZOOM_STEP, zoom.value <= 1)}
      {button("zoomFit", "fit", 1, zoom.value <= 1)}
      {button("zoomIn", "plus", zoom.value * ZOOM_STEP, zoom.value >= most)}
    </span>
  );
}

interface RowsProps {
  draft: Draft;
  store: Store;
  say: Say;
  told: Signal<string>;
  zoom: Signal<number>;
}

function Rows({ draft, store, say, told, zoom }: RowsProps): VNode {
  const scroller = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLDivElement>(null);
  const length = Math.max(1, draft.duration_ms);
  const times = zoom.value;
  const { stretch, look, zoomAbout } = useWindow(scroller, zoom, store, length);
  /** The tab stop among the blocks; and what is pointed at or led to, which has a block even in a crowd. */
  const active = useSignal("");
  const lit = useSignal("");
  const first = draft.tracks.find(({ segments }) => segments.length)?.segments[0]?.id ?? "";
  const stop = find(draft, active.value) ? active.value : first;
  /** Where in the whole the pointer is. */
  const part = ({ clientX }: MouseEvent): number | null => {
    const box = ruler.current?.getBoundingClientRect();
    return box?.width ? Math.min(1, Math.max(0, (clientX - box.left) / box.width)) : null;
  };
  const seek = (event: PointerEvent) => {
    const at = event.buttons === 1 ? part(event) : null;
    if (at !== null) store.goTo(Math.round(at * length));
  };
  const tell = (segment: Segment | undefined) => {
    told.value = segment ? words(segment, say) : "";
  };
  const hush = () => {
    told.value = lit.value = "";
  };

  /** Keys scroll what they lead to under a pointer that rests: then it points at nothing. */
  const rests = useRef(false);
  const onPointerMove = (event: PointerEvent) => {
    seek(event);
    if (rests.current && !(event.movementX || event.movementY)) return;
    rests.current = false;
    const over = event.target as Element;
    const track = draft.tracks[Number(over.closest<HTMLElement>("[data-row]")?.dataset.row ?? -1)];
    const block = over.closest<HTMLElement>(BLOCK)?.dataset.segment;
    // In a crowd by the moment: most have no block, and one may stand over its neighbours.
    const passed = crowded(draft) ? under(track, (part(event) ?? -1) * length) : undefined;
    const segment = passed ?? find(draft, block);
    tell(segment);
    lit.value = segment?.id ?? "";
  };
  /** With Ctrl, the wheel zooms about the pointer. */
  const onWheel = (event: WheelEvent) => {
    const at = part(event);
    if (!(event.ctrlKey || event.metaKey) || at === null) return;
    event.preventDefault();
    zoomAbout(at, Math.min(mostZoom(length), Math.max(1, times * (event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP))));
  };

  /** The block that takes the focus as soon as it is there. */
  const led = useRef("");
  const lead = (id: string) => {
    led.current = id;
    if (lit.peek() === id) arrive();
    else lit.value = id;
  };
  const arrive = () => {
    const blocks = scroller.current?.querySelectorAll<HTMLElement>(BLOCK) ?? [];
    const block = led.current && [...blocks].find((one) => one.dataset.segment === led.current);
    if (!block || !scroller.current) return;
    led.current = "";
    block.focus({ preventScroll: true });
    reveal(scroller.current, block, times);
  };
  useLayoutEffect(arrive);
  const onFocusIn = (event: FocusEvent) => {
    const id = (event.target as HTMLElement).dataset.segment ?? "";
    tell(find(draft, id));
    if (id) active.value = id;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).dataset.segment;
    const to = id === undefined ? undefined : next(draft, id, event.key);
    if (to === undefined) return;
    rests.current = true;
    event.preventDefault();
    if (to) lead(to.id);
  };
  // A part that was asked for elsewhere; it may have been before its take was here.
  const asked = store.pointed.value?.segment;
  useLayoutEffect(() => {
    if (asked === undefined || !find(draft, asked)) return;
    store.pointed.value = null;
    lead(asked);
    scroller.current?.scrollIntoView({ block: "nearest" });
  }, [asked, draft]);

  const { from, to } = stretch.value;
  const lanes = useMemo(
    () => <Lanes {...{ draft, length, from, to, store, say, stop }} zoom={times} lit={lit.value} />,
    [draft, length, times, from, to, store, say, stop, lit.value],
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the blocks within it, which are buttons
    <div
      class={times > 1 ? "nemo-rows nemo-zoomed" : "nemo-rows"}
      ref={scroller}
      onPointerDown={seek}
      onPointerMove={onPointerMove}
      onPointerLeave={hush}
      onFocusIn={onFocusIn}
      onFocusOut={hush}
      onKeyDown={onKeyDown}
      onWheel={onWheel}
      onScroll={look}
    >
      <div class="nemo-canvas" style={{ width: width(times) }}>
        <div class="nemo-row nemo-ruler" aria-hidden="true">
          <span class="nemo-row-label" />
          <div class="nemo-lane" ref={ruler}>
            {marks(length, times, { from, to }).map((ms) => (
              <span key={ms} class={tick(ms / length)} style={{ left: percent(ms, length) }}>
                {seconds(ms)}
              </span>
            ))}
          </div>
        </div>
        {lanes}
        <div class="nemo-over" aria-hidden="true">
          <Playhead store={store} length={length} />
        </div>
      </div>
    </div>
  );
}

/** Not by a custom property: all blocks would inherit it, and be styled anew at each step. */
function width(zoom: number): string {
  return `calc(var(--nemo-label) + (100% - var(--nemo-label)) * ${zoom})`;
}

/** The ruler's marks in a stretch: about eight to a window. */
function marks(length: number, zoom: number, { from, to }: Stretch): number[] {
  const step = rulerStep(length, 8 * zoom);
  const [first, last] = [Math.floor((from * length) / step), Math.floor((to * length) / step)];
  return Array.from({ length: last - first + 1 }, (_, place) => (first + place) * step);
}

/** Alone, so that a playing film draws one line and not the whole timeline. */
function Playhead({ store, length }: { store: Store; length: number }): VNode {
  return <span class="nemo-playhead" style={{ left: percent(Math.min(store.position.value, length), length) }} />;
}

/** The marks at the ends stand inside. */
function tick(part: number): string {
  return part > 0.97 ? "nemo-tick nemo-tick-last" : "nemo-tick";
}
