/** The takes as a strip of pictures; the chosen one with its rating, its note and its export. */
import type { VNode } from "preact";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { clock } from "../../lib/format.ts";
import { Icon } from "../../lib/icons.tsx";
import { usePicture } from "../../lib/pictures.ts";
import type { Take } from "../../lib/protocol.ts";
import type { Props } from "../../lib/widget.tsx";
import { ExportBar } from "./export.tsx";
import { Verdict } from "./verdict.tsx";

/** The fewest and the most that stand side by side. */
const FEWEST = 2;
const MOST = 6;

export function compareNone(store: Props["store"]): void {
  void store.command({ kind: "compare", takes: [] });
}

/** `comparing` where a comparison can be shown. */
export function Takes({ store, comparing = false }: Props & { comparing?: boolean }): VNode {
  const say = store.say.value;
  const takes = useMemo(() => store.part("takes"), [store]).value;
  const current = takes.find((take) => take.current);
  return (
    <div class="nemo-takes">
      {takes.length ? <Strip takes={takes} store={store} /> : <p class="nemo-soft">{say("noTakes")}</p>}
      {current && (
        <div class="nemo-take-foot">
          <Verdict key={current.number} take={current} store={store} />
          {comparing && <CompareButton takes={takes} current={current} store={store} />}
          <ExportBar take={current} store={store} />
        </div>
      )}
      {comparing && <Choice takes={takes} store={store} />}
    </div>
  );
}

/** Puts the chosen take beside the one before it. */
function CompareButton({
  takes,
  current,
  store,
}: {
  takes: Take[];
  current: Take;
  store: Props["store"];
}): VNode | null {
  const say = store.say.value;
  const at = takes.indexOf(current);
  const other = takes[at - 1] ?? takes[at + 1];
  if (!other || store.snapshot.value.compare) return null;
  const pair = [other.number, current.number].sort((a, b) => a - b);
  return (
    <button type="button" class="nemo-button" onClick={() => void store.command({ kind: "compare", takes: pair })}>
      <Icon name="sides" /> {say("compare")}
    </button>
  );
}

/** While takes are compared: which. */
function Choice({ takes, store }: { takes: Take[]; store: Props["store"] }): VNode | null {
  const say = store.say.value;
  const compare = useMemo(() => store.part("compare"), [store]).value;
  if (!compare) return null;
  const chosen = compare.films.map((film) => film.number);
  const toggle = (number: number) => {
    const left = chosen.includes(number) ? chosen.filter((one) => one !== number) : [...chosen, number];
    void store.command({ kind: "compare", takes: left.sort((a, b) => a - b) });
  };
  return (
    <fieldset class="nemo-choice" aria-label={say("compareWith")}>
      <span class="nemo-soft">{say("compareWith")}</span>
      {takes.map(({ number }) => {
        const on = chosen.includes(number);
        return (
          <button
            key={number}
            type="button"
            class="nemo-pill"
            aria-pressed={on}
            disabled={on ? chosen.length <= FEWEST : chosen.length >= MOST}
            onClick={() => toggle(number)}
          >
            {say("take", { n: number })}
          </button>
        );
      })}
    </fieldset>
  );
}

/** A listbox of one tab stop: arrows move, Enter chooses. */
function Strip({ takes, store }: { takes: Take[]; store: Props["store"] }): VNode {
  const say = store.say.value;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const chosen = takes.findIndex((take) => take.current);
  const [active, setActive] = useState<number | null>(null);
  const at = Math.min(active ?? chosen, takes.length - 1);

  // Only sideways, and only within the strip: the page must not jump because a take arrived.
  const reveal = () => {
    const option = list.current?.children[Math.max(0, at)] as HTMLElement | undefined;
    if (!list.current || !option) return;
    const { offsetLeft, offsetWidth } = option;
    const { scrollLeft, clientWidth } = list.current;
    if (offsetLeft < scrollLeft) list.current.scrollLeft = offsetLeft - 8;
    else if (offsetLeft + offsetWidth > scrollLeft + clientWidth)
      list.current.scrollLeft = offsetLeft + offsetWidth - clientWidth + 8;
  };
  const latest = useRef(reveal);
  latest.current = reveal;
  useLayoutEffect(reveal, [at, takes.length]);
  useEffect(() => {
    if (!list.current) return;
    const observer = new ResizeObserver(() => latest.current());
    observer.observe(list.current);
    return () => observer.disconnect();
  }, []);

  const choose = (take: Take | undefined) => {
    if (take && !take.current) void store.command({ kind: "select-take", take: take.number });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      Home: 0,
      End: takes.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) setActive(Math.max(0, Math.min(takes.length - 1, to)));
    else if (event.key === "Enter" || event.key === " ") choose(takes[at]);
    else return;
    event.preventDefault();
  };

  return (
    <div
      class="nemo-strip"
      role="listbox"
      aria-label={say("takes")}
      aria-orientation="horizontal"
      aria-activedescendant={at >= 0 ? `${id}-${takes[at]?.number}` : undefined}
      tabIndex={0}
      ref={list}
      onKeyDown={onKeyDown}
      onBlur={() => setActive(null)}
    >
      {takes.map((take, place) => (
        <Option
          key={take.number}
          id={`${id}-${take.number}`}
          take={take}
          active={place === at}
          store={store}
          choose={() => {
            setActive(place);
            choose(take);
          }}
        />
      ))}
    </div>
  );
}

interface OptionProps {
  id: string;
  take: Take;
  active: boolean;
  store: Props["store"];
  choose: () => void;
}

function Option({ id, take, active, store, choose }: OptionProps): VNode {
  const say = store.say.value;
  const poster = usePicture(store, take.poster);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox takes the keys, as ARIA has it
    // biome-ignore lint/a11y/useFocusableInteractive: so it does the focus
    <div
      id={id}
      role="option"
      aria-selected={take.current}
      class={`nemo-take${active ? " nemo-active" : ""} nemo-take-${take.state}`}
      title={take.prompt}
      onClick={choose}
    >
      <div class="nemo-take-picture">
        {poster && <img src={poster} alt="" />}
        {take.state === "working" && <span class="nemo-spin" />}
        {take.rating > 0 && (
          <span class="nemo-stars">
            <span aria-hidden="true">★ {take.rating}</span>
            <span class="nemo-hidden">{say("stars", { n: take.rating })}</span>
          </span>
        )}
        {take.duration_ms > 0 && <span class="nemo-take-length">{clock(take.duration_ms)}</span>}
      </div>
      <div class="nemo-take-line">
        <span>{say("take", { n: take.number })}</span>
        {take.head && <span class="nemo-now">{say("now")}</span>}
        {take.state === "failed" && <Icon name="warn" size={13} />}
      </div>
    </div>
  );
}
