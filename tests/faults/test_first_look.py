"""A take's poster comes before its small film is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import nemo_widgets as nemo

pytestmark = pytest.mark.slow


def test_a_preview_shows_its_poster_while_the_film_is_being_made(home: Path, until: Callable[..., Any]) -> None:
    del home
    session = nemo.connect("local", name="look")
    turn = session.send("generate a 5-minute clip of the sea at dusk").wait(90)
    film = session.preview(turn.take.number)

    poster = until(lambda: turn.take.poster)

    assert not film.done
    with Image.open(poster) as picture:
        assert (picture.format, picture.width) == ("JPEG", 720)
    film.cancel()
    until(lambda: film.done)
    assert turn.take.poster == poster
