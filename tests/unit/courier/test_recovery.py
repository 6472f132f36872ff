"""The recovery rule of a lost stream, reading by reading."""

import hashlib
from pathlib import Path

import pytest

from nemo_widgets.client import Credits
from nemo_widgets.client import State as RemoteState
from nemo_widgets.courier.desk import Desk
from nemo_widgets.courier.pace import Pace
from nemo_widgets.courier.recovery import Readings, frozen_base
from nemo_widgets.journal import Home, Journal, State
from nemo_widgets.journal.rows import courier_key

KEY = courier_key("local", "local")
BEFORE, CLIP, TITLED = b'{"d":0}', b'{"d":1}', b'{"d":2}'


def readings(base: bytes | None = BEFORE, frozen: float | None = 0) -> Readings:
    return Readings(hashlib.sha256(base).hexdigest() if base is not None else None, frozen)


def state(draft: bytes | None) -> RemoteState:
    return RemoteState(draft=draft)


def balance(frozen: float) -> Credits:
    return Credits(available=100, frozen=frozen, total=100 + frozen)


def test_two_equal_readings_that_differ_from_before_are_done() -> None:
    found = readings()
    found.add(state(CLIP), balance(0))
    assert not found.done
    found.add(state(CLIP), balance(0))
    assert found.done


def test_a_first_half_is_not_done_while_credits_are_reserved() -> None:
    """A title added 40 s after the clip: its credits are frozen until then."""
    found = readings()
    found.add(state(CLIP), balance(40))
    found.add(state(CLIP), balance(40))
    assert not found.done
    found.add(state(TITLED), balance(0))
    assert not found.done
    found.add(state(TITLED), balance(0))
    assert found.done


def test_credits_reserved_before_the_turn_do_not_hold_it_up() -> None:
    found = readings(frozen=40)
    found.add(state(CLIP), balance(40))
    found.add(state(CLIP), balance(40))
    assert found.done


def test_an_unchanged_timeline_is_never_done() -> None:
    found = readings()
    for _ in range(5):
        found.add(state(BEFORE), balance(0))
    assert not found.done
    assert not found.changed


def test_a_change_that_comes_as_time_runs_out_is_looked_at_once_more() -> None:
    """Else a run that ends between two looks would be called unknown."""
    found = readings()
    found.add(state(BEFORE), balance(1))
    assert found.moving
    found.add(state(CLIP), balance(0))
    assert found.moving
    found.add(state(CLIP), balance(0))
    assert not found.moving


def test_two_readings_with_the_count_of_messages_from_before_prove_that_none_arrived() -> None:
    found = Readings(hashlib.sha256(BEFORE).hexdigest(), 0, messages_before=3)
    found.add(RemoteState(draft=BEFORE, messages=3), balance(0))
    assert not found.never_arrived
    found.add(None, balance(0))
    found.add(RemoteState(draft=BEFORE, messages=3), balance(0))
    assert found.never_arrived


@pytest.mark.parametrize(
    ("first", "second", "frozen"),
    [
        ((BEFORE, 3), (BEFORE, 4), 0),  # it came late
        ((BEFORE, 4), (BEFORE, 4), 0),
        ((BEFORE, 3), (CLIP, 3), 0),
        ((BEFORE, 3), (BEFORE, 3), 40),
        ((BEFORE, None), (BEFORE, None), 0),  # the cloud tells no count
    ],
)
def test_nothing_less_proves_it(
    first: tuple[bytes, int | None], second: tuple[bytes, int | None], frozen: float
) -> None:
    for before in (3, None):
        found = Readings(hashlib.sha256(BEFORE).hexdigest(), 0, messages_before=before)
        for draft, messages in (first, second):
            found.add(RemoteState(draft=draft, messages=messages), balance(frozen))
        assert not found.never_arrived


def test_what_stands_still_is_not_waited_for() -> None:
    found = readings()
    found.add(state(BEFORE), balance(0))
    found.add(state(BEFORE), balance(0))
    assert not found.moving


def test_what_could_not_be_read_counts_for_nothing() -> None:
    found = readings()
    found.add(state(CLIP), balance(0))
    found.add(None, None)
    assert not found.done
    found.add(state(CLIP), None)
    assert found.done


def test_the_first_draft_of_a_session_is_a_change() -> None:
    found = readings(base=None)
    found.add(state(None), balance(0))
    assert not found.changed
    found.add(state(CLIP), balance(0))
    assert found.changed


def test_the_clouds_pace_is_the_vendors_and_the_local_engine_is_asked_sooner() -> None:
    """protocol.md, Chat: wait 30 s, then every 60 s; Export: poll every 30 s."""
    cloud = Pace.of_key(courier_key("https://example.com", "anonymous"))
    assert (cloud.first_look, cloud.next_look, cloud.poll, cloud.quiet, cloud.turn) == (30, 60, 30, 600, 900)
    assert Pace.of_key(courier_key("local", "local")).first_look < 1


def test_the_times_can_be_set_by_whoever_starts_the_courier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_PACE", "patience=1800, next_look=0.5,nonsense=3,turn=soon,poll=inf,quiet=1e9")
    pace = Pace.of_key(courier_key("https://example.com", "anonymous"))
    assert (pace.patience, pace.next_look, pace.quiet) == (1800, 0.5, 86_400)
    assert (pace.turn, pace.poll) == (900, 30)  # what cannot be read is left as it is


def test_what_another_turn_has_reserved_is_no_baseline(tmp_path: Path) -> None:
    """It is given back while this turn still runs, whose own credits would then pass for what was there before."""
    journal = Journal(Home(tmp_path))
    desk = Desk(journal.home, journal, KEY, None, Pace())
    for name, frozen in (("first", 5), ("second", 45), ("third", 85)):
        session = journal.open_session(
            name=name, backend="local", courier=KEY, profile="kling-ai-30", language=None, clips="/clips"
        )
        found = frozen_base(desk, balance(frozen))
        assert found == 5
        turn = journal.add_intent(session.id, "turn", {"text": name})
        assert journal.begin_send(turn.id, None, {"frozen_before": frozen, "frozen_base": found})
    ended = {"draft": None, "result": {}, "error": None, "take": False}
    for turn in journal.open_intents():
        # The last of them left something reserved: a title is still to come.
        after = 45 if turn.seq == 3 else 5
        journal.settle_turn(turn.id, State.SUCCEEDED, receipt={**turn.receipt, "frozen_after": after}, **ended)
    assert frozen_base(desk, balance(45)) == 5
    assert frozen_base(desk, balance(0)) == 0
    assert frozen_base(desk, None) is None
    journal.close()
