"""The lessons, run from top to bottom as a scheduler runs them, twice, and what is saved of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import browser
from tests.notebooks import github

__all__ = ["browser"]

pytestmark = pytest.mark.slow

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
LONGEST_RECORD = 60_000
FILMS = {
    "01-first-clip.ipynb": {"first-clip.mp4"},
    "01-first-clip.zh.ipynb": {"城市之梦.mp4"},
    "02-iterating-on-a-prompt.ipynb": {"summit.mp4"},
    "03-from-photo-to-vertical-post.ipynb": {"post.mp4"},
    "04-five-photos-five-looks.ipynb": {f"{name}.mp4" for name in ("harbour", "peaks", "dunes", "forest", "stars")},
    "05-when-things-go-wrong.ipynb": set(),
    "06-connecting-to-the-cloud.ipynb": {"rehearsal.mp4"},
    "07-for-teachers.ipynb": {"class.mp4"},
}
LEAST = {"06": 3, "07": 0}
"""Posters and timelines of lessons that make few or none."""


@pytest.fixture(scope="module")
def engine(classroom: Any, engine_of: Any) -> Any:
    return engine_of(classroom.home)


@pytest.fixture(scope="module")
def first(classroom: Any) -> dict[str, float]:
    """What the first run took."""
    took: dict[str, float] = classroom.run(*LESSONS)
    return took


@pytest.fixture(scope="module")
def second(classroom: Any, engine: Any, first: dict[str, float], pages: dict[str, str]) -> dict[str, Any]:
    """What the second run took, and what there was before it."""
    before = {"messages": engine.messages(), "films": films_in(classroom)}
    return before | {"took": classroom.run(*LESSONS)}


@pytest.fixture(scope="module")
def pages(classroom: Any, first: dict[str, float]) -> dict[str, str]:
    """The notebooks of the first run as pages."""
    classroom.python("-m", "jupyter", "nbconvert", "--to", "html", *LESSONS)
    return {name: (classroom.folder / name).with_suffix(".html").read_text("utf-8") for name in LESSONS}


PICTURES = """() => [...document.images].filter(one => one.src.startsWith('data:')).map(one => ({
    alt: one.alt, width: one.naturalWidth, shown: one.getClientRects()[0]?.width ?? 0 }))"""
DRAWN = "() => [...document.images].every(one => one.complete || !one.src.startsWith('data:'))"
SMALLEST_LETTERS = 11.5
"""px of a timeline's smallest letters at its full width."""
READABLE = 8.5


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A window of a laptop, on no network."""
    with browser.new_context(viewport={"width": 1012, "height": 900}, offline=True) as window:
        yield window


def told_by(page: Page, classroom: Any, name: str) -> None:
    """All that a lesson's records hold is to be seen on a page: posters, timelines, prompts, replies, films."""
    pictures = page.evaluate(PICTURES)
    assert all(one["width"] > 0 and one["shown"] > 0 for one in pictures)
    html = "".join(html_of(classroom, name))
    still, drawn = ("版本 ", "时间线（") if ".zh." in name else ("Still of take", "Timeline (")
    for kind, least in ((still, LEAST.get(name[:2], 4)), (drawn, LEAST.get(name[:2], 4))):
        shown = [one for one in pictures if one["alt"].startswith(kind)]
        assert len(shown) == html.count(f'alt="{kind}') >= least, (kind, name)
    timelines = [one for one in pictures if one["alt"].startswith(drawn)]
    assert all(SMALLEST_LETTERS * one["shown"] / one["width"] >= READABLE for one in timelines)
    text = " ".join(page.locator("body").inner_text().split())
    for bundle in classroom.bundles(name):
        if "data:image" in bundle.get("text/html", ""):
            told = [line for line in bundle["text/plain"].splitlines() if not line.startswith(drawn)]
            assert all(" ".join(line.split()) in text for line in told if line[:1] in "›🎬✅"), name
    assert "Error displaying widget" not in text


def films_in(classroom: Any) -> list[Path]:
    return sorted((classroom.folder / "nemo-clips").iterdir())


def said_by(classroom: Any, name: str) -> list[list[str]]:
    """What each code cell of a notebook says in plain words."""
    return [
        ["".join(output.get("text") or output.get("data", {}).get("text/plain", "")) for output in cell["outputs"]]
        for cell in classroom.cells(name)
    ]


def html_of(classroom: Any, name: str) -> list[str]:
    return [bundle.get("text/html", "") for bundle in classroom.bundles(name)]


def test_each_lesson_ends_by_itself_with_its_films_on_disk(classroom: Any, first: dict[str, float]) -> None:
    assert set(first) == set(LESSONS) == set(FILMS)
    there = {path.name for path in (classroom.folder / "nemo-clips").glob("*.mp4")}
    assert there == set().union(*FILMS.values())
    assert all((classroom.folder / "nemo-clips" / f"{name}.json").exists() for name in there)


@pytest.mark.parametrize("name", LESSONS)
def test_what_is_saved_tells_all_of_it_without_a_kernel(classroom: Any, pages: dict[str, str], name: str) -> None:
    made, html = classroom.bundles(name), html_of(classroom, name)
    turns = [text for text in html if ("Take " in text or "版本 " in text) and "› " in text]
    assert all("data:image/jpeg" in text and "data:image/svg+xml" in text for text in turns)
    assert len(turns) >= {"04": 0, "06": 2, "07": 0}.get(name[:2], 4)
    films = FILMS[name] - ({"class.mp4"} if name.startswith("07") else set())
    assert {film for film in films if any(film in bundle.get("text/plain", "") for bundle in made)} == films
    assert max(map(len, html), default=0) < LONGEST_RECORD
    assert not any("widget-view" in kind for bundle in made for kind in bundle)
    pictures = [uri for text in turns for uri in re.findall(r'"(data:image/[^"]+)"', text)]
    assert all(uri in pages[name] for uri in pictures)


@pytest.mark.parametrize("name", LESSONS)
def test_a_browser_shows_it_as_nbconvert_wrote_it(
    classroom: Any, pages: dict[str, str], window: BrowserContext, name: str
) -> None:
    page = window.new_page()
    page.goto((classroom.folder / name).with_suffix(".html").as_uri(), wait_until="domcontentloaded")
    page.wait_for_function(DRAWN)
    told_by(page, classroom, name)
    page.close()


@pytest.mark.parametrize("name", LESSONS)
def test_a_browser_shows_it_as_github_lets_it_through(
    classroom: Any, first: dict[str, float], window: BrowserContext, name: str
) -> None:
    made = (classroom.folder / name).with_suffix(".github.html")
    made.write_text(github.page(classroom.folder / name), "utf-8")
    page = window.new_page()
    page.goto(made.as_uri())
    assert page.locator("body").locator("script, style, [style], iframe, video, svg, [onload], [onerror]").count() == 0
    page.wait_for_function(DRAWN)
    told_by(page, classroom, name)
    bold = page.locator("strong").all_inner_texts()
    prompts = [text for text in page.locator("body").inner_text().splitlines() if text.startswith("› ")]
    assert all(prompt in bold for prompt in prompts)
    page.screenshot(path=made.with_suffix(".png"), full_page=True)
    page.close()


def test_the_chinese_lesson_speaks_chinese(classroom: Any, first: dict[str, float]) -> None:
    shown = html_of(classroom, "01-first-clip.zh.ipynb")
    assert any("已添加" in text for text in shown)
    assert not any(re.search("Take |Still of|succeeded|nothing was sent", text) for text in shown)


def test_the_lesson_on_faults_shows_each_of_them(classroom: Any, first: dict[str, float]) -> None:
    cells = classroom.cells("05-when-things-go-wrong.ipynb")
    told = json.dumps([cell["outputs"] for cell in cells], ensure_ascii=False)
    for said in (
        "The backend said nothing",
        "The connection was lost, and the work went on",
        "not asked for",
        "AuthenticationError",
        "NoCreditsError",
    ):
        assert said in told
    for said in ("ExportBlockedError", "nothere.jpg is not there", "There is no take 99"):
        assert said in told


def test_without_a_cloud_the_lesson_on_it_skips_politely(classroom: Any, first: dict[str, float]) -> None:
    told = json.dumps([cell["outputs"] for cell in classroom.cells("06-connecting-to-the-cloud.ipynb")])
    assert "The prompt holds your token; it was not sent." in told
    assert "About 100 credits" in told
    assert "Not sent: on this backend a message can cost credits" in told
    assert "Not sent: this session may spend 60 credits" in told
    assert "100 credits would be set aside" in told
    assert "100 credits\\n" in told  # what the rehearsal's message cost, by its receipt
    assert "Skipped: nothing was sent, nothing was spent." in told
    look = "import nemo_widgets as nemo; cloud = nemo.connect(name='lesson-06-cloud'); print(cloud.turns, cloud.spent)"
    assert classroom.python("-c", look).split() == ["()", "0.0"]


def test_no_token_is_in_what_is_saved(classroom: Any, pages: dict[str, str]) -> None:
    saved = [*classroom.folder.rglob("*.ipynb"), *classroom.folder.rglob("*.html"), *classroom.folder.rglob("*.json")]
    logs = [path for path in classroom.home.rglob("*") if path.suffix in {".log", ".out"}]
    assert len(saved) > 2 * len(LESSONS)
    assert logs
    for path in (*saved, *logs):
        assert classroom.token not in path.read_text("utf-8", "replace"), path
    assert classroom.token not in classroom.kernels_said


def test_the_second_run_sends_nothing_and_makes_no_film(
    classroom: Any, engine: Any, first: dict[str, float], second: dict[str, Any]
) -> None:
    took, sent = second["took"], second["messages"]
    for name in LESSONS:
        print(f"{name}: {first[name]:.1f} s, again {took[name]:.1f} s ({took[name] / first[name]:.0%})")
    print(f"all: {sum(first.values()):.1f} s, again {sum(took.values()):.1f} s, messages {sent}, again 0")
    assert engine.messages() == sent
    assert films_in(classroom) == second["films"]
    assert any("recorded: nothing was sent" in text for text in html_of(classroom, "02-iterating-on-a-prompt.ipynb"))


@pytest.mark.parametrize("name", ["01-first-clip.ipynb", "02-iterating-on-a-prompt.ipynb"])
def test_with_the_kernel_restarted_between_any_two_cells_the_rest_is_as_it_was(
    classroom: Any, engine: Any, second: dict[str, Any], name: str
) -> None:
    """A person runs the first cell anew, then goes on from where the old kernel ended."""
    setup, *cells = ["".join(cell["source"]) for cell in classroom.cells(name)]
    rests = [classroom.save(f"rest-{n}-of-{name}", setup, *cells[n:]) for n in range(1, len(cells))]
    classroom.run(*rests)
    assert engine.messages() == second["messages"]
    assert films_in(classroom) == second["films"]
    whole = said_by(classroom, name)
    for n, rest in enumerate(rests, 1):
        assert said_by(classroom, rest)[1:] == whole[1 + n :], rest


def test_the_lessons_are_committed_without_outputs() -> None:
    for path in NOTEBOOKS.glob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None


def test_the_lessons_media_are_small() -> None:
    assert sum(path.stat().st_size for path in (NOTEBOOKS / "media").iterdir()) < 1_000_000
