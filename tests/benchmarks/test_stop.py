"""How soon a Stop ends the stream and the cell: within 1 s and 2 s, by ■ and by mouse, whatever the cell is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import test_stop as in_lab
from tests.browser.conftest import blank_fixture, browser, context, lab, labs, open_notebook
from tests.hosts import test_stop as in_kernel
from tests.hosts.conftest import kernel, kernels

__all__ = [
    "blank_fixture",
    "browser",
    "context",
    "held",
    "kernel",
    "kernels",
    "lab",
    "labs",
    "notebook",
    "open_notebook",
]

STREAM_S, CELL_S = 1, 2
held, notebook = in_kernel.held, in_lab.notebook


def told(stopped: Any) -> bool:
    """The figures, and whether they are within the limits."""
    print(f"stream closed after {stopped.stream_s:.2f} s, cell ended after {stopped.cell_s:.2f} s")
    return bool(stopped.stream_s < STREAM_S and stopped.cell_s < CELL_S)


@pytest.mark.parametrize("aborts", [False, True], ids=["runs on", "aborts"])
@pytest.mark.parametrize("cell", in_kernel.CELLS.values(), ids=in_kernel.CELLS)
def test_an_interrupt_ends_a_cell_soon(
    kernel: Any, engine: Any, held: Callable[[str], str], cell: str, aborts: bool
) -> None:
    if aborts:
        engine.scenario("abort_on_disconnect")
    assert told(in_kernel.interrupted(kernel, engine, held(cell)))


@pytest.mark.parametrize("aborts", [False, True], ids=["runs on", "aborts"])
@pytest.mark.parametrize("press", [in_lab.by_mouse, in_lab.by_square])
@pytest.mark.parametrize("cell", [f"%nemo {in_lab.SLOWLY}", in_lab.IN_A_DEF], ids=["async cell", "sync cell"])
def test_a_press_in_lab_ends_a_cell_soon(
    notebook: Any, until: Any, cell: str, press: Callable[[Page], None], aborts: bool
) -> None:
    in_lab.begin(notebook, cell, until, aborts=aborts)
    press(notebook.page)
    assert told(in_lab.end(notebook))
    in_lab.ask(notebook.lab.home, "POST", "/_nemo/release", {})
    notebook.run(f"%nemo make it {next(in_lab.LENGTHS)} seconds")
