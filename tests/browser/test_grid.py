"""The studio in every state, language, theme and width: nothing sticks out, nothing is cut off, axe-core is content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.grid import STATES, WIDTHS, View, harness, views

pytestmark = pytest.mark.slow

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"
WRONG = """
(whole) => {
  const frame = whole.getBoundingClientRect(), found = [];
  const tell = (what, node) => found.push(`${what}: ${node.outerHTML.slice(0, 140)}`);
  const clipped = (node) => node.closest(".nemo-strip, .nemo-rows, .nemo-log-scroll, .nemo-hidden") !== null;
  for (const node of whole.querySelectorAll("button, input, select, textarea, video, img, h3, p, li, strong, span")) {
    const box = node.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || clipped(node)) continue;
    if (box.right > frame.right + 1 || box.left < frame.left - 1) tell("sticks out", node);
  }
  // A label that is cut off must say so, by an ellipsis, and have a name or a tooltip that tells all of it.
  for (const node of whole.querySelectorAll("button, .nemo-pill, .nemo-take-line, .nemo-difference-head")) {
    const box = node.getBoundingClientRect();
    if (!box.width || clipped(node) || node.scrollWidth <= node.clientWidth + 1) continue;
    const hidden = getComputedStyle(node).overflowX !== "visible";
    if (hidden && !node.title && !node.getAttribute("aria-label")) tell("is cut off", node);
    if (!hidden) tell("overflows", node);
  }
  return found;
}
"""

READ = """
async () => {
  const { violations, passes } = await axe.run(".nemo");
  if (!passes.length) throw new Error("axe-core looked at nothing");
  // axe takes all that a disabled fieldset holds for out of reach; browsers do so of its controls only.
  const reached = ({ target }) => {
    const node = document.querySelector(target[0]);
    node.focus();
    return document.activeElement === node;
  };
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .filter((node) => id !== "scrollable-region-focusable" || !reached(node))
      .map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}
"""


@pytest.fixture(scope="module")
def shown(browser: Browser) -> Iterator[tuple[Page, str]]:
    with harness(browser) as (page, address, errors):
        yield page, address
        assert errors == []


def complaints(page: Page) -> list[str]:
    """What axe-core finds in the studio, each with the rule and the element."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(READ)
    return found


def wrong(page: Page, view: View) -> list[str]:
    """Both languages are read by axe in both themes, at the narrowest width, where least has room."""
    read = complaints(page) if view.width == min(WIDTHS) else []
    return [f"{view.name}: {what}" for what in (*view.whole.evaluate(WRONG), *read)]


@pytest.mark.parametrize("state", STATES)
def test_it_looks_whole_in_both_languages_and_themes_at_three_widths(shown: tuple[Page, str], state: str) -> None:
    page, address = shown
    looks = [(view.name, wrong(page, view)) for view in views(page, address, state)]
    assert len(looks) == 12
    assert [what for _, found in looks for what in found] == []
