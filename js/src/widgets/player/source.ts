/** The film of a take, through the first route that the browser can play. */
import { useEffect, useRef, useState } from "preact/hooks";
import { COMM_UNASKED_BYTES, locate, open, type Source, type What } from "../../lib/media.ts";
import type { MediaInfo } from "../../lib/protocol.ts";
import type { Store } from "../../lib/store.ts";

export type Film =
  | { state: "none" }
  | { state: "waiting" }
  /** `part` is 0 to 1. */
  | { state: "loading"; part: number }
  /** So large that the way through the kernel is only taken on request. */
  | { state: "ask"; bytes: number; go: () => void }
  | { state: "ready"; source: Source; next: () => void }
  /** This browser lacks the codecs. */
  | { state: "unplayable"; codecs: string; go?: () => void }
  | { state: "failed"; text: string };

const NAMES: Record<string, string> = { avc1: "H.264", hvc1: "H.265", vp09: "VP9", av01: "AV1", mp4a: "AAC" };

/** Whether this browser has the codecs, by what it says of itself. */
function playable(mime: string): boolean {
  return !mime.includes("codecs=") || document.createElement("video").canPlayType(mime) !== "";
}

/** A film's codecs as people call them. */
function codecsOf(mime: string): string {
  const told = /codecs="([^"]*)"/.exec(mime)?.[1]?.split(/,\s*/) ?? [];
  return told.map((name) => NAMES[name.split(".")[0] ?? ""] ?? name).join(" + ") || "MP4";
}

/** `what` names the film to the kernel; `key` changes when the film does, and is undefined where there is none. */
export function useFilm(store: Store, what: What | undefined, key: string | undefined): Film {
  const [film, setFilm] = useState<Film>({ state: "none" });
  const held = useRef<Source | null>(null);
  const name = JSON.stringify(what);

  useEffect(() => {
    if (key === undefined || !what) return setFilm({ state: "none" });
    const stop = new AbortController();
    const tell = (next: Film) => {
      if (!stop.signal.aborted) setFilm(next);
    };
    const fail = (error: unknown) =>
      tell({ state: "failed", text: error instanceof Error ? error.message : `${error}` });

    /** Tries the routes from the `at`th on; `asked` once the user agreed to the long way. */
    const attempt = async (info: MediaInfo, at: number, asked = false): Promise<void> => {
      const route = info.routes[at];
      if (!route && at) return tell({ state: "unplayable", codecs: codecsOf(info.mime) });
      if (!route) return tell({ state: "failed", text: store.say.value("noRoute") });
      if (route.kind === "comm" && info.bytes > COMM_UNASKED_BYTES && !asked) {
        return tell({ state: "ask", bytes: info.bytes, go: () => void attempt(info, at, true).catch(fail) });
      }
      const progress = (part: number) => tell({ state: "loading", part });
      const source = await open(store, info, route, stop.signal, progress);
      const next = () => void attempt(info, at + 1).catch(fail);
      if (!source) return next();
      if (stop.signal.aborted) return source.release();
      held.current?.release();
      held.current = source;
      tell({ state: "ready", source, next });
    };

    setFilm({ state: "waiting" });
    locate(store, what, AbortSignal.any([store.life, stop.signal]))
      .then((info) => {
        if (typeof info === "string") return tell({ state: "failed", text: info });
        if (playable(info.mime)) return attempt(info, 0);
        // The browser may be wrong about itself: whoever insists can try.
        const go = () => void attempt(info, 0).catch(fail);
        return tell({ state: "unplayable", codecs: codecsOf(info.mime), go });
      })
      .catch(fail);
    return () => {
      stop.abort();
      held.current?.release();
      held.current = null;
    };
  }, [store, key, name]);
  return film;
}
