"""Shops: their windows, signs and awnings, at the foot of a house."""

from __future__ import annotations

from math import pi

import numpy as np

from nemo_widgets.local.render.scenes.paint import smooth
from nemo_widgets.local.render.scenes.palette import Color, mix
from nemo_widgets.local.render.scenes.wall import FOOT, LAMPLIT, WARM, Frame, Wall

SHOP = 196
"""Height of a shop, units."""
_FRONTS: tuple[Color, ...] = (
    (0.10, 0.24, 0.22), (0.36, 0.10, 0.12), (0.09, 0.13, 0.24), (0.14, 0.12, 0.11),
    (0.46, 0.26, 0.10), (0.20, 0.30, 0.34),
)  # fmt: skip
_CLOTHS: tuple[tuple[Color, Color], ...] = (
    ((0.72, 0.18, 0.16), (0.94, 0.90, 0.82)), ((0.13, 0.36, 0.32), (0.93, 0.90, 0.80)),
    ((0.86, 0.58, 0.20), (0.95, 0.91, 0.82)), ((0.16, 0.25, 0.44), (0.92, 0.91, 0.88)),
)  # fmt: skip


def shop(wall: Wall, rng: np.random.Generator, left: float, right: float) -> None:
    """A shop: pilasters, a sign board with its lamps, a window with goods, a door, an awning."""
    front = _FRONTS[int(rng.integers(len(_FRONTS)))]
    top, colors = FOOT - SHOP, wall.easel.colors
    lit = LAMPLIT[colors.time]
    wall.fill((left + 4, top, right - 7, FOOT), front)
    wall.fill((left + 2, top - 3, right - 5, top + 4), mix(front, (1, 1, 1), 0.30))
    wall.fill((left + 4, top + 36, right - 7, top + 39), mix(front, (0, 0, 0), 0.5))
    for at in (left + 4, right - 19):
        wall.fill((at, top + 39, at + 12, FOOT), mix(front, (1, 1, 1), 0.10))
        wall.fill((at + 10, top + 39, at + 12, FOOT), mix(front, (0, 0, 0), 0.3))
    door_left = rng.random() < 0.5
    door = (left + 24, left + 78) if door_left else (right - 81, right - 27)
    glass = (door[1] + 10, right - 25) if door_left else (left + 22, door[0] - 10)
    tone = WARM[int(rng.integers(len(WARM)))]
    wall.fill((glass[0], FOOT - 28, glass[1], FOOT - 3), mix(front, (1, 1, 1), 0.07))
    wall.fill((glass[0] + 6, FOOT - 24, glass[1] - 6, FOOT - 8), mix(front, (0, 0, 0), 0.25))
    _display(wall, rng, (glass[0], top + 48, glass[1], FOOT - 28), tone)
    wall.fill((door[0], top + 44, door[1], FOOT), mix(front, (1, 1, 1), 0.14))
    _display(wall, rng, (door[0] + 8, top + 52, door[1] - 8, FOOT - 40), tone, goods=False)
    wall.fill(
        (door[1] - 7 if door_left else door[0] + 4, FOOT - 88, door[1] - 4 if door_left else door[0] + 7, FOOT - 62),
        (0.80, 0.64, 0.34),
    )
    wall.fill((door[0] - 4, FOOT - 5, door[1] + 4, FOOT), (0.52, 0.50, 0.48))
    _sign(wall, rng, (left, right), top, lit)
    if rng.random() < 0.68:
        _awning(wall, rng, glass[0] - 8, glass[1] + 8, top + 40)


def _display(wall: Wall, rng: np.random.Generator, frame: Frame, tone: Color, *, goods: bool = True) -> None:
    """A shop's glass, its lit room, and what stands in the window."""
    left, top, right, foot = frame
    colors = wall.easel.colors
    here, x, y = wall.window(*frame)
    cover = wall.box(x, y, frame)
    down, across = (y - top) / (foot - top), (x - left) / (right - left)
    room = np.clip(0.95 - 0.55 * down, 0.2, 1) * (0.82 + 0.18 * np.cos((across - 0.5) * pi))
    shade = np.ones_like(cover)
    if goods:
        for shelf in (0.36, 0.66):
            shade *= 1 - 0.55 * np.clip(1 - np.abs(down - shelf) * (foot - top) / 2.2, 0, 1)
        for base in (0.36, 0.66, 1.0):
            at = left + 6
            while at < right - 10:
                wide, high = float(rng.uniform(7, 22)), float(rng.uniform(10, 34)) * (1.25 if base == 1.0 else 0.8)
                if rng.random() < 0.74:
                    ground = top + (foot - top) * base
                    thing = wall.box(x, y, (at, ground - high, min(at + wide, right - 4), ground))
                    shade *= 1 - thing * float(rng.uniform(0.25, 0.8))
                at += wide + float(rng.uniform(2, 12))
    for pendant in np.arange(left + 34, right - 20, 62):
        away = np.sqrt((x - pendant) ** 2 + (y - top - 22) ** 2)
        room = room + 0.8 * np.exp(-((away / 9) ** 2)) + 0.18 * np.exp(-((away / 34) ** 2))
    slant = smooth(np.sin((across * (right - left) + down * 60 + float(rng.uniform(0, 90))) / 26), 0.72, 0.86) * 0.14
    sky = mix(colors.high, colors.horizon, 0.5)
    reflected = np.asarray(sky, np.float32) * ((0.10 if colors.dark else 0.26) * (1 - 0.5 * down) + slant)[..., None]
    inside = (shade * room)[..., None] * np.asarray(tone, np.float32)
    wall.lay(here, reflected + inside * 0.30, cover, inside * (1.15 * LAMPLIT[colors.time]))
    for part in np.arange(1, max(1, round((right - left) / 84))) / max(1, round((right - left) / 84)):
        at = left + (right - left) * part
        wall.fill((at - 1.8, top, at + 1.8, foot), (0.12, 0.11, 0.10))


def _sign(wall: Wall, rng: np.random.Generator, sides: tuple[float, float], top: float, lit: float) -> None:
    """A board with a mark and two strokes, or a neon line; little lamps over it."""
    left, right = sides
    colors = wall.easel.colors
    middle, gold = (left + right) / 2, (0.86, 0.72, 0.44)
    half = (right - left) * 0.30
    here, x, y = wall.window(left, top - 40, right, top + 40)
    u = wall.easel.unit
    if rng.random() < 0.12 + 0.6 * max(0.0, colors.neon - 0.3):
        accent = colors.accent[int(rng.random() < 0.5)]
        wave = top + 20 - 7 * np.sin((x - middle) / half * 3.0 + float(rng.uniform(0, 6)))
        tube = np.exp(-(((y - wave) / 1.7) ** 2)) * (np.abs(x - middle) < half * 0.7)
        ring = np.exp(-(((np.sqrt((x - middle + half * 0.9) ** 2 + (y - top - 19) ** 2) - 9) / 1.6) ** 2))
        bright = np.clip(tube + ring, 0, 1)
        wall.lay(
            here,
            mix(accent, (1, 1, 1), 0.4),
            bright,
            np.asarray(mix(accent, (1, 1, 1), 0.25), np.float32) * max(0.35, lit) * 1.3,
        )
        return
    strokes = np.zeros((y.shape[0], x.shape[1]), np.float32)
    at = middle - half * 0.78
    while at < middle + half * 0.78:
        wide = float(rng.uniform(7, 15))
        strokes = np.maximum(strokes, wall.box(x, y, (at, top + 14, at + wide, top + 26)))
        at += wide + float(rng.choice([4.0, 4.0, 4.0, 12.0]))
    glow = np.exp(-(((x - middle) / half) ** 2)) * np.exp(-np.maximum(y - top, 0) / 30)
    wall.lay(here, gold, strokes, np.asarray(gold, np.float32) * 0.55 * lit)
    wall.light[here] += (wall.box(x, y, (left + 6, top + 4, right - 8, top + 36)) * glow * lit * 0.26)[
        ..., None
    ] * np.asarray(WARM[1], np.float32)
    for lamp_at in (middle - half * 0.55, middle + half * 0.55):
        wall.fill((lamp_at - 0.9, top - 19, lamp_at + 0.9, top - 4), (0.07, 0.07, 0.08))
        wall.outline(
            (0.07, 0.07, 0.08),
            (lamp_at - 4, top - 8),
            (lamp_at + 4, top - 8),
            (lamp_at + 9, top + 1),
            (lamp_at - 9, top + 1),
        )
        away = np.sqrt((x - lamp_at) ** 2 + (y - top - 2) ** 2)
        wall.light[here] += (np.clip((3.6 - away) * u, 0, 1) * lit)[..., None] * np.asarray(WARM[1], np.float32)


def _awning(wall: Wall, rng: np.random.Generator, left: float, right: float, top: float) -> None:
    """Striped cloth with a scalloped edge, and the shade under it."""
    first, second = _CLOTHS[int(rng.integers(len(_CLOTHS)))]
    drop, out = 44.0, 12.0
    here, x, y = wall.window(left - out, top, right + out, top + drop + 34)
    part = np.clip((y - top) / drop, 0, 1)
    a, b = left - out * part, right + out * part
    across = (x - a) / (b - a)
    count = max(5, round((right - left) / 19)) // 2 * 2 + 1
    scallop = top + drop + 9 * np.sqrt(np.abs(np.sin(across * pi * count)))
    u = wall.easel.unit
    cover = np.clip((x - a) * u + 0.5, 0, 1) * np.clip((b - x) * u + 0.5, 0, 1) * np.clip((y - top) * u + 0.5, 0, 1)
    shadow = (
        wall.box(x, y, (left, top + drop, right, top + drop + 30)) * (1 - smooth(y, top + drop, top + drop + 30)) * 0.40
    )
    wall.light[here] *= (1 - shadow * 0.6)[..., None]
    wall.body[here] *= (1 - shadow)[..., None]
    cover *= np.clip((scallop - y) * u + 0.5, 0, 1)
    stripes = smooth(np.sin(across * pi * count * 1.0), -0.06, 0.06)
    cloth = (
        np.asarray(first, np.float32)
        + (np.asarray(second, np.float32) - np.asarray(first, np.float32)) * stripes[..., None]
    )
    cloth = cloth * (1.06 - 0.24 * part - 0.10 * (y > top + drop))[..., None]
    # Lamps below shine through the cloth.
    through = (
        np.asarray(WARM[1], np.float32)
        * (0.5 * LAMPLIT[wall.easel.colors.time])
        * (part * cloth.mean(axis=2))[..., None]
    )
    wall.lay(here, np.clip(cloth, 0, 1), cover, through * cloth)
