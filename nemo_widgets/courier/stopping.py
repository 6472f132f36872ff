"""Work that a Stop ends."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, TypeVar

from nemo_widgets.errors import NemoError

T = TypeVar("T")


class Stopped(Exception):  # noqa: N818 - a message between the modules of this room, never seen outside
    """A Stop came before the work's end; it is at rest."""


async def unless_stopped(work: Coroutine[Any, Any, T], stop: asyncio.Event) -> T:
    """What the work gives.

    Raises:
        Stopped: The stop came first.
    """
    working = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Stopped
        return working.result()
    finally:
        stopping.cancel()
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError, NemoError):
            await working
