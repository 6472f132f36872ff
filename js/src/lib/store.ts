/**
 * One store for each model, shared by its views: the kernel's snapshot with the deltas since, and the way back.
 * Nothing in it outlives `signal`, and nothing but what the user is typing is the page's own.
 */
import type { AnyModel } from "@anywidget/types";
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Ack, CommandBody, Delta, Entry, Latest, Patch, Snapshot, Traits } from "./protocol.ts";
import { share } from "./share.ts";
import { uid } from "./uid.ts";
import { type Say, tongue, words } from "./words.ts";

export type Model = AnyModel<Traits>;

/** An acknowledgement and the bytes that came with it. */
export interface Answer {
  ack: Ack;
  buffers: DataView[];
}

/** What the page itself has to say: an error of its own doing, or a question before money is spent. */
export type Notice =
  | { kind: "error"; text: string; next_step?: string | undefined; action?: Ack["action"] }
  | { kind: "confirm"; text: string; prompt: string };

/** How long an unanswered command is normal. After that the page says that it waits, and asks for the answer. */
const PATIENCE_MS = 4000;
/** How often the latest number is asked for: while something runs, and otherwise. */
const POLL_BUSY_MS = 3000;
const POLL_IDLE_MS = 20_000;
/** A question unanswered for this long is put again, each time after three times as long: the kernel may only be busy. */
const AGAIN_MS = 800;
const QUICKLY = 5;

export const EMPTY: Snapshot = {
  seq: -1,
  lang: "",
  session: { name: "" },
  engine: { label: "", local: true },
  credits: { available: null, frozen: 0, free: true },
  profile: {
    id: "",
    examples: { en: [], zh: [] },
    limit_bytes: 0,
    limit: "",
    formats: [],
    tip: { en: "", zh: "" },
    preview_first: false,
  },
  profiles: [],
  accepts: [],
  activity: { phase: "setting-up", text: "", since: null, last_sign: null, usual_s: null, turn_id: null },
  log: [],
  timeline: null,
  takes: [],
  files: [],
  exports: [],
  estimate: null,
  compare: null,
  seek: { n: 0, ms: 0 },
};

export class Store {
  readonly snapshot: ReadonlySignal<Snapshot>;
  readonly pictures: Signal<Record<string, DataView>>;
  /** Where the player stands, in ms, and where it was last told to go. */
  readonly position = signal(0);
  readonly seek = signal<{ ms: number } | null>(null);
  /** A part of the timeline that was asked for elsewhere. */
  readonly pointed = signal<{ segment: string } | null>(null);
  /** Whether a command has been unanswered for long. */
  readonly silent = signal(false);
  /** Whether the kernel of this model has ended: nothing comes any more, and nothing can be asked for. */
  readonly gone = signal(false);
  readonly notice = signal<Notice | null>(null);
  /** What stands in the prompt box, and the examples that were used. */
  readonly typed = signal("");
  readonly used = signal<readonly string[]>([]);
  /** The language that the page speaks, and its words. */
  readonly tongue: ReadonlySignal<"en" | "zh">;
  readonly say: ReadonlySignal<Say>;
  /** The kernel's clock minus the page's, in ms. */
  #skew = 0;
  #waiting = new Map<string, (answer: Answer) => void>();
  /** What came last, and what of it is drawn: many deltas a frame are drawn once. */
  #next: Snapshot;
  #drawn: Signal<Snapshot>;
  #frame = 0;
  #ordered: number;
  #film: string | undefined;
  /** The question that waits for its answer: since when, and how often it was put before. */
  #asked: { kind: "resync" | "latest?"; at: number; before: number } | null = null;
  #lastAnswer = 0;
  #page = uid();
  #count = 0;

  constructor(
    readonly model: Model,
    /** Ends with the widget. */
    readonly life: AbortSignal,
  ) {
    this.#next = whole(model.get("snapshot")) ?? EMPTY;
    this.#ordered = this.#next.seek.n;
    this.#film = filmOf(this.#next);
    this.#drawn = signal(this.#next);
    this.snapshot = computed(() => (this.gone.value ? stilled(this.#drawn.value) : this.#drawn.value));
    this.pictures = signal(model.get("pictures") ?? {});
    this.position.value = model.get("position_ms") ?? 0;
    this.tongue = computed(() => tongue(this.snapshot.value.lang));
    this.say = computed(() => words(this.tongue.value));
    this.#listen("change:snapshot", () => this.#adopt(model.get("snapshot")));
    this.#listen("change:pictures", () => {
      this.pictures.value = model.get("pictures") ?? {};
    });
    // Of ipywidgets: the comm has lost its kernel. Hosts without it find out by asking.
    this.#listen("comm_live_update", () => this.#ask("latest?"));
    this.#listen("msg:custom", (message: Ack | Delta | Patch | Latest, buffers?: DataView[]) => {
      if (message?.kind === "ack") this.#settle(message, buffers ?? []);
      else if (message?.kind === "delta" || message?.kind === "patch") this.#apply(message);
      else if (message?.kind === "latest") this.#compare(message);
    });
    this.#poll();
  }

  /** One part of the snapshot, as a signal that changes only when that part does. */
  part<K extends keyof Snapshot>(key: K): ReadonlySignal<Snapshot[K]> {
    return computed(() => this.snapshot.value[key]);
  }

  /** Now, by the kernel's clock. */
  now(): number {
    return Date.now() + this.#skew;
  }

  /** Sends a command and waits for its acknowledgement, however long that takes. A `stop` signal ends the wait. */
  request(command: CommandBody, buffers: ArrayBuffer[] = [], stop: AbortSignal = this.life): Promise<Answer> {
    this.#count += 1;
    const id = `${this.#page}.${this.#count}`;
    return new Promise((resolve, reject) => {
      let timer = 0;
      const end = () => {
        clearTimeout(timer);
        stop.removeEventListener("abort", abort);
        this.#waiting.delete(id);
        if (!this.#waiting.size) this.silent.value = false;
      };
      const fail = (reason: unknown) => {
        end();
        reject(reason);
      };
      const abort = () => fail(stop.reason);
      const send = (ms: number) => {
        if (!this.#send({ ...command, id }, buffers)) return fail(new Error(this.say.value("gone")));
        timer = Number(setTimeout(late, ms, ms * 2));
      };
      const late = (ms: number) => {
        this.silent.value = true;
        // Under the same id: a kernel that has carried it out answers again and does nothing.
        if (!buffers.length) send(Math.min(60_000, ms));
      };
      if (stop.aborted) return abort();
      stop.addEventListener("abort", abort);
      this.#waiting.set(id, (answer) => {
        end();
        this.silent.value = false;
        resolve(answer);
      });
      send(PATIENCE_MS);
    });
  }

  /** Sends a command whose refusal is told to the user; returns the acknowledgement, or null if the page is leaving. */
  async command(command: CommandBody): Promise<Ack | null> {
    let ack: Ack;
    try {
      ({ ack } = await this.request(command));
    } catch {
      return null;
    }
    if (ack.ok) this.notice.value = null;
    else if (ack.confirm && command.kind === "send") {
      this.notice.value = { kind: "confirm", text: ack.confirm, prompt: command.text };
    } else this.complain(ack.error ?? this.say.value("wentWrong"), ack.next_step, ack.action);
    return ack;
  }

  complain(text: string, next_step?: string, action?: Ack["action"]): void {
    this.notice.value = { kind: "error", text, next_step, action };
  }

  /** Moves the player. */
  goTo(ms: number): void {
    this.position.value = ms;
    this.seek.value = { ms };
  }

  /** Tells the kernel where the player stands. */
  report(ms: number): void {
    this.position.value = ms;
    if (this.model.get("position_ms") === undefined) return;
    this.model.set("position_ms", Math.round(ms));
    this.model.save_changes();
  }

  #listen(name: string, callback: (...args: never[]) => void): void {
    this.model.on(name, callback as () => void);
    this.life.addEventListener("abort", () => this.model.off(name as "msg:custom", callback as () => void));
  }

  #adopt(raw: Traits["snapshot"]): void {
    const next = whole(raw);
    if (!next || next.seq < this.#next.seq) return;
    this.#asked = null;
    this.#next = share(this.#next, next);
    this.#show();
  }

  #apply(message: Delta | Patch): void {
    const { seq, log } = this.#next;
    if (message.seq > seq + 1) this.#resync();
    if (message.seq !== seq + 1) return;
    if (message.kind === "delta") {
      this.#next = { ...this.#next, seq: message.seq, log: grow(log, message) };
      this.#frame ||= soon(() => this.#show());
    } else {
      const next = { ...this.#next, ...message.parts, seq: message.seq, log: merge(log, message) };
      this.#next = share(this.#next, next);
      this.#show();
    }
  }

  /** Draws what has come. */
  #show(): void {
    this.#frame = 0;
    if (this.life.aborted) return;
    this.#drawn.value = this.#next;
    // A film is looked at from its beginning; whoever compares moments seeks.
    const film = filmOf(this.#next);
    if (film !== this.#film) this.report(0);
    this.#film = film;
    const { n, ms } = this.#next.seek;
    if (n > this.#ordered) this.goTo(ms);
    this.#ordered = n;
  }

  #compare(latest: Latest): void {
    this.#skew = latest.now - Date.now();
    this.#lastAnswer = Date.now();
    this.gone.value = false;
    if (latest.seq > this.#next.seq) this.#resync();
    else this.#asked = null;
  }

  #resync(): void {
    if (this.#asked?.kind !== "resync") this.#ask("resync");
  }

  #ask(kind: "resync" | "latest?", before = 0): void {
    this.#asked = { kind, at: Date.now(), before };
    this.#send({ kind });
  }

  /** Whether a message could set out: the comm of a kernel that has ended throws. */
  #send(message: object, buffers: ArrayBuffer[] = []): boolean {
    try {
      this.model.send(message, undefined, buffers);
      return true;
    } catch {
      this.gone.value = true;
      return false;
    }
  }

  #settle(ack: Ack, buffers: DataView[]): void {
    this.#waiting.get(ack.id)?.({ ack, buffers });
  }

  /** Pictures that the snapshot names and that have not come. */
  #missing(): string {
    const { takes, files, compare } = this.#next;
    const named = [
      ...takes.flatMap((take) => [take.poster, take.large]),
      ...files.map((file) => file.thumb),
      ...(compare?.films ?? []).map((film) => film.poster),
    ];
    const here = this.pictures.value;
    return named.filter((key) => key && !(key in here)).join();
  }

  /**
   * Asks for the latest number now and then, and again for what was asked and not answered; one question at a time,
   * and ever more rarely: a blocked kernel must not find a heap of them.
   */
  #poll(): void {
    let wanted = { keys: "", times: 0 };
    const look = () => {
      if (document.hidden) return;
      const now = Date.now();
      if (this.#asked) {
        const { kind, at, before } = this.#asked;
        // What is known to be missing is asked for quickly a few times; else the kernel may only be busy.
        const misses = kind === "resync" ? Math.max(0, before - QUICKLY) : before;
        if (now - at >= Math.min(POLL_IDLE_MS, AGAIN_MS * 3 ** misses)) this.#ask(kind, before + 1);
        return;
      }
      const missing = this.#missing();
      if (missing && (missing !== wanted.keys || wanted.times < 3)) {
        wanted = { keys: missing, times: missing === wanted.keys ? wanted.times + 1 : 1 };
        return this.#ask("resync");
      }
      const due = this.snapshot.value.activity.phase === "idle" ? POLL_IDLE_MS : POLL_BUSY_MS;
      if (now - this.#lastAnswer >= due) this.#ask("latest?");
    };
    const timer = setInterval(look, 400);
    this.life.addEventListener("abort", () => clearInterval(timer));
    look();
  }
}

/** What is in the player. */
function filmOf({ takes }: Snapshot): string | undefined {
  return takes.find((take) => take.current)?.clip?.key;
}

/** What the page of a kernel that has ended shows: all that was done, and nothing that goes on. */
function stilled(last: Snapshot): Snapshot {
  return {
    ...last,
    activity: { ...EMPTY.activity, phase: "offline" },
    log: last.log.map((entry) => (entry.state === "streaming" ? { ...entry, state: "unknown" } : entry)),
    takes: last.takes.map((take) => (take.state === "working" ? { ...take, state: "unknown" } : take)),
    files: last.files.filter(({ state }) => state !== "receiving" && state !== "uploading"),
    exports: last.exports.filter(({ state }) => state === "done" || state === "failed"),
  };
}

/** Calls back with the next frame; a page out of sight has none, and can wait. */
function soon(call: () => void): number {
  if (document.hidden) return Number(setTimeout(call, 200));
  return requestAnimationFrame(call);
}

/** The trait's value if it is a snapshot, and not the empty object that stands before the first one. */
function whole(raw: Traits["snapshot"] | undefined): Snapshot | null {
  return raw && "seq" in raw ? { ...EMPTY, ...raw } : null;
}

/** The log with a delta in it; a turn's first delta opens its reply. */
function grow(log: Entry[], { turn, block, op, text }: Delta): Entry[] {
  const at = log.findLastIndex((entry) => entry.kind === "reply" && entry.turn === turn);
  const entry: Entry = log[at] ?? { id: `${turn}:reply`, turn, kind: "reply", text: "", state: "streaming" };
  const blocks = [...(entry.blocks ?? [])];
  while (blocks.length <= block) blocks.push("");
  blocks[block] = op === "append" ? blocks[block] + text : text;
  const grown = { ...entry, blocks };
  return at < 0 ? [...log, grown] : log.with(at, grown);
}

/** The log with a patch in it. */
function merge(log: Entry[], { entries = [], order }: Patch): Entry[] {
  if (!entries.length && !order) return log;
  const known = new Map(log.map((entry) => [entry.id, entry]));
  for (const { blocks, ...entry } of entries) {
    const kept = blocks === null ? known.get(entry.id)?.blocks : blocks;
    known.set(entry.id, kept ? { ...entry, blocks: kept } : entry);
  }
  return order ? order.flatMap((id) => known.get(id) ?? []) : [...known.values()];
}
