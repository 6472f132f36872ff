"""Cars: lanes of them on their way, with their lamps on the wet road."""

from __future__ import annotations

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes.kerb import LIT, wet
from nemo_widgets.local.render.scenes.paint import Easel, Layer, blur, lamp, screen, smooth
from nemo_widgets.local.render.scenes.palette import Color, mix
from nemo_widgets.local.render.scenes.wall import Wall

_PAINTS: tuple[Color, ...] = (
    (0.70, 0.14, 0.12),
    (0.86, 0.85, 0.82),
    (0.14, 0.24, 0.36),
    (0.20, 0.21, 0.23),
    (0.84, 0.64, 0.16),
    (0.30, 0.44, 0.42),
)


def cars(easel: Easel, name: str, foot: float, scale: float, speed: float) -> Layer:
    """A lane of cars on their way, far apart, with lamps on the wet road."""
    colors = easel.colors
    rng = easel.rng(name)
    top = foot - 130 * scale
    period = max(easel.width * 1.9, 2100.0)
    wall = Wall.blank(easel, period, 200 * scale)
    count = 2 if period < 2600 else 3
    day = {"day": 1.0, "dawn": 0.78, "dusk": 0.58}.get(colors.time, 0.40)
    for number in range(count):
        at = period * (number + 0.28 + 0.4 * float(rng.random())) / count
        at = min(max(at, 320.0), period - 320.0)
        _car(wall, rng, (at, foot - top), scale=scale, way=-1 if speed > 0 else 1, day=day)
    u = easel.unit
    light = wall.light * 0.6 + blur(wall.light, 5 * u) * 0.9 + blur(wall.light, 22 * u) * 1.5
    tint, halo = lamp(light)
    halo = np.minimum(halo, 0.75) * (1 - wall.mask)
    alpha = wall.mask + halo
    solid = screen(wall.body, wall.light)
    rgb = (solid * wall.mask[..., None] + tint * halo[..., None]) / np.maximum(alpha, 1e-4)[..., None]
    return Layer(
        np.clip(rgb, 0, 1), alpha, top=easel.px(top) // 2 * 2, depth=0.7, drift=speed, period=wall.mask.shape[1]
    )


def _car(
    wall: Wall, rng: np.random.Generator, place: tuple[float, float], *, scale: float, way: int, day: float
) -> None:
    """One car from its side; `way` is where its nose is: 1 right, −1 left."""
    at, foot = place
    colors = wall.easel.colors
    paint = _PAINTS[int(rng.integers(len(_PAINTS)))]
    here, x, y = wall.window(at - 300 * scale, 0, at + 300 * scale, foot + 66 * scale)
    h, v = (x - at) / scale * way, (y - foot) / scale
    u = wall.easel.unit * scale
    roomy = bool(rng.random() < 0.4)

    def under(points: list[tuple[float, float]]) -> Floats:
        """Coverage below a rounded line."""
        xs, ys = zip(*points, strict=True)
        line = np.interp(h, np.linspace(-140, 140, 141), _round(np.interp(np.linspace(-140, 140, 141), xs, ys)))
        cover: Floats = np.clip((v - line) * u + 0.5, 0, 1)
        return cover

    body = under([(-124, -30), (-118, -52), (-60, -58), (40, -56), (96, -48), (120, -38), (124, -22)])
    body = body * np.clip((122 - np.abs(h)) * u + 0.5, 0, 1) * np.clip((-11 - v) * u + 0.5, 0, 1)
    roof = [(-112, -52), (-92, -94), (20, -96), (58, -56)] if roomy else [(-96, -54), (-62, -91), (8, -93), (54, -55)]
    cabin = under([(-140, 0), (roof[0][0] - 1, 0), *roof, (roof[-1][0] + 1, 0), (140, 0)]) * np.clip(
        (-50 - v) * u + 0.5, 0, 1
    )
    shadow = np.exp(-((h / 128) ** 8) - ((v + 3) / 7) ** 2) * 0.7
    wall.lay(here, (0.01, 0.01, 0.015), shadow)
    shine = np.clip(0.62 - (v + 58) / 52 * 0.50, 0.12, 1) + 0.34 * np.exp(-(((v + 50) / 3.5) ** 2))
    sheen = (
        np.asarray(mix(paint, mix(colors.high, colors.horizon, 0.4), 0.16), np.float32)
        * (shine * (0.9 * day + 0.06))[..., None]
    )
    wall.lay(here, np.clip(sheen, 0, 1), np.maximum(body, cabin))
    inset = cabin * np.clip((-58 - v) * u + 0.5, 0, 1)
    glass = (
        under(
            [(-140, 0), (roof[0][0] + 8, 0), *((a * 0.93 - 1, b + 6) for a, b in roof), (roof[-1][0] - 7, 0), (140, 0)]
        )
        * inset
    )
    pillar = np.clip((np.abs(h + 24) - 2.6) * u + 0.5, 0, 1)
    sky_ = (
        np.asarray(mix(colors.high, colors.horizon, 0.5), np.float32)
        * ((0.34 + 0.4 * smooth(np.sin(h / 17 + v / 9), 0.5, 0.7)) * (0.75 * day + 0.10))[..., None]
    )
    wall.lay(here, sky_ + 0.02, glass * pillar)
    wall.lay(here, (0.03, 0.03, 0.035), body * smooth(np.abs(v + 15), 5, 3))
    for wheel in (-72, 74):
        away = np.sqrt((h - wheel) ** 2 + (v + 18) ** 2)
        wall.lay(here, (0.015, 0.015, 0.02), np.clip((24 - away) * u + 0.5, 0, 1) * (v < -11))
        wall.lay(here, (0.035, 0.035, 0.04), np.clip((19.5 - away) * u + 0.5, 0, 1))
        wall.lay(here, tuple(c * (0.5 * day + 0.08) for c in (0.8, 0.8, 0.82)), np.clip((11.5 - away) * u + 0.5, 0, 1))  # type: ignore[arg-type]
        wall.lay(here, (0.06, 0.06, 0.07), np.clip((3.5 - away) * u + 0.5, 0, 1))
    lit = max(0.22, LIT[colors.time])
    front, back = (
        np.exp(-(((h - 113) / 7) ** 2) - ((v + 38) / 5) ** 2),
        np.exp(-(((h + 119) / 4) ** 2) - ((v + 42) / 6) ** 2),
    )
    wall.light[here] += (front * 2.0 * lit)[..., None] * np.asarray((1.0, 0.93, 0.78), np.float32)
    wall.light[here] += (back * 1.5 * lit)[..., None] * np.asarray((1.0, 0.12, 0.08), np.float32)
    if LIT[colors.time] > 0.4:
        beam = (
            np.exp(-(((h - 116) / 130) ** 2))
            * smooth(h, 112, 150)
            * np.exp(-(((v - 2 + 20 * np.exp(-(h - 116) / 60)) / 12) ** 2))
            * 0.40
        )
        wall.light[here] += (beam * lit)[..., None] * np.asarray((1.0, 0.90, 0.72), np.float32)
        for end, tone, level in ((112, (1.0, 0.90, 0.70), 0.34), (-118, (1.0, 0.14, 0.10), 0.30)):
            path = np.exp(-np.abs(h - end) / 9) * smooth(v, -6, 8) * np.exp(-np.maximum(v, 0) / 30)
            wall.light[here] += (path * level * lit * wet(colors))[..., None] * np.asarray(tone, np.float32)


def _round(values: Floats) -> Floats:
    """A line with its corners rounded."""
    kernel = np.hanning(13)[1:-1]
    return np.convolve(np.pad(values, 5, mode="edge"), kernel / kernel.sum(), mode="valid").astype(np.float32)
