"""What a page and a kernel bear: bytes by kind, long tasks, frame times, heap, resident memory; and a line that breaks.

Figures are the browser's own: its long tasks, its frames, its heap, and each frame of its websockets.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psutil
from playwright.sync_api import Page

MB = 1024 * 1024

INSTRUMENTS = """(() => {
  const wire = (globalThis.wire = {});
  const text = new TextDecoder();
  const count = ({ data }) => {
    if (!(data instanceof ArrayBuffer)) return;
    // v1.kernel.websocket.jupyter.org: a number of offsets, the offsets, and between them channel, header, parent
    // header, metadata, content and buffers.
    const view = new DataView(data);
    const at = (part) => Number(view.getBigUint64(8 * (part + 1), true));
    const kind = JSON.parse(text.decode(new Uint8Array(data, at(1), at(2) - at(1)))).msg_type;
    const sum = (wire[kind] ??= { frames: 0, bytes: 0, content: 0 });
    sum.frames += 1;
    sum.bytes += data.byteLength;
    sum.content += data.byteLength - at(4);
  };
  const Native = globalThis.WebSocket;
  globalThis.WebSocket = class extends Native {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", count);
    }
  };
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) globalThis.longTasks.push([startTime, duration]);
  }).observe({ type: "longtask" });
  globalThis.frameTimes = [];
  let last = 0;
  const frame = (now) => {
    if (last) globalThis.frameTimes.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.shiftKey) globalThis.pressed = performance.now();
  }, { capture: true });
})()"""

ARM = """(selector) => {
  const before = new Set(document.querySelectorAll(selector));
  globalThis.appeared = new Promise((done) => {
    const look = () => {
      const shown = (one) => !before.has(one) && one.getClientRects().length;
      const found = [...document.querySelectorAll(selector)].find(shown);
      if (!found) return;
      observer.disconnect();
      const at = performance.now();
      if (found.localName !== "video") return requestAnimationFrame(() => done([at, performance.now()]));
      found.muted = true;
      found.requestVideoFrameCallback(() => done([at, performance.now()]));
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true, attributes: true });
  });
}"""
"""Waits for a new element of that kind: when it stood there, and when it (or its first picture) was drawn."""

BEGIN = """() => {
  for (const kind of Object.keys(wire)) delete wire[kind];
  frameTimes.length = 0;
  longTasks.length = 0;
  globalThis.since = performance.now();
}"""
END = """async () => {
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)));
  return { wire, frames: frameTimes, long: longTasks.filter(([start]) => start >= since).map(([, ms]) => ms) };
}"""


class Borne:
    """What a page bore meanwhile."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.wire: dict[str, dict[str, int]] = told["wire"]
        self.long: list[float] = sorted(told["long"], reverse=True)
        """Tasks over 50 ms, ms, the longest first."""
        self.frames: list[float] = sorted(told["frames"])
        """Times between frames, ms."""

    @property
    def longest(self) -> float:
        """The longest task, ms; 0 where none was over 50 ms."""
        return self.long[0] if self.long else 0.0

    def bytes(self, *kinds: str, part: str = "bytes") -> int:
        """Bytes of the kernel's messages to the page, of some kinds or all."""
        return sum(sums[part] for kind, sums in self.wire.items() if not kinds or kind in kinds)

    def frame(self, share: float) -> float:
        """The time between frames that so many of them stay within, ms."""
        return self.frames[min(len(self.frames) - 1, int(len(self.frames) * share))] if self.frames else 0.0

    def __str__(self) -> str:
        tasks = ", ".join(f"{ms:.0f}" for ms in self.long[:4]) or "none"
        frames = f"half {self.frame(0.5):.0f} ms, 99 % {self.frame(0.99):.0f} ms"
        return f"tasks over 50 ms: {len(self.long)} ({tasks}); frames: {frames}"


DRAWN = """(limit) => Promise.race([
  appeared.then((times) => times.map((at) => (at - pressed) / 1000)),
  new Promise((_, fail) => setTimeout(fail, limit, new Error(`not drawn within ${limit / 1000} s`))),
])"""
LONGEST_MS = 60_000


def drawn(page: Page, run: Callable[[], None], selector: str) -> tuple[float, float]:
    """Seconds from Shift+Enter until what a cell shows stands there, and until it is drawn; of a video, its picture."""
    page.evaluate(ARM, selector)
    run()
    there, seen = page.evaluate(DRAWN, LONGEST_MS)
    return there, seen


@contextlib.contextmanager
def bearing(page: Page) -> Iterator[list[Borne]]:
    """Look at a page while something goes on; the list holds what it bore afterwards."""
    found: list[Borne] = []
    page.evaluate(BEGIN)
    yield found
    found.append(Borne(page.evaluate(END)))


def heap(page: Page) -> tuple[int, int, int]:
    """Once its garbage is collected: bytes in use of the page's heap, its nodes, and its listeners."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    used: int = session.send("Runtime.getHeapUsage")["usedSize"]
    told = {one["name"]: int(one["value"]) for one in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return used, told["Nodes"], told["JSEventListeners"]


def kernel_of(lab: Any, notebook: str) -> int:
    """The process id of a notebook's kernel."""
    (kernel,) = (one["kernel"]["id"] for one in lab.call("GET", "api/sessions") if one["path"] == notebook)
    family = psutil.Process(lab.process.pid).children(recursive=True)
    (found,) = (process.pid for process in family if f"kernel-{kernel}.json" in " ".join(process.cmdline()))
    return found


class Memory:
    """How a process's resident memory grows, looked at twenty times a second."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._stop = threading.Event()
        self.before = self.most = 0

    def __enter__(self) -> Memory:
        self.before = self.most = self._process.memory_info().rss
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            while not self._stop.wait(0.05):
                self.most = max(self.most, self._process.memory_info().rss)

    @property
    def growth(self) -> float:
        """At most, MB."""
        return (self.most - self.before) / MB


class Line:
    """A port in front of another, whose connections can be broken in the midst of what they carry."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._open: dict[socket.socket, bool] = {}
        """The browser's ends, and whether they are websockets."""
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Take no more, and break what is there."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for near in list(self._open):
            _end(near)
        for thread in self._threads:
            thread.join(10)

    def cut_websockets(self) -> int:
        """Break every websocket at once, as a network does: what is on its way is lost. Returns how many there were."""
        websockets = [near for near, is_one in self._open.copy().items() if is_one]
        for near in websockets:
            _end(near)
        return len(websockets)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                self._threads.append(threading.Thread(target=self._carry, args=(near,), daemon=True))
                self._threads[-1].start()

    def _carry(self, near: socket.socket) -> None:
        self._open[near] = False
        with (
            near,
            socket.create_connection(("127.0.0.1", self._to)) as far,
            contextlib.suppress(OSError),
            selectors.DefaultSelector() as ready,
        ):
            ready.register(near, selectors.EVENT_READ, far)
            ready.register(far, selectors.EVENT_READ, near)
            while True:
                for key, _ in ready.select():
                    data = key.fileobj.recv(256 * 1024)  # type: ignore[union-attr]
                    if not data:
                        del self._open[near]
                        return
                    self._open[near] |= b"Upgrade: websocket" in data[:4096]
                    key.data.sendall(data)
        self._open.pop(near, None)


def _end(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
