"""A real JupyterLab, a real kernel and a real Chromium; each module has its own, and nothing is left running."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSON = "notebooks/01-first-clip.ipynb"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LONG_MS = 300_000
ROOT = 0
"""The user id for whom Chromium and JupyterLab want to be told that this is meant."""


@dataclass
class Lab:
    """A JupyterLab of our own: its folder, its settings, its user state."""

    root: Path
    extension: bool = True
    """Whether our server extension is on, as it is by default."""
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Path:
        """NEMO_HOME of its kernels."""
        return self.root / "nemo"

    @property
    def folder(self) -> Path:
        """What it shows as its files."""
        return self.root / "files"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.settings("apputils-extension/notification", {"fetchNews": "false", "checkForUpdates": False})
        shutil.copytree(NOTEBOOKS, self.folder / "notebooks", ignore=shutil.ignore_patterns("nemo-clips", ".*"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        flags = [f"--port={self.port}", "--port-retries=0", "--ip=127.0.0.1", "--no-browser", "--log-level=WARN"]
        flags += [f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={self.folder}"]
        flags += ["--allow-root"] if os.getuid() == ROOT else []
        if not self.extension:
            off = self.root / "config" / "jupyter_server_config.d"
            off.mkdir(parents=True)
            switch = {"ServerApp": {"jpserver_extensions": {"nemo_widgets.server": False}}}
            (off / "nemo_widgets.json").write_text(json.dumps(switch))
        log = (self.root / "lab.log").open("wb")
        command = [sys.executable, "-m", "jupyter", "lab", *flags]
        self.process = subprocess.Popen(command, env=self._environment(), stdout=log, stderr=log, cwd=self.folder)
        log.close()
        self.wait_until_up()

    def _environment(self) -> dict[str, str]:
        left_out = ("NEMO_", "JUPYTER", "JPY_", "IPYTHON")
        env = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        places = {
            "NEMO_HOME": self.home,
            "JUPYTER_CONFIG_DIR": self.root / "config",
            "JUPYTER_DATA_DIR": self.root / "data",
            "JUPYTER_RUNTIME_DIR": self.root / "runtime",
            "JUPYTERLAB_SETTINGS_DIR": self.root / "settings",
            "JUPYTERLAB_WORKSPACES_DIR": self.root / "workspaces",
            "IPYTHONDIR": self.root / "ipython",
            "JUPYTER_PREFER_ENV_PATH": "0",  # in an environment of Python's, its settings would win over ours
        }
        return env | {name: str(place) for name, place in places.items()}

    def settings(self, plugin: str, values: dict[str, Any]) -> None:
        """Keep settings of one of Lab's plugins, as its settings editor would."""
        file = self.root / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                self.call("GET", "api/status")
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)
        raise AssertionError(f"JupyterLab did not start:\n{(self.root / 'lab.log').read_text('utf-8', 'replace')}")

    def call(self, method: str, path: str) -> Any:
        request = Request(f"{self.url}/{path}", method=method, headers={"Authorization": f"token {self.token}"})  # noqa: S310
        with build_opener(ProxyHandler({})).open(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def scenario(self, name: str, **more: Any) -> None:
        """Ask the local engine of this Lab's home for a fault or a pace."""
        self.engine("scenario", {"name": name, **more})

    def engine(self, what: str, body: dict[str, Any]) -> None:
        """Tell the local engine of this Lab's home something."""
        told = json.loads((self.home / "engine" / "rendezvous.json").read_text("utf-8"))
        headers = {"Authorization": f"Bearer {told['token']}", "Content-Type": "application/json"}
        request = Request(f"{told['url']}/_nemo/{what}", json.dumps(body).encode(), headers, method="POST")  # noqa: S310
        build_opener(ProxyHandler({})).open(request, timeout=10).close()

    def stop(self) -> None:
        """End the server, its kernels, and whatever those started."""
        if self.process is None:
            return
        server = psutil.Process(self.process.pid)
        family = server.children(recursive=True) if server.is_running() else []
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        for process in [*family, *self.detached()]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=10)
        self.process.kill()
        self.process.wait()

    def detached(self) -> list[psutil.Process]:
        """Couriers and engines of this home: they outlive kernels on purpose."""
        found = []
        for process in psutil.process_iter(["cmdline"]):
            line = " ".join(process.info["cmdline"] or [])
            if "nemo_widgets." in line and str(self.home) in line:
                found.append(process)
        return found


@dataclass
class Notebook:
    """A notebook open in a page of its own."""

    lab: Lab
    page: Page
    errors: list[str] = field(default_factory=list)
    """What the page's console called an error, and what was thrown in it."""

    @property
    def studio(self) -> Locator:
        """The studio that is on show."""
        return self.page.get_by_role("region", name="Nemo Studio").last

    def part(self, role: Any, name: str) -> Locator:
        """A part of the studio, by the names that `ui.md` promises."""
        return self.studio.get_by_role(role, name=name, exact=True)

    @property
    def prompt(self) -> Locator:
        return self.part("textbox", "Prompt")

    def open(self, path: str = LESSON) -> None:
        self.page.goto(f"{self.lab.url}/lab/tree/{path}?reset&token={self.lab.token}")
        expect(self.page.locator(".jp-Notebook")).to_be_visible(timeout=LONG_MS)
        self.idle()

    def idle(self) -> None:
        """Wait until the kernel is there and has nothing to do."""
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=LONG_MS)
        status = self.page.locator(".jp-Notebook-ExecutionIndicator")
        expect(status.last).to_have_attribute("data-status", "idle", timeout=LONG_MS)

    def run_all(self) -> None:
        """Run > Run All Cells, and wait for the last."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        expect(self.page.locator(".jp-CodeCell .jp-InputPrompt").first).not_to_have_text("[ ]:", timeout=20_000)
        self.wait_for_cells()

    def wait_for_cells(self) -> None:
        expect(self.page.locator(".jp-InputPrompt", has_text="[*]:")).to_have_count(0, timeout=LONG_MS)
        self.idle()

    def run(self, source: str) -> None:
        """Put a text into the last cell in place of what stands there, and run it with Shift+Enter."""
        editor = self.page.locator(".jp-CodeCell .cm-content").last
        editor.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)
        self.page.keyboard.press("Shift+Enter")
        self.wait_for_cells()

    def say(self, text: str) -> None:
        """Type a prompt and send it."""
        self.prompt.fill(text)
        self.prompt.press("Control+Enter")

    def ready(self) -> None:
        """Wait until nothing runs."""
        expect(self.part("status", "Activity")).to_have_text("Ready", timeout=LONG_MS)

    def film(self) -> None:
        """Wait until the player has a film with its pictures."""
        self.page.wait_for_function("() => document.querySelector('.nemo video')?.readyState >= 2", timeout=LONG_MS)


def blank(folder: Path, name: str, *sources: str) -> str:
    """A notebook of these cells, and one empty cell."""
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{at}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": text,
        }
        for at, text in enumerate([*sources, ""])
    ]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    made = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (folder / f"{name}.ipynb").write_text(json.dumps(made), "utf-8")
    return f"{name}.ipynb"


@pytest.fixture(scope="session", name="blank")
def blank_fixture() -> Callable[..., str]:
    return blank


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, f"The browser tests need one of {', '.join(BROWSERS)} on the PATH."
    flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--autoplay-policy=no-user-gesture-required"]
    flags += ["--no-sandbox"] if os.getuid() == ROOT else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def labs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Lab]]:
    """Starts JupyterLabs that end with the module."""
    started: list[Lab] = []

    def start(**how: Any) -> Lab:
        lab = Lab(tmp_path_factory.mktemp("lab"), **how)
        started.append(lab)
        lab.start()
        return lab

    try:
        yield start
    finally:
        for lab in started:
            lab.stop()


@pytest.fixture(scope="module")
def lab(labs: Callable[..., Lab]) -> Lab:
    return labs()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB") as context:
        context.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        yield context


@pytest.fixture(scope="module")
def open_notebook(context: BrowserContext) -> Callable[..., Notebook]:
    """Opens a notebook in a new page, and keeps what goes wrong in it."""

    def open_page(lab: Lab, path: str = LESSON) -> Notebook:
        notebook = Notebook(lab, context.new_page())
        notebook.page.on(
            "console", lambda message: notebook.errors.append(message.text) if message.type == "error" else None
        )
        notebook.page.on("pageerror", lambda error: notebook.errors.append(str(error)))
        notebook.open(path)
        return notebook

    return open_page
