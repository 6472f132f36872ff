/** Where a draft's segments are, and what is near them: nothing here needs them drawn. */
import { seconds } from "../../lib/format.ts";
import type { Timeline as Draft, Segment, Track } from "../../lib/protocol.ts";
import type { Say } from "../../lib/words.ts";

/** With more segments than this, those without room are drawn as one picture. */
const MANY = 150;
/** In a crowd, a segment narrower than this part of the window has no element of its own. */
const ROOM = 1 / 24;

/** From where to where of the whole, as parts of it. */
export interface Stretch {
  from: number;
  to: number;
}

/** Whether a draft is a crowd. */
export function crowded({ tracks }: Draft): boolean {
  return tracks.reduce((sum, { segments }) => sum + segments.length, 0) > MANY;
}

/** Whether a segment of a crowd has room for a block of its own at this zoom. */
export function hasRoom({ duration_ms }: Segment, length: number, zoom: number): boolean {
  return (duration_ms / length) * zoom >= ROOM;
}

export function within({ start_ms, duration_ms }: Segment, { from, to }: Stretch, length: number): boolean {
  return start_ms + duration_ms >= from * length && start_ms <= to * length;
}

/** What is said of a segment, by a name, a tooltip and the timeline's head. */
export function words({ name, detail, start_ms, duration_ms, changed }: Segment, say: Say): string {
  const span = say("span", { a: seconds(start_ms), b: seconds(start_ms + duration_ms) });
  return [name, detail, span, changed && say("changed")].filter(Boolean).join(" · ");
}

export function find({ tracks }: Draft, id: string | undefined): Segment | undefined {
  for (const { segments } of tracks) {
    const found = segments.find((one) => one.id === id);
    if (found) return found;
  }
  return undefined;
}

/** The segment of a track at a moment; of those that overlap there, the last, which is drawn on top. */
export function under(track: Track | undefined, ms: number): Segment | undefined {
  return track?.segments.findLast(({ start_ms, duration_ms }) => start_ms <= ms && ms < start_ms + duration_ms);
}

/** Titles that are shown below each other at most, as in the static record. */
const MOST_LANES = 4;

/** For each segment the lane that it stands in: titles that are read at the same time stand below each other. */
export function lanes({ type, segments }: Track): number[] {
  const ends: number[] = [];
  return segments.map(({ start_ms, duration_ms }) => {
    if (type !== "text") return 0;
    const free = ends.findIndex((end) => end <= start_ms);
    const lane = free < 0 ? Math.min(ends.length, MOST_LANES - 1) : free;
    ends[lane] = start_ms + duration_ms;
    return lane;
  });
}

/** Where a key leads from a segment: null where there is nothing that way, undefined for a key of another kind. */
export function next({ tracks }: Draft, id: string, key: string): Segment | null | undefined {
  const row = tracks.findIndex(({ segments }) => segments.some((one) => one.id === id));
  const here = tracks[row]?.segments ?? [];
  const at = here.findIndex((one) => one.id === id);
  switch (key) {
    case "ArrowLeft":
      return here[at - 1] ?? null;
    case "ArrowRight":
      return here[at + 1] ?? null;
    case "Home":
      return here[0] ?? null;
    case "End":
      return here.at(-1) ?? null;
    case "ArrowUp":
      return nearest(tracks[row - 1], here[at]);
    case "ArrowDown":
      return nearest(tracks[row + 1], here[at]);
    default:
      return undefined;
  }
}

/** The segment of a track that begins nearest to this one. */
function nearest(track: Track | undefined, to: Segment | undefined): Segment | null {
  const away = ({ start_ms }: Segment) => Math.abs(start_ms - (to?.start_ms ?? 0));
  return (track?.segments ?? []).reduce<Segment | null>(
    (best, one) => (best && away(best) <= away(one) ? best : one),
    null,
  );
}
