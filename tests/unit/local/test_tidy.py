"""Uploads and films stay within a limit; the oldest go first."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nemo_widgets.local.draft import Draft
from nemo_widgets.local.store import LOCAL_USER, TOKEN_LIFE, File, Store
from nemo_widgets.local.tidy import Tidy

KB = 1000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    for folder in ("renders", "media"):
        (tmp_path / folder).mkdir()
    made = Store(tmp_path / "projects.db")
    yield made
    made.close()


@pytest.fixture
def full(store: Store, tmp_path: Path) -> dict[str, Path]:
    """Two projects with an upload of 10 kB and a film of 10 kB each; the first one was spoken to last."""
    found = {}
    sessions = [store.open_session(LOCAL_USER, name, "en") for name in "ab"]
    for session in sessions:
        upload = tmp_path / "media" / (session.name * 64)
        store.add_upload(session.id, File(session.name * 64, "a.jpg", "image", "image/jpeg", 10 * KB))
        render = store.add_render(f"render-{session.name}", session.id, b"{}", "high")
        store.render_done(render.id, 1.0, 10 * KB)
        film = tmp_path / "renders" / f"{render.file}.mp4"
        for path in (upload, film):
            path.write_bytes(bytes(10 * KB))
        found |= {f"upload {session.name}": upload, f"film {session.name}": film}
    store.commit(sessions[0].id, Draft(duration=1000))
    return found


@pytest.mark.parametrize(
    ("limit", "left"),
    [
        (40 * KB, {"upload a", "film a", "upload b", "film b"}),
        (39 * KB, {"upload a", "upload b", "film b"}),
        (20 * KB, {"upload a", "upload b"}),
        (15 * KB, {"upload a"}),
        (0, set()),
    ],
)
def test_the_oldest_films_go_then_uploads_of_what_was_not_used(
    store: Store, full: dict[str, Path], tmp_path: Path, limit: int, left: set[str]
) -> None:
    tidy = Tidy(store, tmp_path, limit)
    freed = tidy.run()
    assert {name for name, path in full.items() if path.exists()} == left
    assert freed == (4 - len(left)) * 10 * KB
    assert tidy.used <= limit


def test_pieces_of_films_count_and_go_first_unless_a_film_in_the_making_may_need_them(
    store: Store, full: dict[str, Path], tmp_path: Path
) -> None:
    pieces = {name: tmp_path / "pieces" / f"{name}.mp4" for name in ("older", "old", "fresh")}
    pieces["old"].parent.mkdir()
    for name, age in (("older", 9000), ("old", 8000), ("fresh", 10)):
        pieces[name].write_bytes(bytes(10 * KB))
        os.utime(pieces[name], (time.time() - age,) * 2)
    tidy = Tidy(store, tmp_path, 65 * KB)
    assert tidy.used == 70 * KB
    assert tidy.run() == 10 * KB
    assert {name for name, path in pieces.items() if path.exists()} == {"old", "fresh"}
    assert Tidy(store, tmp_path, 40 * KB).run() == 20 * KB
    assert {name for name, path in pieces.items() if path.exists()} == {"fresh"}
    assert {name for name, path in full.items() if path.exists()} == {"upload a", "upload b", "film b"}


def test_what_no_project_knows_goes_first_unless_it_has_just_come(
    store: Store, full: dict[str, Path], tmp_path: Path
) -> None:
    lost = {
        "upload": tmp_path / "media" / ("f" * 64),
        "film": tmp_path / "renders" / "lost.mp4",
        "new": tmp_path / "media" / ("e" * 64),
    }
    for path in lost.values():
        path.write_bytes(bytes(10 * KB))
    for name in ("upload", "film"):
        os.utime(lost[name], (time.time() - 9000,) * 2)

    assert Tidy(store, tmp_path, 50 * KB).run() == 20 * KB
    assert {name for name, path in lost.items() if path.exists()} == {"new"}
    assert all(path.exists() for path in full.values())


def test_tokens_that_have_expired_are_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    token, user, *_ = store.anonymous("one")
    assert store.user_of(token) == user

    monkeypatch.setattr(time, "time", lambda: now + TOKEN_LIFE + 10)
    store.anonymous("two")
    monkeypatch.setattr(time, "time", lambda: now)
    assert store.user_of(token) is None
