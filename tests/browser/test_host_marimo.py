"""The studio in marimo, where there is no ipykernel, no comm routing and no subshell."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.hosts import Host, bring_files, walk

pytestmark = pytest.mark.slow

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
    host = Host(tmp_path)
    try:
        flags = ["--headless", f"--port={host.port}", "--host=127.0.0.1", "--no-token"]
        host.start("marimo", "run", "studio.py", *flags)
        with browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB") as context:
            page = context.new_page()
            errors: list[str] = []
            page.on("pageerror", lambda error: errors.append(error.stack or str(error)))
            page.goto(host.url)
            walk(page)
            bring_files(page)
            # Modules of widgets are loaded from blobs; what the host itself complains of is its own.
            assert [error for error in errors if "blob:" in error] == []
    finally:
        host.stop()
