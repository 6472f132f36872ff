"""Handles of work: one handle, one way to wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from psygnal import Signal

from nemo_widgets import errors
from nemo_widgets.errors import JobCancelledError, NemoError, WaitTimeoutError, plain
from nemo_widgets.journal import EventRow, IntentRow, State
from nemo_widgets.session import face, phrases, waiting
from nemo_widgets.session.changes import Changes
from nemo_widgets.session.draft import seconds
from nemo_widgets.session.receipts import Receipt
from nemo_widgets.session.routing import wants_export_after
from nemo_widgets.session.translations import in_words

if TYPE_CHECKING:
    from nemo_widgets.session.session import Session
    from nemo_widgets.session.takes import Take

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


class Job(Generic[Result]):
    """Work that goes on by itself. `await job` or `job.wait()` wait for it and give its result.

    Ending a wait never ends the work; `cancel` does. All attributes may be read from any thread at any time.
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
        self.changed.emit()
        for callback in callbacks:
            callback()

    def _take_in(self, events: Sequence[EventRow]) -> None:
        """A kind of job that makes something of its events does so here."""

    def _last_seq(self) -> int:
        return self._events[-1].seq if self._events else 0

    def _ipython_display_(self) -> None:
        face.show_job(self._session, self)

    def __repr__(self) -> str:
        error = self.error
        lines = [f"{type(self).__name__} · {self.state}"]
        if error is not None:
            lines.append(in_words(error, self._session.language))
        return "\n".join(lines)


class Turn(Job["Turn"]):
    """A message and what came of it."""

    def __init__(self, session: Session, rows: Sequence[IntentRow]) -> None:
        super().__init__(session, rows)
        self._blocks: dict[int, str] = {}

    @property
    def prompt(self) -> str:
        """The message."""
        return str(self._row.payload["text"])

    @property
    def title(self) -> str:
        """What it is: the beginning of its prompt."""
        return f"“{plain(self.prompt, 60)}”"

    @property
    def blocks(self) -> tuple[str, ...]:
        """The reply as it came, in its pieces."""
        return tuple(self._blocks[key] for key in sorted(self._blocks))

    @property
    def text(self) -> str:
        """The reply, without talk of buttons and panels that are not here."""
        text = "\n\n".join(block.strip() for block in self.blocks if block.strip())
        return plain_lines(phrases.translate(text, self._session.language)[0])

    @property
    def actions(self) -> tuple[phrases.Action, ...]:
        """What is suggested next: what the reply spoke of, and the export that the message itself asked for."""
        found = phrases.translate("\n\n".join(self.blocks), self._session.language)[1]
        export = phrases.Action("export")
        wanted = self.take is not None and export not in found and wants_export_after(self.prompt)
        return (*found, export) if wanted else found

    @property
    def readings(self) -> tuple[str, ...]:
        """The free readings that the reply spoke of: the balance and the timeline as they were at the turn's end."""
        told: list[str] = []
        kinds = {action.kind for action in self.actions} if self.done else set()
        after = self._row.receipt.get("credits_after")
        if "credits" in kinds and after is not None:
            frozen = float(self._row.receipt.get("frozen_after") or 0)
            told.append(repr(Balance(after, frozen, after + frozen, self._session.is_local)))
        if "summary" in kinds:
            told.append(str(self.take.draft if self.take is not None else self._session.draft))
        return tuple(told)

    @property
    def waiting(self) -> str:
        """What to tell a person who has waited in vain for minutes; empty where there is news, or an end."""
        silent = 0.0 if self.done else float(self.progress.get("silent_s") or 0)
        if not silent:
            return ""
        minutes = max(1, round(silent / 60))
        if self._session.language.startswith("zh"):
            return f"⏳ 仍在处理中…（{minutes} 分钟没有新消息）"
        return f"⏳ Still working… ({minutes} min without a word)"

    @property
    def take(self) -> Take | None:
        """The take it left, if the timeline changed."""
        number = self._row.result.get("take")
        return None if number is None else self._session._take(number)

    @property
    def changes(self) -> Changes:
        """What it changed, in words."""
        take = self.take
        return take.changes if take is not None else Changes()

    @property
    def verdict(self) -> str:
        """How it ended: done, recovered, stopped, too_late, unknown, refused, failed; empty while it runs."""
        return str(self._row.result.get("verdict", ""))

    @property
    def cost(self) -> float | None:
        """Credits it cost, by the balance before and after; None where that is not known."""
        before, after = (self._row.receipt.get(key) for key in ("credits_before", "credits_after"))
        return None if before is None or after is None else float(before) - float(after)

    def reattach(self) -> Turn:
        """Look again at what became of an unknown outcome. It sends nothing."""
        if self._session._journal.reopen(self._row.id):
            with self._session.lock:
                self._done.clear()
                self._rows = {self._row.id: self._session._journal.intent(self._row.id)}
                self._session._adopt(self)
            self._session._wake()
        return self

    def _result(self) -> Turn:
        return self

    def _take_in(self, events: Sequence[EventRow]) -> None:
        blocks = dict(self._blocks)
        for event in events:
            if event.kind == "text":
                block = event.data["block"]
                kept = blocks.get(block, "") if event.data["op"] == "append" else ""
                blocks[block] = kept + event.data["text"]
        self._blocks = blocks

    def summary(self) -> str:
        """The reply, then what changed; for a silent edit the changes speak."""
        lines = [self.text] if self.text else []
        changed = [f"✅ {change}" for change in self.changes]
        if changed and not self.text:
            lines.append("The backend said nothing; the timeline changed:")
        lines += changed
        lines += self.readings
        if self.done and self.state == "succeeded" and not lines:
            lines.append("The backend said nothing, and the timeline did not change.")
        if self.verdict == "too_late":
            lines.append("The stop came too late: this was done, and may have been charged.")
        return "\n".join(lines)

    def __repr__(self) -> str:
        take = self._row.result.get("take")
        head = f"› {plain(self.prompt, 200)}\n{f'Take {take}' if take else 'Turn'} · {self.state}"
        cost = f" · {self.cost:g} credits" if self.cost else ""
        error = "" if self.error is None else in_words(self.error, self._session.language)
        return "\n".join(filter(None, [head + cost, self.summary(), error]))


def plain_lines(text: str) -> str:
    """A reply made safe to show, its lines kept."""
    return "\n".join(plain(line, 10_000) for line in text.split("\n")).strip()


@dataclass(frozen=True)
class Media:
    """A file that the backend has. `duration` in seconds, sizes in px, each None where it does not apply."""

    name: str
    type: str
    """video, image or audio"""
    url: str
    duration: float | None = None
    width: int | None = None
    height: int | None = None


class Upload(Job[tuple[Media, ...]]):
    """Files on their way to the backend."""

    @property
    def names(self) -> tuple[str, ...]:
        """The files' names."""
        return tuple(str(row.payload["name"]) for row in self._rows.values())

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where the files lie; addresses are left out."""
        return tuple(Path(row.payload["path"]) for row in self._rows.values() if "path" in row.payload)

    @property
    def size(self) -> int:
        """All files together, bytes; 0 for addresses."""
        return sum(row.payload.get("size", 0) for row in self._rows.values())

    def _result(self) -> tuple[Media, ...]:
        return tuple(_media(row) for row in self._rows.values())

    def __repr__(self) -> str:
        return f"{', '.join(self.names)} · {super().__repr__().removeprefix('Upload · ')}"


def _media(row: IntentRow) -> Media:
    file = row.result["file"]
    return Media(
        name=plain(file.get("filename") or row.payload["name"], 200),
        type=plain(file.get("file_type") or "", 20),
        url=str(file.get("cdn_url") or ""),
        duration=file.get("duration"),
        width=file.get("width"),
        height=file.get("height"),
    )


def shown_path(path: Path) -> str:
    """A path as a person would look for it: from here where it lies below."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


@dataclass(frozen=True)
class Clip:
    """A film on disk. `duration` in seconds, `size` in bytes, picture in px, codecs by FFmpeg's names."""

    path: Path
    duration: float
    size: int
    width: int
    height: int
    codecs: tuple[str, ...]

    def __repr__(self) -> str:
        megabytes = self.size / 1024 / 1024
        codecs = " + ".join(self.codecs)
        return (
            f"{shown_path(self.path)} · {seconds(round(self.duration * 1000))} s · "
            f"{self.width}×{self.height} · {codecs} · {megabytes:.1f} MB"
        )


class Export(Job[Clip]):
    """A film being made."""

    @property
    def path(self) -> Path:
        """Where the film will be."""
        return Path(self._row.payload["path"])

    @property
    def is_preview(self) -> bool:
        """A small film for the player, and no file of the user's."""
        return bool(self._row.payload.get("preview"))

    @property
    def title(self) -> str:
        """What it is: the film's name."""
        return f"the export of {plain(self.path.name, 60)}"

    @property
    def take(self) -> int | None:
        """The take it shows, where one was named or is known by now."""
        told = self._row.payload.get("take")
        return told if told is not None else self._session._take_of(self._row.result.get("draft"))

    @property
    def fraction(self) -> float | None:
        """How far it is, 0 … 1, where the backend tells."""
        fraction = self.progress.get("fraction")
        return None if fraction is None else float(fraction)

    @property
    def clip(self) -> Clip | None:
        """The film, once it is made."""
        return self._clip if self.state == "succeeded" else None

    @cached_property
    def _clip(self) -> Clip:
        found = self._row.result
        return Clip(
            path=Path(found["path"]),
            duration=found["duration"],
            size=found["size"],
            width=found["width"],
            height=found["height"],
            codecs=tuple(found["codecs"]),
        )

    def _result(self) -> Clip:
        return self._clip

    def __repr__(self) -> str:
        return repr(self.clip) if self.clip is not None else f"{shown_path(self.path)} · {super().__repr__()}"


@dataclass(frozen=True)
class Balance:
    """Credits: `available` to spend, `frozen` by running work, `total` of both. `free`: nothing costs here."""

    available: float
    frozen: float
    total: float
    free: bool = False

    def __repr__(self) -> str:
        if self.free:
            return "Credits: free (local engine)"
        frozen = f", {self.frozen:g} reserved by running work" if self.frozen else ""
        return f"Credits: {self.available:g} available{frozen}"


class CreditsJob(Job[Balance]):
    """The balance being read."""

    def _result(self) -> Balance:
        found = self._row.result
        return Balance(found["available"], found["frozen"], found["total"], found["free"])

    def __repr__(self) -> str:
        return repr(self._result()) if self.state == "succeeded" else super().__repr__()


class Refresh(Job["Any"]):
    """The timeline being read as the backend has it now."""

    def _result(self) -> Any:
        return self._session.draft

    def __repr__(self) -> str:
        return repr(self._result()) if self.state == "succeeded" else super().__repr__()


KINDS: dict[str, type[Job[Any]]] = {
    "turn": Turn,
    "upload": Upload,
    "export": Export,
    "credits": CreditsJob,
    "refresh": Refresh,
}

__all__ = ["Balance", "Clip", "CreditsJob", "Export", "Job", "Media", "Refresh", "Turn", "Upload"]
