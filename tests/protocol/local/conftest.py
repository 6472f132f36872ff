"""The real engine process over loopback, and a client of its own that knows no other room of the project."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

SKILL = {"X-Skill-Source": "video-generative", "X-Skill-Version": "1.0.0", "X-Skill-Platform": "unknown"}


def until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    """The first true value of a condition asked for again and again."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not come about in time"
        pause.wait(0.01)
    return value


class Project:
    """A session on an engine."""

    until = staticmethod(until)

    def __init__(self, engine: Engine, http: httpx.Client, sid: str) -> None:
        self.engine, self.http, self.sid = engine, http, sid

    def body(self, text: str, **more: Any) -> dict[str, Any]:
        head = {"app_name": "nemo_agent", "user_id": "me", "session_id": self.sid}
        return {**head, "new_message": {"parts": [{"text": text}]}, **more}

    @contextmanager
    def stream(self, text: str, **more: Any) -> Iterator[Iterator[Any]]:
        with self.http.stream("POST", "/run_sse", json=self.body(text, **more)) as answer:
            assert answer.status_code == 200, answer.read()
            yield frames(answer)

    def say(self, text: str, **more: Any) -> list[Any]:
        with self.stream(text, **more) as events:
            return list(events)

    def state(self) -> dict[str, Any]:
        answer = self.http.get(f"/api/state/nemo_agent/me/{self.sid}/latest").json()
        assert answer["code"] == 0
        return answer["data"]["state"]

    def draft(self) -> Any:
        return self.state()["draft"]

    def scenario(self, name: str, **fields: Any) -> None:
        body = {"name": name, "session_id": self.sid, **fields}
        answer = self.engine.http.post("/_nemo/scenario", json=body)
        assert answer.status_code == 200, answer.text

    def wait(self, what: str, step: str = "") -> None:
        body = {"session_id": self.sid, "until": what, "step": step}
        assert self.engine.http.post("/_nemo/wait", json=body).json()["reached"]

    def release(self) -> None:
        released = self.engine.http.post("/_nemo/release", json={"session_id": self.sid}).json()["released"]
        assert released == [self.sid]

    def stats(self) -> dict[str, Any]:
        return self.engine.http.get("/_nemo/stats").json()["sessions"][self.sid]

    def upload(self, *files: tuple[str, bytes, str]) -> httpx.Response:
        return self.http.post(f"/api/upload-video/nemo_agent/me/{self.sid}", files=[("files", f) for f in files])

    def export(self, render_id: str, draft: Any, quality: str = "preview") -> httpx.Response:
        body = {"id": render_id, "sessionId": self.sid, "draft": draft}
        body["output"] = {"format": "mp4", "quality": quality}
        return self.http.post("/api/render/proxy/lambda", json=body, headers=SKILL)

    def poll(self, render_id: str) -> Any:
        return self.http.get(f"/api/render/proxy/lambda/{render_id}").json()

    def finished(self, render_id: str) -> Any:
        return until(lambda: (p := self.poll(render_id))["status"] in {"completed", "failed"} and p)


def frames(answer: httpx.Response) -> Iterator[Any]:
    """Events, one for each frame, as JSON where they are JSON."""
    buffer = b""
    for chunk in answer.iter_raw():
        buffer += chunk
        while b"\n\n" in buffer:
            frame, buffer = buffer.split(b"\n\n", 1)
            data = frame.removeprefix(b"data:").strip()
            yield json.loads(data) if data[:1] == b"{" else data.decode()
    assert not buffer


class Engine:
    """An engine process."""

    def __init__(self, home: Path, *options: str) -> None:
        self.home = home
        self._clients: list[httpx.Client] = []
        self.printed = b""
        command = [sys.executable, "-m", "nemo_widgets.local", "--home", str(home), "--delay-ms", "0", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        until(lambda: self.process.poll() is not None or self._ready())
        note = json.loads((home / "rendezvous.json").read_text())
        self.url, self.token = note["url"], note["token"]
        self.http = self.client(self.token)

    def _ready(self) -> bool:
        try:
            return json.loads((self.home / "rendezvous.json").read_text())["pid"] == self.process.pid
        except FileNotFoundError:
            return False

    def client(self, token: str | None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._clients.append(httpx.Client(base_url=self.url, headers=headers, timeout=60))
        return self._clients[-1]

    def project(self, token: str | None = None) -> Project:
        http = self.client(token) if token else self.http
        answer = http.post("/api/tasks/me/with-session/nemo_agent", json={"task_name": "project", "language": "en"})
        return Project(self, http, answer.json()["data"]["session_id"])

    def again(self, project: Project) -> Project:
        """A project of an earlier engine in the same home."""
        return Project(self, self.http, project.sid)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()
        self._close_clients()

    def stop(self) -> tuple[int, bytes]:
        """End it as a service manager does; its exit status and what it printed."""
        self._close_clients()
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGTERM)
            self.printed = self.process.communicate(timeout=30)[0]
        elif not self.process.stdout.closed:
            self.printed = self.process.communicate()[0]
        return self.process.returncode, self.printed

    def _close_clients(self) -> None:
        for client in self._clients:
            client.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Engine]]:
    """Starts engines in a home of this test; ends those that are left."""
    engines: list[Engine] = []

    def starting(*options: str, home: Path | None = None) -> Engine:
        engines.append(Engine(home or tmp_path / "home", *options))
        return engines[-1]

    yield starting
    for engine in engines:
        engine.stop()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One engine for a module's tests, open to anonymous users."""
    running = Engine(tmp_path_factory.mktemp("engine") / "home", "--open", "--upload-limit", "3000000")
    yield running
    assert running.stop() == (0, b"")


@pytest.fixture
def project(engine: Engine) -> Project:
    """A new session."""
    return engine.project()
