"""Real kernels, spoken to as JupyterLab and nbconvert speak to them."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

LONG_S = 60
Held = Callable[..., str]
VIEW = "application/vnd.jupyter.widget-view+json"


@dataclass
class Ran:
    """A cell that has run."""

    status: str = ""
    """ok, error or aborted"""
    seconds: float = 0.0
    shown: list[dict[str, Any]] = field(default_factory=list)
    """Its outputs as they stand at the end, updates applied: MIME bundles."""
    views: int = 0
    """Widget views that it has shown, at whatever time."""
    printed: str = ""
    error: str = ""
    """The error's name and text as shown: the traceback, whole."""

    @property
    def html(self) -> str:
        return "\n".join(bundle.get("text/html", "") for bundle in self.shown)

    @property
    def text(self) -> str:
        return "\n".join(bundle.get("text/plain", "") for bundle in self.shown)


class Kernel:
    """An ipykernel of our own."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager = manager
        self.client = client
        self._bundles: dict[str, dict[str, Any]] = {}

    def begin(self, source: str, *, attended: bool = True, cell: str = "") -> str:
        """Send a cell; `attended` as a front end with a person before it does, else as nbconvert does."""
        content = {"code": source, "silent": False, "store_history": True, "user_expressions": {}}
        message = self.client.session.msg("execute_request", content | {"allow_stdin": attended, "stop_on_error": True})
        message["metadata"] |= {"cellId": cell} if cell else {}
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def end(self, cell: str) -> Ran:
        """Wait for a cell's end, and gather what it has shown."""
        ran, begun = Ran(), time.monotonic()
        while True:
            message = self.client.get_iopub_msg(timeout=LONG_S)
            self._keep(message, ran, cell)
            ended = message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
            if ended and message["parent_header"].get("msg_id") == cell:
                break
        ran.seconds = time.monotonic() - begun
        while True:
            reply = self.client.get_shell_msg(timeout=LONG_S)
            if reply["parent_header"].get("msg_id") == cell:
                ran.status = reply["content"]["status"]
                return ran

    def run(self, source: str, *, attended: bool = True, cell: str = "") -> Ran:
        return self.end(self.begin(source, attended=attended, cell=cell))

    def later(self, condition: Callable[[], Any], timeout: float = 30.0) -> None:
        """Take in what comes after a cell has ended, until a condition holds."""
        deadline = time.monotonic() + timeout
        while not condition():
            assert time.monotonic() < deadline, "it did not come about"
            if self.client.iopub_channel.msg_ready():
                self._keep(self.client.get_iopub_msg(timeout=1), Ran(), "")
            else:
                self.client.iopub_channel.socket.poll(50)

    def _keep(self, message: dict[str, Any], ran: Ran, cell: str) -> None:
        content, kind = message["content"], message["msg_type"]
        if kind in ("display_data", "execute_result", "update_display_data"):
            identity = content.get("transient", {}).get("display_id")
            if kind == "update_display_data":
                if identity in self._bundles:
                    self._bundles[identity].clear()
                    self._bundles[identity].update(content["data"])
                return
            bundle = dict(content["data"])
            ran.views += VIEW in bundle
            ran.shown.append(bundle)
            if identity:
                self._bundles[identity] = bundle
        elif message["parent_header"].get("msg_id") == cell:
            ran.printed += content["text"] if kind == "stream" else ""
            ran.error += "\n".join(content["traceback"]) if kind == "error" else ""

    def click(self, widget: str, subshell: str | None = None, **content: Any) -> float:
        """Send what a page sends to a widget; the time on the engine's clock."""
        message = self.client.session.msg(
            "comm_msg", {"comm_id": widget, "data": {"method": "custom", "content": content}}
        )
        if subshell is not None:
            message["header"]["subshell_id"] = subshell
        self.client.shell_channel.send(message)
        return time.time()

    def subshell(self) -> str:
        """A subshell, as JupyterLab makes one for its widgets."""
        self.client.control_channel.send(self.client.session.msg("create_subshell_request", {}))
        reply = self.client.get_control_msg(timeout=LONG_S)
        found: str = reply["content"]["subshell_id"]
        return found

    def interrupt(self) -> float:
        """■; the time on the engine's clock."""
        self.manager.interrupt_kernel()
        return time.time()

    def value(self, expression: str) -> Any:
        """What an expression is in the kernel."""
        ran = self.run(f"import json\nprint(json.dumps({expression}))")
        assert ran.status == "ok", ran.error
        return json.loads(ran.printed)


@pytest.fixture(scope="session")
def environment(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Makes an environment with something else than ours has, on top of ours, once; gives its Python."""

    def make(requirement: str) -> Path:
        ours = sysconfig.get_path("purelib")
        pins = Path(__file__).parents[1] / "constraints.txt"
        state = f"{requirement} {sys.version} {ours} {pins.read_text('utf-8')}"
        folder = request.config.cache.mkdir(f"environment-{hashlib.sha256(state.encode()).hexdigest()[:12]}")
        python = folder / "env" / "bin" / "python"
        with FileLock(folder / "lock"):
            if not (folder / "made").exists():
                subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", folder / "env"], check=True)
                (site,) = (folder / "env").glob("lib/python*/site-packages")
                (site / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n", "utf-8")
                pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", requirement]
                subprocess.run([*pip, "--disable-pip-version-check", "--no-warn-conflicts"], check=True)
                (folder / "made").touch()
        return python

    return make


def start_kernels(tmp_path: Path) -> Iterator[Callable[..., Kernel]]:
    """Starts kernels in a folder."""
    started: list[tuple[KernelManager, BlockingKernelClient]] = []

    def start(python: Path | None = None, **environment: str) -> Kernel:
        manager = KernelManager(kernel_name="python3", transport="ipc", ip=str(tmp_path / f"k{len(started)}"))
        if python is not None:
            assert manager.kernel_spec is not None
            manager.kernel_spec.argv[0] = str(python)
        manager.start_kernel(
            env={**os.environ, "IPYTHONDIR": str(tmp_path / "ipython"), **environment}, cwd=str(tmp_path)
        )
        client = manager.client()
        started.append((manager, client))
        client.start_channels()
        client.wait_for_ready(timeout=LONG_S)
        return Kernel(manager, client)

    yield start
    for manager, client in started:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
        client.context.destroy()


@pytest.fixture
def kernels(home: Path, tmp_path: Path) -> Iterator[Callable[..., Kernel]]:
    """Starts kernels in the test's own folder and home; they end with the test."""
    yield from start_kernels(tmp_path)


@pytest.fixture(scope="module")
def shared_kernel(shared_home: Path) -> Iterator[Kernel]:
    """One kernel for all tests of a module, with the magic loaded, in a home of its own."""
    for start in start_kernels(shared_home.parent):
        kernel = start(NEMO_HOME=str(shared_home))
        assert kernel.run("%load_ext nemo_widgets").status == "ok"
        yield kernel


@pytest.fixture
def kernel(kernels: Callable[..., Kernel]) -> Kernel:
    """A kernel with the magic loaded."""
    kernel = kernels()
    assert kernel.run("%load_ext nemo_widgets").status == "ok"
    return kernel


def holding(kernel: Kernel, engine: Any, until: Callable[..., Any]) -> Held:
    """Begins a cell and gives it back once its run is held in the engine, before the edit or at the stream's close."""

    def begin(cell: str, *, at: str = "plan") -> str:
        engine.scenario("hold", at=at)
        begun = kernel.begin(cell)
        until(lambda: [one for one in engine.stats()["sessions"].values() if one["holding"] == at])
        return begun

    return begin
