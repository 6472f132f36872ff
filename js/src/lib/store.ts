/**
 * One store for each model, shared by its views: the kernel's snapshot with the deltas since, and the way back.
 * Nothing in it outlives `signal`, and nothing but what the user is typing is the page's own.
 */
import type { AnyModel } from "@anywidget/types";
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Ack, CommandBody, Delta, Entry, Latest, Snapshot, Traits } from "./protocol.ts";
import { share } from "./share.ts";
import { uid } from "./uid.ts";
import { type Say, words } from "./words.ts";

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

/** How long an unanswered command is normal. After that the page says that it waits; it never sends twice by itself. */
const PATIENCE_MS = 4000;
/** How often the latest number is asked for: while something runs, and otherwise. */
const POLL_BUSY_MS = 3000;
const POLL_IDLE_MS = 20_000;

export const EMPTY: Snapshot = {
  seq: -1,
  lang: "",
  session: { name: "", backend: "", ready: false, closed: false },
  engine: { label: "", local: true },
  credits: { available: null, frozen: 0, free: true },
  profile: { id: "", name: "", examples: [], limit_bytes: 0, formats: [], tip: "" },
  profiles: [],
  accepts: [],
  activity: { phase: "setting-up", text: "", since: null, last_sign: null, usual_s: null, turn_id: null },
  log: [],
  timeline: null,
  takes: [],
  files: [],
  exports: [],
  estimate: null,
};

export class Store {
  readonly snapshot: Signal<Snapshot>;
  readonly pictures: Signal<Record<string, DataView>>;
  /** Where the player stands, in ms, and where it was last told to go. */
  readonly position = signal(0);
  readonly seek = signal<{ ms: number } | null>(null);
  /** Whether a command has been unanswered for long. */
  readonly silent = signal(false);
  readonly notice = signal<Notice | null>(null);
  /** What stands in the prompt box, and the examples that were used. */
  readonly typed = signal("");
  readonly used = signal<readonly string[]>([]);
  readonly say: ReadonlySignal<Say>;
  /** The kernel's clock minus the page's, in ms. */
  #skew = 0;
  #waiting = new Map<string, (answer: Answer) => void>();
  #resyncing = false;
  #page = uid();
  #count = 0;
  /** What the page itself wrote to `position_ms`: the change event that this causes is no order to seek. */
  #reported = -1;

  constructor(
    readonly model: Model,
    /** Ends with the widget. */
    readonly life: AbortSignal,
  ) {
    this.snapshot = signal(whole(model.get("snapshot")) ?? EMPTY);
    this.pictures = signal(model.get("pictures") ?? {});
    this.position.value = model.get("position_ms") ?? 0;
    this.say = computed(() => words(this.snapshot.value.lang));
    this.#listen("change:snapshot", () => this.#adopt(model.get("snapshot")));
    this.#listen("change:pictures", () => {
      this.pictures.value = model.get("pictures") ?? {};
    });
    this.#listen("change:position_ms", () => {
      const ms = model.get("position_ms");
      if (ms !== this.#reported) this.goTo(ms);
    });
    this.#listen("msg:custom", (message: Ack | Delta | Latest, buffers?: DataView[]) => {
      if (message?.kind === "ack") this.#settle(message, buffers ?? []);
      else if (message?.kind === "delta") this.#apply(message);
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
      const timer = setTimeout(() => {
        this.silent.value = true;
      }, PATIENCE_MS);
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        if (!this.#waiting.size) this.silent.value = false;
      };
      const abort = () => {
        end();
        reject(stop.reason);
      };
      if (stop.aborted) return abort();
      stop.addEventListener("abort", abort, { once: true });
      this.#waiting.set(id, (answer) => {
        end();
        stop.removeEventListener("abort", abort);
        this.silent.value = false;
        resolve(answer);
      });
      this.model.send({ ...command, id }, undefined, buffers);
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
    this.#reported = Math.round(ms);
    if (this.model.get("position_ms") === undefined) return;
    this.model.set("position_ms", this.#reported);
    this.model.save_changes();
  }

  #listen(name: string, callback: (...args: never[]) => void): void {
    this.model.on(name, callback as () => void);
    this.life.addEventListener("abort", () => this.model.off(name as "msg:custom", callback as () => void));
  }

  #adopt(raw: Traits["snapshot"]): void {
    const next = whole(raw);
    if (!next || next.seq < this.snapshot.value.seq) return;
    this.#resyncing = false;
    this.snapshot.value = share(this.snapshot.value, next);
  }

  #apply(delta: Delta): void {
    const { seq, log } = this.snapshot.value;
    if (delta.seq > seq + 1) this.#resync();
    if (delta.seq !== seq + 1) return;
    this.snapshot.value = { ...this.snapshot.value, seq: delta.seq, log: grow(log, delta) };
  }

  #compare(latest: Latest): void {
    this.#skew = latest.now - Date.now();
    if (latest.seq > this.snapshot.value.seq) this.#resync();
  }

  #resync(): void {
    if (this.#resyncing) return;
    this.#resyncing = true;
    this.model.send({ kind: "resync" });
  }

  #settle(ack: Ack, buffers: DataView[]): void {
    this.#waiting.get(ack.id)?.({ ack, buffers });
  }

  /** Asks for the latest number, one question at a time: a blocked kernel must not find a heap of them. */
  #poll(): void {
    let asked = false;
    let last = 0;
    this.#listen("msg:custom", (message: Latest) => {
      if (message?.kind === "latest") asked = false;
    });
    const ask = () => {
      const due = this.snapshot.value.activity.phase === "idle" ? POLL_IDLE_MS : POLL_BUSY_MS;
      if (document.hidden || Date.now() - last < due) return;
      // A question lost with a broken connection is asked again, more rarely; so is the resync that it may have cost.
      if (asked && Date.now() - last < POLL_IDLE_MS) return;
      if (asked) this.#resyncing = false;
      asked = true;
      last = Date.now();
      this.model.send({ kind: "latest?" });
    };
    const timer = setInterval(ask, 1000);
    this.life.addEventListener("abort", () => clearInterval(timer));
    ask();
  }
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
