"""A piece of work in the cell that waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nemo_widgets.errors import JobCancelledError
from nemo_widgets.session import face, waiting
from nemo_widgets.session.jobs import Job, Turn
from nemo_widgets.session.session import Session

PATIENCE_S = 1.0
"""How long a cell waits, after a Stop, for the word on how that ended. A later word goes into its record."""
POSTER_S = 20.0
"""How long a cell that nobody watches waits for its poster."""


class Run:
    """Shows the work live, leaves its record, and ends the cell as the work ended.

    A cell whose work failed or was stopped ends in an error, so that a Run All does not go on from a take that is not
    there: what follows would build on it, and on the cloud it would cost.

    Args:
        session: The session.
        job: The work.
        note: What else is to be said of it.
        quiet: Show nothing; an error is the cell's to tell.
        patience: How long, after a Stop, to wait for the word on how that ended, s.
    """

    def __init__(
        self, session: Session, job: Job[Any], *, note: str = "", quiet: bool = False, patience: float = PATIENCE_S
    ) -> None:
        self.job = job
        self.ending = waiting.Ending(job, patience)
        self._live = face.Unseen() if quiet else face.live(session, job, note)
        self._interrupted = False

    def begin(self) -> None:
        """Show the work as it runs."""
        self._live.begin()

    def when_whole(self, callback: Callable[[], object]) -> None:
        """Leave the record, and call back once the cell need not stay open for it.

        A person reads on while the poster is drawn; it comes into its place later. In an unattended run what the cell
        holds at its end is all that will be saved, so there the cell waits.
        """
        drawing = self._live.finish() if self.job.done else None
        if drawing is None or waiting.attended():
            callback()
        else:
            drawing.when_done(callback)

    def stop(self) -> None:
        """■ on the cell stops the work, not just the wait."""
        self._interrupted = True
        self.job.cancel()

    def conclude(self) -> None:
        """Leave the record, if that was not done yet, and end as the work ended.

        Raises:
            NemoError: It failed, or it was stopped.
        """
        self._live.finish_soon()
        job = self.job
        if not job.done:
            raise JobCancelledError("Stop requested.", "How it ends will stand in the record above.")
        if job.error is not None:
            raise job.error
        if job.state == "cancelled":
            raise JobCancelledError("Stopped: the timeline is as it was.", "Run the cell again to send it anew.")
        if self._interrupted or (isinstance(job, Turn) and job.verdict == "too_late"):
            raise JobCancelledError(job.lateness)
