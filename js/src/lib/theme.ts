/** Light or dark, as the host is. */

export type Theme = "light" | "dark";

/** Calls `tell` with the host's theme now and at each change, until `signal`. */
export function followTheme(el: Element, signal: AbortSignal, tell: (theme: Theme) => void): void {
  const media = matchMedia("(prefers-color-scheme: dark)");
  let last: Theme | undefined;
  const look = () => {
    const theme = themeOf(el, media.matches);
    if (theme !== last) tell(theme);
    last = theme;
  };
  const observer = new MutationObserver(look);
  for (const node of [document.documentElement, document.body]) observer.observe(node, { attributes: true });
  media.addEventListener("change", look, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
  look();
  // A view is rendered before it is attached, and only then has a background behind it.
  requestAnimationFrame(look);
}

/** What the host says of itself; else the colour behind the element; else what the person prefers. */
export function themeOf(el: Element, prefersDark: boolean): Theme {
  return declared() ?? behind(el) ?? (prefersDark ? "dark" : "light");
}

function declared(): Theme | undefined {
  const { body, documentElement: html } = document;
  const jupyter = body.dataset.jpThemeLight;
  if (jupyter) return jupyter === "true" ? "light" : "dark";
  const code = body.dataset.vscodeThemeKind;
  if (code) return code.includes("light") ? "light" : "dark";
  for (const node of [html, body]) {
    const told = node.dataset.theme ?? node.getAttribute("theme");
    if (told === "light" || told === "dark") return told;
    if (node.classList.contains("dark") || node.classList.contains("dark-theme")) return "dark";
    if (node.classList.contains("light") || node.classList.contains("light-theme")) return "light";
  }
  return undefined;
}

function behind(el: Element): Theme | undefined {
  for (let node: Element | null = el.parentElement; node; node = node.parentElement) {
    const numbers = getComputedStyle(node)
      .backgroundColor.match(/[\d.]+/g)
      ?.map(Number);
    if (!numbers || numbers.length < 3 || (numbers[3] ?? 1) < 0.5) continue;
    const [r = 0, g = 0, b = 0] = numbers;
    return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128 ? "dark" : "light";
  }
  return undefined;
}
