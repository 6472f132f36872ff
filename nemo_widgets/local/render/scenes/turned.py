"""Turned things: bottles, cups and plinths as a lathe makes them, seen from a little above and lit by a softbox."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes.paint import Easel, blend, ramp, smooth
from nemo_widgets.local.render.scenes.palette import Color, mix

TILT = 0.13
"""How far the camera looks down: a circle's height by its width."""


GOLD: Color = (0.86, 0.68, 0.40)
STEEL: Color = (0.72, 0.74, 0.78)
INK: Color = (0.045, 0.045, 0.055)
PAPER: Color = (0.95, 0.94, 0.91)


class Studio(NamedTuple):
    """The light that falls on a ware.

    Attributes:
        light: The softbox's colour.
        shade: What the side away from it takes on.
        behind: What shines through glass.
        own: The set's colour, for what should match it.
        accent: What should stand out.
    """

    light: Color
    shade: Color
    behind: Color
    own: Color
    accent: Color


class Sheet:
    """What things are laid on, one before the other: pixels and how much of each is covered.

    Args:
        easel: What the scene is painted on.
        width: Units, `x` = 0 in its middle.
        height: Units, from the top of the picture.
    """

    def __init__(self, easel: Easel, width: float, height: float) -> None:
        rows, cols = easel.canvas(width, height)
        self.unit = easel.unit
        self.rgb, self.alpha = np.zeros((rows, cols, 3), np.float32), np.zeros((rows, cols), np.float32)
        self._middle = width / 2

    def window(self, left: float, top: float, right: float, foot: float) -> tuple[tuple[slice, slice], Floats, Floats]:
        """A part of it (units): where it is, and the `x` of its columns and `y` of its rows in units."""
        rows, cols = self.alpha.shape
        u = self.unit
        down = slice(max(0, int(top * u) - 2), min(rows, int(foot * u) + 3))
        across = slice(max(0, int((left + self._middle) * u) - 2), min(cols, int((right + self._middle) * u) + 3))
        x = (np.arange(across.start, across.stop, dtype=np.float32) + 0.5) / u - self._middle
        y = (np.arange(down.start, down.stop, dtype=np.float32) + 0.5) / u
        return (down, across), x[None, :], y[:, None]

    def lay(self, here: tuple[slice, slice], rgb: Floats | Color, cover: Floats) -> None:
        """Paint laid over what is there."""
        under = self.alpha[here] * (1 - cover)
        total = under + cover
        color = np.asarray(rgb, np.float32)
        mixed = color * cover[..., None] + self.rgb[here] * under[..., None]
        self.rgb[here] = mixed / np.maximum(total, 1e-4)[..., None]
        self.alpha[here] = total

    def light(self, here: tuple[slice, slice], rgb: Floats | Color, strength: Floats) -> None:
        """Light on what is there."""
        shine = np.asarray(rgb, np.float32) * strength[..., None]
        self.rgb[here] = 1 - (1 - self.rgb[here]) * np.exp(-np.maximum(shine, 0))


class Surface(NamedTuple):
    """The seen side of something turned.

    Attributes:
        cover: Coverage.
        across: −1 at its left edge, 0 in front, 1 at its right edge.
        down: 0 at its top, 1 at its foot.
    """

    cover: Floats
    across: Floats
    down: Floats


def turned(x: Floats, y: Floats, unit: float, span: tuple[float, float], radii: list[tuple[float, float]]) -> Surface:
    """A surface around `x` = 0 along `span` (top and foot, units), of radii `(share of the way down, units)`."""
    top, foot = span
    places, values = [p for p, _ in radii], [r for _, r in radii]
    at = np.broadcast_to(y, (y.shape[0], x.shape[1])).astype(np.float32)
    radius = np.zeros_like(at)
    for _ in range(3):
        radius = np.interp((at - top) / (foot - top), places, values).astype(np.float32)
        at = y - np.float32(TILT) * np.sqrt(np.maximum(radius * radius - x * x, 0))
    cover = np.clip((radius - np.abs(x)) * unit + 0.5, 0, 1)
    cover *= np.clip((at - top) * unit + 0.5, 0, 1) * np.clip((foot - at) * unit + 0.5, 0, 1)
    across = np.clip(x / np.maximum(radius, 1e-3), -1, 1)
    return Surface(cover, across, np.clip((at - top) / (foot - top), 0, 1))


def ellipse(x: Floats, y: Floats, unit: float, at: tuple[float, float], radius: float) -> Floats:
    """Coverage of a level circle around `at`."""
    away = np.sqrt(((x - at[0]) / radius) ** 2 + ((y - at[1]) / (radius * TILT)) ** 2)
    cover: Floats = np.clip((1 - away) * radius * TILT * unit + 0.5, 0, 1)
    return cover


def stripe(values: Floats, begin: float, end: float, soft: float) -> Floats:
    """1 between two places, with soft edges."""
    band: Floats = smooth(values, begin - soft, begin + soft) * (1 - smooth(values, end - soft, end + soft))
    return band


def matte(color: Color, across: Floats, light: Color, shade: Color) -> Floats:
    """Paper or painted wood lit from the left; the far side takes the room's colour."""
    toward = np.clip(0.62 - 0.50 * across + 0.30 * np.sqrt(np.maximum(1 - across * across, 0)), 0, 1)
    toward = np.maximum(toward, 0.42 * smooth(across, 0.80, 1.0))
    return blend(mix(color, shade, 0.62), mix(color, light, 0.22), toward)


def ceramic(color: Color, across: Floats, light: Color, shade: Color) -> Floats:
    """Glazed: matte, with the softbox mirrored on the left and a thin rim on the right."""
    gloss = stripe(across, -0.74, -0.50, 0.05) * 0.42 + stripe(across, 0.86, 0.93, 0.03) * 0.22
    lit: Floats = 1 - (1 - matte(color, across, light, shade)) * np.exp(-gloss)[..., None]
    return lit


def metal(color: Color, across: Floats, light: Color, shade: Color) -> Floats:
    """Brushed metal: dark and bright bands of the studio around it."""
    dark, bright = mix(color, shade, 0.72), mix(color, light, 0.78)
    stops = [
        (0.0, mix(color, shade, 0.4)), (0.10, dark), (0.20, bright), (0.34, bright), (0.44, color),
        (0.62, dark), (0.80, mix(color, shade, 0.3)), (0.90, bright), (1.0, dark),
    ]  # fmt: skip
    return ramp(stops, across * 0.5 + 0.5)


def glass(color: Color, behind: Color, across: Floats, down: Floats, light: Color) -> Floats:
    """A clear vessel full of something: the light from behind gathers low and in the middle, the edges are dark."""
    edge = np.abs(across) ** 5
    through = np.clip(0.50 + 0.50 * down - 0.25 * across * across + 0.18 * across, 0, 1)
    body = blend(mix(color, (0, 0, 0), 0.30), mix(mix(color, behind, 0.30), light, 0.25), through)
    body *= (1 - 0.58 * edge)[..., None]
    gloss = stripe(across, -0.80, -0.64, 0.025) * 0.85 + stripe(across, -0.60, -0.575, 0.012) * 0.35
    gloss += stripe(across, 0.83, 0.90, 0.02) * 0.55
    lit: Floats = 1 - (1 - body) * np.exp(-gloss * (1 - 0.35 * down))[..., None]
    return lit
