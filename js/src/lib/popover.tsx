/** A button with a small panel under it: Escape and a press elsewhere close it, and the focus goes back. */
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

interface PopoverProps {
  /** The button's accessible name. */
  label: string;
  face: ComponentChildren;
  class?: string;
  /** The panel; `close` puts it away. */
  children: (close: () => void) => ComponentChildren;
}

export function Popover({ label, face, class: name = "", children }: PopoverProps): VNode {
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    // In a shadow root, `composedPath` sees what `target` hides.
    const away = (event: Event) => {
      if (root.current && !event.composedPath().includes(root.current)) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears Escape from the button and the panel within it
    <div
      class="nemo-popover"
      ref={root}
      onKeyDown={(event) => {
        if (open && event.key === "Escape") close();
      }}
    >
      <button
        type="button"
        ref={button}
        class={name}
        aria-label={label}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {face}
      </button>
      {open && (
        <div class="nemo-panel" id={id}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
