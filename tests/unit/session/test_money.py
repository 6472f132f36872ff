"""What messages may cost and have cost, and the cap that none may pass."""

from __future__ import annotations

import json
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.errors import NemoError
from nemo_widgets.journal import Home, Journal, SessionRow, State
from nemo_widgets.journal import money as ledger
from nemo_widgets.journal.forks import fork
from nemo_widgets.session import money
from nemo_widgets.session.reads import Balance
from nemo_widgets.session.wordings import MONEY

CLOUD = "https://api.example.com"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(Home(tmp_path / "home"))
    yield journal
    journal.close()


def open_session(journal: Journal, name: str = "city", backend: str = CLOUD, language: str | None = None) -> SessionRow:
    profile = "video-generative"
    return journal.open_session(
        name=name, backend=backend, courier=f"{backend}|t", profile=profile, language=language, clips="/clips"
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
        (State.FAILED, {"verdict": "not_sent"}, 0),
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


def test_a_fork_of_a_capped_session_spends_under_the_same_cap(journal: Journal) -> None:
    session = open_session(journal)
    ledger.set_cap(journal, session.id, 250)
    turn(journal, session, "generate a clip", State.SUCCEEDED, credits_after=900.0)
    forked = fork(journal, session.id, 1, "fork")
    assert forked is not None
    again = fork(journal, forked.id, 1, "fork of the fork")
    assert again is not None
    assert (forked.cap, again.cap) == (250, 250)
    assert ledger.spent(journal, again.id) == 100  # once, not once for each
    assert ledger.add_turn(journal, again.id, {"text": "b"}, 100)
    assert ledger.add_turn(journal, forked.id, {"text": "c"}, 100) is None
    assert ledger.add_turn(journal, session.id, {"text": "d"}, 100) is None
    ledger.set_cap(journal, forked.id, 300)
    assert [row.cap for row in journal.sessions()] == [300, 300, 300]
    assert ledger.add_turn(journal, session.id, {"text": "e"}, 100)
    error = money.passes_cap(journal, journal.session(again.id), 100)
    assert str(error).startswith("Not sent: this session and its forks may spend 300 credits together, 300 are spent")


def test_a_fork_of_a_session_without_a_cap_has_one_of_its_own(journal: Journal) -> None:
    session = open_session(journal)
    turn(journal, session, "generate a clip", State.SUCCEEDED, credits_after=900.0)
    forked = fork(journal, session.id, 1, "fork")
    assert forked is not None
    ledger.set_cap(journal, forked.id, 50)
    assert journal.session(session.id).cap is None
    assert ledger.spent(journal, forked.id) == 0
    assert "this session may spend 50 credits" in str(money.passes_cap(journal, journal.session(forked.id), 100))


def test_a_session_begun_anew_beside_a_capped_one_shares_its_cap_and_beside_another_has_none(journal: Journal) -> None:
    capped, free, anew = (open_session(journal, name) for name in ("capped", "free", "anew"))
    ledger.set_cap(journal, capped.id, 100)
    ledger.share_cap(journal, free.id, anew.id)
    assert journal.session(anew.id).cap is None
    ledger.share_cap(journal, capped.id, anew.id)
    assert ledger.add_turn(journal, anew.id, {"text": "a"}, 100)
    assert ledger.add_turn(journal, capped.id, {"text": "b"}, 100) is None
    assert ledger.add_turn(journal, free.id, {"text": "c"}, 100)


def test_estimates_and_balances_are_told_in_chinese_too(journal: Journal) -> None:
    session = open_session(journal, language="zh-CN")
    assert (
        repr(money.estimate(journal, session, None)) == "约 100 积分（厂商给出的生成一段的常见费用，你还没有这类账单）"
    )
    for cost in (90, 110):
        turn(journal, session, "加一个标题", State.SUCCEEDED, credits_after=1000.0 - cost)
    assert repr(money.estimate(journal, session, "加一段音乐")) == "约 100 积分（你修改过的 2 次的中位数）"
    assert (
        repr(money.estimate(journal, open_session(journal, backend="local", language="zh"), None)) == "免费（本地引擎）"
    )
    assert repr(Balance(970, 30, 1000, language="zh-CN")) == "积分：可用 970，另有 30 被进行中的任务预留"
    assert repr(Balance(970, 30, 1000)) == "Credits: 970 available, 30 reserved by running work"


def test_the_words_for_money_are_the_same_ones_in_both_languages() -> None:
    english, chinese = MONEY["en"], MONEY["zh"]
    assert english.keys() == chinese.keys()
    for key, words in english.items():
        assert holes(words) == holes(chinese[key]), key


def holes(words: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(words)} - {None}
