import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { open, serverUrl } from "../src/lib/media.ts";
import { CHUNK_BYTES, type MediaInfo, type Route } from "../src/lib/protocol.ts";
import { Store } from "../src/lib/store.ts";
import { FRESH } from "./fixture.ts";
import { MockModel } from "./mock.ts";

const RANGE: Route = { kind: "range", url: "nemo-widgets/media/abc", nonce: "n1" };
let life: AbortController;
let mock: MockModel;
let store: Store;

beforeEach(() => {
  life = new AbortController();
  mock = new MockModel(FRESH);
  store = new Store(mock.model, life.signal);
  vi.stubGlobal("location", new URL("http://localhost:8888/lab"));
  document.body.innerHTML = `<script id="jupyter-config-data" type="application/json">{"baseUrl": "/user/me/"}</script>`;
});

afterEach(() => {
  life.abort();
  vi.unstubAllGlobals();
  document.body.innerHTML = "";
});

const info = (bytes = 10): MediaInfo => ({
  key: "k",
  bytes,
  mime: 'video/mp4; codecs="avc1"',
  name: "a.mp4",
  routes: [],
});
const openIt = (route: Route, bytes?: number) => open(store, info(bytes), route, life.signal, () => {});

test("the server's route stands under its base URL", () => {
  expect(serverUrl("nemo-widgets/media/abc")).toBe("http://localhost:8888/user/me/nemo-widgets/media/abc");
  expect(serverUrl("/nemo-widgets/media/abc")).toBe("http://localhost:8888/user/me/nemo-widgets/media/abc");
});

test("a page that no web server gave has no server's route", () => {
  vi.stubGlobal("location", new URL("vscode-webview://abc/index.html"));
  expect(serverUrl("nemo-widgets/media/abc")).toBeNull();
});

test.each([
  [206, "n1", true],
  [206, "another machine's", false],
  [200, "n1", false],
  [404, "", false],
])("a probe answered %i with nonce %s is taken: %s", async (status, nonce, taken) => {
  const fetched = vi.fn(async () => new Response("x", { status, headers: { "X-Nemo-Nonce": nonce } }));
  vi.stubGlobal("fetch", fetched);
  expect((await openIt(RANGE)) !== null).toBe(taken);
  expect(fetched).toHaveBeenCalledWith(
    expect.any(String),
    expect.objectContaining({ headers: { Range: "bytes=0-0" } }),
  );
});

test("a server that cannot be reached is no route", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("refused");
  });
  expect(await openIt(RANGE)).toBeNull();
});

test("only web addresses are played", async () => {
  expect(await openIt({ kind: "url", url: "javascript:alert(1)" })).toBeNull();
  expect(await openIt({ kind: "url", url: "https://example.com/a.mp4" })).toMatchObject({ route: "url" });
});

test("through the kernel a film comes in pieces, whole and of its type", async () => {
  const film = Uint8Array.from({ length: CHUNK_BYTES + 3 }, (_, at) => at % 253);
  mock.kernel = (message) => {
    if (message.kind !== "media-chunk") return;
    const piece = film.slice(message.offset, message.offset + message.length);
    mock.say({ kind: "ack", id: message.id, ok: true }, [new DataView(piece.buffer)]);
  };
  const made = vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:x");
  const source = await openIt({ kind: "comm" }, film.length);
  const blob = made.mock.calls[0]?.[0] as Blob;
  expect(source).toMatchObject({ url: "blob:x", route: "comm" });
  expect(blob.type).toBe("video/mp4");
  expect(Buffer.compare(Buffer.from(await blob.arrayBuffer()), film)).toBe(0);
});
