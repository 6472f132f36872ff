"""A session forked from a take: on the real engine, through the real courier."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import nemo_widgets as nemo
from nemo_widgets import errors

SEA = "generate a 2-second clip of the sea"


@pytest.fixture
def session(home: Path) -> nemo.Session:
    session = nemo.connect("local", name="city")
    session.send(SEA).wait(60)
    session.send("add the title 'Waves'").wait(60)
    session.send("add lo-fi music at 35%").wait(60)
    return session


def test_a_fork_goes_on_from_the_take_and_the_source_stays_as_it_is(session: nemo.Session, media: Path) -> None:
    before = str(session.draft)
    forked = session.fork(1)
    assert forked.name == "city-take-1"
    assert str(forked.draft) == "Timeline (1 track): 1. Video: sea (0-2s)"
    assert [(take.number, take.prompt) for take in forked.takes.values()] == [(1, SEA)]
    turn = forked.send("make it 3 seconds").wait(60)
    assert (turn.take.number, turn.take.parent, forked.draft.duration) == (2, 1, 3000)
    assert [track.label for track in forked.draft.tracks] == ["Video"]
    assert str(session.draft) == before
    assert session.send("make it 4 seconds").wait(60).take.number == 4
    assert forked.refresh().wait(60).duration == 3000


def test_a_fork_keeps_what_was_said_and_done_until_there(session: nemo.Session) -> None:
    session.takes[2].rating = 5
    session.takes[2].tags = ["hero", "night"]
    forked = session.fork(2, name="city, calm")
    assert [turn.prompt for turn in forked.turns] == [SEA, "add the title 'Waves'"]
    assert forked.turns[0].text == session.turns[0].text
    assert [str(change) for change in forked.takes[2].changes] == ['Title added: "Waves" (0-2s)']
    assert (forked.takes[2].rating, forked.takes[2].tags) == (5, ("hero", "night"))
    assert forked.turns[0].cost is None  # what it cost was paid once, by the other
    assert nemo.connect(name="city, calm") is forked


def test_a_fork_that_was_never_spoken_to_can_be_exported(session: nemo.Session) -> None:
    forked = session.fork(1)
    film = forked.takes[1].export("sea.mp4", quality="preview").wait(120)
    assert abs(film.duration - 2) < 0.1


def test_forks_of_one_take_have_names_of_their_own_and_a_given_name_is_not_taken_over(session: nemo.Session) -> None:
    assert [session.fork(1).name for _ in range(3)] == ["city-take-1", "city-take-1-2", "city-take-1-3"]
    with pytest.raises(errors.NemoError, match="There is a session 'city' already") as caught:
        session.fork(1, name="city")
    assert "Choose another name" in caught.value.next_step
    with pytest.raises(KeyError, match="There is no take 9"):
        session.fork(9)


def test_where_the_backend_cannot_fork_the_error_says_what_to_do_instead(home: Path, session: nemo.Session) -> None:
    found = json.loads((home / "engine" / "rendezvous.json").read_text())
    cloud = nemo.connect(found["url"], name="cloud", token=found["token"])
    cloud.send(SEA, yes=True).wait(60)
    with pytest.raises(errors.NemoError, match="cannot begin from an earlier take") as caught:
        cloud.fork(1)
    assert "Go on from the newest take" in caught.value.next_step
