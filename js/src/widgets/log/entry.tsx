/** One line of the log, by its kind. */
import type { ComponentChildren, VNode } from "preact";
import { ActionButton } from "../../lib/action.tsx";
import { Icon, Mark } from "../../lib/icons.tsx";
import { Markdown } from "../../lib/markdown.tsx";
import type { Change, Entry } from "../../lib/protocol.ts";
import type { Store } from "../../lib/store.ts";
import type { Say } from "../../lib/words.ts";

interface EntryProps {
  entry: Entry;
  /** Whether it opens an answer, and so bears the mark. */
  first: boolean;
  store: Store;
  say: Say;
}

export function EntryView({ entry, first, store, say }: EntryProps): VNode {
  if (entry.kind === "prompt") {
    return (
      <div class="nemo-you">
        <span class="nemo-hidden">{say("you")}: </span>
        {entry.text}
      </div>
    );
  }
  return (
    <div class={`nemo-it nemo-it-${entry.kind}${first ? "" : " nemo-it-more"}`}>
      <span class="nemo-it-mark">{first && <Mark />}</span>
      <div class="nemo-it-body">
        {first && <span class="nemo-hidden">{say("nemo")}: </span>}
        <Body entry={entry} store={store} say={say} />
        {entry.meta && <div class="nemo-meta">{entry.meta}</div>}
      </div>
    </div>
  );
}

function Body({ entry, store, say }: Omit<EntryProps, "first">): ComponentChildren {
  switch (entry.kind) {
    case "reply":
      return (
        <div class={entry.state === "streaming" ? "nemo-streaming" : undefined}>
          {(entry.blocks ?? [entry.text]).map((block, at) => (
            <Markdown key={at} text={block} />
          ))}
        </div>
      );
    case "changes":
      return (
        <>
          {entry.text && <p class="nemo-soft">{entry.text}</p>}
          <ul class="nemo-changes">{(entry.changes ?? []).map(change)}</ul>
        </>
      );
    case "error":
      return (
        <div class="nemo-error">
          <p>
            <Icon name="warn" /> <span class="nemo-hidden">{say("error")}: </span>
            {entry.text}
          </p>
          {entry.next_step && <p class="nemo-soft">{entry.next_step}</p>}
          {entry.action && <ActionButton store={store} action={entry.action} />}
        </div>
      );
    case "export":
      return (
        <p class="nemo-made">
          <Icon name="film" /> {entry.text}
        </p>
      );
    default:
      return (
        <div class={entry.kind === "note" ? "nemo-soft" : undefined}>
          <Markdown text={entry.text} />
          {entry.action && <ActionButton store={store} action={entry.action} />}
        </div>
      );
  }
}

function change({ type, head, text }: Change): VNode {
  return (
    <li key={head + text} class={`nemo-change nemo-of-${type}`}>
      <strong>{head}:</strong> {text}
    </li>
  );
}
