"""Hosts other than JupyterLab, and the one walk that the studio must make in each."""

from __future__ import annotations

import base64
import contextlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

import psutil
from playwright.sync_api import Browser, Locator, Page, expect

LONG_MS = 300_000
MEDIA = Path(__file__).parents[2] / "notebooks" / "media"
PROMPT = "generate a 4-second cinematic clip of a calm sea"
GROWTH = """() => {
  globalThis.lengths = new Set();
  // marimo keeps each output in a shadow root.
  const roots = [document, ...[...document.querySelectorAll("*")].flatMap((el) => el.shadowRoot ?? [])];
  const root = roots.map((one) => one.querySelector(".nemo")).find(Boolean);
  new MutationObserver(() => {
    const reply = root.querySelector('.nemo-it-reply');
    if (reply) globalThis.lengths.add(reply.textContent.length);
  }).observe(root, {subtree: true, childList: true, characterData: true});
}"""
SEEK = """async (video, to) => {
  video.pause();
  // A frame of before may still be on its way to the screen.
  const shown = new Promise((done) => {
    const look = (_, frame) => Math.abs(frame.mediaTime - to) <= 0.1
      ? done(frame.mediaTime) : video.requestVideoFrameCallback(look);
    video.requestVideoFrameCallback(look);
  });
  video.currentTime = to;
  return await shown;
}"""

DROP = """(target, [name, type, data]) => {
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, {type}));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, composed: true, dataTransfer}));
  }
}"""
COPY = """async (colour) => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 320, height: 180});
  const pen = canvas.getContext("2d");
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 320, 180);
  const image = await new Promise((done) => canvas.toBlob(done, "image/png"));
  await navigator.clipboard.write([new ClipboardItem({"image/png": image})]);
}"""


class Host:
    """A server in a process of its own, with a state directory of its own; all of it ends with `stop`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *command: str, path: str = "") -> None:
        """Start `python -m command…`, and wait until it answers at `path`."""
        left_out = ("NEMO_", "JUPYTER", "JPY_", "IPYTHON")
        env = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        for name in (
            "NEMO_HOME",
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "IPYTHONDIR",
            "HOME",
        ):
            env[name] = str(self.root / name.lower())
            Path(env[name]).mkdir(parents=True, exist_ok=True)
        env["JUPYTER_PREFER_ENV_PATH"] = "0"
        log = (self.root / "host.log").open("wb")
        line = [sys.executable, "-m", *command]
        self.process = subprocess.Popen(line, env=env, stdout=log, stderr=log, cwd=self.root)
        log.close()
        opener = build_opener(ProxyHandler({}))
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError):
                opener.open(f"{self.url}/{path}", timeout=20).close()
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.2)
        raise AssertionError(f"It did not start:\n{(self.root / 'host.log').read_text('utf-8', 'replace')}")

    def stop(self) -> None:
        """End the server, its kernels, and the couriers and engines of this state directory."""
        if self.process is None:
            return
        family: list[psutil.Process] = []
        with contextlib.suppress(psutil.NoSuchProcess):
            family = [psutil.Process(self.process.pid)]
            family += family[0].children(recursive=True)
        for process in psutil.process_iter(["cmdline"]):
            line = " ".join(process.info["cmdline"] or [])
            if "nemo_widgets." in line and str(self.root) in line:
                family.append(process)
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=10)
        self.process.wait()


def visit(browser: Browser, root: Path, *command: str) -> None:
    """Make the walk in a host that opens with the studio, and bring files; nothing of ours fails in its page.

    Args:
        browser: Where.
        root: The host's folder.
        command: What starts it, as in `Host.start`; `{port}` stands for its port.
    """
    host = Host(root)
    try:
        host.start(*(word.format(port=host.port) for word in command))
        with browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB") as context:
            page = context.new_page()
            errors: list[str] = []
            page.on("pageerror", lambda error: errors.append(error.stack or str(error)))
            page.goto(host.url)
            walk(page)
            bring_files(page)
            # Modules of widgets are loaded from blobs; what the host itself complains of is its own.
            assert [error for error in errors if "blob:" in error] == []
    finally:
        host.stop()


def walk(page: Page) -> None:
    """Prompt → deltas → timeline → take → export → the video advances → a seek lands."""
    studio: Locator = page.get_by_role("region", name="Nemo Studio").last
    expect(studio).to_be_visible(timeout=LONG_MS)

    def part(role: Any, name: str) -> Locator:
        return studio.get_by_role(role, name=name, exact=True)

    page.evaluate(GROWTH)
    part("textbox", "Prompt").fill(PROMPT)
    part("textbox", "Prompt").press("Control+Enter")
    expect(part("listbox", "Takes").get_by_role("option")).to_have_count(1, timeout=LONG_MS)
    expect(part("region", "Timeline")).to_contain_text("0–4 s", timeout=LONG_MS)
    expect(part("status", "Activity")).to_have_text("Ready", timeout=LONG_MS)
    assert len(page.evaluate("[...globalThis.lengths]")) > 2, "the reply came at once"
    part("button", "Export").click()
    expect(part("button", "Download")).to_be_visible(timeout=LONG_MS)
    video = studio.locator("video")
    expect(video).to_be_visible(timeout=LONG_MS)
    video.evaluate("(video) => video.play()")
    handle = video.element_handle()
    page.wait_for_function("(video) => video.currentTime > 0.3", arg=handle, timeout=LONG_MS)
    for to in (3.1, 1.2):
        assert abs(video.evaluate(SEEK, to) - to) <= 0.1
    part("slider", "Position").fill("2000")
    page.wait_for_function("(video) => Math.abs(video.currentTime - 2) < 0.05", arg=handle, timeout=LONG_MS)


def bring_files(page: Page) -> None:
    """A photo by the chooser, a clip dropped on the timeline, and images pasted in and beside the prompt."""
    studio: Locator = page.get_by_role("region", name="Nemo Studio").last
    files = studio.get_by_role("list", name="Files").get_by_role("listitem")

    def arrived(count: int, name: str) -> None:
        expect(files).to_have_count(count, timeout=LONG_MS)
        expect(files.last).to_contain_text(name)
        expect(files.last).to_contain_text("ready", timeout=LONG_MS)
        if not name.endswith(".mp4"):
            expect(files.last.locator("img")).to_be_visible(timeout=LONG_MS)

    with page.expect_file_chooser() as chooser:
        studio.get_by_role("button", name="Add files").click()
    chooser.value.set_files(MEDIA / "harbour.jpg")
    arrived(1, "harbour.jpg")
    clip = base64.b64encode((MEDIA / "waves.mp4").read_bytes()).decode()
    studio.get_by_role("region", name="Timeline").evaluate(DROP, ["waves.mp4", "video/mp4", clip])
    arrived(2, "waves.mp4")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(COPY, "teal")
    studio.get_by_role("textbox", name="Prompt").press("Control+v")
    arrived(3, "image.png")
    page.evaluate(COPY, "coral")
    studio.get_by_role("button", name="Add files").press("Control+v")
    arrived(4, "image.png")
    expect(studio.get_by_role("textbox", name="Prompt")).to_have_value("")
