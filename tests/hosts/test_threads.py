"""A session in many hands: threads of one process, and two kernels that see the same while it happens."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nemo_widgets as nemo
from nemo_widgets import errors

pytestmark = pytest.mark.slow

SEA = "generate a 1-second clip of the sea"
THREADS, TURNS = 8, 3


def test_eight_threads_on_one_session_lose_and_double_nothing(home: Path, engine: Any) -> None:
    session = nemo.connect("local", name="busy")
    session.send(SEA).wait(60)
    begun, broken = threading.Barrier(THREADS + 2), []
    heard: set[str] = set()
    session.changed.connect(lambda job: heard.add(job.id))
    done = threading.Event()

    def guarded(work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                begun.wait(60)
                work()
            except BaseException as error:
                broken.append(error)
                raise

        return run

    def sends(number: int) -> Callable[[], None]:
        def work() -> None:
            for n in range(TURNS):
                turn = session.send(f"make it {2 + (number * TURNS + n) % 5}.{number}{n} seconds")
                take = turn.wait(120).take
                assert take is not None
                take.rating, take.note, take.tags = 1 + number % 5, f"thread {number}", [f"turn {n}"]
                assert take.diff(session.takes[1]) is not None
                assert turn in session.turns

        return work

    def reads() -> None:
        """What is read fits together at any time, and what was read stays as it was."""
        texts: dict[str, str] = {}
        while not done.is_set():
            takes = session.takes
            count = len(takes)
            assert list(takes) == list(range(1, count + 1))
            assert [take.draft.duration > 0 for take in takes.values()] == [True] * count
            turns = session.turns
            assert len({turn.id for turn in turns}) == len(turns)
            for turn in turns:
                text = "".join(turn.blocks)
                assert text.startswith(texts.get(turn.id, "")) or turn.done
                texts[turn.id] = text
                assert [event.seq for event in turn.events] == sorted({event.seq for event in turn.events})
            assert len(takes) == count

    workers = [threading.Thread(target=guarded(sends(number))) for number in range(THREADS)]
    readers = [threading.Thread(target=guarded(reads)) for _ in range(2)]
    for thread in (*workers, *readers):
        thread.start()
    for thread in workers:
        thread.join(240)
    done.set()
    for thread in readers:
        thread.join(60)
    assert broken == []
    assert not any(thread.is_alive() for thread in (*workers, *readers))
    turns = session.turns
    assert len(turns) == 1 + THREADS * TURNS == engine.messages()
    assert sorted(turn.take.number for turn in turns if turn.take) == list(range(1, len(turns) + 1))
    assert {turn.id for turn in turns[1:]} <= heard
    assert all(take.tags for take in session.takes.values() if take.number > 1)


def test_what_was_read_stays_as_it_was(home: Path) -> None:
    session = nemo.connect("local", name="calm")
    turn = session.send(SEA).wait(60)
    takes, draft, events, changes = session.takes, session.draft, turn.events, turn.changes
    before = (len(takes), str(draft), events, str(changes), repr(turn.receipt))
    turn.progress["phase"] = "changed by a reader"
    session.send("make it 2 seconds").wait(60)
    assert (len(takes), str(draft), turn.events, str(changes), repr(turn.receipt)) == before
    assert turn.progress.get("phase") != "changed by a reader"
    for frozen, name in ((draft, "raw"), (changes[0], "text"), (turn.receipt, "state"), (draft.tracks[0], "type")):
        with pytest.raises((dataclasses.FrozenInstanceError, AttributeError)):
            setattr(frozen, name, None)
    with pytest.raises(TypeError):
        takes[3] = takes[1]


@pytest.fixture
def two(kernels: Callable[..., Any]) -> tuple[Any, Any]:
    """Two kernels on one session."""
    pair = kernels(), kernels()
    for kernel in pair:
        assert kernel.run("import nemo_widgets as nemo\nsession = nemo.connect('local', name='shared')").status == "ok"
    return pair


def test_two_kernels_see_the_same_while_it_happens_and_either_can_stop_it(
    two: tuple[Any, Any], engine: Any, until: Any
) -> None:
    one, other = two
    assert one.run(f"session.send({SEA!r}).wait(60)").status == "ok"
    engine.scenario("hold", at="close")  # all was said, the stream is still open
    one.run("turn = session.send('make it 2 seconds')\nNone")
    until(lambda: [found for found in engine.stats()["sessions"].values() if found["holding"] == "close"])
    seen = "[(turn.id, turn.prompt, turn.state, turn.text) for turn in session.turns]"
    until(lambda: one.value(seen)[-1][3] != "" and other.value(seen) == one.value(seen))
    assert other.value(seen)[-1][2] == "running"
    engine.call("POST", "/_nemo/release", {})
    assert other.run("session.turns[-1].wait(60)").status == "ok"
    assert one.run("turn.wait(60)").status == "ok"
    assert other.value("session.draft.duration") == one.value("session.draft.duration") == 2000
    engine.scenario("abort_on_disconnect")
    engine.scenario("hold", at="plan")
    one.run("turn = session.send('make it 3 seconds')\nNone")
    until(lambda: [found for found in engine.stats()["sessions"].values() if found["holding"] == "plan"])
    assert other.run("session.turns[-1].cancel()").status == "ok"
    assert "JobCancelledError" in one.run("turn.wait(60)").error
    assert one.value("[take.prompt for take in session.takes.values()]") == [SEA, "make it 2 seconds"]


def test_a_session_closed_in_one_thread_goes_on_for_the_others(home: Path) -> None:
    session = nemo.connect("local", name="closing")
    turn = session.send(SEA)
    session.close()
    assert turn.wait(60).take is not None
    with pytest.raises(errors.UnknownNameError):
        session.takes[2]


def test_a_listener_that_fails_keeps_no_wait_from_its_end(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    session = nemo.connect("local", name="listening")

    def fails(*_: object) -> None:
        raise ValueError("a listener's own fault")

    session.changed.connect(fails)
    turn = session.send(SEA)
    turn.changed.connect(fails)
    woken = threading.Event()
    turn.when_done(fails)
    turn.when_done(woken.set)
    assert turn.wait(60).take is not None
    assert woken.wait(60)
    assert session.send("make it 2 seconds").wait(60).take is not None
    assert "a listener failed" in caplog.text
