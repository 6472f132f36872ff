/**
 * The contract between the page and the kernel.
 *
 * State flows one way: the kernel owns it, the page shows it. Three things travel.
 *
 * 1. **Traits** of the widget's model:
 *    - `snapshot` (JSON, a {@link Snapshot}): everything on show. Small: no media, no pictures.
 *    - `pictures` (`{key: bytes}`): JPEG or PNG posters and thumbnails of a few kB, named by `poster` and `thumb`.
 *      A dict of its own, so that a snapshot does not carry them again.
 *    - `position_ms` (int, optional): where the player stands. Written by the page when it pauses, seeks or ends, and a
 *      few times a second while it plays; never an order to seek (that is `snapshot.seek`).
 * 2. **Numbered messages** kernel → page, {@link Delta} and {@link Patch}: text that streams, and what else is new. One
 *    counter per model numbers them and snapshots alike: `snapshot.seq` is its own number and says that everything up
 *    to it is contained. A page that sees a gap asks `{kind: "resync"}`; the kernel answers by sending the `snapshot`
 *    under a new number. `{kind: "latest", seq, now}` comes a little after the last message, and as the answer to
 *    `{kind: "latest?"}`, so that a lost last message is noticed.
 *    `resync`, `latest?` and `latest` are themselves unnumbered and carry no id.
 * 3. **Commands** page → kernel, {@link Command}, each with an `id` and answered once by `{kind: "ack", id, …}`,
 *    an {@link Ack}. Comm messages reach every page that shows the model: ids are unique among pages, and a page
 *    ignores acknowledgements that are not its own.
 *
 * Times are milliseconds; instants are milliseconds since 1970 by the kernel's clock; sizes are bytes.
 * Texts are plain text in the user's language; replies may use the few marks of `markdown.tsx`. Nothing is HTML.
 */

/** The kinds of track a draft knows; `other` is a type that this version has no name for. */
export type TrackType = "video" | "audio" | "text" | "other";

export interface Snapshot {
  /** This snapshot's number; every delta up to it is contained. */
  seq: number;
  /** `en`, `zh`, or "" for the page's own language. */
  lang: string;
  session: { name: string };
  /** `label` is a short name ("Local engine", "NemoVideo cloud", a host); `local` means that nothing is sent away. */
  engine: { label: string; local: boolean };
  /** `available` is null while unknown; `free` when this engine costs nothing. */
  credits: { available: number | null; frozen: number; free: boolean };
  profile: Profile;
  /** Every profile that can be chosen, this one among them. */
  profiles: { id: string; name: Told }[];
  /** File name endings that the session takes, lower case, no dot; empty when unknown (then nothing is refused here). */
  accepts: string[];
  activity: Activity;
  log: Entry[];
  /** The draft of the current take. */
  timeline: Timeline | null;
  /** Oldest first. */
  takes: Take[];
  files: FileItem[];
  /** Oldest first. */
  exports: Export[];
  /** What the next message may cost; null where nothing costs. `cap` is the limit set, as text, or null. */
  estimate: { text: string; cap: string | null } | null;
  /** Takes that stand side by side, or null. */
  compare: Comparison | null;
  /** Where the kernel last told the player to go; `n` grows with each order. */
  seek: { n: number; ms: number };
}

/** Two to six takes, of one session or several. */
export interface Comparison {
  films: ComparedTake[];
}

export interface ComparedTake {
  /** Names the take among those of all sessions. */
  id: string;
  number: number;
  /** The session's name; "" where all are of one. */
  session: string;
  prompt: string;
  state: "done" | "working";
  clip: Take["clip"];
  /** A key of `pictures`, or null. */
  poster: string | null;
  duration_ms: number;
  width: number;
  height: number;
  rating: number;
  note: string;
  /** What is different here from the first; empty for the first itself. */
  changes: Change[];
  /** How many more differences there are. */
  more: number;
}

/** In each language: the page may follow the browser's. */
export type Told<T = string> = Record<"en" | "zh", T>;

export interface Profile {
  id: string;
  /** "Try saying": complete sentences that fill the box. */
  examples: Told<string[]>;
  limit_bytes: number;
  /** The limit as people know it: "200 MB". */
  limit: string;
  /** Formats that go most smoothly, as shown ("MP4", "JPG"). */
  formats: string[];
  tip: Told;
  /** Whether it advises a preview of five seconds before a long film. */
  preview_first: boolean;
}

export interface Activity {
  /**
   * - `idle`: ready. `setting-up`: connecting. `offline`: the kernel has ended; only the page itself says so.
   * - `sending`, `working`: a turn runs; Stop stands in Send's place. `stopping`: it was asked to end.
   * - `exporting`: nothing runs but an export; Send is free.
   * - `unknown`: a turn's outcome is open, it may be running and charged; Reattach first, Send again second.
   */
  phase: "idle" | "setting-up" | "sending" | "working" | "stopping" | "exporting" | "unknown" | "offline";
  /** What is being done, in a few words; "" for the phase's own words. */
  text: string;
  /** When the phase's work began, or null. */
  since: number | null;
  /** When the backend last gave a sign of life, or null. */
  last_sign: number | null;
  /** How long this kind of work usually took this user, in seconds, or null. */
  usual_s: number | null;
  /** The turn in question, or null. */
  turn_id: string | null;
}

export interface Entry {
  /** Unique and stable: an entry may change while it keeps its id. */
  id: string;
  /** The turn it belongs to, or null. */
  turn: string | null;
  /**
   * - `prompt`: what the user said, in `text`.
   * - `reply`: what came back, in `blocks`, growing by deltas while `state` is `streaming`.
   * - `changes`: what the turn did to the timeline, in `changes`; `text` may introduce them.
   * - `note`: a remark ("⏳ Still working…"). `error`: what went wrong, with `next_step`. `export`: a film was made.
   * - `next`: what the reply spoke of: free readings as they were, and the rest as buttons.
   */
  kind: "prompt" | "reply" | "changes" | "note" | "error" | "export" | "next";
  text: string;
  blocks?: string[];
  changes?: Change[];
  /** How many more there are. */
  more?: number;
  /** The take that the turn made. */
  take?: number | null;
  /** A quiet last line: "Take 2 · 3 s · no cost", or a path. */
  meta?: string;
  state?: "streaming" | "done" | "failed" | "cancelled" | "unknown";
  /** The one thing to do now, as a sentence. */
  next_step?: string;
  /** The same as a button. */
  action?: Action | null;
  /** Of `next`: the balance, the timeline in words. */
  readings?: string[];
  /** Of `next`. */
  actions?: Action[];
}

export interface Change {
  type: TrackType;
  /** "Title added" */
  head: string;
  /** "“Urban Dreams”, top centre, 0–3 s, fades" */
  text: string;
  /** The segment of the timeline that it is about, or null. */
  segment?: string | null;
  /** Takes it back, where nobody asked for it. */
  undo?: Action;
}

/** A button: a link to open, or a command which the page sends back as it stands, with an id of its own. */
export type Action = { label: string; url: string } | { label: string; about?: string; command: CommandBody };

export interface Timeline {
  duration_ms: number;
  /** In pixels; 0 when unknown. */
  width: number;
  height: number;
  tracks: Track[];
}

export interface Track {
  id: string;
  type: TrackType;
  /** "Video", "Music", "Title" … */
  label: string;
  segments: Segment[];
}

export interface Segment {
  id: string;
  name: string;
  start_ms: number;
  duration_ms: number;
  /** "slow zoom", "35 %", or "". */
  detail: string;
  /** Whether the current take changed it. */
  changed: boolean;
}

export interface Take {
  /** From 1. */
  number: number;
  prompt: string;
  /** The chosen take: its draft is `timeline`, its clip is in the player. One at most. */
  current: boolean;
  /** The take that the next message continues from; shown as "now". */
  head: boolean;
  state: "done" | "working" | "failed" | "unknown";
  /** The playable film, or null where none was rendered. `key` changes when the film does. */
  clip: { key: string; bytes: number; mime: string; name: string } | null;
  /** A small picture: a key of `pictures`, or null. */
  poster: string | null;
  /** The same, large enough for the player; only of the current take. */
  large: string | null;
  /** 1 to 5, or 0. */
  rating: number;
  note: string;
  duration_ms: number;
}

export interface FileItem {
  /** The id that `upload-begin` gave (listed under it as soon as `upload-end` is acknowledged), or the kernel's own. */
  id: string;
  /** The ids under which the same content came again: it is listed once. */
  also: string[];
  name: string;
  size: number;
  /** `receiving`: from the page. `uploading`: to the backend. */
  state: "receiving" | "uploading" | "ready" | "failed" | "cancelled";
  /** 0 to 1 within `uploading`. */
  progress: number;
  /** What went wrong and what to do, or "". */
  error: string;
  /** A key of `pictures`, or null. */
  thumb: string | null;
}

export interface Export {
  id: string;
  take: number;
  state: "queued" | "rendering" | "downloading" | "done" | "failed" | "unknown" | "cancelled";
  /** 0 to 1, or null where the backend gives none. */
  progress: number | null;
  /** Where the film is, as a person would look for it; "" until then. */
  path: string;
  /** A {@link MediaInfo.key}, or null until the film is there. */
  media: string | null;
  error?: string;
}

/** A reply grows: `text` is appended to, or replaces, block `block` (from 0) of the reply of `turn`. */
export interface Delta {
  kind: "delta";
  seq: number;
  turn: string;
  block: number;
  op: "append" | "set";
  text: string;
}

/** What else is new. */
export interface Patch {
  kind: "patch";
  seq: number;
  /** Parts of the snapshot, each in place of the one before. */
  parts?: Partial<Omit<Snapshot, "seq" | "log">>;
  /** Lines of the log that are new or changed; `blocks` is null where the page has them. */
  entries?: (Omit<Entry, "blocks"> & { blocks?: string[] | null })[];
  /** The log's lines in their order; left out where the new ones stand at the end. */
  order?: string[];
}

export interface Latest {
  kind: "latest";
  seq: number;
  /** The kernel's clock, so that "elapsed" is right on a machine whose clock differs. */
  now: number;
}

/** What a command says; the page adds `id`. */
export type CommandBody =
  /** Sends a prompt. `yes` repeats one that was answered with `confirm`. */
  | { kind: "send"; text: string; yes?: boolean }
  /** Stops the turn or the export, or whatever runs where neither is named. */
  | { kind: "stop"; turn?: string | null; export?: string }
  /** Renders a take, or the current one. */
  | { kind: "export"; take?: number | null }
  | { kind: "select-take"; take: number }
  /** Puts two to six takes side by side; none ends that. */
  | { kind: "compare"; takes: number[] }
  | { kind: "rate"; take: number; rating: number }
  | { kind: "note"; take: number; text: string }
  | { kind: "profile"; profile: string }
  | { kind: "connect"; backend: "local" | "cloud" }
  | { kind: "reattach"; turn?: string | null }
  /** Sends the text of a turn whose outcome is unknown once more; the user has been told that it may cost twice. */
  | { kind: "send-again"; turn?: string | null }
  /** Acknowledged with `received` and `route`. */
  | { kind: "upload-begin"; upload: string; name: string; size: number; type: string; origin?: FrameOrigin }
  /** One buffer of at most {@link CHUNK_BYTES}. Acknowledged with `received`. */
  | { kind: "upload-chunk"; upload: string; offset: number }
  /** How far is it? Asked after a silence. Acknowledged with `received`. */
  | { kind: "upload-status"; upload: string }
  /** A small JPEG of what a clip shows, as the message's buffer. Nothing is lost if it does not arrive. */
  | { kind: "upload-picture"; upload: string }
  | { kind: "upload-end"; upload: string }
  /** Stops a file on its way, or takes a failed one off the list. */
  | { kind: "upload-cancel"; upload: string }
  | { kind: "upload-url"; url: string }
  /** Where can this film be read? Acknowledged with `media`. */
  | { kind: "media"; take: number }
  | { kind: "media"; export: string }
  | { kind: "media"; compared: string }
  /** Acknowledged with one buffer: at most `length` bytes from `offset`. */
  | { kind: "media-chunk"; key: string; offset: number; length: number };

export type Command = CommandBody & { id: string };

/** A file that is a frame of a take ("Use this frame"). */
export interface FrameOrigin {
  take: number;
  time_ms: number;
}

export interface Ack {
  kind: "ack";
  id: string;
  ok: boolean;
  /** What went wrong, for a person; the next step stands in the same text or in `next_step`. */
  error?: string;
  next_step?: string;
  action?: Action;
  /** `send` was held back because it may cost: the question to put. Sent again with `yes` if the user agrees. */
  confirm?: string;
  /** Bytes held so far, of an upload. */
  received?: number;
  /**
   * Of `upload-begin`: our Jupyter server extension takes the file there, in pieces of at most {@link PUT_BYTES}, each by
   * a PUT with its `offset` in the query, answered with `{received}`. Relative to the server's base URL; "" where there
   * is none. Pieces may come either way: what is held so far is known to both.
   */
  route?: string;
  media?: MediaInfo;
}

export interface MediaInfo {
  key: string;
  bytes: number;
  /** With codecs where known: `video/mp4; codecs="avc1.640028, mp4a.40.2"`. */
  mime: string;
  /** The file's name, for saving. */
  name: string;
  /** In the order to try. */
  routes: Route[];
}

export type Route =
  /** An address on the web. */
  | { kind: "url"; url: string }
  /**
   * Our Jupyter server extension: `url` is relative to the server's base URL. The page probes it with
   * `Range: bytes=0-0` and takes it only for a 206 whose `X-Nemo-Nonce` header equals `nonce`: server and kernel
   * may be different machines.
   */
  | { kind: "range"; url: string; nonce: string }
  /** In pieces over the comm, `media-chunk`. */
  | { kind: "comm" };

/** The traits a model holds. */
export interface Traits {
  /** The widget's own page, and a name that no other version of it has; see `loader.ts`. */
  _page: { id: string; code: string };
  snapshot: Snapshot | Record<string, never>;
  pictures: Record<string, DataView>;
  position_ms: number;
}

/** A piece of a file on the comm. JupyterLab's websocket ends at 10 MB a message; 1 MiB also keeps a bar moving. */
export const CHUNK_BYTES = 1 << 20;
/** A piece of a file on its way to the server extension. */
export const PUT_BYTES = 4 << 20;
