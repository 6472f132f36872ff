"""A journal that stays small: replies in one piece, old readings gone, history untouched."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.journal import Home, Journal, SessionRow, State, compaction
from nemo_widgets.journal.compaction import compact

DRAFT = b'{"t":[],"d":1}'
ENDED: dict[str, Any] = {"result": {}, "error": None, "receipt": {}, "take": True}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(Home(tmp_path / "home"))
    yield journal
    journal.close()


@pytest.fixture
def session(journal: Journal) -> SessionRow:
    return journal.open_session(
        name="city", backend="local", courier="local|local", profile="kling-ai-30", language=None, clips="/clips"
    )


def streamed(journal: Journal, session: SessionRow, *events: tuple[str, dict[str, Any]]) -> str:
    intent = journal.add_intent(session.id, "turn", {"text": "a city"})
    assert journal.begin_send(intent.id, None, {})
    for event in events:
        journal.add_events(intent.id, [event])
    return intent.id


def piece(block: int, text: str, op: str = "append") -> tuple[str, dict[str, Any]]:
    return "text", {"block": block, "op": op, "text": text}


def read(journal: Journal, intent_id: str, *, after: int = 0) -> list[tuple[str, Any]]:
    return [(event.kind, event.data.get("text", event.data)) for event in journal.events(intent_id, after=after)]


REPLY = (
    piece(0, "Let me"),
    piece(0, " see"),
    ("tool", {"name": "edit"}),
    piece(1, "Do"),
    piece(0, "."),
    piece(1, "ne"),
    piece(1, "Done", "set"),
    piece(1, "!"),
)


@pytest.mark.parametrize("way", ["settled", "failed"])
def test_a_reply_is_kept_as_one_row_a_block_once_it_is_whole(journal: Journal, session: SessionRow, way: str) -> None:
    intent_id = streamed(journal, session, *REPLY)
    assert len(journal.events(intent_id)) == len(REPLY)
    if way == "settled":
        journal.settle_turn(intent_id, State.SUCCEEDED, draft=DRAFT, **ENDED)
    else:
        journal.advance(intent_id, State.UNKNOWN, came_from=[State.SENDING])
    assert read(journal, intent_id) == [("tool", {"name": "edit"}), ("text", "Let me see."), ("text", "Done!")]


@pytest.mark.parametrize("seen", range(len(REPLY) + 1))
def test_whoever_has_read_some_of_the_pieces_comes_to_the_same_text(
    journal: Journal, session: SessionRow, seen: int
) -> None:
    intent_id = streamed(journal, session, *REPLY)
    before = journal.events(intent_id)[:seen]
    journal.settle_turn(intent_id, State.SUCCEEDED, draft=DRAFT, **ENDED)
    after = journal.events(intent_id, after=before[-1].seq if before else 0)
    blocks: dict[int, str] = {}
    for event in (*before, *after):
        if event.kind == "text":
            kept = blocks.get(event.data["block"], "") if event.data["op"] == "append" else ""
            blocks[event.data["block"]] = kept + event.data["text"]
    assert blocks == {0: "Let me see.", 1: "Done!"}


def test_a_thousand_words_take_no_more_rows_than_one(journal: Journal, session: SessionRow) -> None:
    intent_id = streamed(journal, session)
    journal.add_events(intent_id, [piece(0, "word ") for _ in range(1000)])
    journal.settle_turn(intent_id, State.SUCCEEDED, draft=DRAFT, **ENDED)
    (event,) = journal.events(intent_id)
    assert event.data["text"] == "word " * 1000


def test_old_readings_go_and_history_stays(
    journal: Journal, session: SessionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = streamed(journal, session, piece(0, "Done."))
    journal.settle_turn(turn, State.SUCCEEDED, draft=DRAFT, **ENDED)
    for text in (b'{"d":2}', b'{"d":3}'):
        journal.set_head(session.id, text)
    read_balance = journal.add_intent(session.id, "credits", {})
    journal.advance(read_balance.id, State.SUCCEEDED, came_from=[State.WRITTEN])
    waiting = journal.add_intent(session.id, "refresh", {})
    compact(journal)
    assert len(journal.intents(session.id)) == 3  # a day is not over
    monkeypatch.setattr(compaction, "READINGS_KEPT", -compaction.READINGS_KEPT)
    compact(journal)
    assert [row.id for row in journal.intents(session.id)] == [turn, waiting.id]
    with journal.transaction() as db:
        kept = {row["raw"] for row in db.execute("SELECT raw FROM drafts")}
    assert kept == {DRAFT, b'{"d":3}'}  # the take's, and the head
    assert read(journal, turn) == [("text", "Done.")]


def given(journal: Journal, name: str, *, size: int = 10, age_s: float = 0.0) -> Path:
    path = journal.home.uploads / name / "photo.jpg"
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(size))
    os.utime(path, (time.time() - age_s,) * 2)
    return path


def test_files_from_memory_go_after_a_day_unless_they_are_still_to_be_sent(
    journal: Journal, session: SessionRow
) -> None:
    new, old, due = given(journal, "new"), given(journal, "old", age_s=1e6), given(journal, "due", age_s=1e6)
    journal.add_intent(session.id, "upload", {"path": str(due), "name": "photo.jpg"})
    sent = journal.add_intent(session.id, "upload", {"path": str(old), "name": "photo.jpg"})
    journal.advance(sent.id, State.SUCCEEDED, came_from=[State.WRITTEN])
    compact(journal)
    assert [path.exists() for path in (new, old, due)] == [True, False, True]
    assert not old.parent.exists()


def test_files_from_memory_have_a_bound_and_the_oldest_go_first(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "FILES_KEPT_BYTES", 25)
    first, second, third = (given(journal, str(age), age_s=age) for age in (30.0, 20.0, 10.0))
    compact(journal)
    assert [path.exists() for path in (first, second, third)] == [False, True, True]


def test_the_small_films_of_takes_have_a_bound_and_the_oldest_go_first(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "PREVIEWS_KEPT_BYTES", 25)
    films = [journal.home.preview(name) for name in "abc"]
    journal.home.previews.mkdir()
    for age, path in zip((1e9, 1e7, 10.0), films, strict=True):
        path.write_bytes(bytes(10))
        os.utime(path, (time.time() - age,) * 2)
    compact(journal)
    assert [path.exists() for path in films] == [False, True, True]
