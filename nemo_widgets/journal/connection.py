"""The way into the journal's file: reading rows, and writing in transactions."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec

from nemo_widgets.errors import JournalError, repair
from nemo_widgets.journal.database import damaged, journal_error, only_read, open_database
from nemo_widgets.journal.home import Home
from nemo_widgets.journal.rows import EventRow, IntentRow, SessionRow, TakeRow
from nemo_widgets.paths import shown_path

Row = TypeVar("Row", SessionRow, IntentRow, EventRow, TakeRow)
_JSON_COLUMNS = {"payload", "progress", "result", "error", "receipt", "data", "tags"}


class Connection:
    """One connection to the journal. May be used from any thread.

    Args:
        home: Where the journal lives. It is created on first use, readable by this user alone.

    Attributes:
        read_only: Nothing can be written there; what it holds can be read.
    """

    def __init__(self, home: Home) -> None:
        self.home = home
        self._lock = threading.RLock()
        self._path = home.create().journal
        with self._guard():
            self._db, self.read_only = open_database(self._path)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise journal_error(error, self._path) from error
        except OSError as error:
            raise JournalError(
                f"The journal {shown_path(self._path)} cannot be opened ({error.strerror}).",
                "Set NEMO_HOME to a directory you can write to.",
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A writing transaction; nobody else writes meanwhile. An error inside undoes all of it."""
        if self.read_only:
            raise only_read(self._path)
        with self._lock, self._guard():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, to read from; no other thread uses it meanwhile."""
        with self._lock, self._guard():
            yield self._db

    def _read(self, kind: type[Row], sql: str, *args: object) -> list[Row]:
        with self.reading() as db:
            return [_row(kind, found) for found in db.execute(sql, args)]

    def check(self) -> None:
        """Look at every page; a journal can be damaged where nobody has read it yet.

        Raises:
            JournalError: It is.
        """
        with self.reading() as db:
            (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise damaged(self._path)

    def data_version(self) -> int:
        """A number that changes when another connection has written (SQLite's own pragma, about 5 µs)."""
        with self.reading() as db:
            return int(db.execute("PRAGMA data_version").fetchone()[0])


def payload_column(payload: dict[str, Any]) -> str:
    """What a user wants, as its column keeps it: texts without halves of characters, which SQLite and no file takes.

    Paths stay as they are: the names of files need not be text.
    """
    told = {key: repair(value) if isinstance(value, str) and key != "path" else value for key, value in payload.items()}
    return json.dumps(told)


def to_column(name: str, value: Any) -> Any:
    """A value as its column keeps it."""
    return json.dumps(value) if name in _JSON_COLUMNS and value is not None else value


def _row(kind: type[Row], found: sqlite3.Row) -> Row:
    values = {key: found[key] for key in found.keys()}  # noqa: SIM118 - sqlite3.Row iterates values
    for name in _JSON_COLUMNS & values.keys():
        if values[name] is not None:
            values[name] = json.loads(values[name])
    return msgspec.convert(values, kind, strict=False)
