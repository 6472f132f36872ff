"""An older courier makes way for a newer one: it ends what it has begun, and begins nothing more."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from nemo_widgets import __version__
from nemo_widgets.courier import Courier, courier
from nemo_widgets.journal import State
from nemo_widgets.journal.handover import announce, call_for, called_away
from nemo_widgets.secret import Secret


@pytest.mark.parametrize(
    ("running", "mine", "asked"),
    [("0.1.0", "0.2.0", True), ("0.9", "0.10", True), ("0.2.0", "0.2.0", False), ("1.0", "0.9", False)],
)
def test_only_a_newer_kernel_calls_for_another_courier(desk: Any, running: str, mine: str, asked: bool) -> None:
    announce(desk.journal, desk.key, running)
    assert call_for(desk.journal, desk.key, mine) is asked
    assert called_away(desk.journal, desk.key, running) is asked
    announce(desk.journal, desk.key, mine)
    assert not called_away(desk.journal, desk.key, mine)


def test_no_courier_is_called_away_where_none_was(desk: Any) -> None:
    assert not call_for(desk.journal, desk.key, "99.0")
    assert not called_away(desk.journal, desk.key, "0.0.1")


async def test_an_older_courier_ends_what_it_has_begun_and_the_newer_one_does_the_rest(
    desk: Any, backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def held(request: Any) -> None:
        await request.read()
        await backend.hold(request)
        request.raw(b'data: {"type":"text","content":"Done."}\n\n', content_type="text/event-stream")

    backend.do["run"] = [held]
    first = desk.add("turn", text="a city")
    monkeypatch.setattr(courier, "__version__", "0.0.1")
    old = asyncio.create_task(Courier(desk.home, desk.key, Secret("t"), idle_s=60).run())
    await backend.reached.wait()
    second = desk.add("turn", text="a sea")
    assert call_for(desk.journal, desk.key, __version__)
    backend.go_on.set()
    await old  # it leaves by itself, long before it has idled
    assert desk.row(first).state is State.SUCCEEDED
    assert desk.row(second).state is State.WRITTEN
    monkeypatch.setattr(courier, "__version__", __version__)
    await desk.work()
    assert desk.row(second).state is State.SUCCEEDED
    assert backend.count("run") == 2
