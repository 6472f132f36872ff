"""A backend that misbehaves to the byte, on a raw loopback socket; and the bench that counts what comes of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import stamina

from nemo_widgets.client import NemoClient, OwnToken, Patience
from nemo_widgets.errors import NemoError
from nemo_widgets.secret import Secret

TOKEN = "nmv_usr_planted_0123456789"
AT_ONCE = 12
HANG_S = 20.0
_KEY = re.compile(rb"case-\d+")
_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Step:
    """What a server does beside sending bytes: `reset`, `stall` until the client leaves, or send `slowly`."""

    kind: str
    data: bytes = b""


RESET, STALL = Step("reset"), Step("stall")
Script = list[bytes | Step]


def head(status: int = 200, *lines: str) -> bytes:
    return f"HTTP/1.1 {status} Whatever\r\n{''.join(line + chr(13) + chr(10) for line in lines)}\r\n".encode()


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n" if data else b""


def whole(body: bytes, *lines: str, status: int = 200) -> Script:
    return [head(status, f"Content-Length: {len(body)}", *lines) + body]


STREAM = head(200, "Content-Type: text/event-stream; charset=utf-8", "Transfer-Encoding: chunked")
END = b"0\r\n\r\n"


@dataclass
class Seen:
    """A request as it came in."""

    line: str
    headers: dict[str, str]
    body: bytes


class Rogue:
    """The server: each request names a case, and each case has a script for each of its requests; the last repeats."""

    def __init__(self) -> None:
        self.scripts: dict[str, list[Script]] = {}
        self.seen: dict[str, list[Seen]] = {}
        self.began: Counter[str] = Counter()
        """Messages that a case's server may have begun to work on."""
        self.url = self.elsewhere = ""
        self.strangers: list[Seen] = []
        """What the other origin was asked."""
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rogue backend")

    def __enter__(self) -> Rogue:
        self._thread.start()
        self._up.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._down.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _serve(self) -> None:
        self._down = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        mine = await asyncio.start_server(lambda r, w: self._track(self._answer(r, w)), "127.0.0.1", 0, backlog=512)
        other = await asyncio.start_server(
            lambda r, w: self._track(self._answer(r, w, strange=True)), "127.0.0.1", 0, backlog=512
        )
        self.url = f"http://127.0.0.1:{mine.sockets[0].getsockname()[1]}"
        self.elsewhere = f"http://localhost:{other.sockets[0].getsockname()[1]}"
        self._up.set()
        await self._down.wait()
        for server in (mine, other):
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _track(self, work: Any) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await work
        finally:
            self._tasks.discard(task)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, strange: bool = False) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            request = await self._request(reader)
            found = _KEY.search(request.line.encode() + request.body)
            key = found[0].decode() if found else ""
            self.seen.setdefault(key, []).append(request)
            if strange:
                self.strangers.append(request)
            scripts = self.scripts.get(key, [whole(b"{}")])
            script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
            if "/run_sse" in request.line and not _refuses(script):
                self.began[key] += 1
            for step in script:
                await self._do(step, reader, writer)
        with contextlib.suppress(OSError):
            writer.close()
            await writer.wait_closed()

    async def _request(self, reader: asyncio.StreamReader) -> Seen:
        text = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, *rest = text.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in rest)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Seen(line, headers, body)

    async def _do(self, step: bytes | Step, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if isinstance(step, bytes):
            writer.write(step)
            await writer.drain()
        elif step.kind == "reset":
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.close()
        elif step.kind == "stall":
            await reader.read(1)
        else:
            for at in range(len(step.data)):
                writer.write(step.data[at : at + 1])
                # The next byte in 20 ms, unless the client has left.
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(reader.read(1), 0.02)
                    return


def _refuses(script: Script) -> bool:
    """Whether a script is a refusal before any work: what a client may answer with the same message."""
    first = script[0] if script else b""
    if not isinstance(first, bytes):
        return False
    status = first[9:12]
    return status.startswith((b"3", b"4")) or b'"code":1001' in first or b'"code": 429' in first


@dataclass
class Figures:
    """What one family of faults came to."""

    cases: int = 0
    twice: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    """Text lost or doubled, or another outcome than the one that is due."""
    leaks: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        self.cases += other.cases
        for name in ("twice", "foreign", "hangs", "text", "leaks"):
            getattr(self, name).extend(getattr(other, name))

    @property
    def harm(self) -> list[str]:
        return [*self.twice, *self.foreign, *self.hangs, *self.text, *self.leaks]

    def __str__(self) -> str:
        return (
            f"{self.cases:5} cases: accepted twice {len(self.twice)}, foreign exceptions {len(self.foreign)}, "
            f"hangs {len(self.hangs)}, text lost or doubled {len(self.text)}, tokens leaked {len(self.leaks)}"
        )


Call = Callable[[NemoClient, str], Awaitable[Any]]
"""What a case does: given the client and the case's name."""


class Bench:
    """Runs cases, many at a time, against the rogue server."""

    def __init__(self, rogue: Rogue) -> None:
        self.rogue = rogue
        self.figures: dict[str, Figures] = {}
        self._number = 0

    @property
    def total(self) -> Figures:
        every = Figures()
        for found in self.figures.values():
            every.add(found)
        return every

    async def run(
        self, family: str, cases: list[tuple[str, list[Script], Call, Any]], *, patience: Patience | None = None
    ) -> Figures:
        """Run a family. A case: a label, scripts, a call, and what is due: a value, an error's class, None for any."""
        figures = Figures()
        strangers = len(self.rogue.strangers)
        gate = asyncio.Semaphore(AT_ONCE)

        async def pause(_: float) -> None:
            await asyncio.sleep(0)

        async with NemoClient(
            self.rogue.url, auth=OwnToken(Secret(TOKEN)), pause=pause, patience=patience or Patience()
        ) as client:

            async def one(label: str, scripts: list[Script], call: Call, due: Any) -> None:
                self._number += 1
                key = f"case-{self._number}"
                self.rogue.scripts[key] = list(scripts)
                async with gate:
                    await self._case(figures, f"{family}: {label}", client, key, call, due)

            await asyncio.gather(*(one(*case) for case in cases))
        figures.leaks += [f"{family}: {one.line}" for one in self.rogue.strangers[strangers:] if leaks(one)]
        self.figures.setdefault(family, Figures()).add(figures)
        return figures

    async def _case(self, figures: Figures, label: str, client: NemoClient, key: str, call: Call, due: Any) -> None:
        figures.cases += 1
        got: Any
        try:
            async with asyncio.timeout(HANG_S):
                got = await call(client, key)
        except NemoError as error:
            got = error
            if TOKEN in str(error):
                figures.leaks.append(label)
        except TimeoutError:
            figures.hangs.append(label)
            return
        except Exception as error:  # noqa: BLE001 - exactly these are counted
            figures.foreign.append(f"{label}: {error!r}")
            return
        if self.rogue.began[key] > 1:
            figures.twice.append(label)
        right = isinstance(got, due) if isinstance(due, type) else due is None or got == due
        if not right:
            figures.text.append(f"{label}: got {got!r}, due {due!r}")
        self.rogue.scripts.pop(key, None)
        self.rogue.seen.pop(key, None)


def leaks(seen: Seen) -> bool:
    """Whether another origin was told who asks."""
    return "authorization" in seen.headers or TOKEN in json.dumps(
        [seen.line, seen.headers, seen.body.decode("latin-1")]
    )


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """The bench; at the end it tells its figures, and that none of them is a fault."""
    with Rogue() as rogue, stamina.set_testing(True, attempts=3, cap=True):
        made = Bench(rogue)
        yield made
    print()
    for family, found in made.figures.items():
        print(f"{family:28} {found}")
    print(f"{'in all':28} {made.total}")


@pytest.fixture(scope="session")
def clean() -> Callable[[Figures], None]:
    """Asserts that a family of faults did no harm."""

    def check(found: Figures) -> None:
        assert found.cases
        assert not found.harm, "\n".join(found.harm[:12])

    return check


@pytest.fixture(scope="session")
def wire() -> Any:
    """The words in which scripts are written."""

    class Wire:
        step, reset, stall, stream, end = Step, RESET, STALL, STREAM, END
        head, chunk, whole = staticmethod(head), staticmethod(chunk), staticmethod(whole)

    return Wire


@pytest.fixture(scope="session")
def hurry() -> Patience:
    """A client's patience where a server is known to have none."""
    return Patience(connect=5, silence=0.3, answer=0.5, upload=0.3, quiet=0.3, turn=0.8, slowest=1_000_000)
