"""Work that must not disturb the server, done in spawned processes of its own."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import ParamSpec, TypeVar

from nemo_widgets import errors

_P = ParamSpec("_P")
_T = TypeVar("_T")


class WorkerDied(errors.EngineError):
    """A worker process ended in the middle of its work."""


class Workers:
    """A pool of spawned processes, made at the first use and again after one of them died.

    Args:
        count: How many processes.
    """

    def __init__(self, count: int = 1) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Do some work in a worker.

        Raises:
            WorkerDied: The worker was killed or crashed. The next call has a new pool.
        """
        pool = self._pool = self._pool or self._new()
        try:
            return await asyncio.wrap_future(pool.submit(work, *args, **kwargs))
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None
            raise WorkerDied("The worker process ended unexpectedly.") from None

    def close(self) -> None:
        """Take no more work. What runs ends with this process (see `_follow_parent`)."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _new(self) -> ProcessPoolExecutor:
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._count, mp_context=spawn, initializer=_follow_parent)


def _follow_parent() -> None:
    """End with the engine, however it ends: an orphan would render into the void."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch(sentinel: int) -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()
