/** The draft as tracks in time: a row a track, a block a segment, and the player's place. */
import type { VNode } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { rulerStep, seconds } from "../../lib/format.ts";
import type { Timeline as Draft, Segment, Track } from "../../lib/protocol.ts";
import type { Props } from "../../lib/widget.tsx";
import type { Say } from "../../lib/words.ts";

export function Timeline({ store }: Props): VNode {
  const say = store.say.value;
  const draft = useMemo(() => store.part("timeline"), [store]).value;
  const takes = useMemo(() => store.part("takes"), [store]).value;
  const take = takes.find((one) => one.current);
  const changed = draft?.tracks.some((track) => track.segments.some((segment) => segment.changed));
  return (
    <section class="nemo-timeline" aria-label={say("timeline")}>
      <header class="nemo-timeline-head">
        <span>{say("timeline")}</span>
        {draft && <span class="nemo-soft">{facts(draft, say)}</span>}
        {changed && take && <span class="nemo-changed-by">{say("changedBy", { n: take.number })}</span>}
      </header>
      {draft?.tracks.length ? (
        <Rows draft={draft} store={store} say={say} />
      ) : (
        <p class="nemo-soft nemo-timeline-empty">{say("timelineEmpty")}</p>
      )}
    </section>
  );
}

function facts({ duration_ms, width, height }: Draft, say: Say): string {
  const length = say("seconds", { n: seconds(duration_ms) });
  return width && height ? `${length} · ${width}×${height}` : length;
}

function Rows({ draft, store, say }: { draft: Draft; store: Props["store"]; say: Say }): VNode {
  const lanes = useRef<HTMLDivElement>(null);
  const length = Math.max(1, draft.duration_ms);
  const step = rulerStep(length, 8);
  const marks = Array.from({ length: Math.floor(length / step) + 1 }, (_, at) => at * step);
  const seek = (event: PointerEvent) => {
    const box = lanes.current?.getBoundingClientRect();
    if (!box?.width || event.buttons !== 1) return;
    store.goTo(Math.round(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * length));
  };
  return (
    // The player's slider does the same by keyboard.
    <div class="nemo-rows" onPointerDown={seek} onPointerMove={seek}>
      <div class="nemo-row nemo-ruler" aria-hidden="true">
        <span />
        <div class="nemo-lane" ref={lanes}>
          {marks.map((ms) => (
            <span key={ms} class={tick(ms / length)} style={{ left: percent(ms, length) }}>
              {seconds(ms)}
            </span>
          ))}
          <Playhead store={store} length={length} />
        </div>
      </div>
      {draft.tracks.map((track) => (
        <TrackRow key={track.id} track={track} length={length} say={say} />
      ))}
    </div>
  );
}

function TrackRow({ track, length, say }: { track: Track; length: number; say: Say }): VNode {
  return (
    <div class="nemo-row">
      <span class="nemo-row-label">{track.label}</span>
      <ul class="nemo-lane" aria-label={track.label}>
        {track.segments.map((segment) => (
          <Block key={segment.id} segment={segment} type={track.type} length={length} say={say} />
        ))}
      </ul>
    </div>
  );
}

interface BlockProps {
  segment: Segment;
  type: Track["type"];
  length: number;
  say: Say;
}

function Block({ segment, type, length, say }: BlockProps): VNode {
  const { name, detail, start_ms, duration_ms, changed } = segment;
  const span = say("span", { a: seconds(start_ms), b: seconds(start_ms + duration_ms) });
  return (
    <li
      class={`nemo-segment nemo-of-${type}${changed ? " nemo-changed" : ""}`}
      style={{ left: percent(start_ms, length), width: percent(Math.min(duration_ms, length - start_ms), length) }}
      title={[name, detail, span].filter(Boolean).join(" · ")}
    >
      <div class="nemo-segment-line">
        <span class="nemo-segment-name">{name}</span>
        {detail && <span class="nemo-segment-detail">{detail}</span>}
        <span class="nemo-segment-span">{span}</span>
      </div>
    </li>
  );
}

/** Alone, so that a playing film draws one line and not the whole timeline. */
function Playhead({ store, length }: { store: Props["store"]; length: number }): VNode {
  return <span class="nemo-playhead" style={{ left: percent(Math.min(store.position.value, length), length) }} />;
}

/** The marks at the ends stand inside. */
function tick(part: number): string {
  return part > 0.97 ? "nemo-tick nemo-tick-last" : "nemo-tick";
}

function percent(ms: number, length: number): string {
  return `${(100 * Math.max(0, ms)) / length}%`;
}
