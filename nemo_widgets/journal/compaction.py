"""Keeping the journal small: what is settled is kept once, and what nobody asks for any more is let go.

Takes, drafts of takes, turns, exports and uploads are history and stay. Replies arrive in hundreds of pieces and are
kept as one; readings of the balance and the timeline are worth little after a day; files that were uploaded from
memory are kept only until the backend has them.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nemo_widgets.journal.journal import Journal

READINGS_KEPT = timedelta(days=1)
FILES_KEPT_S = 86_400.0
"""How long a file from memory stays after its upload: for its picture in the studio, and to be sent once more."""
FILES_KEPT_BYTES = 1_000_000_000
"""All such files together; the oldest go first."""


def compact(journal: Journal) -> None:
    """Let go of what is not history, in the journal and in the folder of files from memory."""
    with journal.transaction() as db:
        before = (datetime.now(UTC) - READINGS_KEPT).isoformat(timespec="milliseconds")
        old = """SELECT id FROM intents WHERE kind IN ('credits', 'refresh') AND updated_at < ?
                 AND state IN ('succeeded', 'failed', 'cancelled', 'unknown')"""
        db.execute(f"DELETE FROM events WHERE intent_id IN ({old})", (before,))  # noqa: S608 - the text is ours
        db.execute(f"DELETE FROM intents WHERE id IN ({old})", (before,))  # noqa: S608
        db.execute(
            # An export that is being prepared may hold a draft that it has not written down yet.
            """DELETE FROM drafts WHERE NOT EXISTS (
                 SELECT 1 FROM intents WHERE kind = 'export' AND state = 'written')
               AND hash NOT IN (
                 SELECT head FROM sessions WHERE head IS NOT NULL
                 UNION SELECT seed_draft FROM sessions WHERE seed_draft IS NOT NULL
                 UNION SELECT draft FROM takes
                 UNION SELECT base FROM takes WHERE base IS NOT NULL
                 UNION SELECT base FROM intents WHERE base IS NOT NULL
                 UNION SELECT json_extract(payload, '$.draft') FROM intents
                   WHERE json_extract(payload, '$.draft') IS NOT NULL
                 UNION SELECT json_extract(result, '$.draft') FROM intents
                   WHERE json_extract(result, '$.draft') IS NOT NULL)"""
        )
        wanted = {Path(path).parent for path in _paths_of_open_uploads(db)}
    _clear_files(journal.home.uploads, wanted)


def _paths_of_open_uploads(db: sqlite3.Connection) -> Iterator[str]:
    rows = db.execute(
        """SELECT json_extract(payload, '$.path') AS path FROM intents WHERE kind = 'upload'
           AND state IN ('written', 'sending', 'accepted', 'streaming')"""
    )
    return (row["path"] for row in rows if row["path"])


def _clear_files(folder: Path, wanted: set[Path]) -> None:
    """Each file has a folder of its own, named after its content."""
    try:
        kept = [(place, *_weight(place)) for place in folder.iterdir() if place not in wanted]
    except OSError:
        return
    room = FILES_KEPT_BYTES
    for place, touched, size in sorted(kept, key=lambda one: -one[1]):
        room -= size
        if room < 0 or time.time() - touched > FILES_KEPT_S:
            shutil.rmtree(place, ignore_errors=True)


def _weight(place: Path) -> tuple[float, int]:
    """When a file was last given, and its bytes."""
    files = [path.stat() for path in place.rglob("*") if path.is_file()]
    return max((found.st_mtime for found in files), default=0.0), sum(found.st_size for found in files)
