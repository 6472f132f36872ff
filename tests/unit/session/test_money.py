"""What messages may cost and have cost, and the cap that none may pass."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.errors import NemoError
from nemo_widgets.journal import Home, Journal, SessionRow, State
from nemo_widgets.journal import money as ledger
from nemo_widgets.session import money

CLOUD = "https://api.example.com"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(Home(tmp_path / "home"))
    yield journal
    journal.close()


def open_session(journal: Journal, name: str = "city", backend: str = CLOUD) -> SessionRow:
    return journal.open_session(
        name=name, backend=backend, courier=f"{backend}|t", profile="video-generative", language=None, clips="/clips"
    )


def turn(
    journal: Journal, session: SessionRow, text: str, state: State, *, reserve: float = 100, **receipt: Any
) -> None:
    """A turn that ended in a state, as the courier leaves it."""
    row = ledger.add_turn(journal, session.id, {"text": text}, reserve)
    assert row is not None
    if state is State.WRITTEN:
        return
    assert journal.begin_send(row.id, None, {"sent_at": "t", "credits_before": 1000.0})
    if not state.settled:
        return
    journal.settle_turn(
        row.id,
        state,
        draft=b"{}",
        result={"verdict": receipt.pop("verdict", "done")},
        error=None,
        receipt={"sent_at": "t", "credits_before": 1000.0, **receipt},
        take=state is State.SUCCEEDED,
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("generate a 5-second clip of the sea", "clip"),
        ("make a video of a city", "clip"),
        ("regenerate clip 2", "clip"),
        ("animate this photo", "clip"),
        ("turn this image into a 5-second video", "clip"),
        ("生成一个城市夜景", "clip"),
        ("再来一个", "clip"),
        ("add the title 'Go'", "edit"),
        ("make it 3 seconds", "edit"),
        ("make the title red", "edit"),
        ("trim clip 2", "edit"),
        ("音乐小声一点", "edit"),
    ],
)
def test_a_message_makes_a_clip_or_edits(text: str, kind: str) -> None:
    assert money.kind_of(text) == kind


def test_with_no_receipts_the_estimate_is_the_vendors_and_says_so(journal: Journal) -> None:
    session = open_session(journal)
    assert repr(money.estimate(journal, session, None)) == (
        "About 100 credits (the vendor's typical figure for a clip, none of yours yet)"
    )
    assert money.estimate(journal, session, "add a title").credits == 50


def test_the_estimate_is_the_median_of_receipts_of_that_kind_on_that_backend(journal: Journal) -> None:
    session, other, elsewhere = (
        open_session(journal, "a"),
        open_session(journal, "b"),
        open_session(journal, "c", "https://elsewhere.example"),
    )
    for cost, where in ((90, session), (110, session), (300, other), (7, elsewhere)):
        turn(journal, where, "generate a clip", State.SUCCEEDED, credits_after=1000.0 - cost)
    turn(journal, session, "add a title", State.SUCCEEDED, credits_after=960.0)
    turn(journal, session, "generate a clip", State.FAILED, credits_after=1000.0)
    turn(journal, session, "generate a clip", State.SUCCEEDED)
    found = money.estimate(journal, session, "generate a clip of the sea")
    assert (found.credits, found.most, found.count) == (110, 300, 3)
    assert repr(found) == "About 110 credits (the median of your 3 clips)"
    assert repr(money.estimate(journal, session, "add music")) == "About 40 credits (the median of your one edit)"


def test_nothing_costs_on_the_local_engine(journal: Journal) -> None:
    local = open_session(journal, backend="local")
    assert repr(money.estimate(journal, local, None)) == "Free (local engine)"


@pytest.mark.parametrize(
    ("state", "receipt", "counted"),
    [
        (State.WRITTEN, {}, 100),
        (State.SENDING, {}, 100),
        (State.SUCCEEDED, {"credits_after": 970.0}, 30),
        (State.SUCCEEDED, {"credits_after": 1200.0}, 0),  # topped up meanwhile
        (State.SUCCEEDED, {}, 100),  # no balance could be read
        (State.FAILED, {"credits_after": 990.0, "verdict": "failed"}, 10),
        (State.FAILED, {"verdict": "refused"}, 0),
        (State.CANCELLED, {"credits_after": 1000.0, "verdict": "stopped"}, 0),
        (State.UNKNOWN, {"credits_after": 990.0, "verdict": "unknown"}, 100),
        (State.UNKNOWN, {"credits_after": 850.0, "verdict": "unknown"}, 150),
    ],
)
def test_what_counts_as_spent(journal: Journal, state: State, receipt: dict[str, Any], counted: float) -> None:
    session = open_session(journal)
    turn(journal, session, "generate a clip", state, **receipt)
    assert ledger.spent(journal, session.id) == counted


def test_what_was_stopped_before_it_was_sent_costs_nothing(journal: Journal) -> None:
    session = open_session(journal)
    row = ledger.add_turn(journal, session.id, {"text": "a"}, 100)
    assert row is not None
    assert row.reserved == 100
    journal.request_cancel(row.id)
    assert ledger.spent(journal, session.id) == 0


def test_a_turn_that_would_pass_the_cap_is_not_written(journal: Journal) -> None:
    session = open_session(journal)
    ledger.set_cap(journal, session.id, 200)
    assert [bool(ledger.add_turn(journal, session.id, {"text": "a"}, 80)) for _ in range(3)] == [True, True, False]
    assert len(journal.intents(session.id)) == 2
    assert ledger.add_turn(journal, session.id, {"text": "a"}, 40) is not None  # what fits still goes
    ledger.set_cap(journal, session.id, None)
    assert ledger.add_turn(journal, session.id, {"text": "a"}, 80) is not None
    error = money.passes_cap(journal, journal.session(session.id), 80)
    assert error.next_step


@pytest.mark.parametrize("cap", [-1, float("nan"), float("inf"), True, "200"])
def test_a_cap_is_a_number_of_credits(cap: Any) -> None:
    with pytest.raises(NemoError, match="A cap is a number of credits"):
        money.check_cap(cap)
    assert money.check_cap(0) == 0


RACER = """
import json, sys
from pathlib import Path
from nemo_widgets.journal import Home, Journal, money
journal = Journal(Home(Path(sys.argv[1])))
print("ready", flush=True)
sys.stdin.readline()
print(json.dumps([money.add_turn(journal, 1, {"text": sys.argv[2]}, 10) is not None for _ in range(60)]))
"""


@pytest.mark.slow
def test_two_processes_can_not_pass_a_cap_together(journal: Journal) -> None:
    session = open_session(journal)
    ledger.set_cap(journal, session.id, 505)
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(journal.home.root), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "other")
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("\n")
        racer.stdin.flush()
    written = [json.loads(racer.communicate(timeout=120)[0]) for racer in racers]
    assert sum(map(sum, written)) == 50
    assert [row.payload["text"] for row in journal.intents(session.id)].count("one") == sum(written[0])
    print(f"written: {sum(written[0])} and {sum(written[1])} of 60 each")
    assert ledger.spent(journal, session.id) == 500
