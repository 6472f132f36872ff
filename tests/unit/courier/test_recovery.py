"""The recovery rule of a lost stream, reading by reading."""

import hashlib

import pytest

from nemo_widgets.client import Credits, State
from nemo_widgets.courier.pace import Pace
from nemo_widgets.courier.recovery import Readings
from nemo_widgets.journal.rows import courier_key

BEFORE, CLIP, TITLED = b'{"d":0}', b'{"d":1}', b'{"d":2}'


def readings(base: bytes | None = BEFORE, frozen: float | None = 0) -> Readings:
    return Readings(hashlib.sha256(base).hexdigest() if base is not None else None, frozen)


def state(draft: bytes | None) -> State:
    return State(draft=draft)


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
