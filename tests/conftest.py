"""What all tests share: a home of one's own, and sessions on real couriers and engines."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from nemo_widgets.detached import Detached
from nemo_widgets.session import connect

MEDIA = Path(__file__).parents[1] / "notebooks" / "media"


@pytest.fixture
def media() -> Path:
    """The folder of the project's own photo and clip."""
    return MEDIA


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home for journal, tokens and engine; whatever was started in it is ended with the test."""
    root = tmp_path / "home"
    monkeypatch.setenv("NEMO_HOME", str(root))
    for name in ("NEMO_TOKEN", "NEMO_API_URL", "NEMO_COURIER", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    yield root
    for session in list(connect._live.values()):
        session.close()
    for journal in connect._journals.values():
        journal.close()
    connect._journals.clear()
    connect._live.clear()
    end_all(root)


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home that the tests of a module share, for kernels and programs; nothing of this process uses it."""
    root = tmp_path_factory.mktemp("shared") / "home"
    yield root
    end_all(root)


def end_all(root: Path) -> None:
    """End couriers and engines of a home: they outlive whoever started them."""
    for pid in processes_of(root):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def processes_of(root: Path, module: str = "nemo_widgets.") -> list[int]:
    """Processes of ours whose command line names this home."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            if module in line and str(root) in line:
                found.append(int(entry.name))
    return found


class Engine:
    """What the local engine says of itself, for tests that count."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """A request with the engine's own token."""
        rendezvous = json.loads((self._root / "engine" / "rendezvous.json").read_text("utf-8"))
        request = Request(  # noqa: S310 - a loopback address
            rendezvous["url"] + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {rendezvous['token']}", "Content-Type": "application/json"},
        )
        with build_opener(ProxyHandler({})).open(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        (self._root / "engine").mkdir(parents=True, exist_ok=True, mode=0o700)
        Detached("nemo_widgets.local", ["--home", str(self._root / "engine")], self._root)
        until((self._root / "engine" / "rendezvous.json").exists)

    def stats(self) -> dict[str, Any]:
        """Messages, streams and renders by session."""
        found: dict[str, Any] = self.call("GET", "/_nemo/stats")
        return found

    def newest_stream(self) -> dict[str, Any]:
        """The newest stream of the only session, as the engine saw it."""
        (session,) = self.stats()["sessions"].values()
        found: dict[str, Any] = session["streams"][-1]
        return found

    def scenario(self, name: str, **more: Any) -> None:
        """Ask for a fault."""
        self.call("POST", "/_nemo/scenario", {"name": name, **more})

    def messages(self) -> int:
        """Messages accepted, all sessions together."""
        return sum(session["messages"] for session in self.stats()["sessions"].values())


@pytest.fixture
def engine(home: Path) -> Engine:
    """The engine of this test's home, once something has started it."""
    return Engine(home)


@pytest.fixture(scope="session")
def engine_of() -> Callable[[Path], Engine]:
    """The engine of any home."""
    return Engine


def until(condition: Callable[[], Any], timeout: float = 90.0) -> Any:
    """Wait for something that another process does; the first true value."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, ValueError):
            if found := condition():
                return found
        threading.Event().wait(0.02)
    raise AssertionError("it did not come about")


@pytest.fixture(name="until")
def until_fixture() -> Callable[..., Any]:
    """Wait for something that another process does."""
    return until


@pytest.fixture(name="processes_of")
def processes_of_fixture() -> Callable[..., list[int]]:
    """Processes of ours whose command line names a home."""
    return processes_of
