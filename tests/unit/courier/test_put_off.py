"""A journal that cannot be written for a while: the courier waits, and what it says still stands."""

from __future__ import annotations

from typing import Any

import pytest

from nemo_widgets.errors import DiskFullError
from nemo_widgets.journal import Journal, State


@pytest.mark.parametrize("failures", [1, 2, 5])
async def test_what_could_not_be_written_down_is_taken_up_again(
    desk: Any, backend: Any, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    refused = 0
    advance = Journal.advance

    def full(self: Journal, *given: Any, **more: Any) -> bool:
        nonlocal refused
        if refused < failures:
            refused += 1
            raise DiskFullError("The journal could not be written.", "Free some space, then try again.")
        return advance(self, *given, **more)

    monkeypatch.setattr(Journal, "advance", full)
    reading = desk.add("credits")
    await desk.work()
    row = desk.row(reading)
    # The first failure is an error to tell; one that cannot even be told is put off.
    assert row.state is (State.FAILED if failures % 2 else State.SUCCEEDED)
    assert refused == failures


async def test_a_message_is_not_sent_before_it_is_written_down_that_it_is(
    desk: Any, backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = DiskFullError("The journal could not be written.", "Free some space, then try again.")
    begin, refused = Journal.begin_send, [full, full, full]
    tell, untold = Journal.advance, [full, full, full]

    def begin_send(self: Journal, *given: Any) -> bool:
        if refused:
            raise refused.pop()
        return begin(self, *given)

    def advance(self: Journal, *given: Any, **more: Any) -> bool:
        if untold:
            raise untold.pop()
        return tell(self, *given, **more)

    monkeypatch.setattr(Journal, "begin_send", begin_send)
    monkeypatch.setattr(Journal, "advance", advance)
    turn = desk.add("turn", text="a city")
    await desk.work()
    assert desk.row(turn).state is State.SUCCEEDED
    assert backend.count("run") == 1
