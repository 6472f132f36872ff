"""A photo on its way out, and a film on its way in, and whoever is killed meanwhile: each there once, and whole."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

UPLOAD: dict[str, tuple[Any, ...] | None] = {
    "written": ("GET /api/state", "request"),
    "sending:unsent": ("POST /api/upload", "request"),
    "sending:part": ("POST /api/upload", "body"),
    "sending:lost": ("POST /api/upload", "body"),
    "sending:whole": ("POST /api/upload", "answer"),
    "settled": None,
}
EXPORT: dict[str, tuple[Any, ...] | None] = {
    "written": ("GET /api/credits", "request"),
    "sending:unsent": ("POST /api/render", "request"),
    "sending:taken": ("POST /api/render", "answer"),
    "accepted:poll": ("GET /api/render", "request"),
    "accepted:film": ("GET /files", "request"),
    "accepted:half": ("GET /files", "events", 1),
    "accepted:there": ("GET /api/credits", "request", 0, 1),
    "settled": None,
}
"""The journal's steps, the download's among them; a word behind one says where within it.

`lost` is a small photo that has left the courier whole, and of which the backend has only the beginning.
"""
VICTIMS = [("kernel", "goes on"), ("courier", "goes on"), ("both", "aborts")]
"""What a backend does with a message whose listener left matters to no file, so not every pair is tried."""
CRASHES = [
    (work, step, *killed, stop)
    for work, steps in (("upload", UPLOAD), ("export", EXPORT))
    for (step, stop), killed in product(steps.items(), VICTIMS)
]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("crash", CRASHES, ids=lambda crash: "-".join(crash[:4]).replace(" ", "_"))
def test_a_file_is_there_once_and_whole(crash: tuple[Any, ...], drive: Any) -> None:
    outcome = drive(crash)
    assert not outcome.error
    if crash[0] == "upload":
        (upload,) = outcome.told["uploads"]
        assert (upload["state"], outcome.files) == ("succeeded", 1)
    else:
        (export,) = outcome.told["exports"]
        assert (export["state"], outcome.renders, outcome.messages) == ("succeeded", 1, 1)
        assert outcome.whole
