"""Work in a cell's output: live while it runs, then a record that needs nobody."""

from __future__ import annotations

import threading
from typing import Any

from IPython.display import DisplayHandle, display

from nemo_widgets.session import waiting
from nemo_widgets.session.jobs import Export, Job, Turn
from nemo_widgets.session.session import Session
from nemo_widgets.widgets.bridge import SessionWidget
from nemo_widgets.widgets.parts import Log, Studio
from nemo_widgets.widgets.record import job_record, session_record

VIEW = "application/vnd.jupyter.widget-view+json"


class Live:
    """A job shown in the cell that asked for it. `finish` leaves the record in its place.

    A finished output holds no widget view: a trusted notebook that holds both reopens as "Error displaying widget".

    Args:
        session: The session.
        job: The job.
        raises: The cell will end with the job's error, so the record need not tell it.
        note: What else the record is to say.
    """

    def __init__(self, session: Session, job: Job[Any], *, raises: bool = False, note: str = "") -> None:
        self._note = note
        self._session = session
        self._job = job
        self._raises = raises
        self._log: Log | None = None
        self._handle: DisplayHandle | None = None
        self._drawing: Export | None = None
        self._finished = False
        self._lock = threading.RLock()

    def begin(self) -> None:
        """Show it as it runs; where nobody watches, the record will do."""
        if waiting.attended() and isinstance(self._job, Turn | Export) and not self._job.done:
            self._log = Log(self._session, only=self._job.id)
            reachable_while_blocked(self._log)
            self._handle = display(self._log, display_id=True)

    def finish_soon(self) -> None:
        """Leave the record once it is known how it ended."""
        if not self._job.done and self._handle is None:
            self._leave()
        self._job.when_done(self.finish)

    def finish(self) -> Export | None:
        """Leave the record, once; the film that its poster comes from, where that is being made."""
        with self._lock:
            if not self._finished:
                self._finished = True
                self._drawing = poster_underway(self._session, self._job)
                self._leave()
                if self._log is not None:
                    self._log.close()
                    self._log = None
                if self._drawing is not None:
                    self._drawing.changed.connect(self._on_drawing)
                    self._drawing.when_done(self._leave)
            return self._drawing

    def _on_drawing(self) -> None:
        """The poster comes before the film that it is drawn with is whole."""
        with self._lock:
            take = self._job.take if isinstance(self._job, Turn) else None
            if self._drawing is not None and take is not None and take.poster is not None:
                self._drawing.changed.disconnect(self._on_drawing, missing_ok=True)
                self._leave()

    def _leave(self) -> None:
        with self._lock:
            drawing = self._drawing is not None and not self._drawing.done
            made = job_record(self._session, self._job, drawing=drawing, errors=not self._raises, note=self._note)
            if self._handle is None:
                self._handle = display(made, raw=True, display_id=True)
            else:
                self._handle.update(made, raw=True)


def show_when_last(session: Session, job: Job[Any]) -> None:
    """A handle that is the last value of a cell: live, then its record, while the notebook goes on."""
    live = Live(session, job)
    if not job.done:
        live.begin()
    live.finish_soon()


def show_studio(studio: Studio, session: Session) -> None:
    """A studio as a cell's output: its record, and after it the widget itself.

    Where the widget lives, its record is hidden; where it does not (a notebook reopened without its kernel), the
    record stands and what the host says in the widget's place is hidden. `session_record` brings the style that does
    so: two outputs, because of one that held both a host would show only its failure.
    """
    StudioRecord(studio, session)
    if waiting.attended():
        reachable_while_blocked(studio)
        view = {"version_major": 2, "version_minor": 0, "model_id": studio.model_id}
        display({VIEW: view, "text/plain": ""}, raw=True)


class StudioRecord:
    """The record beside a studio, kept as the session goes on."""

    def __init__(self, studio: Studio, session: Session) -> None:
        self._session = session
        self._handle = display(session_record(session), raw=True, display_id=True)
        # The studio keeps its record alive, and the session's signal holds neither.
        studio.record = self
        if waiting.running_kernel() is not None:  # a terminal cannot take back what it has shown
            session.changed.connect(self._on_change)

    def _on_change(self, job: Job[Any]) -> None:
        if job.done and isinstance(job, Turn | Export):
            self._handle.update(session_record(self._session), raw=True)


def poster_underway(session: Session, job: Job[Any]) -> Export | None:
    """The small film that a take's poster comes from, begun if need be; None where there is nothing to draw.

    On the local engine it costs nothing; elsewhere a poster comes with the first export.
    """
    take = job.take if isinstance(job, Turn) else None
    if take is None or take.poster is not None or not session.is_local:
        return None
    return session.preview(take.number)


def reachable_while_blocked(widget: SessionWidget) -> None:
    """Let a widget's messages arrive on the page's own subshell, also while a blocking cell holds the main one.

    ipykernel ≥ 7.2 sends a page's message to the shell from which the widget last published: for one that a cell made,
    the very shell that the cell blocks. The hook is private; without it a Stop waits for the cell's end, and ■ works.
    """
    if getattr(widget.comm, "_reply_subshell_for", None) is not None:
        widget.comm._reply_subshell_for = lambda _, own: own  # noqa: SLF001
