"""A forest: trunks and crowns in the mist, light falling through, fireflies at night."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes import sky
from nemo_widgets.local.render.scenes.paint import (
    Easel,
    Layer,
    blur,
    flat,
    grow,
    line,
    noise,
    screen,
    smooth,
)
from nemo_widgets.local.render.scenes.palette import Color, mix
from nemo_widgets.local.render.scenes.trees import Silhouette, firs, leaf, trunks


def paint(easel: Easel) -> Iterator[Layer]:
    """The layers, back to front."""
    yield _glade(easel)
    for number, (depth, base, tall, haze) in enumerate(
        ((0.12, 800, 470, 0.70), (0.26, 850, 620, 0.48), (0.46, 930, 800, 0.22))
    ):
        yield firs(easel, f"row {number}", depth, base, tall, haze=haze, gap=0.15 + 0.30 * number)
        yield _vapour(easel, f"vapour {number}", base - 120, depth, 0.62 - 0.13 * number)
    if easel.colors.clouded < 1:
        yield _rays(easel)
    yield trunks(easel)
    yield _canopy(easel)
    yield _floor(easel)
    if not easel.colors.clouded:
        yield _sparks(easel)


def _glade(easel: Easel) -> Layer:
    """The brightness behind the trees."""
    colors = easel.colors
    picture = sky.gradient(easel, 900)
    shape = picture.shape[:2]
    pale = np.asarray(mix(colors.haze, colors.horizon, 0.5), np.float32)
    y = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None, None]
    if colors.dark:  # moonlight hangs in the mist
        pale = np.asarray(mix(mix(colors.haze, colors.light, 0.20), (0.16, 0.34, 0.46), 0.45), np.float32)
    picture = picture * (0.55 - 0.25 * y) + pale * (0.45 + 0.25 * y)
    if colors.dark:
        picture[: shape[0] // 2] = screen(
            picture[: shape[0] // 2], sky.stars(easel, "stars", (shape[0] // 2, shape[1]), 420, 0.9)
        )
        return Layer(sky.moon(easel, picture, (easel.width * 0.62, 250), 52))
    return Layer(sky.sun(easel, picture, (easel.width * 0.62, 330), 42, 0.62))


def _vapour(easel: Easel, name: str, top: float, depth: float, strength: float) -> Layer:
    """A bank of mist that drifts between the rows."""
    colors, height = easel.colors, 300
    shape = easel.canvas(easel.width * 1.4, height)
    field = noise(easel, name, shape, (height * 0.5, height * 2), 4, periodic=True)
    y = np.linspace(-1, 1, shape[0], dtype=np.float32)[:, None]
    alpha = (0.35 + 0.65 * smooth(field, 0.3, 0.7)) * np.exp(-((y / 0.5) ** 2)) * smooth(1 - np.abs(y), 0, 0.4)
    return Layer(
        flat(mix(colors.haze, colors.light, 0.16) if colors.dark else mix(colors.haze, colors.horizon, 0.6), shape),
        alpha * strength * (0.85 if colors.dark else 1),
        top=easel.px(top) // 2 * 2,
        depth=depth,
        drift=9,
        period=shape[1],
    )


def _rays(easel: Easel) -> Layer:
    """Shafts of light from where the sun or the moon stands."""
    colors = easel.colors
    shape = easel.canvas(easel.span(0.3))
    small = (shape[0] // 4, shape[1] // 4)
    u = easel.unit / 4
    x0, y0 = easel.width * 0.62 * u, (-120 if colors.time == "day" else 180) * u
    y, x = np.mgrid[0 : small[0], 0 : small[1]].astype(np.float32)
    angle = np.arctan2(x - x0, y - y0 + 1e-3)
    away = np.hypot(x - x0, y - y0) / (1080 * u)
    rng = easel.rng("rays")
    beams = sum(
        np.exp(-(((angle - rng.uniform(-1.25, 1.25)) / rng.uniform(0.018, 0.075)) ** 2)) * rng.uniform(0.35, 1)
        for _ in range(15)
    )
    light = np.clip(beams, 0, 1.2) * np.exp(-away * 1.25) * smooth(away, 0.02, 0.25) * smooth(y - y0, 0, 90 * u)
    strength = {"night": 0.24, "dusk": 0.55, "dawn": 0.62}.get(colors.time, 0.58) * (1 - colors.clouded)
    alpha = grow(blur(light.astype(np.float32), 1.4 * u + 0.6), shape) * strength
    return Layer(flat(mix(colors.light, (1, 1, 1), 0.2), shape), np.clip(alpha, 0, 1), depth=0.3)


def _canopy(easel: Easel) -> Layer:
    """Leaves hanging into the upper edge, out of focus."""
    colors = easel.colors
    rows, cols = easel.canvas(easel.span(1.0), 330)
    leaves = noise(easel, "leaves", (rows, cols), (46, 60), 4)
    clumps = noise(easel, "clumps", (rows, cols), (300, 520), 3)
    y = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    alpha = smooth(leaves * 0.55 + clumps * 0.9 - y * 0.85 - 0.36, 0.0, 0.09)
    tone = np.asarray(mix(colors.ground, leaf(colors), 0.30), np.float32)
    rgb = tone * (0.55 + 0.7 * leaves)[..., None]
    return Layer(np.clip(rgb, 0, 1).astype(np.float32), blur(alpha, 2.2 * easel.unit), depth=1.0)


def _floor(easel: Easel) -> Layer:
    """Ferns and grass along the lower edge."""
    colors = easel.colors
    rng = easel.rng("floor")
    rows, cols = easel.canvas(easel.span(1.0), 230)
    drawing = Silhouette((rows, cols), easel.unit)
    ground = line(easel, "floor/ground", 5400, 420 / easel.unit, 4)
    soil = [(float(i), 165 + 60 * float(ground[i])) for i in range(0, 5300, 20)]
    drawing.fill([(0, 260), *soil, (5300, 260)])
    for _ in range(1500):
        x, lean, tall = rng.uniform(-20, 5300), rng.normal(0, 22), rng.uniform(18, 84)
        foot = 178 + 60 * float(ground[min(5399, max(0, int(x)))])
        bow, knee = x + lean * 0.4, foot - tall * 0.6
        drawing.fill([(x - 2.2, foot), (bow - 1, knee), (x + lean, foot - tall), (bow + 1, knee), (x + 2.2, foot)])
    alpha = drawing.coverage()
    tone = np.asarray(mix(colors.ground, leaf(colors), 0.22), np.float32) * np.float32(0.75)
    return Layer(flat(tone, (rows, cols)), alpha, top=(easel.size.height - rows) // 2 * 2, depth=1.0)


def _sparks(easel: Easel) -> Layer:
    """Dust in the light by day, fireflies after dark."""
    colors = easel.colors
    shape = easel.canvas(easel.width * 1.5, 620)
    rng = easel.rng("sparks")
    u = easel.unit
    light = np.zeros(shape, np.float32)
    for _ in range(70 if colors.dark else 110):
        x, y, r = rng.random() * shape[1], rng.uniform(0.1, 0.95) * shape[0], rng.uniform(1.2, 4.2) * u + 0.4
        level = rng.uniform(0.25, 0.95) * (1.0 if colors.dark else 0.38)
        reach = int(r * 4) + 2
        y0, x0 = int(y), int(x)
        if not (reach <= y0 < shape[0] - reach and reach <= x0 < shape[1] - reach):
            continue
        dy, dx = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
        light[y0 - reach : y0 + reach + 1, x0 - reach : x0 + reach + 1] += level * np.exp(
            -(dx * dx + dy * dy) / (r * r)
        )
    color: Color = (1.0, 0.92, 0.45) if colors.dark else mix(colors.light, (1, 1, 1), 0.3)
    light = light + blur(light, 9 * u) * (1.6 if colors.dark else 0.5)
    fade: Floats = np.clip(light, 0, 0.95)
    return Layer(flat(color, shape), fade, top=easel.px(400) // 2 * 2, depth=0.7, drift=-13, period=shape[1])
