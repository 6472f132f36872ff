"""The handle of work: one handle, one way to wait."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from psygnal import Signal

from nemo_widgets import errors
from nemo_widgets.errors import JobCancelledError, NemoError, WaitTimeoutError
from nemo_widgets.journal import EventRow, IntentRow, State
from nemo_widgets.session import face, waiting
from nemo_widgets.session.receipts import Receipt
from nemo_widgets.session.translations import in_words, translated
from nemo_widgets.session.wordings import kind_words, state_words

if TYPE_CHECKING:
    from nemo_widgets.session.session import Session

JobState = Literal["queued", "submitting", "running", "succeeded", "failed", "cancelled", "unknown"]

_STATES: dict[State, JobState] = {
    State.WRITTEN: "queued",
    State.SENDING: "submitting",
    State.ACCEPTED: "running",
    State.STREAMING: "running",
    State.SUCCEEDED: "succeeded",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
    State.UNKNOWN: "unknown",
}
_WORST: tuple[JobState, ...] = ("running", "submitting", "queued", "unknown", "failed", "cancelled", "succeeded")

Result = TypeVar("Result")
log = logging.getLogger(__name__)


def tell(listener: Callable[..., object], *news: object) -> None:
    """Call a listener; one that fails must not keep the news from the others, or a wait from its end."""
    try:
        listener(*news)
    except Exception:
        log.exception("a listener failed")


class Job(Generic[Result]):
    """Work that goes on by itself. `await job` or `job.wait()` wait for it and give its result.

    Ending a wait never ends the work; `cancel` does. All attributes may be read from any thread at any time.

    Example:
        >>> import nemo_widgets as nemo
        >>> job = nemo.connect("local", name="sea").credits()
        >>> credits = job.wait()
        >>> job.done, job.state
        (True, 'succeeded')
    """

    changed = Signal()
    """Emitted after each change, from the following thread."""

    def __init__(self, session: Session, rows: Sequence[IntentRow]) -> None:
        self._session = session
        self._rows = {row.id: row for row in rows}
        self._events: list[EventRow] = []
        self._done = threading.Event()
        self._callbacks: list[Callable[[], object]] = []
        self._lock = threading.Lock()

    # What is known

    @property
    def state(self) -> JobState:
        """queued, submitting, running, succeeded, failed, cancelled; or unknown: may be running and charged."""
        states = {_STATES[row.state] for row in self._rows.values()}
        return next((state for state in _WORST if state in states), "succeeded")

    @property
    def session(self) -> Session:
        """The session it is of."""
        return self._session

    @property
    def id(self) -> str:
        """The journal's id of the work."""
        return self._row.id

    @property
    def title(self) -> str:
        """What it is, in a few words."""
        return type(self).__name__.lower()

    @property
    def created_at(self) -> str:
        """When it was asked for: ISO 8601, UTC."""
        return self._row.created_at

    @property
    def seconds(self) -> float | None:
        """How long it took, from asking to the end; None while it runs."""
        if not self.done:
            return None
        begin, end = (datetime.fromisoformat(at) for at in (self._row.created_at, self._row.updated_at))
        return (end - begin).total_seconds()

    @property
    def stopping(self) -> bool:
        """A stop was asked for and has not been answered yet."""
        return not self.done and any(row.cancel for row in self._rows.values())

    @property
    def done(self) -> bool:
        """True once nothing more will come by itself."""
        return all(row.state.settled for row in self._rows.values())

    @property
    def progress(self) -> dict[str, Any]:
        """How far it is: `phase`; where known `fraction` (0 … 1), `sent` and `total` (bytes), `tool`, `last_sign`."""
        current = [row for row in self._rows.values() if not row.state.settled] or list(self._rows.values())
        return dict(current[0].progress) if current else {}

    @property
    def events(self) -> tuple[EventRow, ...]:
        """What came back so far, in its order."""
        return tuple(self._events)

    @property
    def error(self) -> NemoError | None:
        """What went wrong, if anything did."""
        record = next((row.error for row in self._rows.values() if row.error is not None), None)
        return None if record is None else errors.from_record(record)

    @property
    def receipt(self) -> Receipt:
        """Ids, times and credits of the attempt; of the first where it has several parts."""
        return self.receipts[0]

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """A receipt for each part: an upload has one a file."""
        session = self._session._journal.session(self._session._row.id)
        return tuple(Receipt.of(row, session) for row in self._rows.values())

    @property
    def _row(self) -> IntentRow:
        return next(iter(self._rows.values()))

    def _result(self) -> Result:
        raise AssertionError("each kind of job has its result")

    # Waiting

    def wait(self, timeout: float | None = None) -> Result:
        """Block until it is done and give the result.

        Args:
            timeout: Seconds to wait at the most.

        Raises:
            WaitTimeoutError: The time is over; the work goes on.
            NemoError: What the work ended with.
        """
        self._session._follow()
        if not waiting.block(self._done, timeout):
            raise WaitTimeoutError(
                f"Still {self.state} after {timeout:g} s; the work goes on.", "Wait again, or stop it with cancel()."
            )
        return self._outcome()

    def __await__(self) -> Generator[Any, None, Result]:
        return self._wait_async().__await__()

    async def _wait_async(self) -> Result:
        self._session._follow()
        await waiting.wake(self.when_done)
        return self._outcome()

    def _outcome(self) -> Result:
        error = self.error
        if error is not None:
            raise error
        if self.state == "cancelled":
            raise JobCancelledError("Stopped before it was done.", "Nothing runs any more.")
        return self._result()

    def when_done(self, callback: Callable[[], object]) -> None:
        """Call back once it is done, from the following thread; at once if it is."""
        with self._lock:
            if not self._done.is_set():
                self._callbacks.append(callback)
                return
        callback()

    def cancel(self) -> None:
        """Ask for a stop, and return at once. How it ended is in `state`: a stop may come too late."""
        for row in self._rows.values():
            self._session._journal.request_cancel(row.id)
        self._session._wake()

    # Following

    def _ids(self) -> tuple[str, ...]:
        return tuple(self._rows)

    def _absorb(self, row: IntentRow, events: Sequence[EventRow]) -> bool:
        """Take what the journal says now, under the session's lock; True if it is news."""
        if row == self._rows[row.id] and not events and (not self.done or self._done.is_set()):
            return False
        if not row.state.settled:
            self._done.clear()  # an unknown outcome is looked at again
        self._events.extend(events)
        self._take_in(events)
        self._rows = {**self._rows, row.id: row}
        return True

    def _announce(self) -> None:
        """Tell of the news, outside every lock: listeners may do what they like."""
        callbacks: list[Callable[[], object]] = []
        with self._lock:
            if self.done and not self._done.is_set():
                self._done.set()
                callbacks, self._callbacks = self._callbacks, []
        tell(self.changed.emit)
        for callback in callbacks:
            tell(callback)

    def _take_in(self, events: Sequence[EventRow]) -> None:
        """A kind of job that makes something of its events does so here."""

    def _last_seq(self) -> int:
        return self._events[-1].seq if self._events else 0

    def _ipython_display_(self) -> None:
        face.show_job(self._session, self)

    @property
    def lateness(self) -> str:
        """What a stop that came too late has meant, in English."""
        return "The stop came too late: this was done."

    def _say(self, words: str) -> str:
        return (translated(words) or words) if self._session.language.casefold().startswith("zh") else words

    def __repr__(self) -> str:
        error, language = self.error, self._session.language
        lines = [f"{kind_words(type(self).__name__, language)} · {state_words(self.state, language)}"]
        if error is not None:
            lines.append(in_words(error, language))
        return "\n".join(lines)
