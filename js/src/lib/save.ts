/** Saves a film from the page: by its address where there is one, else through the kernel. */
import { locate, open, type What } from "./media.ts";
import type { Store } from "./store.ts";

export async function save(
  store: Store,
  what: What,
  stop: AbortSignal,
  progress: (part: number) => void,
): Promise<void> {
  const info = await locate(store, what, stop);
  if (typeof info === "string") return store.complain(info);
  for (const route of info.routes) {
    const source = await open(store, info, route, stop, progress);
    if (!source) continue;
    const link = document.createElement("a");
    link.href = source.url;
    link.download = info.name;
    if (source.route === "url") link.target = "_blank";
    link.rel = "noopener";
    link.click();
    // The browser reads a Blob after the click has returned.
    setTimeout(source.release, 60_000);
    return;
  }
  store.complain(store.say.value("noRoute"));
}
