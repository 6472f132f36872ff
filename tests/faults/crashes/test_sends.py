"""A message, and whoever is killed at whichever step of it: sent once, and its outcome told as it is."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

STOPS: dict[str, tuple[Any, ...] | None] = {
    "written": ("GET /api/state", "request"),
    "sending:unsent": ("POST /run_sse", "request"),
    "sending:taken": ("POST /run_sse", "answer"),
    "accepted": ("POST /run_sse", "events", 0),
    "streaming": ("POST /run_sse", "events", 1),
    "streaming:end": ("POST /run_sse", "end"),
    "streaming:look": ("GET /api/state", "request", 0, 1),
    "settled": None,
}
"""The journal's steps; a word behind one says where within it."""
AT_WORK = {"sending:taken", "accepted", "streaming"}
"""Steps at which the backend has not made its edit yet."""
CRASHES = [
    ("send", step, victim, policy, stop, 0.0, step in AT_WORK)
    for (step, stop), victim, policy in product(STOPS.items(), ("kernel", "courier", "both"), ("goes on", "aborts"))
]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("crash", CRASHES, ids=lambda crash: "-".join(crash[1:4]).replace(" ", "_"))
def test_a_message_is_accepted_once_and_its_outcome_is_told(crash: tuple[Any, ...], drive: Any) -> None:
    _, step, victim, policy, *_ = crash
    outcome = drive(crash)
    assert not outcome.error
    (turn,) = outcome.told["turns"]
    if victim != "kernel" and step == "sending:unsent":
        # The courier knows no longer whether the message left, but the engine counts those that it has taken.
        assert (turn["state"], outcome.messages, outcome.told["takes"]) == ("failed", 0, [])
        assert turn["verdict"] == "not_sent"
        assert "Not sent: the message did not reach the backend" in turn["error"]
    elif victim != "kernel" and step in AT_WORK and policy == "aborts":
        assert (turn["state"], outcome.messages, outcome.told["takes"]) == ("unknown", 1, [])
        assert "may be running and charged" in turn["error"]
    else:
        assert (turn["state"], outcome.messages, outcome.told["takes"]) == ("succeeded", 1, [1])
        lost = victim != "kernel" and step not in {"written", "settled"}
        assert turn["verdict"] == ("recovered" if lost else "done")
