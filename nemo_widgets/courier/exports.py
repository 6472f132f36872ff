"""An export: a render asked for once by id, followed to the film on disk."""

from __future__ import annotations

import asyncio
import contextlib
import glob
import json
import secrets
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nemo_widgets.client import RenderStatus
from nemo_widgets.courier.desk import Desk
from nemo_widgets.courier.film import look_at, write_poster
from nemo_widgets.errors import (
    BadRequestError,
    DiskFullError,
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
from nemo_widgets.journal.rows import UNDERWAY

_OPEN = [State.WRITTEN, *UNDERWAY]
_TELL_S = 0.25
_SHORTEST_POLL_S = 0.25
_LONGEST_POLL_S = 300.0
_PASSING = (ServerError, RateLimitError, ProtocolError, ConnectionError)
_UNKNOWN_POLLS = 3
"""So many polls in a row that the backend answers with "no such render" are believed."""


async def carry_export(desk: Desk, intent: IntentRow, stop: asyncio.Event) -> None:
    """Render, poll, download. Found underway, it goes on with the id it began with."""
    working = asyncio.create_task(_export(desk, intent))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
        else:
            desk.journal.advance(intent.id, State.CANCELLED, came_from=_OPEN)
    finally:
        stopping.cancel()
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError, NemoError):
            await working


async def _export(desk: Desk, intent: IntentRow) -> None:
    found_underway = intent.state is not State.WRITTEN
    if not found_underway:
        await _prepare(desk, intent)
        intent = desk.journal.intent(intent.id)
        if intent.state.settled:
            return
    finished = await _Render(desk, intent, found_underway=found_underway).run()
    await _fetch(desk, desk.journal.intent(intent.id), finished)


async def _prepare(desk: Desk, intent: IntentRow) -> None:
    """Choose the draft and the render's name, and write both down before anything is asked for."""
    desk.phase(intent, "setting-up")
    session = desk.journal.session(intent.session_id)
    draft_hash = intent.payload.get("draft") or _left_by(desk, intent)
    if session.remote_id is None and draft_hash is not None:
        session, _, _ = await desk.open_remote(session)  # a fork that was never spoken to, or one that was forgotten
    if draft_hash is None:
        session, _, state = await desk.open_remote(session)
        draft_hash = desk.journal.set_head(session.id, state.draft)
    draft = desk.journal.draft(draft_hash)
    if draft is None or not json.loads(draft):
        raise NemoError(
            "There is nothing to export yet.", "Send a prompt first, such as: generate a 5-second clip of the sea."
        )
    balance = await desk.credits(await desk.client(session))
    desk.journal.advance(
        intent.id,
        State.SENDING,
        came_from=[State.WRITTEN],
        result={"render_id": _new_name(), "draft": draft_hash},
        receipt={
            "sent_at": now(),
            "remote_id": session.remote_id,
            "credits_before": balance.available if balance else None,
        },
    )


def _new_name() -> str:
    """A render's name that was never used: `render_` and ms, as the protocol shows, and something at random."""
    return f"render_{time.time_ns() // 1_000_000}_{secrets.token_hex(4)}"


def _left_by(desk: Desk, intent: IntentRow) -> str | None:
    """The draft that the turn before it left; None for "the timeline as it is"."""
    turn_id = intent.payload.get("turn")
    if turn_id is None:
        return None
    turn = desk.journal.intent(turn_id)
    if turn.state is not State.SUCCEEDED:
        raise NemoError(
            f"Not exported: the message before it ended as {turn.state}.", "See to that message, then export again."
        )
    take = turn.result.get("take")
    return next((row.draft for row in desk.journal.takes(turn.session_id) if row.number == take), None)


class _Render:
    """One render, followed to its film; once more under a new name where the first was refused or failed.

    A render is begun at most once under a name, so asking again with the same name can't double it.
    """

    def __init__(self, desk: Desk, intent: IntentRow, *, found_underway: bool) -> None:
        self._desk = desk
        self._intent = intent
        self._found_underway = found_underway
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
        """Begin it, unless that was done before a crash, and wait for the end."""
        while True:
            finished = await self._follow(await self._begin())
            if finished.status == "completed":
                return finished
            if self._second:
                raise RenderFailedError(
                    f"The export failed: {finished.error or 'the backend gave no reason'}.",
                    "Export again; if it fails again, change the last edit.",
                )
            self._rename()

    async def _begin(self) -> RenderStatus:
        status = await self._begun() if self._found_underway else None
        self._found_underway = False
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
            except (ServerError, StreamInterruptedError):
                # Whether it was begun, its name tells.
                status = await self._begun()
                if status is None and self._over:
                    raise
                if status is None:
                    await asyncio.sleep(self._desk.pace.again)
        self._desk.journal.advance(self._intent.id, State.ACCEPTED, came_from=[State.SENDING])
        self._intent = self._desk.journal.intent(self._intent.id)
        return status

    async def _start(self) -> RenderStatus:
        client = await self._desk.client(self._session)
        draft = self._desk.journal.draft(self._intent.result["draft"])
        remote_id = str(self._intent.receipt.get("remote_id") or self._session.remote_id)
        quality = self._intent.payload.get("quality", "high")
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
        result = {**self._intent.result, "render_id": _new_name(), "first_render_id": self._name}
        self._desk.journal.advance(
            self._intent.id, State.SENDING, came_from=[State.SENDING, State.ACCEPTED], result=result
        )
        self._intent = self._desk.journal.intent(self._intent.id)

    @property
    def _over(self) -> bool:
        return time.monotonic() > self._deadline

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

    def _pause(self, status: RenderStatus) -> float:
        hint = status.retry_after
        return self._desk.pace.poll if hint is None else min(max(hint, _SHORTEST_POLL_S), _LONGEST_POLL_S)

    def _note(self, status: RenderStatus) -> None:
        receipt = {**self._intent.receipt, "last_status": status.status}
        self._desk.journal.note_intent(self._intent.id, receipt=receipt)
        self._intent = self._desk.journal.intent(self._intent.id)


async def _fetch(desk: Desk, intent: IntentRow, finished: RenderStatus) -> None:
    target = Path(intent.payload["path"])
    client = await desk.client(desk.journal.session(intent.session_id))
    loop = asyncio.get_running_loop()
    last = 0.0

    def tell(got: int, total: int) -> None:
        nonlocal last
        if got == total or loop.time() - last > _TELL_S:
            last = loop.time()
            desk.phase(intent, "downloading", sent=got, total=total)

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskFullError(
            f"The folder {target.parent} cannot be made ({error.strerror}).", "Choose another with clips=…"
        ) from None
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.part"):  # by a courier that was killed
        left.unlink(missing_ok=True)
    await client.download(finished, target, progress=tell)
    film = await asyncio.to_thread(look_at, target)
    poster = desk.home.poster(intent.result["draft"])
    await asyncio.to_thread(write_poster, target, poster)
    result = {**intent.result, "path": str(target), **asdict(film)}
    if not intent.payload.get("preview"):
        _write_sidecar(desk, target, intent, result)
    balance = await desk.credits(client)
    receipt = {
        **intent.receipt,
        "credits_after": balance.available if balance else None,
        "settled_at": now(),
    }
    desk.journal.advance(intent.id, State.SUCCEEDED, came_from=_OPEN, result=result, receipt=receipt)


def _write_sidecar(desk: Desk, target: Path, intent: IntentRow, film: dict[str, Any]) -> None:
    """What made the film, beside it: enough to bring its take back (`journal.rebuild`), and nothing secret.

    A full disk must not take the film with it.
    """
    session = desk.journal.session(intent.session_id)
    takes = [take for take in desk.journal.takes(session.id) if take.draft == film["draft"]]
    number = intent.payload.get("take")
    take = next((take for take in takes if take.number == number), takes[-1] if takes else None)
    draft = desk.journal.draft(film["draft"])
    made = {
        **intent.payload.get("made_by", {}),
        **film,
        "path": target.name,
        "exported_at": now(),
        "backend": session.backend,
        "language": session.language,
        "timeline": None if draft is None else draft.decode("utf-8", "replace"),
    }
    if take is not None:
        made |= {"take": take.number, "parent": take.parent, "prompt": take.prompt, "made_at": take.created_at}
    with contextlib.suppress(OSError):
        target.with_name(target.name + ".json").write_text(
            json.dumps(made, indent=2, ensure_ascii=False) + "\n", "utf-8"
        )
