"""A film on its way in.

Two sources, in this order: the render's own URL, without the token; and the backend's download route, with it, which
answers the film or JSON that tells where it is (protocol.md, Export). A cut download goes on where it stopped.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from urllib.parse import quote, urljoin

from nemo_widgets.client.addresses import check_address
from nemo_widgets.client.answer import Answer
from nemo_widgets.client.auth import Pause
from nemo_widgets.client.calls import Calls
from nemo_widgets.client.http import Connection
from nemo_widgets.client.partfile import PartFile
from nemo_widgets.client.patience import Patience
from nemo_widgets.client.wire import RenderStatus
from nemo_widgets.errors import APIError, BackendUnreachableError, DownloadError, ProtocolError
from nemo_widgets.secret import Secret

Progress = Callable[[int, int], None]
Source = Callable[[dict[str, str]], Awaitable[Connection]]

MAX_BYTES = 8 * 1024**3
_SIGNATURE = 8
"""Bytes by which a film is known: a box's length and its type."""
_TRIES = 4
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_PASSING = (408, 429, 500, 502, 503, 504)
_AGAIN = "Export it again."


class _NotHere(Exception):  # noqa: N818 - a message between functions of this module, never seen outside
    """A source has no film to give; the next one may."""


class _NotNow(_NotHere):
    """Nobody answers there; later somebody may."""


class _Cut(Exception):  # noqa: N818 - likewise
    """The connection ended early; what has come is kept."""


async def download(
    calls: Calls,
    status: RenderStatus,
    destination: Path,
    *,
    token: Secret | None = None,
    progress: Progress | None = None,
    max_bytes: int = MAX_BYTES,
    pause: Pause,
) -> Path:
    """Fetch a finished render; see `NemoClient.download`."""
    reasons: list[_NotHere] = []
    async with PartFile(destination) as part:
        for source in _sources(calls, status, token):
            await part.restart()
            try:
                fetch = _Fetch(
                    source, part, progress=progress, max_bytes=max_bytes, pause=pause, patience=calls.http.patience
                )
                await fetch.run()
            except _NotHere as reason:
                reasons.append(reason)
            else:
                return await part.keep()
    told = f"The film could not be fetched: {'; then '.join(map(str, reasons))}."
    if all(isinstance(reason, _NotNow) for reason in reasons):
        raise BackendUnreachableError(told, _AGAIN)
    raise DownloadError(told, _AGAIN)


def _sources(calls: Calls, status: RenderStatus, token: Secret | None) -> list[Source]:
    http = calls.http

    async def from_url(url: str, headers: dict[str, str]) -> Connection:
        base = http.base_url + "/"
        for _ in range(_MOST_REDIRECTS + 1):
            address = await check_address(url, base, http.base_url)
            connection = await http.open_url(address, headers)
            if connection.head.status not in _REDIRECTS:
                return connection
            url, base = connection.head.headers.get("location", ""), address.url
            await connection.aclose()
        raise _NotHere("its address leads on and on")

    async def from_output(headers: dict[str, str]) -> Connection:
        return await from_url(status.url or "", headers)

    async def from_backend(headers: dict[str, str]) -> Connection:
        try:
            connection = await calls.fetch(f"/api/render/proxy/{quote(status.id, safe='')}/download", headers, token)
            if connection.head.content_type != "application/json":
                return connection
            url = _told_url(await connection.whole())
        except (APIError, ProtocolError) as error:
            raise _NotHere(error.message.rstrip(".")) from None
        if url is None:
            raise _NotHere("the backend does not tell where it is")
        return await from_url(urljoin(http.base_url + "/", url), headers)

    return [from_output, from_backend] if status.url else [from_backend]


def _told_url(answer: Answer) -> str | None:
    """The film's URL in a JSON answer, at the root, in `data` or in `output`."""
    output = answer.data.get("output")
    layers = [answer.data, output if isinstance(output, dict) else {}, answer.fields]
    names = ("url", "downloadUrl", "download_url", "outputUrl", "output_url", "data")
    found = (layer.get(name) for layer in layers for name in names)
    return next((value for value in found if isinstance(value, str) and value), None)


class _Fetch:
    """Fetches from one source until the film is whole."""

    def __init__(
        self,
        source: Source,
        part: PartFile,
        *,
        progress: Progress | None,
        max_bytes: int,
        pause: Pause,
        patience: Patience,
    ) -> None:
        self._source = source
        self._part = part
        self._progress = progress
        self._max_bytes = max_bytes
        self._pause = pause
        self._patience = patience
        self._head = b""
        self._total: int | None = None
        self._etag: str | None = None

    async def run(self) -> None:
        """Fetch; goes on after cuts as long as there is progress.

        Raises:
            _NotHere: This source cannot give the film.
            DownloadError: It must not or cannot be kept.
        """
        tries = 0
        while True:
            before = self._part.size
            try:
                await self._go_on()
            except (_Cut, BackendUnreachableError) as trouble:
                tries = 1 if self._part.size > before else tries + 1
                if tries >= _TRIES:
                    kind = _NotNow if isinstance(trouble, BackendUnreachableError) else _NotHere
                    raise kind(str(getattr(trouble, "message", trouble)).rstrip(".")) from None
                await self._pause(0.5 * 2**tries)
            else:
                return

    async def _go_on(self) -> None:
        """One request: the film, or the rest of it."""
        connection = await self._source(self._range())
        clock = asyncio.get_running_loop().time
        began, before = clock(), self._part.size
        try:
            if not await self._begin(connection.head):
                return
            async with aclosing(connection.chunks()) as chunks:
                async for chunk in chunks:
                    await self._take(chunk)
                    took = clock() - began
                    if took > self._patience.silence and self._part.size - before < took * self._patience.slowest:
                        raise _NotHere("it came too slowly")
        finally:
            await connection.aclose()
        await self._check_end()

    def _range(self) -> dict[str, str]:
        if not self._part.size:
            return {}
        return {"Range": f"bytes={self._part.size}-"} | ({"If-Range": self._etag} if self._etag else {})

    async def _begin(self, head: Answer) -> bool:
        """Judge the head of an answer; False if the film turns out to be whole already."""
        start = 0
        span = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", head.headers.get("content-range", ""))
        if head.status == 416 and self._part.size and self._part.size == self._total:
            return False
        if head.status in _PASSING:
            raise _Cut(f"the server answered HTTP {head.status}")
        if head.status not in {200, 206, 416}:
            raise _NotHere(f"the server answered HTTP {head.status}")
        if head.status == 206 and span:
            start = int(span[1])
        if head.status == 416 or start not in {0, self._part.size}:
            await self._part.restart()
            raise _Cut("the server does not go on where it stopped")
        if start == 0 and self._part.size:
            await self._part.restart()
        await self._learn(head, start, span[2] if span and head.status == 206 else "")
        return True

    async def _learn(self, head: Answer, start: int, told: str) -> None:
        length = head.headers.get("content-length", "")
        plain = head.headers.get("content-encoding", "identity") == "identity"
        total = int(told) if told.isdigit() else start + int(length) if length.isdigit() and plain else None
        if start and self._total is not None and total not in {None, self._total}:
            await self._part.restart()
            raise _Cut("the film changed while it was fetched")
        self._total = total
        # Only a strong tag vouches for every byte.
        etag = head.headers.get("etag", "")
        self._etag = etag if etag.startswith('"') else None
        if total is not None:
            self._check_size(total)
            self._part.make_room(total - start)

    async def _take(self, chunk: bytes) -> None:
        if self._part.size < _SIGNATURE:
            self._head = ((self._head if self._part.size else b"") + chunk)[:_SIGNATURE]
            if len(self._head) == _SIGNATURE and self._head[4:] != b"ftyp":
                raise _NotHere("what came is no MP4 film")
        self._check_size(self._part.size + len(chunk))
        await self._part.write(chunk)
        if self._progress is not None:
            self._progress(self._part.size, self._total or 0)

    def _check_size(self, size: int) -> None:
        if size > self._max_bytes:
            raise DownloadError(
                f"The film is larger than {self._max_bytes / 1024**2:,.0f} MB, so it was not kept.",
                "Export a shorter cut.",
            )

    async def _check_end(self) -> None:
        sound, filled = await self._part.boxes()
        if self._part.size != self._total if self._total is not None else not filled or not sound:
            if not self._part.size:
                raise _NotHere("an empty file came")
            raise _Cut("only a part of it came")
        if not sound:
            raise _NotHere("what came is no MP4 film")
