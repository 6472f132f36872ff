"""A session that begins from another's take."""

from __future__ import annotations

import json
import sqlite3

from nemo_widgets.journal.journal import Journal, new_id, now
from nemo_widgets.journal.rows import SessionRow


def fork(journal: Journal, source: int, take: int, name: str) -> SessionRow | None:
    """A new session with the takes up to `take`, and the turns that made them; None where the name is taken.

    Its timeline is the take's. The backend's session is made from it when the first request needs one. What the
    turns have cost stays with the source alone; a cap of the source is one for both.

    Args:
        journal: The journal.
        source: Row id of the session to fork.
        take: Number of the take.
        name: The new session's.
    """
    with journal.transaction() as db:
        made = db.execute(
            """INSERT OR IGNORE INTO sessions
                 (name, backend, courier, profile, language, clips, head, seed_draft, seed_remote, created_at, used_at,
                  cap, purse)
               SELECT ?, backend, courier, profile, language, clips, draft, draft, remote_id, ?, ?,
                 cap, CASE WHEN cap IS NOT NULL THEN coalesce(purse, sessions.id) END
               FROM sessions JOIN takes ON takes.session_id = sessions.id AND number = ? WHERE sessions.id = ?""",
            (name, now(), now(), take, source),
        )
        if made.rowcount != 1 or made.lastrowid is None:
            return None
        for intent_id in _lineage(db, source, take):
            _copy_turn(db, made.lastrowid, intent_id)
    return journal.session(made.lastrowid)


def with_take(journal: Journal, session: int, take: int) -> list[int]:
    """Row ids of all sessions that have a take, the one it was made in and the forks that were given it.

    Args:
        journal: The journal.
        session: Row id of one of them.
        take: The take's number.
    """
    with journal.transaction() as db:
        found = db.execute(
            """WITH RECURSIVE
                 up (id) AS (
                   SELECT intent_id FROM takes WHERE session_id = ? AND number = ?
                   UNION SELECT json_extract(receipt, '$.forked_from') FROM intents JOIN up USING (id)
                   WHERE json_extract(receipt, '$.forked_from') IS NOT NULL),
                 down (id) AS (
                   SELECT id FROM up
                   UNION SELECT intents.id FROM intents
                   JOIN down ON json_extract(intents.receipt, '$.forked_from') = down.id)
               SELECT session_id FROM intents JOIN down USING (id) ORDER BY session_id""",
            (session, take),
        )
        return [row["session_id"] for row in found]


def _lineage(db: sqlite3.Connection, session: int, take: int) -> list[str]:
    """The turns that made a take and those it came from, the first one first."""
    found = db.execute(
        """WITH RECURSIVE line (number, parent, intent_id) AS (
             SELECT number, parent, intent_id FROM takes WHERE session_id = ? AND number = ?
             UNION ALL
             SELECT takes.number, takes.parent, takes.intent_id FROM takes JOIN line ON takes.number = line.parent
             WHERE takes.session_id = ? AND takes.number < line.number)
           SELECT intent_id FROM line ORDER BY number""",
        (session, take, session),
    )
    return [row["intent_id"] for row in found]


def _copy_turn(db: sqlite3.Connection, session: int, intent_id: str) -> None:
    """A turn with its events and its take; its receipt only says where it is from."""
    copy = new_id()
    db.execute(
        """INSERT INTO intents (id, session_id, kind, payload, state, progress, result, receipt, base, created_at,
             updated_at)
           SELECT ?, ?, kind, payload, state, progress, result, ?, base, created_at, updated_at
           FROM intents WHERE id = ?""",
        (copy, session, json.dumps({"forked_from": intent_id}), intent_id),
    )
    db.execute(
        """INSERT INTO events (intent_id, kind, data, at)
           SELECT ?, kind, data, at FROM events WHERE intent_id = ? ORDER BY seq""",
        (copy, intent_id),
    )
    db.execute(
        """INSERT INTO takes
             (session_id, number, intent_id, prompt, parent, draft, base, rating, note, tags, created_at)
           SELECT ?, number, ?, prompt, parent, draft, base, rating, note, tags, created_at
           FROM takes WHERE intent_id = ?""",
        (session, copy, intent_id),
    )
