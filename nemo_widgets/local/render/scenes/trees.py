"""Trees: rows of firs and close trunks, as silhouettes."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes.paint import Easel, Layer, blur, line, noise, ramp
from nemo_widgets.local.render.scenes.palette import Color, Palette, mix

_OVERSAMPLE = 2


class Silhouette:
    """A mask drawn in units and smoothed when it is done."""

    def __init__(self, shape: tuple[int, int], unit: float) -> None:
        self._scale = unit * _OVERSAMPLE
        self._mask = Image.new("L", (shape[1] * _OVERSAMPLE, shape[0] * _OVERSAMPLE))
        self._draw = ImageDraw.Draw(self._mask)
        self.width = self._mask.width / self._scale
        """Units from left to right."""

    def fill(self, outline: list[tuple[float, float]]) -> None:
        """Fill an outline."""
        self._draw.polygon([(x * self._scale, y * self._scale) for x, y in outline], fill=255)

    def stroke(self, start: tuple[float, float], end: tuple[float, float], width: float) -> None:
        """Draw a line."""
        ends = [value * self._scale for value in (*start, *end)]
        self._draw.line(ends, fill=255, width=max(1, round(width * self._scale)))

    def coverage(self) -> Floats:
        """The finished mask, 0 … 1."""
        return np.asarray(self._mask.reduce(_OVERSAMPLE), np.float32) / np.float32(255)


def leaf(colors: Palette) -> Color:
    """The green of leaves in this light."""
    green = (0.08, 0.27, 0.17)
    return mix(green, colors.zenith, {"night": 0.75, "dusk": 0.55, "dawn": 0.35}.get(colors.time, 0.10))


def firs(
    easel: Easel, name: str, depth: float, base: float, tall: float, *, haze: float = 0.0, gap: float = 0.34
) -> Layer:
    """A row of firs on uneven ground, dark above and lost in haze below (units)."""
    colors = easel.colors
    rng = easel.rng(name)
    rows, cols = easel.canvas(easel.span(depth))
    drawing = Silhouette((rows, cols), easel.unit)
    ground = line(easel, f"{name}/ground", 6200, 700 / easel.unit, 4)
    x = -tall * 0.3
    while x < 5200:
        size = tall * (0.34 + 0.66 * rng.random() ** 1.6)
        foot = base + 90 * float(ground[min(6199, max(0, int(x)))]) + rng.uniform(0, 26)
        shape = _fir(np.random.default_rng(rng.integers(1 << 32)), x, foot, size)
        if x < drawing.width + size:
            drawing.fill(shape)
        x += tall * rng.exponential(0.13) * (0.6 + gap) + size * 0.05
    soil = [(float(i), base - 14 + 90 * float(ground[i])) for i in range(0, 5200, 24)]
    drawing.fill([(0, 1200), *soil, (5200, 1200)])
    alpha = drawing.coverage()
    y = np.arange(rows, dtype=np.float32) / easel.unit
    dark = mix(mix(colors.ground, leaf(colors), 0.55), colors.haze, haze)
    lower = mix(dark, mix(colors.haze, colors.horizon, 0.4), 0.05 + 0.60 * haze)
    column = ramp([(0, dark), (0.5, dark), (1, lower)], (y - (base - tall)) / (tall * 1.15))
    grain = noise(easel, f"{name}/needles", (rows, cols), (12, 7), 3)
    rgb = np.repeat(column[:, None, :], cols, 1) * (0.90 + 0.20 * grain)[..., None]
    return Layer(np.clip(rgb, 0, 1), alpha, depth=depth)


def _fir(rng: np.random.Generator, x: float, foot: float, size: float) -> list[tuple[float, float]]:
    """The outline of a fir: tiers of ragged branches."""
    tiers = int(np.clip(size / 20, 11, 30)) + int(rng.integers(0, 4))
    half = size * rng.uniform(0.13, 0.20)
    lean = size * rng.normal(0, 0.008)
    sides: list[list[tuple[float, float]]] = [[], []]
    for side in (0, 1):
        sign = 1 if side else -1
        for tier in range(tiers):
            down = (tier + 0.6) / tiers
            reach = half * down**0.80 * rng.uniform(0.66, 1.12)
            y = foot - size * (1 - down * 0.92)
            middle = x + lean * (1 - down)
            sides[side].append((middle + sign * reach * 0.55, y - size * 0.30 / tiers))
            sides[side].append((middle + sign * reach, y + size * 0.42 / tiers * rng.uniform(0.5, 1.5)))
            sides[side].append((middle + sign * reach * 0.60, y + size * 0.12 / tiers))
        sides[side].append((x + sign * size * 0.016, foot - size * 0.05))
        sides[side].append((x + sign * size * 0.018, foot + 30))
    return [(x + lean, foot - size), *sides[1], *reversed(sides[0])]


def trunks(easel: Easel) -> Layer:
    """Trunks close by, with branches, framing the view."""
    rng = easel.rng("trunks")
    depth = 0.85
    rows, cols = easel.canvas(easel.span(depth))
    drawing = Silhouette((rows, cols), easel.unit)
    x = 40.0
    while x < 5200:
        trunk = _Trunk(x, rng.uniform(26, 84), rng.uniform(-46, 46), rng.uniform(-18, 18))
        _draw_trunk(drawing, np.random.default_rng(rng.integers(1 << 32)), trunk)
        # Now two together, now a gap.
        x += rng.uniform(60, 150) if rng.random() < 0.35 else rng.uniform(480, 980)
    alpha = drawing.coverage()
    bark = noise(easel, "bark", (rows, cols), (150, 9), 4)
    ink = mix(easel.colors.ground, (0.05, 0.05, 0.045), 0.5)
    dark, edge = np.asarray(ink, np.float32), np.asarray(mix(ink, easel.colors.light, 0.30), np.float32)
    rim = alpha - np.roll(alpha, max(1, round(4 * easel.unit)), 1) * alpha
    glow = np.clip(blur(np.clip(rim, 0, 1), 1.5 * easel.unit), 0, 1) * 0.7
    rgb = dark * (0.65 + 0.7 * bark)[..., None]
    rgb = rgb + (edge - rgb) * glow[..., None]
    return Layer(np.clip(rgb, 0, 1).astype(np.float32), alpha, depth=depth)


class _Trunk(NamedTuple):
    """A trunk's place, thickness, lean and bend, units."""

    x: float
    wide: float
    lean: float
    bend: float

    def middle(self, y: float) -> float:
        return float(self.x + self.lean * y / 1080 + self.bend * np.sin(y / 340))


def _draw_trunk(drawing: Silhouette, rng: np.random.Generator, trunk: _Trunk) -> None:
    if trunk.x > drawing.width + 300:
        return
    left, right = [], []
    for y in np.linspace(-20, 1100, 24):
        half = trunk.wide * (0.34 + 0.16 * y / 1080 + 0.30 * np.exp(-max(0.0, 1000 - y) / 60))
        left.append((trunk.middle(y) - half + rng.normal(0, 0.8), float(y)))
        right.append((trunk.middle(y) + half + rng.normal(0, 0.8), float(y)))
    drawing.fill([*left, *reversed(right)])
    for _ in range(int(rng.integers(4, 9))):
        y, sign = rng.uniform(60, 640), rng.choice([-1, 1])
        far, rise = rng.uniform(50, 210), rng.uniform(-0.5, 0.35)
        parts = [step / 6 for step in range(7)]
        branch = [(trunk.middle(y) + sign * far * p, y + far * rise * p**1.3 + rng.normal(0, 3)) for p in parts]
        for part, (start, end) in zip(parts, pairwise(branch), strict=False):
            drawing.stroke(start, end, trunk.wide * 0.13 * (1 - part))
