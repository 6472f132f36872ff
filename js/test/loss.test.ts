/** One message in twenty is lost, in either direction, the last ones too: the page ends as the kernel is. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Entry, Snapshot } from "../src/lib/protocol.ts";
import { Store } from "../src/lib/store.ts";
import { FRESH } from "./fixture.ts";
import { MockModel, type Sent } from "./mock.ts";

const LOSS = 0.05;
const ECHOES_MS = [800, 1700, 3200];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Mulberry32: the same numbers for the same seed, everywhere. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The kernel's half, as `bridge.py` has it, behind a line that loses messages. */
class Kernel {
  state: Snapshot = FRESH;
  /** Loses everything. */
  cut = false;
  #echoes: ReturnType<typeof setTimeout>[] = [];

  constructor(
    readonly mock: MockModel,
    readonly chance: () => number,
  ) {
    mock.kernel = (message: Sent) => this.#pass(() => this.#hear(message));
  }

  #pass(deliver: () => void): void {
    if (!this.cut && this.chance() >= LOSS) setTimeout(deliver, 20);
  }

  #hear(message: Sent): void {
    if (message.kind === "latest?") this.#tell();
    if (message.kind === "resync") {
      this.state = { ...this.state, seq: this.state.seq + 1 };
      const { state } = this;
      this.#pass(() => this.mock.set("snapshot", structuredClone(state)));
    }
  }

  #tell(): void {
    const { seq } = this.state;
    this.#pass(() => this.mock.say({ kind: "latest", seq, now: Date.now() }));
  }

  #number(): number {
    for (const echo of this.#echoes) clearTimeout(echo);
    this.#echoes = ECHOES_MS.map((ms) => setTimeout(() => this.#tell(), ms));
    return this.state.seq + 1;
  }

  grow(text: string): void {
    const seq = this.#number();
    const last = this.state.log.at(-1) as Entry;
    const grown = { ...last, blocks: [(last.blocks?.[0] ?? "") + text] };
    this.state = { ...this.state, seq, log: this.state.log.with(-1, grown) };
    this.#pass(() => this.mock.say({ kind: "delta", seq, turn: last.turn ?? "", block: 0, op: "append", text }));
  }

  say(entry: Entry): void {
    const seq = this.#number();
    const parts = { session: { ...this.state.session, name: `after ${seq}` } };
    this.state = { ...this.state, ...parts, seq, log: [...this.state.log, entry] };
    this.#pass(() => this.mock.say({ kind: "patch", seq, parts, entries: [structuredClone(entry)] }));
  }
}

test.each(Array.from({ length: 200 }, (_, seed) => seed))("with seed %i", (seed) => {
  const life = new AbortController();
  const mock = new MockModel(FRESH);
  const kernel = new Kernel(mock, random(seed));
  const store = new Store(mock.model, life.signal);
  for (let turn = 1; turn <= 5; turn += 1) {
    kernel.say({ id: `${turn}:reply`, turn: `${turn}`, kind: "reply", text: "", state: "streaming", blocks: [""] });
    for (let word = 0; word < 40; word += 1) {
      kernel.grow(`word ${word} `);
      vi.advanceTimersByTime(50);
    }
  }
  // The very last messages are lost for certain.
  kernel.cut = true;
  kernel.grow("the end");
  kernel.say({ id: "end", turn: "5", kind: "note", text: "Done." });
  vi.advanceTimersByTime(30);
  kernel.cut = false;
  expect(store.snapshot.value.log).not.toEqual(kernel.state.log);
  vi.advanceTimersByTime(5000);
  expect(store.snapshot.value).toEqual(kernel.state);
  life.abort();
});
