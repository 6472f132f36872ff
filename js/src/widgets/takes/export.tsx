/** Export of the chosen take: the button, its progress in place, then the file. */
import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import { useLife } from "../../lib/hooks.ts";
import { Icon } from "../../lib/icons.tsx";
import type { Export, Take } from "../../lib/protocol.ts";
import { save } from "../../lib/save.ts";
import type { Store } from "../../lib/store.ts";

const RUNNING: Export["state"][] = ["queued", "rendering", "downloading"];

export function ExportBar({ take, store }: { take: Take; store: Store }): VNode {
  const say = store.say.value;
  const exports = useMemo(() => store.part("exports"), [store]).value;
  const last = exports.findLast((one) => one.take === take.number);
  const [asked, setAsked] = useState(false);
  if (last && RUNNING.includes(last.state)) return <Progress running={last} store={store} />;
  const done = last?.state === "done" ? last : null;
  const start = async () => {
    setAsked(true);
    await store.command({ kind: "export", take: take.number });
    setAsked(false);
  };
  return (
    <div class="nemo-export">
      {last?.state === "failed" && <span class="nemo-export-error">{last.error || say("exportFailed")}</span>}
      {last?.state === "unknown" && <span class="nemo-export-error">{say("exportUnknown")}</span>}
      {done?.path && (
        <span class="nemo-path" title={done.path}>
          <span class="nemo-hidden">{say("savedAt")} </span>
          <bdi>{done.path}</bdi>
        </span>
      )}
      <button type="button" class={done ? "nemo-button" : "nemo-button nemo-primary"} disabled={asked} onClick={start}>
        {say("export")}
      </button>
      {done?.media && <Download id={done.id} store={store} />}
    </div>
  );
}

function Progress({ running, store }: { running: Export; store: Store }): VNode {
  const say = store.say.value;
  const { progress, state, id } = running;
  const percent = progress === null ? null : Math.round(100 * progress);
  const phase = state === "queued" ? say("exportQueued") : state === "downloading" ? say("exportDownloading") : "";
  return (
    <div class="nemo-export nemo-exporting">
      <div
        class={percent === null ? "nemo-bar-big nemo-bar-open" : "nemo-bar-big"}
        role="progressbar"
        aria-label={say("export")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent ?? undefined}
      >
        <span class="nemo-bar-fill" style={{ width: `${percent ?? 100}%` }} />
        <span class="nemo-bar-text">{phase || `${say("exporting")}${percent === null ? "…" : ` ${percent} %`}`}</span>
      </div>
      <button
        type="button"
        class="nemo-button nemo-quiet"
        aria-label={`${say("cancel")}: ${say("export")}`}
        onClick={() => void store.command({ kind: "stop", export: id })}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

function Download({ id, store }: { id: string; store: Store }): VNode {
  const say = store.say.value;
  const life = useLife(id);
  const [part, setPart] = useState<number | null>(null);
  const start = async () => {
    setPart(0);
    try {
      await save(store, { export: id }, AbortSignal.any([store.life, life()]), setPart);
    } catch (error) {
      if (error instanceof Error && error.name !== "AbortError") store.complain(error.message);
    }
    setPart(null);
  };
  return (
    <button type="button" class="nemo-button nemo-primary" disabled={part !== null} onClick={start}>
      {part ? say("loading", { p: Math.round(100 * part) }) : say("download")}
    </button>
  );
}
