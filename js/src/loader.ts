/**
 * What hosts are given as each widget's module. They evaluate one anew for every instance, and a browser never lets go
 * of a module: so this one is small, and the page of the widget, which comes as a trait, is evaluated once.
 */
import type { AnyModel, AnyWidget } from "@anywidget/types";
import type { Traits } from "./lib/protocol.ts";

type Model = AnyModel<Traits>;
type Definition = Exclude<AnyWidget<Traits>, (...args: never) => unknown>;
type Page = { default: () => Definition };

/** Pages of this realm by their content; shared by all instances of this module, whatever version they are of. */
const PAGES = Symbol.for("nemo_widgets.pages");

export default (): Definition => {
  let made: Promise<Definition> | undefined;
  const make = async (model: Model) => (await load(model)).default();
  return {
    async initialize(props) {
      emptyWhenClosed(props.model);
      made = make(props.model);
      return (await made).initialize?.(props);
    },
    async render(props) {
      made ??= make(props.model);
      return (await made).render?.(props);
    },
  };
};

function load(model: Model): Promise<Page> {
  const realm = globalThis as { [PAGES]?: Map<string, Promise<Page>> };
  realm[PAGES] ??= new Map();
  const pages = realm[PAGES];
  const { id, code } = model.get("_page");
  let page = pages.get(id);
  if (!page) {
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    page = import(/* webpackIgnore: true */ /* @vite-ignore */ url).finally(() => URL.revokeObjectURL(url));
    pages.set(id, page);
    page.catch(() => pages.delete(id));
  }
  return page;
}

/** JupyterLab (4.6) keeps the model of every widget that was closed, by its comm: of ours nothing of size stays in it. */
function emptyWhenClosed(model: Model): void {
  const empty = () => {
    model.off("destroy", empty);
    for (const name of ["_page", "_css", "snapshot", "pictures"]) model.set(name as "_page", null as never);
  };
  // Of Backbone's models, once anywidget has ended all that it made of one. Hosts without them tell nothing.
  model.on("destroy", empty);
}
