import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Ack, CHUNK_BYTES, type Command, PUT_BYTES } from "../src/lib/protocol.ts";
import { Store } from "../src/lib/store.ts";
import { Uploads } from "../src/lib/upload.ts";
import { FRESH } from "./fixture.ts";
import { MockModel } from "./mock.ts";

let life: AbortController;
let mock: MockModel;
let uploads: Uploads;
/** What the pretended kernel holds. */
let held: Uint8Array[];
/** Commands that the kernel swallows, by kind. */
let deaf: Set<string>;

beforeEach(() => {
  life = new AbortController();
  mock = new MockModel(FRESH);
  held = [];
  deaf = new Set();
  mock.kernel = (message, buffers) => {
    if (!("id" in message)) return;
    const size = () => held.reduce((sum, piece) => sum + piece.length, 0);
    if (message.kind === "upload-chunk") {
      // A connection that breaks after the piece has arrived: the piece is held, its acknowledgement is lost.
      held.push(new Uint8Array(buffers[0] ?? new ArrayBuffer(0)));
      if (deaf.delete("upload-chunk")) return;
    }
    const ack: Ack = { kind: "ack", id: message.id, ok: true, received: size() };
    queueMicrotask(() => mock.say(ack));
  };
  uploads = new Uploads(new Store(mock.model, life.signal), 20);
});

afterEach(() => {
  life.abort();
  vi.unstubAllGlobals();
});

const kinds = () => (mock.sent as Command[]).map((message) => message.kind);
const settled = (state: string) => vi.waitFor(() => expect(uploads.transfers.value.at(-1)?.state).toBe(state), 20_000);

function file(name: string, size: number): File {
  return new File([Uint8Array.from({ length: size }, (_, at) => at % 251)], name);
}

test("a file arrives whole, in pieces no larger than agreed", async () => {
  const size = 2 * CHUNK_BYTES + 17;
  uploads.add([file("clip.mp4", size)]);
  await settled("sent");
  expect(held.map((piece) => piece.length)).toEqual([CHUNK_BYTES, CHUNK_BYTES, 17]);
  expect(held[1]?.[0]).toBe(CHUNK_BYTES % 251);
  expect(kinds().at(-1)).toBe("upload-end");
});

test("after a lost acknowledgement the kernel is asked, and no piece is sent twice", async () => {
  deaf.add("upload-chunk");
  uploads.add([file("clip.mp4", CHUNK_BYTES + 5)]);
  await settled("sent");
  expect(kinds()).toContain("upload-status");
  expect(held.map((piece) => piece.length)).toEqual([CHUNK_BYTES, 5]);
});

/** A server that takes pieces of `most` bytes where the kernel told of it; `fails` answers instead, while it has any. */
function serve(fails: (() => Promise<Response>)[] = []) {
  const urls: string[] = [];
  vi.stubGlobal("location", new URL("http://localhost:8888/lab"));
  // biome-ignore lint/suspicious/noDocumentCookie: the page has no other way to its own cookies
  document.cookie = "_xsrf=forged?";
  vi.stubGlobal("fetch", async (url: string, { body, headers }: { body: Blob; headers: Record<string, string> }) => {
    urls.push(`${url} ${headers["X-XSRFToken"]}`);
    const fail = fails.shift();
    if (fail) return fail();
    held.push(new Uint8Array(await body.arrayBuffer()));
    return new Response(JSON.stringify({ received: held.reduce((sum, piece) => sum + piece.length, 0) }));
  });
  const comm = mock.kernel;
  mock.kernel = (message, buffers) => {
    if (!("id" in message) || message.kind !== "upload-begin") return comm(message, buffers);
    mock.say({ kind: "ack", id: message.id, ok: true, received: 0, route: "nemo-widgets/upload/t1" });
  };
  return urls;
}

const broken = () => Promise.reject(new TypeError("Failed to fetch"));
const refused = () => Promise.resolve(new Response("", { status: 413 }));

test("where the server takes files no byte goes through the kernel", async () => {
  const urls = serve();
  uploads.add([file("clip.mp4", PUT_BYTES + 5)]);
  await settled("sent");
  expect(held.map((piece) => piece.length)).toEqual([PUT_BYTES, 5]);
  expect(held[1]?.[0]).toBe(PUT_BYTES % 251);
  expect(kinds()).not.toContain("upload-chunk");
  const url = "http://localhost:8888/nemo-widgets/upload/t1";
  expect(urls).toEqual([`${url}?offset=0 forged?`, `${url}?offset=${PUT_BYTES} forged?`]);
}, 60_000);

test("a piece that the network lost is sent again", async () => {
  const urls = serve([broken]);
  uploads.add([file("clip.mp4", 10)]);
  await settled("sent");
  expect(urls).toHaveLength(2);
  expect(kinds().filter((kind) => kind?.startsWith("upload"))).toEqual(["upload-begin", "upload-status", "upload-end"]);
});

test("a server that will not take a piece leaves the rest to the kernel", async () => {
  serve([refused, refused]);
  uploads.add([file("clip.mp4", CHUNK_BYTES + 5)]);
  await settled("sent");
  expect(held.map((piece) => piece.length)).toEqual([CHUNK_BYTES, 5]);
});

test.each([
  ["notes.txt", 10, /not taken/],
  ["empty.mp4", 0, /empty/],
])("%s is refused before a byte is sent", (name, size, reason) => {
  uploads.add([file(name, size)]);
  expect(uploads.transfers.value[0]).toMatchObject({ state: "failed", error: expect.stringMatching(reason) });
  expect(kinds()).not.toContain("upload-begin");
});

test("a file over the limit is refused with both sizes", () => {
  const large = file("large.mp4", 10);
  Object.defineProperty(large, "size", { value: 300_000_000 });
  uploads.add([large]);
  expect(uploads.transfers.value[0]?.error).toMatch(/300 MB.*200 MB/);
});

test("the kernel's refusal is shown in its words", async () => {
  mock.kernel = (message) => {
    if ("id" in message)
      mock.say({ kind: "ack", id: message.id, ok: false, error: "The disk is full.", next_step: "Free some." });
  };
  uploads.add([file("a.mp4", 10)]);
  await settled("failed");
  expect(uploads.transfers.value[0]?.error).toBe("The disk is full. Free some.");
});

test("a file that the session has under another id is on its way no more", async () => {
  uploads.add([file("a.jpg", 10)]);
  await settled("sent");
  const again = uploads.transfers.value[0]?.id ?? "";
  const listed = { id: "first", name: "a.jpg", size: 10, state: "ready", progress: 1, error: "", thumb: null } as const;
  mock.set("snapshot", { ...FRESH, seq: 2, files: [{ ...listed, also: [again] }] });
  expect(uploads.transfers.value).toEqual([]);
});

test("a cancelled file stops and is taken back", async () => {
  mock.kernel = () => {};
  uploads.add([file("a.mp4", 10)]);
  await vi.waitFor(() => expect(kinds()).toContain("upload-begin"));
  uploads.drop(uploads.transfers.value[0]?.id ?? "");
  expect(uploads.transfers.value).toEqual([]);
  expect(kinds().at(-1)).toBe("upload-cancel");
});
