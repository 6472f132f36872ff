/**
 * The studio in a bare page, driven by a pretended kernel: `harness.html?state=fresh|working|unknown|suggest|trouble|many|compare2…6&theme=dark&lang=zh&widget=studio`.
 * `node build.mjs --harness` builds it; any static server of the repository's root serves it.
 */
import type { Command, Snapshot } from "../src/lib/protocol.ts";
import { compared, FRESH, inChinese, MANY, SUGGESTING, TROUBLE, UNKNOWN, WORKING } from "./fixture.ts";
import { MockModel, type Sent } from "./mock.ts";

const query = new URLSearchParams(location.search);
const states: Record<string, Snapshot> = {
  fresh: FRESH,
  working: WORKING,
  unknown: UNKNOWN,
  suggest: SUGGESTING,
  trouble: TROUBLE,
  many: MANY,
  ...Object.fromEntries([2, 3, 4, 6].map((count) => [`compare${count}`, compared(count)])),
};
document.body.dataset.theme = query.get("theme") ?? "light";

const chosen = states[query.get("state") ?? "fresh"] ?? FRESH;
const { since, last_sign } = chosen.activity;
const now = Date.now();
const first: Snapshot = {
  ...chosen,
  lang: query.get("lang") ?? "en",
  // The fixture's zero stands for "six seconds ago".
  activity: {
    ...chosen.activity,
    since: since === 0 ? now - 6000 : since,
    last_sign: last_sign === 0 ? now : last_sign,
  },
};
const model = new MockModel(first, await pictures());
const film = await fetch("../../notebooks/media/waves.mp4").then((response) => (response.ok ? response.blob() : null));

/** A kernel that says yes, streams a reply, and has one film for every take. */
model.kernel = (message: Sent, buffers) => {
  if (message.kind === "latest?")
    return queueMicrotask(() => model.say({ kind: "latest", seq: seq(), now: Date.now() }));
  if (message.kind === "resync") return model.set("snapshot", { ...snapshot(), seq: seq() + 1 });
  setTimeout(() => void obey(message, buffers), 30);
};

async function obey(message: Command, buffers: ArrayBuffer[]): Promise<void> {
  const ack = { kind: "ack", id: message.id, ok: true } as const;
  if (message.kind === "media") {
    const info = {
      key: "film",
      bytes: film?.size ?? 0,
      mime: "video/mp4",
      name: "film.mp4",
      routes: [{ kind: "comm" as const }],
    };
    return model.say(film ? { ...ack, media: info } : { ...ack, ok: false, error: "There is no film." });
  }
  if (message.kind === "media-chunk") {
    const piece = await film?.slice(message.offset, message.offset + message.length).arrayBuffer();
    return model.say(ack, piece ? [new DataView(piece)] : []);
  }
  if (message.kind === "upload-chunk") {
    return model.say({ ...ack, received: message.offset + (buffers[0]?.byteLength ?? 0) });
  }
  model.say(ack);
  if (message.kind === "send") await turn(message.text);
  if (message.kind === "select-take") {
    change({ takes: snapshot().takes.map((take) => ({ ...take, current: take.number === message.take })) });
  }
  if (message.kind === "compare") {
    const count = message.takes.length;
    change({ compare: count ? compared(count).compare : null });
  }
  if (message.kind === "rate") {
    change({
      takes: snapshot().takes.map((take) =>
        take.number === message.take ? { ...take, rating: message.rating } : take,
      ),
    });
  }
}

async function turn(text: string): Promise<void> {
  const id = `t${seq()}`;
  change({
    log: [...snapshot().log, { id: `${id}p`, turn: id, kind: "prompt", text }],
    activity: { ...first.activity, phase: "working", text: "", since: Date.now(), usual_s: 4, turn_id: id },
  });
  let number = seq();
  for (const word of "Here is a **first cut**. It opens wide, holds for two seconds and ends on a slow zoom.".split(
    /(?<= )/,
  )) {
    await new Promise((done) => setTimeout(done, 60));
    number += 1;
    model.say({ kind: "delta", seq: number, turn: id, block: 0, op: "append", text: word });
  }
  change({ ...WORKING, seq: number + 1, lang: first.lang, activity: { ...FRESH.activity }, exports: [] });
}

function snapshot(): Snapshot {
  return model.get("snapshot") as Snapshot;
}

function seq(): number {
  return snapshot().seq;
}

function change(part: Partial<Snapshot>): void {
  model.set("snapshot", { ...snapshot(), seq: seq() + 1, ...part });
}

/** Posters drawn here: three skies over one skyline. */
async function pictures(): Promise<Record<string, DataView>> {
  const skies = {
    "poster-1": ["#1d2150", "#6a5a9a"],
    "poster-2": ["#3a2a5e", "#b8678a"],
    "poster-3": ["#1b1f4b", "#f79a5e"],
    "thumb-1": ["#f9a56b", "#5a3d7a"],
  };
  const made = Object.entries(skies).map(
    async ([name, sky]) => [name, await picture(sky, name === "poster-3")] as const,
  );
  return Object.fromEntries(await Promise.all(made));
}

async function picture([top = "", bottom = ""]: string[], titled: boolean): Promise<DataView> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, 360];
  const pen = canvas.getContext("2d");
  if (pen) {
    const sky = pen.createLinearGradient(0, 0, 0, 330);
    sky.addColorStop(0, top);
    sky.addColorStop(1, bottom);
    pen.fillStyle = sky;
    pen.fillRect(0, 0, 640, 360);
    pen.fillStyle = "#120e2b";
    for (let x = 0; x < 640; x += 34) pen.fillRect(x, 210 + 70 * Math.abs(Math.sin(x * 1.7)), 30, 200);
    pen.fillStyle = "#fff";
    pen.font = "700 46px system-ui";
    pen.textAlign = "center";
    if (titled) pen.fillText("Urban Dreams", 320, 120);
  }
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg"));
  return new DataView((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
}

const name = query.get("widget") ?? "studio";
const { default: factory } = await import(
  /* @vite-ignore */ new URL(`../../../nemo_widgets/static/${name}.js`, import.meta.url).href
);
const def = factory();
const { signal } = new AbortController();
await def.initialize({ model: model.model, signal });
await def.render({ model: model.model, el: document.getElementById("host"), signal });
/** The other language, and the kernel's end, without loading the page anew. */
const speak = (lang: string) => {
  const next = lang === "zh" ? inChinese(first) : first;
  model.set("snapshot", { ...next, lang, seq: seq() + 1 });
};
Object.assign(globalThis, { nemo: model, speak, end: () => model.end() });
speak(query.get("lang") ?? "en");
