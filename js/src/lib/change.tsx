/** A difference between two timelines, in words. */
import type { ComponentChildren, VNode } from "preact";
import type { Change } from "./protocol.ts";
import type { Say } from "./words.ts";

/** With `point`, a button that leads to the place in the timeline; `children` stand behind it. */
export function ChangeLine({
  change,
  say,
  point,
  about,
  children,
}: {
  change: Change;
  say: Say;
  point?: (() => void) | undefined;
  about?: string;
  children?: ComponentChildren;
}): VNode {
  const { type, head, text } = change;
  const words = (
    <>
      <strong>{text ? say("headed", { head }) : head}</strong>
      {text}
    </>
  );
  return (
    <li class={`nemo-change nemo-of-${type}${change.undo ? " nemo-unasked" : ""}`}>
      {point ? (
        <button type="button" class="nemo-point" title={about} onClick={point}>
          {words}
        </button>
      ) : (
        <span>{words}</span>
      )}
      {children}
    </li>
  );
}
