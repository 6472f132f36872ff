"""Every widget brings its whole page to every view of it: they stay small."""

from __future__ import annotations

import importlib.resources

import pytest

STATIC = importlib.resources.files("nemo_widgets") / "static"
LIMITS = {"log": 95_000, "studio": 160_000}
OTHERS = 60_000
LOADER = 2_000
PAGES = sorted(page.name.removesuffix(".js") for page in STATIC.iterdir() if page.name.endswith(".js"))
PAGES.remove("loader")


def test_there_is_a_page_for_each_widget() -> None:
    assert PAGES == ["compare", "log", "player", "prompt", "studio", "takes", "timeline", "uploads"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_small(name: str) -> None:
    size = len((STATIC / f"{name}.js").read_bytes())
    assert size <= LIMITS.get(name, OTHERS), f"{name}.js has {size:,} bytes"


def test_what_a_browser_keeps_of_each_instance_is_smaller_still() -> None:
    assert len((STATIC / "loader.js").read_bytes()) <= LOADER
