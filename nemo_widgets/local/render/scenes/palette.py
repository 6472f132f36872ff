"""Palettes: the light of a time of day, and how a mood shifts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

Color = tuple[float, float, float]
"""Red, green, blue; 0 … 1."""


@dataclass(frozen=True)
class Palette:
    """The colours a scene is painted in; each 0 … 1."""

    time: str
    zenith: Color
    high: Color
    low: Color
    horizon: Color
    haze: Color
    """What distance fades into."""
    light: Color
    """Sun or moon."""
    ground: Color
    """The darkest foreground."""
    accent: tuple[Color, Color] = ((1.0, 0.35, 0.75), (0.25, 0.85, 1.0))
    """Signs and glows."""
    neon: float = 0.35
    """How much of the accents shows: 0 … 1."""
    clouded: float = 0.0
    """How far clouds or fog hide the sky's lights: 0 … 1. Sun, moon and stars never shine through as such."""
    wet: float = 0.0
    """How wet rain makes the ground: 0 … 1."""

    @property
    def dark(self) -> bool:
        """Whether lamps and stars are out."""
        return self.time == "night"


_TIMES = {
    "night": Palette(
        "night", (0.012, 0.022, 0.075), (0.035, 0.06, 0.17), (0.10, 0.11, 0.29), (0.30, 0.20, 0.42),
        (0.15, 0.14, 0.32), (0.86, 0.90, 1.0), (0.012, 0.016, 0.04),
    ),
    "day": Palette(
        "day", (0.10, 0.36, 0.72), (0.27, 0.56, 0.86), (0.56, 0.77, 0.93), (0.87, 0.92, 0.94),
        (0.72, 0.83, 0.92), (1.0, 0.97, 0.86), (0.07, 0.15, 0.17),
    ),
    "dusk": Palette(
        "dusk", (0.09, 0.09, 0.28), (0.34, 0.18, 0.44), (0.86, 0.38, 0.36), (1.0, 0.72, 0.40),
        (0.74, 0.40, 0.42), (1.0, 0.80, 0.52), (0.055, 0.035, 0.10),
    ),
    "dawn": Palette(
        "dawn", (0.22, 0.36, 0.62), (0.50, 0.57, 0.76), (0.93, 0.73, 0.71), (1.0, 0.88, 0.72),
        (0.84, 0.76, 0.80), (1.0, 0.93, 0.78), (0.10, 0.12, 0.20),
    ),
}  # fmt: skip
TIMES = tuple(_TIMES)

_WARM, _COOL = (1.10, 1.0, 0.86), (0.88, 1.0, 1.10)


def palette(time: str, mood: str) -> Palette:
    """The palette of a time of day (unknown: day), shifted by a mood (unknown: as it is)."""
    base = _TIMES.get(time, _TIMES["day"])
    match mood:
        case "warm" | "cozy" | "romantic" | "golden" | "nostalgic":
            return shifted(base, lambda c: times(c, _WARM))
        case "cool" | "cold" | "mysterious" | "melancholic" | "moody":
            return shifted(base, lambda c: times(gray(c, 0.12), _COOL))
        case "neon" | "futuristic" | "cyberpunk" | "vibrant" | "energetic":
            vivid = shifted(base, lambda c: gray(c, -0.30))
            tint = (0.42, 0.10, 0.55) if base.dark else (0.98, 0.45, 0.72)
            return replace(
                vivid,
                horizon=mix(vivid.horizon, tint, 0.55),
                low=mix(vivid.low, tint, 0.25),
                haze=mix(vivid.haze, tint, 0.30),
                neon=1.0,
            )
        case "calm" | "peaceful" | "soft" | "dreamy" | "serene":
            return shifted(base, lambda c: mix(gray(c, 0.22), (0.62, 0.66, 0.74), 0.06 if base.dark else 0.14))
        case "dramatic" | "epic" | "cinematic" | "dark":
            return shifted(base, lambda c: times(gray(c, -0.12), (0.94, 0.93, 0.95)))
    return base


def mix(a: Color, b: Color, share: float) -> Color:
    """`a` with `share` of `b`."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def times(color: Color, by: Color) -> Color:
    """Each of a colour's values by its own factor."""
    return (min(1.0, color[0] * by[0]), min(1.0, color[1] * by[1]), min(1.0, color[2] * by[2]))


def gray(color: Color, share: float) -> Color:
    """Towards grey, or away from it when `share` is negative."""
    luma = 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]
    r, g, b = (min(1.0, max(0.0, c + (luma - c) * share)) for c in color)
    return (r, g, b)


def shifted(base: Palette, change: Callable[[Color], Color]) -> Palette:
    """A palette with all of its light changed; the accents stay."""
    return replace(
        base,
        zenith=change(base.zenith),
        high=change(base.high),
        low=change(base.low),
        horizon=change(base.horizon),
        haze=change(base.haze),
        light=change(base.light),
        ground=change(base.ground),
    )
