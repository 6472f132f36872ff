"""A gate in front of a backend: what comes between a courier and its answers, at a moment of one's choosing."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import pytest

_LAST_CHUNK = b"0\r\n\r\n"
Place = Literal["request", "body", "answer", "events", "end"]


@dataclass(frozen=True)
class Stop:
    """Where a request is held, see `Gate.arm`."""

    request: str
    at: Place
    passed: int
    skip: int


class Gate:
    """A port in front of an engine. It holds one request at one place, then lets all through."""

    def __init__(self, upstream: str, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._host, self._port = upstream.removeprefix("http://").split(":")
        self.upstream, self.url = upstream, ""
        self.reached = threading.Event()
        self._stop: Stop | None = None
        self._passed = 0
        self._verdict: asyncio.Future[bool] | None = None

    async def open(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        """Listen no more."""
        self._loop.call_soon_threadsafe(self._server.close)

    def arm(self, request: str, at: Place, passed: int = 0, skip: int = 0) -> None:
        """Hold the next request that fits.

        Args:
            request: Method and path, a pattern.
            at: `request` (before the backend has any of it), `body` (its beginning is through), `answer` (before its
                head), `events` (`passed` bytes of the answer's body are through), or `end` (all of it is, but not
                that this was all).
            passed: See `at`.
            skip: So many of the kind go through first.
        """
        self.reached.clear()
        self._stop, self._passed = Stop(request, at, passed, skip), 0

    def decide(self, *, pass_on: bool) -> None:
        """Let the held request go on, or break it off."""
        self._stop = None
        if self._verdict is not None:
            verdict = self._verdict
            self._loop.call_soon_threadsafe(lambda: verdict.done() or verdict.set_result(pass_on))

    async def _hold(self) -> None:
        self._verdict = self._loop.create_future()
        self._stop = None
        self.reached.set()
        if not await self._verdict:
            raise ConnectionAbortedError

    def _due(self, line: str) -> Stop | None:
        stop = self._stop
        if stop is None or not re.match(stop.request, line):
            return None
        self._passed += 1
        return stop if self._passed > stop.skip else None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        beyond: asyncio.StreamWriter | None = None
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            stop = self._due(head.split(b" HTTP/", 1)[0].decode())
            if stop and stop.at == "request":
                await self._hold()
            answers, beyond = await asyncio.open_connection(self._host, int(self._port))
            beyond.write(self._addressed(head))
            sending = asyncio.create_task(self._send(head, stop, reader, beyond))
            await self._answer(stop, answers, writer)
            await sending
        for end in (beyond, writer):
            if end is not None:
                end.close()

    def _addressed(self, head: bytes) -> bytes:
        lines = head.split(b"\r\n")
        kept = [line for line in lines[1:] if not line.lower().startswith((b"host:", b"connection:"))]
        ours = [lines[0], f"Host: {self._host}:{self._port}".encode(), b"Connection: close"]
        return b"\r\n".join([*ours, *kept])

    async def _send(
        self, head: bytes, stop: Stop | None, reader: asyncio.StreamReader, beyond: asyncio.StreamWriter
    ) -> None:
        found = re.search(rb"(?i)content-length: (\d+)", head)
        left = int(found[1]) if found else 0
        try:
            while left:
                piece = await reader.read(min(left, 65536))
                if not piece:
                    break
                left -= len(piece)
                beyond.write(piece)
                await beyond.drain()
                if stop and stop.at == "body" and not self.reached.is_set():
                    await self._hold()
            # Whoever asked is gone once its side ends; the backend then sees its own side end too.
            await reader.read(1)
        finally:
            beyond.close()

    async def _answer(self, stop: Stop | None, answers: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await answers.readuntil(b"\r\n\r\n")
        if b" 100 " in head.split(b"\r\n", 1)[0]:
            writer.write(head)
            head = await answers.readuntil(b"\r\n\r\n")
        if stop and stop.at == "answer":
            await self._hold()
        writer.write(head)
        if b"application/json" in head:  # it may tell a film's address, which leads through here too
            writer.write((await answers.read(-1)).replace(self.upstream.encode(), self.url.encode()))
            return
        passed = 0
        while True:
            if stop and stop.at == "events" and passed >= stop.passed and not self.reached.is_set():
                await self._hold()
            piece = await answers.read(65536)
            if not piece:
                break
            passed += len(piece)
            if stop and stop.at == "end" and piece.endswith(_LAST_CHUNK):
                writer.write(piece.removesuffix(_LAST_CHUNK))
                await self._hold()
                piece = _LAST_CHUNK
            writer.write(piece)
            await writer.drain()


@pytest.fixture(scope="session")
def gates() -> Iterator[Callable[[str], Gate]]:
    """Opens gates in front of an address, such as `http://127.0.0.1:8000`."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="gates")
    thread.start()

    def made(upstream: str) -> Gate:
        gate = Gate(upstream, loop)
        asyncio.run_coroutine_threadsafe(gate.open(), loop).result()
        return gate

    yield made
    asyncio.run_coroutine_threadsafe(_put_down(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def _put_down() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
