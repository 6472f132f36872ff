/** One of the films that are compared: its picture, its name, its sound. */
import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { bytes } from "../../lib/format.ts";
import { Icon } from "../../lib/icons.tsx";
import { usePicture } from "../../lib/pictures.ts";
import type { ComparedTake } from "../../lib/protocol.ts";
import type { Store } from "../../lib/store.ts";
import type { Say } from "../../lib/words.ts";
import { type Film as Found, useFilm } from "../player/source.ts";
import type { InStep } from "./step.ts";

interface FilmProps {
  store: Store;
  film: ComparedTake;
  step: InStep;
  heard: boolean;
  hear: () => void;
  /** Where the wipe stands (%), on the film that it uncovers. */
  wipe: Signal<number> | null;
}

export function Film({ store, film, step, heard, hear, wipe }: FilmProps): VNode {
  const say = store.say.value;
  const video = useRef<HTMLVideoElement>(null);
  const poster = usePicture(store, film.poster);
  const found = useFilm(store, { compared: film.id }, film.clip?.key);
  const url = found.state === "ready" ? found.source.url : null;
  const title = titleOf(film, say);
  useEffect(() => {
    step.set(film.id, url ? video.current : null);
    return () => step.set(film.id, null);
  }, [step, film.id, url]);

  return (
    <figure class="nemo-compared" style={wipe ? { clipPath: `inset(0 0 0 ${wipe.value}%)` } : undefined}>
      {poster && <img class="nemo-poster" src={poster} alt="" />}
      {found.state === "ready" && (
        <video
          ref={video}
          src={found.source.url}
          poster={poster ?? undefined}
          preload="auto"
          playsInline
          muted={!heard}
          aria-label={title}
          onClick={() => step.toggle()}
          onError={found.next}
        />
      )}
      <figcaption class={`nemo-badge${wipe ? " nemo-badge-end" : ""}`}>{title}</figcaption>
      {found.state === "ready" ? (
        <button
          type="button"
          class="nemo-chip nemo-hear"
          aria-pressed={heard}
          aria-label={say("soundOf", { take: title })}
          onClick={hear}
        >
          <Icon name={heard ? "sound" : "mute"} size={17} />
        </button>
      ) : (
        <Waiting store={store} film={film} found={found} />
      )}
    </figure>
  );
}

function Waiting({ store, film, found }: { store: Store; film: ComparedTake; found: Found }): VNode {
  const say = store.say.value;
  if (found.state === "ask") {
    return (
      <div class="nemo-veil">
        <button type="button" class="nemo-button nemo-primary" onClick={found.go}>
          {say("loadComm", { size: bytes(found.bytes) })}
        </button>
      </div>
    );
  }
  const busy = film.state === "working" || found.state === "waiting" || found.state === "loading";
  return (
    <div class="nemo-veil">
      <p>
        {busy && <span class="nemo-spin" />} {words(store, film, found)}
      </p>
    </div>
  );
}

function words(store: Store, film: ComparedTake, found: Found): string {
  const say = store.say.value;
  if (found.state === "failed") return found.text;
  if (found.state === "unplayable") return say("noCodec", { codecs: found.codecs });
  if (found.state === "loading") return say("loading", { p: Math.round(100 * found.part) });
  if (found.state === "waiting") return say("preparing");
  if (film.state === "working") return say("working", { n: film.number });
  return `${say("noClip")}. ${say("noClipStep")}`;
}

/** "Take 2", with its session's name where several are compared. */
export function titleOf(film: ComparedTake, say: Say): string {
  const take = say("take", { n: film.number });
  return film.session ? `${film.session} · ${take}` : take;
}
