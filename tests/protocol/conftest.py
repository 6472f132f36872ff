"""A backend that says what a test wants, over a real socket; and the client that talks to it."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import stamina
import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from nemo_widgets.client import Attribution, ChatEvent, NemoClient, OwnToken, Reply
from nemo_widgets.secret import Secret

TOKEN = "nmv_usr_planted_0123456789"
SESSION = "5529798706024415232"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "rule(*ids): the rows of requirements.toml that a test proves")


@dataclass
class Said:
    """An answer in the script.

    `cut` ends the connection after the body without ending the answer; `hold` keeps it open until the client leaves.
    """

    status: int = 200
    body: bytes | list[bytes] = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    hold: bool = False


@dataclass
class Seen:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answered = Said | dict[str, Any] | Callable[[Seen], Said | dict[str, Any]]


class Backend:
    """The scripted backend. Each route's answers are given in turn; the last one again and again."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.other = f"http://localhost:{port}"
        """The same server as another origin."""
        self.reset()

    def reset(self) -> None:
        self.seen: list[Seen] = []
        self.left = threading.Event()
        """Set when a client has left a held answer."""
        self._script: dict[str, list[Answered]] = {}

    def on(self, route: str, *answers: Answered) -> None:
        """Script a route such as `POST /run_sse`; a dict is a JSON body at 200, a function looks at the request."""
        self._script[route] = list(answers)

    def chat(self, *frames: str | dict[str, Any], **more: Any) -> None:
        """Script the next chat: each frame is JSON or raw data."""
        self.on("POST /run_sse", Said(body=[frame(item) for item in frames], headers=EVENTS, **more))

    def requests(self, route: str) -> list[Seen]:
        return [one for one in self.seen if f"{one.method} {one.path}" == route]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        path = scope["raw_path"].decode()
        self.seen.append(Seen(request.method, path, dict(request.headers), body))
        answers = self._script.get(f"{request.method} {path}", [Said(404, b'{"detail":"not in the script"}')])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        said = as_said(answer(self.seen[-1]) if callable(answer) else answer)
        headers = [(name.encode(), value.encode()) for name, value in said.headers.items()]
        await send({"type": "http.response.start", "status": said.status, "headers": headers})
        for chunk in said.body if isinstance(said.body, list) else [said.body]:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        if said.hold:
            while (await receive())["type"] != "http.disconnect":
                pass
            self.left.set()
        elif said.cut:
            raise ConnectionAbortedError("as the script says")
        else:
            await send({"type": "http.response.body", "body": b""})


EVENTS = {"content-type": "text/event-stream; charset=utf-8"}
JSON = {"content-type": "application/json"}


def as_said(answer: Said | dict[str, Any]) -> Said:
    return answer if isinstance(answer, Said) else Said(body=json.dumps(answer).encode(), headers=JSON)


def frame(item: str | dict[str, Any]) -> bytes:
    data = item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
    return f"data: {data}\n\n".encode("utf-8", "surrogatepass")


@pytest.fixture(scope="session")
def _served() -> Iterator[Backend]:
    listener = socket.create_server(("127.0.0.1", 0))
    backend = Backend(listener.getsockname()[1])
    config = uvicorn.Config(backend, log_config=None, log_level="critical", lifespan="off", ws="none", http="h11")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="scripted backend")
    thread.start()
    yield backend
    server.should_exit = server.force_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def backend(_served: Backend) -> Iterator[Backend]:
    """The scripted backend, its script empty."""
    _served.reset()
    with stamina.set_testing(True, attempts=3, cap=True):
        yield _served
    _served.reset()


@pytest.fixture
def said() -> type[Said]:
    """An answer in the script."""
    return Said


@pytest.fixture
def token() -> str:
    """The planted token: it must show up nowhere."""
    return TOKEN


@pytest.fixture
def session_id() -> str:
    """A session id as the vendor shows it: beyond 2^53."""
    return SESSION


@pytest.fixture
def pauses() -> list[float]:
    """The seconds the client wanted to wait; it did not have to."""
    return []


@pytest.fixture
def make_client(backend: Backend, pauses: list[float]) -> Callable[..., NemoClient]:
    """Makes a client for the backend, with the planted token unless told otherwise."""

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    def make(url: str = backend.url, **more: Any) -> NemoClient:
        more.setdefault("auth", OwnToken(Secret(TOKEN)))
        more.setdefault("attribution", Attribution("kling-ai-30"))
        return NemoClient(url, pause=pause, **more)

    return make


@pytest.fixture
async def client(make_client: Callable[..., NemoClient]) -> AsyncIterator[NemoClient]:
    """A client with the planted token."""
    async with make_client() as made:
        yield made


@pytest.fixture
def hear(backend: Backend, client: NemoClient) -> Callable[..., Any]:
    """Plays frames as a chat, and gives the events and the reply that came of them."""

    async def play(*frames: str | dict[str, Any]) -> tuple[list[ChatEvent], Reply]:
        backend.chat(*frames)
        events, reply = [], Reply()
        async with client.chat(SESSION, "make it warmer") as stream:
            async for event in stream:
                events.append(event)
                reply.add(event)
        return events, reply

    return play


@pytest.fixture
def film() -> bytes:
    """Half a megabyte with the boxes of an MP4, pictures aside."""
    boxes = [(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41"), (b"moov", bytes(1000))]
    boxes.append((b"mdat", random.Random(7).randbytes(512 * 1024)))  # noqa: S311 - any bytes will do
    return b"".join((len(body) + 8).to_bytes(4, "big") + kind + body for kind, body in boxes)


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """An empty folder for films."""
    folder = tmp_path / "clips"
    folder.mkdir()
    return folder
