"""The browser tests' own JupyterLab and Chromium, with instruments in each page, and a peer's kernel."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.benchmarks.watch import INSTRUMENTS
from tests.browser.conftest import blank_fixture, browser, context, lab, labs, open_notebook

__all__ = ["blank_fixture", "browser", "context", "lab", "labs", "open_notebook"]

PANEL = Path(sys.prefix) / "panel"
"""Panel in an environment of its own, see the Makefile."""

Watched = Callable[..., Any]


@pytest.fixture(scope="module")
def watched(context: BrowserContext, open_notebook: Callable[..., Any], blank: Callable[..., str]) -> Watched:
    """Opens a notebook of these cells in a page with instruments, and runs them one by one."""
    context.add_init_script(INSTRUMENTS)

    def open_and_run(lab: Any, name: str, *cells: str, kernel: str = "python3") -> Any:
        path = blank(lab.folder, name)
        file = lab.folder / path
        file.write_text(file.read_text("utf-8").replace("python3", kernel), "utf-8")
        notebook = open_notebook(lab, path)
        for cell in cells:
            notebook.run(cell)
        return notebook

    return open_and_run


@pytest.fixture(scope="module")
def panel(lab: Any) -> str:
    """The name of a kernel with Panel in this module's Lab, and Panel's own extension in its pages."""
    data = lab.root / "data"
    kernel = data / "kernels" / "panel"
    kernel.mkdir(parents=True)
    argv = [str(PANEL / "bin" / "python"), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    told = {"argv": argv, "display_name": "Panel", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(told), "utf-8")
    (data / "labextensions").mkdir()
    (data / "labextensions" / "@pyviz").symlink_to(PANEL / "share" / "jupyter" / "labextensions" / "@pyviz")
    return "panel"
