"""Beginning a session from a take of another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from nemo_widgets.errors import NemoError, plain
from nemo_widgets.journal.forks import fork, with_take
from nemo_widgets.journal.money import share_cap
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


def branch(session: Session, take: int) -> Session:
    """A session that goes on from a take; from 0, the empty timeline, one that begins anew beside this one."""
    if take:
        return fork_session(session, take, None)
    taken = {row.name for row in session._journal.sessions()}
    name = next(name for n in count(2) if (name := f"{plain(session.name, 80)}-{n}") not in taken)
    row = session._journal.open_session(
        name=name,
        backend=session.backend,
        courier=session._row.courier,
        profile=session.skill.id,
        language=session._row.language,
        clips=str(session.clips),
    )
    share_cap(session._journal, session._row.id, row.id)
    return connect.live(session._home, session._journal, session._journal.session(row.id), session._token)


def beside(session: Session) -> Iterator[Session]:
    """A session, and those that were begun anew beside it, see `branch`."""
    yield session
    for n in count(2):
        rows = session._journal.sessions(f"{plain(session.name, 80)}-{n}")
        row = next((row for row in rows if row.backend == session.backend), None)
        if row is None:
            return
        yield connect.live(session._home, session._journal, row, session._token)


def kin(session: Session, take: int) -> Iterator[Session]:
    """The other sessions that have this very take: its forks, and those it was forked from."""
    for row_id in with_take(session._journal, session._row.id, take):
        if row_id != session._row.id:
            yield connect.live(session._home, session._journal, session._journal.session(row_id), session._token)
