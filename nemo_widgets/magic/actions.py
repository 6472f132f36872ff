"""What each command of the magic does: it begins work, or says something."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from nemo_widgets.errors import plain
from nemo_widgets.magic.help import help_text
from nemo_widgets.magic.line import Command
from nemo_widgets.magic.words import say
from nemo_widgets.paths import shown_path
from nemo_widgets.session.connect import sessions
from nemo_widgets.session.doctor import doctor
from nemo_widgets.session.jobs import Job
from nemo_widgets.session.session import Session
from nemo_widgets.session.table import Table
from nemo_widgets.session.takes import Take

Action = Callable[[Session, Command], Any]
RECORDED = "recorded: nothing was sent, nothing was spent; --again does it anew"


class Begun(NamedTuple):
    """Work that was begun, or found recorded."""

    job: Job[Any]
    note: str = ""


def list_sessions(language: str = "en") -> Table:
    """All sessions that the journal knows, the last used first."""
    rows = sessions().cells
    note = say("%nemo --session NAME goes on with one." if rows else "None yet.", language)
    return Table(_head(("session", "engine", "skill", "begun (UTC)"), language), rows, note=note)


def list_takes(session: Session) -> Table:
    """A session's takes, with what made them and what is kept of them."""
    rows = tuple(_row(take) for take in session.takes.values())
    language = session.language
    head = _head(("take", "prompt", "what changed", "stars", "film"), language)
    return Table(head, rows, say("Session {!r}", language, session.name), "" if rows else say("None yet.", language))


def _head(names: Iterable[str], language: str) -> tuple[str, ...]:
    return tuple(say(name, language) for name in names)


def _row(take: Take) -> tuple[str, ...]:
    film = take.clip
    words = " · ".join(map(str, take.changes))
    stars = "★" * (take.rating or 0)
    where = "" if film is None else shown_path(film.path)
    said = " ".join(filter(None, [stars, take.note]))
    return (str(take.number), plain(take.prompt, 80), words, said, where)


def _stop(session: Session, _: Command) -> str:
    running = session.running
    for job in running:
        job.cancel()
    if not running:
        return say("Nothing runs.", session.language)
    titles = ", ".join(job.title for job in running)
    return say("Stop requested: {}. How it ends will stand in its record.", session.language, titles)


def _takes(session: Session, command: Command) -> Take | Table:
    if command.args:
        return session.takes[int(command.args[0])]
    return list_takes(session)


def _diff(session: Session, command: Command) -> Any:
    earlier, later = (session.takes[int(number)] for number in command.args)
    return later.diff(earlier)


def _connected(session: Session, _: Command) -> str:
    language = session.language
    where = say("the local engine, at no cost", language) if session.is_local else plain(session.backend, 200)
    return say("Session {!r} on {}. %nemo goes on there.", language, session.name, where)


def _send(session: Session, command: Command) -> Begun:
    if command.cap is not None:
        session.cap = command.cap
    sent = session.cursor.send(
        command.text, files=command.files, yes=command.yes, again=command.again, head=command.head
    )
    goes_on = sent.turn.session
    if sent.recorded:
        return Begun(sent.turn, say(RECORDED, session.language))
    if goes_on is not session:
        moved = "an earlier take goes on here: %nemo is in session {!r} from now on"
        return Begun(sent.turn, say(moved, session.language, goes_on.name))
    return Begun(sent.turn)


def _export(session: Session, command: Command) -> Begun:
    export, recorded = session.cursor.export(*command.args, again=command.again)
    return Begun(export, say(RECORDED, session.language) if recorded else "")


ACTIONS: dict[str, Action] = {
    "studio": lambda session, _: session.show(),
    "prompt": _send,
    "export": _export,
    "upload": lambda session, command: Begun(session.upload(*command.args)),
    "credits": lambda session, _: Begun(session.credits()),
    "status": lambda session, _: Begun(session.refresh()),
    "takes": _takes,
    "diff": _diff,
    "stop": _stop,
    "connect": _connected,
}
"""Work is waited for; a text is printed; all else is shown."""
WITHOUT_SESSION: dict[str, Callable[[Command, str], Any]] = {
    "help": lambda command, language: help_text("".join(command.args), language),
    "sessions": lambda _, language: list_sessions(language),
    "doctor": lambda _, language: doctor(language),
}
"""Commands that are of no session, and make none; they are told the reader's language."""
NEED_THE_RESULT = frozenset({"takes", "diff", "status"})
"""Commands that speak of takes: they wait for turns that `--bg` left running."""
