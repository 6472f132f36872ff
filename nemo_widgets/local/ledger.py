"""What the engine has seen since it started, for tests and lessons: streams, holds, activity."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

import msgspec

_MOST_STREAMS: Final = 1000
"""How many of a session's streams are remembered."""


class Stream(msgspec.Struct):
    """One answer to `/run_sse`: times in s since 1970, frames sent, and how it ended."""

    opened: float
    closed: float | None = None
    frames: int = 0
    closed_by_client: bool = False
    cut: bool = False


class Ledger:
    """Counts, and lets others wait for what it counts."""

    def __init__(self) -> None:
        self.streams: dict[str, list[Stream]] = {}
        self.running: dict[str, int] = {}
        """Turns under way or queued, by session."""
        self.holding: dict[str, str] = {}
        """The step a session's run is held at."""
        self.last_activity = time.monotonic()
        self.requests = 0
        """Requests under way."""
        self._changed = asyncio.Condition()
        self._notices: set[asyncio.Task[None]] = set()

    def touch(self) -> None:
        """Something happened: idling starts anew, and those who wait look again."""
        self.last_activity = time.monotonic()
        notice = asyncio.get_running_loop().create_task(self._notify())
        self._notices.add(notice)
        notice.add_done_callback(self._notices.discard)

    async def wait(self, condition: Callable[[], bool], timeout: float) -> bool:  # noqa: ASYNC109 - it answers False, it does not raise
        """Wait until a condition holds; False if it does not within `timeout` s."""
        async with self._changed:
            try:
                await asyncio.wait_for(self._changed.wait_for(condition), timeout)
            except TimeoutError:
                return False
        return True

    def opened(self, sid: str) -> Stream:
        """A stream begins."""
        stream = Stream(time.time())
        streams = self.streams.setdefault(sid, [])
        streams.append(stream)
        del streams[:-_MOST_STREAMS]
        self.touch()
        return stream

    def closed(self, stream: Stream, *, by_client: bool = False, cut: bool = False) -> None:
        """A stream is over."""
        stream.closed, stream.closed_by_client, stream.cut = time.time(), by_client, cut
        self.touch()

    def begins(self, sid: str) -> None:
        """A turn is queued."""
        self.running[sid] = self.running.get(sid, 0) + 1
        self.touch()

    def ends(self, sid: str) -> None:
        """A turn is over."""
        self.running[sid] -= 1
        if not self.running[sid]:
            del self.running[sid]
        self.touch()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
