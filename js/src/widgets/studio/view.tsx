/** The whole studio: the film first, what was said beside it, the prompt beneath. */
import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { Props } from "../../lib/widget.tsx";
import { Compare } from "../compare/view.tsx";
import { Log } from "../log/view.tsx";
import { Player } from "../player/view.tsx";
import { Prompt } from "../prompt/view.tsx";
import { compareNone, Takes } from "../takes/view.tsx";
import { Timeline } from "../timeline/view.tsx";
import { AddFiles, DropZone, Files } from "../uploads/view.tsx";
import { ActivityLine } from "./activity.tsx";
import { Head } from "./head.tsx";

export function Studio({ store, uploads }: Props): VNode {
  const both = { store, uploads };
  const compared = useMemo(() => store.part("compare"), [store]).value !== null;
  return (
    <section class="nemo-studio" aria-label={store.say.value("studio")}>
      <DropZone {...both}>
        <Head store={store} />
        <div class="nemo-main">
          <div class="nemo-stage">
            {compared ? <Compare {...both} close={() => compareNone(store)} /> : <Player {...both} />}
            <Timeline {...both} />
            <Takes {...both} comparing />
          </div>
          <div class="nemo-side">
            <Log {...both} />
            <ActivityLine store={store} />
          </div>
        </div>
        <div class="nemo-desk">
          <Files {...both} />
          <Prompt {...both} tools={<AddFiles {...both} />} />
        </div>
      </DropZone>
    </section>
  );
}
