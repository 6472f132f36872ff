/** The window onto a timeline that is wider than it: what of it is in view, zooming about a place, keeping up. */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Store } from "../../lib/store.ts";
import type { Stretch } from "./plan.ts";

/** What is drawn: the window and at least half of one on either side, moved on by halves. */
export interface View {
  stretch: Signal<Stretch>;
  /** To be called when it has scrolled. */
  look: () => void;
  /** Zooms so that this part of the whole stays where it is. */
  zoomAbout: (part: number, zoom: number) => void;
}

export function useWindow(
  scroller: { current: HTMLElement | null },
  zoom: Signal<number>,
  store: Store,
  length: number,
): View {
  const stretch = useSignal<Stretch>({ from: 0, to: 1 });
  const times = zoom.value;
  /** As it was drawn last: by then the browser has moved what has become narrower. */
  const last = useRef({ times, scrolled: 0 });
  const about = useRef<number | null>(null);

  const look = () => {
    const rows = scroller.current;
    if (!rows) return;
    last.current = { times, scrolled: rows.scrollLeft };
    const at = Math.floor((rows.scrollLeft / room(rows, times)) * 2) / 2;
    const [from, to] = [Math.max(0, (at - 0.5) / times), Math.min(1, (at + 2) / times)];
    const now = stretch.peek();
    if (now.from !== from || now.to !== to) stretch.value = { from, to };
  };

  useLayoutEffect(() => {
    const rows = scroller.current;
    const { times: before, scrolled } = last.current;
    if (!rows || before === times) return;
    const wide = room(rows, times);
    const played = store.position.peek() / length;
    const seen = played * wide * before - scrolled;
    // Where nothing else was meant: about the player's place if it is in view, else about the middle.
    const part = about.current ?? (seen >= 0 && seen <= wide ? played : (scrolled + wide / 2) / (wide * before));
    about.current = null;
    rows.scrollLeft = scrolled + part * wide * (times - before);
    look();
  }, [times]);

  const looking = useRef(look);
  looking.current = look;
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => looking.current());
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [scroller]);

  /** Scrolls along with a playing film. */
  useSignalEffect(() => {
    const part = Math.min(1, store.position.value / length);
    const rows = scroller.current;
    if (!rows || zoom.value === 1) return;
    const wide = room(rows, zoom.value);
    const x = part * wide * zoom.value;
    if (x < rows.scrollLeft || x > rows.scrollLeft + wide) rows.scrollLeft = x - 24;
  });

  const zoomAbout = (part: number, next: number) => {
    about.current = part;
    zoom.value = next;
  };
  return { stretch, look, zoomAbout };
}

/** How wide the window is, px, without the labels that stand in it. */
function room(rows: HTMLElement, zoom: number): number {
  return Math.max(1, (rows.querySelector<HTMLElement>(".nemo-lane")?.offsetWidth ?? 0) / zoom);
}

/** Brings a block's beginning into the window, and leaves the page where it is. */
export function reveal(rows: HTMLElement, block: HTMLElement, zoom: number): void {
  const left = block.parentElement?.offsetLeft ?? 0;
  const right = left + Math.min(block.offsetWidth, 60);
  if (left < rows.scrollLeft || right > rows.scrollLeft + room(rows, zoom)) rows.scrollLeft = left - 24;
}
