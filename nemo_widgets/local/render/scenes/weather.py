"""Weather over any scene: what it does to the light, veils of haze between the layers, and rain or snow before them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes.paint import Easel, Layer, flat, grow, noise, smooth
from nemo_widgets.local.render.scenes.palette import Color, Palette, gray, mix, shifted, times


class _Air(NamedTuple):
    """What a weather does to the light.

    Attributes:
        gray: Share of the colours that goes.
        level: What is left of the day's brightness.
        flat: How far the sky loses its gradient.
        veil: How opaque each veil of haze is.
        depths: Where the veils hang: before the first layer that is as near; past all of them: in front, and thinner.
        tint: What the light is multiplied by.
        glow: How much of the light hangs in the haze.
        clouded: How far sun, moon and stars are hidden.
        wet: How wet the ground becomes.
    """

    gray: float
    level: float
    flat: float
    veil: float
    depths: tuple[float, ...]
    tint: Color = (0.97, 1.0, 1.03)
    glow: float = 0.06
    clouded: float = 1.0
    wet: float = 0.0


_AIRS = {
    "rain": _Air(0.60, 0.56, 0.40, 0.27, (0.15, 0.60, 2.0), glow=0.02, wet=0.74),
    "storm": _Air(0.74, 0.46, 0.0, 0.30, (0.15, 0.50, 2.0), (0.80, 0.98, 1.18), glow=0.0, wet=0.86),
    "snow": _Air(0.60, 0.70, 0.40, 0.30, (0.15, 0.60)),
    "fog": _Air(0.56, 0.97, 0.70, 0.48, (0.03, 0.20, 0.50, 2.0), glow=0.20, clouded=0.55),
    "overcast": _Air(0.55, 0.74, 0.40, 0.12, (0.30,)),
}
WEATHERS = tuple(_AIRS)


class _Fall(NamedTuple):
    """Drops or flakes at one depth: how many, their length or radius, width, opacity, and speed (units, seconds)."""

    many: int
    long: float
    wide: float
    alpha: float
    speed: float
    depth: float
    aside: float = 0.0
    sway: float = 0.0


_RAIN = (
    _Fall(900, 40, 0.8, 0.38, 1350, 0.3),
    _Fall(330, 84, 1.1, 0.44, 2000, 0.7),
    _Fall(80, 170, 1.7, 0.36, 2900, 1.0),
)
_SNOW = (
    _Fall(620, 1.7, 1.7, 0.60, 78, 0.25, 10, 12),
    _Fall(300, 2.9, 2.9, 0.80, 112, 0.5, -8, -20),
    _Fall(150, 4.2, 4.2, 0.85, 150, 0.8, 22, 26),
    _Fall(34, 8.0, 8.0, 0.55, 225, 1.0, 36, -34),
)
_LEAN = {"rain": 0.09, "storm": 0.24}
"""How far a drop is blown aside for each unit that it falls."""


class _Strength(NamedTuple):
    """What a weaker or stronger weather has of the usual: light taken, veils, how many fall, their length, opacity."""

    air: float = 1.0
    veil: float = 1.0
    many: float = 1.0
    long: float = 1.0
    alpha: float = 1.0


_STRENGTHS = {
    "light": _Strength(0.62, 0.55, 0.40, 0.75, 0.85),
    "heavy": _Strength(1.22, 1.30, 2.1, 1.22, 1.12),
}


def _air(weather: str, strength: str) -> _Air | None:
    """What a weather of a strength (unknown or empty: the usual) does to the light; None for a fair one."""
    air = _AIRS.get(weather)
    if air is None:
        return None
    by = _STRENGTHS.get(strength, _Strength())
    return air._replace(
        gray=min(0.92, air.gray * by.air),
        level=air.level**by.air,
        flat=min(0.85, air.flat * by.air),
        veil=min(0.64, air.veil * by.veil),
        clouded=min(1.0, air.clouded * max(by.air, 0.85)),
        wet=min(0.95, air.wet * by.air),
    )


def _stronger(fall: _Fall, strength: str) -> _Fall:
    """What falls, weaker or stronger than usual."""
    by = _STRENGTHS.get(strength, _Strength())
    return fall._replace(
        many=round(fall.many * by.many), long=fall.long * by.long, alpha=min(0.95, fall.alpha * by.alpha)
    )


def dimmed(colors: Palette, weather: str, strength: str = "") -> Palette:
    """The light of a day under a weather (unknown or empty: as it is)."""
    air = _air(weather, strength)
    if air is None:
        return colors
    # By night there is less to lose, and lamps keep the colours of what they light.
    share, level = (air.gray * 0.55, air.level**0.45) if colors.dark else (air.gray, air.level)
    dull = shifted(colors, lambda c: times(times(gray(c, share), air.tint), (level, level, level)))
    middle = mix(mix(dull.high, dull.low, 0.5), dull.horizon, 0.35)
    return replace(
        dull,
        zenith=mix(dull.zenith, middle, air.flat),
        high=mix(dull.high, middle, air.flat),
        low=mix(dull.low, middle, air.flat),
        horizon=mix(dull.horizon, middle, air.flat * 0.6),
        haze=mix(dull.haze, middle, air.flat * 0.5),
        ground=mix(dull.ground, colors.ground, 0.5),
        clouded=air.clouded,
        wet=air.wet,
    )


def over(layers: Iterator[Layer], easel: Easel, weather: str, strength: str = "") -> Iterator[Layer]:
    """A scene's layers with the weather's among and before them."""
    air = _air(weather, strength)
    if air is None:
        yield from layers
        return
    yield from _veiled(layers, easel, air)
    yield from _falling(easel, weather, strength)


def behind(layers: Iterator[Layer], easel: Easel, weather: str, strength: str = "") -> Iterator[Layer]:
    """A room's layers with the weather outside of its window: after the first, which is what is out there."""
    air = _air(weather, strength)
    yield next(layers)
    if air is not None:
        yield _veil(easel, air, 0, 0.0)
        yield from (replace(layer, depth=0.0) for layer in _falling(easel, weather, strength))
    yield from layers


def _veiled(layers: Iterator[Layer], easel: Easel, air: _Air) -> Iterator[Layer]:
    depths = list(air.depths)
    # A layer is handed on and not held: there is room for one at a time.
    held = [layer for layer in (next(layers, None),) if layer]
    while held:
        while depths and held[0].depth >= depths[0]:
            yield _veil(easel, air, len(depths), depths.pop(0))
        yield held.pop()
        held += [layer for layer in (next(layers, None),) if layer]
    for depth in depths:
        yield _veil(easel, air._replace(veil=air.veil * 0.6), 0, min(1.0, depth))


def _falling(easel: Easel, weather: str, strength: str) -> Iterator[Layer]:
    """Rain or snow at several depths, if that is the weather."""
    if weather in _LEAN:
        for number, fall in enumerate(_RAIN):
            yield _rain(easel, f"rain/{number}", _stronger(fall, strength), _LEAN[weather])
    elif weather == "snow":
        for number, fall in enumerate(_SNOW):
            yield _snow(easel, f"snow/{number}", _stronger(fall, strength))


def _veil(easel: Easel, air: _Air, number: int, depth: float) -> Layer:
    """Haze from edge to edge, thicker here and there, that drifts; it hides what is far more than what is near."""
    colors = easel.colors
    shape = easel.canvas(easel.span(0))
    small = (shape[0] // 4, shape[1] // 4)  # so soft that a quarter has all of it
    banks = smooth(noise(easel, f"veil/{number}", small, (75, 250), 4, periodic=True), 0.28, 0.72)
    y = np.linspace(0, 1, small[0], dtype=np.float32)[:, None]
    height = 0.62 + 0.38 * np.exp(-(((y - 0.58) / 0.26) ** 2))
    alpha = grow(np.clip(air.veil * (0.46 + 0.62 * banks) * height, 0, 1), shape)
    tone = mix(mix(colors.haze, colors.horizon, 0.5), colors.light, air.glow * (0.8 if colors.dark else 1.0))
    drift = (16 + 14 * depth) * (-1 if number % 2 else 1)
    return Layer(flat(tone, shape), alpha, depth=depth, drift=drift, period=shape[1])


def _rain(easel: Easel, name: str, fall: _Fall, lean: float) -> Layer:
    """Streaks that fall at one depth, in the light of the scene."""
    colors = easel.colors
    tile, rng, u = _Tile(easel), easel.rng(name), easel.unit
    stormy = lean > 0.2
    wide = max(0.5, fall.wide * u)
    rows = np.arange(max(3, round(fall.long * u)), dtype=np.float32)[:, None]
    along = rows / rows[-1]
    along = along**1.3 * (1 - along**6)
    slack = 3 * wide + 1
    cols = np.arange(int(lean * rows[-1, 0] + 2 * slack) + 2, dtype=np.float32)[None, :]
    for _ in range(round(fall.many * (1.7 if stormy else 1.0) * easel.width / 1920)):
        x, y, alpha = rng.random(), rng.random(), fall.alpha * rng.uniform(0.35, 1.0)
        left, part = divmod(x * tile.shape[1], 1)
        middle = part + slack + lean * (rows[-1, 0] - rows)
        tile.add(int(left), int(y * tile.shape[0]), np.exp(-(((cols - middle) / wide) ** 2)) * along * alpha)
    tone = mix(mix(colors.horizon, colors.light, 0.45), (0.90, 0.94, 1.0), 0.35 if colors.dark else 0.55)
    return tile.layer(tone, fall, fall.speed * lean)


def _snow(easel: Easel, name: str, fall: _Fall) -> Layer:
    """Flakes that sink and sway at one depth."""
    colors = easel.colors
    tile, rng, u = _Tile(easel), easel.rng(name), easel.unit
    for _ in range(round(fall.many * easel.width / 1920)):
        x, y, alpha, size = rng.random(), rng.random(), fall.alpha * rng.uniform(0.4, 1.0), rng.uniform(0.6, 1.25)
        radius = max(0.7, fall.long * size * u)
        reach = int(radius * 1.8) + 2
        left, right_part = divmod(x * tile.shape[1], 1)
        upper, down_part = divmod(y * tile.shape[0], 1)
        at = np.arange(2 * reach + 1, dtype=np.float32) - reach
        away = ((at - down_part)[:, None] ** 2 + (at - right_part)[None, :] ** 2) / (radius * radius)
        tile.add(int(left), int(upper), np.exp(-(away**1.4)) * alpha)
    tone = mix((0.98, 0.99, 1.0), colors.light, 0.25)
    return tile.layer(times(tone, (0.84, 0.87, 0.96)) if colors.dark else tone, fall, fall.aside)


class _Tile:
    """Opacities that meet themselves at all four sides."""

    def __init__(self, easel: Easel) -> None:
        self.shape = easel.canvas(easel.span(0))
        self._alpha = np.zeros(self.shape, np.float32)

    def add(self, left: int, top: int, spot: Floats) -> None:
        """Lay a spot over what is there; what passes an edge comes in at the other."""
        rows = (np.arange(spot.shape[0]) + top) % self.shape[0]
        cols = (np.arange(spot.shape[1]) + left) % self.shape[1]
        place = np.ix_(rows, cols)
        self._alpha[place] += (1 - self._alpha[place]) * spot

    def layer(self, tone: Color, fall: _Fall, drift: float) -> Layer:
        """The tile in one colour, on its way."""
        return Layer(
            flat(tone, self.shape),
            self._alpha,
            depth=fall.depth,
            drift=drift,
            period=self.shape[1],
            fall=fall.speed,
            sway=fall.sway,
        )
