/** Takes side by side, in step under one scrubber, and how they differ. */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ChangeLine } from "../../lib/change.tsx";
import { clock } from "../../lib/format.ts";
import { Icon } from "../../lib/icons.tsx";
import type { ComparedTake, Comparison } from "../../lib/protocol.ts";
import type { Store } from "../../lib/store.ts";
import type { Props } from "../../lib/widget.tsx";
import type { Say } from "../../lib/words.ts";
import { Film, titleOf } from "./film.tsx";
import { type Clock, InStep } from "./step.ts";

/** A picture's length where none was measured (s), and the scrubber's step (ms). */
const FRAME_S = 1 / 30;
const SPEEDS = [1, 0.5, 0.25, 2];

export function Compare({ store, close }: Props & { close?: () => void }): VNode | null {
  const compare = useMemo(() => store.part("compare"), [store]).value;
  if (!compare?.films.length) return null;
  return <Stage store={store} compare={compare} close={close} />;
}

function Stage({
  store,
  compare,
  close,
}: {
  store: Store;
  compare: Comparison;
  close?: (() => void) | undefined;
}): VNode {
  const say = store.say.value;
  const { films } = compare;
  const now = useSignal<Clock>({ at: 0, length: 0, playing: false });
  // The moment that was on show in the player.
  const step = useMemo(
    () =>
      new InStep((told) => {
        now.value = told;
        store.position.value = told.at * 1000;
      }, store.position.peek() / 1000),
    [now, store],
  );
  useEffect(() => () => step.end(), [step]);
  // The timeline, and the kernel, move all films at once.
  const from = useRef(store.seek.peek());
  useSignalEffect(() => {
    const to = store.seek.value;
    if (to && to !== from.current) step.seek(to.ms / 1000);
    from.current = to;
  });
  const [heard, setHeard] = useState(films[0]?.id);
  const [wiping, setWiping] = useState(false);
  const wipe = useSignal(50);
  const two = films.length === 2;
  const wiped = wiping && two;

  return (
    <section class="nemo-compare" aria-label={say("compare")}>
      <header class="nemo-compare-head">
        <strong>{say("compare")}</strong>
        {two && (
          <fieldset class="nemo-switch" aria-label={say("arrangement")}>
            <button type="button" aria-pressed={!wiped} onClick={() => setWiping(false)}>
              {say("sideBySide")}
            </button>
            <button type="button" aria-pressed={wiped} onClick={() => setWiping(true)}>
              {say("wipe")}
            </button>
          </fieldset>
        )}
        <span class="nemo-space" />
        {close && (
          <button
            type="button"
            class="nemo-button nemo-quiet nemo-small"
            aria-label={say("closeCompare")}
            onClick={close}
          >
            <Icon name="close" />
          </button>
        )}
      </header>
      <div
        class={`nemo-films nemo-films-${films.length}${wiped ? " nemo-wiped" : ""}`}
        style={{ "--nemo-shape": shape(films) }}
      >
        {films.map((film, at) => (
          <Film
            key={film.id}
            store={store}
            film={film}
            step={step}
            heard={film.id === heard}
            hear={() => setHeard(film.id === heard ? "" : film.id)}
            wipe={wiped && at === 1 ? wipe : null}
          />
        ))}
        {wiped && <Wipe at={wipe} say={say} />}
      </div>
      <Bar step={step} now={now} say={say} />
      <Differences films={films} store={store} />
    </section>
  );
}

/** The shape of the widest film, so that the places stand before the films are there. */
function shape(films: ComparedTake[]): string {
  const { width, height } = films.find((film) => film.width && film.height) ?? { width: 16, height: 9 };
  return `${width} / ${height}`;
}

function Wipe({ at, say }: { at: Signal<number>; say: Say }): VNode {
  return (
    <>
      <span class="nemo-wipe-line" style={{ left: `${at.value}%` }} />
      <input
        class="nemo-wipe"
        type="range"
        min={0}
        max={100}
        value={at.value}
        aria-label={say("wipe")}
        aria-valuetext={`${at.value} %`}
        onInput={(event) => {
          at.value = event.currentTarget.valueAsNumber;
        }}
      />
    </>
  );
}

/** Play, a picture back and on, the one scrubber, and the speed. */
function Bar({ step, now, say }: { step: InStep; now: Signal<Clock>; say: Say }): VNode {
  const { at, length, playing } = now.value;
  const [speed, setSpeed] = useState(1);
  const move = (frames: number) => {
    if (playing) step.pause();
    step.seek(step.at + frames * FRAME_S);
  };
  const faster = () => {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    step.speed(next);
    setSpeed(next);
  };
  return (
    <div class="nemo-compare-bar">
      <button
        type="button"
        class="nemo-button nemo-round"
        disabled={!length}
        aria-label={say(playing ? "pause" : "play")}
        onClick={() => step.toggle()}
      >
        <Icon name={playing ? "pause" : "play"} size={18} />
      </button>
      <button
        type="button"
        class="nemo-button nemo-quiet nemo-small"
        aria-label={say("frameBack")}
        onClick={() => move(-1)}
      >
        <Icon name="back" />
      </button>
      <button
        type="button"
        class="nemo-button nemo-quiet nemo-small"
        aria-label={say("frameOn")}
        onClick={() => move(1)}
      >
        <Icon name="on" />
      </button>
      <span class="nemo-time" aria-hidden="true">
        {clock(at * 1000, true)}
      </span>
      <input
        class="nemo-slider nemo-slider-plain"
        type="range"
        min={0}
        max={Math.max(1, Math.round(length * 1000))}
        step={100}
        value={Math.round(at * 1000)}
        style={{ "--nemo-part": `${length ? (100 * at) / length : 0}%` }}
        aria-label={say("time")}
        aria-valuetext={`${clock(at * 1000, true)} / ${clock(length * 1000)}`}
        onInput={(event) => step.seek(event.currentTarget.valueAsNumber / 1000)}
      />
      <span class="nemo-time" aria-hidden="true">
        {clock(length * 1000)}
      </span>
      <button
        type="button"
        class="nemo-button nemo-quiet nemo-small"
        aria-label={say("speed", { n: speed })}
        onClick={faster}
      >
        {speed}×
      </button>
    </div>
  );
}

/** What each take was asked for, and what it has that the first has not. */
function Differences({ films, store }: { films: ComparedTake[]; store: Store }): VNode {
  const say = store.say.value;
  const first = films[0];
  return (
    <ul class="nemo-differences" aria-label={say("differences")}>
      {films.map((film) => (
        <li key={film.id}>
          <p class="nemo-difference-head">
            <strong>{titleOf(film, say)}</strong>
            {film.rating > 0 && (
              <span class="nemo-stars">
                <span aria-hidden="true">★ {film.rating}</span>
                <span class="nemo-hidden">{say("stars", { n: film.rating })}</span>
              </span>
            )}
            <span class="nemo-soft">
              {say("seconds", { n: Math.round(film.duration_ms / 100) / 10 })}
              {film.width > 0 && ` · ${film.width}×${film.height}`}
            </span>
          </p>
          <p class="nemo-quote">{film.prompt}</p>
          {film.note && <p class="nemo-soft">{film.note}</p>}
          {film === first || !first ? (
            <p class="nemo-soft">{say("comparedFirst")}</p>
          ) : film.changes.length ? (
            <>
              <p class="nemo-soft">{say("against", { take: titleOf(first, say) })}</p>
              <ul class="nemo-changes">
                {film.changes.map((change) => (
                  <ChangeLine key={change.head + change.text} change={change} say={say} />
                ))}
                {film.more > 0 && <li class="nemo-soft">{say("moreChanges", { n: film.more })}</li>}
              </ul>
            </>
          ) : (
            <p class="nemo-soft">{say("sameTimeline", { take: titleOf(first, say) })}</p>
          )}
        </li>
      ))}
    </ul>
  );
}
