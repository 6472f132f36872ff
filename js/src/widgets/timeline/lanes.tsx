/** The tracks' rows. Drawn once for a draft, whatever plays or is pointed at. */
import { Component, type VNode } from "preact";
import { seconds } from "../../lib/format.ts";
import type { Timeline as Draft, Segment, Track } from "../../lib/protocol.ts";
import type { Store } from "../../lib/store.ts";
import type { Say } from "../../lib/words.ts";

interface LanesProps {
  draft: Draft;
  length: number;
  /** How many times wider than its window the timeline is. */
  zoom: number;
  store: Store;
  say: Say;
}

/** With more blocks than this, most are too small for words, and none measures its own width. */
const MANY = 150;
/** Of many, those narrower than this part of the window have no words: some 20 px. */
const ROOM = 1 / 40;

export function Lanes({ draft, ...rest }: LanesProps): VNode {
  const many = draft.tracks.reduce((sum, track) => sum + track.segments.length, 0) > MANY;
  return (
    <>
      {draft.tracks.map((track) => (
        <TrackRow key={track.id} track={track} many={many} {...rest} />
      ))}
    </>
  );
}

function TrackRow({ track, many, zoom, ...rest }: Omit<LanesProps, "draft"> & { track: Track; many: boolean }): VNode {
  return (
    <div class="nemo-row">
      <span class="nemo-row-label">{track.label}</span>
      <ul class={many ? "nemo-lane nemo-many" : "nemo-lane"} aria-label={track.label}>
        {track.segments.map((segment) => (
          <Block
            key={segment.id}
            segment={segment}
            type={track.type}
            room={!many || (segment.duration_ms / rest.length) * zoom >= ROOM}
            {...rest}
          />
        ))}
      </ul>
    </div>
  );
}

interface BlockProps extends Omit<LanesProps, "draft" | "zoom"> {
  segment: Segment;
  type: Track["type"];
  /** Whether there is room for words. */
  room: boolean;
}

/** Drawn again only when something about it changes: a step of the zoom is that of a few among a thousand. */
class Block extends Component<BlockProps> {
  override shouldComponentUpdate(next: BlockProps): boolean {
    return (Object.keys(next) as (keyof BlockProps)[]).some((key) => next[key] !== this.props[key]);
  }

  override render(): VNode {
    return <BlockView {...this.props} />;
  }
}

/** A block is a button that leads to its beginning; one of all is a tab stop, and arrows go on from there. */
function BlockView({ segment, type, room, length, store, say }: BlockProps): VNode {
  const { id, name, detail, start_ms, duration_ms, changed } = segment;
  const span = say("span", { a: seconds(start_ms), b: seconds(start_ms + duration_ms) });
  return (
    <li
      class={`nemo-segment nemo-of-${type}${changed ? " nemo-changed" : ""}`}
      style={{ left: percent(start_ms, length), width: percent(Math.min(duration_ms, length - start_ms), length) }}
    >
      <button
        type="button"
        class="nemo-segment-line"
        tabIndex={-1}
        data-segment={id}
        data-start={start_ms}
        aria-label={[name, detail, span, changed && say("changed")].filter(Boolean).join(" · ")}
        onClick={(event) => {
          // A press has sought to where the pointer is; by keyboard there is no such place.
          if (event.detail === 0) store.goTo(start_ms);
        }}
      >
        {room && (
          <>
            <span class="nemo-segment-words">
              <span class="nemo-segment-name">{name}</span>{" "}
              {detail && <span class="nemo-segment-detail">{detail}</span>}
            </span>{" "}
            <span class="nemo-segment-span">{span}</span>
          </>
        )}
      </button>
    </li>
  );
}

export function percent(ms: number, length: number): string {
  return `${(100 * Math.max(0, ms)) / length}%`;
}
