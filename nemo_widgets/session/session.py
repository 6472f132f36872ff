"""The session: writes down what the user wants, follows what comes of it, and shows it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nemo_widgets.errors import (
    MissingFileError,
    PromptError,
    SpendingError,
    UnsupportedFileError,
    plain,
)
from nemo_widgets.journal import money as ledger
from nemo_widgets.journal.films import add_film
from nemo_widgets.session import face, money
from nemo_widgets.session.draft import Draft
from nemo_widgets.session.files import File, payload
from nemo_widgets.session.handles import Handles
from nemo_widgets.session.jobs import CreditsJob, Export, Job, Refresh, Turn, Upload
from nemo_widgets.session.money import Estimate
from nemo_widgets.session.profiles import Profile, profile
from nemo_widgets.session.routing import route
from nemo_widgets.session.wordings import SESSION, of_language

_LONGEST_PROMPT = 100_000


class Session(Handles):
    """A timeline under way. Made by `connect`; nothing touches the network before the first request.

    All methods may be called from any thread, and each returns at once with a handle.

    Example:
        >>> import nemo_widgets as nemo
        >>> session = nemo.connect("local", name="ocean")
        >>> turn = session.send("generate a 1-second clip of the sea").wait()
        >>> print(session.draft)
        Timeline (1 track): 1. Video: sea (0-1s)
    """

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
        """Language of what is told here: as given to `connect`, else that of the first message."""
        return self._row.language or self._spoken

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
        return Draft(self._journal.draft(self._journal.session(self._row.id).head), self.language)

    # What it does

    def send(self, text: str, *, files: Iterable[File] = (), yes: bool = False, reuse: bool = False) -> Turn:
        """Send a message to the backend, once.

        Args:
            text: What to make or change, in any language.
            files: Photos, clips or music it speaks of; they are uploaded first.
            yes: Agree, for this session, that messages may cost credits. Not needed on the local engine.
            reuse: Give the recorded turn instead, where the same was sent from here before; see `cursor.py`. From an
                earlier take the local engine goes on in a fork: `turn.session`.

        Raises:
            PromptError: The text is empty or far too long.
            SpendingError: It could cost, and nobody has agreed yet: a stranger's notebook must not spend. A cap counts
                as agreement.
            CapError: It may cost more than is left under the session's cap.
        """
        if reuse:
            return self.cursor.send(text, files=files, yes=yes).turn
        return self._send(text, list(files), yes=yes)

    def _send(self, text: str, given: list[File], *, yes: bool, at: int | None = None) -> Turn:
        text = text.strip()
        if not text:
            raise PromptError(
                "The prompt is empty.", "Say what to make, such as: generate a 5-second clip of a city at night."
            )
        if len(text) > _LONGEST_PROMPT:
            raise PromptError(f"The prompt has {len(text):,} characters.", f"Keep it under {_LONGEST_PROMPT:,}.")
        reserve = self.require_leave(text, yes=yes)
        stamp = self.cursor.stamp(given, at)
        if given:
            self._upload(given, said=text)
        with self.lock:
            uploads = [row.id for row in self._journal.open_intents(session_id=self._row.id) if row.kind == "upload"]
            message = {"text": text, "needs": uploads, **stamp}
            row = ledger.add_turn(self._journal, self._row.id, message, reserve)
        if row is None:  # another kernel was faster
            raise money.passes_cap(self._journal, self._journal.session(self._row.id), reserve)
        turn = self._start(Turn, [row])
        self.cursor.sent(turn)
        return turn

    def estimate(self, text: str | None = None) -> Estimate:
        """What a message may cost: by this user's receipts of its kind, else the vendor's typical figure.

        Args:
            text: The message; None for one that makes a clip.
        """
        return money.estimate(self._journal, self._row, text)

    @property
    def cap(self) -> float | None:
        """Credits that this session's messages may spend, all together, in all kernels; None: no limit.

        Before a message is sent, what it may cost is reserved in the journal, and one that would pass the cap is
        refused. A message that turns out to cost more than any before it may pass the cap by so much.
        A session that is begun from a capped one, such as a fork, shares the cap: what both spend counts, and a new
        cap is one for both.
        """
        return self._journal.session(self._row.id).cap

    @cap.setter
    def cap(self, most: float | None) -> None:
        ledger.set_cap(self._journal, self._row.id, money.check_cap(most))

    @property
    def spent(self) -> float:
        """Credits that its messages have cost, and those reserved for what is open or not known.

        Those of the sessions that share its cap are counted in.
        """
        return ledger.spent(self._journal, self._row.id)

    def require_leave(self, text: str, *, yes: bool = False) -> float:
        """What a message may cost, credits, if it may be sent: asked before its files travel.

        Args:
            text: The message.
            yes: As in `send`.

        Raises:
            SpendingError: Nobody has agreed that messages may cost.
            CapError: It may cost more than is left under the cap.
        """
        self._agree(yes)
        reserve = self.estimate(text).most
        row = self._journal.session(self._row.id)
        if row.cap is not None and reserve and self.spent + reserve > row.cap:
            raise money.passes_cap(self._journal, row, reserve)
        return reserve

    def _agree(self, yes: bool) -> None:
        if self.is_local or self.cap is not None:
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
        upload = self._upload(files)
        self.cursor.given(upload)
        return upload

    def _upload(self, given: Iterable[File], *, said: str | None = None) -> Upload:
        payloads = [payload(file, self.skill, self._home.uploads) for file in given]
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
        prompts = [row.prompt for row in self._journal.takes(self._row.id) if take is None or row.number <= take]
        payload["made_by"] = {"session": self.name, "skill": self._row.profile, "take": take, "prompts": prompts}
        return self._start(Export, [add_film(self._journal, self._row.id, payload, self._film_path(path, take))])

    def preview(self, take: int) -> Export:
        """Make a small film of a take for the player, kept with the journal; one that is being made is given again."""
        with self.lock:
            for film in self.previews:
                if film.take == take and not film.done:
                    return film
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
        return target

    def __repr__(self) -> str:
        words = SESSION[of_language(self.language)]
        where = words["local"] if self.is_local else self.backend
        head = words["name"].format(self.name)
        return f"{head} · {where} · {self.skill.title}\n{self.draft}"
