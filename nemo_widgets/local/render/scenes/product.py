"""A product on a table: a ware on a plinth, a softly lit wall, its mirror on the table, and motes in the light.

A weather stays outside: it is seen through a window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes.paint import (
    Easel,
    Layer,
    bands,
    blur,
    disc,
    flat,
    grow,
    lamp,
    noise,
    ramp,
    screen,
    smooth,
)
from nemo_widgets.local.render.scenes.palette import Color, mix, palette
from nemo_widgets.local.render.scenes.turned import TILT, Sheet, Studio, ellipse, matte, turned
from nemo_widgets.local.render.scenes.wares import ware
from nemo_widgets.local.render.scenes.window import framed, outside

_TABLE = 742
"""Where the table meets the wall, units."""
_FOOT = 868
"""Where the plinth's middle stands."""
_SETS: dict[str, tuple[tuple[Color, Color], ...]] = {
    "day": (
        ((0.90, 0.85, 0.78), (0.80, 0.42, 0.26)),
        ((0.94, 0.80, 0.78), (0.80, 0.30, 0.38)),
        ((0.78, 0.83, 0.76), (0.20, 0.42, 0.34)),
        ((0.76, 0.84, 0.90), (0.16, 0.36, 0.62)),
    ),
    "dawn": (
        ((0.94, 0.84, 0.76), (0.82, 0.46, 0.28)),
        ((0.90, 0.80, 0.84), (0.74, 0.36, 0.50)),
        ((0.80, 0.82, 0.92), (0.42, 0.40, 0.72)),
    ),
    "dusk": (((0.82, 0.46, 0.34), (0.94, 0.62, 0.26)), ((0.60, 0.30, 0.40), (0.96, 0.56, 0.36))),
    "night": (
        ((0.135, 0.085, 0.065), (0.95, 0.62, 0.28)),
        ((0.10, 0.075, 0.13), (0.80, 0.30, 0.42)),
        ((0.085, 0.11, 0.20), (0.92, 0.58, 0.24)),
    ),
}
"""Wall and accent by the time of day, the warmest first; the mood picks a pair, or else the seed."""


def painter(kind: str) -> Callable[[Easel], Iterator[Layer]]:
    """What paints the layers, back to front, around a ware of that kind."""

    def paint(easel: Easel) -> Iterator[Layer]:
        wall, studio = _studio(easel)
        dull = easel.colors.clouded > 0
        if dull:
            yield outside(easel)
            yield framed(easel, _room(easel, wall), wall, _middle(easel))
        else:
            yield Layer(_room(easel, wall))
            yield _light_on_wall(easel)
        yield _props(easel, studio, arch=not dull)
        yield _ware(easel, kind, studio)
        if not dull:
            yield _sweep(easel)
        for number in range(2):
            yield _motes(easel, number)

    return paint


def _studio(easel: Easel) -> tuple[Color, Studio]:
    """The wall's colour and the light on the ware."""
    colors = easel.colors
    choice, plain = _SETS[colors.time], palette(colors.time, "").haze
    warmth = colors.haze[0] / colors.haze[2] - plain[0] / plain[2]
    pick = int(easel.rng("set").integers(len(choice)))
    wall, accent = choice[0 if warmth > 0.1 else -1 if warmth < -0.1 else pick]
    # The mood is in the palette's own colours: some of it goes on the wall.
    wall = mix(wall, colors.low if not colors.dark else colors.high, 0.16)
    if colors.neon > 0.6:
        wall, accent = mix(wall, (0.10, 0.03, 0.20), 0.72), colors.accent[0]
    light = mix(colors.light, (1, 1, 1), 0.35)
    shade = mix(mix(wall, colors.zenith, 0.35), (0.05, 0.045, 0.06), 0.45)
    return wall, Studio(light, shade, mix(wall, light, 0.45), wall, accent)


def _middle(easel: Easel, depth: float = 0.0) -> float:
    """Where a layer's middle is when half of the film is over, units."""
    return (easel.width + easel.reach * depth) / 2


def _room(easel: Easel, wall: Color) -> Floats:
    """Wall and table: a pool of light behind the ware, its mirror in the table, dark corners."""
    colors = easel.colors
    shape = easel.canvas(easel.span(0))
    u = easel.unit
    y = (np.arange(shape[0], dtype=np.float32) / u)[:, None]
    x = (np.arange(shape[1], dtype=np.float32) / u)[None, :]
    across = (x - _middle(easel) + 60) / max(520.0, easel.width * 0.42)
    deep = mix(wall, (0, 0, 0), 0.55 if colors.dark else 0.22)
    bright = mix(wall, colors.light, 0.30 if colors.dark else 0.42)
    table_far, table_near = mix(wall, bright, 0.35), mix(deep, wall, 0.45)
    paper = noise(easel, "plaster", shape, (160, 200), 5)
    picture = np.empty((*shape, 3), np.float32)
    for rows in bands(shape[0]):
        high = y[rows]
        pool = np.exp(-(across**2) - ((high - 430) / 400) ** 2)
        back = ramp([(0, deep), (0.5, wall), (1, bright)], np.clip(pool + (paper[rows] - 0.5) * 0.10, 0, 1))
        down = np.clip((high - _TABLE) / (1080 - _TABLE), 0, 1)
        mirror = np.exp(-(across**2) - (((high - _TABLE) * 1.6) / 330) ** 2)
        board = ramp([(0, table_far), (1, table_near)], np.broadcast_to(down, pool.shape))
        shine = (mirror * (0.50 if colors.dark else 0.34) * (0.9 + 0.2 * paper[rows]))[..., None]
        board = screen(board * (0.72 + 0.28 * np.exp(-(across**2)))[..., None], shine * np.asarray(bright, np.float32))
        edge = smooth(high, _TABLE - 3, _TABLE + 5)[..., None]
        crease = (1 - 0.20 * np.exp(-(((high - _TABLE) / 13) ** 2)))[..., None]
        picture[rows] = (back + (board - back) * edge) * crease
    if colors.neon > 0.6:
        for side, accent in zip((-0.9, 0.9), colors.accent, strict=True):
            glow = np.exp(-(((across - side) / 0.62) ** 2)) * np.exp(-(((y - 520) / 420) ** 2)) * 0.55
            for rows in bands(shape[0]):
                picture[rows] = screen(picture[rows], glow[rows][..., None] * np.asarray(accent, np.float32))
    return np.clip(picture, 0, 1, out=picture)


def _light_on_wall(easel: Easel) -> Layer:
    """The sun through a window and leaves; after dark, a lamp's fan of light."""
    colors = easel.colors
    rng = easel.rng("window")
    shape = easel.canvas(easel.span(0.10), _TABLE)
    u = easel.unit
    y = (np.arange(shape[0], dtype=np.float32) / u)[:, None]
    x = (np.arange(shape[1], dtype=np.float32) / u)[None, :] - _middle(easel, 0.10)
    if colors.dark:
        fan = np.exp(-(((x + 0.34 * (y - 60)) / (46 + 0.36 * y)) ** 2)) * np.exp(-y / 520)
        return Layer(flat(mix(colors.light, (1.0, 0.82, 0.62), 0.5), shape), fan * 0.42, depth=0.10)
    slant = x + 0.55 * y + float(rng.uniform(-40, 60))
    wide = 170.0
    panes = np.zeros(shape, np.float32)
    for column in range(-1, 2):
        left = column * (wide + 26) - wide / 2 + 210
        panes += smooth(slant, left - 7, left + 7) * (1 - smooth(slant, left + wide - 7, left + wide + 7))
    bar = 1 - smooth(-np.abs(y + 0.10 * x - 330), -20, -9)
    leaves = _leaves(easel, shape)
    panes = panes * bar * smooth(y, 20, 130) * (1 - smooth(y, _TABLE - 130, _TABLE - 30)) * (1 - 0.85 * leaves)
    level = {"dusk": 0.50, "dawn": 0.50}.get(colors.time, 0.46)
    return Layer(flat(mix(colors.light, (1, 1, 1), 0.2), shape), blur(panes, 5 * u) * level, depth=0.10)


def _leaves(easel: Easel, shape: tuple[int, int]) -> Floats:
    """The shadow of a palm's leaves, out of focus."""
    rng = easel.rng("leaves")
    small = (shape[0] // 4, shape[1] // 4)
    u = easel.unit / 4
    y = (np.arange(small[0], dtype=np.float32) / u)[:, None]
    x = (np.arange(small[1], dtype=np.float32) / u)[None, :] - _middle(easel, 0.10)
    shadow = np.zeros(small, np.float32)
    root = (float(rng.uniform(300, 420)), -60.0)
    for number in range(13):
        way = 1.15 + number * 0.13 + float(rng.uniform(-0.05, 0.05))
        length = float(rng.uniform(420, 640))
        along = ((x - root[0]) * np.cos(way) + (y - root[1]) * np.sin(way)) / length
        aside = (y - root[1]) * np.cos(way) - (x - root[0]) * np.sin(way) + 70 * along * along
        width = 17 * np.sqrt(np.clip(along * (1 - along) * 4, 0, 1))
        shadow = np.maximum(shadow, smooth(width - np.abs(aside), -7, 7) * (width > 0.5))
    return np.clip(grow(shadow, shape), 0, 1)


def _props(easel: Easel, studio: Studio, *, arch: bool) -> Layer:
    """An arch (if there is to be one), a ball and a column that stand back and out of focus."""
    rng = easel.rng("props")
    span = easel.span(0.26)
    sheet = Sheet(easel, span, 1080)
    u = easel.unit
    side = 1 if rng.random() < 0.5 else -1
    room = min(1.0, easel.width / 1500)
    stand = _TABLE + 34.0
    if arch:
        _arch(easel, sheet, side * 105 * room, room, studio)
    # A column on one side, a ball on the other.
    for place, high, radius in ((-side * 430 * room, 250.0, 74.0), (-side * 285 * room, 96.0, 58.0)):
        shifted = (here, x, y) = sheet.window(place - radius - 60, stand - high, place + radius + 160, stand + 30)
        body = turned(x - place, y, u, (stand - high, stand), [(0, radius), (1, radius)])
        ground = np.exp(-(((x - place - 50) / (radius * 1.5)) ** 2) - ((y - stand) / 13) ** 2)
        sheet.lay(shifted[0], mix(studio.shade, (0, 0, 0), 0.4), ground * 0.45)
        color = mix(studio.own, studio.accent, 0.30 if high > 200 else 0.06)
        sheet.lay(here, matte(color, body.across, studio.light, studio.shade), body.cover)
        sheet.lay(here, mix(color, studio.light, 0.40), ellipse(x - place, y, u, (0, stand - high), radius))
    _ball(sheet, (-side * 285 * room, stand - 96 - 44), 46, mix(studio.accent, studio.own, 0.15), studio)
    soft = 2.2 * u
    cover = blur(sheet.alpha, soft)
    rgb = blur(sheet.rgb * sheet.alpha[..., None], soft) / np.maximum(cover, 1e-3)[..., None]
    return Layer(np.clip(rgb, 0, 1), np.clip(cover, 0, 1), depth=0.26)


def _arch(easel: Easel, sheet: Sheet, at: float, room: float, studio: Studio) -> None:
    """An arch behind the ware, off the middle; `room`: the picture's share of the usual width."""
    u = sheet.unit
    half, crown, stand = 235 * (0.55 + 0.45 * room), 330.0, _TABLE + 34.0
    tone = mix(studio.own, studio.shade, 0.10)
    here, x, y = sheet.window(at - half, crown - half, at + half, stand)
    dx = x - at
    edge = np.where(y > crown, half - np.abs(dx), half - np.sqrt(dx * dx + (y - crown) ** 2))
    cover = np.clip(edge * u + 0.5, 0, 1) * np.clip((stand - y) * u + 0.5, 0, 1)
    down = np.clip((y - crown + half) / (stand - crown + half), 0, 1)
    lit = np.clip(dx / half * 0.55, -1, 1) + 0.25 - 0.35 * down
    sheet.lay(here, matte(tone, lit, studio.light, studio.shade), cover)
    pool = np.exp(-((dx / (half * 0.8)) ** 2) - ((y - 540) / 240) ** 2) * (0.34 if easel.colors.dark else 0.16)
    sheet.light(here, studio.light, pool * cover)
    rim = smooth(edge, 0, 2.5) * (1 - smooth(edge, 4, 10)) * cover
    sheet.light(here, studio.light, rim * smooth(-dx, -half, half) * 0.35)


def _ball(sheet: Sheet, at: tuple[float, float], radius: float, color: Color, studio: Studio) -> None:
    here, x, y = sheet.window(at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
    dx, dy = (x - at[0]) / radius, (y - at[1]) / radius
    out = np.sqrt(dx * dx + dy * dy)
    lit = np.clip(0.75 * dx + 0.65 * dy + 0.1, -1, 1)
    sheet.lay(here, matte(color, lit, studio.light, studio.shade), np.clip((1 - out) * radius * sheet.unit + 0.5, 0, 1))
    shine = np.exp(-(((dx + 0.36) / 0.20) ** 2) - ((dy + 0.42) / 0.15) ** 2)
    sheet.light(here, studio.light, shine * 0.7)


def _ware(easel: Easel, kind: str, studio: Studio) -> Layer:
    """Plinth and ware, where they touch and what the table mirrors of them."""
    depth = 0.5
    sheet = Sheet(easel, easel.width + easel.reach * depth, 1080)
    u = easel.unit
    radius = min(275.0, easel.width * 0.40)
    high = 66.0
    top = _FOOT - high
    here, x, y = sheet.window(-radius, top - 60, radius, _FOOT + radius * TILT + 2)
    plinth = turned(x, y, u, (top, _FOOT), [(0, radius - 4), (0.06, radius), (1, radius)])
    color = mix(studio.own, (1, 1, 1), 0.10 if easel.colors.dark else 0.20)
    sheet.lay(here, matte(color, plinth.across, studio.light, studio.shade), plinth.cover)
    disk = ellipse(x, y, u, (0, top), radius - 3)
    lit = np.broadcast_to(np.clip(x / radius, -1, 1) * 0.5 - 0.25, disk.shape)
    sheet.lay(here, matte(mix(color, (1, 1, 1), 0.12), lit, studio.light, studio.shade), disk)
    # Where the ware stands: dark at the touch, a long soft shadow away from the light.
    shadow = np.zeros(disk.shape, np.float32)
    for aside, wide, strength in ((6, 118, 0.60), (60, 150, 0.30), (120, 170, 0.22)):
        away = np.sqrt(((x - aside) / wide) ** 2 + ((y - top - 2) / (wide * TILT * 1.1)) ** 2)
        shadow = 1 - (1 - shadow) * (1 - strength * smooth(1.25 - away, 0, 0.75))
    sheet.lay(here, mix(studio.shade, (0, 0, 0), 0.55), shadow * disk)
    ware(kind, easel, sheet, top + 4, studio)
    if easel.colors.neon > 0.6:
        _rims(easel, sheet)
    return _mirrored(easel, sheet, radius, studio, depth)


def _rims(easel: Easel, sheet: Sheet) -> None:
    """Two coloured lamps graze the edges."""
    u = easel.unit
    soft = blur(sheet.alpha, 9 * u)
    step = max(1, round(7 * u))
    for shift, accent in zip((step, -step), easel.colors.accent, strict=True):
        edge = np.clip(sheet.alpha - np.roll(soft, shift, axis=1), 0, 1) * 0.9
        whole = (slice(None), slice(None))
        sheet.light(whole, accent, edge * sheet.alpha)


def _mirrored(easel: Easel, sheet: Sheet, radius: float, studio: Studio, depth: float) -> Layer:
    """With its mirror image in the polished table below, and its shadow on it."""
    u = easel.unit
    rows, cols = sheet.alpha.shape
    x = ((np.arange(cols, dtype=np.float32) + 0.5) / u - cols / u / 2)[None, :]
    y = ((np.arange(rows, dtype=np.float32) + 0.5) / u)[:, None]
    front = _FOOT + TILT * np.sqrt(np.maximum(radius * radius - x * x, 0))[0]
    source = np.round((2 * front[None, :] - y) * u - 0.5).astype(int)
    below = source < np.arange(rows)[:, None]
    source = np.clip(source, 0, rows - 1)
    inside = (np.abs(x) < radius) & below
    image = np.take_along_axis(sheet.rgb, source[..., None], 0)
    cover = np.where(inside, np.take_along_axis(sheet.alpha, source, 0), 0)
    fade = np.exp(-np.maximum(y - front[None, :], 0) / 95) * 0.42
    mirror = blur(cover * fade, 1.6 * u)
    image = blur(image, 1.6 * u)
    away = np.sqrt(((x - 46) / (radius * 1.22)) ** 2 + ((y - _FOOT - 6) / (radius * TILT * 1.5)) ** 2)
    shadow = smooth(1.2 - away, 0, 0.9) * 0.55
    dark = np.asarray(mix(studio.shade, (0, 0, 0), 0.5), np.float32)
    for band in bands(rows):
        total = mirror[band] + shadow[band] * (1 - mirror[band])
        under = (
            image[band] * mirror[band][..., None] + dark * (shadow[band] * (1 - mirror[band]))[..., None]
        ) / np.maximum(total, 1e-4)[..., None]
        cover_ = sheet.alpha[band]
        whole = cover_ + total * (1 - cover_)
        mixed = sheet.rgb[band] * cover_[..., None] + under * (total * (1 - cover_))[..., None]
        image[band] = mixed / np.maximum(whole, 1e-4)[..., None]
        mirror[band] = whole
    return Layer(np.clip(image, 0, 1), mirror, depth=depth)


def _sweep(easel: Easel) -> Layer:
    """A soft beam that crosses the set now and then."""
    colors = easel.colors
    shape = easel.canvas(easel.width * 2.4)
    y = np.arange(shape[0], dtype=np.float32)[:, None] / easel.unit
    x = np.arange(shape[1], dtype=np.float32)[None, :] / easel.unit
    at = x - easel.width * 1.35 + (y - 540) * 0.36
    beam = np.exp(-((at / 150) ** 2)) * 0.13 + np.exp(-(((at - 210) / 60) ** 2)) * 0.07
    return Layer(flat(mix(colors.light, (1, 1, 1), 0.4), shape), beam.astype(np.float32), drift=74, period=shape[1])


def _motes(easel: Easel, number: int) -> Layer:
    """Dust in the light, large and soft near the lens."""
    colors = easel.colors
    rng = easel.rng(f"motes/{number}")
    shape = easel.canvas(easel.width * 1.4)
    u = easel.unit
    light = np.zeros((*shape, 3), np.float32)
    size = (3.2, 30.0)[number]
    tint = mix(colors.light, (1, 1, 1), 0.3)
    if colors.neon > 0.6 and number:
        tint = mix(colors.accent[1], (1, 1, 1), 0.2)
    for _ in range((46, 9)[number]):
        r = size * rng.uniform(0.4, 1.2) * u
        x, y = rng.uniform(r * 1.5, shape[1] - r * 1.5), rng.uniform(0.02, 0.98) * shape[0]
        level = rng.uniform(0.15, 0.50) * (0.8, 0.26)[number]
        y0, y1, x0, x1 = int(max(0, y - r * 1.4)), int(min(shape[0], y + r * 1.4)), int(x - r * 1.4), int(x + r * 1.4)
        if y1 <= y0 or x1 <= x0:
            continue
        spot = disc((y1 - y0, x1 - x0), x - x0, y - y0, r, max(1.5, r * (1.0, 0.5)[number]))
        light[y0:y1, x0:x1] += (spot * level)[..., None] * np.asarray(tint, np.float32)
    rgb, alpha = lamp(light)
    return Layer(rgb, np.minimum(alpha, 0.6), depth=(0.6, 1.0)[number], drift=(-5, 9)[number], period=shape[1])
