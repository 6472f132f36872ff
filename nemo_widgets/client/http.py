"""The wire. The only module that knows httpx; nothing of its leaves it.

Each request has a connection of its own: a server that closed a pooled one without saying so makes the next request
on it fail after it was sent (adk.md 3.12), and then nobody knows whether a paid message ran. Polls are half a
minute apart, so a pool would hardly be used.

Errors are raised after their `except` block, never inside it: httpx's errors hold the request, the request holds the
token, and so they must not hang on ours as cause or context.
"""

from __future__ import annotations

import asyncio
import socket
import urllib.request
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

import httpcore
import httpx

from nemo_widgets.client.addresses import Address, is_loopback, origin
from nemo_widgets.client.answer import Answer
from nemo_widgets.client.frames import Frames
from nemo_widgets.client.inflate import PackedError, check_encoding, inflated
from nemo_widgets.client.network import WideBackend
from nemo_widgets.client.patience import Patience
from nemo_widgets.client.quiet import hush, unlogged
from nemo_widgets.errors import BackendUnreachableError, NemoError, ProtocolError, StreamInterruptedError
from nemo_widgets.secret import Secret

_LARGEST_BODY = 64 * 1024 * 1024
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)
_TROUBLE = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, PackedError, OSError)  # a TimeoutError is an OSError


@dataclass(frozen=True)
class Part:
    """A file in a multipart body: the form's field, the file's name and type, the open file, and its size in bytes."""

    field: str
    name: str
    content_type: str
    file: IO[bytes]
    size: int = 0


class _Bearer(httpx.Auth):
    """Puts the token on a request at the last moment, so that no frame of ours ever holds it as text."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        yield request


class Connection:
    """An answer whose body is still to be read.

    Args:
        response: The answer.
        harmless: Its request may be sent twice, so being cut off leaves nothing open.
        within: How long `whole` may take, seconds.
    """

    def __init__(self, response: httpx.Response, *, harmless: bool, within: float | None = None) -> None:
        self._response = response
        self._harmless = harmless
        self._within = within
        self.head = Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()})

    async def frames(self) -> AsyncGenerator[list[bytes], None]:
        """The data of the server-sent events, as soon as they are whole; keep-alives come as empty ones.

        Raises:
            StreamInterruptedError: The stream was cut; what came whole was given before.
            ProtocolError: A frame is too large.
        """
        failure, frames = None, Frames()
        async with aclosing(self.chunks()) as chunks:
            try:
                async for chunk in chunks:
                    if found := frames.feed(chunk):
                        yield found
            except (BackendUnreachableError, StreamInterruptedError) as error:
                failure = error
        if rest := frames.end(cut=failure is not None):
            yield rest
        if failure is not None:
            raise failure

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body, unpacked, in pieces of at most half a megabyte, each as soon as it is there.

        Raises:
            ProtocolError: It is packed in an unknown way.
            BackendUnreachableError: It ended early, and its request may be sent again.
            StreamInterruptedError: It ended early, and its request may not.
        """
        failure = None
        packed = check_encoding(self.head.headers.get("content-encoding", "").strip().lower())
        raw = self._response.aiter_raw()
        try:
            async for chunk in inflated(raw) if packed else raw:
                yield chunk
        except _TROUBLE as error:
            failure = _failure(error, harmless=self._harmless)
        if failure is not None:
            raise failure

    async def whole(self, limit: int = _LARGEST_BODY) -> Answer:
        """The whole answer; the connection is closed.

        Raises:
            ProtocolError: The body has more than `limit` bytes.
            BackendUnreachableError: As in `chunks`.
            StreamInterruptedError: As in `chunks`.
        """
        failure, body = None, bytearray()
        try:
            async with asyncio.timeout(self._within), aclosing(self.chunks()) as chunks:
                async for chunk in chunks:
                    body += chunk
                    if len(body) > limit:
                        raise ProtocolError(f"The backend's answer is larger than {limit // 1024 // 1024} MB.")
        except TimeoutError as error:
            failure = _failure(error, harmless=self._harmless)
        finally:
            await self.aclose()
        if failure is not None:
            raise failure
        return Answer(self.head.status, self.head.headers, bytes(body))

    async def aclose(self) -> None:
        """Close the connection at once; may be called twice."""
        await self._response.aclose()


class Http:
    """Sends requests to one backend, and fetches films from anywhere.

    Args:
        base_url: The backend's address; `check_base_url` has seen it.
        headers: On every request to the backend.
        patience: How long to wait for what.
    """

    def __init__(self, base_url: str, headers: Mapping[str, str], patience: Patience | None = None) -> None:
        self.base_url = base_url
        self.patience = patience or Patience()
        self._headers = dict(headers)
        self._made: httpx.AsyncClient | None = None
        self._proxies = not is_loopback(origin(base_url)[1]) and bool(urllib.request.getproxies())
        hush()

    @property
    def _client(self) -> httpx.AsyncClient:
        # Made on first use: reading the certificates takes a while.
        if self._made is None:
            self._made = _make_client(proxies=self._proxies)
        return self._made

    async def open(
        self,
        method: str,
        path: str,
        *,
        token: Secret | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        part: Part | None = None,
        silence: float | None = None,
        within: float | None = None,
        harmless: bool | None = None,
    ) -> Connection:
        """Send a request to the backend; comes back with the head of the answer.

        Args:
            method: GET or POST.
            path: Of the endpoint, quoted, with its leading slash.
            token: Sent as `Authorization: Bearer`.
            headers: More headers.
            body: JSON.
            part: A file to send instead.
            silence: Longest silence of the backend, seconds; by default the client's patience.
            within: How long sending and the answer's head, and then its body, may take; likewise.
            harmless: It may be sent twice, so being cut off leaves nothing open; GET is.

        Raises:
            BackendUnreachableError: Nothing was sent, or it was harmless.
            StreamInterruptedError: It was sent, and what became of it is open.
        """
        request = self._client.build_request(
            method,
            self.base_url + path,
            headers={
                **self._headers,
                **({"Content-Type": "application/json"} if body is not None else {}),
                **(headers or {}),
            },
            content=body,
            files=None if part is None else [(part.field, (part.name, part.file, part.content_type))],
            timeout=self._timeout(silence),
        )
        return await self._send(
            request,
            None if token is None else _Bearer(token),
            harmless=method == "GET" if harmless is None else harmless,
            within=self.patience.answer if within is None else within,
        )

    async def open_url(self, address: Address, headers: Mapping[str, str]) -> Connection:
        """GET from any address. Neither token nor attribution goes along, and redirects are the caller's to judge.

        Raises:
            BackendUnreachableError: Nobody answers there.
        """
        if self._proxies or not address.pinned:
            return await self._get(address.url, dict(headers), {})
        parts = urlsplit(address.url)
        # The name goes where names go, in Host and in TLS's SNI (whose certificate is checked against it).
        named = {**headers, "Host": parts.netloc}
        told = {"sni_hostname": parts.hostname or ""}
        failure: NemoError | None = None
        for number in address.pinned:
            host = f"[{number}]" if ":" in number else number
            at = parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host)
            try:
                return await self._get(at.geturl(), named, told)
            except BackendUnreachableError as error:
                failure = error
        raise failure or AssertionError("there was an address to try")

    async def _get(self, url: str, headers: dict[str, str], extensions: dict[str, str]) -> Connection:
        failure: NemoError | None = None
        try:
            request = self._client.build_request(
                "GET", url, headers=headers, timeout=self._timeout(None), extensions=extensions
            )
        except httpx.InvalidURL as error:
            failure = _failure(error, harmless=True)
        if failure is not None:
            raise failure
        return await self._send(request, None, harmless=True, within=self.patience.answer)

    def _timeout(self, silence: float | None) -> httpx.Timeout:
        patience = self.patience
        read = patience.silence if silence is None else silence
        return httpx.Timeout(connect=patience.connect, read=read, write=patience.silence, pool=None)

    async def _send(
        self, request: httpx.Request, auth: httpx.Auth | None, *, harmless: bool, within: float
    ) -> Connection:
        failure: NemoError | None = None
        try:
            # The head is bounded in time as a whole: a server could send it byte by byte.
            async with asyncio.timeout(within):
                with unlogged():
                    response = await self._client.send(request, auth=auth, stream=True, follow_redirects=False)
        except _TROUBLE as error:
            failure = _failure(error, harmless=harmless)
        if failure is not None:
            raise failure
        return Connection(response, harmless=harmless, within=within)

    async def aclose(self) -> None:
        """Close all connections; may be called twice."""
        client, self._made = self._made, None
        if client is not None:
            await client.aclose()


def _make_client(*, proxies: bool) -> httpx.AsyncClient:
    limits = httpx.Limits(max_keepalive_connections=0, max_connections=None)
    headers = {"User-Agent": "nemo-widgets", "Accept-Encoding": "identity"}
    if proxies:
        return httpx.AsyncClient(limits=limits, headers=headers)
    return httpx.AsyncClient(transport=_Transport(limits=limits), headers=headers, trust_env=False)


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over connections of ours; httpx has no argument for them."""

    def __init__(self, limits: httpx.Limits) -> None:
        super().__init__(verify=False, limits=limits)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            socket_options=_keepalive(),
            network_backend=WideBackend(),
        )


def _keepalive() -> list[tuple[int, int, int]]:
    """Socket options that keep a silent stream alive through routers, and notice a dead peer in minutes."""
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPALIVE", 60), ("TCP_KEEPINTVL", 30), ("TCP_KEEPCNT", 6)):
        option = getattr(socket, name, None)
        if option is not None:
            options.append((socket.IPPROTO_TCP, option, value))
    return options


def _failure(error: Exception, *, harmless: bool) -> NemoError:
    """What a transport's error means. Its text is not passed on: it may quote what was sent."""
    kind = type(error).__name__
    if isinstance(error, _NOT_SENT):
        return BackendUnreachableError(
            f"The backend cannot be reached ({kind}).", "Check the network and the address, then try again."
        )
    if harmless:
        return BackendUnreachableError(f"The backend did not answer to the end ({kind}).", "Try again in a moment.")
    return StreamInterruptedError(
        f"The connection to the backend was lost ({kind}).",
        "The work may still be running; look at its state before sending it again.",
    )
