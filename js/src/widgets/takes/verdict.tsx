/** What the user thinks of a take: stars and a line. */
import type { VNode } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { Icon } from "../../lib/icons.tsx";
import type { Take } from "../../lib/protocol.ts";
import type { Store } from "../../lib/store.ts";

export function Verdict({ take, store }: { take: Take; store: Store }): VNode {
  const say = store.say.value;
  const group = useId();
  const rate = (rating: number) => void store.command({ kind: "rate", take: take.number, rating });
  return (
    <div class="nemo-verdict">
      <div class="nemo-rating" role="radiogroup" aria-label={say("rating")}>
        {[1, 2, 3, 4, 5].map((n) => (
          <label key={n} class={n <= take.rating ? "nemo-star nemo-lit" : "nemo-star"}>
            <input
              type="radio"
              name={group}
              class="nemo-hidden"
              checked={n === take.rating}
              aria-label={say("stars", { n })}
              onChange={() => rate(n)}
              // The same star again takes the rating back.
              onClick={() => n === take.rating && rate(0)}
            />
            <Icon name="star" size={17} />
          </label>
        ))}
      </div>
      <Note take={take} store={store} />
    </div>
  );
}

function Note({ take, store }: { take: Take; store: Store }): VNode {
  const say = store.say.value;
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState<string | null>(null);
  const save = () => {
    if (text !== null && text !== take.note) void store.command({ kind: "note", take: take.number, text });
    setText(null);
  };
  return (
    <input
      class="nemo-note"
      type="text"
      ref={box}
      aria-label={say("note")}
      placeholder={say("notePlaceholder", { n: take.number })}
      value={text ?? take.note}
      onInput={(event) => setText(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.isComposing) box.current?.blur();
        if (event.key === "Escape") setText(null);
      }}
    />
  );
}
