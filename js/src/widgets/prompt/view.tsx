/** The prompt box: a real textarea, sent by ⌘/Ctrl+Enter, never lost. */
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Icon } from "../../lib/icons.tsx";
import type { Props } from "../../lib/widget.tsx";
import { underWay } from "../uploads/view.tsx";
import { Notices } from "./notice.tsx";
import { useRecall } from "./recall.ts";

const MAC = /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** `tools` stand at the box's foot, left of Send. */
export function Prompt({ store, uploads, tools }: Props & { tools?: ComponentChildren }): VNode {
  const say = store.say.value;
  const { log, estimate, activity, session } = store.snapshot.value;
  const box = useRef<HTMLTextAreaElement>(null);
  const [sending, setSending] = useState(false);
  const text = store.typed.value;
  const recall = useRecall(store);
  const running = activity.phase === "sending" || activity.phase === "working" || activity.phase === "stopping";
  const waits = underWay(store, uploads);

  useKept(store.typed, session.name);
  useLayoutEffect(() => {
    if (!box.current) return;
    box.current.style.height = "auto";
    box.current.style.height = `${box.current.scrollHeight}px`;
  }, [text]);

  const send = async (yes = false) => {
    const prompt = text.trim();
    if (!prompt || running || waits || sending) return;
    // The button changes into Stop under the finger that pressed it; the focus had better be elsewhere then.
    box.current?.focus();
    setSending(true);
    const ack = await store.command({ kind: "send", text: prompt, ...(yes && { yes }) });
    setSending(false);
    // Only what was sent leaves the box: the user may have gone on typing.
    if (ack?.ok && store.typed.value.trim() === prompt) store.typed.value = "";
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      void send();
    } else if (recall(event.key)) event.preventDefault();
  };

  return (
    <div class="nemo-ask">
      <Notices store={store} send={() => void send(true)} />
      <div class="nemo-box">
        <textarea
          ref={box}
          rows={1}
          aria-label={say("prompt")}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          placeholder={say(log.length ? "promptHint" : "promptHintFirst")}
          value={text}
          onInput={(event) => {
            store.typed.value = event.currentTarget.value;
          }}
          onKeyDown={onKeyDown}
        />
        <div class="nemo-foot">
          {tools}
          <span class="nemo-hint nemo-wide">
            {waits
              ? say("waitForFiles")
              : [tools && say("dropHint"), say("sends", { key: MAC ? "⌘⏎" : "Ctrl+⏎" })].filter(Boolean).join(" · ")}
          </span>
          {estimate && (
            <span class="nemo-estimate" role="status" aria-label={say("estimate")}>
              {[estimate.text, estimate.cap].filter(Boolean).join(" · ")}
            </span>
          )}
          {running ? (
            <StopButton store={store} focus={() => box.current?.focus()} />
          ) : (
            <button
              type="button"
              class="nemo-button nemo-primary nemo-send"
              disabled={!text.trim() || waits || sending}
              onClick={() => void send()}
            >
              {sending ? <span class="nemo-spin" /> : <Icon name="send" />} {say("send")}
            </button>
          )}
        </div>
      </div>
      <PreviewFirst store={store} focus={() => box.current?.focus()} />
      <Examples store={store} focus={() => box.current?.focus()} />
    </div>
  );
}

function StopButton({ store, focus }: { store: Props["store"]; focus: () => void }): VNode {
  const say = store.say.value;
  const { phase, turn_id } = store.snapshot.value.activity;
  const stopping = phase === "stopping";
  return (
    <button
      type="button"
      class="nemo-button nemo-stop nemo-send"
      disabled={stopping}
      onClick={() => {
        focus();
        void store.command({ kind: "stop", turn: turn_id });
      }}
    >
      <Icon name="stop" /> {say(stopping ? "stopping" : "stop")}
    </button>
  );
}

/** A length of more than five seconds, as people write it. */
const LONG = /(\d{1,4})(\s*-?\s*(?:seconds?|secs?|s)\b|\s*秒)/i;

/** Where the profile advises it, and the prompt asks for more than five seconds: one press makes them five. */
function PreviewFirst({ store, focus }: { store: Props["store"]; focus: () => void }): VNode | null {
  const say = store.say.value;
  const text = store.typed.value;
  const length = LONG.exec(text);
  if (!store.snapshot.value.profile.preview_first || !length || Number(length[1]) <= 5) return null;
  return (
    <p class="nemo-advice">
      <button
        type="button"
        class="nemo-button"
        onClick={() => {
          store.typed.value = text.replace(LONG, "5$2");
          focus();
        }}
      >
        {say("previewFirst")}
      </button>
      <span class="nemo-soft">{say("previewFirstWhy")}</span>
    </p>
  );
}

/** The profile's "try saying". They fill the box and never send; each goes once it was used. */
function Examples({ store, focus }: { store: Props["store"]; focus: () => void }): VNode | null {
  const say = store.say.value;
  const { profile, log } = store.snapshot.value;
  const said = useMemo(() => new Set(log.filter((one) => one.kind === "prompt").map((one) => one.text.trim())), [log]);
  const left = profile.examples[store.tongue.value].filter(
    (text) => !said.has(text) && !store.used.value.includes(text),
  );
  if (!left.length) return null;
  return (
    <fieldset class="nemo-examples" aria-label={say("examples")}>
      {left.map((text) => (
        <button
          key={text}
          type="button"
          class="nemo-example"
          onClick={() => {
            store.typed.value = text;
            store.used.value = [...store.used.value, text];
            focus();
          }}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}

/** Keeps what is typed over a reload of the page, where the browser allows it. */
function useKept(typed: Props["store"]["typed"], session: string): void {
  const key = `nemo-prompt:${session}`;
  useEffect(() => {
    if (!session) return;
    try {
      typed.value ||= sessionStorage.getItem(key) ?? "";
    } catch {
      return;
    }
    return typed.subscribe((text) => {
      if (text) sessionStorage.setItem(key, text);
      else sessionStorage.removeItem(key);
    });
  }, [key, session, typed]);
}
