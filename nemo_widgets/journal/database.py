"""Opening the journal's file, and what can be wrong with it in words."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from urllib.parse import quote

from nemo_widgets.errors import DiskFullError, JournalError
from nemo_widgets.journal.mounts import is_network
from nemo_widgets.journal.schema import migrate, refuse_newer
from nemo_widgets.paths import renaming, shown_path

_BUSY_S = 10.0
_WAL_BYTES = 4 * 1024 * 1024
"""What the write-ahead log may keep on disk once it was taken over into the file."""


def open_database(path: Path) -> tuple[sqlite3.Connection, bool]:
    """A connection to the journal, and whether it can only be read: history opens where nothing can be written."""
    try:
        path.touch(mode=0o600)
        return _opened(path, _connect(str(path))), False
    except (OSError, sqlite3.OperationalError) as error:
        unwritable = isinstance(error, OSError) or "readonly" in str(error) or "unable to open" in str(error)
        if not unwritable or not path.is_file():
            raise
        found = _opened_for_reading(path)
        if found is None:
            raise
        return found, True


def _connect(database: str, *, uri: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(database, timeout=_BUSY_S, isolation_level=None, check_same_thread=False, uri=uri)
    connection.row_factory = sqlite3.Row
    return connection


def _opened(path: Path, connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        # WAL needs shared memory, which network filesystems do not give (sqlite.org/wal.html, "Disadvantages").
        connection.execute(f"PRAGMA journal_mode = {'DELETE' if is_network(path) else 'WAL'}")
        # A row that says "sending" must be on the disk before the message is on the wire, power cuts included.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA journal_size_limit = {_WAL_BYTES}")
        migrate(connection, str(path))
    except BaseException:
        connection.close()
        raise
    return connection


def _opened_for_reading(path: Path) -> sqlite3.Connection | None:
    """Without writing a byte; what a crashed program left beside the file counts where it can be read."""
    for mode in ("mode=ro", "mode=ro&immutable=1"):
        connection = _connect(f"file:{quote(str(path.absolute()))}?{mode}", uri=True)
        with contextlib.suppress(sqlite3.OperationalError):
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                refuse_newer(connection, str(path))
                return connection
        connection.close()
    return None


def only_read(path: Path) -> JournalError:
    """What whoever wants to write is told."""
    return JournalError(
        f"The journal {shown_path(path)} can only be read here, so nothing was sent or kept.",
        "Its history can be looked at. To go on, set NEMO_HOME to a directory you can write to.",
    )


def damaged(path: Path) -> JournalError:
    """What to do about a journal that is not whole."""
    return JournalError(
        f"The journal {shown_path(path)} is damaged.",
        f"Nothing was changed. Move it aside ({renaming(path, f'{path.name}.damaged')}), restart the kernel, and go on "
        "with a new one; nemo.restore(folder) brings back the takes whose films are in a folder.",
    )


def journal_error(error: sqlite3.Error, path: Path) -> JournalError | DiskFullError:
    """SQLite's complaint as one of ours."""
    text, shown = str(error), shown_path(path)
    if "disk is full" in text or "disk I/O error" in text:
        return DiskFullError(f"The journal {shown} could not be written: {text}.", "Free some space, then try again.")
    if "malformed" in text or "not a database" in text:
        return damaged(path)
    if "readonly" in text or "unable to open" in text:
        return JournalError(
            f"The journal {shown} cannot be written ({text}).", "Set NEMO_HOME to a directory you can write to."
        )
    if "locked" in text:
        return JournalError(
            f"The journal {shown} is held by another program.",
            "Close the program that has it open, such as a database viewer, and try again.",
        )
    return JournalError(f"The journal {shown} cannot be used ({text}).", "Set NEMO_HOME to another directory.")
