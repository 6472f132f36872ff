"""A city by the water: three rows of towers, their reflections, lit haze, and traffic along the shore."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes import sky
from nemo_widgets.local.render.scenes.paint import Easel, Layer, blur, flat, lamp, noise, over, screen, smooth
from nemo_widgets.local.render.scenes.palette import mix
from nemo_widgets.local.render.scenes.towers import SHORE, Row, towers

_ROWS = (
    Row("far", 0.18, (130, 400), (34, 84), haze=0.80, cell=6.0, signs=0.0),
    Row("mid", 0.42, (150, 560), (62, 140), haze=0.48, cell=8.5, signs=0.30),
    Row("near", 0.80, (110, 430), (96, 210), haze=0.10, cell=12.0, signs=0.55),
)


def paint(easel: Easel) -> Iterator[Layer]:
    """The layers, back to front."""
    colors = easel.colors
    yield _sky(easel)
    if colors.dark:
        yield sky.twinkling(easel, "twinkle", 420, 130)
    yield sky.clouds(easel, "clouds", (120, 540), cover=0.42, drift=9, strength=0.34 if colors.dark else 0.72)
    for row in _ROWS[:2]:
        yield towers(easel, row)
    if colors.neon > 0.6:
        for y, speed in ((330, 46), (455, -34)):
            yield _air_traffic(easel, y, speed)
    yield _glow(easel)
    yield towers(easel, _ROWS[2])
    yield _water(easel)
    yield _traffic(easel, 1)
    yield _traffic(easel, -1)


def _sky(easel: Easel) -> Layer:
    colors = easel.colors
    picture = sky.gradient(easel, SHORE)
    shape = picture.shape[:2]
    if colors.dark:
        upper = easel.px(560)
        picture[:upper] = screen(picture[:upper], sky.stars(easel, "stars", (upper, shape[1]), 520, 0.8))
        picture = sky.moon(easel, picture, (easel.width * 0.74, 205), 46)
    else:
        height = {"dusk": 690, "dawn": 640}.get(colors.time, 210)
        picture = sky.sun(easel, picture, (easel.width * 0.66, height), 44, 0.8)
    y = np.arange(shape[0], dtype=np.float32)[:, None] / easel.unit
    # The city's own light over the roofs: uneven, as real haze is.
    dome = np.exp(-(((y - SHORE) / 250) ** 2)) * (0.55 + 0.9 * noise(easel, "dome", shape, (500, 620), 2))
    strength = {"night": 0.85, "dusk": 0.22}.get(colors.time, 0.08)
    picture = screen(picture, dome[..., None] * np.asarray(colors.horizon, np.float32) * strength)
    return Layer(_with_lake(easel, picture))


def _with_lake(easel: Easel, picture: Floats) -> Floats:
    """The sky mirrored, darker, below the shore."""
    colors = easel.colors
    shore = easel.px(SHORE)
    rows = picture.shape[0] - shore
    mirrored = picture[np.maximum(0, shore - 1 - (np.arange(rows) * 1.9).astype(int))]
    deep = np.asarray(mix(colors.zenith, colors.ground, 0.45), np.float32)
    fall = np.linspace(0.36, 0.80, rows, dtype=np.float32)[:, None, None]
    picture[shore:] = mirrored * (1 - fall) + deep * fall
    return picture


def _glow(easel: Easel) -> Layer:
    """Lit haze in the streets between the towers."""
    colors = easel.colors
    shape = easel.canvas(easel.width * 1.5, 420)
    y = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None]
    field = noise(easel, "street glow", shape, (380, 460), 3, periodic=True)
    strength = {"night": 0.62, "dusk": 0.55, "dawn": 0.45}.get(colors.time, 0.36)
    alpha = smooth(y, 0, 1) * (0.35 + 0.9 * field) * strength
    tone = mix(mix(colors.horizon, colors.haze, 0.35), (1.0, 0.62, 0.40), 0.22 if colors.dark else 0.0)
    return Layer(
        flat(tone, shape), np.clip(alpha, 0, 1), top=easel.px(SHORE - 420) // 2 * 2, depth=0.6, drift=5, period=shape[1]
    )


def _water(easel: Easel) -> Layer:
    """Ripples that catch the light and slowly pass."""
    colors = easel.colors
    height = 1080 - SHORE
    shape = easel.canvas(easel.width * 1.5, height)
    fine = noise(easel, "ripples", shape, (9, 190), 4, periodic=True)
    crest = smooth(fine, 0.55, 0.72)
    y = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None]
    rgb = flat(mix(colors.horizon, colors.light, 0.4), shape)
    dark = smooth(1 - fine, 0.52, 0.72) * 0.30
    alpha = crest * (0.10 + 0.16 * y) * (0.9 if colors.dark else 1.2)
    rgb = over(rgb, colors.ground, dark / np.maximum(dark + alpha, 1e-4))
    return Layer(
        rgb, np.clip(alpha + dark * (0.3 + 0.7 * y), 0, 1), top=easel.px(SHORE) // 2 * 2, drift=15, period=shape[1]
    )


def _traffic(easel: Easel, direction: int) -> Layer:
    """Head and tail lights along the shore road, and the road's own edge."""
    colors = easel.colors
    rng = easel.rng(f"traffic/{direction}")
    shape = easel.canvas(easel.width * 1.4, 34)
    u = easel.unit
    light = np.zeros((*shape, 3), np.float32)
    color = np.array([1.0, 0.93, 0.78] if direction > 0 else [1.0, 0.20, 0.12], np.float32)
    y = (13 if direction > 0 else 18) * u
    span = shape[1] / u
    cols = np.arange(shape[1], dtype=np.float32)
    rows = np.arange(shape[0], dtype=np.float32)
    for x in np.cumsum(rng.uniform(26, 120, int(span / 30))):
        if x > span - 30:
            break
        tail = np.clip(1 - np.abs(cols - x * u) / (rng.uniform(5, 15) * u), 0, 1) ** 1.4
        light += (np.exp(-(((rows - y) / (1.3 * u + 0.25)) ** 2))[:, None] * tail[None, :])[..., None] * color
    strength = {"night": 1.0, "dusk": 0.9, "dawn": 0.55}.get(colors.time, 0.25)
    return Layer(
        *lamp((light + blur(light, 5 * u) * 1.1) * strength),
        top=(easel.px(SHORE) - easel.px(22)) // 2 * 2,
        depth=0.80,
        drift=-direction * 105.0,
        period=shape[1],
    )


def _air_traffic(easel: Easel, y: float, speed: float) -> Layer:
    """Lanes of small craft between the towers."""
    colors = easel.colors
    rng = easel.rng(f"air/{y}")
    shape = easel.canvas(easel.width * 1.3, 40)
    u = easel.unit
    light = np.zeros((*shape, 3), np.float32)
    cols, rows = np.arange(shape[1], dtype=np.float32), np.arange(shape[0], dtype=np.float32)
    for x in np.cumsum(rng.uniform(70, 330, 40)):
        color = np.asarray(mix(colors.accent[int(rng.random() < 0.5)], (1, 1, 1), 0.45), np.float32)
        at, lane = x * u, (20 + rng.normal() * 6) * u
        behind = (cols - at) * (1 if speed > 0 else -1)
        trail = np.exp(-np.abs(behind) / (10 * u)) * (behind > 0) + np.exp(-((behind / (1.6 * u)) ** 2))
        light += (np.exp(-(((rows - lane) / (1.1 * u + 0.3)) ** 2))[:, None] * trail[None, :])[..., None] * color * 0.8
    return Layer(*lamp(light + blur(light, 5 * u)), top=easel.px(y) // 2 * 2, depth=0.3, drift=speed, period=shape[1])
