/** ↑ and ↓ through the prompts that were sent, as in a shell. */
import { useRef } from "preact/hooks";
import type { Store } from "../../lib/store.ts";

/** Returns what to ask at each key: it answers whether the key was its own. */
export function useRecall(store: Store): (key: string) => boolean {
  const at = useRef<number | null>(null);
  return (key) => {
    const text = store.typed.value;
    const said = store.snapshot.value.log.filter((entry) => entry.kind === "prompt").map((entry) => entry.text);
    // Someone who edits what was recalled moves in the text, not in the history.
    if (at.current !== null && text !== said[at.current]) at.current = null;
    if (key === "ArrowUp" && said.length && (text === "" || at.current !== null)) {
      at.current = Math.max(0, (at.current ?? said.length) - 1);
    } else if (key === "ArrowDown" && at.current !== null) {
      at.current = at.current + 1 < said.length ? at.current + 1 : null;
    } else return false;
    store.typed.value = at.current === null ? "" : (said[at.current] ?? "");
    return true;
  };
}
