"""Stop with the mouse and ■, in the very cell that runs, in JupyterLab. How soon: `tests/benchmarks/test_stop.py`."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow

SEA = "generate a 1-second clip of the sea"
SLOWLY = "make it 2 seconds"
LENGTHS = itertools.count(3)
"""For prompts that ask for something new each time: the same again would change nothing, or be shown as recorded."""
IN_A_DEF = f"def make():\n    %nemo {SLOWLY}\nmake()"
CLICKS = """() => {
    window.pressed = null;
    document.addEventListener('click', (event) => { window.pressed ??= Date.now() / 1000; }, { capture: true });
}"""
ENDED = """() => document.querySelectorAll('.jp-InputPrompt').values()
    .every((one) => one.textContent !== '[*]:') && Date.now() / 1000"""


def ask(home: Any, method: str, path: str, body: Any = None) -> Any:
    """A request to the engine of a Lab's home."""
    rendezvous = json.loads((home / "engine" / "rendezvous.json").read_text("utf-8"))
    request = Request(  # noqa: S310 - a loopback address
        rendezvous["url"] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {rendezvous['token']}", "Content-Type": "application/json"},
    )
    with build_opener(ProxyHandler({})).open(request, timeout=20) as answer:
        return json.loads(answer.read() or b"null")


@pytest.fixture(scope="module")
def notebook(lab: Any, blank: Callable[..., str], open_notebook: Callable[..., Any]) -> Any:
    """A notebook with one take."""
    opened = open_notebook(lab, blank(lab.folder, "stopping"))
    opened.run("%load_ext nemo_widgets")
    opened.run(f"%nemo {SEA}")
    return opened


def begin(notebook: Any, cell: str, until: Any, *, aborts: bool) -> None:
    """Type a cell and run it; its work is held in the engine."""
    home = notebook.lab.home
    ask(home, "POST", "/_nemo/scenario", {"name": "reset"})
    if aborts:
        ask(home, "POST", "/_nemo/scenario", {"name": "abort_on_disconnect"})
    ask(home, "POST", "/_nemo/scenario", {"name": "hold", "at": "plan"})
    editor = notebook.page.locator(".jp-CodeCell .cm-content").last
    editor.click()
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.insert_text(cell)
    notebook.page.keyboard.press("Shift+Enter")
    until(lambda: "plan" in [one["holding"] for one in ask(home, "GET", "/_nemo/stats")["sessions"].values()])
    notebook.page.evaluate(CLICKS)


def by_mouse(page: Page) -> None:
    page.locator(".nemo-alone").last.get_by_role("button", name="Stop", exact=True).click()


def by_square(page: Page) -> None:
    page.locator("jp-button[data-command='notebook:interrupt-kernel'], [data-command='kernel:interrupt']").first.click()


@dataclass
class Stopped:
    """A cell whose work was stopped while the engine held it; times by the engine's and the page's clocks."""

    by_client: bool
    stream_s: float
    """From the press to the end of the stream, as the engine saw it, s."""
    cell_s: float
    """From the press to the end of the cell, as the page saw it, s."""


def end(notebook: Any) -> Stopped:
    """Wait until no cell runs any more, though the engine still holds the run."""
    ended = notebook.page.wait_for_function(ENDED, polling=20).json_value()
    pressed = notebook.page.evaluate("() => window.pressed")
    (streams,) = [one["streams"] for one in ask(notebook.lab.home, "GET", "/_nemo/stats")["sessions"].values()]
    return Stopped(streams[-1]["closed_by_client"], streams[-1]["closed"] - pressed, ended - pressed)


@pytest.mark.parametrize("aborts", [False, True], ids=["runs on", "aborts"])
@pytest.mark.parametrize("press", [by_mouse, by_square])
@pytest.mark.parametrize("cell", [f"%nemo {SLOWLY}", IN_A_DEF], ids=["async cell", "sync cell"])
def test_stop_ends_the_work_and_the_cell(
    notebook: Any, until: Any, cell: str, press: Callable[[Page], None], aborts: bool
) -> None:
    page, home = notebook.page, notebook.lab.home
    begin(notebook, cell, until, aborts=aborts)
    press(page)
    assert end(notebook).by_client
    ask(home, "POST", "/_nemo/release", {})
    cells = page.locator(".jp-CodeCell")
    output = cells.nth(cells.count() - 2).locator(".jp-OutputArea")
    expect(output).to_contain_text("JobCancelledError: Stop")
    # A run that goes on in the backend is not said to be stopped: it still changes the timeline.
    expect(output).to_contain_text("cancelled" if aborts else "too late")
    expect(output.locator(".nemo")).to_have_count(0)
    notebook.run(f"%nemo make it {next(LENGTHS)} seconds")
    expect(cells.nth(cells.count() - 2).locator(".jp-OutputArea")).to_contain_text("Done:")
