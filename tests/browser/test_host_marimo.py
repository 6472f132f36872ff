"""The studio in marimo, where there is no ipykernel, no comm routing and no subshell."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.hosts import visit

pytestmark = pytest.mark.slow

FLAGS = ("--headless", "--host=127.0.0.1", "--no-token")

APP = """
import marimo

app = marimo.App()


@app.cell
def _():
    import nemo_widgets as nemo

    session = nemo.connect("local", name="marimo")
    nemo.Studio(session)
    return


if __name__ == "__main__":
    app.run()
"""


def test_marimo_prompt_to_film_and_files(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "studio.py").write_text(APP, "utf-8")
    visit(browser, tmp_path, "marimo", "run", "studio.py", "--port={port}", *FLAGS)
