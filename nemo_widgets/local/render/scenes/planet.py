"""A planet in space: its lit limb and its air over a field of stars, a moon, and for some a ring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes import sky
from nemo_widgets.local.render.scenes.paint import Easel, Layer, bands, blend, flat, noise, ramp, screen, smooth
from nemo_widgets.local.render.scenes.palette import Color, mix


class _Kind(NamedTuple):
    """A planet's ground from low to high, its air and its clouds."""

    ground: tuple[Color, ...]
    air: Color
    clouds: float
    banded: bool


_KINDS = (
    _Kind(
        ((0.01, 0.05, 0.16), (0.03, 0.16, 0.36), (0.16, 0.30, 0.16), (0.46, 0.40, 0.24)),
        (0.36, 0.64, 1.0), 0.9, banded=False,
    ),
    _Kind(
        ((0.30, 0.17, 0.12), (0.62, 0.40, 0.26), (0.84, 0.66, 0.46), (0.94, 0.86, 0.70)),
        (1.0, 0.76, 0.50), 0.0, banded=True,
    ),
    _Kind(
        ((0.04, 0.12, 0.20), (0.10, 0.34, 0.44), (0.30, 0.60, 0.64), (0.72, 0.88, 0.86)),
        (0.40, 0.92, 0.94), 0.2, banded=True,
    ),
    _Kind(
        ((0.16, 0.05, 0.04), (0.42, 0.17, 0.10), (0.66, 0.32, 0.18), (0.84, 0.56, 0.36)),
        (1.0, 0.56, 0.38), 0.15, banded=False,
    ),
)  # fmt: skip
_LEAN = -0.30
"""How far a banded planet's equator, and its ring, leans, radians."""


def paint(easel: Easel) -> Iterator[Layer]:
    """The layers, back to front."""
    yield _heaven(easel)
    yield sky.twinkling(easel, "twinkle", 1080, 300)
    rng = easel.rng("planet")
    kind = _KINDS[int(rng.integers(len(_KINDS)))]
    ringed = kind.banded and bool(rng.random() < 0.75)
    yield _planet(easel, kind, ringed=ringed)
    yield _moon(easel)
    yield _dust(easel)


def _heaven(easel: Easel) -> Layer:
    """Black, with two faint nebulae and many stars."""
    colors = easel.colors
    shape = easel.canvas(easel.span(0))
    y = np.arange(shape[0], dtype=np.float32)[:, None] / easel.unit
    x = np.arange(shape[1], dtype=np.float32)[None, :] / easel.unit / easel.width
    first = smooth(noise(easel, "nebula", shape, (420, 520), 6), 0.46, 0.80)
    second = smooth(noise(easel, "far nebula", shape, (360, 640), 6), 0.50, 0.84)
    dark = np.asarray(mix(colors.zenith, (0.006, 0.008, 0.022), 0.85), np.float32)
    tints = {"dusk": ((0.62, 0.22, 0.34), (0.70, 0.42, 0.20)), "dawn": ((0.24, 0.30, 0.58), (0.56, 0.32, 0.42))}
    tone, other = tints.get(
        colors.time, (mix((0.16, 0.22, 0.56), colors.accent[1], 0.2), mix((0.36, 0.14, 0.48), colors.accent[0], 0.2))
    )
    vivid = 0.34 + 0.34 * colors.neon
    points = sky.stars(easel, "stars", shape, 2300, 1.1)
    picture = np.empty((*shape, 3), np.float32)
    for rows in bands(shape[0]):
        glow = first[rows][..., None] * np.asarray(tone, np.float32) * (1.15 - x)[..., None]
        glow = glow + second[rows][..., None] * np.asarray(other, np.float32) * (0.25 + y[rows] / 1080)[..., None]
        picture[rows] = screen(np.broadcast_to(dark, glow.shape) + glow * vivid, points[rows])
    return Layer(picture)


def _planet(easel: Easel, kind: _Kind, *, ringed: bool) -> Layer:
    """A ball with its ground, clouds, night side, and air along the lit edge."""
    rng = easel.rng("globe")
    depth = 0.30
    span = easel.span(depth)
    shape = easel.canvas(span)
    u = easel.unit
    radius = (310.0 if ringed else float(rng.uniform(400, 520))) * min(1.0, 0.45 + 0.55 * easel.width / 1920)
    at = (
        span * (0.5 if easel.width < 900 else float(rng.uniform(0.52, 0.66))),
        560.0 if ringed else float(rng.uniform(640, 720)),
    )
    x = ((np.arange(shape[1], dtype=np.float32) + 0.5) / u - at[0])[None, :] / radius
    y = ((np.arange(shape[0], dtype=np.float32) + 0.5) / u - at[1])[:, None] / radius
    tilt = _LEAN if kind.banded else 0.36
    ground = _ground(easel, kind, shape, (x, y, tilt), radius)
    light = np.array([-0.66, -0.48, 0.58], np.float32)
    rgb, alpha = np.zeros((*shape, 3), np.float32), np.zeros(shape, np.float32)
    air, sun = np.asarray(kind.air, np.float32), np.asarray(mix(easel.colors.light, (1, 1, 1), 0.5), np.float32)
    for rows in bands(shape[0]):
        away = np.sqrt(x * x + y[rows] * y[rows])
        z = np.sqrt(np.clip(1 - away * away, 0, 1))
        facing = x * light[0] + y[rows] * light[1] + z * light[2]
        lit = smooth(facing, -0.10, 0.85) ** 0.9
        cover = np.clip((1 - away) * radius * u + 0.5, 0, 1)
        face = ground[rows] * (lit[..., None] * sun * 1.15 + 0.006)
        limb = (1 - z) ** 3.2
        face = screen(face, (limb * smooth(facing, -0.25, 0.45) * 1.15)[..., None] * air)
        edge = facing / np.maximum(away, 1e-3)
        halo = np.exp(-np.maximum(away - 1, 0) / 0.026) * 0.85 + np.exp(-np.maximum(away - 1, 0) / 0.11) * 0.30
        halo = halo * smooth(edge, -0.25, 0.75) * (1 - cover)
        total = cover + halo * (1 - cover)
        rgb[rows] = (np.clip(face, 0, 1) * cover[..., None] + air * (halo * (1 - cover))[..., None]) / np.maximum(
            total, 1e-4
        )[..., None]
        alpha[rows] = total
    if ringed:
        _ring(easel, kind, (rgb, alpha), (x, y), u * radius)
    return Layer(np.clip(rgb, 0, 1), np.clip(alpha, 0, 1), depth=depth)


def _ground(
    easel: Easel, kind: _Kind, shape: tuple[int, int], place: tuple[Floats, Floats, float], radius: float
) -> Floats:
    """Its map as the ball shows it: continents and clouds, or bands of storms."""
    x, y, tilt = place
    turned = x * np.sin(tilt) + y * np.cos(tilt)
    first = noise(easel, "map", shape, (radius * 0.75, radius * 0.9), 7)
    if kind.banded:
        swirl = noise(easel, "swirl", shape, (radius * 0.12, radius * 0.7), 5)
        belts = (
            np.sin((turned + (swirl - 0.5) * 0.16) * 9 + 1.3) * 0.28
            + np.sin((turned + (swirl - 0.5) * 0.30) * 23) * 0.16
        )
        height = np.clip(0.5 + belts + (swirl - 0.5) * 0.5, 0, 1)
    else:
        height = np.clip((first - 0.5) * 2.6 + 0.44, 0, 1)
    stops = [
        (0.0, kind.ground[0]),
        (0.46, kind.ground[1]),
        (0.54 if not kind.banded else 0.70, kind.ground[2]),
        (1.0, kind.ground[3]),
    ]
    painted = ramp(stops, height)
    if kind.clouds:
        veil = noise(easel, "weather", shape, (radius * 0.34, radius * 0.8), 7)
        cover = smooth(veil + (first - 0.5) * 0.3, 0.48, 0.70) * kind.clouds
        for rows in bands(shape[0]):
            painted[rows] = _into(painted[rows], (0.95, 0.96, 0.98), cover[rows])
    return painted


def _into(under: Floats, color: Color, share: Floats) -> Floats:
    """A picture going over into a colour."""
    made: Floats = under + (np.asarray(color, np.float32) - under) * share[..., None]
    return made


def _ring(
    easel: Easel, kind: _Kind, picture: tuple[Floats, Floats], place: tuple[Floats, Floats], scale: float
) -> None:
    """Rings about the equator: behind the ball above, before it below, and dark in its shadow."""
    rgb, alpha = picture
    x, y = place
    lean, flatness = _LEAN, 0.24
    tone = blend(mix(kind.ground[2], (0.2, 0.2, 0.24), 0.4), mix(kind.ground[3], (1, 1, 1), 0.2), _strip(easel, "ring"))
    thick = _strip(easel, "gaps")
    for rows in bands(alpha.shape[0]):
        along = x * np.cos(lean) - y[rows] * np.sin(lean)
        across = (x * np.sin(lean) + y[rows] * np.cos(lean)) / flatness
        out = np.sqrt(along * along + across * across)
        part = np.clip((out - 1.32) / 0.98, 0, 1)
        index = (part * 511).astype(int)
        cover = smooth(out, 1.32, 1.36) * (1 - smooth(out, 2.20, 2.30))
        cover = (
            cover
            * (0.30 + 0.70 * smooth(thick[index], 0.34, 0.58))
            * (1 - 0.92 * np.exp(-(((part - 0.62) / 0.022) ** 2)))
        )
        away = np.sqrt(x * x + y[rows] * y[rows])
        behind = across < 0
        cover = cover * np.where(behind, np.clip((away - 1) * scale + 0.5, 0, 1), 1) * 0.90
        # The ball's shadow falls away from the sun, over the far right of the ring.
        shaded = (
            smooth(1.06 - np.abs(along * 0.62 - across * flatness * 1.9 - 0.10), 0, 0.12)
            * smooth(along, 0.0, 0.5)
            * behind
        )
        color = tone[index] * (1 - 0.92 * shaded)[..., None] * (0.92 - 0.16 * along)[..., None]
        total = cover + alpha[rows] * (1 - cover)
        mixed = np.clip(color, 0, 1) * cover[..., None] + rgb[rows] * (alpha[rows] * (1 - cover))[..., None]
        rgb[rows] = mixed / np.maximum(total, 1e-4)[..., None]
        alpha[rows] = total


def _strip(easel: Easel, name: str) -> Floats:
    """Even noise from a ring's inner to its outer edge, the same at any size."""
    rng = easel.rng(name)
    at = np.linspace(0, 1, 512)
    total = sum(np.interp(at, np.linspace(0, 1, n), rng.random(n)) * w for n, w in ((9, 0.42), (21, 0.33), (44, 0.25)))
    return np.asarray(total, np.float32)


def _moon(easel: Easel) -> Layer:
    """A small moon, nearer than the planet."""
    rng = easel.rng("moon")
    depth = 0.62
    span = easel.span(depth)
    u = easel.unit
    radius = float(rng.uniform(26, 44))
    shape = easel.canvas(span, 300)
    at = (span * (0.16 + 0.14 * float(rng.random())), 60 + radius + float(rng.uniform(0, 110)))
    x = ((np.arange(shape[1], dtype=np.float32) + 0.5) / u - at[0])[None, :] / radius
    y = ((np.arange(shape[0], dtype=np.float32) + 0.5) / u - at[1])[:, None] / radius
    away = np.sqrt(x * x + y * y)
    z = np.sqrt(np.clip(1 - away * away, 0, 1))
    lit = smooth(-0.66 * x - 0.48 * y + 0.58 * z, -0.05, 0.8)
    craters = noise(easel, "craters", shape, (radius * 0.8, radius * 0.8), 5)
    rgb = (0.04 + lit * (0.50 + 0.62 * (craters - 0.2)))[..., None] * np.asarray((0.92, 0.90, 0.88), np.float32)
    return Layer(
        np.clip(rgb, 0, 1), np.clip((1 - away) * radius * u + 0.5, 0, 1), top=easel.px(60) // 2 * 2, depth=depth
    )


def _dust(easel: Easel) -> Layer:
    """Specks near the lens."""
    rng = easel.rng("dust")
    shape = easel.canvas(easel.width * 1.4)
    u = easel.unit
    light = np.zeros(shape, np.float32)
    for _ in range(60):
        x, y, r = rng.uniform(8, shape[1] - 8), rng.uniform(8, shape[0] - 8), rng.uniform(0.8, 2.4) * u
        x0, y0, reach = int(x), int(y), int(3 * r) + 1
        rows, cols = slice(max(0, y0 - reach), y0 + reach), slice(max(0, x0 - reach), x0 + reach)
        part = light[rows, cols]
        dy = (np.arange(part.shape[0]) + rows.start - y)[:, None]
        dx = (np.arange(part.shape[1]) + cols.start - x)[None, :]
        part += (np.exp(-(dx * dx + dy * dy) / (r * r)) * rng.uniform(0.08, 0.42)).astype(np.float32)
    return Layer(flat((0.86, 0.90, 1.0), shape), np.clip(light, 0, 0.6), depth=1.0, drift=6, period=shape[1])
