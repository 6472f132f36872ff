"""What a session holds in hand: the handles of its work, its takes and films, kept up to date from the journal."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING, Any, TypeVar, cast

from psygnal import Signal

from nemo_widgets import __version__
from nemo_widgets.journal import Home, IntentRow, Journal, SessionRow
from nemo_widgets.journal.handover import call_for
from nemo_widgets.secret import Secret
from nemo_widgets.session import launch
from nemo_widgets.session.cursor import Cursor
from nemo_widgets.session.follow import Follower
from nemo_widgets.session.job import tell
from nemo_widgets.session.jobs import KINDS, Clip, Export, Job, Turn, Upload
from nemo_widgets.session.takes import Take, Takes
from nemo_widgets.session.wordings import language_of

if TYPE_CHECKING:
    from nemo_widgets.session.session import Session

_LASTING = {"turn", "export", "upload"}
"""Kinds of work that are shown again later; a balance or a look at the timeline is not."""
AnyJob = TypeVar("AnyJob", bound=Job[Any])


class Handles:
    """The part of a session that follows the journal."""

    changed = Signal(object)
    """Emitted with the `Job` that changed, from the following thread."""

    def __init__(self, home: Home, journal: Journal, row: SessionRow, token: Secret | None) -> None:
        self._home = home
        self._journal = journal
        self._row = row
        self._token = token
        self._jobs: weakref.WeakValueDictionary[str, Job[Any]] = weakref.WeakValueDictionary()
        self._open: dict[str, Job[Any]] = {}
        # What was read once is not read again: settled work never changes, and the follower keeps the rest up to date.
        self._history: dict[str, Job[Any]] = {}
        self._read_to = 0
        self._first_language = ""
        self._takes: dict[int, Take] = {}
        self._films: dict[str, list[Export]] = {}
        self.lock = threading.RLock()
        """Held while handles change, so that what is read under it fits together."""
        self.cursor = Cursor(self._self)
        """Where this kernel stands among the takes."""
        self._follower = Follower(self._self, home)
        for intent in journal.open_intents(session_id=row.id):
            self._adopt(KINDS[intent.kind](self._self, [intent]))
        if self._open:
            self._follow()

    @property
    def _self(self) -> Session:
        return cast("Session", self)

    @property
    def takes(self) -> Takes:
        """All takes by number."""
        with self.lock:
            for row in self._journal.takes(self._row.id):
                self._takes.setdefault(row.number, Take(self._self, row))._row = row
            return Takes(dict(self._takes))

    @property
    def exports(self) -> tuple[Export, ...]:
        """All exports, first to last, without previews."""
        return tuple(export for export in self._all(Export) if not export.is_preview)

    @property
    def previews(self) -> tuple[Export, ...]:
        """All small films for the player, first to last."""
        return tuple(export for export in self._all(Export) if export.is_preview)

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """All uploads, first to last."""
        return self._all(Upload)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """All turns, first to last, those of other kernels included."""
        return self._all(Turn)

    @property
    def running(self) -> tuple[Job[Any], ...]:
        """Turns and films that are not done, first to last."""
        jobs: tuple[Job[Any], ...] = (*self.turns, *self.exports)
        return tuple(job for job in jobs if not job.done)

    @property
    def _spoken(self) -> str:
        """The language of the first message; English before there is one."""
        if not self._first_language:
            first = next(iter(self.turns), None)
            self._first_language = language_of(first.prompt) if first is not None else ""
        return self._first_language or "en"

    def _cost_of(self, turn: str) -> float | None:
        """What a turn has cost, credits."""
        return self._known(Turn, self._journal.intent(turn)).cost

    def _take(self, number: int) -> Take:
        return self._takes.get(number) or self.takes[number]

    def _take_of(self, draft_hash: str | None) -> int | None:
        """The newest take of that draft; the journal is read only where those known do not hold it."""
        if draft_hash is None:
            return None
        with self.lock:
            return self._newest_of(draft_hash) or (self._newest_of(draft_hash) if self.takes else None)

    def _newest_of(self, draft_hash: str) -> int | None:
        return max((take.number for take in self._takes.values() if take._row.draft == draft_hash), default=None)

    def _clip_of(self, draft_hash: str, *, previews: bool = False) -> Clip | None:
        with self.lock:
            self._read_on(self._journal)
        films = [film for film in self._films.get(draft_hash, []) if film._clip.path.exists()]
        kept = [film for film in films if not film.is_preview] or (films if previews else [])
        return kept[-1].clip if kept else None

    # Following

    def _begin(self, kind: type[AnyJob], name: str, *payloads: dict[str, Any]) -> AnyJob:
        return self._start(kind, [self._journal.add_intent(self._row.id, name, payload) for payload in payloads])

    def _start(self, kind: type[AnyJob], rows: list[IntentRow]) -> AnyJob:
        with self.lock:
            # The follower may have seen the rows before we come to them.
            known = self._jobs.get(rows[0].id) if len(rows) == 1 else None
            job = known if isinstance(known, kind) else kind(self._self, rows)
            self._adopt(job)
        self._ensure_courier()
        self._wake()
        return job

    def _adopt(self, job: Job[Any]) -> None:
        for intent_id in job._ids():
            self._jobs[intent_id] = job
            self._open[intent_id] = job

    def _all(self, kind: type[AnyJob]) -> tuple[AnyJob, ...]:
        with self.lock:
            self._read_on(self._journal)
            return tuple(dict.fromkeys(job for job in self._history.values() if isinstance(job, kind)))

    def _read_on(self, journal: Journal) -> list[Job[Any]]:
        """Take up what was written since the last look, by this kernel or another."""
        news: list[Job[Any]] = []
        for row in journal.intents(self._row.id, after=self._read_to):
            self._read_to = row.seq
            if row.kind in _LASTING:
                job = self._history[row.id] = self._known(KINDS[row.kind], row)
                news.append(job)
        return news

    def _known(self, kind: type[AnyJob], row: IntentRow) -> AnyJob:
        """The live handle of an intent, or a new one that knows what the journal knows."""
        with self.lock:
            job = self._jobs.get(row.id)
            if isinstance(job, kind):
                return job
            made = kind(self._self, [row])
            made._absorb(row, self._journal.events(row.id))
            self._jobs[row.id] = made
            if not row.state.settled:
                self._open[row.id] = made
            self._keep_film(made)
        made._announce()
        return made

    def _refresh(self, journal: Journal) -> None:
        """Bring every open handle up to what the journal says; called by the follower."""
        with self.lock:
            news = [job for job in self._read_on(journal) if job.done]
            for row in journal.open_intents(session_id=self._row.id):
                if row.id not in self._open:  # begun, or looked at again, by another kernel
                    self._adopt(self._jobs.get(row.id) or KINDS[row.kind](self._self, [row]))
            news += [job for intent_id, job in list(self._open.items()) if self._catch_up(journal, intent_id, job)]
        for job in dict.fromkeys(news):
            job._announce()
            tell(self.changed.emit, job)

    def _catch_up(self, journal: Journal, intent_id: str, job: Job[Any]) -> bool:
        row = journal.intent(intent_id)
        news = job._absorb(row, journal.events(intent_id, after=job._last_seq()))
        if row.state.settled:
            del self._open[intent_id]
            self._keep_film(job)
        return news

    def _keep_film(self, job: Job[Any]) -> None:
        if isinstance(job, Export) and job.state == "succeeded":
            films = self._films.setdefault(job._row.result["draft"], [])
            if job not in films:
                films.append(job)

    @property
    def _busy(self) -> bool:
        return bool(self._open)

    def follow(self) -> None:
        """Begin to tell `changed` of all that happens to this session, in other kernels too."""
        self._follower.start()

    def _follow(self) -> None:
        self.follow()

    def _wake(self) -> None:
        self._follower.wake()

    def _ensure_courier(self) -> None:
        call_for(self._journal, self._row.courier, __version__)
        launch.ensure_courier(self._home, self._row.courier, self._token)
