"""Where a kernel stands among a session's takes, so that a cell that was run before costs nothing to run again.

A message is *recorded* when one with the same prompt, files and profile was sent from the take under the cursor. Then
the cursor moves to the take it made, and nothing is sent. Two more ways lead to a record, because a notebook is not
only run from top to bottom:

- The same cell is run again in a kernel that has gone further. Its own message is known by the cell's id (JupyterLab
  and its kin tell it), and counts if it lies on the way to the cursor. A loop in one cell is no repetition.
- A kernel that has sent nothing yet stands nowhere: "run from here". The cell's own message, else a first message of
  the session, else the newest of that text is where it stands. With none of them it stands at the newest take.

Files given before the message count as well: each must have been there when the recorded message was sent.
"""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from nemo_widgets.errors import NemoError
from nemo_widgets.session import waiting
from nemo_widgets.session.files import File, is_url
from nemo_widgets.session.jobs import Export, Turn, Upload

if TYPE_CHECKING:
    from nemo_widgets.session.session import Session

_AGAIN = ("failed", "cancelled")
"""Messages that ended so are sent anew."""


class Sent(NamedTuple):
    """What became of a message."""

    turn: Turn
    recorded: bool
    """It was sent before, and not now."""


@dataclass(frozen=True)
class Request:
    """A message, as far as another can be the same."""

    text: str
    files: tuple[str, ...]
    """Digests of the files it was given with."""
    skill: str
    cell: str | None

    def fits(self, turn: Turn) -> bool:
        """Whether a turn was sent with the same prompt, files and profile, and stands."""
        told = turn._row.payload
        same = turn.prompt == self.text and tuple(told.get("files", ())) == self.files
        return same and told.get("skill", self.skill) == self.skill and turn.state not in _AGAIN

    def is_of_its_cell(self, turn: Turn) -> bool:
        """Whether a turn was sent by the same cell of the notebook."""
        return self.cell is not None and turn._row.payload.get("cell") == self.cell


class Cursor:
    """Where this kernel stands in a session."""

    def __init__(self, session: Session) -> None:
        self._session_ref = weakref.ref(session)
        self._take: int | None = None  # None: nothing was sent or shown yet
        self._newest: Turn | None = None  # the last one sent from here; where it leads is known once it is done
        self._floor = 0  # takes up to this one are not on the way here
        self._given: list[Upload] = []
        self._run: str | None = None
        self._seen: set[str] = set()  # turns of the cell that runs

    @property
    def _session(self) -> Session:
        session = self._session_ref()
        assert session is not None  # noqa: S101 - it owns the cursor
        return session

    @property
    def take(self) -> int | None:
        """Number of the take under the cursor; 0: the empty timeline; None: nowhere yet."""
        turn = self._newest
        if turn is not None and turn.done:
            self._newest = None
            leads = _leads_to(turn)
            self._take = leads if leads is not None else max(self._session.takes, default=0)
        return self._take

    @property
    def placed(self) -> bool:
        """This kernel has sent or shown something."""
        return self._newest is not None or self._take is not None

    def place(self, take: int) -> None:
        """Stand at a take."""
        self._take, self._newest = take, None

    # What the session tells

    def sent(self, turn: Turn) -> None:
        """A turn was sent by this kernel; it goes on from there."""
        if self._take is None:
            self._take = _at(turn)
        self._newest = turn
        self._given.clear()
        self._see(turn)

    def given(self, upload: Upload) -> None:
        """Files were uploaded by this kernel."""
        self._given.append(upload)

    def stamp(self, files: Iterable[File], at: int | None = None) -> dict[str, Any]:
        """What the journal keeps of a message, so that it is known again."""
        session, cell = self._session, waiting.running_cell()
        if at is None and all(turn.done for turn in session.turns):
            at = max(session.takes, default=0)
        digests = [digest for file in files if (digest := _digest(file))]
        given = [_digest(path) for upload in self._given for path in upload.paths]
        return {"at": at, "cell": cell.id, "files": digests, "given": given, "skill": session.skill.id}

    # What a cell asks for

    def send(
        self, text: str, *, files: Iterable[File] = (), yes: bool = False, again: bool = False, head: bool = False
    ) -> Sent:
        """The recorded turn; or a new one, sent from the take under the cursor.

        Where that is not the newest take, the local engine forks the session, and the turn is of the fork.

        Args:
            text: As in `Session.send`.
            files: As in `Session.send`.
            yes: As in `Session.send`.
            again: Send it in any case.
            head: Go on from the newest take, wherever the cursor stands.

        Raises:
            NemoError: The cursor is not at the newest take, and this backend cannot fork: the person has to choose.
        """
        cell, given = waiting.running_cell(), list(files)
        if cell.run != self._run:
            self._run, self._seen = cell.run, set()
        wanted = self._request(text, given)
        found = None if again else self._find(wanted) or self._find_in_kin(wanted)
        if found is not None:
            found.session.cursor._move(found)
            return Sent(found.reattach() if found.state == "unknown" else found, recorded=True)
        if not self.placed:
            self.place(self._where_its_cell_stood(wanted))
        target, at = self._target(head=head)
        return Sent(target._send(text, given, yes=yes, at=at), recorded=False)

    def recall(self, text: str, files: Iterable[File]) -> Turn | None:
        """The newest turn of the same prompt, files and profile, wherever it was sent from; the cursor moves to it."""
        wanted = self._request(text, files)
        found = next((turn for turn in reversed(self._session.turns) if wanted.fits(turn)), None)
        if found is not None:
            self._move(found)
        return found

    def export(self, name: str | None = None, *, again: bool = False) -> tuple[Export, bool]:
        """A film of the take under the cursor: the one of that name that is under way or made, if it is still there.

        Returns:
            The export, and whether it is a recorded one.
        """
        session, here = self._session, self.take
        newest = max(session.takes, default=0)
        if not self.placed:
            here = newest
        wanted = (session.clips / Path(name or f"{session.name}.mp4").expanduser()).absolute()
        for export in () if again else reversed(session.exports):
            if _is_named(export, wanted) and _is_there(export) and self._is_of(export, here):
                return export, True
        earlier = self._newest is None and here is not None and 0 < here < newest
        return session.export(name, take=here if earlier else None), False

    def _is_of(self, export: Export, here: int | None) -> bool:
        """Whether a film shows what is under the cursor. One under way shows what the message before it leads to."""
        if export.take is not None:
            return self._newest is None and export.take == here
        before = [turn for turn in self._session.turns if turn._row.seq < export._row.seq]
        if not before:
            return False
        return before[-1] is self._newest if self._newest is not None else _leads_to(before[-1]) == here

    def knows(self, text: str) -> bool:
        """Whether a message of that text was sent in this session, by whomever."""
        return any(turn.prompt == text.strip() and turn.state not in _AGAIN for turn in self._session.turns)

    # Finding

    def _request(self, text: str, files: Iterable[File]) -> Request:
        digests = tuple(digest for file in files if (digest := _digest(file)))
        return Request(text.strip(), digests, self._session.skill.id, waiting.running_cell().id)

    def _find(self, wanted: Request) -> Turn | None:
        session = self._session
        turns = [turn for turn in session.turns if wanted.fits(turn) and self._had_the_files(turn)]
        own = [turn for turn in turns if wanted.is_of_its_cell(turn) and turn.id not in self._seen]
        first = [turn for turn in turns if _at(turn) == 0 and turn.id not in self._seen]
        if not self.placed:
            return next(iter([*own, *first, *reversed(turns)]), None)
        here = self.take
        if self._newest is None and here is not None:
            passed = [turn for turn in own if self._floor < (_leads_to(turn) or 0) <= here]
            exact = [turn for turn in turns if _at(turn) == here and turn.id not in self._seen]
            restart = [turn for turn in first if turn in own]
            return next(iter([*passed, *exact, *restart]), None)
        return next((turn for turn in first if turn in own), None)

    def _find_in_kin(self, wanted: Request) -> Turn | None:
        """A recorded turn of a session that has the take under the cursor too: a fork, or what it was forked from."""
        here = self.take
        if not here or self._newest is not None or not self._session.is_local:
            return None
        from nemo_widgets.session import forking  # noqa: PLC0415 - it makes sessions, so it knows them

        for other in forking.kin(self._session, here):
            for turn in other.turns:
                if wanted.fits(turn) and _at(turn) == here:
                    return turn
        return None

    def _where_its_cell_stood(self, wanted: Request) -> int:
        """For a kernel's first message, not recorded: where its cell began before it was edited, else the end."""
        of_cell = [at for turn in self._session.turns if wanted.is_of_its_cell(turn) and (at := _at(turn)) is not None]
        return of_cell[0] if of_cell else max(self._session.takes, default=0)

    def _had_the_files(self, turn: Turn) -> bool:
        now = {_digest(path) for upload in self._given for path in upload.paths}
        if not now:
            return True
        known = set(turn._row.payload.get("given", ()))
        before = [upload for upload in self._session.uploads if upload._row.seq < turn._row.seq]
        known |= {row.result.get("sha256") for upload in before for row in upload._rows.values()}
        return now <= known

    # Moving

    def _move(self, turn: Turn) -> None:
        self._see(turn)
        self._given.clear()
        if not turn.done:
            self._newest = turn
            self._take = _at(turn) if self._take is None else self._take
            return
        begun, leads = _at(turn) or 0, _leads_to(turn)
        parent = turn.take.parent if turn.take is not None else begun
        self._floor = parent if parent is not None and parent > begun else 0
        self.place(leads if leads is not None else begun)

    def _see(self, turn: Turn) -> None:
        self._seen.add(turn.id)

    def _target(self, *, head: bool) -> tuple[Session, int | None]:
        """The session to send to, and the take that the message goes on from."""
        session, here = self._session, self.take
        newest = max(session.takes, default=0)
        if self._newest is not None or here is None or here >= newest:
            return session, here if self._newest is None else None
        if head:
            self._floor = newest
            return session, here
        if not session.is_local:
            raise NemoError(
                f"This cell goes on from take {here}, but the timeline is at take {newest} by now. Nothing was sent.",
                "To go on from the newest take: %nemo --head …; for a timeline of its own: %nemo --session NAME …",
            )
        from nemo_widgets.session import forking  # noqa: PLC0415 - as above

        fork = forking.branch(session, here)
        fork.cursor.place(here)
        return fork, here


def _at(turn: Turn) -> int | None:
    """The take that a turn was sent from, 0 for the empty timeline; None where that is not known."""
    at = turn._row.payload.get("at")
    if at is None and turn.take is not None:
        return turn.take.parent or 0
    return at


def _leads_to(turn: Turn) -> int | None:
    """The take that a turn leads to: its own, or, where nothing changed, the one it was sent from."""
    return turn.take.number if turn.take is not None else _at(turn)


def _is_there(export: Export) -> bool:
    """Whether a film was made and not taken away, or is being made."""
    return export.path.exists() if export.clip is not None else not (export.done or export.stopping)


def _is_named(export: Export, wanted: Path) -> bool:
    """Whether a film has that name, or that name with the number it got because the name was in use."""
    stem, _, number = export.path.stem.rpartition("-")
    same = export.path.stem == wanted.stem or (number.isdecimal() and stem == wanted.stem)
    return same and export.path.parent == wanted.parent


def _digest(file: File) -> str:
    """A file by its content, an address by itself; empty for what cannot be read, which is told when it is uploaded."""
    if is_url(file):
        return str(file)
    if isinstance(file, tuple):
        return hashlib.sha256(file[1]).hexdigest()
    if not isinstance(file, str | Path):
        return ""
    try:
        with Path(file).expanduser().open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""
