"""What every errand needs: the journal, the client, and the backend's session."""

from __future__ import annotations

import asyncio
import logging
import weakref
from typing import Any

from nemo_widgets.client import Anonymous, Attribution, Credits, NemoClient, OwnToken, Patience, State
from nemo_widgets.client import State as RemoteState
from nemo_widgets.courier.engine import EngineAddress, find_or_start
from nemo_widgets.courier.languages import detect
from nemo_widgets.courier.pace import Pace
from nemo_widgets.errors import AuthenticationError, NemoError, SessionNotFoundError, as_record
from nemo_widgets.journal import Home, IntentRow, Journal, SessionRow
from nemo_widgets.journal.rows import split_courier_key
from nemo_widgets.secret import Secret

log = logging.getLogger(__name__)


class Desk:
    """One backend, one credential: gives errands a client that reaches it.

    Args:
        home: The user's home of journal, tokens and engine.
        journal: The courier's own connection.
        key: The courier's key.
        token: The user's own token, where the key's credential is one.
        pace: Times between looks.
    """

    def __init__(self, home: Home, journal: Journal, key: str, token: Secret | None, pace: Pace) -> None:
        self.home = home
        self.journal = journal
        self.key = key
        self.pace = pace
        self.backend, self.credential = split_courier_key(key)
        self._token = token
        self._clients: dict[str, NemoClient] = {}
        self._engine: EngineAddress | None = None
        self._connecting = asyncio.Lock()
        self._locks: weakref.WeakValueDictionary[tuple[object, ...], asyncio.Lock] = weakref.WeakValueDictionary()

    async def client(self, session: SessionRow) -> NemoClient:
        """A client for the session's profile; the local engine is started if it is not there."""
        async with self._connecting:
            base, auth = await self._address()
            if session.profile not in self._clients:
                self._clients[session.profile] = NemoClient(
                    base,
                    auth=auth,
                    attribution=Attribution.detect(session.profile),
                    on_notice=log.info,
                    patience=Patience(quiet=self.pace.quiet, turn=self.pace.turn),
                )
            return self._clients[session.profile]

    async def _address(self) -> tuple[str, OwnToken | Anonymous]:
        if self.backend == "local":
            engine = await find_or_start(self.home.engine, known=self._engine)
            if engine != self._engine:
                await self.close()
                self._engine = engine
            return engine.url, OwnToken(engine.token)
        if self.credential == "anonymous":
            return self.backend, Anonymous(self.home.tokens)
        if self._token is None:
            raise AuthenticationError(
                "This session needs its own token, and none is at hand.",
                "Set NEMO_TOKEN and connect again.",
            )
        return self.backend, OwnToken(self._token)

    async def close(self) -> None:
        """Close all connections."""
        clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            await client.aclose()

    def lock(self, *key: object) -> asyncio.Lock:
        """The lock of that name, for what errands side by side must not do at once."""
        return self._locks.setdefault(key, asyncio.Lock())

    async def open_remote(self, session: SessionRow) -> tuple[SessionRow, NemoClient, RemoteState]:
        """The backend's session with its state as it is now, created on first use.

        Raises:
            SessionNotFoundError: The backend forgot a session that held work. Nothing was sent; the next try begins
                a new timeline.
        """
        async with self.lock("remote", session.id):
            # Read again: another errand may have made it meanwhile.
            return await self._open_remote(self.journal.session(session.id))

    async def _open_remote(self, session: SessionRow) -> tuple[SessionRow, NemoClient, RemoteState]:
        client = await self.client(session)
        if session.remote_id is not None:
            try:
                return session, client, await client.state(session.remote_id)
            except SessionNotFoundError as error:
                if session.head is not None:
                    raise self.forget(session, error) from None
        seed = self.journal.draft(session.seed_draft)
        if seed is not None:
            made = await client.fork_session(seed, session.seed_remote)
        else:
            made = await client.create_session(session.language or await self._spoken(session))
        self.journal.set_remote(session.id, made.session_id, made.task_id, made.user_id)
        return self.journal.session(session.id), client, await client.state(made.session_id)

    def forget(self, session: SessionRow, error: SessionNotFoundError) -> SessionNotFoundError:
        """Let go of a timeline that the backend has lost; what to tell of it. Its takes stay."""
        told = SessionNotFoundError(
            "The backend no longer knows this session, so nothing was sent. Your takes are kept.",
            "Send it again to start a new timeline.",
            code=error.code,
            status=error.status,
            request_id=error.request_id,
        )
        self.journal.forget_remote(session.id, as_record(told))
        return told

    async def _spoken(self, session: SessionRow) -> str | None:
        """The language of the first message that waits, or that was ever sent; files may go before it."""
        turns = self.journal.intents(session.id, kind="turn")
        waiting = [turn.payload["text"] for turn in turns if not turn.state.settled]
        uploads = [upload.payload.get("said") for upload in self.journal.intents(session.id, kind="upload")]
        said = next(filter(None, [*waiting, *(turn.payload["text"] for turn in turns), *reversed(uploads)]), None)
        return None if said is None else await asyncio.to_thread(detect, said)

    async def credits(self, client: NemoClient) -> Credits | None:
        """The balance, or None where it cannot be read just now."""
        try:
            return await client.credits()
        except NemoError as error:
            log.info("credits not read: %s", error.message)
            return None

    async def look(self, client: NemoClient, remote_id: str) -> tuple[State | None, Credits | None]:
        """State and credits, each None where it cannot be read just now."""
        try:
            state = await client.state(remote_id)
        except SessionNotFoundError:
            raise
        except NemoError as error:
            log.info("state not read: %s", error.message)
            state = None
        return state, await self.credits(client)

    def phase(self, intent: IntentRow, name: str, **more: Any) -> None:
        """Tell how far an intent is."""
        self.journal.note_intent(intent.id, progress={"phase": name, **more})
