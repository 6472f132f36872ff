"""Every widget brings its whole page to every view of it: they stay small."""

from __future__ import annotations

import importlib.resources

import pytest

STATIC = importlib.resources.files("nemo_widgets") / "static"
LIMITS = {"log": 95_000, "studio": 160_000}
OTHERS = 60_000
PAGES = sorted(page.name.removesuffix(".js") for page in STATIC.iterdir() if page.name.endswith(".js"))


def test_there_is_a_page_for_each_widget() -> None:
    assert PAGES == ["compare", "log", "player", "prompt", "studio", "takes", "timeline", "uploads"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_small(name: str) -> None:
    size = len((STATIC / f"{name}.js").read_bytes())
    assert size <= LIMITS.get(name, OTHERS), f"{name}.js has {size:,} bytes"
