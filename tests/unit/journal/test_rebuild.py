"""History from the files beside films: what they tell, and no more than that."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.journal import Home, Journal, SessionRow, State
from nemo_widgets.journal.rebuild import rebuild

RAW = '{"t": [ {"tt":0,"sg":[{"d":1000}]} ], "x": 12345678901234567890, "海" :"海"}'


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(Home(tmp_path / "home"))
    yield journal
    journal.close()


def film(folder: Path, name: str, **told: Any) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"a film")
    made = {"session": "city", "timeline": RAW, "take": 1, "prompt": "a city"}
    (folder / f"{name}.json").write_text(json.dumps(made | told, ensure_ascii=False), "utf-8")


def restored(journal: Journal, folder: Path, *backends: str) -> list[SessionRow]:
    return rebuild(journal, folder, backends={"local", *backends}, skill="video-generative")


def test_a_draft_comes_back_byte_for_byte(journal: Journal, tmp_path: Path) -> None:
    film(tmp_path / "clips", "a.mp4")
    (session,) = restored(journal, tmp_path / "clips")
    (take,) = journal.takes(session.id)
    assert journal.draft(take.draft) == RAW.encode()


def test_a_films_name_need_not_be_text(journal: Journal, tmp_path: Path) -> None:
    film(tmp_path / "clips", os.fsdecode(b"caf\xe9.mp4"))
    (session,) = restored(journal, tmp_path / "clips")
    assert restored(journal, tmp_path / "clips") == [session]
    (export,) = journal.intents(session.id, kind="export")
    assert Path(export.result["path"]).exists()


def test_takes_keep_their_numbers_parents_and_times(journal: Journal, tmp_path: Path) -> None:
    film(tmp_path / "clips", "a.mp4", made_at="2026-01-01T00:00:00.000+00:00")
    film(tmp_path / "clips", "b.mp4", take=4, parent=1, prompt="longer", timeline='{"d":4}', skill="kling-ai-30")
    (session,) = restored(journal, tmp_path / "clips")
    first, fourth = journal.takes(session.id)
    assert (first.number, first.created_at) == (1, "2026-01-01T00:00:00.000+00:00")
    assert (fourth.number, fourth.parent, fourth.base) == (4, 1, first.draft)
    assert [row.kind for row in journal.intents(session.id)] == ["turn", "export", "turn", "export"]
    assert {row.state for row in journal.intents(session.id)} == {State.SUCCEEDED}
    assert journal.open_intents() == []


def test_a_local_session_goes_on_from_its_newest_take(journal: Journal, tmp_path: Path) -> None:
    for number, backend in enumerate(("local", "https://cloud.example")):
        film(tmp_path / "clips", f"a{number}.mp4", session=backend, backend=backend)
        film(tmp_path / "clips", f"b{number}.mp4", session=backend, backend=backend, take=2, timeline='{"d":4}')
    rows = {row.backend: row for row in restored(journal, tmp_path / "clips", "https://cloud.example")}
    local, cloud = rows["local"], rows["https://cloud.example"]
    newest = journal.takes(local.id)[-1].draft
    assert (local.head, local.seed_draft) == (newest, newest)
    assert (cloud.head, cloud.seed_draft) == (None, None)  # which can begin from nothing but nothing
    journal.set_remote(local.id, "r1", None, None)
    film(tmp_path / "clips", "c.mp4", session="local", take=3, timeline='{"d":5}')
    again = next(row for row in restored(journal, tmp_path / "clips", "https://cloud.example") if row.id == local.id)
    assert (again.head, again.seed_draft) == (newest, None)  # one that the engine has stays as it is there


def test_what_is_there_stays_and_a_number_that_is_taken_is_not_given_again(journal: Journal, tmp_path: Path) -> None:
    film(tmp_path / "clips", "a.mp4", timeline='{"d":1}')
    restored(journal, tmp_path / "clips")
    film(tmp_path / "clips", "b.mp4", timeline='{"d":2}', prompt="another first take")
    (session,) = restored(journal, tmp_path / "clips")
    assert [(take.number, take.prompt) for take in journal.takes(session.id)] == [
        (1, "a city"),
        (2, "another first take"),
    ]
    assert len(restored(journal, tmp_path / "clips")) == 1
    assert len(journal.intents(session.id)) == 4


def test_a_file_from_elsewhere_does_not_choose_where_messages_go(journal: Journal, tmp_path: Path) -> None:
    film(tmp_path / "clips", "a.mp4", backend="https://elsewhere.example")
    film(tmp_path / "clips", "b.mp4", backend="https://cloud.example", session="sea")
    found = restored(journal, tmp_path / "clips", "https://cloud.example")
    assert {(row.name, row.backend) for row in found} == {("city", "local"), ("sea", "https://cloud.example")}


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"session": 3, "take": "x"}', b"\xff\xfe", b"{" * 2000])
def test_other_programs_files_are_passed_over(journal: Journal, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "a.mp4").write_bytes(b"a film")
    (tmp_path / "clips" / "a.mp4.json").write_bytes(content)
    (tmp_path / "clips" / "lonely.mp4.json").write_bytes(b"{}")
    assert restored(journal, tmp_path / "clips") == []
