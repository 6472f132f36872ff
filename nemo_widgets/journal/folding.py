"""The pieces of a reply, once it is whole, as one row each block."""

from __future__ import annotations

import json
import sqlite3


def fold(db: sqlite3.Connection, intent_id: str) -> None:
    """Keep each block of text as one row, in the place of its last piece.

    Whoever has read some of the pieces finds the whole block after them, to be set and not appended, and so has the
    same text as whoever begins to read now.
    """
    blocks: dict[int, list[tuple[int, str]]] = {}
    for row in db.execute(
        "SELECT seq, data FROM events WHERE intent_id = ? AND kind = 'text' ORDER BY seq", (intent_id,)
    ):
        data = json.loads(row["data"])
        before = blocks.setdefault(data["block"], [])
        text = (before[-1][1] if before and data["op"] == "append" else "") + data["text"]
        before.append((row["seq"], text))
    for block, pieces in blocks.items():
        if len(pieces) > 1:
            last, text = pieces[-1]
            whole = json.dumps({"block": block, "op": "set", "text": text})
            db.execute("UPDATE events SET data = ? WHERE seq = ?", (whole, last))
            db.executemany("DELETE FROM events WHERE seq = ?", [(seq,) for seq, _ in pieces[:-1]])
