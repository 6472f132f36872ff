"""Stars: the Milky Way over a dark ridge, nebulae, and now and then a falling star."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes import sky
from nemo_widgets.local.render.scenes.paint import (
    Easel,
    Layer,
    bands,
    below,
    blur,
    flat,
    line,
    noise,
    over,
    screen,
    smooth,
)
from nemo_widgets.local.render.scenes.palette import Palette, mix
from nemo_widgets.local.render.scenes.trees import firs


def paint(easel: Easel) -> Iterator[Layer]:
    """The layers, back to front. Stars ask for the night; by twilight they shine through."""
    colors = easel.colors
    yield _heaven(easel)
    yield sky.twinkling(easel, "twinkle", 900, 420)
    for number in range(2):
        yield _meteor(easel, number)
    yield _hill(easel, "far hill", 900, depth=0.30, haze=0.42)
    yield _hill(easel, "hill", 975, depth=0.60, haze=0.16)
    yield firs(replace(easel, colors=_silhouette(colors)), "firs", 1.0, 1052, 165, gap=0.5)


def _silhouette(colors: Palette) -> Palette:
    ink = mix(colors.ground, (0.004, 0.006, 0.014), 0.75)
    return replace(colors, time="night", ground=ink, zenith=ink, haze=ink, horizon=mix(ink, colors.horizon, 0.10))


def _heaven(easel: Easel) -> Layer:
    colors = easel.colors
    shape = easel.canvas(easel.span(0))
    u = easel.unit
    y = np.arange(shape[0], dtype=np.float32)[:, None] / np.float32(u)
    x = np.arange(shape[1], dtype=np.float32)[None, :] / np.float32(u)
    # The band leans across the frame.
    angle = 0.62
    along = (x - easel.width * 0.56) * np.cos(angle) - (y - 440) * np.sin(angle)
    across = (x - easel.width * 0.56) * np.sin(angle) + (y - 440) * np.cos(angle)
    warp = (noise(easel, "warp", shape, (520, 520), 4) - 0.5) * 210
    band = np.exp(-(((across + warp) / 175) ** 2)) * (0.45 + 0.55 * np.exp(-(((along + 80) / 620) ** 2)))
    core = np.exp(-(((across + warp * 0.8) / 85) ** 2)) * np.exp(-(((along + 60) / 430) ** 2))
    dust = smooth(noise(easel, "dust", shape, (240, 300), 6), 0.47, 0.64) * np.exp(
        -(((across + warp * 1.1 - 18) / 75) ** 2)
    )
    clouds = noise(easel, "clouds", shape, (300, 360), 6)
    dim = {"night": 1.0, "dusk": 0.62, "dawn": 0.42}.get(colors.time, 0.25) * (0.35 if colors.clouded else 1.0)
    cool, warm = np.array([0.34, 0.42, 0.74], np.float32), np.array([0.98, 0.78, 0.62], np.float32)
    rose = smooth(noise(easel, "rose", shape, (340, 420), 5), 0.54, 0.78) * np.exp(-((across / 360) ** 2))
    teal = smooth(noise(easel, "teal", shape, (380, 520), 5), 0.56, 0.80) * np.exp(-(((across - 60) / 420) ** 2))
    del along, across, warp
    first = np.asarray(colors.accent[0], np.float32) * (0.20 + 0.30 * colors.neon)
    second = np.asarray(colors.accent[1], np.float32) * (0.12 + 0.26 * colors.neon)
    picture = sky.gradient(easel, 1000)
    for rows in bands(shape[0]):
        light = band[rows][..., None] * cool * (0.20 + 0.80 * clouds[rows])[..., None] * 1.05
        light += core[rows][..., None] * warm * (0.25 + 1.0 * clouds[rows])[..., None] * 0.95
        light += rose[rows][..., None] * first + teal[rows][..., None] * second
        light *= (1 - 0.80 * dust[rows])[..., None]
        picture[rows] = screen(picture[rows] * (1 - 0.25 * dust[rows] * dim)[..., None], light * dim)
    del rose, teal, clouds
    powder = _powder(easel, shape, band + core, dust) * np.float32(dim)
    del band, core, dust
    fall = np.exp(-(((y - 960) / 230) ** 2))[..., None] * np.asarray(colors.horizon, np.float32) * 0.34
    points = sky.stars(easel, "stars", shape, 2600, 1.15)
    pale = np.array([0.93, 0.95, 1.0], np.float32)
    for rows in bands(shape[0]):
        lit = screen(picture[rows], points[rows] * dim)
        lit = screen(lit, powder[rows][..., None] * pale)
        picture[rows] = screen(lit, fall[rows])
    return Layer(picture)


def _powder(easel: Easel, shape: tuple[int, int], density: Floats, dust: Floats) -> Floats:
    """Light of stars too many to count, where the band is."""
    rng = easel.rng("powder")
    count = 11_000
    xs, ys = (rng.random(count) * (shape[1] - 2)).astype(int), (rng.random(count) * (shape[0] - 2)).astype(int)
    keep = rng.random(count) < np.clip(density[ys, xs] * (1 - dust[ys, xs]) * 1.3, 0.02, 1)
    field = np.zeros(shape, np.float32)
    np.add.at(field, (ys[keep], xs[keep]), rng.uniform(0.14, 0.85, int(keep.sum())).astype(np.float32))
    spread = blur(field, 0.8 * easel.unit) if easel.unit > 0.7 else field
    return field * np.float32(0.55) + spread * np.float32(1.1)


def _meteor(easel: Easel, number: int) -> Layer:
    """A falling star: a streak that crosses once in a while. It moves along the row; its slope is in the drawing."""
    shape = easel.canvas(easel.width * (3.4 + 1.3 * number), 190)
    u = easel.unit
    y, x = np.mgrid[0 : shape[0], 0 : round(420 * u)].astype(np.float32) / u
    slope = 0.30
    off = (y - (14 + slope * (420 - x))) / np.sqrt(1 + slope * slope)
    tail = np.clip((x - 20) / 380, 0, 1)
    tail = 1 - tail
    streak = np.exp(-((off / 1.25) ** 2)) * tail**2.2 * smooth(x, 18, 24)
    head = np.exp(-(((x - 24) ** 2 + off**2) / 10))
    alpha = np.zeros(shape, np.float32)
    rng = easel.rng(f"meteor/{number}")
    begin = int(shape[1] * (0.42 + 0.3 * rng.random()))
    begin = min(begin, shape[1] - x.shape[1])
    alpha[:, begin : begin + x.shape[1]] = np.clip(streak * 0.85 + head, 0, 1)
    rgb = flat((0.92, 0.96, 1.0), shape)
    return Layer(rgb, alpha, top=easel.px(90 + 210 * number) // 2 * 2, drift=760 + 180 * number, period=shape[1])


def _hill(easel: Easel, name: str, middle: float, *, depth: float, haze: float) -> Layer:
    """A long hill against the sky; `middle` is its crest's height in units."""
    colors = easel.colors
    rows, cols = easel.canvas(easel.span(depth))
    crest = (middle - 100 * line(easel, name, cols, 620, 6, gain=0.46)) * easel.unit
    down = np.clip((np.arange(rows, dtype=np.float32)[:, None] - crest[None, :]) / (160 * easel.unit), 0, 1)
    rgb = flat(mix(mix(colors.ground, (0.01, 0.015, 0.035), 0.5), colors.haze, haze), (rows, cols))
    rgb = over(rgb, mix(colors.haze, colors.horizon, 0.3), down * 0.30 * haze)
    return Layer(rgb, below(crest, rows), depth=depth)
