"""How sessions and handles show themselves in a notebook.

The one place of this room that knows of widgets, and only by name: a script or a terminal never loads them.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

from nemo_widgets.session import waiting
from nemo_widgets.session.progress import ProgressLine

if TYPE_CHECKING:
    from nemo_widgets.session.jobs import Job
    from nemo_widgets.session.session import Session
    from nemo_widgets.session.takes import Take


def studio(session: Session) -> Any:
    """A studio of the session."""
    return importlib.import_module("nemo_widgets.widgets.parts").Studio(session)


def show_job(session: Session, job: Job[Any]) -> None:
    """A handle that is the last value of a cell: live in a notebook, its words elsewhere."""
    if waiting.running_kernel() is not None:
        importlib.import_module("nemo_widgets.widgets.live").show_when_last(session, job)
    else:
        sys.stdout.write(f"{job!r}\n")


def live(session: Session, job: Job[Any], note: str = "") -> Any:
    """A handle in the output of a cell that will raise its error; where there are no widgets, in words.

    Args:
        session: Its session.
        job: The handle.
        note: What else is to be said of it.
    """
    if waiting.running_kernel() is not None:
        return importlib.import_module("nemo_widgets.widgets.live").Live(session, job, raises=True, note=note)
    return Words(job, note)


def take_html(take: Take) -> str | None:
    """A take's picture and timeline, in a notebook; None where there is nobody to show it to."""
    if waiting.running_kernel() is None:
        return None
    html: str = importlib.import_module("nemo_widgets.widgets.record").take_record(take)["text/html"]
    return html


class Unseen:
    """A handle that nobody wants to see."""

    def begin(self) -> None:
        """Nothing to see."""

    def finish(self) -> None:
        """Nothing to see."""

    def finish_soon(self) -> None:
        """Nothing to see."""


class Words:
    """A handle in a terminal: how far it is on one line, then what came of it.

    Args:
        job: The handle.
        note: What else is to be said of it.
    """

    def __init__(self, job: Job[Any], note: str = "") -> None:
        self._job = job
        self._note = note
        self._told = False
        self._line = ProgressLine(sys.stdout, job)

    def begin(self) -> None:
        """Show how far it is, where lines can be written over."""
        self._line.begin()

    def finish(self) -> None:
        """Print what came of it, once; an error is the cell's to tell."""
        self._line.end()
        if not self._told and self._job.error is None:
            words = [repr(self._job), getattr(self._job, "afterword", ""), self._note]
            sys.stdout.write("\n".join(filter(None, words)) + "\n")
        self._told = True

    def finish_soon(self) -> None:
        """Print it if it is done; nobody looks up to an earlier line of a terminal."""
        self._line.end()
        if self._job.done:
            self.finish()
