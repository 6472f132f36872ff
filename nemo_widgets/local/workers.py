"""Work that must not disturb the server, done in spawned processes of its own."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count
from multiprocessing.connection import wait
from typing import Any, ParamSpec, TypeVar

from nemo_widgets import errors

REST_S = 60.0
"""Seconds without work after which processes end."""
_REACH_S = 10
_P = ParamSpec("_P")
_T = TypeVar("_T")


class WorkerDied(errors.EngineError):
    """A worker process ended in the middle of its work."""


class Queue:
    """Who may go on: so many at a time, and of those who wait the lowest rank first.

    Args:
        room: How many; None: all.
    """

    def __init__(self, room: int | None = 1) -> None:
        self._room = room
        self._inside = 0
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @property
    def empty(self) -> bool:
        """Whether nobody has or awaits a turn."""
        return not self._inside

    @asynccontextmanager
    async def turn(self, rank: int = 0) -> AsyncIterator[None]:
        """Wait for one's turn, and have it."""
        if self._room is not None and self._inside >= self._room:
            called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heappush(self._waiting, (rank, next(self._numbers), called))
            try:
                await called
            except asyncio.CancelledError:
                if called.done() and not called.cancelled():  # called at the very moment that it left
                    self._leave()
                raise
        else:
            self._inside += 1
        try:
            yield
        finally:
            self._leave()

    def _leave(self) -> None:
        while self._waiting:
            *_, called = heappop(self._waiting)
            if not called.done():
                called.set_result(None)
                return
        self._inside -= 1


class Workers:
    """A pool of spawned processes, made at the first use, and again after one of them died or all had long rested.

    Args:
        size: How many processes.
        scheduler: The address of a Dask scheduler whose workers see the same files; they do the work then.
    """

    def __init__(self, size: int = 1, *, scheduler: str = "") -> None:
        self._size = size
        self._scheduler = scheduler
        self._queue = Queue(None if scheduler else size)
        self._pool: Executor | None = None
        self._making = asyncio.Lock()
        self._client: Any = None
        self._resting: asyncio.TimerHandle | None = None

    async def run(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Do some work in a worker; raises as `urgent` does."""
        return await self.urgent(0, work, *args, **kwargs)

    async def urgent(self, rank: int, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Do some work in a worker, before all work of a higher rank that waits.

        Raises:
            WorkerDied: The worker was killed or crashed. The next call has a new pool.
            EngineError: The Dask scheduler cannot be reached.
        """
        async with self._queue.turn(rank):
            pool = await self._ready()
            try:
                return await asyncio.wrap_future(pool.submit(work, *args, **kwargs))
            except BrokenProcessPool:
                if self._pool is pool:
                    self._pool = None
                raise WorkerDied("The worker process ended unexpectedly.") from None
            finally:
                self._rest_later()

    def warm(self, work: Callable[[], object]) -> None:
        """Have one process started and `work` done in it, unless there are processes already; nobody waits for it."""
        if self._pool is None and not self._scheduler:
            self._pool = _spawned(self._size)
            self._pool.submit(work)
            self._rest_later()

    def close(self) -> None:
        """Take no more work. What runs ends with this process (see `_follow_parent`)."""
        if self._resting:
            self._resting.cancel()
        if isinstance(self._pool, ProcessPoolExecutor):
            self._pool.shutdown(wait=False, cancel_futures=True)
        elif self._pool:
            self._pool.shutdown(wait=False)
            self._client.close(timeout=_REACH_S)

    def _rest_later(self) -> None:
        """Processes keep what they painted last, some hundred MB: those that rest let go of it, and of themselves."""
        if self._resting:
            self._resting.cancel()
        if not self._scheduler:
            self._resting = asyncio.get_running_loop().call_later(REST_S, self._rest)

    def _rest(self) -> None:
        if self._queue.empty and self._pool:
            self._pool.shutdown(wait=False)
            self._pool = None

    async def _ready(self) -> Executor:
        """The pool, made once. A cluster may be long in answering: that is waited for in a thread."""
        async with self._making:
            if self._pool is None and self._scheduler:
                self._client = await asyncio.to_thread(_cluster, self._scheduler)
                self._pool = self._client.get_executor(pure=False, retries=1)
            pool = self._pool = self._pool or _spawned(self._size)
            return pool


def _spawned(size: int) -> Executor:
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(size, mp_context=spawn, initializer=_follow_parent)


def _cluster(scheduler: str) -> Any:
    """A client of a Dask cluster."""
    try:
        import distributed  # noqa: PLC0415 - an extra, and heavy
    except ImportError as error:
        raise errors.EngineError("Rendering on a cluster needs Dask.", "pip install 'nemo-widgets[dask]'") from error
    connect: Any = distributed.Client
    try:
        return connect(scheduler, timeout=_REACH_S, set_as_default=False)
    except (OSError, ValueError) as error:
        text = f"The Dask scheduler at {scheduler} cannot be reached."
        raise errors.EngineError(text, "Start it, or take NEMO_DASK away.") from error


def _follow_parent() -> None:
    """End with the engine, however it ends: an orphan would render into the void."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch(sentinel: int) -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()
