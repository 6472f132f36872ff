"""A desert: dunes with sharp crests, lit on one side, ripples in the sand, a hot sky."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes import sky
from nemo_widgets.local.render.scenes.paint import (
    Easel,
    Layer,
    bands,
    below,
    blend,
    flat,
    grow,
    line,
    noise,
    over,
    screen,
    smooth,
)
from nemo_widgets.local.render.scenes.palette import Color, Palette, mix


class _Dune(NamedTuple):
    """A dune's crest: its middle height, swing and width (units), its share of travel and of haze."""

    middle: float
    height: float
    cell: float
    depth: float
    haze: float


_DUNES = (
    _Dune(600, 90, 520, 0.10, 0.62),
    _Dune(668, 120, 620, 0.24, 0.42),
    _Dune(760, 170, 760, 0.46, 0.22),
    _Dune(905, 210, 980, 0.85, 0.05),
)


def paint(easel: Easel) -> Iterator[Layer]:
    """The layers, back to front."""
    colors = easel.colors
    yield _sky(easel)
    if colors.dark:
        yield sky.twinkling(easel, "twinkle", 520, 260)
    yield sky.clouds(easel, "veil", (60, 360), cover=0.40, drift=6, strength=0.22 if colors.dark else 0.50)
    for number, place in enumerate(_DUNES):
        yield _dune(easel, f"dune {number}", place)
    yield _sand(easel)


def _sky(easel: Easel) -> Layer:
    colors = easel.colors
    picture = sky.gradient(easel, 640)
    shape = picture.shape[:2]
    if colors.dark:
        upper = easel.px(680)
        picture[:upper] = screen(picture[:upper], sky.stars(easel, "stars", (upper, shape[1]), 1300, 1.0))
        return Layer(sky.moon(easel, picture, (easel.width * 0.70, 210), 52))
    if colors.time == "day":
        warm = np.exp(-(((np.linspace(0, 1, shape[0], dtype=np.float32) - 0.60) / 0.20) ** 2))[:, None, None]
        picture = picture + (np.array([0.96, 0.87, 0.72], np.float32) - picture) * warm * 0.55
    height = {"dusk": 500, "dawn": 470}.get(colors.time, 200)
    return Layer(sky.sun(easel, picture, (easel.width * 0.70, height), 62 if colors.time == "dusk" else 46, 0.85))


def _tones(colors: Palette) -> tuple[Color, Color]:
    """Sand in the light and in the shade."""
    match colors.time:
        case "night":
            return mix((0.30, 0.30, 0.42), colors.high, 0.45), mix((0.05, 0.06, 0.13), colors.zenith, 0.4)
        case "dusk":
            return mix((0.95, 0.52, 0.28), colors.light, 0.22), mix((0.28, 0.12, 0.20), colors.zenith, 0.30)
        case "dawn":
            return mix((0.95, 0.74, 0.56), colors.light, 0.25), mix((0.46, 0.36, 0.44), colors.zenith, 0.25)
    return mix((0.94, 0.72, 0.42), colors.light, 0.15), (0.62, 0.38, 0.20)


def _dune(easel: Easel, name: str, place: _Dune) -> Layer:
    """A dune: its crest runs on as a sharp line down the slope that parts light from shade."""
    colors, depth, haze = easel.colors, place.depth, place.haze
    rows, cols = easel.canvas(easel.span(depth))
    u = easel.unit
    curve = line(easel, name, cols, place.cell, 3, gain=0.36)
    crest = (place.middle - place.height * 1.5 * curve) * u
    y = np.arange(rows, dtype=np.float32)[:, None]
    down = (y - crest[None, :]) / u
    slope = np.gradient(crest) / 1.0
    # The shade falls where the ground turns from the sun, and its edge swings as it comes nearer.
    swing = line(easel, f"{name}/edge", rows, 260, 3, gain=0.4)[:, None] * 150
    columns = np.arange(cols, dtype=np.float32)[None, :] - (0.55 * np.maximum(down, 0) + swing) * u
    index = np.clip(columns, 0, cols - 1).astype(int)
    facing = slope[index]
    soft = 0.006 + 0.0009 * np.clip(down, 0, 260)
    lit = 1 / (1 + np.exp(-np.clip(facing / soft * 0.35, -30, 30)))
    light, shade = _tones(colors)
    shine = 0.86 + 0.28 * noise(easel, f"{name}/tone", (rows, cols), (180, 420), 3)
    if depth > 0.2:
        shine *= 1 + _ripples(easel, name, (rows, cols), down, depth) * (0.35 + 0.65 * lit)
    glow = np.asarray(colors.light, np.float32) * (0.12 if colors.dark else 0.34)
    far = mix(colors.haze, colors.horizon, 0.5)
    body = np.empty((rows, cols, 3), np.float32)
    for band in bands(rows):
        sand = blend(shade, light, lit[band]) * shine[band][..., None]
        rim = np.exp(-((down[band] / 2.2) ** 2)) * lit[band]
        sand = screen(np.clip(sand, 0, 1), rim[..., None] * glow)
        air = haze + (1 - haze) * 0.30 * haze * smooth(down[band], 0, 200)
        body[band] = np.clip(over(sand, far, air), 0, 1)
    return Layer(body, below(crest, rows), depth=depth)


def _ripples(easel: Easel, name: str, shape: tuple[int, int], down: Floats, depth: float) -> Floats:
    """Wind ripples, wider towards the viewer."""
    small = (max(4, shape[0] // 3), max(4, shape[1] // 3))
    bend = grow(noise(easel, f"{name}/bend", small, (150, 340), 3), shape)
    phase = np.sqrt(np.maximum(down, 0) + 12) * (15 - 6 * depth) + bend * 42
    fade = smooth(down, 25, 180) * smooth(bend, 0.30, 0.60)
    waves: Floats = np.sin(phase) * 0.050 * fade
    return waves


def _sand(easel: Easel) -> Layer:
    """Sand blown over the crests."""
    colors = easel.colors
    height = 380
    shape = easel.canvas(easel.width * 1.5, height)
    field = noise(easel, "blown", shape, (60, 620), 4, periodic=True)
    y = np.linspace(-1, 1, shape[0], dtype=np.float32)[:, None]
    alpha = (
        smooth(field, 0.50, 0.80)
        * np.exp(-((y / 0.45) ** 2))
        * smooth(1 - np.abs(y), 0, 0.3)
        * (0.16 if colors.dark else 0.36)
    )
    rgb = flat(mix(colors.haze, _tones(colors)[0], 0.35), shape)
    return Layer(rgb, alpha, top=easel.px(610) // 2 * 2, depth=0.5, drift=-64, period=shape[1])
