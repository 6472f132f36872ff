"""Caps, estimates and receipts on a backend where messages cost: the local engine, told to charge."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nemo_widgets as nemo
from nemo_widgets import errors
from nemo_widgets.session import forking

SEA = "generate a 1-second clip of the sea"


@pytest.fixture
def paid(home: Path, engine: Any) -> Callable[..., nemo.Session]:
    """Sessions on an engine that charges 100 credits a clip and is spoken to by its address."""
    engine.start()
    engine.scenario("charge", credits=100, times=None)
    found = json.loads((home / "engine" / "rendezvous.json").read_text())

    def connect(name: str = "paid", **more: Any) -> nemo.Session:
        return nemo.connect(found["url"], name=name, token=found["token"], **more)

    return connect


def test_a_cap_is_agreement_and_a_message_that_would_pass_it_is_not_sent(
    paid: Callable[..., nemo.Session], engine: Any
) -> None:
    session = paid(cap=250)
    first = session.send(SEA).wait(60)
    assert (first.cost, first.receipt.credits_before, first.receipt.credits_after) == (100, 1_000_000, 999_900)
    session.send(SEA).wait(60)
    with pytest.raises(
        errors.CapError, match=r"may spend 250 credits, 200 are spent or reserved, .* cost 100"
    ) as caught:
        session.send(SEA, yes=True)
    assert "session.cap" in caught.value.next_step
    assert engine.messages() == 2
    assert (session.spent, len(session.turns)) == (200, 2)
    assert paid().cap == 250  # it is kept
    session.cap = 300
    assert session.send(SEA).wait(60).take is not None


def test_a_timeline_begun_anew_beside_a_capped_session_is_no_way_round_the_cap(
    paid: Callable[..., nemo.Session], engine: Any
) -> None:
    session = paid(cap=150)
    session.send(SEA).wait(60)
    beside = forking.branch(session, 0)
    with pytest.raises(errors.CapError, match=r"and its forks may spend 150 credits together, 100 are spent"):
        beside.send(SEA, yes=True)
    beside.cap = 200
    assert (session.cap, session.spent) == (200, 100)
    assert beside.send(SEA).wait(60).take is not None
    assert (session.spent, engine.messages()) == (200, 2)


def test_a_refused_message_sends_no_files(paid: Callable[..., nemo.Session], media: Path) -> None:
    session = paid(cap=50)
    with pytest.raises(errors.CapError):
        session.send("animate this photo", files=[media / "harbour.jpg"])
    assert session.uploads == ()


def test_the_estimate_is_from_this_users_receipts_once_there_are_some(paid: Callable[..., nemo.Session]) -> None:
    session = paid()
    assert "the vendor's typical figure for a clip" in repr(session.estimate())
    session.send(SEA, yes=True).wait(60)
    assert repr(paid("another").estimate(SEA)) == "About 100 credits (the median of your one clip)"
    assert "for an edit" in repr(session.estimate("add the title 'Go'"))


RACER = """
import sys
import nemo_widgets as nemo
url, token, name = sys.argv[1:]
session = nemo.connect(url, name=name, token=token)
print("ready", flush=True)
for _ in sys.stdin:
    try:
        print(session.send("generate a 1-second clip of the sea").id, flush=True)
    except nemo.NemoError as error:
        print(type(error).__name__, flush=True)
"""


def test_of_two_kernels_that_send_at_once_one_keeps_to_the_cap(
    paid: Callable[..., nemo.Session], home: Path, engine: Any
) -> None:
    """Four rounds: in each there is room for one message more."""
    session = paid("race", cap=100)
    found = json.loads((home / "engine" / "rendezvous.json").read_text())
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, found["url"], found["token"], "race"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        assert [racer.stdout.readline() for racer in racers if racer.stdout] == ["ready\n"] * 2
        for rounds in range(1, 5):
            session.cap = 100 * rounds
            for racer in racers:
                assert racer.stdin is not None
                racer.stdin.write("\n")
                racer.stdin.flush()
            said = sorted(racer.stdout.readline().strip() for racer in racers if racer.stdout)
            assert said[1] == "CapError", said
            assert len(session.turns) == rounds
            session.turns[-1].wait(60)
            assert session.spent == 100 * rounds
    finally:
        for racer in racers:
            racer.communicate(timeout=60)
    assert engine.messages() == 4


def test_takes_as_a_frame(home: Path) -> None:
    session = nemo.connect("local", name="city")
    session.send(SEA).wait(60)
    session.send("add the title 'Waves'").wait(60)
    session.takes[2].rating, session.takes[2].tags = 4, "calm"
    film = session.takes[2].export("waves.mp4", quality="preview").wait(120)
    frame = session.takes.to_frame()
    assert list(frame.index) == [1, 2]
    assert list(frame["prompt"]) == [SEA, "add the title 'Waves'"]
    assert frame.loc[2, "parent"] == 1
    assert frame["parent"].isna().tolist() == [True, False]
    assert frame.loc[2, "changes"] == 'Title added: "Waves" (0-1s)'
    assert (frame.loc[2, "clip"], frame.loc[2, "rating"], frame.loc[2, "tags"]) == (
        "nemo-clips/waves.mp4",
        4,
        ("calm",),
    )
    assert film.path.samefile(frame.loc[2, "clip"])
    assert (frame["duration"].sum(), str(frame["created_at"].dt.tz)) == (2.0, "UTC")
    assert nemo.connect("local", name="none").takes.to_frame().empty


def test_without_pandas_the_frame_says_what_to_install(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(errors.NemoError, match="pandas is not installed here") as caught:
        nemo.connect("local", name="city").takes.to_frame()
    assert "pip install pandas" in caught.value.next_step


def test_a_batch_needs_leave_as_a_message_does_and_sends_no_file_without(
    paid: Callable[..., nemo.Session], home: Path, engine: Any, media: Path
) -> None:
    found = json.loads((home / "engine" / "rendezvous.json").read_text())
    work: dict[str | Path, str] = {media / "harbour.jpg": "animate this image into a 1-second video"}
    paid("many-harbour")  # it keeps its token
    with pytest.raises(errors.SpendingError, match="can cost credits"):
        nemo.batch(work, found["url"], name="many")
    assert nemo.connect(found["url"], name="many-harbour").uploads == ()
    with pytest.raises(errors.CapError):
        nemo.batch(work, found["url"], name="many", cap=10)
    assert engine.messages() == 0
