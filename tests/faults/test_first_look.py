"""A take's poster comes before its small film is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import nemo_widgets as nemo
from nemo_widgets.widgets import live

pytestmark = pytest.mark.slow


class Output:
    """A cell's output, as it stands."""

    def __init__(self) -> None:
        self.records: list[str] = []

    def update(self, record: dict[str, str], **_: object) -> None:
        self.records.append(record["text/html"])


def test_a_poster_is_there_and_in_the_cell_while_the_film_is_being_made(
    home: Path, until: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    del home
    output = Output()
    monkeypatch.setattr(live, "display", lambda record, **_: output.update(record) or output)
    session = nemo.connect("local", name="look")
    turn = session.send("generate a 5-minute clip of the sea at dusk").wait(90)
    film = live.Live(session, turn).finish()

    poster = until(lambda: turn.take.poster)
    until(lambda: len(output.records) == 2)

    assert not film.done
    with Image.open(poster) as picture:
        assert (picture.format, picture.width) == ("JPEG", 720)
    assert ["data:image/jpeg" in record for record in output.records] == [False, True]
    film.cancel()
    until(lambda: film.done)
    assert turn.take.poster == poster
