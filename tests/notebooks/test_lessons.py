"""The lessons, run from top to bottom as a scheduler runs them, twice, and what is saved of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
LONGEST_RECORD = 60_000
FILMS = {
    "01-first-clip.ipynb": {"first-clip.mp4"},
    "01-first-clip.zh.ipynb": {"城市之梦.mp4"},
    "02-iterating-on-a-prompt.ipynb": {"lighthouse.mp4"},
    "03-from-photo-to-vertical-post.ipynb": {"post.mp4"},
    "04-five-photos-five-looks.ipynb": {f"{name}.mp4" for name in ("harbour", "peaks", "dunes", "forest", "stars")},
    "05-when-things-go-wrong.ipynb": set(),
    "06-connecting-to-the-cloud.ipynb": set(),
    "07-for-teachers.ipynb": {"class.mp4"},
}


@pytest.fixture(scope="module")
def engine(classroom: Any, engine_of: Any) -> Any:
    return engine_of(classroom.home)


@pytest.fixture(scope="module")
def first(classroom: Any) -> dict[str, float]:
    """What the first run took."""
    took: dict[str, float] = classroom.run(*LESSONS)
    return took


@pytest.fixture(scope="module")
def pages(classroom: Any, first: dict[str, float]) -> dict[str, str]:
    """The notebooks of the first run as pages."""
    classroom.python("-m", "jupyter", "nbconvert", "--to", "html", *LESSONS)
    return {name: (classroom.folder / name).with_suffix(".html").read_text("utf-8") for name in LESSONS}


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
    turns = [text for text in html if "Take " in text and "› " in text]
    assert all("data:image/jpeg" in text and "data:image/svg+xml" in text for text in turns)
    assert len(turns) >= {"04": 0, "06": 0, "07": 0}.get(name[:2], 4)
    films = FILMS[name] - ({"class.mp4"} if name.startswith("07") else set())
    assert {film for film in films if any(film in bundle.get("text/plain", "") for bundle in made)} == films
    assert max(map(len, html), default=0) < LONGEST_RECORD
    assert not any("widget-view" in kind for bundle in made for kind in bundle)
    pictures = [uri for text in turns for uri in re.findall(r'"(data:image/[^"]+)"', text)]
    assert all(uri in pages[name] for uri in pictures)


def test_the_chinese_lesson_speaks_chinese(classroom: Any, first: dict[str, float]) -> None:
    assert any("已添加" in text for text in html_of(classroom, "01-first-clip.zh.ipynb"))


def test_the_lesson_on_faults_shows_each_of_them(classroom: Any, first: dict[str, float]) -> None:
    cells = classroom.cells("05-when-things-go-wrong.ipynb")
    told = json.dumps([cell["outputs"] for cell in cells], ensure_ascii=False)
    for said in ("The backend said nothing", "not asked for", "AuthenticationError", "NoCreditsError"):
        assert said in told
    for said in ("ExportBlockedError", "nothere.jpg is not there", "There is no take 99"):
        assert said in told


def test_without_a_cloud_the_lesson_on_it_skips_politely(classroom: Any, first: dict[str, float]) -> None:
    told = json.dumps([cell["outputs"] for cell in classroom.cells("06-connecting-to-the-cloud.ipynb")])
    assert "The prompt holds your token; it was not sent." in told
    assert "Skipped: nothing was sent, nothing was spent." in told


def test_no_token_is_in_what_is_saved(classroom: Any, pages: dict[str, str]) -> None:
    saved = [*classroom.folder.rglob("*.ipynb"), *classroom.folder.rglob("*.html"), *classroom.folder.rglob("*.json")]
    logs = [path for path in classroom.home.rglob("*") if path.suffix in {".log", ".out"}]
    assert len(saved) > 2 * len(LESSONS)
    assert logs
    for path in (*saved, *logs):
        assert classroom.token not in path.read_text("utf-8", "replace"), path
    assert classroom.token not in classroom.kernels_said


def test_the_second_run_sends_nothing_and_makes_no_film(
    classroom: Any, engine: Any, first: dict[str, float], pages: dict[str, str]
) -> None:
    sent = engine.messages()
    films = sorted((classroom.folder / "nemo-clips").iterdir())
    second = classroom.run(*LESSONS)
    for name in LESSONS:
        print(f"{name}: {first[name]:.1f} s, again {second[name]:.1f} s ({second[name] / first[name]:.0%})")
    print(f"all: {sum(first.values()):.1f} s, again {sum(second.values()):.1f} s, messages {sent}, again 0")
    assert engine.messages() == sent
    assert sorted((classroom.folder / "nemo-clips").iterdir()) == films
    assert any("recorded: nothing was sent" in text for text in html_of(classroom, "02-iterating-on-a-prompt.ipynb"))


def test_the_lessons_are_committed_without_outputs() -> None:
    for path in NOTEBOOKS.glob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None


def test_the_lessons_media_are_small() -> None:
    assert sum(path.stat().st_size for path in (NOTEBOOKS / "media").iterdir()) < 1_000_000
