"""Free readings: the balance, and the state as it is now."""

from __future__ import annotations

import asyncio

from nemo_widgets.courier.desk import Desk
from nemo_widgets.journal import IntentRow, State
from nemo_widgets.journal.rows import UNDERWAY

_OPEN = [State.WRITTEN, *UNDERWAY]


async def carry_credits(desk: Desk, intent: IntentRow, stop: asyncio.Event) -> None:  # noqa: ARG001 - an errand's form
    """Read the balance."""
    session = desk.journal.session(intent.session_id)
    client = await desk.client(session)
    balance = await client.credits()
    result = {
        "available": balance.available,
        "frozen": balance.frozen,
        "total": balance.total,
        "free": desk.backend == "local",
    }
    desk.journal.advance(intent.id, State.SUCCEEDED, came_from=_OPEN, result=result)


async def carry_refresh(desk: Desk, intent: IntentRow, stop: asyncio.Event) -> None:  # noqa: ARG001 - an errand's form
    """Read the timeline as the backend has it now."""
    session, _, state = await desk.open_remote(desk.journal.session(intent.session_id))
    head = desk.journal.set_head(session.id, state.draft)
    desk.journal.advance(intent.id, State.SUCCEEDED, came_from=_OPEN, result={"draft": head})
