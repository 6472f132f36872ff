/** What was said and what became of it. Keeps its place while someone reads further up. */
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Icon } from "../../lib/icons.tsx";
import type { Entry } from "../../lib/protocol.ts";
import type { Props } from "../../lib/widget.tsx";
import { EntryView } from "./entry.tsx";

/** This near to the end (px) a reader counts as reading the end. */
const NEAR_PX = 12;

/** From this many lines on, those out of sight are not laid out. */
const MANY = 60;

export function Log({ store }: Props): VNode {
  const say = store.say.value;
  const entries = useMemo(() => store.part("log"), [store]).value;
  const scroller = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);
  const seen = useRef({ width: 0, height: 0, length: 0 });
  const [behind, setBehind] = useState(false);

  const follow = () => {
    const el = scroller.current;
    if (el && pinned.current) el.scrollTop = el.scrollHeight;
    else if (el) setBehind(true);
  };
  useLayoutEffect(follow, [entries]);
  useEffect(() => {
    const el = scroller.current;
    if (!el) return;
    // A view has no height until it is attached, and its size changes with the columns beside it.
    const observer = new ResizeObserver(() => {
      if (pinned.current) el.scrollTop = el.scrollHeight;
      seen.current = measure(el);
    });
    observer.observe(el);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const el = scroller.current;
    if (!el) return;
    const { width, height, length } = seen.current;
    seen.current = measure(el);
    // A new width breaks the lines anew and so moves the text: that was not the reader.
    if (pinned.current && (el.clientWidth !== width || el.clientHeight !== height || el.scrollHeight !== length)) {
      el.scrollTop = el.scrollHeight;
      return;
    }
    pinned.current = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR_PX;
    if (pinned.current) setBehind(false);
  };
  const jump = () => {
    pinned.current = true;
    setBehind(false);
    follow();
    scroller.current?.focus();
  };

  return (
    <div class="nemo-log">
      <div
        class={entries.length > MANY ? "nemo-log-scroll nemo-long" : "nemo-log-scroll"}
        role="log"
        aria-live="polite"
        aria-label={say("log")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        ref={scroller}
        onScroll={onScroll}
      >
        {entries.length === 0 && <Welcome store={store} />}
        {entries.map((entry, at) => (
          <Memo key={entry.id} entry={entry} first={!sameSide(entries[at - 1], entry)} store={store} />
        ))}
      </div>
      {behind && (
        <button type="button" class="nemo-jump" onClick={jump}>
          <Icon name="jump" size={14} /> {say("jump")}
        </button>
      )}
    </div>
  );
}

function measure({ clientWidth: width, clientHeight: height, scrollHeight: length }: Element) {
  return { width, height, length };
}

/** Draws an entry again only when it is another one: a long log must not cost at each delta. */
function Memo({ entry, first, store }: { entry: Entry; first: boolean; store: Props["store"] }): VNode {
  const say = store.say.value;
  return useMemo(() => <EntryView entry={entry} first={first} store={store} say={say} />, [entry, first, store, say]);
}

/** Whether two neighbours are one answer, so that the mark stands once. */
function sameSide(before: Entry | undefined, entry: Entry): boolean {
  return before !== undefined && before.kind !== "prompt" && before.turn === entry.turn;
}

function Welcome({ store }: { store: Props["store"] }): VNode {
  const say = store.say.value;
  const { label, local } = store.snapshot.value.engine;
  return (
    <div class="nemo-welcome">
      <ol>
        <li>
          <Icon name="send" /> {say("welcomeSay")}
        </li>
        <li>
          <Icon name="file" /> {say("welcomeFiles")}
        </li>
        <li>
          <Icon name="film" /> {say("welcomeExport")}
        </li>
      </ol>
      {label && <p class="nemo-soft">{local ? say("welcomeLocal") : say("welcomeCloud", { label })}</p>}
    </div>
  );
}
