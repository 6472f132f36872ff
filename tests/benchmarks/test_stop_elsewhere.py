"""How soon a Stop ends the stream outside JupyterLab: ipykernel 6, marimo, scripts, loops, terminals; within 1 s."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.hosts import test_interrupts as in_terminals
from tests.hosts import test_ipykernel6 as in_ipykernel6
from tests.hosts import test_marimo as in_marimo
from tests.hosts.conftest import environment, kernels

__all__ = ["editor", "environment", "held", "kernel", "kernels", "start"]

STREAM_S, CELL_S = 1, 2
editor, start = in_marimo.editor, in_terminals.start
held, kernel = in_ipykernel6.held, in_ipykernel6.kernel


def told(stream_s: float, cell_s: float = 0.0) -> bool:
    """The figures, and whether they are within the limits."""
    print(f"stream closed after {stream_s:.2f} s" + (f", cell ended after {cell_s:.2f} s" if cell_s else ""))
    return stream_s < STREAM_S and cell_s < CELL_S


@pytest.mark.parametrize("press", ["button", "square"])
@pytest.mark.parametrize("cell", in_ipykernel6.CELLS.values(), ids=in_ipykernel6.CELLS)
def test_a_cell_of_ipykernel_6_ends_soon(
    kernel: Any, engine: Any, held: Callable[[str], str], cell: str, press: str
) -> None:
    engine.scenario("abort_on_disconnect")
    log = kernel.value("log.comm.comm_id")
    begun = held(cell)
    at = kernel.click(log, kind="stop", id="1") if press == "button" else kernel.interrupt()
    assert kernel.end(begun).status == "error"
    ended = time.time() - at
    if press == "square" and not cell.startswith("%"):  # a wait is ended by it, and the work by `cancel()`
        at = time.time()
        assert kernel.run("turn.cancel()\nturn.wait(60)").status == "error"
    assert told(engine.newest_stream()["closed"] - at, ended)


@pytest.mark.parametrize("wait", in_marimo.WAITS)
def test_a_cell_of_marimo_ends_soon(editor: Any, engine: Any, until: Any, wait: str) -> None:
    assert "made 1000" in editor.run("begin", in_marimo.BEGIN)
    engine.scenario("abort_on_disconnect")
    cell = in_marimo.begin_held(editor, engine, until, wait)
    at = time.time()
    editor.call("interrupt")
    editor.end(cell)
    ended = time.time() - at
    at = time.time()
    assert "cancelled stopped" in editor.run("stop", in_marimo.STOP)
    assert told(engine.newest_stream()["closed"] - at, ended)


PROGRAMS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "script": (("-c", in_terminals.SCRIPT), (), ("",)),
    "asyncio.run": (("-c", in_terminals.LOOP), (), ("",)),
    "python -m asyncio": (("-m", "asyncio"), tuple(in_terminals.REPL), in_terminals.TYPED),
}
"""What is run, what is typed until its first take, and what begins the turn that is interrupted."""


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_ends_its_turn_soon(start: Callable[..., Any], engine: Any, until: Any, program: str) -> None:
    command, begins, lines = PROGRAMS[program]
    assert told(in_terminals.interrupted(start(*command, lines=begins), engine, until, *lines).stream_s)
