/** The draft as tracks in time: a row a track, a block a segment, and the player's place. */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { rulerStep, seconds } from "../../lib/format.ts";
import { Icon } from "../../lib/icons.tsx";
import type { Timeline as Draft } from "../../lib/protocol.ts";
import type { Store } from "../../lib/store.ts";
import type { Props } from "../../lib/widget.tsx";
import type { Say } from "../../lib/words.ts";
import { BLOCK, go, letIn, reveal } from "./keys.ts";
import { Lanes, percent } from "./lanes.tsx";

/** How far one can zoom in, and by how much a step does. */
const MOST_ZOOM = 64;
const ZOOM_STEP = 2;

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
        {draft && draft.tracks.length > 0 && <Zoom zoom={zoom} say={say} />}
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

function Zoom({ zoom, say }: { zoom: Signal<number>; say: Say }): VNode {
  const to = (times: number) => () => {
    zoom.value = Math.min(MOST_ZOOM, Math.max(1, times));
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
      {button("zoomIn", "plus", zoom.value * ZOOM_STEP, zoom.value >= MOST_ZOOM)}
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
  const at = (event: PointerEvent): number | null => {
    const box = ruler.current?.getBoundingClientRect();
    return box?.width ? Math.round(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * length) : null;
  };
  const seek = (event: PointerEvent) => {
    const ms = event.buttons === 1 ? at(event) : null;
    if (ms !== null) store.goTo(ms);
  };
  /** Keys scroll what they lead to under a pointer that rests: then it points at nothing. */
  const rests = useRef(false);
  const onPointerOver = (event: PointerEvent) => {
    if (!rests.current) tell(event);
  };
  const onPointerMove = (event: PointerEvent) => {
    seek(event);
    if (!rests.current || !(event.movementX || event.movementY)) return;
    rests.current = false;
    tell(event);
  };
  const tell = (event: Event) => {
    const block = (event.target as Element).closest<HTMLElement>(BLOCK);
    told.value = block?.getAttribute("aria-label") ?? "";
  };
  const hush = () => {
    told.value = "";
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const block = (event.target as Element).closest<HTMLElement>(BLOCK);
    if (!block || !go(block, event.key)) return;
    rests.current = true;
    event.preventDefault();
  };
  /** With Ctrl, the wheel zooms about the pointer. */
  const onWheel = (event: WheelEvent) => {
    const el = scroller.current;
    const box = ruler.current?.getBoundingClientRect();
    if (!(event.ctrlKey || event.metaKey) || !el || !box?.width) return;
    event.preventDefault();
    const part = (event.clientX - box.left) / box.width;
    const next = Math.min(MOST_ZOOM, Math.max(1, times * (event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP)));
    zoom.value = next;
    requestAnimationFrame(() => {
      el.scrollLeft += part * box.width * (next / times - 1);
    });
  };
  useLayoutEffect(() => letIn(scroller.current), [draft]);
  usePointed(scroller, store, draft);
  useInView(scroller, store, length, zoom);
  const lanes = useMemo(
    () => <Lanes draft={draft} length={length} zoom={times} store={store} say={say} />,
    [draft, length, times, store, say],
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the blocks within it, which are buttons
    <div
      class={times > 1 ? "nemo-rows nemo-zoomed" : "nemo-rows"}
      ref={scroller}
      onPointerDown={seek}
      onPointerMove={onPointerMove}
      onPointerOver={onPointerOver}
      onPointerLeave={hush}
      onFocusIn={tell}
      onFocusOut={hush}
      onKeyDown={onKeyDown}
      onWheel={onWheel}
    >
      <div class="nemo-canvas" style={{ width: width(times) }}>
        <div class="nemo-row nemo-ruler" aria-hidden="true">
          <span class="nemo-row-label" />
          <div class="nemo-lane" ref={ruler}>
            {marks(length, times).map((ms) => (
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

/** Not by a custom property: a thousand blocks would inherit it, and be styled anew at each step. */
function width(zoom: number): string {
  return `calc(var(--nemo-label) + (100% - var(--nemo-label)) * ${zoom})`;
}

/** Brings a part that was asked for elsewhere into view, with the focus on it. */
function usePointed(scroller: { current: HTMLElement | null }, store: Store, draft: Draft): void {
  useSignalEffect(() => {
    const wanted = store.pointed.value?.segment;
    if (wanted === undefined) return;
    // The take may have to come first.
    requestAnimationFrame(() => {
      const block = [...(scroller.current?.querySelectorAll<HTMLElement>(BLOCK) ?? [])].find(
        (one) => one.dataset.segment === wanted,
      );
      if (!block) return;
      block.focus();
      reveal(block);
      store.pointed.value = null;
    });
  });
  // One that was asked for before its take was here.
  useEffect(() => {
    if (store.pointed.peek()) store.pointed.value = { ...(store.pointed.peek() as { segment: string }) };
  }, [draft, store]);
}

/** Scrolls along with a playing film, where the timeline is wider than its window. */
function useInView(
  scroller: { current: HTMLElement | null },
  store: Store,
  length: number,
  zoom: Signal<number>,
): void {
  useSignalEffect(() => {
    const part = Math.min(1, store.position.value / length);
    const el = scroller.current;
    if (!el || zoom.value === 1) return;
    const label = el.querySelector<HTMLElement>(".nemo-row-label")?.offsetWidth ?? 0;
    const x = label + part * (el.scrollWidth - label);
    if (x < el.scrollLeft + label || x > el.scrollLeft + el.clientWidth) el.scrollLeft = x - label - 24;
  });
}

/** The ruler's marks: about eight to a window. */
function marks(length: number, zoom: number): number[] {
  const step = rulerStep(length, 8 * zoom);
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, place) => place * step);
}

/** Alone, so that a playing film draws one line and not the whole timeline. */
function Playhead({ store, length }: { store: Store; length: number }): VNode {
  return <span class="nemo-playhead" style={{ left: percent(Math.min(store.position.value, length), length) }} />;
}

/** The marks at the ends stand inside. */
function tick(part: number): string {
  return part > 0.97 ? "nemo-tick nemo-tick-last" : "nemo-tick";
}
