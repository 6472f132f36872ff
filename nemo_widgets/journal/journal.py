"""What the journal holds: sessions, intents, events, takes, settings."""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import sqlite3
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from nemo_widgets.errors import DiskFullError, JournalError, repair
from nemo_widgets.journal.connection import Connection, payload_column, to_column
from nemo_widgets.journal.folding import fold
from nemo_widgets.journal.rows import SETTLED, UNDERWAY, EventRow, IntentRow, SessionRow, State, TakeRow


def now() -> str:
    """The time as the journal keeps it: ISO 8601 with zone, UTC, ms."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def new_id() -> str:
    """An id that sorts by time and is never given twice: 12 hex digits of ms, 14 at random."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(7)}"


class Journal(Connection):
    """What users want, and what came of it. May be used from any thread; each call is one transaction.

    Args:
        home: Where the journal lives. It is created on first use, readable by this user alone.
    """

    # Sessions

    def open_session(
        self, *, name: str, backend: str, courier: str, profile: str, language: str | None, clips: str
    ) -> SessionRow:
        """The session of that name, made if it is not there; the latest settings win where they can be written."""
        known = next((row for row in self.sessions(name) if row.backend == backend), None)
        try:
            with self.transaction() as db:
                db.execute(
                    """INSERT INTO sessions (name, backend, courier, profile, language, clips, created_at, used_at)
                       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                       ON CONFLICT (name, backend) DO UPDATE SET courier = excluded.courier, profile = excluded.profile,
                         language = coalesce(excluded.language, language), clips = excluded.clips,
                         used_at = excluded.used_at""",
                    (name, backend, courier, profile, language, clips, now(), now()),
                )
        except (JournalError, DiskFullError) as error:
            # Its history can be looked at all the same; but once there is room, nothing must go out as somebody else's.
            full = isinstance(error, DiskFullError)
            if known is None or not (self.read_only or (full and known.courier == courier)):
                raise
            return known
        (found,) = self._read(SessionRow, "SELECT * FROM sessions WHERE name = ? AND backend = ?", name, backend)
        return found

    def session(self, session_id: int) -> SessionRow:
        """A session by its row id."""
        (found,) = self._read(SessionRow, "SELECT * FROM sessions WHERE id = ?", session_id)
        return found

    def sessions(self, name: str | None = None) -> list[SessionRow]:
        """All sessions, the last used first; or those of one name."""
        if name is None:
            return self._read(SessionRow, "SELECT * FROM sessions ORDER BY used_at DESC, id DESC")
        return self._read(SessionRow, "SELECT * FROM sessions WHERE name = ? ORDER BY used_at DESC, id DESC", name)

    def set_remote(self, session_id: int, remote_id: str | None, task_id: str | None, user_id: str | None) -> None:
        """Keep the backend's ids of a session; None for `remote_id` when the backend has forgotten it."""
        with self.transaction() as db:
            db.execute(
                """UPDATE sessions SET remote_id = ?, task_id = ?, user_id = coalesce(?, user_id),
                     seed_draft = NULL, seed_remote = NULL WHERE id = ?""",
                (remote_id, task_id, user_id, session_id),
            )

    def forget_remote(self, session_id: int, error: dict[str, Any]) -> None:
        """Go on with a new timeline from the next message on: the backend has lost this one.

        Edits that were written for the lost one and not sent yet fail with `error`.
        """
        with self.transaction() as db:
            db.execute("UPDATE sessions SET remote_id = NULL, task_id = NULL, head = NULL WHERE id = ?", (session_id,))
            db.execute(
                """UPDATE intents SET state = 'failed', error = ?, updated_at = ?
                   WHERE session_id = ? AND kind = 'turn' AND state = 'written'""",
                (json.dumps(error), now(), session_id),
            )

    def set_profile(self, session_id: int, profile: str) -> None:
        """Keep the session's skill."""
        with self.transaction() as db:
            db.execute("UPDATE sessions SET profile = ? WHERE id = ?", (profile, session_id))

    def set_head(self, session_id: int, raw: bytes | None) -> str | None:
        """Keep the newest draft seen, byte for byte; returns its hash."""
        with self.transaction() as db:
            hash_ = _keep_draft(db, raw)
            db.execute("UPDATE sessions SET head = ? WHERE id = ?", (hash_, session_id))
        return hash_

    def draft(self, hash_: str | None) -> bytes | None:
        """A draft's bytes as they came."""
        if hash_ is None:
            return None
        with self.reading() as db:
            found = db.execute("SELECT raw FROM drafts WHERE hash = ?", (hash_,)).fetchone()
        return bytes(found["raw"]) if found else None

    # Intents

    def add_intent(self, session_id: int, kind: str, payload: dict[str, Any]) -> IntentRow:
        """Write down what the user wants. From here on it cannot be lost."""
        intent_id = new_id()
        with self.transaction() as db:
            db.execute(
                "INSERT INTO intents (id, session_id, kind, payload, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
                (intent_id, session_id, kind, payload_column(payload), now(), now()),
            )
        return self.intent(intent_id)

    def intent(self, intent_id: str) -> IntentRow:
        """An intent by its id."""
        (found,) = self._read(IntentRow, "SELECT * FROM intents WHERE id = ?", intent_id)
        return found

    def intents(self, session_id: int, *, after: int = 0, kind: str | None = None) -> list[IntentRow]:
        """A session's intents in their order, from those after `seq` on."""
        sql = "SELECT * FROM intents WHERE session_id = ? AND seq > ?"
        if kind is None:
            return self._read(IntentRow, f"{sql} ORDER BY seq", session_id, after)
        return self._read(IntentRow, f"{sql} AND kind = ? ORDER BY seq", session_id, after, kind)

    def open_intents(self, *, courier: str | None = None, session_id: int | None = None) -> list[IntentRow]:
        """Intents that are not settled, oldest first: a courier's or a session's."""
        return self._read(
            IntentRow,
            """SELECT intents.* FROM intents JOIN sessions ON sessions.id = intents.session_id
               WHERE intents.state IN ('written', 'sending', 'accepted', 'streaming')
                 AND sessions.courier = coalesce(?, sessions.courier) AND sessions.id = coalesce(?, sessions.id)
               ORDER BY intents.seq""",
            courier,
            session_id,
        )

    def last_turns(self, courier: str, *, limit: int = 20) -> list[IntentRow]:
        """A courier's turns, in all its sessions, the newest first."""
        return self._read(
            IntentRow,
            """SELECT intents.* FROM intents JOIN sessions ON sessions.id = intents.session_id
               WHERE intents.kind = 'turn' AND sessions.courier = ? ORDER BY intents.seq DESC LIMIT ?""",
            courier,
            limit,
        )

    def advance(
        self,
        intent_id: str,
        state: State,
        *,
        came_from: Iterable[State],
        **columns: Any,
    ) -> bool:
        """Move an intent on, together with what is known by then; False if it no longer stood in `came_from`."""
        return self._update(intent_id, came_from, state=str(state), **columns)

    def note_intent(self, intent_id: str, **columns: Any) -> bool:
        """Write progress, result or receipt of an intent that is not settled."""
        return self._update(intent_id, [State.WRITTEN, *UNDERWAY], **columns)

    def _update(self, intent_id: str, came_from: Iterable[State], **columns: Any) -> bool:
        sets = ", ".join(f"{name} = ?" for name in columns)
        states = [str(state) for state in came_from]
        values = [to_column(name, value) for name, value in columns.items()]
        with self.transaction() as db:
            done = db.execute(
                f"""UPDATE intents SET {sets}, updated_at = ?
                    WHERE id = ? AND state IN ({", ".join("?" * len(states))})""",  # noqa: S608 - names are ours
                (*values, now(), intent_id, *states),
            )
            if done.rowcount == 1 and columns.get("state") in SETTLED:
                fold(db, intent_id)
            return done.rowcount == 1

    def begin_send(self, intent_id: str, base: bytes | None, receipt: dict[str, Any]) -> bool:
        """`written` → `sending`, with the draft before it. After this the message is never sent again."""
        with self.transaction() as db:
            done = db.execute(
                """UPDATE intents SET state = 'sending', base = ?, receipt = ?, updated_at = ?
                   WHERE id = ? AND state = 'written' AND cancel = 0""",
                (_keep_draft(db, base), json.dumps(receipt), now(), intent_id),
            )
            return done.rowcount == 1

    def request_cancel(self, intent_id: str) -> None:
        """Ask for a stop. What was not sent yet is settled at once."""
        with self.transaction() as db:
            db.execute(
                """UPDATE intents SET cancel = 1, updated_at = ?,
                     state = CASE state WHEN 'written' THEN 'cancelled' ELSE state END
                   WHERE id = ? AND state IN ('written', 'sending', 'accepted', 'streaming')""",
                (now(), intent_id),
            )

    def settle_turn(
        self,
        intent_id: str,
        state: State,
        *,
        draft: bytes | None,
        result: dict[str, Any],
        error: dict[str, Any] | None,
        receipt: dict[str, Any],
        take: bool,
    ) -> int | None:
        """Settle a turn and, in the same transaction, keep the draft and number the take it left (or None)."""
        with self.transaction() as db:
            row = db.execute("SELECT * FROM intents WHERE id = ?", (intent_id,)).fetchone()
            if State(row["state"]) in SETTLED:
                return None
            fold(db, intent_id)
            session = row["session_id"]
            hash_ = _keep_draft(db, draft)
            db.execute("UPDATE sessions SET head = ? WHERE id = ?", (hash_, session))
            number = None
            if take:
                query = "SELECT number, draft FROM takes WHERE session_id = ? ORDER BY number DESC LIMIT 1"
                last, left = db.execute(query, (session,)).fetchone() or (None, None)
                number = (last or 0) + 1
                anew = row["base"] is None or last is None  # a timeline begun anew comes from no take
                # What came about since the take before, such as a late title of the backend's own, is told with this.
                parent, base = (None, row["base"]) if anew else (last, left)
                db.execute(
                    """INSERT INTO takes (session_id, number, intent_id, prompt, parent, draft, base, created_at)
                       VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                    (session, number, intent_id, json.loads(row["payload"])["text"], parent, hash_, base, now()),
                )
            db.execute(
                "UPDATE intents SET state = ?, result = ?, error = ?, receipt = ?, updated_at = ? WHERE id = ?",
                (
                    str(state),
                    json.dumps({**result, "take": number}),
                    None if error is None else json.dumps(error),
                    json.dumps(receipt),
                    now(),
                    intent_id,
                ),
            )
            return number

    def reopen(self, intent_id: str) -> bool:
        """Look again at what became of an unknown outcome: the courier settles it by reading, never by sending."""
        return self._update(intent_id, [State.UNKNOWN], state=str(State.ACCEPTED), cancel=False, error=None)

    # Events

    def add_events(self, intent_id: str, events: Sequence[tuple[str, dict[str, Any]]], **columns: Any) -> None:
        """Append what came back, with the intent's progress, in one transaction."""
        stamp = now()
        with self.transaction() as db:
            db.executemany(
                "INSERT INTO events (intent_id, kind, data, at) VALUES (?, ?, ?, ?)",
                [(intent_id, kind, json.dumps(data), stamp) for kind, data in events],
            )
            for name, value in columns.items():
                db.execute(
                    f"UPDATE intents SET {name} = ?, updated_at = ? WHERE id = ?",  # noqa: S608 - names are ours
                    (to_column(name, value), stamp, intent_id),
                )

    def events(self, intent_id: str, *, after: int = 0) -> list[EventRow]:
        """What came back for an intent, from those after `seq` on."""
        return self._read(
            EventRow, "SELECT * FROM events WHERE intent_id = ? AND seq > ? ORDER BY seq", intent_id, after
        )

    # Takes

    def takes(self, session_id: int) -> list[TakeRow]:
        """A session's takes by number."""
        return self._read(TakeRow, "SELECT * FROM takes WHERE session_id = ? ORDER BY number", session_id)

    def rate_take(self, session_id: int, number: int, rating: int | None) -> None:
        """Keep the user's rating of a take."""
        with self.transaction() as db:
            db.execute("UPDATE takes SET rating = ? WHERE session_id = ? AND number = ?", (rating, session_id, number))

    def note_take(self, session_id: int, number: int, note: str) -> None:
        """Keep the user's words on a take."""
        with self.transaction() as db:
            db.execute(
                "UPDATE takes SET note = ? WHERE session_id = ? AND number = ?", (repair(note), session_id, number)
            )

    def tag_take(self, session_id: int, number: int, tags: Sequence[str]) -> None:
        """Keep the user's tags of a take."""
        with self.transaction() as db:
            db.execute(
                "UPDATE takes SET tags = ? WHERE session_id = ? AND number = ?", (json.dumps(tags), session_id, number)
            )

    # Settings

    def setting(self, key: str) -> str | None:
        """A choice kept from before."""
        with self.reading() as db:
            found = db.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return str(found["value"]) if found else None

    def set_setting(self, key: str, value: str) -> None:
        """Keep a choice, where anything can be kept."""
        if self.read_only:
            return
        with contextlib.suppress(DiskFullError), self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, value))


def _keep_draft(db: sqlite3.Connection, raw: bytes | None) -> str | None:
    if raw is None:
        return None
    hash_ = hashlib.sha256(raw).hexdigest()
    db.execute("INSERT OR IGNORE INTO drafts (hash, raw) VALUES (?, ?)", (hash_, raw))
    return hash_
