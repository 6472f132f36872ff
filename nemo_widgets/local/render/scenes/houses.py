"""Houses: a row of them with shops below and windows above, as they stand along a street."""

from __future__ import annotations

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes.paint import Easel, noise, smooth
from nemo_widgets.local.render.scenes.palette import Color, mix
from nemo_widgets.local.render.scenes.shops import SHOP, shop
from nemo_widgets.local.render.scenes.wall import FOOT, LAMPLIT, WARM, Frame, Wall

_STOREY = 128
"""Height of a storey, units."""
_WALLS: tuple[Color, ...] = (
    (0.62, 0.33, 0.26), (0.86, 0.78, 0.64), (0.52, 0.60, 0.55), (0.44, 0.52, 0.62),
    (0.80, 0.60, 0.40), (0.72, 0.50, 0.48), (0.78, 0.76, 0.74), (0.38, 0.42, 0.48),
)  # fmt: skip
_DAYLIGHT: dict[str, Color] = {
    "day": (1.0, 0.98, 0.95),
    "dawn": (0.84, 0.74, 0.76),
    "dusk": (0.56, 0.40, 0.46),
    "night": (0.20, 0.21, 0.37),
}
_AWAKE = {"night": 0.50, "dusk": 0.45, "dawn": 0.20, "day": 0.0}
"""Share of windows with a lamp on."""


def terrace(easel: Easel, span: float) -> Wall:
    """A row of houses `span` units wide."""
    wall = Wall.blank(easel, span, FOOT + 66)
    rng = easel.rng("terrace")
    x, last = -float(rng.uniform(20, 160)), -1
    while x < span:
        wide = float(rng.choice([236.0, 284.0, 332.0]))
        own = np.random.default_rng(rng.integers(1 << 32))
        last = int(own.choice([n for n in range(len(_WALLS)) if n != last]))
        _house(wall, own, x, x + wide, _WALLS[last])
        x += wide
    _weather(wall)
    return wall


def _weather(wall: Wall) -> None:
    """Plaster is never even, and houses are darker under their eaves' neighbours and near the ground."""
    easel = wall.easel
    stain = noise(easel, "stain", wall.mask.shape, (90, 60), 4)
    daylight = np.asarray(_DAYLIGHT[easel.colors.time], np.float32) * np.asarray(
        mix((1, 1, 1), easel.colors.light, 0.35), np.float32
    )
    rows = np.arange(wall.mask.shape[0], dtype=np.float32)[:, None] / easel.unit
    fall = 1.06 - 0.20 * smooth(rows, 260, FOOT)
    wall.body *= ((0.86 + 0.28 * stain) * fall)[..., None]
    wall.body *= daylight
    haze = np.asarray(easel.colors.haze, np.float32)
    wall.body += (haze - wall.body) * np.float32(0.07)


def _house(wall: Wall, rng: np.random.Generator, left: float, right: float, paint: Color) -> None:
    floors = int(rng.choice([2, 2, 3, 3, 3]))
    eaves = FOOT - SHOP - floors * _STOREY - float(rng.uniform(0, 16))
    wall.fill((left, eaves, right, FOOT), paint)
    if rng.random() < 0.4:
        _bricks(wall, (left, eaves, right, FOOT - SHOP), paint)
    # A shaded joint between neighbours.
    wall.fill((right - 3, eaves, right, FOOT), mix(paint, (0, 0, 0), 0.42))
    _roof(wall, rng, (left, right), eaves, paint)
    bays = 2 if right - left < 250 else 3
    pitch = (right - left) / bays
    trim = mix(paint, (0.97, 0.95, 0.90), 0.72)
    style = int(rng.integers(3))
    for floor in range(floors):
        top = FOOT - SHOP - (floor + 1) * _STOREY + 26
        for bay in range(bays):
            _window(wall, rng, (left + (bay + 0.5) * pitch, top), trim, style, balcony=floor == 0 and style == 1)
        if floor and style != 1:
            wall.fill((left, top + 101, right - 3, top + 105), mix(paint, (1, 1, 1), 0.16))
    shop(wall, rng, left, right)


def _bricks(wall: Wall, frame: Frame, paint: Color) -> None:
    left, top, right, foot = frame
    here, x, y = wall.window(*frame)
    course = np.floor(y / 7.5)
    joint = np.maximum(
        smooth(np.abs((y / 7.5) % 1 - 0.5), 0.40, 0.48),
        smooth(np.abs((x / 19 + 0.5 * (course % 2)) % 1 - 0.5), 0.46, 0.49),
    )
    wall.lay(here, mix(paint, (0.9, 0.86, 0.8), 0.30), joint * 0.55 * wall.box(x, y, (left, top, right - 3, foot)))


def _roof(wall: Wall, rng: np.random.Generator, sides: tuple[float, float], eaves: float, paint: Color) -> None:
    """A cornice, and above it nothing, a mansard or a gable; chimneys."""
    left, right = sides
    slate = mix((0.25, 0.27, 0.32), paint, 0.14)
    kind = rng.choice(["flat", "mansard", "gable"], p=[0.40, 0.40, 0.20])
    top = eaves
    if rng.random() < 0.75:
        at = left + (right - left) * float(rng.uniform(0.15, 0.75))
        up = eaves - (110 if kind != "flat" else 46)
        wall.fill((at, up, at + 34, eaves), mix((0.52, 0.32, 0.26), paint, 0.3))
        wall.fill((at - 4, up, at + 38, up + 7), mix((0.42, 0.27, 0.23), paint, 0.3))
        for pot in (5, 20):
            wall.fill((at + pot, up - 15, at + pot + 9, up), (0.60, 0.36, 0.26))
    if kind == "mansard":
        top = eaves - 84
        wall.outline(slate, (left, eaves), (left + 24, top), (right - 24, top), (right, eaves))
        wall.fill((left + 22, top - 4, right - 22, top + 2), mix(slate, (0, 0, 0), 0.35))
        middle = (left + right) / 2
        for at in (middle,) if right - left < 250 else (middle - 58, middle + 58):
            wall.fill((at - 26, eaves - 66, at + 26, eaves), mix(slate, (0.9, 0.88, 0.82), 0.5))
            wall.outline(mix(slate, (0, 0, 0), 0.3), (at - 33, eaves - 64), (at, eaves - 84), (at + 33, eaves - 64))
            _pane(wall, rng, (at - 18, eaves - 58, at + 18, eaves - 6), _AWAKE[wall.easel.colors.time])
            wall.fill((at - 1.2, eaves - 58, at + 1.2, eaves - 6), (0.86, 0.84, 0.8))
    elif kind == "gable":
        middle, top = (left + right) / 2, eaves - 92
        wall.outline(mix(slate, (0, 0, 0), 0.25), (left - 5, eaves), (middle, top - 9), (right + 2, eaves))
        wall.outline(paint, (left + 10, eaves), (middle, top + 6), (right - 13, eaves))
        here, x, y = wall.window(middle - 18, eaves - 62, middle + 18, eaves - 20)
        away = np.sqrt((x - middle) ** 2 + (y - eaves + 40) ** 2)
        wall.lay(here, mix(paint, (1, 1, 1), 0.6), np.clip((17 - away) * wall.easel.unit, 0, 1))
        wall.lay(here, (0.20, 0.23, 0.28), np.clip((13 - away) * wall.easel.unit, 0, 1))
    trim = mix(paint, (0.97, 0.95, 0.90), 0.60)
    wall.fill((left - 2, eaves - 5, right + 2, eaves + 3), trim)
    wall.fill((left, eaves + 3, right, eaves + 12), mix(trim, (0, 0, 0), 0.16))
    wall.fill((left, eaves + 12, right, eaves + 19), mix(paint, (0, 0, 0), 0.30))


def _pane(wall: Wall, rng: np.random.Generator, frame: Frame, awake: float) -> None:
    """Glass: the sky by day; a room with curtains behind it when a lamp is on."""
    left, top, right, foot = frame
    colors = wall.easel.colors
    here, x, y = wall.window(left, top, right, foot)
    cover = wall.box(x, y, (left, top, right, foot))
    down, across = np.clip((y - top) / (foot - top), 0, 1), np.clip((x - left) / (right - left), 0, 1)
    slant = smooth(np.sin((across * 0.8 + down * 0.5 + float(rng.random())) * 5), 0.55, 0.75) * 0.22
    sky = mix(colors.high, colors.horizon, 0.45) if not colors.dark else (0.24, 0.28, 0.42)
    dim = 0.30 + 0.34 * (1 - down) + slant
    glass = np.asarray(sky, np.float32) * dim[..., None] + np.asarray((0.05, 0.06, 0.075), np.float32)
    lamp: Floats | Color = (0.0, 0.0, 0.0)
    if rng.random() < awake:
        tone = np.asarray(WARM[int(rng.integers(len(WARM)))], np.float32)
        room = (0.50 + 0.45 * (1 - down)) * (1 - 0.25 * np.abs(across - 0.5))
        curtain = smooth(np.abs(across - 0.5), 0.24, 0.32) * (0.72 + 0.28 * np.sin(across * 60))
        bright = room * (1 - 0.42 * curtain) * float(rng.uniform(0.45, 1.0)) * LAMPLIT[colors.time] * 1.2
        lamp = bright[..., None] * tone
    wall.lay(here, glass, cover, lamp)


def _window(
    wall: Wall, rng: np.random.Generator, at: tuple[float, float], trim: Color, style: int, *, balcony: bool
) -> None:
    """A sash, French or arched window with its frame, sill and now and then flowers."""
    middle, top = at
    half, high = (27.0, 31.0, 25.0)[style], (82.0, 92.0, 84.0)[style]
    foot = top + high
    wall.fill((middle - half - 7, top - 8, middle + half + 7, foot + 2), trim)
    wall.fill((middle - half - 10, top - 13, middle + half + 10, top - 7), mix(trim, (0, 0, 0), 0.10))
    wall.fill((middle - half - 7, top - 7, middle + half + 7, top - 4), mix(trim, (0, 0, 0), 0.34))
    _pane(wall, rng, (middle - half, top, middle + half, foot), _AWAKE[wall.easel.colors.time])
    bar = mix(trim, (0, 0, 0), 0.08)
    wall.fill((middle - 1.6, top, middle + 1.6, foot), bar)
    for part in (0.5,) if style == 0 else (0.33,) if style == 1 else (0.34, 0.67):
        wall.fill((middle - half, top + high * part - 1.4, middle + half, top + high * part + 1.4), bar)
    wall.fill((middle - half - 11, foot + 1, middle + half + 11, foot + 7), mix(trim, (1, 1, 1), 0.2))
    wall.fill((middle - half - 9, foot + 7, middle + half + 9, foot + 11), mix(trim, (0, 0, 0), 0.45))
    if balcony:
        wall.fill((middle - 48, foot - 32, middle + 48, foot - 29), (0.08, 0.08, 0.10))
        wall.fill((middle - 48, foot, middle + 48, foot + 5), (0.16, 0.16, 0.18))
        for bar_at in np.arange(-46, 47, 8.4):
            wall.fill((middle + bar_at - 0.8, foot - 32, middle + bar_at + 0.8, foot), (0.08, 0.08, 0.10))
    elif rng.random() < 0.30:
        _flowers(wall, rng, middle - half - 6, middle + half + 6, foot - 2)


def _flowers(wall: Wall, rng: np.random.Generator, left: float, right: float, foot: float) -> None:
    bloom = ((0.86, 0.22, 0.30), (0.94, 0.60, 0.70), (0.95, 0.78, 0.30))[int(rng.integers(3))]
    wall.fill((left, foot - 3, right, foot + 9), (0.42, 0.26, 0.18))
    here, x, y = wall.window(left - 6, foot - 26, right + 6, foot + 8)
    u = wall.easel.unit
    for number in range(34):
        at, up, radius = rng.uniform(left, right), rng.uniform(-16, 3), rng.uniform(3.0, 5.6)
        leaf = mix((0.13, 0.30, 0.14), (0.36, 0.54, 0.22), float(rng.random()))
        color = bloom if number > 22 else leaf
        radius = radius * 0.62 if number > 22 else radius
        away = np.sqrt((x - at) ** 2 + (y - foot - up) ** 2)
        wall.lay(here, color, np.clip((radius - away) * u + 0.5, 0, 1))
