"""Whose token goes along: the user's own, or an anonymous one that is asked for once and kept.

The backend gives one anonymous token per client id in seven days, and about ten per address (protocol.md, Token).
So the id and the token outlive the process: the id where the vendor's own tools keep theirs, the token in a file
for this user alone.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import filelock
import msgspec

from nemo_widgets.client.addresses import origin
from nemo_widgets.client.answer import Answer
from nemo_widgets.client.client_id import ClientId
from nemo_widgets.client.http import Http
from nemo_widgets.client.kept import INSTEAD, MARGIN, Kept, is_sendable, read_token
from nemo_widgets.client.patience import pause_after
from nemo_widgets.client.private import write_private
from nemo_widgets.client.refusals import Refusals
from nemo_widgets.errors import (
    AuthenticationError,
    BackendUnreachableError,
    ProtocolError,
    RateLimitError,
    ServerError,
)
from nemo_widgets.secret import Secret

log = logging.getLogger(__name__)

_LOCK_S = 60.0
_SHORTEST = 6
Pause = Callable[[float], Awaitable[None]]
_LIMITS = ("limit", "quota", "too many", "exceed")


@dataclass(frozen=True)
class OwnToken:
    """The user's own token: reported when it is refused, never replaced."""

    token: Secret


@dataclass(frozen=True)
class Anonymous:
    """A token of the backend's for nobody in particular: 100 credits, seven days.

    Args:
        directory: Where tokens are kept, a 0600 file for each backend.
        client_id: The file with the client id; by default `~/.config/nemovideo/client_id`, which the vendor's tools
            share. `NEMO_CLIENT_ID` overrides it.
    """

    directory: Path
    client_id: Path | None = None


class Credentials(Protocol):
    """Gives the token that a request carries."""

    @property
    def user_id(self) -> str | None:
        """Who the backend says we are, once it has said so."""

    @property
    def earlier(self) -> Secret | None:
        """The token before this one, if it was replaced before its end and still holds."""

    async def token(self) -> Secret:
        """The token to use now."""

    async def renew(self, refused: Secret) -> bool:
        """Replace a refused token; False where that is not ours to do."""

    def redact(self, text: str) -> str:
        """A text without any token that was used."""


class OwnCredentials:
    """The user's own token."""

    user_id: str | None = None
    earlier: Secret | None = None

    def __init__(self, token: Secret) -> None:
        # Tokens are pasted, and come with blanks and line ends.
        self._token = Secret(token.reveal().strip())

    async def token(self) -> Secret:
        """The one there is.

        Raises:
            AuthenticationError: It cannot be a token.
        """
        if not is_sendable(self._token.reveal()):
            raise AuthenticationError(
                "The token is empty or has characters that no token has.",
                "Copy it again, whole, or unset NEMO_TOKEN to go on anonymously.",
            )
        return self._token

    async def renew(self, refused: Secret) -> bool:  # noqa: ARG002 - the protocol's signature
        """Never: it is the user's."""
        return False

    def redact(self, text: str) -> str:
        """A text without the token, unless that is too short to be one: blotting out "a" spoils every text."""
        return self._token.redact(text) if len(self._token.reveal()) >= _SHORTEST else text


class AnonymousCredentials:
    """An anonymous token for one backend, shared with every client and process of this user.

    Args:
        http: Reaches the backend.
        place: Where id and token are kept.
        refusals: Judges the backend's answers; its `redact` may be this object's own.
        notice: Told, in a sentence, when a token was replaced.
        pause: Waits so many seconds.
    """

    def __init__(
        self,
        http: Http,
        place: Anonymous,
        refusals: Callable[[], Refusals],
        notice: Callable[[str], None],
        pause: Pause,
    ) -> None:
        self._http = http
        self._client_id = ClientId(place.client_id, fallback=place.directory / "client_id")
        self._refusals = refusals
        self._notice = notice
        self._pause = pause
        scheme, host, port = origin(http.base_url)
        mark = hashlib.sha256(f"{scheme}://{host}:{port}".encode()).hexdigest()[:12]
        self._file = place.directory / f"{host.replace(':', '_')}-{mark}.json"
        self._asking = asyncio.Lock()
        self._kept: Kept | None = None
        self._used: set[Secret] = set()

    @property
    def user_id(self) -> str | None:
        """Who the backend says we are."""
        return self._kept.user_id if self._kept else None

    @property
    def earlier(self) -> Secret | None:
        """The token before this one."""
        kept = self._kept
        if kept is None or kept.earlier is None or kept.earlier_until is None:
            return None
        if kept.earlier_until < dt.datetime.now(dt.UTC):
            return None
        return self._remember(Secret(kept.earlier))

    async def token(self) -> Secret:
        """The token at hand; asked for if there is none, or if it ends within the hour."""
        if self._kept is None or not self._kept.holds(MARGIN):
            async with self._asking:
                await self._locked(None)
        return self._secret()

    async def renew(self, refused: Secret) -> bool:
        """Ask for a new token with the same client id, unless someone has done so already."""
        async with self._asking:
            if self._secret() == refused:
                await self._locked(refused)
        return True

    def redact(self, text: str) -> str:
        """A text without any of the tokens that were used."""
        for secret in self._used:
            text = secret.redact(text)
        return text

    def _secret(self) -> Secret:
        return self._remember(Secret(self._kept.token if self._kept else ""))

    def _remember(self, secret: Secret) -> Secret:
        self._used.add(secret)
        return secret

    async def _locked(self, refused: Secret | None) -> None:
        """Use what another process has got meanwhile, else ask; one process at a time."""
        lock = filelock.AsyncFileLock(self._file.with_suffix(".lock"), timeout=_LOCK_S)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            await lock.acquire()
        except (OSError, NotImplementedError) as error:
            # No place to write, or no locks there: a second token is the worst that can come of it.
            log.info("tokens are not locked: %s", type(error).__name__)
        try:
            await self._refresh(refused)
        finally:
            await lock.release(force=True)

    async def _refresh(self, refused: Secret | None) -> None:
        stored = self._load()
        if stored and Secret(stored.token) != refused:
            self._kept = stored
            if stored.holds(MARGIN):
                return
        before = self._kept
        try:
            self._kept = await self._ask_patiently(may_wait=before is None or not before.holds())
        except RateLimitError as error:
            if refused is None and before is not None and before.holds():
                return
            error.next_step = (
                "Anonymous tokens are rationed: try again later, or set NEMO_TOKEN to a token of your own."
            )
            raise
        if refused is not None:
            self._notice(
                "The anonymous token had expired, so a new one was asked for. "
                "Sessions and exports begun with the old one may be lost."
            )
        elif before is not None and before.holds() and before.token != self._kept.token:
            self._kept = msgspec.structs.replace(self._kept, earlier=before.token, earlier_until=before.expires_at)
        self._save(self._kept)

    def _load(self) -> Kept | None:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=Kept)
        except (OSError, msgspec.DecodeError, UnicodeError):
            return None

    def _save(self, kept: Kept) -> None:
        try:
            write_private(self._file, msgspec.json.encode(kept))
        except OSError as error:
            log.warning("the anonymous token could not be kept: %s", type(error).__name__)

    async def _ask_patiently(self, *, may_wait: bool) -> Kept:
        """Ask, and once more after a pause: only where there is nothing to use meanwhile."""
        try:
            return await self._ask()
        except RateLimitError as error:
            delay = pause_after(error) if may_wait else None
            if delay is None:
                raise
        await self._pause(delay)
        return await self._ask()

    async def _ask(self) -> Kept:
        """Ask for a token. Whatever goes wrong here, the request that needs it has not been sent."""
        refusals = self._refusals()
        try:
            answer = await self._post(self._client_id.get())
            error = refusals.judge(answer, "token")
            if error is not None and error.status == 400 and _is_about_the_id(refusals.reason(answer)):
                # The id itself is no good: a fresh one, once (protocol.md, Codes). Never because of a limit.
                answer = await self._post(self._client_id.renew())
                error = refusals.judge(answer, "token")
        except ProtocolError:
            raise AuthenticationError("The backend gave no token that can be read.", INSTEAD) from None
        if isinstance(error, ServerError):
            raise BackendUnreachableError(f"The backend gives no token just now: {error.message}", error.next_step)
        if error is not None:
            raise error
        return read_token(answer)

    async def _post(self, client_id: str) -> Answer:
        # The same id gets the same token, so a lost answer leaves nothing open.
        headers = {"X-Client-Id": client_id}
        connection = await self._http.open("POST", "/api/auth/anonymous-token", headers=headers, harmless=True)
        return await connection.whole()


def _is_about_the_id(reason: str) -> bool:
    """Whether a refusal with 400 means the client id: it does where it says so, or says nothing."""
    words = reason.lower()
    return not words or ("client" in words and not any(word in words for word in _LIMITS))


def make_credentials(
    auth: OwnToken | Anonymous,
    http: Http,
    refusals: Callable[[], Refusals],
    notice: Callable[[str], None],
    pause: Pause,
) -> Credentials:
    """The credentials for what the caller has."""
    if isinstance(auth, OwnToken):
        return OwnCredentials(auth.token)
    return AnonymousCredentials(http, auth, refusals, notice, pause)
