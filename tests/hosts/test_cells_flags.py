"""What a cell with flags does and leaves, and a cell that is run again: on one kernel, each test on its own session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SEA = "generate a 1-second clip of the sea"
Run = Callable[..., Any]


@pytest.fixture
def run(shared_kernel: Any, request: pytest.FixtureRequest) -> Run:
    """Runs a cell in a session of the test's own."""
    name = request.node.name.replace(" ", "-")
    ran = shared_kernel.run(f"import nemo_widgets as nemo\nsession = nemo.connect('local', name={name!r})")
    assert ran.status == "ok", ran.error
    assert shared_kernel.run(f"%nemo connect local --session {name}").status == "ok"

    def run(source: str, **how: Any) -> Any:
        ran = shared_kernel.run(source, **how)
        assert ran.status == "ok", ran.error
        return ran

    return run


def test_a_cell_that_was_run_before_says_recorded_shows_no_widget_and_sends_nothing(
    run: Run, shared_kernel: Any
) -> None:
    run(f"%nemo {SEA}", cell="a")
    again = run(f"%nemo {SEA}", cell="a")
    (record,) = again.shown
    assert again.views == 0
    assert "Take 1 · recorded: nothing was sent, nothing was spent" in record["text/plain"]
    assert "recorded" in record["text/html"]
    assert SEA in record["text/html"]
    assert shared_kernel.value("len(session.turns)") == 1


def test_an_edited_cell_in_the_middle_forks_and_says_where_it_is_now(run: Run, shared_kernel: Any) -> None:
    run(f"%nemo {SEA}", cell="a")
    run("%nemo make it 2 seconds", cell="b")
    run(f"%nemo {SEA}", cell="a")
    forked = run("x = %nemo make it 3 seconds", cell="b")
    (record,) = forked.shown
    assert "%nemo is in session" in record["text/plain"]
    name, takes = shared_kernel.value("[x.session.name, len(x.session.takes)]")
    assert name.endswith("-take-1")
    assert takes == 2


def test_a_film_made_before_is_shown_again(run: Run) -> None:
    run(f"%nemo {SEA}")
    run("%nemo export sea.mp4")
    again = run("%nemo export sea.mp4")
    assert "🎬 nemo-clips/sea.mp4" in again.text
    assert "recorded" in again.text


def test_in_the_background_the_cell_ends_at_once_and_what_needs_the_result_waits(run: Run, shared_kernel: Any) -> None:
    run(f"%nemo {SEA}")
    begun = run("%nemo --bg --to later make it 2 seconds\nstate = later.state")
    assert shared_kernel.value("state") in ("queued", "submitting", "running")
    assert len(begun.shown) == 1
    table = run("%nemo takes")  # of the take that is on its way, too
    assert "make it 2 seconds" in table.text
    shared_kernel.later(lambda: "Take 2" in begun.text)


@pytest.mark.parametrize("how", ["in a cell", "in a function", "under a magic"])
def test_a_quiet_cell_shows_nothing_and_gives_its_handle(run: Run, shared_kernel: Any, how: str) -> None:
    cell = {
        "in a cell": f"x = %nemo --quiet {SEA}",
        "in a function": f"def make():\n    y = %nemo --quiet {SEA}\n    return y\nx = make()",
        "under a magic": f"%%time\nx = %nemo --quiet {SEA}",
    }[how]
    assert run(cell).shown == []
    assert shared_kernel.value("x.take.number") == 1


def test_a_quiet_failure_is_told(run: Run, shared_kernel: Any) -> None:
    ran = shared_kernel.run("%nemo --quiet upload nothere.jpg")
    assert ran.error.startswith("MissingFileError: nothere.jpg is not there")


def test_takes_and_differences_are_told(run: Run) -> None:
    run(f"%nemo {SEA}")
    run("%nemo make it 2 seconds")
    assert "make it 2 seconds" in run("%nemo takes").text
    assert "1 s → 2 s" in run("%nemo diff 1 2").text
    assert run("%nemo takes 1").text.startswith("Take 1")


def test_a_failing_cell_has_a_short_traceback_and_the_long_one_on_request(run: Run, shared_kernel: Any) -> None:
    ran = shared_kernel.run("%nemo takes 7")
    assert ran.error == "UnknownNameError: There is no take 7. There are none yet."
    long = shared_kernel.run("%tb")
    assert "Traceback" in long.error
    assert "takes.py" in long.error
    assert long.error.endswith("There is no take 7. There are none yet.")


def test_the_studio_that_nemo_opened_moves_it_to_another_engine(run: Run, shared_kernel: Any) -> None:
    run("studio = %nemo")
    moved = "session.name, 'http://127.0.0.1:9'"
    run(f"name, place = {moved}\nstudio.turn_to(nemo.connect(place, name=name))\n%nemo takes")
    assert shared_kernel.value("get_ipython().magics_manager.registry['NemoMagics']._session.backend") == (
        "http://127.0.0.1:9"
    )
