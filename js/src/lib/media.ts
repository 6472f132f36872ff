/** The way from a film to the `<video>`: the first route that works. */
import { CHUNK_BYTES, type MediaInfo, type Route } from "./protocol.ts";
import type { Store } from "./store.ts";

/** A film that can be played or saved. `release` frees what it holds. */
export interface Source {
  url: string;
  route: Route["kind"];
  info: MediaInfo;
  release: () => void;
}

/** Films larger than this are fetched through the kernel only when the user says so. */
export const COMM_UNASKED_BYTES = 48 * CHUNK_BYTES;

/** A film by what it is of. */
export type What = { take: number } | { export: string } | { compared: string };

/** Asks the kernel where a film is. */
export async function locate(store: Store, what: What, stop: AbortSignal): Promise<MediaInfo | string> {
  const { ack } = await store.request({ kind: "media", ...what }, [], stop);
  return ack.media ?? ack.error ?? store.say.value("noRoute");
}

/** Opens one route, or answers null if it does not lead there. */
export async function open(
  store: Store,
  info: MediaInfo,
  route: Route,
  stop: AbortSignal,
  progress: (part: number) => void,
): Promise<Source | null> {
  if (route.kind === "comm") {
    const blob = await fetchByComm(store, info, stop, progress);
    const url = URL.createObjectURL(blob);
    return { url, route: "comm", info, release: () => URL.revokeObjectURL(url) };
  }
  const url = route.kind === "range" ? serverUrl(route.url) : webUrl(route.url);
  if (!url || (route.kind === "range" && !(await answers(url, route.nonce, stop)))) return null;
  return { url, route: route.kind, info, release: () => {} };
}

/** Whether our extension answers there, for this very kernel's machine. */
async function answers(url: string, nonce: string, stop: AbortSignal): Promise<boolean> {
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(5000)]);
    const response = await fetch(url, { headers: { Range: "bytes=0-0" }, signal });
    await response.body?.cancel();
    return response.status === 206 && response.headers.get("X-Nemo-Nonce") === nonce;
  } catch {
    stop.throwIfAborted();
    return false;
  }
}

async function fetchByComm(
  store: Store,
  { key, bytes, mime }: MediaInfo,
  stop: AbortSignal,
  progress: (part: number) => void,
): Promise<Blob> {
  const parts: BlobPart[] = [];
  for (let offset = 0; offset < bytes; ) {
    const length = Math.min(CHUNK_BYTES, bytes - offset);
    const { ack, buffers } = await store.request({ kind: "media-chunk", key, offset, length }, [], stop);
    const piece = buffers[0];
    if (!ack.ok || !piece?.byteLength) throw new Error(ack.error ?? store.say.value("noRoute"));
    parts.push(piece as DataView<ArrayBuffer>);
    offset += piece.byteLength;
    progress(offset / bytes);
  }
  return new Blob(parts, { type: mime.split(";")[0] ?? mime });
}

/** An address under the Jupyter server that this page came from; null where the page came from elsewhere. */
export function serverUrl(relative = ""): string | null {
  if (!relative || !/^https?:$/.test(location.protocol)) return null;
  const url = new URL(baseUrl() + relative.replace(/^\//, ""), location.origin);
  return url.origin === location.origin ? url.href : null;
}

/** The server's base URL: JupyterLab, Notebook 7 and Voilà tell it in a script tag, older pages on the body. */
function baseUrl(): string {
  let told = document.body.dataset.baseUrl ?? "/";
  try {
    const config: unknown = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "null");
    if (config && typeof config === "object" && "baseUrl" in config) told = String(config.baseUrl);
  } catch {
    // Not ours to mend: the root is as good a guess as any, and is probed.
  }
  const path = new URL(told, location.origin).pathname;
  return path.endsWith("/") ? path : `${path}/`;
}

function webUrl(address: string): string | null {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) ? address : null;
}
