"""Seeing to it that a courier is there.

The one place of this room that knows the courier, and only by name: as a process of its own, or, where none can be
started (`NEMO_COURIER=thread`, Pyodide, locked-down hosts), the same loop in a thread.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import subprocess
import sys
import threading

import filelock

from nemo_widgets.detached import Detached
from nemo_widgets.errors import EngineError
from nemo_widgets.journal import Home
from nemo_widgets.paths import shown_path
from nemo_widgets.secret import Secret

_started: dict[str, subprocess.Popen[bytes] | threading.Thread] = {}
_lock = threading.Lock()


def ensure_courier(home: Home, key: str, token: Secret | None) -> None:
    """Start the courier of `key` unless one holds its lock.

    Args:
        home: The user's home.
        key: Backend and credential.
        token: The user's own token; it goes to the process over stdin, and nowhere else.

    Raises:
        EngineError: It can be started neither as a process nor as a thread.
    """
    with _lock:
        place = f"{home.root}|{key}"
        mine = _started.get(place)
        if isinstance(mine, threading.Thread) and mine.is_alive():
            return
        if isinstance(mine, subprocess.Popen) and mine.poll() is None:
            return
        if _running(home, key):
            return
        if os.environ.get("NEMO_COURIER") == "thread" or sys.platform == "emscripten":
            _started[place] = _start_thread(home, key, token)
        else:
            try:
                _started[place] = _start_process(home, key, token)
            except OSError:  # no processes here
                _started[place] = _start_thread(home, key, token)


def _running(home: Home, key: str) -> bool:
    lock = filelock.FileLock(home.courier_file(key, "lock"), mode=0o600)
    try:
        with lock.acquire(timeout=0):
            return False
    except filelock.Timeout:
        return True
    except OSError as error:
        raise EngineError(
            f"The courier's lock in {shown_path(home.root)} cannot be used ({error.strerror}).",
            "Set NEMO_HOME to a directory you can write to.",
        ) from None


def _start_process(home: Home, key: str, token: Secret | None) -> subprocess.Popen[bytes]:
    arguments = ["--home", str(home.root.absolute()), "--key", key]
    process = Detached("nemo_widgets.courier", arguments, home.root, stdin=subprocess.PIPE)
    assert process.stdin is not None  # noqa: S101 - asked for above
    try:
        process.stdin.write((token.reveal() if token else "").encode() + b"\n")
        process.stdin.close()
    except BrokenPipeError:
        pass  # it left at once: another courier holds the lock
    return process


def _start_thread(home: Home, key: str, token: Secret | None) -> threading.Thread:
    courier = importlib.import_module("nemo_widgets.courier")

    def work() -> None:
        try:
            with filelock.FileLock(home.courier_file(key, "lock"), mode=0o600, thread_local=False).acquire(timeout=2):
                asyncio.run(courier.Courier(home, key, token).run())
        except filelock.Timeout:
            return

    thread = threading.Thread(target=work, name="nemo-courier", daemon=True)
    thread.start()
    return thread
