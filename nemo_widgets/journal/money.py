"""What turns cost and reserve, and the cap of a session, which two kernels can not pass together.

A session that was begun from a capped one spends from the same purse: else a fork would be a way round the cap.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from nemo_widgets.journal.connection import payload_column
from nemo_widgets.journal.journal import Journal, new_id, now
from nemo_widgets.journal.rows import IntentRow

_COST = """(CASE WHEN json_extract(receipt, '$.credits_after') IS NOT NULL THEN
  max(0, json_extract(receipt, '$.credits_before') - json_extract(receipt, '$.credits_after')) END)"""
# What was reserved stands for what is not known: while a turn is open, and where no balance could be read after it.
_COUNTED = f"""CASE
  WHEN state IN ('written', 'sending', 'accepted', 'streaming') THEN reserved
  WHEN state = 'unknown' THEN max(reserved, coalesce({_COST}, 0))
  WHEN {_COST} IS NOT NULL THEN {_COST}
  WHEN json_extract(receipt, '$.sent_at') IS NULL OR json_extract(result, '$.verdict') IN ('refused', 'not_sent') THEN 0
  ELSE reserved END"""
_SHARING = """SELECT id FROM sessions
  WHERE coalesce(purse, id) = (SELECT coalesce(purse, id) FROM sessions WHERE id = ?)"""


def set_cap(journal: Journal, session_id: int, cap: float | None) -> None:
    """Keep how many credits a session's turns may spend, with those of all that share its cap; None lifts it."""
    with journal.transaction() as db:
        db.execute(f"UPDATE sessions SET cap = ? WHERE id IN ({_SHARING})", (cap, session_id))  # noqa: S608 - ours


def share_cap(journal: Journal, source: int, session_id: int) -> None:
    """Let a session spend from the purse of the one it was begun from, if that one has a cap."""
    with journal.transaction() as db:
        found = db.execute("SELECT cap, coalesce(purse, id) AS purse FROM sessions WHERE id = ?", (source,)).fetchone()
        if found["cap"] is not None:
            update = "UPDATE sessions SET cap = ?, purse = ? WHERE id = ?"
            db.execute(update, (found["cap"], found["purse"], session_id))


def shares_cap(journal: Journal, session_id: int) -> bool:
    """Whether other sessions spend from the same purse."""
    with journal.reading() as db:
        return len(db.execute(_SHARING, (session_id,)).fetchall()) > 1


def spent(journal: Journal, session_id: int) -> float:
    """Credits that a session's turns, and those of all that share its cap, have cost or may yet cost."""
    with journal.reading() as db:
        return _spent(db, session_id)


def add_turn(journal: Journal, session_id: int, payload: dict[str, Any], reserve: float) -> IntentRow | None:
    """Write down a turn and what it may cost, in one transaction; None, and nothing written, if it passes the cap.

    Args:
        journal: The journal.
        session_id: The session's row id.
        payload: The turn's.
        reserve: Credits to set aside for it.
    """
    intent_id = new_id()
    with journal.transaction() as db:
        (cap,) = db.execute("SELECT cap FROM sessions WHERE id = ?", (session_id,)).fetchone()
        if cap is not None and reserve and _spent(db, session_id) + reserve > cap:
            return None
        db.execute(
            """INSERT INTO intents (id, session_id, kind, payload, reserved, created_at, updated_at)
               VALUES (?, ?, 'turn', ?, ?, ?, ?)""",
            (intent_id, session_id, payload_column(payload), reserve, now(), now()),
        )
    return journal.intent(intent_id)


def costs(journal: Journal, backend: str, latest: int) -> list[tuple[str, float]]:
    """What the latest turns on a backend have cost, in any session: message and credits, the newest first."""
    with journal.reading() as db:
        found = db.execute(
            f"""SELECT json_extract(payload, '$.text') AS text, {_COST} AS cost
                FROM intents JOIN sessions ON sessions.id = intents.session_id
                WHERE kind = 'turn' AND state = 'succeeded' AND backend = ? AND {_COST} IS NOT NULL
                  AND json_extract(result, '$.take') IS NOT NULL
                ORDER BY intents.seq DESC LIMIT ?""",  # noqa: S608 - the parts are ours
            (backend, latest),
        )
        return [(str(row["text"]), float(row["cost"])) for row in found]


def _spent(db: sqlite3.Connection, session_id: int) -> float:
    query = f"SELECT total({_COUNTED}) FROM intents WHERE session_id IN ({_SHARING}) AND kind = 'turn'"  # noqa: S608 - as above
    (found,) = db.execute(query, (session_id,)).fetchone()
    return float(found)
