import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Take } from "../src/lib/protocol.ts";
import { Store } from "../src/lib/store.ts";
import { FRESH, WORKING } from "./fixture.ts";
import { MockModel } from "./mock.ts";

let life: AbortController;
let mock: MockModel;
let store: Store;

beforeEach(() => {
  vi.useFakeTimers();
  life = new AbortController();
  mock = new MockModel(FRESH);
  store = new Store(mock.model, life.signal);
  mock.sent = [];
});

afterEach(() => {
  life.abort();
  vi.useRealTimers();
});

/** Lets a frame pass: deltas are drawn with the next one. */
const frame = () => vi.advanceTimersByTime(20);
const delta = (seq: number, text: string, op: "append" | "set" = "append", block = 0) =>
  ({ kind: "delta", seq, turn: "9", block, op, text }) as const;

test("deltas open a reply and let it grow", () => {
  mock.say(delta(2, "Hel"));
  mock.say(delta(3, "lo"));
  mock.say(delta(4, "second", "append", 1));
  mock.say(delta(5, "Hi", "set"));
  frame();
  const reply = store.snapshot.value.log.at(-1);
  expect(reply).toMatchObject({ kind: "reply", turn: "9", state: "streaming", blocks: ["Hi", "second"] });
});

test("a delta that was seen before changes nothing", () => {
  mock.say(delta(2, "a"));
  mock.say(delta(2, "a"));
  frame();
  expect(store.snapshot.value.log.at(-1)?.blocks).toEqual(["a"]);
});

test("a gap asks for everything, once, and the snapshot that comes heals it", () => {
  mock.say(delta(4, "late"));
  mock.say(delta(5, "later"));
  expect(mock.sent).toEqual([{ kind: "resync" }]);
  mock.set("snapshot", { ...FRESH, seq: 5, log: [] });
  mock.say(delta(6, "on"));
  frame();
  expect(store.snapshot.value).toMatchObject({ seq: 6 });
  expect(store.snapshot.value.log.at(-1)?.blocks).toEqual(["on"]);
});

test("a snapshot older than what is shown is left aside", () => {
  mock.set("snapshot", WORKING);
  mock.set("snapshot", { ...FRESH, seq: 39 });
  expect(store.snapshot.value.seq).toBe(WORKING.seq);
});

test("a lost last message is noticed by the number that the kernel tells", () => {
  vi.advanceTimersByTime(21_000);
  expect(mock.sent).toContainEqual({ kind: "latest?" });
  mock.say({ kind: "latest", seq: 7, now: Date.now() });
  expect(mock.sent).toContainEqual({ kind: "resync" });
});

test("a blocked kernel finds no heap of questions", () => {
  mock.set("snapshot", WORKING);
  vi.advanceTimersByTime(60_000);
  // Pictures are missing here, and what is missing must be back within five seconds: asked for six times, then rarely.
  expect(mock.sent.length).toBeLessThanOrEqual(12);
});

test("elapsed time follows the kernel's clock", () => {
  mock.say({ kind: "latest", seq: 1, now: Date.now() + 90_000 });
  expect(store.now() - Date.now()).toBe(90_000);
});

test("each command is answered by its own acknowledgement", async () => {
  const one = store.request({ kind: "export" });
  const two = store.request({ kind: "stop" });
  const [first, second] = mock.sent as { id: string }[];
  mock.say({ kind: "ack", id: "another page's", ok: false });
  mock.say({ kind: "ack", id: second?.id ?? "", ok: false, error: "no" });
  mock.say({ kind: "ack", id: first?.id ?? "", ok: true });
  expect((await one).ack.ok).toBe(true);
  expect((await two).ack.error).toBe("no");
});

test("a long silence is said, and the answer asked for again under the same id", async () => {
  const answer = store.request({ kind: "send", text: "hello" });
  vi.advanceTimersByTime(4500);
  expect(store.silent.value).toBe(true);
  const sends = mock.sent.filter((message) => message.kind === "send") as { id: string }[];
  expect(sends).toHaveLength(2);
  expect(sends[1]?.id).toBe(sends[0]?.id);
  mock.say({ kind: "ack", id: sends[0]?.id ?? "", ok: true });
  await answer;
  expect(store.silent.value).toBe(false);
  vi.advanceTimersByTime(200_000);
  expect(mock.sent.filter((message) => message.kind === "send")).toHaveLength(2);
});

test("a refusal is shown, a question about money is put", async () => {
  const refused = store.command({ kind: "export" });
  mock.say({
    kind: "ack",
    id: (mock.sent[0] as { id: string }).id,
    ok: false,
    error: "No draft.",
    next_step: "Make one.",
  });
  await refused;
  expect(store.notice.value).toMatchObject({ kind: "error", text: "No draft.", next_step: "Make one." });
  const asked = store.command({ kind: "send", text: "a city" });
  mock.say({ kind: "ack", id: (mock.sent[1] as { id: string }).id, ok: false, confirm: "About 100 credits. Send?" });
  await asked;
  expect(store.notice.value).toEqual({ kind: "confirm", text: "About 100 credits. Send?", prompt: "a city" });
});

test("the kernel's orders to seek are obeyed once; where the player stands is none", () => {
  store.report(1234.4);
  mock.set("position_ms", 5000);
  expect(store.seek.value).toBeNull();
  mock.say({ kind: "patch", seq: 2, parts: { seek: { n: 1, ms: 5000 } } });
  expect(store.seek.value).toEqual({ ms: 5000 });
  store.seek.value = null;
  mock.say({ kind: "patch", seq: 3, parts: {} });
  mock.set("snapshot", { ...FRESH, seq: 4, seek: { n: 1, ms: 5000 } });
  expect(store.seek.value).toBeNull();
});

test("a patch changes what it names, keeps the text that streamed, and orders the lines", () => {
  mock.say(delta(2, "Hello"));
  const prompt = { id: "9:prompt", turn: "9", kind: "prompt", text: "hi" } as const;
  const reply = { id: "9:reply", turn: "9", kind: "reply", text: "", state: "done", blocks: null } as const;
  mock.say({ kind: "patch", seq: 3, parts: { lang: "zh" }, entries: [prompt, reply], order: ["9:prompt", "9:reply"] });
  const { lang, log } = store.snapshot.value;
  expect(lang).toBe("zh");
  expect(log).toMatchObject([prompt, { id: "9:reply", state: "done", blocks: ["Hello"] }]);
});

test("many deltas are drawn once a frame", () => {
  let drawn = 0;
  store.snapshot.subscribe(() => {
    drawn += 1;
  });
  for (let seq = 2; seq < 1002; seq += 1) mock.say(delta(seq, "word "));
  expect(drawn).toBe(1);
  frame();
  expect(drawn).toBe(2);
  expect(store.snapshot.value.log.at(-1)?.blocks?.[0]).toHaveLength(5000);
});

test("a kernel that has ended is told, what ran is shown as left off, and commands are refused at once", async () => {
  const [take] = WORKING.takes;
  const reply = { id: "9:reply", turn: "9", kind: "reply", text: "", blocks: ["Hel"], state: "streaming" } as const;
  const takes = [{ ...(take as Take), clip: null, state: "working" as const }];
  mock.set("snapshot", { ...WORKING, log: [reply], takes });
  const unanswered = expect(store.request({ kind: "export" })).rejects.toThrow("run this cell again");
  mock.end();
  expect(store.gone.value).toBe(true);
  expect(store.snapshot.value).toMatchObject({
    activity: { phase: "offline", turn_id: null, since: null },
    log: [{ blocks: ["Hel"], state: "unknown" }],
    takes: [{ state: "unknown" }],
    files: [{ state: "ready" }],
    exports: [],
  });
  await expect(store.request({ kind: "stop" })).rejects.toThrow("run this cell again");
  vi.advanceTimersByTime(5000);
  await unanswered;
  expect(store.silent.value).toBe(false);
});

test("a kernel that is heard of again goes on", () => {
  mock.set("snapshot", WORKING);
  mock.end();
  mock.say({ kind: "latest", seq: WORKING.seq, now: Date.now() });
  expect(store.gone.value).toBe(false);
  expect(store.snapshot.value.activity).toEqual(WORKING.activity);
});

test("a new film is looked at from its beginning, and the same one from where it stands", () => {
  mock.set("snapshot", { ...FRESH, seq: 2, takes: WORKING.takes });
  store.report(1500);
  mock.say({ kind: "patch", seq: 3, parts: { lang: "zh" } });
  expect(store.position.value).toBe(1500);
  const takes = WORKING.takes.map((take) => ({ ...take, clip: take.clip && { ...take.clip, key: "another" } }));
  mock.say({ kind: "patch", seq: 4, parts: { takes } });
  expect(store.position.value).toBe(0);
  expect(mock.get("position_ms")).toBe(0);
});

test("nothing outlives the widget", async () => {
  const pending = store.request({ kind: "stop" });
  life.abort();
  await expect(pending).rejects.toBeDefined();
  expect(mock.listeners).toBe(0);
  mock.sent = [];
  vi.advanceTimersByTime(60_000);
  expect(mock.sent).toEqual([]);
});
