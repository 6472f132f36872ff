"""Clouds: towering cumulus that drift in a wide sky, lit by the sun, or by the moon over a sea of cloud."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes import sky
from nemo_widgets.local.render.scenes.paint import Easel, Layer, bands, blur, grow, noise, ramp, screen, smooth
from nemo_widgets.local.render.scenes.palette import Color, mix


def paint(easel: Easel) -> Iterator[Layer]:
    """The layers, back to front."""
    colors = easel.colors
    yield _sky(easel)
    if colors.dark:
        yield sky.twinkling(easel, "twinkle", 620, 220)
    yield sky.clouds(easel, "veil", (20, 430), cover=0.42, drift=4, strength=0.26 if colors.dark else 0.50)
    for number, (base, high, size, depth, drift) in enumerate(
        ((800, 250, 70, 0.10, 5.0), (905, 300, 105, 0.28, 9.0), (1060, 360, 150, 0.60, 16.0))
    ):
        yield _bank(easel, number, (base, high, size), depth=depth, drift=drift)


def _sky(easel: Easel) -> Layer:
    colors = easel.colors
    picture = sky.gradient(easel, 980)
    shape = picture.shape[:2]
    if colors.dark:
        picture = screen(picture, sky.stars(easel, "stars", shape, 900, 1.0))
        picture = sky.moon(easel, picture, (easel.width * 0.66, 250), 58)
    else:
        height = {"dusk": 640, "dawn": 590}.get(colors.time, 190)
        picture = sky.sun(easel, picture, (easel.width * 0.66, height), 46, 1.0)
    return Layer(picture)


def _tones(easel: Easel, far: float) -> tuple[Color, Color, Color]:
    """A cloud's bright side, body and base; the far ones are hazier."""
    colors = easel.colors
    if colors.dark:
        bright, body, base = (
            mix(colors.light, colors.horizon, 0.42),
            mix(colors.low, colors.horizon, 0.35),
            mix(colors.zenith, colors.low, 0.45),
        )
    elif colors.time == "day":
        bright, body, base = (
            mix(colors.light, (1, 1, 1), 0.6),
            mix(colors.low, (0.93, 0.94, 0.96), 0.70),
            mix(colors.high, (0.62, 0.68, 0.76), 0.62),
        )
    else:
        bright, body, base = (
            mix(colors.light, (1, 1, 1), 0.12),
            mix(colors.low, colors.horizon, 0.42),
            mix(colors.high, colors.low, 0.22),
        )
    return (
        mix(bright, colors.horizon, 0.35 * far),
        mix(body, colors.horizon, 0.35 * far),
        mix(base, colors.haze, 0.45 * far),
    )


def _bank(easel: Easel, number: int, heap: tuple[float, float, float], *, depth: float, drift: float) -> Layer:
    """A bank of heaped clouds: balls upon balls, each lit from above, softened where they meet the air."""
    base, high, size = heap
    rng = easel.rng(f"bank/{number}")
    period = easel.width * 1.5
    top = base - high * 1.75
    height = min(1080.0, base + high) - top if number < 2 else 1080 - top
    shape = easel.canvas(period, height)
    rows, cols = shape
    u = easel.unit / 2  # soft things are painted at half size
    small = (rows // 2, cols // 2)
    y = ((np.arange(small[0], dtype=np.float32) + 0.5) / u)[:, None] + np.float32(top)
    relief, lit = np.zeros(small, np.float32), np.zeros(small, np.float32)
    wide = small[1] / u
    heaps = max(2, round(wide / (size * 5.2)))
    for number_ in range(heaps):
        middle = (number_ + float(rng.uniform(0.25, 0.75))) * wide / heaps
        tall = high * float(rng.uniform(0.5, 1.2))
        for _ in range(80):
            aside = float(rng.normal()) * size * 1.25
            up = tall * float(rng.random()) ** 1.2 * np.exp(-((aside / (size * 1.5)) ** 2))
            radius = size * float(rng.uniform(0.26, 0.74)) * (1 - 0.35 * up / (tall + 1))
            _ball((relief, lit), u, (middle + aside, base - up - top), radius, wide)
    ripple = noise(easel, f"edge/{number}", small, (size * 0.62, size * 0.70), 6, periodic=True)
    fine = noise(easel, f"fluff/{number}", small, (size * 0.20, size * 0.24), 4, periodic=True)
    rough = (ripple - 0.5) * 1.15 + (fine - 0.5) * 0.55
    bed = smooth(y, base - size * 0.35, base + size * 0.35) * np.float32(0.9)
    soft = blur(np.maximum(relief, bed), size * 0.13 * u)
    body = soft + rough * smooth(soft, 0.04, 0.40)
    alpha = smooth(body, 0.20, 0.50)
    shade = blur(np.where(relief > 0.02, lit, 0.35), size * 0.11 * u) * 0.85 + rough * 0.62
    shade -= 0.36 * smooth(y, base - high * 0.6, base + size * 0.6)
    rim = smooth(body, 0.20, 0.40) * (1 - smooth(body, 0.40, 0.75))
    return _lit(
        easel, number, (shape, top), (alpha, np.clip(shade + 0.19 + rim * 0.22, 0, 1)), depth=depth, drift=drift
    )


def _ball(field: tuple[Floats, Floats], u: float, at: tuple[float, float], radius: float, wide: float) -> None:
    """One ball of vapour, in front of those before it where it stands out more; both sides of the bank meet."""
    relief, lit = field
    for turn in (-wide, 0.0, wide):
        x, y = (at[0] + turn) * u, at[1] * u
        r = radius * u
        rows, cols = (
            slice(max(0, int(y - r)), max(0, int(y + r) + 1)),
            slice(max(0, int(x - r)), max(0, int(x + r) + 1)),
        )
        part = relief[rows, cols]
        if not part.size:
            continue
        dy = ((np.arange(part.shape[0], dtype=np.float32) + rows.start - y) / r)[:, None]
        dx = ((np.arange(part.shape[1], dtype=np.float32) + cols.start - x) / r)[None, :]
        bulge = np.sqrt(np.clip(1 - dx * dx - dy * dy, 0, 1))
        light = np.clip(0.5 - 0.52 * dy + 0.26 * dx + 0.15 * bulge, 0, 1)
        front = smooth(bulge - part * 0.55, 0.0, 0.40)
        lit[rows, cols] += (light - lit[rows, cols]) * front
        np.maximum(part, bulge, out=part)


def _lit(
    easel: Easel,
    number: int,
    place: tuple[tuple[int, int], float],
    cloud: tuple[Floats, Floats],
    *,
    depth: float,
    drift: float,
) -> Layer:
    """The bank in its colours."""
    (shape, top), (alpha, shade) = place, cloud
    bright, body, base = _tones(easel, 1 - number / 2)
    tone = grow(shade, shape)
    picture = np.empty((*shape, 3), np.float32)
    for rows in bands(shape[0]):
        picture[rows] = ramp([(0, base), (0.48, body), (0.86, bright), (1, bright)], tone[rows])
    cover = np.clip(grow(alpha, shape), 0, 1)
    return Layer(picture, cover, top=easel.px(top) // 2 * 2, depth=depth, drift=drift, period=shape[1])
