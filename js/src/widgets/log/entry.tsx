/** One line of the log, by its kind. */
import type { ComponentChildren, VNode } from "preact";
import { ActionButton } from "../../lib/action.tsx";
import { ChangeLine } from "../../lib/change.tsx";
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
          <ul class="nemo-changes">
            {(entry.changes ?? []).map((change) => (
              <Changed
                key={change.head + change.text}
                change={change}
                take={entry.take ?? null}
                store={store}
                say={say}
              />
            ))}
            {entry.more ? <li class="nemo-soft">{say("moreChanges", { n: entry.more })}</li> : null}
          </ul>
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
    case "next":
      return (
        <>
          {entry.readings?.map((reading) => (
            <p key={reading} class="nemo-reading">
              {reading}
            </p>
          ))}
          {entry.actions?.length ? (
            <fieldset class="nemo-suggested" aria-label={say("suggested")}>
              {entry.actions.map((action) => (
                <ActionButton key={action.label} store={store} action={action} />
              ))}
            </fieldset>
          ) : null}
        </>
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

interface ChangedProps {
  change: Change;
  take: number | null;
  store: Store;
  say: Say;
}

/** A change, which leads to its place in the timeline; one that nobody asked for can be taken back. */
function Changed({ change, take, store, say }: ChangedProps): VNode {
  const { segment, undo } = change;
  const point = () => {
    const shown = store.snapshot.value.takes.find((one) => one.current)?.number;
    if (take !== null && shown !== take) void store.command({ kind: "select-take", take });
    if (segment) store.pointed.value = { segment };
  };
  return (
    <ChangeLine change={change} say={say} point={segment ? point : undefined} about={say("showInTimeline")}>
      {undo && (
        <>
          <span class="nemo-tag">{say("unasked")}</span>
          <ActionButton store={store} action={undo} />
        </>
      )}
    </ChangeLine>
  );
}
