"""The runners that schedulers use: they end by themselves, with the films on disk, and stop at what failed."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = pytest.mark.slow

LOAD = "%load_ext nemo_widgets"
FILM = ("%nemo generate a {seconds}-second clip of the sea", "%nemo export {name}.mp4")


def shown(classroom: Any, name: str) -> str:
    return "".join(bundle.get("text/html", "") for bundle in classroom.bundles(name))


def test_papermill_fills_in_parameters_and_ends_with_the_film_on_disk(classroom: Any) -> None:
    name = classroom.save("daily.ipynb", LOAD, "%nemo connect local --session daily", *FILM)
    parameters = ("-p", "seconds", "1", "-p", "name", "tide")
    kernel = ("-k", "python3", "-l", "python", "--no-progress-bar")
    classroom.python("-m", "papermill", name, "done.ipynb", *parameters, *kernel)
    assert (classroom.folder / "nemo-clips" / "tide.mp4").exists()
    told = shown(classroom, "done.ipynb")
    assert "› generate a 1-second clip of the sea" in told
    assert told.count("data:image/jpeg;base64,") == 2  # the turn's still, and the film's
    assert "widget-view" not in json.dumps(classroom.cells("done.ipynb"))


def test_nbconvert_executes_to_a_page_with_the_film_on_disk(classroom: Any) -> None:
    values = "seconds, name = 1, 'ebb'"
    name = classroom.save("nightly.ipynb", LOAD, values, "%nemo connect local --session nightly", *FILM)
    classroom.python("-m", "jupyter", "nbconvert", "--execute", "--to", "html", name)
    assert (classroom.folder / "nemo-clips" / "ebb.mp4").exists()
    page = (classroom.folder / "nightly.html").read_text("utf-8")
    assert "› generate a 1-second clip of the sea" in page
    assert page.count("data:image/jpeg;base64,") == 2


def test_a_cell_that_fails_ends_the_run_with_an_error(classroom: Any) -> None:
    cells = (LOAD, "%nemo connect local --session broken", "%nemo takes 9", "print('not reached')")
    name = classroom.save("broken.ipynb", *cells)
    with pytest.raises(AssertionError, match="There is no take 9"):
        classroom.python("-m", "papermill", name, "broken-done.ipynb", "-k", "python3", "-l", "python")
    assert classroom.cells("broken-done.ipynb")[-1]["outputs"] == []
