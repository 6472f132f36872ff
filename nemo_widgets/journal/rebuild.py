"""Bringing history back from the files beside the films."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from nemo_widgets.errors import plain
from nemo_widgets.journal.journal import Journal, new_id, now
from nemo_widgets.journal.rows import SessionRow, courier_key

_LONGEST = 64 * 1024 * 1024
"""Bytes of a file beside a film that are read at all."""


class Sidecar(msgspec.Struct, kw_only=True):
    """What a courier writes beside a film; older ones and other programs' files lack some of it."""

    session: str
    timeline: str
    """The draft, byte for byte."""
    take: int
    prompt: str
    backend: str = "local"
    skill: str = ""
    language: str | None = None
    parent: int | None = None
    made_at: str | None = None
    exported_at: str | None = None
    duration: float = 0.0
    size: int = 0
    width: int = 0
    height: int = 0
    codecs: tuple[str, ...] = ()


def rebuild(journal: Journal, folder: Path, *, backends: Collection[str], skill: str) -> list[SessionRow]:
    """The sessions whose films lie in a folder, with the takes that were exported; what is there already stays.

    Args:
        journal: The journal to fill.
        folder: Where films and the files beside them are.
        backends: Those that a session may be on; one of another becomes a session of the local engine, for a file
            from elsewhere must not choose where the next message goes.
        skill: Profile of a session whose files do not tell one.
    """
    found: dict[int, SessionRow] = {}
    for film, told in sorted(_sidecars(folder), key=lambda pair: (pair[1].session, pair[1].take)):
        backend = told.backend if told.backend in backends else "local"
        name = plain(told.session, 100)
        row = next((row for row in journal.sessions(name) if row.backend == backend), None)
        if row is None:
            row = journal.open_session(
                name=name,
                backend=backend,
                courier=courier_key(backend, "local" if backend == "local" else "anonymous"),
                profile=told.skill or skill,
                language=told.language,
                clips=str(folder.absolute()),
            )
        with journal.transaction() as db:
            _add(db, row.id, film, told)
            if backend == "local":
                _go_on_from_the_last(db, row.id)
        found[row.id] = row
    return [journal.session(row_id) for row_id in found]


def _sidecars(folder: Path) -> Iterator[tuple[Path, Sidecar]]:
    for path in sorted(folder.glob("*.mp4.json")):
        film = path.with_suffix("")
        with contextlib.suppress(OSError, ValueError):
            if film.is_file() and path.stat().st_size <= _LONGEST:
                yield film, msgspec.json.decode(path.read_bytes(), type=Sidecar)


def _add(db: sqlite3.Connection, session: int, film: Path, told: Sidecar) -> None:
    raw = told.timeline.encode()
    draft = hashlib.sha256(raw).hexdigest()
    db.execute("INSERT OR IGNORE INTO drafts (hash, raw) VALUES (?, ?)", (draft, raw))
    made, exported = told.made_at or now(), told.exported_at or now()
    known = db.execute(
        "SELECT number FROM takes WHERE session_id = ? AND draft = ? AND prompt = ?", (session, draft, told.prompt)
    ).fetchone()
    number = known["number"] if known else _free(db, session, told.take)
    if known is None:
        turn = _settled(
            db, session, "turn", payload={"text": told.prompt}, result={"take": number, "changed": True}, at=made
        )
        db.execute(
            """INSERT INTO takes (session_id, number, intent_id, prompt, parent, draft, base, created_at)
               VALUES (?, ?, ?, ?, ?, ?, (SELECT draft FROM takes WHERE session_id = ? AND number = ?), ?)""",
            (session, number, turn, told.prompt, told.parent, draft, session, told.parent, made),
        )
    path = str(film.absolute())
    exports = db.execute(
        """SELECT result FROM intents WHERE session_id = ? AND kind = 'export'
           AND json_extract(result, '$.draft') = ?""",
        (session, draft),
    )
    # Compared here, for a file's name need not be text, and SQLite's must be.
    if path not in (json.loads(row["result"]).get("path") for row in exports):
        shown = {name: getattr(told, name) for name in ("duration", "size", "width", "height", "codecs")}
        _settled(
            db,
            session,
            "export",
            payload={"path": path, "take": number},
            result={**shown, "draft": draft, "path": path},
            at=exported,
        )


def _go_on_from_the_last(db: sqlite3.Connection, session: int) -> None:
    """Begin the engine's session, where it has none yet, with the newest take and not with nothing."""
    db.execute(
        """UPDATE sessions SET head = newest.draft, seed_draft = newest.draft
           FROM (SELECT draft FROM takes WHERE session_id = ? ORDER BY number DESC LIMIT 1) AS newest
           WHERE id = ? AND remote_id IS NULL""",
        (session, session),
    )


def _free(db: sqlite3.Connection, session: int, wanted: int) -> int:
    """The number a take had, or the next one where another has it by now."""
    taken = db.execute("SELECT 1 FROM takes WHERE session_id = ? AND number = ?", (session, wanted)).fetchone()
    if wanted > 0 and taken is None:
        return wanted
    (last,) = db.execute("SELECT max(number) FROM takes WHERE session_id = ?", (session,)).fetchone()
    return int(last or 0) + 1


def _settled(
    db: sqlite3.Connection, session: int, kind: str, *, payload: dict[str, object], result: dict[str, object], at: str
) -> str:
    """Work that was done once: nothing of it is open, and no courier will look at it."""
    intent_id = new_id()
    db.execute(
        """INSERT INTO intents (id, session_id, kind, payload, state, result, receipt, created_at, updated_at)
           VALUES (?, ?, ?, ?, 'succeeded', ?, ?, ?, ?)""",
        (intent_id, session, kind, json.dumps(payload), json.dumps(result), json.dumps({"restored_at": now()}), at, at),
    )
    return intent_id
