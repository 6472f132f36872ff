"""Waiting, as each host allows it: the one place that decides.

| host | a blocking wait |
|---|---|
| no running loop (scripts, terminal IPython, other threads) | blocks |
| a cell of ipykernel ≥ 7 | blocks; messages of widgets arrive on a subshell meanwhile |
| a cell of ipykernel 6 | blocks, and hands on what is for widgets meanwhile, see `inbox.py` |
| a cell of marimo | blocks, or as in another running loop; its widgets' messages come on threads of their own |
| another running loop (`python -m asyncio`, an application's own) | `nest_asyncio` lets its other tasks go on |

`await job` needs none of this, but on ipykernel 6 it too hands on what is for widgets. Ending a wait never ends the
work.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from nemo_widgets.session import inbox

if TYPE_CHECKING:
    from nemo_widgets.session.jobs import Job

_SLICE_S = 0.2
"""An endless wait is cut so finely that Ctrl+C gets through on every system."""
_POLL_S = 0.05
_TICK_S = 0.1
SUBSHELLS_SINCE = 7
"""The ipykernel that hears widgets by itself while a cell runs: an awaiting one, and on a subshell a blocking one."""
AWAITS_SINCE = 6
"""The ipykernel whose awaiting cells can be made to hear them."""


def block(event: threading.Event, timeout: float | None = None) -> bool:
    """Wait for an event; False if it did not come within `timeout` s."""
    deadline = None if timeout is None else time.monotonic() + timeout
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return _sleep(event, deadline)
    version = kernel_version()
    if version is None:
        return _let_tasks_run(loop, event, deadline)
    kernel = running_kernel()
    held_back = version < SUBSHELLS_SINCE and inbox.waits(kernel, loop)
    return _hear_widgets(kernel, event, deadline) if held_back else _sleep(event, deadline)


def until(subscribe: Callable[[Callable[[], object]], object], timeout: float | None = None) -> bool:
    """Block until a callback that may come from any thread; False if it did not come within `timeout` s.

    Args:
        subscribe: Is given the callback.
        timeout: In s.
    """
    event = threading.Event()
    subscribe(event.set)
    return block(event, timeout)


async def wake(  # it answers False, it does not raise
    subscribe: Callable[[Callable[[], object]], object],
    timeout: float | None = None,  # noqa: ASYNC109
) -> bool:
    """Wait in the running loop for a callback that may come from any thread; False if not within `timeout` s.

    Args:
        subscribe: Is given the callback.
        timeout: In s.
    """
    loop = asyncio.get_running_loop()
    deadline = None if timeout is None else time.monotonic() + timeout
    woken: asyncio.Future[None] = loop.create_future()

    def come() -> None:
        if not woken.done():
            woken.set_result(None)

    subscribe(lambda: loop.is_closed() or loop.call_soon_threadsafe(come))
    kernel = running_kernel()
    held_back = (kernel_version() or 0) < SUBSHELLS_SINCE and inbox.waits(kernel, loop)
    while not woken.done() and not _over(deadline):
        # A sleeping loop does not notice a signal that another thread took: measured on ipykernel 7.4, a ■ on
        # `await asyncio.sleep(5)` came through after 5 s.
        await asyncio.wait([woken], timeout=_left(deadline, _TICK_S))
        if held_back and not woken.done():
            await inbox.hand_on(kernel)
    return woken.done()


def kernel_version() -> int | None:
    """The major version of the ipykernel this runs in, or None."""
    kernel = running_kernel()
    version = getattr(sys.modules.get("ipykernel"), "version_info", None)
    return version[0] if kernel is not None and version else None


def running_kernel() -> Any:
    """The kernel this runs in, so that widgets have somewhere to go; or None."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None)


def attended() -> bool:
    """Whether somebody may be watching the cell that runs, so that a widget in it would be seen and could be used.

    nbconvert, papermill and the like say that nobody can be asked for input; Voilà says so too, but has a page.
    """
    kernel = running_kernel()
    if kernel is None:
        return False
    parent: dict[str, Any] = getattr(kernel, "get_parent", dict)()
    answers = parent.get("content", {}).get("allow_stdin", True)
    return bool(answers) or os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


class Cell(NamedTuple):
    """The cell that runs."""

    id: str | None
    """Its own, which it keeps when it is edited or run again; None where the front end does not tell."""
    run: str | None
    """Of this run of it."""


def running_cell() -> Cell:
    """The cell that runs, as far as the front end tells: JupyterLab and its kin send its id with each request."""
    parent: dict[str, Any] = getattr(running_kernel(), "get_parent", dict)()
    return Cell(parent.get("metadata", {}).get("cellId"), parent.get("header", {}).get("msg_id"))


class Ending:
    """A job's end, or, once a stop was asked for, the end of the patience with it: what a `%nemo` cell waits for.

    Args:
        job: The job.
        patience: How long after a stop to wait for the word on how it ended, s.
    """

    def __init__(self, job: Job[Any], patience: float) -> None:
        self._come_about = False
        self._job = job
        self._patience = patience
        self._callbacks: list[Callable[[], object]] = []
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        job.changed.connect(self._look)
        job.when_done(self._come)
        self._look()

    def when(self, callback: Callable[[], object]) -> None:
        """Call back when it has come, from any thread; at once if it has."""
        with self._lock:
            if not self._come_about:
                self._callbacks.append(callback)
                return
        callback()

    def _look(self) -> None:
        with self._lock:
            if self._timer is None and self._job.stopping:
                self._timer = threading.Timer(self._patience, self._come)
                self._timer.daemon = True
                self._timer.start()

    def _come(self) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._come_about = True
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()


def _sleep(event: threading.Event, deadline: float | None) -> bool:
    while not event.wait(_left(deadline, _SLICE_S)):
        if _over(deadline):
            return False
    return True


def _hear_widgets(kernel: Any, event: threading.Event, deadline: float | None) -> bool:
    while not event.wait(_left(deadline, _POLL_S)):
        if _over(deadline):
            return False
        inbox.hand_on_now(kernel)
    return True


def _let_tasks_run(loop: asyncio.AbstractEventLoop, event: threading.Event, deadline: float | None) -> bool:
    import nest_asyncio  # noqa: PLC0415 - it patches asyncio: only where somebody blocks inside a running loop

    outer = asyncio.current_task(loop)

    async def glance() -> bool:
        while not event.is_set() and not _over(deadline):
            if outer is not None and outer.cancelling():
                # Ctrl+C under `asyncio.run`, or a timeout: the task that blocks here can be told by nobody else.
                raise asyncio.CancelledError
            await asyncio.sleep(_left(deadline, _POLL_S))
        return event.is_set()

    try:
        nest_asyncio.apply(loop)
    except ValueError:  # a loop that cannot be nested (uvloop)
        return _sleep(event, deadline)
    ready = getattr(loop, "_ready", ())
    before = len(ready)
    try:
        return loop.run_until_complete(glance())
    finally:
        # The loop's step that we are in takes as many callbacks as were ready when it began, and would fail for want
        # of those that ran meanwhile: measured in `python -m asyncio`, which died of it.
        for _ in range(before - len(ready)):
            loop.call_soon(_nothing)


def _nothing() -> None:
    """A callback to be called in the place of one that was."""


def _left(deadline: float | None, most: float) -> float:
    return most if deadline is None else max(0.0, min(most, deadline - time.monotonic()))


def _over(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() >= deadline
