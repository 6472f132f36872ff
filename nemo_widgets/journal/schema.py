"""The journal's tables, and how an older journal becomes a newer one."""

from __future__ import annotations

import sqlite3

from nemo_widgets.errors import JournalError
from nemo_widgets.paths import shown_path

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE sessions (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        backend TEXT NOT NULL,
        courier TEXT NOT NULL,
        profile TEXT NOT NULL,
        language TEXT,
        clips TEXT NOT NULL,
        remote_id TEXT,
        task_id TEXT,
        user_id TEXT,
        head TEXT REFERENCES drafts (hash),
        created_at TEXT NOT NULL,
        used_at TEXT NOT NULL,
        UNIQUE (name, backend)
    );
    CREATE TABLE intents (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        session_id INTEGER NOT NULL REFERENCES sessions (id),
        kind TEXT NOT NULL,
        payload TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'written',
        cancel INTEGER NOT NULL DEFAULT 0,
        progress TEXT NOT NULL DEFAULT '{}',
        result TEXT NOT NULL DEFAULT '{}',
        error TEXT,
        receipt TEXT NOT NULL DEFAULT '{}',
        base TEXT REFERENCES drafts (hash),
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
    );
    CREATE INDEX intents_by_session ON intents (session_id, seq);
    CREATE INDEX intents_open ON intents (state, seq) WHERE state IN ('written', 'sending', 'accepted', 'streaming');
    CREATE TABLE events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        intent_id TEXT NOT NULL REFERENCES intents (id),
        kind TEXT NOT NULL,
        data TEXT NOT NULL,
        at TEXT NOT NULL
    );
    CREATE INDEX events_by_intent ON events (intent_id, seq);
    CREATE TABLE drafts (hash TEXT PRIMARY KEY, raw BLOB NOT NULL);
    CREATE TABLE takes (
        session_id INTEGER NOT NULL REFERENCES sessions (id),
        number INTEGER NOT NULL,
        intent_id TEXT NOT NULL UNIQUE REFERENCES intents (id),
        prompt TEXT NOT NULL,
        parent INTEGER,
        draft TEXT NOT NULL REFERENCES drafts (hash),
        base TEXT REFERENCES drafts (hash),
        rating INTEGER,
        note TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL,
        PRIMARY KEY (session_id, number)
    );
    CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    """,
    # Takes have tags, turns reserve credits under a session's cap, and a session may begin from another's take.
    """
    ALTER TABLE takes ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE intents ADD COLUMN reserved REAL NOT NULL DEFAULT 0;
    ALTER TABLE sessions ADD COLUMN cap REAL;
    ALTER TABLE sessions ADD COLUMN seed_draft TEXT REFERENCES drafts (hash);
    ALTER TABLE sessions ADD COLUMN seed_remote TEXT;
    """,
    # What forks of a capped session spend counts under the one cap: the session whose purse it comes from.
    "ALTER TABLE sessions ADD COLUMN purse INTEGER REFERENCES sessions (id)",
)


def refuse_newer(connection: sqlite3.Connection, path: str) -> int:
    """The schema's version, which must not be newer than what is known here."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise JournalError(
            f"The journal {shown_path(path)} was written by a newer nemo_widgets.",
            "Upgrade with pip install -U nemo-widgets, or set NEMO_HOME to another directory.",
        )
    return int(version)


def migrate(connection: sqlite3.Connection, path: str) -> None:
    """Bring the schema up to this version, in one transaction a step; a newer journal is refused untouched."""
    version = refuse_newer(connection, path)
    for step in range(version, len(MIGRATIONS)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            (now,) = connection.execute("PRAGMA user_version").fetchone()
            if now == step:
                for statement in MIGRATIONS[step].split(";"):
                    if statement.strip():
                        connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {step + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
