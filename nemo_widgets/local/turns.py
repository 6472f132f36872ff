"""Turns: one at a time in each session, each going on by itself whether or not anybody listens."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine

from starlette.types import Message, Receive, Scope, Send

from nemo_widgets.local import scenarios as scn
from nemo_widgets.local.ledger import Ledger
from nemo_widgets.local.scenarios import Scenarios, Step
from nemo_widgets.local.store import Session

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


class Aborted(Exception):  # noqa: N818 - it is no error: it was asked for
    """The run was told to stop."""


class Turn:
    """One message being answered: frames come out of it, its listener may leave."""

    def __init__(self, session: Session, text: str, *, streaming: bool) -> None:
        self.session = session
        self.text = text
        self.streaming = streaming
        self._left = asyncio.Event()
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue()

    @property
    def aborted(self) -> bool:
        """The run was told to stop."""
        return self._left.is_set()

    def abort(self) -> None:
        """Tell the run to stop at its next step, or where it is held."""
        self._left.set()

    async def unless_aborted(self, waiting: Coroutine[None, None, None]) -> None:
        """Wait for something, but no longer once the run was told to stop."""
        tasks = [asyncio.ensure_future(waiting), asyncio.ensure_future(self._left.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def send(self, frames: list[bytes]) -> None:
        """Frames for the listener, if there is one."""
        for frame in frames:
            self._frames.put_nowait(frame)

    def close(self) -> None:
        """No more frames; closing again does nothing."""
        self._frames.put_nowait(None)

    async def frames(self) -> AsyncIterator[bytes]:
        """What to send, until the turn closes."""
        while (frame := await self._frames.get()) is not None:
            yield frame


class Floor:
    """Who may work now: locks by session, and the holds that tests ask for."""

    def __init__(self, ledger: Ledger, scenarios: Scenarios) -> None:
        self.locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._ledger = ledger
        self._scenarios = scenarios
        self._held: dict[str, asyncio.Event] = {}

    def leave(self, sid: str) -> None:
        """Forget a session's lock when nobody works there or waits to."""
        if sid not in self._ledger.running:
            self.locks.pop(sid, None)

    async def pass_step(self, turn: Turn, step: Step) -> None:
        """Go on to a step, after waiting where a hold says so.

        Raises:
            Aborted: The run was told to stop.
        """
        await turn.unless_aborted(self.hold(turn.session.id, step))
        if turn.aborted:
            raise Aborted

    async def hold(self, sid: str, step: Step) -> None:
        """Wait at a step until released, if a scenario holds it."""
        if not self._scenarios.take(scn.Hold, sid, at=step):
            return
        released = self._held[sid] = asyncio.Event()
        self._ledger.holding[sid] = step
        self._ledger.touch()
        try:
            await released.wait()
        finally:
            self._held.pop(sid, None)
            self._ledger.holding.pop(sid, None)
            self._ledger.touch()

    def release(self, sid: str | None) -> list[str]:
        """Let held runs go on: a session's, or all; whose they were."""
        chosen = [s for s in self._held if sid in {None, s}]
        for s in chosen:
            self._held[s].set()
        return chosen


class TurnStream:
    """The HTTP answer that carries a turn's frames, and notices when the listener leaves.

    Own ASGI instead of a `StreamingResponse`: it must be able to break off as a dying server does, and to tell who
    closed it.
    """

    def __init__(self, turn: Turn, ledger: Ledger, scenarios: Scenarios) -> None:
        self._turn = turn
        self._ledger = ledger
        sid = turn.session.id
        self._cut = scenarios.take(scn.Disconnect, sid)
        self._abort = scenarios.take(scn.AbortOnDisconnect, sid) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send the frames."""
        stream = self._ledger.opened(self._turn.session.id)
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        # An empty piece makes the server send the headers before the first event is there.
        await send({"type": "http.response.body", "body": b"", "more_body": True})
        left = asyncio.ensure_future(_client_left(receive))
        frames = self._turn.frames()
        try:
            while True:
                following = asyncio.ensure_future(anext(frames, None))
                await asyncio.wait({following, left}, return_when=asyncio.FIRST_COMPLETED)
                if left.done() and not following.done():
                    following.cancel()
                    self._leave(abort=self._abort)
                    return self._ledger.closed(stream, by_client=True)
                frame = await following
                if frame is None:
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
                    return self._ledger.closed(stream)
                await send({"type": "http.response.body", "body": frame, "more_body": True})
                stream.frames += 1
                if self._cut and stream.frames >= self._cut.after:
                    self._leave(abort=self._cut.abort)
                    return self._ledger.closed(stream, cut=True)
        finally:
            left.cancel()

    def _leave(self, *, abort: bool) -> None:
        if abort:
            self._turn.abort()


async def _client_left(receive: Receive) -> None:
    message: Message = {"type": ""}
    while message["type"] != "http.disconnect":
        message = await receive()
