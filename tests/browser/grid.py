"""Every state of the studio in both languages, both themes and three widths: a bare page, a pretended kernel."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from js.build_hook import npm
from tests.browser.bare import bare_page

STATES = ("fresh", "working", "unknown", "suggest", "trouble", "many", "compare2", "compare3", "compare6", "gone")
LANGUAGES = ("en", "zh")
THEMES = ("light", "dark")
WIDTHS = (360, 700, 1120)
SETTLED = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"""


@dataclass
class View:
    """The studio as it stands there."""

    language: str
    theme: str
    width: int
    whole: Locator

    @property
    def name(self) -> str:
        return f"{self.language}, {self.theme}, {self.width} px"


@contextlib.contextmanager
def harness(browser: Browser, **how: Any) -> Iterator[tuple[Page, str, list[str]]]:
    """A page for the harness of `js/test`, newly built; the address of it; and what goes wrong in it."""
    npm("run", "build", "--", "--harness")
    size = {"width": max(WIDTHS) + 80, "height": 1600}
    with bare_page(browser, viewport=size, locale="en-GB", reduced_motion="reduce", **how) as (page, address, errors):
        yield page, f"{address}js/test/harness.html", errors


def views(page: Page, address: str, state: str) -> Iterator[View]:
    """One state in each of its looks."""
    page.goto(f"{address}?state={'working' if state == 'gone' else state}")
    whole = page.locator(".nemo")
    whole.locator(".nemo-studio").wait_for()
    if state == "gone":
        page.evaluate("end()")
    elif state != "fresh":
        page.locator(".nemo video").first.or_(page.locator(".nemo-caption, .nemo-veil").first).wait_for()
        page.wait_for_function("() => [...document.querySelectorAll('video')].every((one) => one.readyState >= 2)")
    for language in LANGUAGES:
        page.evaluate("(language) => speak(language)", language)
        for theme in THEMES:
            page.evaluate("(theme) => { document.body.dataset.theme = theme; }", theme)
            for width in WIDTHS:
                page.evaluate("(width) => { document.getElementById('host').style.width = `${width}px`; }", width)
                page.evaluate(SETTLED)
                yield View(language, theme, width, whole)
