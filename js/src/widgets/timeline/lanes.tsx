/** The tracks' rows: blocks of what is in view and has room, and a picture of the crowd that has none. */
import { Component, type ComponentChild, type VNode } from "preact";
import { seconds } from "../../lib/format.ts";
import type { Timeline as Draft, Segment, Track } from "../../lib/protocol.ts";
import type { Store } from "../../lib/store.ts";
import type { Say } from "../../lib/words.ts";
import { crowded, hasRoom, lanes, type Stretch, within, words } from "./plan.ts";

/** How high a lane is, and how far it is from the next one, px. */
const LANE = 28;
const STEP = 33;

interface Shared {
  /** Of the whole, ms. */
  length: number;
  store: Store;
  say: Say;
}

interface LanesProps extends Shared, Stretch {
  draft: Draft;
  /** How many times wider than its window the timeline is. */
  zoom: number;
  /** The tab stop among all blocks, and the segment that is pointed at or led to: each has a block wherever it is. */
  stop: string;
  lit: string;
}

export function Lanes({ draft, stop, lit, ...rest }: LanesProps): VNode {
  const crowd = crowded(draft);
  return (
    <>
      {draft.tracks.map((track, row) => {
        const own = (id: string) => (track.segments.some((one) => one.id === id) ? id : "");
        return <TrackRow key={track.id} {...rest} {...{ track, row, crowd }} stop={own(stop)} lit={own(lit)} />;
      })}
    </>
  );
}

/** Drawn again only when something about it changes. */
abstract class Steady<P extends object> extends Component<P> {
  override shouldComponentUpdate(next: P): boolean {
    return (Object.keys(next) as (keyof P)[]).some((key) => next[key] !== this.props[key]);
  }
}

interface RowProps extends Omit<LanesProps, "draft"> {
  track: Track;
  row: number;
  crowd: boolean;
}

class TrackRow extends Steady<RowProps> {
  override render({ track, row, crowd, stop, lit, ...rest }: RowProps): VNode {
    const { length, store, say, zoom } = rest;
    const lane = crowd ? [] : lanes(track);
    const height = Math.max(0, ...lane) * STEP + LANE;
    const shown = track.segments.flatMap((segment, place) => {
      const roomy = !crowd || hasRoom(segment, length, zoom);
      return (roomy && within(segment, rest, length)) || segment.id === stop || segment.id === lit
        ? [{ segment, place }]
        : [];
    });
    return (
      <div class={`nemo-row nemo-of-${track.type}`}>
        <span class="nemo-row-label" title={track.label}>
          {track.label}
        </span>
        <ul
          class={crowd ? "nemo-lane nemo-many" : "nemo-lane"}
          style={{ height: `${height}px` }}
          aria-label={track.label}
          data-row={row}
        >
          {shown.map(({ segment, place }) => (
            <Block
              key={segment.id}
              place={place + 1}
              lane={lane[place] ?? 0}
              count={track.segments.length}
              tab={segment.id === stop ? 0 : -1}
              {...{ segment, length, store, say }}
            />
          ))}
        </ul>
        {crowd && <Crowd track={track} from={rest.from} to={rest.to} length={length} zoom={zoom} />}
      </div>
    );
  }
}

interface BlockProps extends Shared {
  segment: Segment;
  /** Which of how many of its track. */
  place: number;
  count: number;
  lane: number;
  tab: 0 | -1;
}

/** A block is a button that leads to its beginning; one of all is a tab stop, and arrows go on from there. */
class Block extends Steady<BlockProps> {
  override render({ segment, place, count, lane, tab, length, store, say }: BlockProps): VNode {
    const { id, name, detail, start_ms, duration_ms, changed } = segment;
    const label = words(segment, say);
    return (
      <li
        class={changed ? "nemo-segment nemo-changed" : "nemo-segment"}
        aria-posinset={place}
        aria-setsize={count}
        style={{
          top: `${lane * STEP}px`,
          left: percent(start_ms, length),
          width: percent(Math.min(duration_ms, length - start_ms), length),
        }}
      >
        <button
          type="button"
          class="nemo-segment-line"
          tabIndex={tab}
          data-segment={id}
          aria-label={label}
          title={label}
          onClick={(event) => {
            // A press has sought to where the pointer is; by keyboard there is no such place.
            if (event.detail === 0) store.goTo(start_ms);
          }}
        >
          <span class="nemo-segment-words">
            <span class="nemo-segment-name">{name}</span> {detail && <span class="nemo-segment-detail">{detail}</span>}
          </span>{" "}
          <span class="nemo-segment-span">
            {say("span", { a: seconds(start_ms), b: seconds(start_ms + duration_ms) })}
          </span>
        </button>
      </li>
    );
  }
}

interface CrowdProps extends Stretch {
  track: Track;
  length: number;
  zoom: number;
}

/** How wide a window is about, px; the gaps between the crowd's shapes are one of them. */
const WINDOW = 1000;

/** Segments without room for a block: two shapes in one picture, however many they are. */
class Crowd extends Steady<CrowdProps> {
  override render({ track, from, to, length, zoom }: CrowdProps): ComponentChild {
    const [left, wide] = [from * length, (to - from) * length];
    const px = length / (WINDOW * zoom);
    const narrow = track.segments.filter((one) => within(one, { from, to }, length) && !hasRoom(one, length, zoom));
    if (!narrow.length) return null;
    const place = { marginLeft: percent(left, length), width: percent(wide, length) };
    return (
      <svg
        class="nemo-crowd"
        style={place}
        viewBox={`${left} 0 ${wide} ${LANE}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path d={shape(narrow, px)} />
        <path
          class="nemo-crowd-changed"
          d={shape(
            narrow.filter((one) => one.changed),
            px,
          )}
        />
      </svg>
    );
  }
}

/** Rectangles, a pixel apart where they are wide enough for that, and in one piece where they are not. */
function shape(segments: Segment[], px: number): string {
  const runs: [number, number][] = [];
  for (const { start_ms, duration_ms } of segments) {
    const end = start_ms + Math.max(px, duration_ms > 3 * px ? duration_ms - px : duration_ms);
    const last = runs.at(-1);
    if (last && start_ms >= last[0] && start_ms < last[1] + px / 2) last[1] = Math.max(last[1], end);
    else runs.push([start_ms, end]);
  }
  return runs.map(([start, end]) => `M${start} 0H${end}V${LANE}H${start}z`).join("");
}

export function percent(ms: number, length: number): string {
  return `${(100 * Math.max(0, ms)) / length}%`;
}
