/** From block to block by keyboard: along a track with ← and →, from track to track with ↑ and ↓. */

export const BLOCK = "button[data-segment]";

/** Sees to it that one block is a tab stop. */
export function letIn(rows: HTMLElement | null): void {
  if (rows?.querySelector(`${BLOCK}[tabindex="0"]`)) return;
  rows?.querySelector(BLOCK)?.setAttribute("tabindex", "0");
}

/** Moves the focus as a key says; answers whether it was such a key. */
export function go(from: HTMLElement, key: string): boolean {
  const to = target(from, key);
  if (to === undefined) return false;
  if (!to) return true;
  from.setAttribute("tabindex", "-1");
  to.setAttribute("tabindex", "0");
  to.focus({ preventScroll: true });
  reveal(to);
  return true;
}

/** Brings a block's beginning into the window, and leaves the page where it is. */
export function reveal(block: HTMLElement): void {
  const rows = block.closest<HTMLElement>(".nemo-rows");
  const lane = block.closest<HTMLElement>(".nemo-lane");
  if (!rows || !lane || !block.parentElement) return;
  const label = lane.offsetLeft;
  const left = label + block.parentElement.offsetLeft;
  const right = left + Math.min(block.offsetWidth, 60);
  if (left < rows.scrollLeft + label || right > rows.scrollLeft + rows.clientWidth) rows.scrollLeft = left - label - 24;
}

/** Where a key leads: null where there is nothing that way, undefined for a key of another kind. */
function target(from: HTMLElement, key: string): HTMLElement | null | undefined {
  const lane = from.closest("ul");
  const here = blocks(lane);
  const at = here.indexOf(from);
  switch (key) {
    case "ArrowLeft":
      return here[at - 1] ?? null;
    case "ArrowRight":
      return here[at + 1] ?? null;
    case "Home":
      return here[0] ?? null;
    case "End":
      return here.at(-1) ?? null;
    case "ArrowUp":
    case "ArrowDown":
      return nearest(from, lane, key === "ArrowDown" ? 1 : -1);
    default:
      return undefined;
  }
}

/** The block of the next track that begins nearest to this one. */
function nearest(from: HTMLElement, lane: Element | null, step: number): HTMLElement | null {
  const lanes = [...(lane?.closest(".nemo-canvas")?.querySelectorAll("ul.nemo-lane") ?? [])];
  const there = blocks(lane ? (lanes[lanes.indexOf(lane) + step] ?? null) : null);
  const away = (block: HTMLElement) => Math.abs(Number(block.dataset.start) - Number(from.dataset.start));
  return there.reduce<HTMLElement | null>((best, block) => (best && away(best) <= away(block) ? best : block), null);
}

function blocks(lane: Element | null): HTMLElement[] {
  return [...(lane?.querySelectorAll<HTMLElement>(BLOCK) ?? [])];
}
