"""A turn: one message, sent once, and what came of it."""

from __future__ import annotations

import asyncio
from enum import Enum

from nemo_widgets.client import NemoClient, Reply
from nemo_widgets.courier.desk import Desk
from nemo_widgets.courier.recovery import frozen_base, recover_turn, watch_stop
from nemo_widgets.courier.settling import Verdict, draft_hash, fail_turn, settle_by_state
from nemo_widgets.courier.stopping import Stopped, unless_stopped
from nemo_widgets.courier.writer import Writer
from nemo_widgets.errors import (
    APIError,
    BackendUnreachableError,
    NemoError,
    PromptError,
    ServerError,
    SessionNotFoundError,
    StreamInterruptedError,
)
from nemo_widgets.journal import IntentRow, SessionRow, State
from nemo_widgets.journal.journal import now


async def carry_turn(desk: Desk, intent: IntentRow, stop: asyncio.Event) -> None:
    """Send a message and follow its stream; or, for one found underway, settle it by reading."""
    if intent.state is State.WRITTEN:
        await _Turn(desk, intent, stop).run()
    else:
        await recover_turn(desk, intent, stop)


class _Ending(Enum):
    CLOSED = "closed by the backend, as a turn ends"
    CUT = "cut, or silent for too long"


class _Turn:
    """One message on its way."""

    def __init__(self, desk: Desk, intent: IntentRow, stop: asyncio.Event) -> None:
        self._desk = desk
        self._id = intent.id
        self._text: str = intent.payload["text"]
        self._stop = stop
        self._reply = Reply()
        self._accepted = False

    @property
    def _intent(self) -> IntentRow:
        return self._desk.journal.intent(self._id)

    async def run(self) -> None:
        desk = self._desk
        self._require_files()
        desk.phase(self._intent, "setting-up")
        session, client, before = await desk.open_remote(desk.journal.session(self._intent.session_id))
        balance = await desk.credits(client)
        receipt = {
            "sent_at": now(),
            "remote_id": session.remote_id,
            "credits_before": balance.available if balance else None,
            "frozen_before": balance.frozen if balance else None,
            "frozen_base": frozen_base(desk, balance),
            "messages_before": before.messages,
        }
        if not desk.journal.begin_send(self._id, before.draft, receipt):
            return  # stopped before it was sent
        desk.phase(self._intent, "sending")
        remote_id = str(session.remote_id)
        try:
            ending = await unless_stopped(self._listen(client, remote_id), self._stop)
        except Stopped:
            await watch_stop(desk, self._intent, remote_id, client)
            return
        except (APIError, BackendUnreachableError, PromptError) as refusal:
            # Refused before any work: nothing runs, nothing is charged. What comes later is an ending, not an error.
            told = await self._checked(refusal, session, client)
            fail_turn(desk, self._intent, before.draft if told is refusal else None, told)
            return
        if ending is _Ending.CUT:
            await recover_turn(desk, self._intent, self._stop)
        else:
            await self._settle(client, remote_id)

    async def _checked(self, refusal: NemoError, session: SessionRow, client: NemoClient) -> NemoError:
        """A "not found" may be the session's or only the address's: its state tells which."""
        if isinstance(refusal, SessionNotFoundError):
            try:
                await client.state(str(session.remote_id))
            except SessionNotFoundError as error:
                return self._desk.forget(session, error)
            except NemoError:
                pass  # the next message will find out
        return refusal

    def _require_files(self) -> None:
        """A message about a photo that did not arrive would be paid for in vain."""
        for upload_id in self._intent.payload.get("needs", []):
            upload = self._desk.journal.intent(upload_id)
            if upload.state is not State.SUCCEEDED:
                raise NemoError(
                    f"Not sent: {upload.payload.get('name', 'a file')} was not uploaded.",
                    "Upload it again, then send the message.",
                )

    async def _listen(self, client: NemoClient, remote_id: str) -> _Ending:
        journal = self._desk.journal
        try:
            async with (
                client.chat(remote_id, self._text) as stream,
                Writer(journal, self._id, self._desk.pace.still) as writer,
            ):
                self._accepted = journal.advance(self._id, State.ACCEPTED, came_from=[State.SENDING])
                async for event in stream:
                    self._reply.add(event)
                    writer.add(event)
        except (StreamInterruptedError, ServerError):
            return _Ending.CUT  # a 5xx says nothing of the work behind it
        except NemoError:
            if not self._accepted:
                raise
            return _Ending.CUT
        return _Ending.CLOSED

    async def _settle(self, client: NemoClient, remote_id: str) -> None:
        state, balance = await self._desk.look(client, remote_id)
        intent = self._intent
        if state is None:
            await recover_turn(self._desk, intent, self._stop)
        elif self._reply.errors and not self._reply.text and draft_hash(state) == intent.base:
            error = client.refusal(self._reply.errors[-1])
            if not error.next_step:
                error = ServerError(
                    f"The backend stopped with an error: {error.message}",
                    "The timeline is as it was. Try again, or say it in other words.",
                )
            fail_turn(self._desk, intent, state.draft, error, balance)
        else:
            settle_by_state(self._desk, intent, Verdict.DONE, state, balance)
