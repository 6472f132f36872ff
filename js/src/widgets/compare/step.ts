/**
 * Several films in step: one clock, the first film's; the others are sped up or slowed down a little until they agree,
 * and put where it is whenever it stands.
 */

/** A film further away than this (s) is put right by a seek; nearer, by its speed. */
const FAR_S = 0.25;
/** Nearer than this (s), it is left alone. */
const NEAR_S = 0.004;
/** A film that is off by a second would run this much faster; never more than `MOST`. */
const PULL = 4;
const MOST = 0.25;
/** Film that stands ends on this much before its last picture's end (s). */
const EDGE_S = 0.001;

export interface Clock {
  /** s. */
  at: number;
  length: number;
  playing: boolean;
}

export class InStep {
  readonly #films = new Map<string, HTMLVideoElement>();
  #frame = 0;
  #speed = 1;
  /** Where the clock stands while no film can tell. */
  #at: number;
  #playing = false;

  constructor(
    readonly tell: (clock: Clock) => void,
    /** Where it begins, s. */
    at = 0,
  ) {
    this.#at = at;
  }

  /** Takes a film in, or, of null, lets it go. */
  set(id: string, video: HTMLVideoElement | null): void {
    if (this.#films.get(id) === video) return;
    if (video) {
      this.#films.set(id, video);
      const join = () => {
        if (this.#films.get(id) !== video) return;
        // A film that was never moved shows its poster: many begin in black.
        if (this.#at) video.currentTime = this.#within(video, this.#at);
        if (this.#playing) video.play().catch(() => {});
        this.#say();
      };
      if (video.readyState >= 1) join();
      else video.addEventListener("loadedmetadata", join, { once: true });
    } else this.#films.delete(id);
    this.#say();
  }

  /** The longest film's length, s. */
  get length(): number {
    return Math.max(0, ...[...this.#films.values()].map(lengthOf));
  }

  get at(): number {
    return this.#at;
  }

  /** How far (s) the films are from one another now; those at their end are where they should be. */
  get drift(): number {
    const running = [...this.#films.values()].filter((video) => this.#at < lengthOf(video));
    const times = running.map((video) => video.currentTime);
    return times.length ? Math.max(...times) - Math.min(...times) : 0;
  }

  seek(seconds: number): void {
    this.#at = Math.min(this.length, Math.max(0, seconds));
    for (const video of this.#films.values()) video.currentTime = this.#within(video, this.#at);
    this.#say();
  }

  toggle(): void {
    if (this.#playing) this.pause();
    else this.#play();
  }

  #play(): void {
    if (this.#at >= this.length - EDGE_S) this.seek(0);
    this.#playing = true;
    for (const video of this.#films.values()) {
      video.playbackRate = this.#speed;
      if (this.#at < lengthOf(video)) video.play().catch(() => {});
    }
    this.#frame = requestAnimationFrame(this.#step);
    this.#say();
  }

  pause(): void {
    this.#playing = false;
    cancelAnimationFrame(this.#frame);
    for (const video of this.#films.values()) video.pause();
    // All show the same moment from here on.
    this.seek(this.#at);
  }

  speed(times: number): void {
    this.#speed = times;
    for (const video of this.#films.values()) video.playbackRate = times;
  }

  end(): void {
    cancelAnimationFrame(this.#frame);
    this.#films.clear();
  }

  #step = (): void => {
    if (!this.#playing) return;
    const leader = this.#leader();
    if (leader) this.#at = leader.currentTime;
    if (!leader || this.#at >= this.length - EDGE_S) {
      this.#at = this.length;
      this.pause();
      return;
    }
    for (const video of this.#films.values()) if (video !== leader) this.#pull(video);
    this.#say();
    this.#frame = requestAnimationFrame(this.#step);
  };

  /** The first film that is still running. */
  #leader(): HTMLVideoElement | undefined {
    const films = [...this.#films.values()];
    return (
      films.find((video) => !video.paused && !video.ended && video.readyState >= 2) ??
      films.find((video) => !video.ended && this.#at < lengthOf(video) - EDGE_S)
    );
  }

  #pull(video: HTMLVideoElement): void {
    if (this.#at >= lengthOf(video)) return;
    if (video.paused && !video.ended) video.play().catch(() => {});
    const off = video.currentTime - this.#at;
    if (Math.abs(off) > FAR_S) {
      if (!video.seeking) video.currentTime = this.#within(video, this.#at);
    } else {
      const pull = Math.abs(off) < NEAR_S ? 0 : Math.max(-MOST, Math.min(MOST, -off * PULL));
      const rate = this.#speed * (1 + pull);
      if (Math.abs(video.playbackRate - rate) > 0.005) video.playbackRate = rate;
    }
  }

  /** A place in a film: its end where it is shorter. */
  #within(video: HTMLVideoElement, seconds: number): number {
    return Math.max(0, Math.min(seconds, lengthOf(video) - EDGE_S));
  }

  #say(): void {
    this.tell({ at: this.#at, length: this.length, playing: this.#playing });
  }
}

function lengthOf(video: HTMLVideoElement): number {
  return Number.isFinite(video.duration) ? video.duration : 0;
}
