"""The session: writes down what the user wants, follows what comes of it, and shows it."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from psygnal import Signal

from nemo_widgets.errors import (
    MissingFileError,
    PromptError,
    SpendingError,
    UnsupportedFileError,
    plain,
)
from nemo_widgets.journal import Home, IntentRow, Journal, SessionRow
from nemo_widgets.secret import Secret
from nemo_widgets.session import face, launch
from nemo_widgets.session.draft import Draft
from nemo_widgets.session.files import File, payload
from nemo_widgets.session.follow import Follower
from nemo_widgets.session.jobs import KINDS, Clip, CreditsJob, Export, Job, Refresh, Turn, Upload
from nemo_widgets.session.profiles import Profile, profile
from nemo_widgets.session.routing import route
from nemo_widgets.session.takes import Take, Takes

_LONGEST_PROMPT = 100_000
_LASTING = {"turn", "export", "upload"}
"""Kinds of work that are shown again later; a balance or a look at the timeline is not."""
AnyJob = TypeVar("AnyJob", bound=Job[Any])


class Session:
    """A timeline under way. Made by `connect`; nothing touches the network before the first request.

    All methods may be called from any thread, and each returns at once with a handle.
    """

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
        self._takes: dict[int, Take] = {}
        self._films: dict[str, list[Export]] = {}
        self.lock = threading.RLock()
        """Held while handles change, so that what is read under it fits together."""
        self._follower = Follower(self, home)
        for intent in journal.open_intents(session_id=row.id):
            self._adopt(KINDS[intent.kind](self, [intent]))
        if self._open:
            self._follow()

    # What it is

    @property
    def name(self) -> str:
        """Its name, by which `connect(name=…)` finds it again."""
        return self._row.name

    @property
    def backend(self) -> str:
        """`local`, or the API's address."""
        return self._row.backend

    @property
    def is_local(self) -> bool:
        """True on the embedded engine: no account, no network, no cost."""
        return self._row.backend == "local"

    @property
    def skill(self) -> Profile:
        """The profile in use."""
        return profile(self._row.profile)

    @property
    def language(self) -> str:
        """Language of what is told here: as given to `connect`, else English."""
        return self._row.language or "en"

    @property
    def language_chosen(self) -> bool:
        """A language was given to `connect`."""
        return self._row.language is not None

    @property
    def clips(self) -> Path:
        """Folder of its films."""
        return Path(self._row.clips)

    @property
    def draft(self) -> Draft:
        """The timeline as last seen."""
        return Draft(self._journal.draft(self._journal.session(self._row.id).head))

    @property
    def takes(self) -> Takes:
        """All takes by number."""
        with self.lock:
            for row in self._journal.takes(self._row.id):
                self._takes.setdefault(row.number, Take(self, row))._row = row
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

    # What it does

    def send(self, text: str, *, files: Iterable[File] = (), yes: bool = False) -> Turn:
        """Send a message to the backend, once.

        Args:
            text: What to make or change, in any language.
            files: Photos, clips or music it speaks of; they are uploaded first.
            yes: Agree, for this session, that messages may cost credits. Not needed on the local engine.

        Raises:
            PromptError: The text is empty or far too long.
            SpendingError: It could cost, and nobody has agreed yet: a stranger's notebook must not spend.
        """
        text = text.strip()
        if not text:
            raise PromptError(
                "The prompt is empty.", "Say what to make, such as: generate a 5-second clip of a city at night."
            )
        if len(text) > _LONGEST_PROMPT:
            raise PromptError(f"The prompt has {len(text):,} characters.", f"Keep it under {_LONGEST_PROMPT:,}.")
        self._agree(yes)
        given = list(files)
        if given:
            self._upload(given, said=text)
        with self.lock:
            uploads = [row.id for row in self._journal.open_intents(session_id=self._row.id) if row.kind == "upload"]
            return self._begin(Turn, "turn", {"text": text, "needs": uploads})

    def _agree(self, yes: bool) -> None:
        if self.is_local:
            return
        agreed = f"may-spend:{self._row.id}"
        if yes:
            self._journal.set_setting(agreed, "yes")
        elif self._journal.setting(agreed) is None:
            raise SpendingError(
                "Not sent: on this backend a message can cost credits (about 100 for a clip, 50 for an edit).",
                "To agree for this session, send it with yes=True, or with %nemo --yes.",
            )

    def upload(self, *files: File) -> Upload:
        """Give files or URLs to the backend; a file it already has is not sent again.

        Args:
            files: Paths; `http(s)` addresses that the backend fetches itself; `(name, bytes)`; or open files.

        Raises:
            MissingFileError: A file is not there.
            UnsupportedFileError: A kind of file the backend does not take, by its name or its content.
            FileTooLargeError: Over the profile's limit.
        """
        if not files:
            raise MissingFileError("Which file?", 'Name one: session.upload("photo.jpg").')
        return self._upload(files)

    def _upload(self, given: Iterable[File], *, said: str | None = None) -> Upload:
        payloads = [payload(file, self.skill, self._home.root / "uploads") for file in given]
        if said is not None:
            payloads[0]["said"] = said  # a file may make the backend's session, which is told the message's language
        return self._begin(Upload, "upload", *payloads)

    def export(self, path: str | Path | None = None, *, take: int | None = None, quality: str = "high") -> Export:
        """Make a film of the timeline, or of a take, in the session's folder.

        Args:
            path: The film's name, `.mp4`; relative to the session's folder. By default the session's name.
            take: A take's number; by default the timeline as it is once all earlier messages are done.
            quality: Passed to the backend: `high`, or `preview` on the local engine.
        """
        payload: dict[str, Any] = {"quality": quality}
        if take is not None:
            payload |= {"draft": self.takes[take]._row.draft, "take": take}
        else:
            turns = [row for row in self._journal.open_intents(session_id=self._row.id) if row.kind == "turn"]
            payload["turn"] = turns[-1].id if turns else None
        payload["path"] = str(self._film_path(path, take))
        prompts = [row.prompt for row in self._journal.takes(self._row.id) if take is None or row.number <= take]
        payload["made_by"] = {"session": self.name, "skill": self._row.profile, "take": take, "prompts": prompts}
        return self._begin(Export, "export", payload)

    def preview(self, take: int) -> Export:
        """Make a small film of a take for the player; kept with the journal, not in the session's folder."""
        draft = self.takes[take]._row.draft
        payload = {"quality": "preview", "preview": True, "draft": draft, "take": take}
        return self._begin(Export, "export", payload | {"path": str(self._home.preview(draft))})

    def use_skill(self, skill: str) -> None:
        """Go on with another of the five profiles.

        Raises:
            UnknownNameError: There is none of that name.
        """
        self._journal.set_profile(self._row.id, profile(skill).id)
        self._row = self._journal.session(self._row.id)

    def credits(self) -> CreditsJob:
        """Read the balance."""
        return self._begin(CreditsJob, "credits", {})

    def refresh(self) -> Refresh:
        """Read the timeline as the backend has it now."""
        return self._begin(Refresh, "refresh", {})

    def ask(self, text: str, *, yes: bool = False) -> Job[Any]:
        """Do what a person means: "export", "credits", "status" do that; all else is sent as a prompt.

        Args:
            text: What the person said.
            yes: As in `send`.
        """
        match route(text):
            case "export":
                return self.export()
            case "credits":
                return self.credits()
            case "status":
                return self.refresh()
            case "upload":
                return self.upload()
            case _:
                return self.send(text, yes=yes)

    def fork(self, take: int, *, name: str | None = None) -> Session:
        """A new session that begins where a take ended, with its files; this one stays as it is. No network yet.

        It has the takes up to that one under their numbers, and goes on from there. The local engine can do this.

        Args:
            take: The take's number.
            name: The new session's; by default this one's with the take's number.

        Raises:
            UnknownNameError: There is no such take.
            NemoError: The backend cannot fork, or there is a session of that name already.
        """
        from nemo_widgets.session import forking  # noqa: PLC0415 - it makes sessions, so it knows them

        return forking.fork_session(self, take, name)

    def show(self) -> Any:
        """The studio of this session, in any cell: rebuilt from the journal each time."""
        return face.studio(self)

    def close(self) -> None:
        """Stop following. What runs goes on, and `connect` with the same name finds it again."""
        self._follower.stop()

    # Files

    def _film_path(self, path: str | Path | None, take: int | None) -> Path:
        name = Path(path) if path is not None else Path(f"{self.name}{f'-take-{take}' if take else ''}.mp4")
        target = (self.clips / name.expanduser()).absolute()
        if target.suffix.casefold() != ".mp4":
            raise UnsupportedFileError(
                f"{plain(target.name, 120)}: films are exported as MP4.", f"Call it {plain(target.stem, 100)}.mp4."
            )
        free, number = target, 1
        taken = {row.payload["path"] for row in self._journal.open_intents() if row.kind == "export"}
        while free.exists() or str(free) in taken:
            number += 1
            free = target.with_stem(f"{target.stem}-{number}")  # nothing on disk is ever written over
        return free

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
        with self.lock:
            rows = [self._journal.add_intent(self._row.id, name, payload) for payload in payloads]
            job = kind(self, rows)
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
            made = kind(self, [row])
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
                    self._adopt(self._jobs.get(row.id) or KINDS[row.kind](self, [row]))
            news += [job for intent_id, job in list(self._open.items()) if self._catch_up(journal, intent_id, job)]
        for job in dict.fromkeys(news):
            job._announce()
            self.changed.emit(job)

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
        launch.ensure_courier(self._home, self._row.courier, self._token)

    def __repr__(self) -> str:
        where = "local engine, no cost" if self.is_local else self.backend
        return f"Session {self.name!r} · {where} · {self.skill.title}\n{self.draft}"
