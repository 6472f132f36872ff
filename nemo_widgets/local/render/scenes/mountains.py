"""Mountains: ridges one behind another into the haze, snow on the high ones, mist in the valleys, firs in front."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes import sky
from nemo_widgets.local.render.scenes.paint import (
    Easel,
    Layer,
    below,
    blend,
    blur,
    flat,
    grow,
    line,
    noise,
    over,
    screen,
    smooth,
)
from nemo_widgets.local.render.scenes.palette import mix
from nemo_widgets.local.render.scenes.trees import firs


class _Ridge(NamedTuple):
    """A ridge: its share of travel, its crest's middle, its peaks' height and width (units), its share of haze."""

    name: str
    depth: float
    middle: float
    height: float
    cell: float
    haze: float
    snow: bool


_RIDGES = (
    _Ridge("giants", 0.10, 500, 520, 760, 0.40, snow=True),
    _Ridge("range", 0.22, 640, 330, 620, 0.24, snow=True),
    _Ridge("hills", 0.42, 775, 230, 540, 0.10, snow=False),
)


def paint(easel: Easel) -> Iterator[Layer]:
    """The layers, back to front."""
    colors = easel.colors
    yield _sky(easel)
    if colors.dark:
        yield sky.twinkling(easel, "twinkle", 520, 200)
    yield sky.clouds(easel, "clouds", (40, 470), cover=0.50, drift=7, strength=0.30 if colors.dark else 0.85)
    for number, ridge in enumerate(_RIDGES):
        yield _ridge(easel, ridge)
        yield _mist(easel, ridge.name, ridge.middle + 50 + number * 40, 190, ridge.depth)
    yield firs(easel, "far firs", 0.62, 900, 84, haze=0.16, gap=0.05)
    yield firs(easel, "near firs", 1.0, 1040, 240, gap=0.22)


def _sky(easel: Easel) -> Layer:
    colors = easel.colors
    picture = sky.gradient(easel, 700)
    shape = picture.shape[:2]
    if colors.dark:
        picture = screen(picture, sky.stars(easel, "stars", shape, 1100, 0.9))
        picture = sky.moon(easel, picture, (easel.width * 0.28, 190), 46)
    else:
        height = {"dusk": 470, "dawn": 420}.get(colors.time, 150)
        picture = sky.sun(easel, picture, (easel.width * 0.30, height), 40, 0.9)
    return Layer(picture)


def _ridge(easel: Easel, ridge: _Ridge) -> Layer:
    """A ridge with facets in light and shade: its own small landscape, lit from the left."""
    colors, name, middle, height, cell = easel.colors, ridge.name, ridge.middle, ridge.height, ridge.cell
    rows, cols = easel.canvas(easel.span(ridge.depth))
    u = easel.unit
    big = line(easel, name, cols, cell, 3)
    fine = line(easel, f"{name}/rock", cols, cell / 5, 6, gain=0.56)
    # Peaks are pointed: what is high is drawn higher.
    crest = (middle - height * (big * 1.1 + 0.30 * fine + 0.5 * np.abs(big) * np.sign(big))) * u
    slope = np.arange(rows, dtype=np.float32)[:, None] - crest[None, :]
    relief = _relief(easel, name, (rows, cols), crest, cell)
    lit = smooth(relief, -0.42, 0.40)
    rock_light = mix(mix((0.46, 0.44, 0.46), colors.light, 0.30), colors.high, 0.10)
    rock_dark = mix(mix((0.11, 0.13, 0.22), colors.zenith, 0.30), colors.ground, 0.40)
    if colors.dark:
        rock_light, rock_dark = mix(rock_light, colors.high, 0.62), mix(rock_dark, colors.zenith, 0.60)
    picture = blend(rock_dark, rock_light, lit)
    if ridge.snow:
        line_y = (middle - 20 + 80 * line(easel, f"{name}/snow", cols, 130, 4))[None, :] * u
        away = np.arange(rows, dtype=np.float32)[:, None] + relief * 120 * u
        cover = smooth(line_y - away, -26 * u, 46 * u) * smooth(relief, -0.34, -0.02)
        white = blend(
            mix(mix((0.50, 0.60, 0.84), colors.high, 0.40), rock_dark, 0.45 if colors.dark else 0.30),
            mix((1, 1, 1), colors.light, 0.55),
            lit,
        )
        if colors.dark:  # snow glows in moonlight
            white = white * np.array([0.62, 0.68, 0.86], np.float32)
        picture = over(picture, white, cover)
    air = np.clip(ridge.haze + (1 - ridge.haze) * smooth(slope, 90 * u, 520 * u) * 0.72, 0, 1)
    low = mix(colors.haze, colors.horizon, 0.35)
    picture = over(picture, low, air)
    return Layer(picture, below(crest, rows), depth=ridge.depth)


def _relief(easel: Easel, name: str, shape: tuple[int, int], crest: Floats, cell: float) -> Floats:
    """Light on a mountain's faces, from the left, about −0.7 … 0.7: the slope of a height field with sharp spurs."""
    # Worked out at a third of the size, where the light has all the detail it needs.
    small = (max(8, shape[0] // 3), max(8, shape[1] // 3))
    u, third = easel.unit / 3, cell / 3
    # How far below the crest each place lies: the ground falls away from it.
    top = np.interp(np.linspace(0, shape[1] - 1, small[1]), np.arange(shape[1]), crest).astype(np.float32) / 3
    down = np.maximum(np.arange(small[0], dtype=np.float32)[:, None] - top[None, :], 0) / u
    height = np.zeros(small, np.float32)
    weight = 1.0
    for octave in range(6):
        size = 0.5**octave
        field = noise(easel, f"{name}/spurs {octave}", small, (third * size * 1.25, third * size * 0.75), 1)
        height += np.float32(weight * size / 2) * (1 - np.abs(2 * field - 1))
        weight *= 1.08
    # Bent by a finer noise, no spur is smooth.
    bend = (noise(easel, f"{name}/bend", small, (third * 0.22, third * 0.18), 4) - 0.5) * np.float32(cell * 0.22 * u)
    columns = np.clip(np.arange(small[1], dtype=np.float32)[None, :] + bend, 0, small[1] - 1).astype(np.int32)
    height = np.take_along_axis(height, columns, 1)
    height -= down / np.float32(cell * 3.2)
    step = max(1, round(5 * u))
    light = (np.roll(height, -step, 1) - np.roll(height, step, 1)) + 0.55 * (
        np.roll(height, -step, 0) - np.roll(height, step, 0)
    )
    light -= light.mean()
    light = np.clip(light / (np.std(light) * 2.6 + 1e-6), -0.7, 0.7)
    return grow(light.astype(np.float32), shape)


def _mist(easel: Easel, name: str, middle: float, height: float, depth: float) -> Layer:
    """A bank of mist that drifts through a valley."""
    colors = easel.colors
    shape = easel.canvas(easel.width * 1.4, height)
    field = noise(easel, f"{name}/mist", shape, (height * 0.5, height * 2.6), 4, periodic=True)
    y = np.linspace(-1, 1, shape[0], dtype=np.float32)[:, None]
    alpha = (
        smooth(field, 0.36, 0.74)
        * np.exp(-((y / 0.48) ** 2))
        * smooth(1 - np.abs(y), 0, 0.3)
        * (0.50 if colors.dark else 0.62)
    )
    return Layer(
        flat(mix(colors.haze, colors.horizon, 0.55), shape),
        blur(alpha, 2 * easel.unit),
        top=easel.px(middle - height / 2) // 2 * 2,
        depth=depth,
        drift=11 + 14 * depth,
        period=shape[1],
    )
