"""Faults on request: each by a message's own words, for its own session, once; and what is remembered has an end."""

from __future__ import annotations

import asyncio
from typing import Any, get_args

import pytest

from nemo_widgets.local import scenarios as scn
from nemo_widgets.local.ledger import Ledger
from nemo_widgets.local.scenarios import Scenarios
from nemo_widgets.local.turns import Floor

ORDERS: dict[type[Any], str] = {
    scn.Silent: "[demo: silent no_content=true]",
    scn.Slow: "[demo: slow seconds=2]",
    scn.Disconnect: "[demo: disconnect after=2 abort=true]",
    scn.AbortOnDisconnect: "[demo: abort-on-disconnect]",
    scn.Code: "[demo: code code=1002]",
    scn.UnknownSession: "[demo: unknown-session style=envelope]",
    scn.StreamError: "[demo: stream-error message=oh]",
    scn.FailedRender: "[demo: failed-render]",
    scn.RenderShape: "[demo: render-shape shape=B]",
    scn.EventShape: "[演示：event_shape shape=3]",
    scn.LateEdit: "[demo: late-edit ms=20]",
    scn.Charge: "[demo: charge credits=40]",
}


@pytest.mark.parametrize("kind", get_args(scn._Ordered), ids=lambda kind: kind.__name__)
def test_each_fault_is_ordered_by_words_for_the_session_that_says_them(kind: type[Any]) -> None:
    scenarios = Scenarios()

    assert scenarios.order(f"make it warmer {ORDERS[kind]}", "mine") == "make it warmer"
    assert scenarios.take(kind, "other") is None
    assert scenarios.take(kind, "mine") is not None
    assert all(scenarios.take(other, "mine") is None for other in ORDERS if other is not kind)


@pytest.mark.parametrize("code", [1001, 1002, 2001, 4001, 4002, 402, 429])
def test_a_code_of_the_protocol_is_answered_once(code: int) -> None:
    scenarios = Scenarios()
    scenarios.order(f"make it warmer [demo: code code={code}]", "mine")

    first = scenarios.take(scn.Code, "mine", endpoint="run_sse")
    assert first is not None
    assert first.code == code
    assert scenarios.take(scn.Code, "mine", endpoint="run_sse") is None


def test_a_class_that_orders_faults_all_day_leaves_no_end_of_them() -> None:
    scenarios = Scenarios()
    for n in range(3000):
        scenarios.order("make it warmer [demo: event-shape shape=3]", f"student {n}")

    assert len(scenarios.as_list()) == 1000
    assert scenarios.take(scn.EventShape, "student 2999") is not None


def test_neither_streams_nor_locks_are_remembered_without_end() -> None:
    async def go() -> tuple[int, int]:
        ledger = Ledger()
        floor = Floor(ledger, Scenarios())
        for n in range(3000):
            ledger.begins(f"session {n}")
            async with floor.locks[f"session {n}"]:
                ledger.closed(ledger.opened("one"))
            ledger.ends(f"session {n}")
            floor.leave(f"session {n}")
        return len(ledger.streams["one"]), len(floor.locks)

    assert asyncio.run(go()) == (1000, 0)


def test_a_lock_that_another_turn_waits_for_stays() -> None:
    async def go() -> bool:
        ledger = Ledger()
        floor = Floor(ledger, Scenarios())
        ledger.begins("one")
        ledger.begins("one")
        lock = floor.locks["one"]
        ledger.ends("one")
        floor.leave("one")
        return floor.locks["one"] is lock

    assert asyncio.run(go())
