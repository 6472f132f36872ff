"""■ and Stop: what they end, and what is said of it. A run is held in the engine, so it surely goes on.

How soon: `tests/benchmarks/test_stop.py`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import pytest

from tests.hosts.conftest import Held, holding

SEA = "generate a 1-second clip of the sea"
IN_A_DEF = "def make():\n    %nemo make it 2 seconds\nmake()"
CELLS = {
    "a line": "%nemo make it 2 seconds",
    "a cell": "%%nemo\nmake it\n2 seconds",
    "in a loop": "for n in (2, 3):\n    %nemo make it {n} seconds",
    "in a def": IN_A_DEF,
    "under %%time": "%%time\n%nemo make it 2 seconds",
}


@pytest.fixture
def held(kernel: Any, engine: Any, until: Any) -> Held:
    """Begins a cell in a session that has a take, and gives it back once its run is held in the engine."""
    kernel.run("import nemo_widgets as nemo\nsession = nemo.connect('local')")
    assert kernel.run(f"%nemo {SEA}").status == "ok"
    return holding(kernel, engine, until)


@dataclass
class Stopped:
    """A cell whose work was stopped while the engine held it."""

    ran: Any
    by_client: bool
    stream_s: float
    """From ■ to the end of the stream, as the engine saw it, s."""
    cell_s: float
    """From ■ to the end of the cell, s."""


def interrupted(kernel: Any, engine: Any, begun: str) -> Stopped:
    """■ on a cell that runs, and its end."""
    at = kernel.interrupt()
    ran = kernel.end(begun)
    cell_s, closed = time.time() - at, engine.newest_stream()
    return Stopped(ran, closed["closed_by_client"], closed["closed"] - at, cell_s)


@pytest.mark.parametrize("aborts", [False, True], ids=["runs on", "aborts"])
@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_an_interrupt_stops_the_work_of_a_nemo_cell(
    kernel: Any, engine: Any, held: Held, cell: str, aborts: bool
) -> None:
    if aborts:
        engine.scenario("abort_on_disconnect")
    stopped = interrupted(kernel, engine, held(cell))
    ran = stopped.ran
    assert stopped.by_client
    assert ran.status == "error"
    assert ran.error.startswith("JobCancelledError: Stop")
    assert "\n" not in ran.error
    engine.call("POST", "/_nemo/release", {})
    # A run that goes on in the backend is not said to be stopped: it may still change the timeline.
    kernel.later(lambda: ("cancelled" if aborts else "too late") in ran.text)
    assert all("widget" not in kind for bundle in ran.shown for kind in bundle)
    following = kernel.run("%nemo make it 3 seconds")
    assert following.status == "ok", following.error
    assert kernel.value("session.draft.duration") == 3000


def test_a_stop_that_comes_too_late_says_so(kernel: Any, engine: Any, held: Held) -> None:
    begun = held("%nemo make it 2 seconds", at="close")  # the edit is done, the stream still open
    kernel.interrupt()
    ran = kernel.end(begun)
    engine.call("POST", "/_nemo/release", {})
    assert ran.status == "error"
    kernel.later(lambda: "too late" in ran.text)
    assert kernel.value("session.draft.duration") == 2000


@pytest.mark.parametrize("cell", ["turn.wait()", "await turn"])
def test_an_interrupt_of_a_wait_ends_the_wait_alone(kernel: Any, engine: Any, held: Held, cell: str) -> None:
    begun = held(f"turn = session.send('make it 2 seconds')\n{cell}")
    kernel.interrupt()
    ran = kernel.end(begun)
    assert ran.status == "error"
    assert engine.newest_stream()["closed"] is None
    engine.call("POST", "/_nemo/release", {})
    assert kernel.run("turn.wait(60)").status == "ok"
    assert kernel.value("[turn.state, turn.verdict, session.draft.duration]") == ["succeeded", "done", 2000]


def test_a_stop_elsewhere_ends_the_waiting_cell_too(kernel: Any, engine: Any, held: Held) -> None:
    cell = "turn = session.send('make it 2 seconds')\nimport threading\nthreading.Timer(0.3, turn.cancel).start()\n"
    engine.scenario("abort_on_disconnect")
    begun = held(f"{cell}try:\n    turn.wait()\nfinally:\n    print(turn.verdict)")
    ran = kernel.end(begun)
    assert ran.status == "error"
    assert ran.printed == "stopped\n"


def test_what_stands_behind_a_stopped_cell_is_not_run(kernel: Any, engine: Any, held: Held) -> None:
    begun = held("%nemo make it 2 seconds")
    following = kernel.begin("%nemo make it 3 seconds")
    kernel.interrupt()
    kernel.end(begun)
    assert kernel.end(following).status == "aborted"
    assert engine.messages() == 2


def test_nemo_stop_ends_what_another_cell_began(kernel: Any, engine: Any, held: Held) -> None:
    engine.scenario("abort_on_disconnect")
    kernel.end(held("%nemo --bg make it 2 seconds"))
    ran = kernel.run("%nemo stop")
    assert ran.printed == "Stop requested: “make it 2 seconds”. How it ends will stand in its record.\n"
    assert kernel.run("session.turns[-1].wait()").error.count("JobCancelledError")
    assert kernel.run("%nemo stop").printed == "Nothing runs.\n"


@pytest.mark.parametrize("where", ["Live.begin", "Run.__init__"])
def test_an_interrupt_that_comes_before_the_wait_stops_the_work_too(kernel: Any, engine: Any, where: str) -> None:
    """Written down it is soon sent: wherever ■ strikes, it must not go on unseen."""
    assert kernel.run(f"%nemo {SEA}").status == "ok"
    module = {"Live.begin": "nemo_widgets.widgets.live", "Run.__init__": "nemo_widgets.magic.run"}[where]
    strikes = f"import {module} as struck\ndef strike(*_, **__): raise KeyboardInterrupt\nstruck.{where} = strike"
    assert kernel.run(strikes).status == "ok"
    engine.scenario("abort_on_disconnect")
    engine.scenario("hold", at="plan")
    assert kernel.run(IN_A_DEF).status == "error"
    assert kernel.run("import nemo_widgets as nemo").status == "ok"
    ended = "[turn._done.wait(60) and turn.state for turn in nemo.connect().turns]"
    assert kernel.value(ended) == ["succeeded", "cancelled"]
