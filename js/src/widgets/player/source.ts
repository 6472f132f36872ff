/** The film of a take, through the first route that the browser can play. */
import { useEffect, useRef, useState } from "preact/hooks";
import { COMM_UNASKED_BYTES, locate, open, type Source } from "../../lib/media.ts";
import type { MediaInfo, Take } from "../../lib/protocol.ts";
import type { Store } from "../../lib/store.ts";

export type Film =
  | { state: "none" }
  | { state: "waiting" }
  /** `part` is 0 to 1. */
  | { state: "loading"; part: number }
  /** So large that the way through the kernel is only taken on request. */
  | { state: "ask"; bytes: number; go: () => void }
  | { state: "ready"; source: Source; next: () => void }
  | { state: "failed"; text: string };

export function useFilm(store: Store, take: Take | undefined): Film {
  const [film, setFilm] = useState<Film>({ state: "none" });
  const held = useRef<Source | null>(null);
  const key = take?.clip?.key;
  const number = take?.number;

  useEffect(() => {
    if (key === undefined || number === undefined) return setFilm({ state: "none" });
    const stop = new AbortController();
    const tell = (next: Film) => {
      if (!stop.signal.aborted) setFilm(next);
    };
    const fail = (error: unknown) =>
      tell({ state: "failed", text: error instanceof Error ? error.message : `${error}` });

    /** Tries the routes from the `at`th on; `asked` once the user agreed to the long way. */
    const attempt = async (info: MediaInfo, at: number, asked = false): Promise<void> => {
      const route = info.routes[at];
      if (!route) return tell({ state: "failed", text: store.say.value(at ? "cannotPlay" : "noRoute") });
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
    locate(store, { take: number }, AbortSignal.any([store.life, stop.signal]))
      .then((info) => (typeof info === "string" ? tell({ state: "failed", text: info }) : attempt(info, 0)))
      .catch(fail);
    return () => {
      stop.abort();
      held.current?.release();
      held.current = null;
    };
  }, [store, key, number]);
  return film;
}
