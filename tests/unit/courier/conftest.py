"""A backend in the test's own loop that keeps files, renders films and can be told where to stumble; and couriers."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import stamina

from nemo_widgets.courier import Courier
from nemo_widgets.courier.pace import Pace
from nemo_widgets.journal import Home, IntentRow, Journal, SessionRow
from nemo_widgets.journal.rows import courier_key
from nemo_widgets.secret import Secret

TOKEN = "nmv_usr_planted_0123456789"
PACE = Pace(
    first_look=0.01, next_look=0.01, patience=0.2, poll=0.01, again=0.01, export=5.0, stop_watch=0.05, listing=0.03
)


@dataclass
class Request:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    body: bytes = b""

    async def read(self, limit: int | None = None) -> bytes:
        """The body, or its beginning."""
        length = int(self.headers.get("content-length", 0))
        self.body = await self.reader.readexactly(length if limit is None else min(limit, length))
        return self.body

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def answer(self, data: Any, status: int = 200, **headers: str) -> None:
        """JSON, and the end of the connection."""
        self.raw(json.dumps(data).encode(), status, **{"content-type": "application/json", **headers})

    def raw(self, body: bytes, status: int = 200, *, length: int | None = None, **headers: str) -> None:
        told = {"content-length": str(len(body) if length is None else length), "connection": "close", **headers}
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items())
        self.writer.write(f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + body)


Handler = Callable[[Request], Awaitable[None] | None]


@dataclass
class Backend:
    """What it has, and the handlers that go before its own: `do["upload"] = [first, second]`."""

    film: bytes
    url: str = ""
    do: dict[str, list[Handler]] = field(default_factory=dict)
    seen: list[tuple[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    content: list[bytes] = field(default_factory=list)
    renders: dict[str, int] = field(default_factory=dict)
    sessions: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by handlers that hold a request."""
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    home: Home | None = None
    """Where it tells its address, as the local engine does."""
    _server: asyncio.Server | None = None

    async def listen(self, *, anew: bool = False) -> None:
        """Be there: where it was before, or at another port."""
        port = 0 if anew or not self.url else int(self.url.rpartition(":")[2])
        self._server = await asyncio.start_server(self.serve, "127.0.0.1", port)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        if self.home is not None:
            self.home.engine.mkdir(parents=True, exist_ok=True)
            (self.home.engine / "rendezvous.json").write_text(json.dumps({"url": self.url, "token": TOKEN, "pid": 1}))

    def go_away(self) -> None:
        """Whoever connects is refused; what is connected goes on."""
        if self._server is not None:
            self._server.close()

    def count(self, name: str) -> int:
        return sum(1 for seen, _ in self.seen if seen == name)

    async def hold(self, _: Request) -> None:
        """Take a request and never answer it."""
        self.reached.set()
        await self.go_on.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.strip().split("\r\n")
            method, path, _ = first.split(" ")
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
            request = Request(method, path, headers, reader, writer)
            name = next(name for name, mark in ROUTES.items() if re.match(mark, f"{method} {path}"))
            handlers = self.do.get(name, [])
            handler = handlers.pop(0) if handlers else getattr(self, f"on_{name}")
            self.seen.append((name, request))
            outcome = handler(request)
            if outcome is not None:
                await outcome
            await writer.drain()
        with contextlib.suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()

    async def on_session(self, request: Request) -> None:
        await request.read()
        self.sessions += 1
        request.answer({"code": 0, "data": {"session_id": f"552979870602441523{self.sessions}", "task_id": "t"}})

    def on_state(self, request: Request) -> None:
        draft = {"t": [{"tt": 0, "sg": [{"d": 1000}]}], "d": 1000}
        request.answer({"code": 0, "data": {"state": {"draft": draft, "video_infos": self.files}}})

    async def on_run(self, request: Request) -> None:
        await request.read()
        request.raw(b'data: {"type":"text","content":"Done."}\n\n', content_type="text/event-stream")

    def on_credits(self, request: Request) -> None:
        request.answer({"code": 0, "data": {"available": 60, "frozen": 0, "total": 60}})

    async def on_upload(self, request: Request) -> None:
        file = await self.keep(request)
        request.answer({"code": 0, "data": {"files": [file], "session_state_applied": True}})

    async def keep(self, request: Request) -> dict[str, Any]:
        """Take a whole upload in."""
        body = await request.read()
        if "json" in request.headers["content-type"]:
            name, data = request.json["urls"][0].rpartition("/")[2], b""
        else:
            head, _, rest = body.partition(b"\r\n\r\n")
            found = re.search(rb'filename="([^"]*)"', head)
            name, data = found[1].decode() if found else "", rest.rpartition(b"\r\n--")[0]
        digest = hashlib.sha256(data).hexdigest()
        self.content.append(data)
        self.files.append({"filename": name, "cdn_url": f"https://cdn/{len(self.files)}", "hash": digest})
        return self.files[-1]

    async def on_start(self, request: Request) -> None:
        await request.read()
        render_id = request.json["id"]
        if render_id in self.renders:
            request.answer({"code": 400, "message": "duplicate id"}, 409)
            return
        self.renders[render_id] = 0
        request.answer({"taskId": render_id, "status": "pending", "progress": 0})

    def on_poll(self, request: Request) -> None:
        render_id = request.path.rpartition("/")[2]
        if render_id not in self.renders:
            request.answer({"detail": "no such render"}, 404)
            return
        self.renders[render_id] += 1
        done = self.renders[render_id] > 1
        answer: dict[str, Any] = {"taskId": render_id, "status": "completed" if done else "processing"}
        request.answer(answer | ({"output": {"url": f"{self.url}/films/a.mp4"}} if done else {"progress": 40}))

    def on_health(self, request: Request) -> None:
        request.answer({"engine": "nemo_widgets.local", "pid": 1})

    def on_film(self, request: Request) -> None:
        request.raw(self.film, content_type="video/mp4")


ROUTES = {
    "health": r"GET /_nemo/health",
    "session": r"POST /api/tasks/",
    "state": r"GET /api/state/",
    "run": r"POST /run_sse",
    "credits": r"GET /api/credits/",
    "upload": r"POST /api/upload-video/",
    "start": r"POST /api/render/proxy/lambda$",
    "download": r"GET /api/render/proxy/.*/download",
    "poll": r"GET /api/render/proxy/lambda/",
    "film": r"GET /films/",
}


@pytest.fixture
def waves(media: Path) -> bytes:
    """A real film."""
    return (media / "waves.mp4").read_bytes()


@pytest.fixture
async def backend(waves: bytes) -> AsyncIterator[Backend]:
    """The backend, on a loopback port."""
    made = Backend(waves)
    await made.listen()
    with stamina.set_testing(True, attempts=1):
        yield made
    made.go_on.set()
    made.go_away()


@dataclass
class Desk:
    """A journal with one session on the backend, and couriers that serve it."""

    home: Home
    journal: Journal
    session: SessionRow
    key: str

    def add(self, kind: str, **payload: Any) -> IntentRow:
        return self.journal.add_intent(self.session.id, kind, payload)

    def file(self, path: Path, name: str | None = None, **more: Any) -> IntentRow:
        return self.add("upload", path=str(path), name=name or path.name, size=path.stat().st_size, **more)

    def row(self, intent: IntentRow) -> IntentRow:
        return self.journal.intent(intent.id)

    def courier(self, **pace: float) -> Courier:
        return Courier(self.home, self.key, Secret(TOKEN), idle_s=0, pace=replace(PACE, **pace))

    async def work(self, **pace: float) -> None:
        """Until nothing is open."""
        await self.courier(**pace).run()

    async def work_until_killed(self, reached: asyncio.Event) -> None:
        """A courier process of its own, killed once the backend holds a request."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "nemo_widgets.courier"),
            *("--home", str(self.home.root), "--key", self.key),
            stdin=asyncio.subprocess.PIPE,
            env={**os.environ, "NEMO_POLL": "0.05"},
        )
        process.stdin.write(TOKEN.encode() + b"\n")
        process.stdin.close()
        await reached.wait()
        process.kill()
        await process.wait()

    async def work_until(self, reached: asyncio.Event) -> None:
        """Until the backend holds a request; the courier is gone then, as if it had been killed."""
        courier = self.courier()
        running = asyncio.create_task(courier.run())
        await reached.wait()
        courier.leave()
        await running


def furnished(home: Home, url: str, credential: str, clips: Path) -> Iterator[Desk]:
    journal = Journal(home)
    key = courier_key(url, credential)
    session = journal.open_session(
        name="s", backend=url, courier=key, profile="kling-ai-30", language=None, clips=str(clips)
    )
    yield Desk(home, journal, session, key)
    journal.close()


@pytest.fixture
def desk(backend: Backend, tmp_path: Path) -> Iterator[Desk]:
    """A journal and its couriers."""
    yield from furnished(Home(tmp_path / "home"), backend.url, "token-x", tmp_path / "clips")


@pytest.fixture
async def local_desk(backend: Backend, tmp_path: Path) -> AsyncIterator[Desk]:
    """The same, with the backend in the local engine's place."""
    backend.home = Home(tmp_path / "home")
    backend.go_away()
    await backend.listen()
    for desk in furnished(backend.home, "local", "local", tmp_path / "clips"):
        yield desk
