/** An anywidget from a component: one store for the model, one tree for each view, all ended by `signal`. */
import type { AnyWidget } from "@anywidget/types";
import { effect } from "@preact/signals";
import { type ComponentType, render, type VNode } from "preact";
import { Icon } from "./icons.tsx";
import type { Traits } from "./protocol.ts";
import { type Model, Store } from "./store.ts";
import { followTheme } from "./theme.ts";
import { Uploads } from "./upload.ts";

/** What every component is given. */
export interface Props {
  store: Store;
  uploads: Uploads;
}

/** The default export of a widget's module. A factory, because some hosts share the module among models. */
export function widget(View: ComponentType<Props>): () => AnyWidget<Traits> {
  return () => {
    let props: Props | undefined;
    const open = (model: Model, signal: AbortSignal): Props => {
      const store = new Store(model, signal);
      return { store, uploads: new Uploads(store) };
    };
    return {
      initialize({ model, signal }) {
        const life = lifetime(signal);
        props = open(model, life.signal);
        return life.end;
      },
      render({ model, el, signal }) {
        const life = lifetime(signal);
        const shown = props ?? open(model, life.signal);
        const root = document.createElement("div");
        root.className = "nemo";
        // Lumino reads this in its capture phase; other hosts see no key that was typed in here.
        root.dataset.lmSuppressShortcuts = "true";
        for (const name of ["keydown", "keyup", "keypress"]) {
          root.addEventListener(name, (event) => event.stopPropagation(), { signal: life.signal });
        }
        root.addEventListener("keydown", (event) => passSave(event, el), { signal: life.signal });
        followTheme(el, life.signal, (theme) => {
          root.dataset.nemoTheme = theme;
        });
        const dispose = effect(() => {
          root.lang = shown.store.tongue.value;
        });
        el.append(root);
        render(<Whole {...shown} View={View} />, root);
        life.signal.addEventListener("abort", () => {
          dispose();
          render(null, root);
          root.remove();
        });
        return life.end;
      },
    };
  };
}

/** A view; once its kernel has ended it says so, and nothing in it can be used any more. */
function Whole({ View, ...props }: Props & { View: ComponentType<Props> }): VNode {
  const { gone, say } = props.store;
  return (
    <>
      {gone.value && (
        <div class="nemo-notice nemo-notice-error" role="status">
          <Icon name="warn" />
          <p>{say.value("gone")}</p>
        </div>
      )}
      <fieldset role="presentation" disabled={gone.value}>
        <View {...props} />
      </fieldset>
    </>
  );
}

/** Ctrl+S is the notebook's from here too, and not the browser's offer to save the page. */
function passSave(event: KeyboardEvent, host: Element): void {
  const { key, code, keyCode, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (key !== "s" || !(ctrlKey || metaKey) || altKey || shiftKey) return;
  event.preventDefault();
  // Lumino still goes by `keyCode`.
  const init = { key, code, keyCode, ctrlKey, metaKey, bubbles: true, cancelable: true, composed: true };
  host.dispatchEvent(new KeyboardEvent("keydown", init));
}

/** Hosts older than anywidget 0.11 pass no signal and call what is returned instead; either one ends it all. */
function lifetime(given: AbortSignal | undefined): { signal: AbortSignal; end: () => void } {
  const own = new AbortController();
  return { signal: given ? AbortSignal.any([given, own.signal]) : own.signal, end: () => own.abort() };
}
