"""A stream that says nothing for long: lost, and settled by reading."""

from __future__ import annotations

from typing import Any

import pytest

from nemo_widgets.journal import State

WORDS = b'data: {"type":"text","content":"On it."}\n\n'


@pytest.mark.parametrize("said", [WORDS, b": alive\n\n", b""], ids=["words", "a sign of life", "nothing"])
async def test_a_stream_that_falls_silent_counts_as_lost_after_a_while(desk: Any, backend: Any, said: bytes) -> None:
    async def fall_silent(request: Any) -> None:
        await request.read()
        request.raw(said, length=1000, content_type="text/event-stream")
        await request.writer.drain()
        await backend.hold(request)

    backend.do["run"] = [fall_silent]
    turn = desk.add("turn", text="a city")
    await desk.work(quiet=0.05)
    row = desk.row(turn)
    assert (row.state, row.error["type"]) == (State.UNKNOWN, "UnknownOutcomeError")
    assert [event.data["text"] for event in desk.journal.events(turn.id)] == (["On it."] if said == WORDS else [])
    assert backend.count("run") == 1
