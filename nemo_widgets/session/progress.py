"""How far work is, on one line of a terminal that is written over until it is done."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from nemo_widgets.session.job import Job

_PHASES = {
    "setting-up": "Setting up…",
    "sending": "Sending…",
    "stopping": "Stopping…",
    "uploading": "Uploading…",
    "rendering": "Rendering…",
    "downloading": "Fetching the film…",
}
_TICK_S = 0.2


def progress_words(job: Job[Any]) -> str:
    """What it is at, in a few words."""
    progress = job.progress
    fraction = progress.get("fraction")
    words = _PHASES.get("stopping" if job.stopping else str(progress.get("phase", "")), "Working…")
    return words if fraction is None else f"{words} {round(fraction * 100)} %"


class ProgressLine:
    """The line. Nothing is written where lines cannot be written over: a file, a pipe.

    Args:
        out: The terminal.
        job: The work.
    """

    def __init__(self, out: TextIO, job: Job[Any]) -> None:
        self._out = out
        self._job = job
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Show the line, and keep it."""
        if self._out.isatty() and not self._job.done:
            self._thread = threading.Thread(target=self._run, name="nemo-progress", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Take the line away."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        began = time.monotonic()
        while not self._over.wait(_TICK_S):
            words = f"{progress_words(self._job)}  {time.monotonic() - began:.0f} s"
            self._out.write(f"\r\x1b[K  {words}")
            self._out.flush()
        self._out.write("\r\x1b[K")
        self._out.flush()
