"""Calls to the backend: the token goes along, refusals become errors, and what may be sent again is.

Sent again is only what did no work: a read that failed (a few times), a request whose token was refused (once, with
a new one), and a request that came too fast (once, after the pause the backend asks for).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import msgspec
import stamina

from nemo_widgets.client.answer import Answer
from nemo_widgets.client.auth import Credentials, Pause
from nemo_widgets.client.chat import EVENT_STREAM
from nemo_widgets.client.http import Connection, Http, Part
from nemo_widgets.client.patience import pause_after
from nemo_widgets.client.refusals import About, Refusals
from nemo_widgets.errors import (
    AuthenticationError,
    BackendUnreachableError,
    ProtocolError,
    RateLimitError,
    ServerError,
    repair,
)
from nemo_widgets.secret import Secret

T = TypeVar("T")

_AGAIN = stamina.AsyncRetryingCaller(attempts=3, timeout=20.0, wait_initial=0.3, wait_max=3.0, wait_jitter=0.2).on(
    (BackendUnreachableError, ServerError)
)
"""Calls what may be done again."""


def encode(body: dict[str, Any]) -> bytes:
    """A request's JSON, its texts fit to be sent."""
    return msgspec.json.encode({key: repair(value) if isinstance(value, str) else value for key, value in body.items()})


class Calls:
    """Sends requests under one set of credentials.

    Args:
        http: Reaches the backend.
        credentials: Give the token.
        refusals: Judge the answers.
        pause: Waits so many seconds.
    """

    def __init__(self, http: Http, credentials: Credentials, refusals: Refusals, pause: Pause = asyncio.sleep) -> None:
        self.http = http
        self._credentials = credentials
        self._refusals = refusals
        self._pause = pause

    async def token(self) -> Secret:
        """The token that requests carry now."""
        return await self._credentials.token()

    @property
    def earlier_token(self) -> Secret | None:
        """The token before that one, while it still holds: what it began, the new one may not see."""
        return self._credentials.earlier

    async def get(self, path: str, about: About = "account", token: Secret | None = None) -> Answer:
        """Read something; tried again when the backend fails or does not answer.

        Args:
            path: Of the endpoint.
            about: What it is about.
            token: An earlier token to try first: what it began, a later one may not see.

        Raises:
            APIError: The backend refused.
            BackendUnreachableError: It did not answer.
        """
        return await _AGAIN(self._persist, lambda token: self._whole("GET", path, token, about), token)

    async def post(
        self,
        path: str,
        body: bytes | None = None,
        *,
        about: About = "account",
        part: Callable[[], Part] | None = None,
        silence: float | None = None,
    ) -> Answer:
        """Ask for work; never sent again once it may have begun.

        Args:
            path: Of the endpoint.
            body: JSON.
            about: What it is about.
            part: Opens the file to send instead of JSON, anew for each attempt.
            silence: Longest silence of the backend, seconds; by default the client's patience.

        Raises:
            APIError: The backend refused.
            BackendUnreachableError: Nothing was sent.
            StreamInterruptedError: It was sent, and no answer came.
        """

        async def attempt(token: Secret) -> Answer:
            if part is None:
                return await self._whole("POST", path, token, about, body=body, silence=silence)
            opened = part()
            try:
                return await self._whole("POST", path, token, about, part=opened, silence=silence)
            finally:
                opened.file.close()

        return await self._persist(attempt)

    async def converse(self, path: str, body: bytes) -> Connection | Answer:
        """Send a message; comes back once it was accepted, with the stream, or with the answer if it is none.

        Raises:
            APIError: The backend refused.
            BackendUnreachableError: Nothing was sent.
            StreamInterruptedError: It was sent, and no answer came.
        """
        return await self._persist(lambda token: self._converse(path, body, token))

    async def fetch(self, path: str, headers: Mapping[str, str], token: Secret | None = None) -> Connection:
        """Open an authenticated download, with `token` first as in `get`; the caller reads and closes it.

        Raises:
            APIError: The backend refused.
            BackendUnreachableError: It did not answer.
        """
        return await self._persist(lambda token: self._fetch(path, headers, token), token)

    async def _persist(self, attempt: Callable[[Secret], Awaitable[T]], first: Secret | None = None) -> T:
        renewed = paused = False
        while True:
            token = first or await self._credentials.token()
            try:
                return await attempt(token)
            except AuthenticationError:
                if renewed or not await self._credentials.renew(token):
                    raise
                renewed, first = True, None
            except RateLimitError as error:
                delay = pause_after(error)
                if paused or delay is None:
                    raise
                paused = True
                await self._pause(delay)

    async def _whole(
        self,
        method: str,
        path: str,
        token: Secret,
        about: About,
        *,
        body: bytes | None = None,
        part: Part | None = None,
        silence: float | None = None,
    ) -> Answer:
        patience = self.http.patience
        within = None if part is None else patience.answer + part.size / patience.slowest
        connection = await self.http.open(
            method, path, token=token, body=body, part=part, silence=silence, within=within
        )
        return self._accepted(await connection.whole(), about)

    async def _converse(self, path: str, body: bytes, token: Secret) -> Connection | Answer:
        # Turns are silent for minutes (adk.md 3.7), and a backend that knows no deltas for all of their time.
        patience = self.http.patience
        connection = await self.http.open(
            "POST",
            path,
            token=token,
            headers={"Accept": EVENT_STREAM},
            body=body,
            silence=patience.quiet,
            within=patience.turn,
        )
        if connection.head.status == 200 and connection.head.content_type == EVENT_STREAM:
            return connection
        answer = self._accepted(await connection.whole(), "session")
        if answer.content_type == "text/html":
            raise ProtocolError(
                "A web page came instead of a reply.",
                "Check the backend's address, and whether the network wants a login.",
            )
        return answer

    async def _fetch(self, path: str, headers: Mapping[str, str], token: Secret) -> Connection:
        connection = await self.http.open("GET", path, token=token, headers=headers)
        if connection.head.status >= 300:
            self._accepted(await connection.whole(), "render")
        return connection

    def _accepted(self, answer: Answer, about: About) -> Answer:
        error = self._refusals.judge(answer, about)
        if error is not None:
            raise error
        return answer
