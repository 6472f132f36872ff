"""The studio in Voilà, where there is no notebook to see and every widget message comes on the kernel's main thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.hosts import visit

pytestmark = pytest.mark.slow

FLAGS = ("--no-browser", "--Voila.ip=127.0.0.1", "--token=", "--show_tracebacks=True")


def test_voila_prompt_to_film_and_files(browser: Browser, blank: Callable[..., str], tmp_path: Path) -> None:
    source = "import nemo_widgets as nemo\nsession = nemo.connect('local', name='voila')\nsession.show()"
    name = blank(tmp_path, "studio", source)
    visit(browser, tmp_path, "voila", name, "--port={port}", *FLAGS)
