"""The engine as a process: one for each home, found through its rendezvous file, leaving when nobody needs it."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import importlib
import json
import logging
import logging.handlers
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import uvicorn
from filelock import FileLock, Timeout

from nemo_widgets.local.app import create_app
from nemo_widgets.local.engine import Engine, Options, version
from nemo_widgets.local.guard import Guard

log = logging.getLogger(__name__)

LOG_SIZE: Final = 500_000
"""bytes of one log file; there are two"""
GRACE: Final = 3
"""How long turns and streams may still take when the engine stops, s."""


def run(options: Options) -> int:
    """Serve until idle or told to stop; the exit status. With another engine in the same home: 0 at once."""
    options.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    options.home.chmod(0o700)
    lock = FileLock(options.home / "engine.lock", mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return 0
    with lock, _listening(options) as listening:
        _quiet(options.home)
        try:
            asyncio.run(_serve(options, listening))
        except BaseException:
            log.exception("the engine failed")
            return 1
    # Not a plain return: a worker in the middle of a render would hold the interpreter up. It ends with us.
    os._exit(0)


async def _serve(options: Options, listening: socket.socket) -> None:
    port = listening.getsockname()[1]
    base = f"http://{_in_url(options.host)}:{port}"
    engine = Engine(options)
    hosts = frozenset({"127.0.0.1", "localhost", "::1", options.host})
    app = Guard(create_app(engine, base), hosts=hosts, port=port, ledger=engine.ledger)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=GRACE
    )
    rendezvous = options.home / "rendezvous.json"

    def started() -> None:
        note = {"url": base, "token": engine.token, "pid": os.getpid(), "version": version()}
        _write_atomically(rendezvous, json.dumps(note))
        log.info("listening on %s", base)
        # It has time until the first message, see `Engine.agent`.
        threading.Thread(target=importlib.import_module, args=("nemo_widgets.local.agent",), daemon=True).start()

    server = _Server(config, started, stopped=lambda: _remove_own(rendezvous))
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), server.stop)
    engine.renders.resume()
    leaving = asyncio.create_task(_leave_when_idle(engine, server, options.idle))
    tidying = asyncio.create_task(engine.tidy.go_on())
    try:
        await server.serve(sockets=[listening])
    finally:
        leaving.cancel()
        tidying.cancel()
        _remove_own(rendezvous)
        await engine.close(GRACE)
        log.info("stopped")


async def _leave_when_idle(engine: Engine, server: _Server, idle: float) -> None:
    while True:
        quiet = time.monotonic() - engine.ledger.last_activity
        if not engine.busy and quiet >= idle:
            log.info("idle: leaving")
            server.stop()
            return
        await asyncio.sleep(min(max(idle - quiet, 0.05), 5.0))


class _Server(uvicorn.Server):
    """Tells when it is ready, stops on our signals, and takes its address away before it stops."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None], stopped: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell_started = started
        self._tell_stopped = stopped

    def stop(self, *_: Any) -> None:
        """Finish; may be a signal handler."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._tell_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._tell_stopped()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are ours: uvicorn would raise them again after its end, and skip our clearing up."""
        yield


@contextlib.contextmanager
def _listening(options: Options) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    # With the protocol named, asyncio sets TCP_NODELAY on what it accepts; without, each answer waits 40 ms for an ACK.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((options.host, options.port))
        listening.listen(128)
        yield listening


def _quiet(home: Path) -> None:
    """Log to a bounded file and let nothing reach a terminal: whoever started the engine may be gone."""
    handler = logging.handlers.RotatingFileHandler(
        home / "engine.log", maxBytes=LOG_SIZE, backupCount=1, encoding="utf-8"
    )
    (home / "engine.log").chmod(0o600)
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # Its own descriptor: rotation closes the handler's.
    faulthandler.enable(os.open(home / "engine.log", os.O_WRONLY | os.O_APPEND))
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)


def _write_atomically(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)


def _remove_own(rendezvous: Path) -> None:
    with contextlib.suppress(OSError, ValueError):
        if json.loads(rendezvous.read_text(encoding="utf-8")).get("pid") == os.getpid():
            rendezvous.unlink()


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
