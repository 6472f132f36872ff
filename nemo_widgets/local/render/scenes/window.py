"""A window in a studio's wall: what is out there, out of focus, and the frame around the panes."""

from __future__ import annotations

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes import sky
from nemo_widgets.local.render.scenes.paint import Easel, Layer, below, blur, line, over, screen, smooth
from nemo_widgets.local.render.scenes.palette import Color, mix

_TOP, _SILL = 70.0, 640.0
_BAR = 13.0
"""Units."""


def outside(easel: Easel) -> Layer:
    """The sky, trees before it, and after dark the lamps of a town."""
    colors = easel.colors
    picture = sky.gradient(easel, 700)
    rows, columns = picture.shape[:2]
    u = easel.unit
    for number, (height, share) in enumerate(((400, 0.45), (490, 0.80))):
        ridge = (height + 190 * line(easel, f"garden/{number}", columns, 170, 5)) * u
        tone = mix(colors.haze, mix(colors.ground, (0.10, 0.17, 0.13), 0.5), share)
        picture = over(picture, tone, blur(below(ridge, rows), 9 * u))
    if colors.dark:
        picture = screen(picture, _lamps(easel, picture.shape[:2]))
    return Layer(np.clip(picture, 0, 1))


def _lamps(easel: Easel, shape: tuple[int, int]) -> Floats:
    """Lights far off, each a soft disc."""
    rng, u = easel.rng("garden/lamps"), easel.unit
    small = (shape[0] // 2, shape[1] // 2)
    light = np.zeros((*small, 3), np.float32)
    y = np.arange(small[0], dtype=np.float32)[:, None] * 2 / u
    x = np.arange(small[1], dtype=np.float32)[None, :] * 2 / u
    tints: tuple[Color, ...] = ((1.0, 0.72, 0.38), (1.0, 0.82, 0.58), (0.62, 0.78, 1.0))
    for _ in range(26):
        at, high, radius = rng.uniform(0, shape[1] / u), rng.normal(470, 60), rng.uniform(9, 24)
        away = np.sqrt((x - at) ** 2 + (y - high) ** 2)
        spot = (1 - smooth(away, radius - 3, radius + 3)) * float(rng.uniform(0.15, 0.5))
        light += spot[..., None] * np.asarray(tints[int(rng.integers(len(tints)))], np.float32)
    rows, columns = (np.minimum(np.arange(n) // 2, m - 1) for n, m in zip(shape, small, strict=True))
    return light[rows[:, None], columns[None, :]]


def framed(easel: Easel, picture: Floats, wall: Color, middle: float) -> Layer:
    """A wall with the window cut into it; `middle` is where the wall's middle stands, units."""
    colors = easel.colors
    rows, columns = picture.shape[:2]
    u = easel.unit
    y = (np.arange(rows, dtype=np.float32) / u)[:, None]
    x = (np.arange(columns, dtype=np.float32) / u)[None, :] - middle
    half = min(600.0, easel.width * 0.40)
    soft = 2.6
    opening = _box(x, y, (-half, _TOP, half, _SILL), soft)
    panes = np.zeros_like(opening)
    count = max(2, round(half / 190))
    wide = 2 * half / count
    for column in range(count):
        left, right = -half + column * wide + _BAR / 2, -half + (column + 1) * wide - _BAR / 2
        for top, foot in ((_TOP + _BAR, 232.0), (232.0 + _BAR, _SILL - _BAR)):
            panes = np.maximum(panes, _box(x, y, (left, top, right, foot), soft))
    wood = mix(mix(wall, (1, 1, 1), 0.30 if not colors.dark else 0.06), colors.horizon, 0.12)
    picture = over(picture, mix(wood, (0, 0, 0), 0.10), opening)
    edge = blur(panes, 5 * u) * opening * (0.16 if colors.dark else 0.30)
    picture = screen(picture, edge[..., None] * np.asarray(colors.horizon, np.float32))
    sill = _box(x, y, (-half - 34, _SILL - 2, half + 34, _SILL + 20), soft)
    under = _box(x, y, (-half - 20, _SILL + 20, half + 20, _SILL + 46), 24)
    picture = over(picture, mix(wall, (0, 0, 0), 0.6), under * 0.30)
    picture = over(picture, mix(wood, colors.light, 0.16 if not colors.dark else 0.04), sill)
    return Layer(np.clip(picture, 0, 1), 1 - panes)


def _box(x: Floats, y: Floats, box: tuple[float, float, float, float], soft: float) -> Floats:
    """Coverage of a rectangle (left, top, right, foot, units) whose edges are out of focus."""
    left, top, right, foot = box
    across = smooth(x, left - soft, left + soft) * (1 - smooth(x, right - soft, right + soft))
    down = smooth(y, top - soft, top + soft) * (1 - smooth(y, foot - soft, foot + soft))
    whole: Floats = across * down
    return whole
