"""Names for films: nothing on disk is written over, and no two exports are given the same one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nemo_widgets.journal.journal import Journal, new_id, now
from nemo_widgets.journal.rows import IntentRow


def add_film(journal: Journal, session_id: int, payload: dict[str, Any], wanted: Path) -> IntentRow:
    """Write down an export and its path, in one transaction: two kernels that ask at once get two names.

    Args:
        journal: The journal.
        session_id: The session's row id.
        payload: The export's; `path` is added.
        wanted: Where to; with a number behind its name where that is in use.
    """
    intent_id = new_id()
    with journal.transaction() as db:
        taken = {row.payload["path"] for row in journal.open_intents() if row.kind == "export"}
        free, number = wanted, 1
        while free.exists() or str(free) in taken:
            number += 1
            free = wanted.with_stem(f"{wanted.stem}-{number}")
        db.execute(
            "INSERT INTO intents (id, session_id, kind, payload, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
            (intent_id, session_id, "export", json.dumps({**payload, "path": str(free)}), now(), now()),
        )
    return journal.intent(intent_id)
