"""Abstract: slow veils of colour and soft discs of light, for titles and anything the words don't picture."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes.paint import (
    Easel,
    Layer,
    bands,
    blend,
    blur,
    disc,
    grow,
    lamp,
    noise,
    ramp,
    screen,
    smooth,
)
from nemo_widgets.local.render.scenes.palette import Color, Palette, mix


def paint(easel: Easel) -> Iterator[Layer]:
    """The layers, back to front."""
    colors = easel.colors
    tones = _tones(colors)
    yield _ground(easel, tones)
    for number in range(3):
        yield _veil(easel, tones, number)
    for number in range(3):
        yield _bokeh(easel, tones, number)


def _tones(colors: Palette) -> tuple[Color, Color, Color, Color]:
    if colors.dark:
        return mix(colors.zenith, (0.03, 0.02, 0.12), 0.5), (0.10, 0.22, 0.62), (0.52, 0.14, 0.62), (0.10, 0.62, 0.74)
    if colors.time == "dusk":
        return (0.16, 0.05, 0.22), (0.78, 0.22, 0.36), (0.98, 0.56, 0.26), (0.45, 0.18, 0.58)
    if colors.time == "dawn":
        return (0.44, 0.50, 0.72), (0.98, 0.72, 0.70), (1.0, 0.88, 0.70), (0.62, 0.78, 0.92)
    return (0.08, 0.34, 0.66), (0.20, 0.66, 0.86), (0.62, 0.88, 0.86), (0.98, 0.84, 0.62)


def _ground(easel: Easel, tones: tuple[Color, ...]) -> Layer:
    shape = easel.canvas(easel.span(0))
    small = (shape[0] // 4, shape[1] // 4)
    bend = noise(easel, "bend", small, (900, 1300), 2)
    y = np.linspace(0, 1, small[0], dtype=np.float32)[:, None]
    field = grow((0.35 + 0.5 * y + (bend - 0.5) * 0.9).astype(np.float32), shape)
    return Layer(
        ramp([(0, tones[0]), (0.55, mix(tones[0], tones[1], 0.55)), (1, mix(tones[1], tones[3], 0.35))], field)
    )


def _veil(easel: Easel, tones: tuple[Color, ...], number: int) -> Layer:
    """A ribbon of light, folded like cloth."""
    period = easel.canvas(easel.width * 1.5)
    rng = easel.rng(f"veil/{number}")
    shape = period
    at = np.arange(shape[1], dtype=np.float32) / shape[1] * 2 * np.pi

    def swing(*waves: tuple[int, float]) -> Floats:
        """A curve that meets itself at the layer's end."""
        sines = np.array([a * np.sin(k * at + rng.uniform(0, 6.28)) for k, a in waves], np.float32)
        total: Floats = sines.sum(axis=0)
        return total

    middle = 540 + (number - 1) * 190 + swing((1, 130), (2, 95), (3, 45))
    width = 150 + swing((1, 60), (2, 40), (4, 22))
    y = np.arange(shape[0], dtype=np.float32)[:, None] / easel.unit
    v = (y - middle[None, :]) / np.maximum(width[None, :], 40)
    fold = noise(easel, f"fold/{number}", shape, (900, 260), 3, periodic=True)
    first, second = tones[1 + number % 3], tones[1 + (number + 1) % 3]
    warm, cold = (np.asarray(mix(tone, (1, 1, 1), 0.12), np.float32) for tone in (first, second))
    alpha, rgb = np.empty(shape, np.float32), np.empty((*shape, 3), np.float32)
    for band in bands(shape[0]):
        at_, cloth = v[band], fold[band]
        upper = np.exp(-((at_ / 1.15) ** 2)) * (at_ < 0) + np.exp(-((at_ / 0.16) ** 2)) * (at_ >= 0)
        strands = 0.62 + 0.38 * np.sin(at_ * 9 + cloth * 22)
        alpha[band] = upper * (0.30 + 0.5 * cloth) * strands
        edge = np.exp(-((at_ / 0.05) ** 2))
        tone = blend(warm, cold, smooth(cloth, 0.3, 0.7))
        rgb[band] = np.clip(screen(tone, edge[..., None] * np.float32(0.35)), 0, 1)
    del v, fold
    return Layer(
        rgb,
        np.clip(blur(alpha, 1.2 * easel.unit), 0, 0.9),
        depth=0.2 + 0.25 * number,
        drift=(26, -19, 34)[number],
        period=shape[1],
    )


def _bokeh(easel: Easel, tones: tuple[Color, ...], number: int) -> Layer:
    """Discs of light, larger and softer the nearer."""
    shape = easel.canvas(easel.width * 1.5)
    rng = easel.rng(f"bokeh/{number}")
    u = easel.unit
    light = np.zeros((*shape, 3), np.float32)
    size = (16, 38, 84)[number]
    for _ in range((46, 24, 9)[number]):
        r = size * rng.uniform(0.55, 1.25) * u
        x, y = rng.uniform(r * 1.3, shape[1] - r * 1.3), rng.random() * shape[0]
        tone = np.asarray(mix(tones[int(rng.integers(1, 4))], (1, 1, 1), rng.uniform(0.25, 0.6)), np.float32)
        level = rng.uniform(0.12, 0.42) * (1.0, 0.72, 0.42)[number]
        y0, y1, x0, x1 = int(max(0, y - r * 1.3)), int(min(shape[0], y + r * 1.3)), int(x - r * 1.3), int(x + r * 1.3)
        if y1 <= y0 or x1 <= x0:
            continue
        box = (y1 - y0, x1 - x0)
        spot: Floats = disc(box, x - x0, y - y0, r, max(1.2, r * (0.05, 0.10, 0.34)[number]))
        inner = disc(box, x - x0, y - y0, r * 0.90, r * 0.25)
        light[y0:y1, x0:x1] += ((spot - 0.34 * inner) * level)[..., None] * tone
    rgb, alpha = lamp(light)
    return Layer(rgb, np.minimum(alpha, 0.8), depth=0.3 + 0.35 * number, drift=(-8, 12, -22)[number], period=shape[1])
