"""Takes side by side, of one session or several."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import comm
import pytest

from nemo_widgets.errors import UnknownNameError
from nemo_widgets.journal import State
from nemo_widgets.session.connect import connect
from nemo_widgets.session.session import Session
from nemo_widgets.widgets.parts import Compare
from tests.unit.widgets.conftest import Page, Wire


def leave_take(session: Session, prompt: str, **segments: int) -> None:
    """A turn and its take, as a courier would have left them: a title for each name, so many seconds long."""
    journal, own = session._journal, session._row.id
    turn = journal.add_intent(own, "turn", {"text": prompt, "needs": []})
    journal.begin_send(turn.id, None, {})
    titles = [{"id": name, "d": 1000 * length, "m": {"text": name}} for name, length in segments.items()]
    draft = json.dumps({"t": [{"tt": 7, "sg": titles}], "d": 5000}).encode()
    journal.settle_turn(turn.id, State.SUCCEEDED, draft=draft, result={}, error=None, receipt={}, take=True)


@pytest.fixture
def two(session: Session) -> Session:
    leave_take(session, "a title", Hello=2)
    leave_take(session, "and another", Hello=3, World=1)
    return session


@pytest.fixture
def compared(two: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Compare]:
    monkeypatch.setattr(comm, "create_comm", Wire)
    widget = Compare(two.takes)
    yield widget
    widget.close()


def test_differences_of_prompt_and_draft_are_told_against_the_first(compared: Compare) -> None:
    first, second = compared.snapshot["compare"]["films"]
    assert (first["number"], first["prompt"], first["changes"]) == (1, "a title", [])
    assert (second["prompt"], second["session"]) == ("and another", "")
    told = [f"{change['head']}: {change['text']}" for change in second["changes"]]
    assert told == ['Title "Hello" lengthened: 2 s → 3 s', 'Title added: "World" (0-1s)']


def test_nothing_but_the_comparison_is_sent(compared: Compare) -> None:
    assert (compared.snapshot["log"], compared.snapshot["takes"], compared.snapshot["timeline"]) == ([], [], None)


def test_each_film_is_made_and_can_be_read_by_its_own_name(
    session: Session, until: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comm, "create_comm", Wire)
    for prompt in ("generate a 2-second clip of the sea", "add the title 'Calm' for 1 second"):
        session.send(prompt).wait()
    compared = Compare(session.takes)
    page = Page(compared)
    until(lambda: all(film["clip"] for film in page.snapshot["compare"]["films"]), timeout=120)
    infos = [page.ask("media", compared=film["id"])[0]["media"] for film in page.snapshot["compare"]["films"]]
    assert len({info["key"] for info in infos}) == 2
    assert all(info["bytes"] > 1000 for info in infos)
    until(lambda: len(compared.pictures) == 2)
    assert all(picture.startswith(b"\xff\xd8") for picture in compared.pictures.values())
    compared.close()


def test_takes_of_several_sessions_are_told_apart_and_both_are_followed(
    two: Session, until: Callable[..., Any]
) -> None:
    other = connect("local", name="other")
    leave_take(other, "a title", Hello=2)
    widget = Compare([two.takes[1], other.takes[1]])
    films = widget.snapshot["compare"]["films"]
    assert [film["session"] for film in films] == ["test", "other"]
    assert films[1]["changes"] == []
    other.takes[1].note = "the better one"
    other._wake()
    widget.touch()
    until(lambda: widget.snapshot["compare"]["films"][1]["note"] == "the better one")
    widget.close()


@pytest.mark.parametrize("count", [0, 1, 7])
def test_fewer_than_two_or_more_than_six_are_refused(two: Session, count: int) -> None:
    for number in range(7):
        leave_take(two, "more", Hello=number + 4)
    with pytest.raises(UnknownNameError, match=f"2 to 6 at a time, not {count}"):
        Compare([two.takes[number] for number in range(1, count + 1)])


def test_a_studio_puts_takes_side_by_side_and_takes_them_apart(two: Session, page: Any) -> None:
    assert page.ask("compare", takes=[1, 2])[0]["ok"]
    page.send({"kind": "resync"})
    assert [film["number"] for film in page.snapshot["compare"]["films"]] == [1, 2]
    assert not page.ask("compare", takes=[1])[0]["ok"]
    assert page.ask("compare", takes=[])[0]["ok"]
    page.send({"kind": "resync"})
    assert page.snapshot["compare"] is None
