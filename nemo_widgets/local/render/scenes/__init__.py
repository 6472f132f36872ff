"""Scenes: moving pictures for prompts without a photo, painted in layers from a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from nemo_widgets.local.render.frames import Size
from nemo_widgets.local.render.scenes import (
    abstract,
    city,
    clouds,
    desert,
    forest,
    mountains,
    planet,
    product,
    sea,
    stars,
    street,
    weather,
)
from nemo_widgets.local.render.scenes.paint import Easel, Layer
from nemo_widgets.local.render.scenes.palette import TIMES, palette

_INDOORS = ("bottle", "cup", "phone", "watch", "box")
_PAINTERS: dict[str, tuple[Callable[[Easel], Iterator[Layer]], str]] = {
    "city": (city.paint, "night"),
    "mountains": (mountains.paint, "dawn"),
    "sea": (sea.paint, "dusk"),
    "forest": (forest.paint, "dawn"),
    "stars": (stars.paint, "night"),
    "desert": (desert.paint, "dusk"),
    "clouds": (clouds.paint, "day"),
    "planet": (planet.paint, "night"),
    "street": (street.paint, "dusk"),
    "abstract": (abstract.paint, "night"),
    **{kind: (product.painter(kind), "day") for kind in _INDOORS},
}
SUBJECTS = tuple(_PAINTERS)


class Look(NamedTuple):
    """What a scene shows. Unknown words fall back on the subject's own; an unknown subject is abstract."""

    subject: str
    time: str
    mood: str
    seed: int
    weather: str = ""
    strength: str = ""


def paint(look: Look, size: Size, reach: float) -> tuple[Easel, Iterator[Layer]]:
    """The layers of a scene, back to front, each painted when it is asked for, and the easel they are painted on.

    Args:
        look: What to show.
        size: The stage, px.
        reach: How far the nearest layer travels, units.
    """
    painter, usual = _PAINTERS.get(look.subject, _PAINTERS["abstract"])
    light = palette(look.time if look.time in TIMES else usual, look.mood)
    easel = Easel(size, reach, look.seed, weather.dimmed(light, look.weather, look.strength))
    laid = weather.behind if look.subject in _INDOORS else weather.over
    return easel, laid(painter(easel), easel, look.weather, look.strength)
