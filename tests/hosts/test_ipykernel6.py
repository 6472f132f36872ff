"""ipykernel 6, in an environment of its own: waits, Stop and ■, as on ipykernel 7."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.conftest import Held, holding

pytestmark = pytest.mark.slow

SEA = "generate a 1-second clip of the sea"
HELD = "turn = session.send('make it 2 seconds')\n"
CELLS = {"wait()": f"{HELD}turn.wait(60)", "await": f"{HELD}await turn", "%nemo": "%nemo make it 2 seconds"}


@pytest.fixture
def kernel(kernels: Callable[..., Any], environment: Callable[[str], Path]) -> Any:
    """A kernel of ipykernel 6 with the magic loaded, a session with a take, and a log with a Stop button."""
    kernel = kernels(environment("ipykernel==6.31.0"))
    assert kernel.run("%load_ext nemo_widgets\nimport nemo_widgets as nemo").status == "ok"
    ran = kernel.run(f"session = nemo.connect('local')\nturn = session.send({SEA!r}).wait(60)\nlog = nemo.Log(session)")
    assert ran.status == "ok", ran.error
    assert kernel.value("__import__('ipykernel').version_info[0]") == 6
    return kernel


@pytest.fixture
def held(kernel: Any, engine: Any, until: Any) -> Held:
    """Begins a cell and gives it back once its run is held in the engine."""
    return holding(kernel, engine, until)


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_a_waiting_cell_hears_the_stop_button(kernel: Any, engine: Any, held: Held, cell: str) -> None:
    engine.scenario("abort_on_disconnect")
    log = kernel.value("log.comm.comm_id")
    begun = held(cell)
    kernel.click(log, kind="stop", id="1")
    ran = kernel.end(begun)
    assert engine.newest_stream()["closed_by_client"]
    assert ran.error.count("JobCancelledError")
    following = kernel.run("session.send('make it 3 seconds').wait(60)")
    assert following.status == "ok", following.error
    assert kernel.value("session.draft.duration") == 3000


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_what_stands_behind_a_stopped_cell_is_not_run_and_behind_another_is(
    kernel: Any, engine: Any, held: Held, cell: str
) -> None:
    """A widget is heard in between; the cells behind stay where they are."""
    log = kernel.value("log.comm.comm_id")
    begun = held(cell)
    following = kernel.begin("print('behind', session.draft.duration)")
    kernel.click(log, kind="latest?")
    engine.call("POST", "/_nemo/release", {})
    assert kernel.end(begun).status == "ok"
    assert kernel.end(following).printed == "behind 2000\n"
    engine.scenario("abort_on_disconnect")
    begun = held(cell.replace("2", "3"))
    following = kernel.begin("%nemo make it 4 seconds")
    kernel.click(log, kind="stop", id="2")
    assert kernel.end(begun).status == "error"
    assert kernel.end(following).status == "aborted"
    assert engine.messages() == 3


@pytest.mark.parametrize("cell", ["%nemo make it 2 seconds", "%%nemo\nmake it\n2 seconds"])
def test_an_interrupt_stops_the_work_of_a_nemo_cell(kernel: Any, engine: Any, held: Held, cell: str) -> None:
    engine.scenario("abort_on_disconnect")
    begun = held(cell)
    kernel.interrupt()
    ran = kernel.end(begun)
    assert engine.newest_stream()["closed_by_client"]
    assert ran.error.startswith("JobCancelledError: Stop")
    following = kernel.run("%nemo make it 3 seconds")
    assert following.status == "ok", following.error
    assert kernel.value("session.draft.duration") == 3000


@pytest.mark.parametrize("wait", ["turn.wait(60)", "await turn"])
def test_an_interrupt_of_a_wait_ends_the_wait_alone_and_cancel_the_work(
    kernel: Any, engine: Any, held: Held, wait: str
) -> None:
    engine.scenario("abort_on_disconnect")
    begun = held(HELD + wait)
    kernel.interrupt()
    assert kernel.end(begun).status == "error"
    assert engine.newest_stream()["closed"] is None
    ran = kernel.run("turn.cancel()\nturn.wait(60)")
    assert engine.newest_stream()["closed_by_client"]
    assert "JobCancelledError" in ran.error
    assert kernel.run("(await session.send('make it 3 seconds')).take.number").text == "2"
