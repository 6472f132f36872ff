"""A render at the backend, followed to its end by the name that it was asked for under."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time

from nemo_widgets.client import RenderStatus
from nemo_widgets.client.private import write_private
from nemo_widgets.courier.desk import Desk
from nemo_widgets.errors import (
    BackendUnreachableError,
    BadRequestError,
    NemoError,
    ProtocolError,
    RateLimitError,
    RenderFailedError,
    ServerError,
    SessionNotFoundError,
    StreamInterruptedError,
)
from nemo_widgets.journal import IntentRow, State
from nemo_widgets.journal.journal import now

_SHORTEST_POLL_S = 0.25
_LONGEST_POLL_S = 300.0
_LONGEST_PAUSE_S = 30.0
_LOSS_S = 60.0
"""How long a network may be away before a render is begun."""
_PASSING = (ServerError, RateLimitError, ProtocolError, ConnectionError)
_UNKNOWN_POLLS = 3
"""So many polls in a row that the backend answers with "no such render" are believed."""


class Loss:
    """Something that does not get through, tried again ever more rarely for as long as is good.

    Args:
        pause: Before the second try, seconds; doubled each time.
        patience: For how long, seconds.
    """

    def __init__(self, pause: float, patience: float) -> None:
        self._pause = pause
        self._end = time.monotonic() + patience

    async def outlast(self, error: Exception) -> None:
        """Wait a while; `error` itself once that has been done for long enough."""
        if time.monotonic() > self._end:
            raise error
        await asyncio.sleep(min(self._pause, _LONGEST_PAUSE_S))
        self._pause *= 2


def new_name() -> str:
    """A render's name that was never used: `render_` and ms, as the protocol shows, and something at random."""
    return f"render_{time.time_ns() // 1_000_000}_{secrets.token_hex(4)}"


class Render:
    """One render, followed to its film; once more under a new name where the first was refused or failed.

    A render is begun at most once under a name, so asking again with the same name can't double it.
    """

    def __init__(self, desk: Desk, intent: IntentRow, *, found_underway: bool) -> None:
        self._desk = desk
        self._intent = intent
        self._may_be_begun = found_underway
        self._session = desk.journal.session(intent.session_id)
        self._deadline = time.monotonic() + desk.pace.export

    @property
    def _name(self) -> str:
        return str(self._intent.result["render_id"])

    @property
    def _second(self) -> bool:
        """The new name was used already."""
        return bool(self._intent.result.get("first_render_id"))

    async def run(self) -> RenderStatus:
        """Begin it, unless that was done before, and wait for the end; may be called again for a fresh answer."""
        while True:
            begun = await self._begin()
            looking = asyncio.create_task(self._first_look())
            try:
                finished = await self._follow(begun)
            finally:
                looking.cancel()
            if finished.status == "completed":
                return finished
            if self._second:
                raise RenderFailedError(
                    f"The export failed: {finished.error or 'the backend gave no reason'}.",
                    "Export again; if it fails again, change the last edit.",
                )
            self._rename()

    async def _begin(self) -> RenderStatus:
        """Ask for it, unless its name is known there already."""
        status = await self._begun() if self._may_be_begun else None
        loss = Loss(self._desk.pace.again, self._left if self._may_be_begun else min(_LOSS_S, self._left))
        while status is None:
            try:
                status = await self._start()
            except BadRequestError:
                # The name is taken, or the request is wrong: a new name tells (protocol.md, Export).
                status = await self._begun()
                if status is None:
                    if self._second:
                        raise
                    self._rename()
            except BackendUnreachableError as error:
                await loss.outlast(error)
            except (ServerError, ProtocolError, StreamInterruptedError) as error:
                # Whether it was begun, its name tells.
                status = await self._begun()
                if status is None:
                    await loss.outlast(error)
        self._desk.journal.advance(self._intent.id, State.ACCEPTED, came_from=[State.SENDING])
        self._intent = self._desk.journal.intent(self._intent.id)
        return status

    async def _start(self) -> RenderStatus:
        client = await self._desk.client(self._session)
        draft = self._desk.journal.draft(self._intent.result["draft"])
        remote_id = str(self._intent.receipt.get("remote_id") or self._session.remote_id)
        quality = self._intent.payload.get("quality", "high")
        self._may_be_begun = True
        return await client.start_render(self._name, remote_id, draft or b"{}", quality=quality)

    async def _begun(self) -> RenderStatus | None:
        """How far the render of that name is; None where there is none."""
        while True:
            try:
                return await (await self._desk.client(self._session)).render_status(self._name)
            except (SessionNotFoundError, BadRequestError):
                return None
            except _PASSING:
                if self._over:
                    raise
                await asyncio.sleep(self._desk.pace.again)

    def _rename(self) -> None:
        result = {**self._intent.result, "render_id": new_name(), "first_render_id": self._name}
        self._desk.journal.advance(
            self._intent.id, State.SENDING, came_from=[State.SENDING, State.ACCEPTED], result=result
        )
        self._intent = self._desk.journal.intent(self._intent.id)
        self._may_be_begun = False

    @property
    def _left(self) -> float:
        return self._deadline - time.monotonic()

    @property
    def _over(self) -> bool:
        return self._left < 0

    async def _follow(self, status: RenderStatus) -> RenderStatus:
        """Poll to the end: `completed` with an address, or `failed`."""
        unknown = 0
        while status.status != "failed" and not (status.status == "completed" and status.url):
            if self._over:
                if status.status == "completed":
                    return status  # no address ever came; the backend's own download may still give the film
                raise RenderFailedError(
                    "The export did not finish in time; the backend may still be at work.", "Export again later."
                )
            self._desk.phase(self._intent, "rendering", fraction=status.progress, status=status.status, last_sign=now())
            await asyncio.sleep(self._pause(status))
            try:
                # Asked anew each time: a local engine that was restarted has another address.
                status = await (await self._desk.client(self._session)).render_status(self._name)
                unknown = 0
            except _PASSING:
                pass  # a failed *poll* says nothing of the render
            except (BadRequestError, SessionNotFoundError):
                unknown += 1
                if unknown >= _UNKNOWN_POLLS:  # a queue may need a moment to know its newest job
                    raise
        self._note(status)
        return status

    async def _first_look(self) -> None:
        """Fetch a preview's poster, which the local engine paints before the film."""
        poster = self._desk.home.poster(self._intent.result["draft"])
        if self._desk.backend != "local" or not self._intent.payload.get("preview") or poster.exists():
            return
        with contextlib.suppress(NemoError, OSError):
            client = await self._desk.client(self._session)
            if picture := await client.render_poster(self._name):
                await asyncio.to_thread(write_private, poster, picture)
                self._desk.phase(self._intent, "rendering", last_sign=now())  # whoever watches looks again

    def _pause(self, status: RenderStatus) -> float:
        hint = status.retry_after
        return self._desk.pace.poll if hint is None else min(max(hint, _SHORTEST_POLL_S), _LONGEST_POLL_S)

    def _note(self, status: RenderStatus) -> None:
        receipt = {**self._intent.receipt, "last_status": status.status}
        self._desk.journal.note_intent(self._intent.id, receipt=receipt)
        self._intent = self._desk.journal.intent(self._intent.id)
