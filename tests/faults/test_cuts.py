"""The stream cut after each of a turn's events: the timeline decides how the turn ended, and never by a first half."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nemo_widgets as nemo
from nemo_widgets.errors import UnknownOutcomeError

pytestmark = pytest.mark.slow

PROMPT = "generate a 1-second clip of the stars"
LATE_TITLE = "Made with Nemo"
LATE_MS = 1500
"""Many looks later: they are 0.1 s apart here; on the cloud a title may come after 40 s, and looks are 60 s apart."""


@pytest.fixture
def begin(home: Path, engine: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., nemo.Session]:
    """Makes sessions that the backend knows, with faults of their own."""
    monkeypatch.setenv("NEMO_PACE", "first_look=0.05,next_look=0.1,patience=1")
    engine.start()

    def made(name: str, *scenarios: dict[str, Any]) -> nemo.Session:
        session = nemo.connect("local", name=name, language="en")
        session.refresh().wait(60)
        for scenario in scenarios:
            engine.scenario(**scenario, session_id=remote(session))
        return session

    return made


def remote(session: nemo.Session) -> str:
    return str(session._journal.session(session._row.id).remote_id)


def on_the_backend(session: nemo.Session) -> str | None:
    """The hash of the draft that the backend has."""
    session.refresh().wait(60)
    return session._journal.session(session._row.id).head


def test_a_cut_after_each_event_is_told_by_the_timeline(begin: Any, engine: Any) -> None:
    control = begin("control")
    control.send(PROMPT).wait(60)
    (stream,) = engine.stats()["sessions"][remote(control)]["streams"]
    cuts = [(after, abort) for after in range(1, stream["frames"] + 1) for abort in (False, True)]
    turns = []
    for after, abort in cuts:
        session = begin(f"{after} {abort}", {"name": "disconnect", "after": after, "abort": abort})
        turns.append(session.send(PROMPT))
    print("\nafter  the run    shown as   takes  messages")
    for (after, abort), turn in zip(cuts, turns, strict=True):
        session = turn._session
        with contextlib.suppress(UnknownOutcomeError):
            turn.wait(90)
        messages = engine.stats()["sessions"][remote(session)]["messages"]
        print(
            f"{after:5}  {'aborts' if abort else 'goes on':9}  {turn.verdict:9}  {len(session.takes):5}  {messages:8}"
        )
        assert messages == 1
        has = on_the_backend(session)
        if turn.take is None:
            assert (abort, turn.state, has) == (True, "unknown", None)
            assert "may be running and charged" in str(turn.error)
        else:
            assert (turn.verdict, turn.take._row.draft) == ("recovered", has)
            assert repr(turn.take.draft) == repr(control.takes[1].draft)
    kept = next(turn for turn in turns if turn.state == "unknown")
    with pytest.raises(UnknownOutcomeError):
        kept.reattach().wait(60)
    assert engine.stats()["sessions"][remote(kept._session)]["messages"] == 1


def test_a_clip_without_the_title_that_is_still_to_come_is_never_the_end(begin: Any, engine: Any) -> None:
    late = {"name": "late_edit", "ms": LATE_MS, "title": LATE_TITLE}
    turns = [begin(f"late {after}", {"name": "disconnect", "after": after}, late).send(PROMPT) for after in (1, 4, 8)]
    for turn in turns:
        turn.wait(90)
        assert turn.verdict == "recovered"
        assert LATE_TITLE in repr(turn.take.draft)
        assert turn.take._row.draft == on_the_backend(turn._session)
