"""Beginning a session from a take of another."""

from __future__ import annotations

from itertools import count

from nemo_widgets.errors import NemoError, plain
from nemo_widgets.journal.forks import fork
from nemo_widgets.session import connect
from nemo_widgets.session.session import Session


def fork_session(session: Session, take: int, name: str | None) -> Session:
    """What `Session.fork` does."""
    number = session.takes[take].number
    if not session.is_local:
        raise NemoError(
            "This backend cannot begin from an earlier take.",
            "Go on from the newest take with session.send(…), or begin anew with nemo.connect(name=…). "
            "Any take can still be exported.",
        )
    wanted = plain(name, 100) if name else f"{plain(session.name, 80)}-take-{number}"
    names = (wanted if n == 1 else f"{wanted}-{n}" for n in count(1))
    for candidate in names:
        row = fork(session._journal, session._row.id, number, candidate)
        if row is not None:
            return connect.live(session._home, session._journal, row, session._token)
        if name:
            break
    raise NemoError(f"There is a session {wanted!r} already.", "Choose another name for the fork.")
