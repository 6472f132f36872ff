import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Command, Snapshot } from "../src/lib/protocol.ts";
import studio from "../src/widgets/studio/index.tsx";
import { compared, FRESH, MANY, SUGGESTING, UNKNOWN, WORKING } from "./fixture.ts";
import { MockModel } from "./mock.ts";

let life: AbortController;
let mock: MockModel;
let el: HTMLElement;

beforeEach(() => {
  life = new AbortController();
  el = document.createElement("div");
  document.body.append(el);
});

afterEach(() => {
  life.abort();
  el.remove();
  sessionStorage.clear();
});

async function show(snapshot: Snapshot): Promise<void> {
  mock = new MockModel(snapshot);
  const def = await (studio() as unknown as { initialize: Shown; render: Shown });
  const props = { model: mock.model, el, signal: life.signal };
  await def.initialize(props);
  await def.render(props);
}
type Shown = (props: object) => Promise<unknown>;

const IMPLICIT: Record<string, string> = {
  SECTION: "region",
  BUTTON: "button",
  TEXTAREA: "textbox",
  SELECT: "combobox",
  UL: "list",
  FIELDSET: "group",
};

/** An element by role and accessible name, as assistive technology finds it. */
function find(role: string, name: string): HTMLElement | undefined {
  const named = [...el.querySelectorAll<HTMLElement>("*")].filter(
    (node) =>
      (node.getAttribute("role") ??
        IMPLICIT[node.tagName] ??
        (node.matches("input:is([type=text], [type=url])") ? "textbox" : "")) === role,
  );
  return named.find((node) => (node.getAttribute("aria-label") ?? node.textContent?.trim()) === name);
}

function get(role: string, name: string): HTMLElement {
  const found = find(role, name);
  if (!found) throw new Error(`no ${role} named ${name}`);
  return found;
}

const box = () => get("textbox", "Prompt") as HTMLTextAreaElement;
const commands = () =>
  mock.sent.filter((message): message is Command => "id" in message && !message.kind.startsWith("media"));
const drawn = (check: () => void) => vi.waitFor(check, 20_000);

async function type(text: string): Promise<void> {
  box().value = text;
  box().dispatchEvent(new Event("input", { bubbles: true }));
  await drawn(() => expect((find("button", "Send") as HTMLButtonElement | undefined)?.disabled).not.toBe(true));
}

function press(key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  box().dispatchEvent(event);
  return event;
}

test("every part has the role and the name that tests and assistive technology know", async () => {
  await show(WORKING);
  for (const [role, name] of [
    ["region", "Nemo Studio"],
    ["button", "Engine: local"],
    ["status", "Credits"],
    ["region", "Player"],
    ["log", "Response log"],
    ["region", "Timeline"],
    ["listbox", "Takes"],
    ["textbox", "Prompt"],
    ["group", "Examples"],
    ["button", "Send"],
    ["button", "Add files"],
    ["list", "Files"],
    ["combobox", "Skill"],
    ["progressbar", "Export"],
    ["status", "Activity"],
    ["radiogroup", "Rating"],
    ["textbox", "Note"],
  ] as const) {
    expect(find(role, name), `${role} ${name}`).toBeDefined();
  }
  expect(find("status", "Estimate")).toBeUndefined();
});

test("an open outcome offers Reattach, then Send again, and tells the price", async () => {
  await show(UNKNOWN);
  expect(get("status", "Estimate").textContent).toBe("about 50–100 credits · cap 500");
  expect(get("status", "Credits").textContent).toContain("24,960");
  const line = get("status", "Activity").parentElement;
  expect([...(line?.querySelectorAll("button") ?? [])].map((node) => node.textContent)).toEqual([
    "Reattach",
    "Send again",
  ]);
});

test("a view whose kernel has ended says what to do, and nothing in it runs or can be used", async () => {
  await show(WORKING);
  const controls = el.querySelector("fieldset[role=presentation]") as HTMLFieldSetElement;
  expect(controls.disabled).toBe(false);
  mock.end();
  await drawn(() => expect(el.textContent).toContain("The kernel has ended. Nothing is lost: run this cell again."));
  expect(controls.disabled).toBe(true);
  expect(controls.contains(box())).toBe(true);
  expect(get("status", "Activity").textContent).toBe("Disconnected");
  expect(find("button", "Stop")).toBeUndefined();
  expect(el.querySelector(".nemo-spin, [role=progressbar]")).toBeNull();
  expect(el.querySelectorAll("[role=option]")).toHaveLength(WORKING.takes.length);
});

test("Ctrl+Enter sends what is typed, and only the sent text leaves the box", async () => {
  await show(FRESH);
  await type("a city at night");
  press("Enter", { ctrlKey: true });
  await drawn(() => expect(commands()).toMatchObject([{ kind: "send", text: "a city at night" }]));
  expect(box().value).toBe("a city at night");
  mock.say({ kind: "ack", id: commands()[0]?.id ?? "", ok: true });
  await drawn(() => expect(box().value).toBe(""));
});

test("Enter alone sends nothing, and no key leaves the studio", async () => {
  await show(FRESH);
  await type("dd");
  const outside = vi.fn();
  document.body.addEventListener("keydown", outside, { signal: life.signal });
  press("Enter");
  for (const key of "abcdefghijklmnopqrstuvwxyzABMYXZ0") press(key);
  expect(commands()).toEqual([]);
  expect(outside).not.toHaveBeenCalled();
  expect(el.querySelector("[data-lm-suppress-shortcuts]")?.contains(box())).toBe(true);
});

test("a message that may cost is asked about before it is sent", async () => {
  await show(FRESH);
  await type("a city");
  press("Enter", { metaKey: true });
  await drawn(() => expect(commands()).toHaveLength(1));
  mock.say({ kind: "ack", id: commands()[0]?.id ?? "", ok: false, confirm: "About 100 credits." });
  await drawn(() => expect(find("button", "Send it")).toBeDefined());
  get("button", "Send it").click();
  await drawn(() => expect(commands()[1]).toMatchObject({ kind: "send", text: "a city", yes: true }));
});

test("an example fills the box, sends nothing, and is gone", async () => {
  await show(FRESH);
  const text = FRESH.profile.examples.en[0] ?? "";
  get("button", text).click();
  await drawn(() => expect(box().value).toBe(text));
  expect(find("button", text)).toBeUndefined();
  expect(commands()).toEqual([]);
});

test("examples and skills are in the page's language, the browser's where nobody chose", async () => {
  const browser = vi.spyOn(navigator, "language", "get").mockReturnValue("zh-CN");
  await show({ ...FRESH, lang: "" });
  get("button", FRESH.profile.examples.zh[0] ?? "");
  expect(get("combobox", "技能").textContent).toContain("视频生成");
  expect(el.querySelector(".nemo")?.getAttribute("lang")).toBe("zh");
  browser.mockRestore();
});

test("the field for a link has the focus while it is open, and gives it back", async () => {
  await show(FRESH);
  get("button", "From a link").click();
  await drawn(() => expect(document.activeElement).toBe(get("textbox", "From a link")));
  get("textbox", "From a link").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await drawn(() => expect(document.activeElement).toBe(get("button", "From a link")));
});

test("Stop stands in Send's place while a turn runs", async () => {
  await show({ ...WORKING, activity: { ...WORKING.activity, phase: "working", turn_id: "7" } });
  expect(find("button", "Send")).toBeUndefined();
  get("button", "Stop").click();
  await drawn(() => expect(commands()).toMatchObject([{ kind: "stop", turn: "7" }]));
});

test("a prompt waits for the files that are on their way", async () => {
  await show(WORKING);
  box().value = "use them";
  box().dispatchEvent(new Event("input", { bubbles: true }));
  press("Enter", { ctrlKey: true });
  expect((get("button", "Send") as HTMLButtonElement).disabled).toBe(true);
  expect(commands()).toEqual([]);
});

test("the arrow recalls what was said, from an empty box only", async () => {
  await show({ ...WORKING, files: [] });
  press("ArrowUp");
  await drawn(() => expect(box().value).toBe("add the title “Urban Dreams” for 3 seconds"));
  press("ArrowUp");
  await drawn(() => expect(box().value).toBe("add lo-fi music at 35%"));
  await type("something of my own");
  expect(press("ArrowUp").defaultPrevented).toBe(false);
});

test("deltas appear as they come, as text", async () => {
  await show(FRESH);
  mock.say({ kind: "delta", seq: 2, turn: "1", block: 0, op: "append", text: "<b>Here" });
  await drawn(() => expect(get("log", "Response log").textContent).toContain("<b>Here"));
  mock.say({ kind: "delta", seq: 3, turn: "1", block: 0, op: "append", text: " it is" });
  await drawn(() => expect(get("log", "Response log").textContent).toContain("<b>Here it is"));
});

test("choosing, rating and noting a take are told to the kernel", async () => {
  await show({ ...WORKING, exports: [] });
  const options = [...get("listbox", "Takes").children] as HTMLElement[];
  expect(options.map((node) => node.getAttribute("aria-selected"))).toEqual(["false", "false", "true"]);
  options[0]?.click();
  el.querySelectorAll<HTMLInputElement>("input[type=radio]")[3]?.click();
  const note = get("textbox", "Note") as HTMLInputElement;
  note.value = "warm";
  note.dispatchEvent(new Event("input", { bubbles: true }));
  await drawn(() => expect(note.value).toBe("warm"));
  note.dispatchEvent(new Event("blur"));
  get("button", "Export").click();
  await drawn(() =>
    expect(commands()).toMatchObject([
      { kind: "select-take", take: 1 },
      { kind: "rate", take: 3, rating: 4 },
      { kind: "note", take: 3, text: "warm" },
      { kind: "export", take: 3 },
    ]),
  );
});

test("the timeline says each block's name and times", async () => {
  await show(WORKING);
  const text = get("region", "Timeline").textContent ?? "";
  for (const part of ["Video", "city timelapse", "0–6 s", "harbour.jpg", "slow zoom", "6–10 s", "changed by take 3"]) {
    expect(text).toContain(part);
  }
});

test("a Chinese session speaks Chinese", async () => {
  await show({ ...FRESH, lang: "zh-CN" });
  expect(find("button", "发送")).toBeDefined();
  expect(find("region", "时间线")).toBeDefined();
});

test("what was typed outlives the page", async () => {
  await show(FRESH);
  await type("half a thought");
  life.abort();
  life = new AbortController();
  await show(FRESH);
  await drawn(() => expect(box().value).toBe("half a thought"));
});

test("Compare puts the chosen take beside the one before, takes more, and gives the player back", async () => {
  await show({ ...SUGGESTING });
  get("button", "Compare").click();
  await drawn(() => expect(commands()).toMatchObject([{ kind: "compare", takes: [2, 3] }]));
  mock.set("snapshot", { ...compared(2), seq: 60 });
  await drawn(() => expect(find("region", "Compare")).toBeDefined());
  expect(find("region", "Player")).toBeUndefined();
  expect(get("region", "Compare").querySelector("input[aria-label=Time]")).not.toBeNull();
  const told = get("list", "Differences").textContent;
  for (const part of ["Take 1", "add lo-fi music at 35%", "Against Take 1:", "Music added: Lo-fi"]) {
    expect(told).toContain(part);
  }
  const choice = [...get("group", "Compare with").querySelectorAll("button")];
  expect(choice.map((one) => [one.getAttribute("aria-pressed"), one.disabled])).toEqual([
    ["true", true],
    ["true", true],
    ["false", false],
  ]);
  choice[2]?.click();
  get("button", "Close the comparison").click();
  await drawn(() =>
    expect(commands().slice(1)).toMatchObject([
      { kind: "compare", takes: [1, 2, 3] },
      { kind: "compare", takes: [] },
    ]),
  );
});

test("a wipe is offered for two", async () => {
  await show(compared(2));
  get("button", "Wipe").click();
  await drawn(() => expect(el.querySelector("input.nemo-wipe")).not.toBeNull());
  mock.set("snapshot", { ...compared(3), seq: 61 });
  await drawn(() => expect(find("button", "Wipe")).toBeUndefined());
  expect(el.querySelector("input.nemo-wipe")).toBeNull();
});

test("a change leads to its place in the timeline, and one that nobody asked for can be taken back", async () => {
  await show(SUGGESTING);
  const [title, music] = [...el.querySelectorAll<HTMLElement>(".nemo-log .nemo-change")];
  expect(music?.textContent).toContain("not asked for");
  title?.querySelector("button")?.click();
  await drawn(() => expect((document.activeElement as HTMLElement).dataset.segment).toBe("t1"));
  get("button", "Undo").click();
  await drawn(() => expect(commands()).toMatchObject([{ kind: "send", text: "Undo it." }]));
});

test("what a reply spoke of is a reading or a button, and happens only when pressed", async () => {
  await show(SUGGESTING);
  expect(get("log", "Response log").textContent).toContain("Timeline (3 tracks)");
  expect(commands()).toEqual([]);
  get("button", "Ask for it").click();
  await drawn(() => expect(commands()).toMatchObject([{ kind: "send", text: "Please do this for me" }]));
});

test("arrows go from block to block and from track to track, and Enter leads the film there", async () => {
  await show(SUGGESTING);
  const block = (id: string) => el.querySelector<HTMLElement>(`[data-segment="${id}"]`);
  const stops = () => [...el.querySelectorAll("[data-segment][tabindex='0']")];
  expect(stops()).toEqual([block("v1")]);
  block("v1")?.focus();
  for (const [key, id] of [
    ["ArrowRight", "v2"],
    ["ArrowRight", "v2"],
    ["ArrowDown", "a1"],
    ["ArrowDown", "t1"],
    ["ArrowUp", "a1"],
    ["ArrowUp", "v1"],
    ["End", "v2"],
  ] as const) {
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    await drawn(() => expect((document.activeElement as HTMLElement).dataset.segment).toBe(id));
  }
  await drawn(() => expect(stops()).toEqual([block("v2")]));
  block("v2")?.click();
  await drawn(() => expect(el.querySelector<HTMLElement>(".nemo-playhead")?.style.left).toBe("60%"));
});

test("a crowd is one picture a track; blocks come with the zoom, with the keys, and only those in view", async () => {
  await show(MANY);
  const blocks = () => [...el.querySelectorAll<HTMLElement>("[data-segment]")];
  expect(blocks().map((block) => block.dataset.segment)).toEqual(["0.0"]);
  expect(el.querySelectorAll(".nemo-crowd path:first-child[d^='M0 0H']")).toHaveLength(4);
  expect(el.querySelectorAll(".nemo-crowd-changed[d^='M16800 0H']")).toHaveLength(1);
  blocks()[0]?.focus();
  for (const id of ["0.1", "1.1"]) {
    const key = id === "0.1" ? "ArrowRight" : "ArrowDown";
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    await drawn(() => expect((document.activeElement as HTMLElement).dataset.segment).toBe(id));
  }
  await drawn(() => expect(blocks().map((block) => block.dataset.segment)).toEqual(["1.1"]));
  const item = document.activeElement?.parentElement;
  expect([item?.getAttribute("aria-posinset"), item?.getAttribute("aria-setsize")]).toEqual(["2", "250"]);
  for (const times of [2, 4, 8, 16]) {
    get("button", "Zoom in").click();
    await drawn(() => expect(el.querySelector(".nemo-canvas")?.getAttribute("style")).toContain(`* ${times})`));
  }
  await drawn(() => expect(blocks().length).toBeGreaterThan(4 * 15));
  expect(blocks().length).toBeLessThan(4 * 45);
  expect(find("button", "part 1 · slow zoom · 0–2.4 s")?.textContent).toContain("part 1");
  expect(el.querySelector(".nemo-crowd")).toBeNull();
}, 60_000);

test("titles that are read at the same time stand below each other", async () => {
  const [video, music, title] = SUGGESTING.timeline?.tracks ?? [];
  if (!SUGGESTING.timeline || !video || !music || !title) throw new Error("no timeline");
  const times = [0, 1000, 2000, 3500].map((start_ms, at) => ({ ...title.segments[0], id: `t${at}`, start_ms }));
  const segments = times as typeof title.segments;
  await show({ ...SUGGESTING, timeline: { ...SUGGESTING.timeline, tracks: [video, music, { ...title, segments }] } });
  const tops = times.map(({ id }) => el.querySelector(`[data-segment="${id}"]`)?.parentElement?.style.top);
  expect(tops).toEqual(["0px", "33px", "66px", "0px"]);
  expect(get("list", "Title").style.height).toBe("94px");
  expect(get("list", "Video").style.height).toBe("28px");
});

test("what a key leads to is told, though the scrolling brings another block under the pointer", async () => {
  await show(SUGGESTING);
  const block = (id: string) => el.querySelector<HTMLElement>(`[data-segment="${id}"]`);
  const over = () => block("a1")?.dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
  const told = () => el.querySelector(".nemo-told")?.textContent;
  block("v1")?.focus();
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  await drawn(() => expect((document.activeElement as HTMLElement).dataset.segment).toBe("v2"));
  over();
  await drawn(() => expect(told()).toContain("harbour.jpg"));
  block("a1")?.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, movementX: 3 }));
  await drawn(() => expect(told()).toContain("Lo-fi"));
});

test("a profile that advises it offers five seconds first", async () => {
  await show({ ...FRESH, profile: { ...FRESH.profile, preview_first: true } });
  await type("a 5-second clip");
  expect(find("button", "Preview 5 s first")).toBeUndefined();
  await type("generate a 30-second cinematic video");
  await drawn(() => get("button", "Preview 5 s first").click());
  await drawn(() => expect(box().value).toBe("generate a 5-second cinematic video"));
  expect(commands()).toEqual([]);
});

test("when the widget ends, nothing of it is left", async () => {
  await show(WORKING);
  life.abort();
  expect(el.childElementCount).toBe(0);
  expect(mock.listeners).toBe(0);
});
