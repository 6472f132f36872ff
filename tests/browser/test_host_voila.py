"""The studio in Voilà, where there is no notebook to see and every widget message comes on the kernel's main thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.hosts import Host, bring_files, walk

pytestmark = pytest.mark.slow


def test_voila_prompt_to_film_and_files(browser: Browser, blank: Callable[..., str], tmp_path: Path) -> None:
    source = "import nemo_widgets as nemo\nsession = nemo.connect('local', name='voila')\nsession.show()"
    name = blank(tmp_path, "studio", source)
    host = Host(tmp_path)
    try:
        flags = [f"--port={host.port}", "--no-browser", "--Voila.ip=127.0.0.1", "--token=", "--show_tracebacks=True"]
        host.start("voila", name, *flags)
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
