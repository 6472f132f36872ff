"""The engine loses a session: the person is told, the takes stay, and the next message begins anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import nemo_widgets as nemo
from nemo_widgets.errors import SessionNotFoundError

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("courier", ["process", "thread"])
def test_old_takes_are_kept_and_a_new_timeline_begins(
    home: Path, engine: Any, monkeypatch: pytest.MonkeyPatch, courier: str
) -> None:
    if courier == "thread":
        monkeypatch.setenv("NEMO_COURIER", "thread")
    session = nemo.connect("local", name="city", language="en")
    session.send("generate a 1-second clip of the stars").wait(60)
    first = session.takes[1]
    engine.scenario("code", code=1002, endpoint="state")
    lost = session.send("add the title 'Old'")
    with pytest.raises(SessionNotFoundError, match="so nothing was sent") as caught:
        lost.wait(60)
    assert "Send it again to start a new timeline" in caught.value.next_step
    assert (lost.state, engine.messages(), list(session.takes)) == ("failed", 1, [1])

    anew = session.send("generate a 1-second clip of the sea").wait(60)
    assert anew.take is not None
    assert (anew.take.number, anew.take.parent) == (2, None)
    assert str(session.takes[1].draft) == str(first.draft)
    assert len(engine.stats()["sessions"]) == 2
    assert session.takes[1].export(quality="preview").wait(120).path.exists()
