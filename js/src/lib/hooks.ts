/** Small hooks that several widgets share. */
import { useEffect, useRef, useState } from "preact/hooks";

/** Draws the component again each `ms` while `active`. */
export function useTick(active: boolean, ms = 1000): void {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => tick((n) => n + 1), ms);
    return () => clearInterval(timer);
  }, [active, ms]);
}

/** A signal for work that belongs to `key`: aborted when it changes and when the view goes. */
export function useLife(key: unknown): () => AbortSignal {
  const life = useRef<AbortController | null>(null);
  useEffect(() => () => life.current?.abort(), [key]);
  return () => {
    if (!life.current || life.current.signal.aborted) life.current = new AbortController();
    return life.current.signal;
  };
}
