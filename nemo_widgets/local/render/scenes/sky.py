"""Skies: gradients, stars, moon and sun, clouds. Every scene begins with one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes.paint import (
    Easel,
    Layer,
    blend,
    disc,
    distance,
    flat,
    halo,
    noise,
    over,
    peak,
    ramp,
    screen,
    smooth,
)


def gradient(easel: Easel, horizon: float, span: float | None = None) -> Floats:
    """The sky's colours down to `horizon` (units), and on below it."""
    colors = easel.colors
    shape = easel.canvas(span or easel.span(0))
    y = np.arange(shape[0], dtype=np.float32) / (horizon * easel.unit)
    column = ramp([(0, colors.zenith), (0.42, colors.high), (0.80, colors.low), (1, colors.horizon)], y)
    return np.repeat(column[:, None, :], shape[1], axis=1)


def stars(easel: Easel, name: str, shape: tuple[int, int], count: int, faint: float = 1.0) -> Floats:
    """Light of `count` stars, height × width × 3; few are bright, most are dust."""
    rng = easel.rng(name)
    light = np.zeros((*shape, 3), np.float32)
    if easel.colors.clouded:
        return light
    xs, ys = rng.random(count) * (shape[1] - 4) + 2, rng.random(count) * (shape[0] - 4) + 2
    power = rng.pareto(2.0, count).clip(0, 12) * 0.17 * faint + 0.07
    warmth = rng.random(count)
    tint = np.stack([0.80 + 0.2 * warmth, np.full(count, 0.90), 1.0 - 0.22 * warmth], axis=1)
    radius = 0.62 + 0.85 * easel.unit
    for x, y, p, c in zip(xs, ys, power, tint, strict=True):
        # The bright ones are larger, and have room for it.
        reach = 3 if p < 0.7 else 6
        left, upper = int(x) - reach, int(y) - reach
        box = light[max(0, upper) : upper + 2 * reach + 1, max(0, left) : left + 2 * reach + 1]
        rows, cols = box.shape[:2]
        dy = np.arange(max(0, upper), max(0, upper) + rows) - y
        dx = np.arange(max(0, left), max(0, left) + cols) - x
        spot = np.exp(-(dy[:, None] ** 2 + dx[None, :] ** 2) / (radius * radius * (0.6 + 0.8 * min(p, 1.8))))
        box += (spot * min(p, 2.2))[..., None] * c
    return light


def twinkling(easel: Easel, name: str, height: float, count: int) -> Layer:
    """Stars of their own layer that come and go: four groups blended in turn."""
    shape = easel.canvas(easel.span(0), height)
    fade = smooth(np.linspace(1, 0, shape[0], dtype=np.float32), 0, 0.35)[:, None]
    glints = [np.clip(peak(stars(easel, f"{name}/{i}", shape, count // 4)), 0, 1) * fade for i in range(4)]

    def phases() -> Iterator[Floats]:
        for step in range(16):
            weights = [np.float32(0.5 + 0.5 * np.sin(2 * np.pi * (step / 16 + k / 4))) for k in range(4)]
            yield np.clip(sum(w * g for w, g in zip(weights, glints, strict=True)), 0, 1)

    return Layer(flat((0.93, 0.95, 1.0), shape), twinkle=phases())


def moon(easel: Easel, sky: Floats, at: tuple[float, float], radius: float) -> Floats:
    """A moon with maria and a halo, `at` a place in units."""
    x, y = at
    shape = sky.shape[:2]
    u = easel.unit
    light = np.asarray(easel.colors.light, np.float32)
    if easel.colors.clouded:
        return screen(sky, halo(shape, x * u, y * u, 240 * u)[..., None] * light * 0.10)
    sky = screen(sky, halo(shape, x * u, y * u, radius * 2.6 * u)[..., None] * light * 0.34)
    spots = noise(easel, "maria", shape, (radius * 0.8, radius * 0.8), 4)
    limb = np.clip(1 - (distance(shape, x * u, y * u) / (radius * u)) ** 2, 0, 1) ** 0.25
    face = (0.80 + 0.20 * limb - 0.24 * smooth(spots, 0.42, 0.74))[..., None] * light
    return over(sky, face, disc(shape, x * u, y * u, radius * u, 1.6))


def sun(easel: Easel, sky: Floats, at: tuple[float, float], radius: float, strength: float = 1.0) -> Floats:
    """A sun with a wide glow, `at` a place in units."""
    x, y = at
    shape = sky.shape[:2]
    u = easel.unit
    light = np.asarray(easel.colors.light, np.float32)
    if easel.colors.clouded:
        return screen(
            sky,
            halo(shape, x * u, y * u, 300 * u)[..., None] * light * (strength * (1.06 - 0.72 * easel.colors.clouded)),
        )
    sky = screen(sky, halo(shape, x * u, y * u, 340 * u)[..., None] * light * (0.55 * strength))
    sky = screen(sky, halo(shape, x * u, y * u, radius * 2.2 * u)[..., None] * light * strength)
    core = smooth(radius * u - distance(shape, x * u, y * u), -1.5 * u - 1, 1.5 * u + 1)
    return over(sky, np.clip(light * 1.08, 0, 1), core)


def clouds(
    easel: Easel,
    name: str,
    band: tuple[float, float],
    *,
    cover: float = 0.5,
    drift: float = 10,
    strength: float = 0.8,
) -> Layer:
    """Clouds that drift in a band of the sky.

    Args:
        easel: Where they are painted.
        name: Seeds their shapes.
        band: Its top and bottom, units.
        cover: Share of the sky they take, 0 … 1.
        drift: Units a second.
        strength: How opaque they get, 0 … 1.
    """
    colors, (top, bottom) = easel.colors, band
    height = bottom - top
    shape = easel.canvas(easel.width * 1.5, height)
    field = noise(easel, name, shape, (height * 0.42, height * 1.5), 6, periodic=True)
    detail = noise(easel, f"{name}/light", shape, (height * 0.30, height * 0.9), 5, periodic=True)
    edge = 1 - cover - (0.20 if colors.clouded else 0.0)
    y = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None]
    feather = smooth(y, 0, 0.35) * smooth(1 - y, 0, 0.35)
    body = smooth(field, edge - 0.02, edge + 0.26) * feather
    lit = np.asarray(colors.light, np.float32) * (0.34 if colors.dark else 0.98)
    shade = np.asarray(colors.low if not colors.dark else colors.high, np.float32)
    mixer = np.clip(smooth(detail, 0.34, 0.66) * 0.75 + 0.35 * (1 - body), 0, 1) * (0.5 if colors.dark else 1.0)
    return Layer(blend(shade, lit, mixer), body * strength, top=easel.px(top), drift=drift, period=shape[1])
