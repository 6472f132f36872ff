/** The one next step, as a button or a link. */
import type { VNode } from "preact";
import type { Action } from "./protocol.ts";
import type { Store } from "./store.ts";

export function ActionButton({ store, action }: { store: Store; action: Action }): VNode | null {
  if ("command" in action) {
    const { command, about } = action;
    return (
      <button type="button" class="nemo-button" title={about || undefined} onClick={() => void store.command(command)}>
        {action.label}
      </button>
    );
  }
  // A link of another kind (`javascript:`, `file:`) is nobody's next step.
  if (!/^https?:\/\//i.test(action.url)) return null;
  return (
    <a class="nemo-button" href={action.url} target="_blank" rel="noopener noreferrer">
      {action.label}
    </a>
  );
}
