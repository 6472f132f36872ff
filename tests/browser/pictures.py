"""Takes the README's pictures of the studio in a real JupyterLab, and the references of every state; run it to renew.

python -m pytest tests/browser/pictures.py
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.browser.grid import STATES, WIDTHS, harness, views

DOCS = Path(__file__).parents[2] / "js" / "docs"
REFERENCES = Path(__file__).parent / "reference"
LONG_MS = 300_000
WIDTH = 1120
DENSITY = 1.5
CITY = """import nemo_widgets as nemo
session = nemo.connect('local', name='urban-dreams')
if not session.uploads:
    await session.upload('notebooks/media/harbour.jpg')
for text in (
    'generate a 10-second cinematic clip of a futuristic city at night',
    "add the title 'Urban Dreams' for 3 seconds",
    'add lo-fi music at 35%',
    'then add my photo for 4 seconds with a slow zoom',
):
    await session.send(text, reuse=True)
session.takes[3].rating = 4
for number in session.takes:
    await session.preview(number)
session.show()"""
SEA = """import nemo_widgets as nemo
session = nemo.connect('local', name='three-evenings')
for text in (
    'generate a 4-second clip of desert dunes at dusk',
    'generate a 4-second clip of a calm sea at sunset',
    'generate a 4-second clip of a forest at night',
):
    await session.send(text, reuse=True)
for number in session.takes:
    await session.preview(number)
session.takes[2].rating = 5
session.show()"""
RESIZE = """(width) => {
  const host = [...document.querySelectorAll('.nemo')].at(-1).parentElement;
  host.style.cssText = `width: ${width}px; max-width: none; flex: none`;
}"""
SEEK = """(seconds) => Promise.all([...document.querySelectorAll('.nemo video')].map((video) => new Promise((done) => {
  video.addEventListener('seeked', done, { once: true });
  video.currentTime = seconds;
})))"""


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    size = {"width": 1560, "height": 1800}
    with browser.new_context(viewport=size, locale="en-GB", device_scale_factor=DENSITY) as context:
        context.set_default_timeout(30_000)
        yield context


@pytest.fixture(params=["Light", "Dark"])
def shown(
    request: pytest.FixtureRequest, lab: Any, open_notebook: Callable[..., Any], blank: Callable[..., str]
) -> Iterator[Callable[[str], Any]]:
    """Opens a studio in one of Lab's themes."""
    opened = []

    def show(source: str) -> Any:
        lab.settings("apputils-extension/themes", {"theme": f"JupyterLab {request.param}"})
        notebook = open_notebook(lab, blank(lab.folder, f"picture-{request.param.lower()}", source))
        notebook.theme = request.param.lower()
        opened.append(notebook)
        notebook.run_all()
        expect(notebook.studio).to_be_visible(timeout=LONG_MS)
        notebook.page.evaluate(RESIZE, WIDTH)
        notebook.film()
        return notebook

    yield show
    for notebook in opened:
        notebook.page.close()


def keep(what: Locator, name: str, margin: int = 0) -> None:
    """A picture of this part, small enough for a page that many open; `margin` px of its ground around it."""
    with Image.open(io.BytesIO(what.screenshot(animations="disabled"))) as shot:
        picture = shot.convert("RGB")
    framed = ImageOps.expand(picture, margin, picture.getpixel((picture.width // 2, 2)))
    framed.save(DOCS / f"{name}.webp", quality=84, method=6)


def test_the_studio(shown: Callable[[str], Any]) -> None:
    notebook = shown(CITY)
    expect(notebook.part("listbox", "Takes").get_by_role("option").last.locator("img")).to_be_visible()
    notebook.page.evaluate(SEEK, 1.6)
    notebook.prompt.fill("make the second clip slower and fade to black at the end")
    keep(notebook.studio, f"studio-{notebook.theme}")


def test_takes_side_by_side(shown: Callable[[str], Any]) -> None:
    notebook = shown(SEA)
    notebook.part("button", "Compare").click()
    compare = notebook.part("region", "Compare")
    for take in ("Take 1", "Take 2", "Take 3"):
        choice = notebook.part("group", "Compare with").get_by_role("button", name=take, exact=True)
        if choice.get_attribute("aria-pressed") == "false":
            choice.click()
    expect(compare.locator("video")).to_have_count(3, timeout=LONG_MS)
    notebook.page.wait_for_function(
        "() => [...document.querySelectorAll('.nemo video')].filter((one) => one.readyState >= 2).length >= 3"
    )
    notebook.page.evaluate(SEEK, 2)
    keep(compare, f"compare-{notebook.theme}", margin=27)


@pytest.fixture(scope="module")
def bare(browser: Browser) -> Iterator[tuple[Any, str]]:
    with harness(browser) as (page, address, _):
        yield page, address


@pytest.mark.parametrize("state", STATES)
def test_the_reference_of_a_state(bare: tuple[Any, str], state: str) -> None:
    """One sheet a state: a row for each language and theme, a column for each width, at half their size."""
    rows: dict[str, list[Image.Image]] = {}
    for view in views(*bare, state):
        with Image.open(io.BytesIO(view.whole.screenshot(animations="disabled"))) as shot:
            rows.setdefault(f"{view.language} {view.theme}", []).append(shot.convert("RGB").reduce(2))
    gap = 12
    heights = [max(shot.height for shot in row) + gap for row in rows.values()]
    sheet = Image.new("RGB", (sum(WIDTHS) // 2 + gap * (len(WIDTHS) + 1), sum(heights) + gap), "#8a8f98")
    for row, top in zip(rows.values(), itertools.accumulate([gap, *heights]), strict=False):
        left = gap
        for shot in row:
            sheet.paste(shot, (left, top))
            left += shot.width + gap
    REFERENCES.mkdir(exist_ok=True)
    sheet.save(REFERENCES / f"{state}.webp", quality=45, method=6)
