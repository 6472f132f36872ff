"""Keeping the journal small: what is settled is kept once, and what nobody asks for any more is let go.

Takes, drafts of takes, turns, exports and uploads are history and stay. Replies arrive in hundreds of pieces and are
kept as one; readings of the balance and the timeline are worth little after a day; files that were uploaded from
memory are kept only until the backend has them; and the small films of takes, which can be made again, within a bound.
"""

from __future__ import annotations

import contextlib
import json
import math
import shutil
import sqlite3
import time
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nemo_widgets.journal.journal import Journal

READINGS_KEPT = timedelta(days=1)
FILES_KEPT_S = 86_400.0
"""How long a file from memory stays after its upload: for its picture in the studio, and to be sent once more."""
FILES_KEPT_BYTES = 1_000_000_000
"""All such files together; the oldest go first."""
PREVIEWS_KEPT_BYTES = 1_000_000_000
"""The small films of takes that the player shows, all together: about a thousand; the oldest go first."""


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
    _keep_within(FILES_KEPT_BYTES, journal.home.uploads, age_s=FILES_KEPT_S, but=wanted)
    _keep_within(PREVIEWS_KEPT_BYTES, journal.home.previews)


def _paths_of_open_uploads(db: sqlite3.Connection) -> Iterator[str]:
    rows = db.execute(
        "SELECT payload FROM intents WHERE kind = 'upload' AND state IN ('written', 'sending', 'accepted', 'streaming')"
    )
    # Not json_extract: a file's name need not be text, and SQLite's must be.
    return (path for row in rows if (path := json.loads(row["payload"]).get("path")))


def _keep_within(room: int, folder: Path, *, age_s: float = math.inf, but: Collection[Path] = ()) -> None:
    """Let the oldest go: of files, or of folders that hold one each.

    Args:
        room: Bytes that may stay.
        folder: Where they are.
        age_s: What is older goes in any case, seconds.
        but: What stays in any case.
    """
    try:
        kept = [(place, *_weight(place)) for place in folder.iterdir() if place not in but]
    except OSError:
        return
    for place, touched, size in sorted(kept, key=lambda one: -one[1]):
        room -= size
        if room >= 0 and time.time() - touched <= age_s:
            continue
        if place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                place.unlink()


def _weight(place: Path) -> tuple[float, int]:
    """When a file was last given, and its bytes."""
    files = [path.stat() for path in (place, *place.rglob("*")) if path.is_file()]
    return max((found.st_mtime for found in files), default=0.0), sum(found.st_size for found in files)
