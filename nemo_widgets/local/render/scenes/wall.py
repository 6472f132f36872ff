"""A wall: what houses, lamps and cars along a street are drawn on, in units, paint and lamplight apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes.paint import Easel, polygon
from nemo_widgets.local.render.scenes.palette import Color

FOOT = 772
"""Where the houses meet the pavement, units."""
Frame = tuple[float, float, float, float]
"""Left, top, right, foot: units."""
WARM: tuple[Color, ...] = ((1.0, 0.74, 0.40), (1.0, 0.82, 0.55), (1.0, 0.66, 0.34), (0.95, 0.88, 0.74))
"""Colours of lamps indoors."""
LAMPLIT = {"night": 1.0, "dusk": 0.85, "dawn": 0.34, "day": 0.10}
"""How much of the lamps behind panes is seen."""


@dataclass
class Wall:
    """What houses are drawn on: paint in daylight, lamps, and coverage; down to the foot of the street.

    Attributes:
        easel: What the scene is painted on.
        body: Paint.
        light: Light of lamps.
        mask: Coverage.
    """

    easel: Easel
    body: Floats
    light: Floats
    mask: Floats

    @classmethod
    def blank(cls, easel: Easel, span: float, height: float) -> Wall:
        """An empty one, so many units wide and high."""
        shape = easel.canvas(span, height)
        deep = (*shape, 3)
        return cls(easel, np.zeros(deep, np.float32), np.zeros(deep, np.float32), np.zeros(shape, np.float32))

    def window(self, left: float, top: float, right: float, foot: float) -> tuple[tuple[slice, slice], Floats, Floats]:
        """A part of it (units): where it is, its columns and its rows in units."""
        rows, cols = self.mask.shape
        u = self.easel.unit
        down = slice(min(rows, max(0, int(top * u) - 1)), max(0, min(rows, int(foot * u) + 2)))
        across = slice(min(cols, max(0, int(left * u) - 1)), max(0, min(cols, int(right * u) + 2)))
        x = (np.arange(across.start, across.stop, dtype=np.float32) + 0.5) / u
        y = (np.arange(down.start, down.stop, dtype=np.float32) + 0.5) / u
        return (down, across), x[None, :], y[:, None]

    def lay(
        self, here: tuple[slice, slice], color: Color | Floats, cover: Floats, lamp: Color | Floats = (0, 0, 0)
    ) -> None:
        """Paint where `cover` says so, and the light that shines from it."""
        share = cover[..., None]
        for picture, paint in ((self.body, color), (self.light, lamp)):
            part = picture[here]
            part += (np.asarray(paint, np.float32) - part) * share
        self.mask[here] = np.maximum(self.mask[here], cover)

    def fill(self, frame: Frame, color: Color | Floats, lamp: Color | Floats = (0, 0, 0)) -> None:
        """A rectangle of one paint."""
        here, x, y = self.window(*frame)
        self.lay(here, color, self.box(x, y, frame), lamp)

    def box(self, x: Floats, y: Floats, frame: Frame) -> Floats:
        """Coverage of a rectangle."""
        left, top, right, foot = frame
        u = self.easel.unit
        across = np.clip((x - left) * u + 0.5, 0, 1) * np.clip((right - x) * u + 0.5, 0, 1)
        cover: Floats = across * (np.clip((y - top) * u + 0.5, 0, 1) * np.clip((foot - y) * u + 0.5, 0, 1))
        return cover

    def outline(self, color: Color | Floats, *corners: tuple[float, float]) -> None:
        """A filled outline, units."""
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        here, x, y = self.window(min(xs), min(ys), max(xs), max(ys))
        if not x.size or not y.size:
            return
        u = self.easel.unit
        left, top = x[0, 0] - 0.5 / u, y[0, 0] - 0.5 / u
        self.lay(here, color, polygon((y.size, x.size), [((a - left) * u, (b - top) * u) for a, b in corners]))
