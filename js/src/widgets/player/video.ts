/** A `<video>` as state: where it stands, and the few things one does with it. */
import { useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Store } from "../../lib/store.ts";

export interface VideoState {
  playing: boolean;
  muted: boolean;
  loop: boolean;
  /** 1 is the film's own speed. */
  speed: number;
  duration_ms: number;
  toggle: () => void;
  toggleMute: () => void;
  toggleLoop: () => void;
  nextSpeed: () => void;
}

const SPEEDS = [1, 1.5, 2, 0.5];
/** The kernel hears this often where a playing film is. */
const REPORT_MS = 500;

export function useVideo(store: Store, ref: RefObject<HTMLVideoElement | null>, url: string | null): VideoState {
  const [seen, setSeen] = useState({ playing: false, muted: false, loop: false, speed: 1, duration_ms: 0 });

  useEffect(() => {
    const video = ref.current;
    if (!video || !url) return;
    const stop = new AbortController();
    const look = () =>
      setSeen({
        playing: !video.paused && !video.ended,
        muted: video.muted,
        loop: video.loop,
        speed: video.playbackRate,
        duration_ms: Number.isFinite(video.duration) ? video.duration * 1000 : 0,
      });
    const events = [
      "play",
      "playing",
      "pause",
      "ended",
      "volumechange",
      "ratechange",
      "durationchange",
      "loadedmetadata",
    ];
    for (const name of events) video.addEventListener(name, look, { signal: stop.signal });
    for (const name of ["pause", "seeked", "ended"]) {
      video.addEventListener(name, () => store.report(video.currentTime * 1000), { signal: stop.signal });
    }
    // A take is looked at from its beginning; whoever compares moments seeks.
    store.position.value = 0;
    follow(video, store, stop.signal);
    look();
    return () => stop.abort();
  }, [store, ref, url]);

  useSignalEffect(() => {
    const to = store.seek.value;
    if (to && ref.current) ref.current.currentTime = to.ms / 1000;
  });

  const act = (what: (video: HTMLVideoElement) => void) => () => {
    if (ref.current) what(ref.current);
  };
  return {
    ...seen,
    toggle: act((video) => {
      // A refusal to play (no gesture, a broken file) shows in the element's own events.
      if (video.paused) video.play().catch(() => {});
      else video.pause();
    }),
    toggleMute: act((video) => {
      video.muted = !video.muted;
    }),
    toggleLoop: act((video) => {
      video.loop = !video.loop;
      setSeen((before) => ({ ...before, loop: video.loop }));
    }),
    nextSpeed: act((video) => {
      video.playbackRate = SPEEDS[(SPEEDS.indexOf(video.playbackRate) + 1) % SPEEDS.length] ?? 1;
    }),
  };
}

/** Moves the playhead with each frame while the film plays, and tells the kernel now and then. */
function follow(video: HTMLVideoElement, store: Store, stop: AbortSignal): void {
  let told = 0;
  let frame = 0;
  const step = () => {
    if (stop.aborted || video.paused) return;
    const ms = video.currentTime * 1000;
    const now = performance.now();
    if (now - told > REPORT_MS) {
      told = now;
      store.report(ms);
    } else store.position.value = ms;
    frame = requestAnimationFrame(step);
  };
  video.addEventListener("play", () => step(), { signal: stop });
  video.addEventListener(
    "seeking",
    () => {
      store.position.value = video.currentTime * 1000;
    },
    { signal: stop },
  );
  stop.addEventListener("abort", () => cancelAnimationFrame(frame));
}
