"""Messages get lost, reordered never: whatever is dropped, the page ends equal to the state, and little is sent."""

from __future__ import annotations

import random
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from ipywidgets.widgets.widget import _instances

from nemo_widgets.journal import State
from nemo_widgets.session.session import Session
from nemo_widgets.widgets.parts import Studio

DELTAS = 20_000
BATCH = 40
"""Events that a courier writes at a time: what comes within about 50 ms."""


def stream(session: Session, count: int, words: Callable[[int], str], batch: int = BATCH) -> Any:
    """A turn whose reply comes in so many deltas, as a courier writes them."""
    journal = session._journal
    turn = journal.add_intent(session._row.id, "turn", {"text": "tell me all", "needs": []})
    journal.begin_send(turn.id, None, {})
    journal.advance(turn.id, State.STREAMING, came_from=[State.SENDING])
    session._refresh(journal)
    for start in range(0, count, batch):
        pieces = [("text", {"block": 0, "op": "append", "text": words(at)}) for at in range(start, start + batch)]
        journal.add_events(turn.id, pieces)
        session._refresh(journal)
    journal.settle_turn(turn.id, State.SUCCEEDED, draft=None, result={}, error=None, receipt={}, take=False)
    session._refresh(journal)
    return next(job for job in session.turns if job.id == turn.id)


@pytest.fixture
def still(session: Session, page: Any) -> Session:
    """A session that moves only when the test does: its following thread is ended, and so no courier takes over."""
    session._follower.stop()
    thread = session._follower._thread
    assert thread is not None
    thread.join()
    return session


@pytest.mark.parametrize("seed", range(6))
def test_one_message_in_twenty_is_lost_and_the_last_ones_too_yet_the_page_ends_equal(
    still: Session, page: Any, until: Callable[..., Any], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - which messages, and no secret
    ending = False
    # The last patch and what follows at once is lost for certain.
    page.lose = lambda message: chance.random() < 0.05 or (ending and message.get("kind") == "patch")
    turn = stream(still, 400, lambda at: f"word{at} ", batch=4)
    page.widget._publish()
    ending = True
    page.ask("note", take=1, text="x")  # refused: there is no take; its answer arrives
    still.use_skill("kling-ai-30")
    page.widget._publish()
    until(
        lambda: (
            page.snapshot["profile"]["id"] == "kling-ai-30"
            and page.texts[turn.id] == ["".join(f"word{at} " for at in range(400))]
            and page.snapshot["log"] == page.widget.snapshot["log"]
        ),
        timeout=5,
    )
    assert page.gaps or page.snapshots


def test_20_000_deltas_cost_little_more_than_their_text_and_the_same_each(still: Session, page: Any) -> None:
    costs = []
    for count in (DELTAS // 4, DELTAS // 2, DELTAS):
        before = page.bytes
        turn = stream(still, count, lambda at: f"word {at % 10} ")
        page.widget._publish()
        text = "".join(turn.blocks)
        assert page.texts[turn.id] == [text]
        costs.append((page.bytes - before) / len(text.encode()))
    print(f"bytes to the page for each byte of text at {DELTAS // 4}, {DELTAS // 2}, {DELTAS} deltas: {costs}")
    assert max(costs) <= 1.5
    assert costs[2] <= costs[0] * 1.1
    assert page.gaps == 0


def test_a_command_asked_again_is_carried_out_once_and_answered_again(still: Session, page: Any) -> None:
    message = {"kind": "send", "id": "page.1", "text": "generate a 2-second clip of the sea"}
    page.send(message)
    first = page.acks.pop("page.1")
    page.send(message)
    assert page.acks["page.1"] == first
    assert len(still.turns) == 1


def test_python_moves_the_player_on_every_page_and_reads_where_it_stands(page: Any) -> None:
    page.widget.position = 2.5
    assert page.snapshot["seek"] == {"n": 1, "ms": 2500}
    page.widget._handle_msg({"content": {"data": {"method": "update", "state": {"position_ms": 3200}}}, "buffers": []})
    assert page.widget.position == 3.2
    page.widget.position = 2.5
    assert page.snapshot["seek"] == {"n": 2, "ms": 2500}


def test_twenty_studios_leave_nothing_behind(session: Session, until: Callable[..., Any]) -> None:
    there = set(_instances)
    studios = [Studio(session) for _ in range(20)]
    session.takes  # noqa: B018 - as a page would
    references = [weakref.ref(studio) for studio in studios]
    before = len(session.changed)
    for studio in studios:
        studio.position = 1
        studio.close()
    del studio
    studios.clear()

    def left() -> int:
        import gc  # noqa: PLC0415

        gc.collect()
        return sum(reference() is not None for reference in references)

    until(lambda: left() == 0)
    assert set(_instances) == there, "their layouts are closed too"
    assert len(session.changed) == before - 20
