"""The courier as a process: one by lock, token over stdin, gone when idle."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import logging.handlers
import os
import signal
import sys
from pathlib import Path

import filelock

from nemo_widgets.courier.courier import Courier
from nemo_widgets.courier.pace import Pace
from nemo_widgets.errors import NemoError
from nemo_widgets.journal import Home
from nemo_widgets.secret import Secret

log = logging.getLogger(__name__)

_LOG_BYTES = 512 * 1024
# A session that asks "is a courier there?" holds the lock for an instant; a courier starting just then waits it out.
_LOCK_PATIENCE_S = 2.0


def main(argv: list[str] | None = None) -> int:
    """Serve one courier key until nothing is open; 0 also when another courier already does."""
    parser = argparse.ArgumentParser(prog="nemo_widgets.courier")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--idle", type=float, default=60.0, help="seconds without work before it leaves")
    chosen = parser.parse_args(argv)
    line = sys.stdin.readline().strip()
    token = Secret(line) if line else None
    home = Home(chosen.home).create()
    lock = filelock.FileLock(home.courier_file(chosen.key, "lock"), mode=0o600)
    try:
        lock.acquire(timeout=_LOCK_PATIENCE_S)
    except filelock.Timeout:
        return 0
    with lock:
        _log_to(home.courier_file(chosen.key, "log"))
        try:
            courier = Courier(home, chosen.key, token, idle_s=chosen.idle, pace=Pace.of_key(chosen.key))
            asyncio.run(_serve(courier))
        except NemoError as error:
            log.error("the courier ends: %s", error)
            return 1
    return 0


async def _serve(courier: Courier) -> None:
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no loop signal handlers
            loop.add_signal_handler(signum, courier.leave)
    await courier.run()


def _log_to(path: Path) -> None:
    path.touch(mode=0o600)
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("nemo_widgets")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.info("courier %d starts", os.getpid())
