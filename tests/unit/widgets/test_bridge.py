"""The kernel's half of the protocol, against a real session and a real engine."""

from __future__ import annotations

import gc
import io
import json
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from nemo_widgets.errors import UnsupportedFileError
from nemo_widgets.journal import State
from nemo_widgets.session.connect import connect
from nemo_widgets.session.profiles import PROFILES
from nemo_widgets.session.routing import route
from nemo_widgets.session.session import Session
from nemo_widgets.widgets.parts import Studio
from nemo_widgets.widgets.skills import skill_item
from nemo_widgets.widgets.view import Showing, snapshot

PROMPT = "generate a 5-second cinematic clip of a city at night"


def shown(page: Any, turn: Any) -> str:
    return "".join(page.texts.get(turn.id, []))


def test_a_reply_grows_by_deltas_and_ends_as_the_session_has_it(
    session: Session, page: Any, until: Callable[..., Any]
) -> None:
    turn = session.send(PROMPT).wait()
    until(lambda: page.snapshot["activity"]["phase"] == "idle" and shown(page, turn) == "".join(turn.blocks))
    assert page.deltas > 2
    assert page.gaps == 0


def test_a_lost_delta_is_noticed_and_made_good(session: Session, page: Any, until: Callable[..., Any]) -> None:
    lost: list[int] = []

    def lose(message: dict[str, Any]) -> bool:
        if message.get("kind") == "delta" and len(lost) < 1 and page.deltas:
            lost.append(message["seq"])
            return True
        return False

    page.lose = lose
    turn = session.send(PROMPT).wait()
    until(lambda: shown(page, turn) == "".join(turn.blocks))
    page.settle()
    assert lost
    assert page.gaps


def test_a_lost_last_message_is_noticed_by_asking(session: Session, page: Any, until: Callable[..., Any]) -> None:
    turn = session.send(PROMPT).wait()
    until(lambda: page.snapshot["activity"]["phase"] == "idle")
    page.lose = lambda _: True
    session.takes[1].rating = 4
    page.ask("note", take=1, text="lost on the way")
    until(lambda: page.widget.snapshot["takes"][0]["note"])
    page.lose = lambda _: False
    assert page.snapshot["takes"][0]["note"] == ""
    page.send({"kind": "latest?"})
    page.settle()
    assert page.snapshot["takes"][0]["note"] == "lost on the way"
    assert shown(page, turn) == "".join(turn.blocks)


def test_a_snapshot_asked_for_while_text_streams_is_not_followed_by_the_same_text(
    session: Session, page: Any, until: Callable[..., Any]
) -> None:
    turn = session.send(PROMPT)
    until(lambda: turn.blocks or turn.done)
    while not turn.done:
        page.send({"kind": "resync"})
        assert "".join(turn.blocks).startswith(shown(page, turn))
    until(lambda: shown(page, turn) == "".join(turn.blocks))


def test_every_command_is_answered_even_one_that_cannot_be_understood(page: Any) -> None:
    for kind, more in [("nonsense", {}), ("rate", {"take": "x", "rating": 1}), ("media", {"take": 99}), ("send", {})]:
        answer, _ = page.ask(kind, **more)
        assert answer["ok"] is False
        assert answer["error"]
        assert answer["next_step"]


def test_an_upload_arrives_is_shown_and_leaves_nothing_behind(
    session: Session, page: Any, media: Path, until: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    photo = (media / "harbour.jpg").read_bytes()
    assert page.ask("upload-begin", upload="u1", name="my harbour.jpg", size=len(photo))[0]["received"] == 0
    assert page.ask("upload-chunk", photo, upload="u1", offset=0)[0]["received"] == len(photo)
    assert page.ask("upload-end", upload="u1")[0]["ok"]
    assert page.ask("upload-end", upload="u1")[0]["ok"], "an answer that was lost is asked for again"
    until(lambda: [file["state"] for file in page.snapshot["files"]] == ["ready"])
    (file,) = page.snapshot["files"]
    assert (file["id"], file["name"], file["size"]) == ("u1", "my harbour.jpg", len(photo))
    assert page.widget.pictures[file["thumb"]].startswith(b"\xff\xd8")
    until(lambda: not list(tmp_path.glob("nemo-upload-*")))
    assert len(session.uploads) == 1


def test_a_file_that_the_session_has_is_neither_sent_nor_shown_again_whatever_it_is_called(
    session: Session, page: Any, media: Path, until: Callable[..., Any]
) -> None:
    photo = media / "harbour.jpg"
    (first,) = session.upload(photo).wait()
    assert repr(first) == "harbour.jpg · image · 1440×960", "its address stays out of the notebook"
    again = session.upload(photo)
    assert again.wait() == (first,)
    assert again.reused
    assert repr(again) == "harbour.jpg · succeeded · known already: not sent again"
    renamed = session.upload(("sea.jpg", photo.read_bytes()))
    assert renamed.wait() == (first,), "it keeps the name that it came with first"
    until(lambda: [file["name"] for file in page.snapshot["files"]] == ["harbour.jpg"])
    assert len(session.uploads) == 3
    data = photo.read_bytes()
    page.ask("upload-begin", upload="mine", name="harbour.jpg", size=len(data))
    page.ask("upload-chunk", data, upload="mine", offset=0)
    page.ask("upload-end", upload="mine")
    until(lambda: "mine" in page.snapshot["files"][0]["also"])
    assert [file["name"] for file in page.snapshot["files"]] == ["harbour.jpg"]
    page.ask("upload-cancel", upload=page.snapshot["files"][0]["id"])
    until(lambda: not page.snapshot["files"])
    session.upload(photo).wait()
    until(lambda: [file["state"] for file in page.snapshot["files"]] == ["ready"])


@pytest.mark.parametrize("link", ["/etc/hostname", "photo.jpg", "ftp://example.com/a.jpg", "file:///etc/hostname"])
def test_a_link_is_a_web_address_and_names_no_file_of_the_kernels_machine(
    session: Session, page: Any, link: str
) -> None:
    answer, _ = page.ask("upload-url", url=link)
    assert answer["error"] == f"{link} is no web address."
    assert session.uploads == ()


def test_a_file_that_failed_is_shown_until_it_is_dismissed_and_not_in_a_view_that_is_opened_later(
    session: Session, page: Any, tmp_path: Path, until: Callable[..., Any]
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(bytes(range(256)))
    refused = session.upload(broken)
    with pytest.raises(UnsupportedFileError):
        refused.wait()
    until(lambda: [file["state"] for file in page.snapshot["files"]] == ["failed"])
    assert snapshot(session, Showing(), 1)["files"] == []


@pytest.mark.parametrize("skill", PROFILES)
def test_what_a_skill_offers_is_told_in_both_languages(skill: str) -> None:
    offered = skill_item(PROFILES[skill])
    assert len(offered["examples"]["zh"]) == len(offered["examples"]["en"]) == 3
    assert offered["tip"]["zh"] != offered["tip"]["en"]
    english, chinese = ([route(text) for text in offered["examples"][language]] for language in ("en", "zh"))
    assert chinese == english


@pytest.mark.parametrize("early", [True, False], ids=["before its clip", "after its clip"])
def test_a_clip_has_the_picture_that_the_page_saw_in_it(
    page: Any, media: Path, until: Callable[..., Any], *, early: bool
) -> None:
    clip, still = (media / "waves.mp4").read_bytes(), (media / "harbour.jpg").read_bytes()
    seen = io.BytesIO()
    Image.open(io.BytesIO(still)).resize((210, 120)).save(seen, "JPEG")

    def show() -> None:
        assert page.ask("upload-picture", seen.getvalue(), upload="u1")[0]["ok"]

    page.ask("upload-begin", upload="u1", name="waves.mp4", size=len(clip))
    for rubbish in (b"<svg onload=alert(1)>", clip[:5000], still[:200], still * 9):
        page.ask("upload-picture", rubbish, upload="u1")
    page.ask("upload-picture", seen.getvalue(), upload="nobody's")
    if early:
        show()
        until(lambda: [file["thumb"] for file in page.snapshot["files"]] == ["file:u1"])
    for offset in range(0, len(clip), 1 << 20):
        page.ask("upload-chunk", clip[offset : offset + (1 << 20)], upload="u1", offset=offset)
    page.ask("upload-end", upload="u1")
    if not early:
        show()
    until(lambda: [file["state"] for file in page.snapshot["files"]] == ["ready"])
    thumb = until(lambda: page.snapshot["files"][0]["thumb"])
    drawn = until(lambda: page.widget.pictures.get(thumb))
    assert drawn != seen.getvalue(), "it is drawn anew"
    assert Image.open(io.BytesIO(drawn)).width <= 210
    assert list(page.widget.pictures) == [thumb]


def test_closing_the_view_keeps_what_is_on_its_way_and_forgets_what_was_not_whole(
    session: Session, page: Any, media: Path, until: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    photo = (media / "harbour.jpg").read_bytes()
    page.ask("upload-begin", upload="whole", name="whole.jpg", size=len(photo))
    page.ask("upload-chunk", photo, upload="whole", offset=0)
    page.ask("upload-begin", upload="half", name="half.jpg", size=len(photo))
    page.ask("upload-chunk", photo[:100], upload="half", offset=0)
    page.ask("upload-end", upload="whole")
    page.widget.close()
    assert session.uploads[0].wait()[0].name == "whole.jpg"
    until(lambda: not list(tmp_path.glob("nemo-upload-*")))


def test_a_new_take_is_chosen_and_gets_a_small_film_a_poster_and_pieces(
    session: Session, page: Any, until: Callable[..., Any]
) -> None:
    session.send(PROMPT).wait()
    take = until(lambda: page.snapshot["takes"] and page.snapshot["takes"][0]["clip"] and page.snapshot["takes"][0])
    assert take["current"]
    until(lambda: page.snapshot["takes"][0]["large"])
    assert page.widget.pictures[page.snapshot["takes"][0]["large"]].startswith(b"\xff\xd8")
    info = page.ask("media", take=1)[0]["media"]
    assert [route["kind"] for route in info["routes"]] == ["comm"], "no server has announced itself"
    film = b""
    while len(film) < info["bytes"]:
        _, (piece,) = page.ask("media-chunk", key=info["key"], offset=len(film), length=100_000)
        film += bytes(piece)
    assert film[4:8] == b"ftyp"
    assert len(session.previews) == 1


def test_two_views_of_a_session_show_the_same(
    session: Session, page: Any, studio: Studio, until: Callable[..., Any]
) -> None:
    second = Studio(session)
    session.send(PROMPT).wait()
    until(lambda: second.snapshot["takes"] and page.snapshot["takes"])
    until(lambda: second.snapshot["log"] == page.snapshot["log"])
    second.close()
    session.takes[1].note = "still here"
    page.send({"kind": "resync"})
    assert page.snapshot["takes"][0]["note"] == "still here"


def test_a_view_that_is_forgotten_can_be_collected(session: Session) -> None:
    studio = Studio(session)
    reference = weakref.ref(studio)
    studio.close()
    del studio
    gc.collect()
    assert reference() is None


def test_the_other_engine_is_another_session_in_the_same_view(session: Session, page: Any) -> None:
    assert page.ask("connect", backend="cloud")[0]["ok"]
    assert page.snapshot["engine"] == {"label": "NemoVideo cloud", "local": False}
    assert page.ask("connect", backend="local")[0]["ok"]
    assert page.snapshot["engine"]["local"]
    assert page.snapshot["session"]["name"] == session.name


def settle(session: Session, number: int) -> None:
    """A turn, its take and its small film, as a courier would have left them."""
    journal, own = session._journal, session._row.id
    turn = journal.add_intent(own, "turn", {"text": f"make it {number}", "needs": []})
    journal.begin_send(turn.id, None, {})
    journal.advance(turn.id, State.STREAMING, came_from=[State.SENDING])
    journal.add_events(turn.id, [("text", {"block": 0, "op": "append", "text": "Done. "}) for _ in range(4)])
    draft = json.dumps({"t": [{"tt": 0, "sg": [{"id": "s", "d": 1000 * number}]}], "d": 1000 * number}).encode()
    journal.settle_turn(turn.id, State.SUCCEEDED, draft=draft, result={}, error=None, receipt={}, take=True)


def test_a_long_session_is_shown_from_its_newest_end_and_settled_work_is_read_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 261):
        settle(session, number)
    showing = Showing()
    first = snapshot(session, showing, 1)
    assert [len(first["takes"]), first["takes"][-1]["number"]] == [200, 260]
    assert sum(entry["kind"] == "prompt" for entry in first["log"]) == 100
    assert len(json.dumps(first)) < 200_000
    reads: list[str] = []
    journal = type(session._journal)
    monkeypatch.setattr(journal, "events", lambda *_, **__: reads.append("events") or [])
    monkeypatch.setattr(journal, "draft", lambda *_: reads.append("draft"))
    assert snapshot(session, showing, 1) == first
    assert reads == []
    chosen = Showing(take=3)
    assert snapshot(session, chosen, 2)["takes"][0]["number"] == 3


def test_a_message_that_can_cost_is_held_back_with_a_question(session: Session, home: Path) -> None:
    session.refresh().wait(60)
    engine = json.loads((home / "engine" / "rendezvous.json").read_text())
    paid = connect(engine["url"], name="paid", token=engine["token"])
    studio = Studio(paid)
    answer, _ = studio._commands.run({"kind": "send", "text": PROMPT}, [])
    assert not answer["ok"]
    assert "can cost credits" in answer["confirm"]
    assert paid.turns == ()
    answer, _ = studio._commands.run({"kind": "send", "text": PROMPT, "yes": True}, [])
    assert answer == {"ok": True}
    assert paid.turns[0].wait(60).take is not None
    studio.close()


def test_the_credits_on_show_are_those_last_told_by_a_turn_or_by_who_asked(
    session: Session, home: Path, until: Callable[..., Any]
) -> None:
    session.refresh().wait(60)
    engine = json.loads((home / "engine" / "rendezvous.json").read_text())
    paid = connect(engine["url"], name="paid", token=engine["token"])
    studio = Studio(paid)
    assert studio.snapshot["credits"] == {"available": None, "frozen": 0, "free": False}
    has = paid.credits().wait(60).available
    until(lambda: studio.snapshot["credits"]["available"] == has)
    paid.send(f"{PROMPT} [demo: charge credits=40]", yes=True).wait(60)
    until(lambda: studio.snapshot["credits"]["available"] == has - 40)
    later = Studio(paid)
    assert later.snapshot["credits"] == {"available": has - 40, "frozen": 0, "free": False}
    later.close()
    studio.close()
