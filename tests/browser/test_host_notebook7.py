"""The studio in Notebook 7, whose page is a notebook alone: its own menus, no side bars, no status bar."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.hosts import LONG_MS, Host, bring_files, walk

pytestmark = pytest.mark.slow

# The page says "idle" once before it has a kernel; cells that are run then are passed over without a word.
KERNEL_IS_THERE = """() => {
  const kernel = document.querySelector(".jp-Toolbar-kernelName")?.textContent.trim();
  const status = document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status;
  return kernel && kernel !== "No Kernel" && status === "idle";
}"""


def test_notebook_7_prompt_to_film_and_files(browser: Browser, blank: Callable[..., str], tmp_path: Path) -> None:
    source = "import nemo_widgets as nemo\nsession = nemo.connect('local', name='notebook7')\nsession.show()"
    name = blank(tmp_path, "studio", source)
    host = Host(tmp_path)
    flags = [f"--port={host.port}", "--ip=127.0.0.1", "--no-browser", "--allow-root", "--port-retries=0"]
    flags += ["--IdentityProvider.token=", f"--ServerApp.root_dir={tmp_path}"]
    try:
        host.start("notebook", *flags, path="api/status")
        with browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB") as context:
            page = context.new_page()
            errors: list[str] = []
            page.on("pageerror", lambda error: errors.append(error.stack or str(error)))
            page.goto(f"{host.url}/notebooks/{name}")
            page.wait_for_function(KERNEL_IS_THERE, timeout=LONG_MS)
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            expect(page.get_by_role("region", name="Nemo Studio")).to_be_visible(timeout=LONG_MS)
            cells = page.locator(".jp-Cell").count()
            walk(page)
            bring_files(page)
            assert page.locator(".jp-Cell").count() == cells
            # Modules of widgets are loaded from blobs; what the host itself complains of is its own.
            assert [error for error in errors if "blob:" in error] == []
    finally:
        host.stop()
