"""What each command of the magic does: it begins work, or says something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from nemo_widgets.errors import plain
from nemo_widgets.magic.grammar import help_text
from nemo_widgets.magic.line import Command
from nemo_widgets.session.connect import sessions
from nemo_widgets.session.doctor import doctor
from nemo_widgets.session.jobs import Job, shown_path
from nemo_widgets.session.session import Session
from nemo_widgets.session.table import Table
from nemo_widgets.session.takes import Take

Action = Callable[[Session, Command], Any]
RECORDED = "recorded: nothing was sent, nothing was spent; --again does it anew"


class Begun(NamedTuple):
    """Work that was begun, or found recorded."""

    job: Job[Any]
    note: str = ""


def list_sessions() -> Table:
    """All sessions that the journal knows, the last used first."""
    rows = tuple((row.name, row.backend, row.profile, row.created_at[:16].replace("T", " ")) for row in sessions())
    note = "%nemo --session NAME goes on with one." if rows else "None yet."
    return Table(("session", "engine", "skill", "begun (UTC)"), rows, note=note)


def list_takes(session: Session) -> Table:
    """A session's takes, with what made them and what is kept of them."""
    rows = tuple(_row(take) for take in session.takes.values())
    note = "" if rows else "None yet."
    return Table(("take", "prompt", "what changed", "stars", "film"), rows, f"Session {session.name!r}", note)


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
        return "Nothing runs."
    return f"Stop requested: {', '.join(job.title for job in running)}. How it ends will stand in its record."


def _takes(session: Session, command: Command) -> Take | Table:
    if command.args:
        return session.takes[int(command.args[0])]
    return list_takes(session)


def _diff(session: Session, command: Command) -> Any:
    earlier, later = (session.takes[int(number)] for number in command.args)
    return later.diff(earlier)


def _connected(session: Session, _: Command) -> str:
    where = "the local engine, at no cost" if session.is_local else plain(session.backend, 200)
    return f"Session {session.name!r} on {where}. %nemo goes on there."


def _send(session: Session, command: Command) -> Begun:
    if command.cap is not None:
        session.cap = command.cap
    sent = session.cursor.send(
        command.text, files=command.files, yes=command.yes, again=command.again, head=command.head
    )
    goes_on = sent.turn.session
    if sent.recorded:
        return Begun(sent.turn, RECORDED)
    if goes_on is not session:
        return Begun(sent.turn, f"an earlier take goes on here: %nemo is in session {goes_on.name!r} from now on")
    return Begun(sent.turn)


def _export(session: Session, command: Command) -> Begun:
    export, recorded = session.cursor.export(*command.args, again=command.again)
    return Begun(export, RECORDED if recorded else "")


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
WITHOUT_SESSION: dict[str, Callable[[Command], Any]] = {
    "help": lambda command: help_text(*command.args),
    "sessions": lambda _: list_sessions(),
    "doctor": lambda _: doctor(),
}
"""Commands that are of no session, and make none."""
NEED_THE_RESULT = frozenset({"takes", "diff", "status"})
"""Commands that speak of takes: they wait for turns that `--bg` left running."""
