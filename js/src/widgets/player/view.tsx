/** The player: the film of the chosen take, its poster until then, and a picture worth starting from before that. */
import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { bytes, clock } from "../../lib/format.ts";
import { usePicture } from "../../lib/pictures.ts";
import type { Take } from "../../lib/protocol.ts";
import type { Props } from "../../lib/widget.tsx";
import { Art } from "./art.tsx";
import { Controls, download } from "./controls.tsx";
import { grabFrame } from "./frame.ts";
import { type Film, useFilm } from "./source.ts";
import { useVideo, type VideoState } from "./video.ts";

export function Player({ store, uploads }: Props): VNode {
  const say = store.say.value;
  const takes = useMemo(() => store.part("takes"), [store]).value;
  const timeline = useMemo(() => store.part("timeline"), [store]).value;
  const take = takes.find((one) => one.current);
  const poster = usePicture(store, take?.large ?? take?.poster);
  // Until a take has a picture, the one before it glows behind: no black between two films.
  const before = takes.findLast((one) => take && one.number < take.number && one.poster);
  const glow = usePicture(store, poster ? null : before?.poster);
  const film = useFilm(store, take && { take: take.number }, take?.clip?.key);
  const screen = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const ready = film.state === "ready" ? film : null;
  const state = useVideo(store, video, ready?.source.url ?? null);
  // Hidden while the film plays and nobody points at it or holds the focus in it.
  const [tall, setTall] = useState(false);
  const shape = timeline?.width && timeline.height ? timeline.width / timeline.height : 16 / 9;
  useEffect(() => setTall(shape < 1), [shape]);

  const useFrame = async () => {
    if (!video.current || !take) return;
    const ms = video.current.currentTime * 1000;
    const name = say("frameName", { t: clock(ms, true).replace(/[:.]/g, "-") });
    const file = await grabFrame(video.current, name);
    if (file) uploads.add([file], { take: take.number, time_ms: Math.round(ms) });
    else store.complain(say("frameBlocked"));
  };

  return (
    <section class="nemo-player" aria-label={say("player")} onKeyDown={(event) => ready && stepKey(event, state)}>
      <div class={`nemo-screen${tall ? " nemo-tall" : ""}${state.playing ? " nemo-playing" : ""}`} ref={screen}>
        {poster && <div class="nemo-backdrop" style={{ backgroundImage: `url("${poster}")` }} />}
        {glow && <div class="nemo-backdrop nemo-glow" style={{ backgroundImage: `url("${glow}")` }} />}
        {!take && <Art />}
        {!take && <Opening store={store} />}
        {ready && (
          // biome-ignore lint/a11y/useMediaCaption: a draft of the user's own; its titles are in the picture
          <video
            ref={video}
            src={ready.source.url}
            poster={poster ?? undefined}
            preload="auto"
            playsInline
            onClick={state.toggle}
            onError={ready.next}
          />
        )}
        {take && !ready && poster && <img class="nemo-poster" src={poster} alt="" />}
        {take && <span class="nemo-badge">{say("take", { n: take.number })}</span>}
        {take && !ready && <Waiting film={film} take={take} store={store} low={poster !== null} />}
        {ready && take && (
          <Controls store={store} state={state} source={ready.source} take={take} screen={screen} useFrame={useFrame} />
        )}
      </div>
    </section>
  );
}

/** Over the first picture: the question, and from then on what becomes of the answer. */
function Opening({ store }: { store: Props["store"] }): VNode {
  const say = store.say.value;
  const { phase, text } = store.snapshot.value.activity;
  if (phase === "sending" || phase === "working") return <Veil busy text={text || say("phaseWorking")} />;
  return <h3 class="nemo-headline">{say("welcomeTitle")}</h3>;
}

/** What is told until the film can be played; `low` beneath the poster, which is worth seeing meanwhile. */
function Waiting({
  film,
  take,
  store,
  low,
}: {
  film: Film;
  take: Take;
  store: Props["store"];
  low: boolean;
}): VNode | null {
  const say = store.say.value;
  if (film.state === "waiting") return <Veil busy low={low} text={say("preparing")} />;
  if (film.state === "loading")
    return <Veil busy low={low} text={say("loading", { p: Math.round(100 * film.part) })} />;
  if (film.state === "failed") return <Veil text={film.text} />;
  if (film.state === "unplayable") return <Unplayable film={film} take={take} store={store} />;
  if (film.state === "ask") {
    return (
      <div class="nemo-veil">
        <button type="button" class="nemo-button nemo-primary" onClick={film.go}>
          {say("loadComm", { size: bytes(film.bytes) })}
        </button>
      </div>
    );
  }
  if (take.state === "working") return <Veil busy low={low} text={say("working", { n: take.number })} />;
  if (take.clip) return null;
  return (
    <p class="nemo-caption">
      <strong>{say("noClip")}</strong> {say("noClipStep")}
    </p>
  );
}

/** The browser lacks the codecs: what to do. */
function Unplayable({
  film,
  take,
  store,
}: {
  film: Extract<Film, { state: "unplayable" }>;
  take: Take;
  store: Props["store"];
}): VNode {
  const say = store.say.value;
  return (
    <div class="nemo-veil">
      <p>{say("noCodec", { codecs: film.codecs })}</p>
      <span class="nemo-foot">
        <button type="button" class="nemo-button nemo-primary" onClick={() => download(store, take)}>
          {say("download")}
        </button>
        {film.go && (
          <button type="button" class="nemo-button" onClick={film.go}>
            {say("tryAnyway")}
          </button>
        )}
      </span>
    </div>
  );
}

/** `,` and `.` go a picture back and on, as in other players. */
function stepKey(event: KeyboardEvent, state: VideoState): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === ",") state.frame(-1);
  else if (event.key === ".") state.frame(1);
}

function Veil({ text, busy = false, low = false }: { text: string; busy?: boolean; low?: boolean }): VNode {
  return (
    <div class={low ? "nemo-caption" : "nemo-veil"}>
      <p>
        {busy && <span class="nemo-spin" />} {text}
      </p>
    </div>
  );
}
