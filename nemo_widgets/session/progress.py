"""How far work is, on one line of a terminal that is written over until it is done."""

from __future__ import annotations

import os
import shutil
import threading
import time
from typing import TYPE_CHECKING, Any, TextIO

from nemo_widgets.session.table import cut
from nemo_widgets.session.wordings import PHASES, of_language

if TYPE_CHECKING:
    from nemo_widgets.session.job import Job

_TICK_S = 0.2
_BACK = "\r\x1b[K"
"""To the line's beginning, and what stands there away."""


def progress_words(job: Job[Any]) -> str:
    """What it is at, in a few words."""
    progress, phases = job.progress, PHASES[of_language(job.session.language)]
    fraction = progress.get("fraction")
    phase = "stopping" if job.stopping else str(progress.get("phase", ""))
    words = phases.get(phase, phases[""])
    return words if fraction is None else f"{words} {round(fraction * 100)} %"


def rewrites(out: TextIO) -> bool:
    """Whether a line can be written over there: not in a file, a pipe, or a terminal that knows no more than text."""
    return out.isatty() and os.environ.get("TERM") != "dumb"


class ProgressLine:
    """The line. Nothing is written where lines cannot be written over.

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
        if rewrites(self._out) and not self._job.done:
            self._thread = threading.Thread(target=self._run, name="nemo-progress", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Take the line away."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        began, last = time.monotonic(), ""
        while not self._over.wait(_TICK_S):
            words = f"  {progress_words(self._job)}  {time.monotonic() - began:.0f} s"
            # A line that is wider than the terminal would stand on two, and only one of them would go away.
            words = cut(words, shutil.get_terminal_size().columns - 1)
            if words != last:
                self._write(_BACK + words)
                last = words
        if last:
            self._write(_BACK)

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
