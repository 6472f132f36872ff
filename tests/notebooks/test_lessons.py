"""The lessons, run from top to bottom as a scheduler runs them, with nobody there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TOKEN = "nmv_usr_planted_in_the_environment"
LONGEST_RECORD = 60_000
LONGEST_S = 240


def nbconvert(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-W", "error", "-m", "jupyter", "nbconvert", *arguments]
    environment = os.environ | {"NEMO_TOKEN": TOKEN, "IPYTHONDIR": str(folder / "ipython")}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=LONGEST_S
    )
    assert done.returncode == 0, done.stderr[-3000:]


def bundles(path: Path) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [output["data"] for cell in cells for output in cell.get("outputs", []) if "data" in output]


@pytest.fixture
def executed(home: Path, tmp_path: Path) -> Path:
    """The folder in which the first lesson was run, with a token planted in its environment."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    shutil.copy(NOTEBOOKS / "01-first-clip.ipynb", folder)
    shutil.copytree(NOTEBOOKS / "media", folder / "media")
    nbconvert(folder, "--execute", "--to", "notebook", "--output", "ran.ipynb", "01-first-clip.ipynb")
    return folder


def test_the_first_lesson_ends_by_itself_and_leaves_a_notebook_that_tells_all_of_it(executed: Path) -> None:
    films = sorted(path.name for path in (executed / "nemo-clips").iterdir())
    assert films == ["first-clip.mp4", "first-clip.mp4.json"]
    ran = executed / "ran.ipynb"
    made = bundles(ran)
    html = ["".join(bundle.get("text/html", "")) for bundle in made]
    turns = [text for text in html if "Take " in text and "› " in text]
    assert len(turns) == 4
    assert all("data:image/jpeg" in text and "data:image/svg+xml" in text for text in turns)
    assert any('href="nemo-clips/first-clip.mp4"' in text for text in html)
    assert max(map(len, html)) < LONGEST_RECORD
    assert not any("widget-view" in kind for bundle in made for kind in bundle)
    nbconvert(executed, "--to", "html", "ran.ipynb")
    page = (executed / "ran.html").read_text("utf-8")
    pictures = [uri for text in turns for uri in re.findall(r'"(data:image/[^"]+)"', text)]
    assert len(pictures) == 8
    assert all(uri in page for uri in pictures)
    for path in (ran, executed / "ran.html", executed / "nemo-clips" / "first-clip.mp4.json"):
        assert TOKEN not in path.read_text("utf-8")
    print(f"ran.ipynb {ran.stat().st_size} bytes; records {[len(text) for text in html]}")


def test_the_lessons_are_committed_without_outputs() -> None:
    for path in NOTEBOOKS.glob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None
