/** A `<video>` as state: where it stands, and the few things one does with it. */
import { useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Store } from "../../lib/store.ts";

export interface VideoState {
  playing: boolean;
  muted: boolean;
  loop: boolean;
  /** 1 is the film's own speed. */
  speed: number;
  duration_ms: number;
  /** The stretch (ms) that is played over and over, or null. */
  range: Range | null;
  toggle: () => void;
  toggleMute: () => void;
  toggleLoop: () => void;
  setSpeed: (times: number) => void;
  /** Goes some pictures on, or back. */
  frame: (count: number) => void;
  /** Sets where the stretch begins or ends to where the film stands. */
  bound: (end: "from" | "to") => void;
  unbound: () => void;
}

export interface Range {
  from: number;
  to: number;
}

export const SPEEDS = [0.25, 0.5, 1, 1.5, 2];
/** A picture's length (s) until one was seen. */
const FRAME_S = 1 / 30;
/** The shortest stretch worth a loop, ms. */
const SHORTEST_MS = 200;
/** The kernel hears this often where a playing film is. */
const REPORT_MS = 500;

export function useVideo(store: Store, ref: RefObject<HTMLVideoElement | null>, url: string | null): VideoState {
  const [seen, setSeen] = useState({ playing: false, muted: false, loop: false, speed: 1, duration_ms: 0 });
  const [range, setRange] = useState<Range | null>(null);
  const stretch = useRef(range);
  stretch.current = range;
  const picture = useRef(FRAME_S);

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
    // Where another view of it stands, where it stood before a reload, where Python has sent it meanwhile.
    video.currentTime = store.position.peek() / 1000;
    setRange(null);
    follow(video, store, stretch, stop.signal);
    measure(video, picture, stop.signal);
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
    range,
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
    setSpeed: (times) =>
      act((video) => {
        video.playbackRate = times;
      })(),
    frame: (count) =>
      act((video) => {
        video.pause();
        // Into the middle of the picture: at its edge, either neighbour may show.
        const at = Math.floor(video.currentTime / picture.current + 0.01) + count + 0.5;
        store.goTo(Math.max(0, Math.min(at * picture.current, video.duration)) * 1000);
      })(),
    bound: (end) =>
      act((video) => {
        const at = video.currentTime * 1000;
        const { from, to } = range ?? { from: 0, to: video.duration * 1000 };
        const next = end === "from" ? { from: at, to } : { from, to: at };
        // An end before the beginning moves the beginning, and the other way round.
        if (next.to - next.from < SHORTEST_MS) {
          if (end === "from") next.to = video.duration * 1000;
          else next.from = 0;
        }
        const all = next.from < 1 && next.to > video.duration * 1000 - 1;
        if (next.to - next.from >= SHORTEST_MS) setRange(all ? null : next);
      })(),
    unbound: () => setRange(null),
  };
}

/** Learns how long a picture of this film is from those that pass. */
function measure(video: HTMLVideoElement, picture: { current: number }, stop: AbortSignal): void {
  picture.current = FRAME_S;
  if (!("requestVideoFrameCallback" in video)) return;
  let last = { time: 0, count: 0 };
  const look = (_: number, { mediaTime, presentedFrames }: VideoFrameCallbackMetadata) => {
    if (stop.aborted) return;
    const length = (mediaTime - last.time) / (presentedFrames - last.count);
    const likely = length > 1 / 121 && length < 1 / 9;
    // A picture that was left out makes one seem longer, never shorter.
    if (!video.paused && presentedFrames > last.count && likely) picture.current = nearest(length, picture.current);
    last = { time: mediaTime, count: presentedFrames };
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
}

/** The usual rate that a measured length is nearest to; the one before where it is near none. */
function nearest(length: number, before: number): number {
  const rate = [23.976, 24, 25, 29.97, 30, 48, 50, 60, 120].find((one) => Math.abs(length * one - 1) < 0.0006);
  return rate ? 1 / rate : before;
}

/** Moves the playhead with each frame while the film plays, and tells the kernel now and then. */
function follow(video: HTMLVideoElement, store: Store, stretch: { current: Range | null }, stop: AbortSignal): void {
  let told = 0;
  let frame = 0;
  const step = () => {
    if (stop.aborted || video.paused) return;
    const { from, to } = stretch.current ?? { from: 0, to: Number.POSITIVE_INFINITY };
    if (video.currentTime * 1000 >= to) video.currentTime = from / 1000;
    const ms = video.currentTime * 1000;
    const now = performance.now();
    if (now - told > REPORT_MS) {
      told = now;
      store.report(ms);
    } else store.position.value = ms;
    frame = requestAnimationFrame(step);
  };
  const again = () => {
    // A stretch that ends with the film.
    if (!stretch.current) return;
    video.currentTime = stretch.current.from / 1000;
    video.play().catch(() => {});
  };
  video.addEventListener("ended", again, { signal: stop });
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
