"""Towers: a row of them with windows, signs, a glow in the air, and its reflection in the water."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.scenes.paint import (
    Easel,
    Layer,
    bands,
    blur,
    lamp,
    over,
    polygon,
    ramp,
    screen,
    smooth,
    spread,
)
from nemo_widgets.local.render.scenes.palette import Color, Palette, mix

SHORE = 842
"""Where the water begins, units from the top."""
_OVERHEAD = 120
"""Room above a tower for its crown or spire, units."""
_LAMPS: tuple[Color, ...] = ((1.0, 0.78, 0.46), (1.0, 0.86, 0.62), (0.94, 0.93, 0.86), (0.66, 0.85, 1.0))
_LIT = {"night": 0.58, "dusk": 0.40, "dawn": 0.10, "day": 0.0}


@dataclass(frozen=True)
class Row:
    """A row of towers.

    Attributes:
        name: Seeds its own randomness.
        depth: Share of the camera's travel.
        heights: Lowest and highest, units.
        widths: Narrowest and widest, units.
        haze: How much of it the air has taken.
        cell: A window's size, units.
        signs: Share of towers with a sign.
    """

    name: str
    depth: float
    heights: tuple[float, float]
    widths: tuple[float, float]
    haze: float
    cell: float
    signs: float


class _Plot(NamedTuple):
    """Where a tower stands and how tall it is, units."""

    x: float
    width: float
    tall: float
    back: bool

    @property
    def top(self) -> float:
        return SHORE - self.tall


class _Sheet:
    """What a row is drawn on: stone, light and coverage, each down to the shore."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.body = np.zeros((*shape, 3), np.float32)
        self.light = np.zeros((*shape, 3), np.float32)
        self.mask = np.zeros(shape, np.float32)


def towers(easel: Easel, row: Row) -> Layer:
    """A row of towers with its reflection."""
    rows, cols = easel.canvas(easel.span(row.depth))
    sheet = _Sheet((easel.px(SHORE), cols))
    rng = easel.rng(f"towers/{row.name}")
    for plot in _plots(row, rng):
        _tower(easel, row, np.random.default_rng(rng.integers(1 << 32)), sheet, plot)
    mask = sheet.mask
    glow = blur(sheet.light, 6 * easel.unit)
    wide = blur(sheet.light, 36 * easel.unit)
    alpha = np.empty_like(mask)
    for band in bands(mask.shape[0]):
        glow[band] = glow[band] * 0.9 + wide[band] * 1.25
        cover = mask[band][..., None]
        solid = screen(sheet.body[band] / np.maximum(cover, 1e-3), sheet.light[band] * 1.25 + glow[band] * 0.8)
        tint, halo = lamp(glow[band])
        halo = np.minimum(halo * 1.2, 0.85) * (1 - mask[band])
        alpha[band] = mask[band] + halo
        glow[band] = (solid * cover + tint * halo[..., None]) / np.maximum(alpha[band], 1e-4)[..., None]
    del sheet, mask, wide
    picture = spread(glow, alpha, 3 * easel.unit)
    del glow
    return Layer(*_mirrored(easel, picture, alpha, rows, row.name), depth=row.depth)


def _plots(row: Row, rng: np.random.Generator) -> Iterator[_Plot]:
    """Plots from left to right, the back ones first. A skyline has a rhythm: districts rise and fall."""
    districts = rng.random(64)
    low, high = row.heights
    for back in (True, False):
        x = -row.widths[1] * rng.random()
        while x < 5200:
            width = rng.uniform(*row.widths)
            swell = float(np.interp(x / 420, np.arange(64), districts))
            tall = low + (high - low) * (0.25 * rng.random() + 0.75 * swell * rng.random() ** 0.6)
            yield _Plot(x, width, tall * (1.12 if back else 0.80), back)
            x += width * (rng.uniform(1.0, 1.5) if back else rng.uniform(0.9, 1.7))


def _tower(easel: Easel, row: Row, rng: np.random.Generator, sheet: _Sheet, plot: _Plot) -> None:
    """Draw one tower."""
    u, colors = easel.unit, easel.colors
    x0, x1, y0 = round(plot.x * u), round((plot.x + plot.width) * u), max(0, round((plot.top - _OVERHEAD) * u))
    cols = sheet.mask.shape[1]
    if x1 <= 0 or x0 >= cols:
        return
    shape = (sheet.mask.shape[0] - y0, x1 - x0)
    cover = polygon(shape, *[[(px * u - x0, py * u - y0) for px, py in o] for o in _outline(rng, plot, row.cell)])
    seen = slice(max(0, -x0), shape[1] - max(0, x1 - cols))
    here = (slice(y0, None), slice(max(0, x0), min(cols, x1)))
    cover = cover[:, seen]

    haze = min(1.0, row.haze + (0.14 if plot.back else 0.0))
    # One side of each tower faces away from the light.
    corner = rng.uniform(0.22, 0.78)
    side = smooth(np.linspace(0, 1, shape[1], dtype=np.float32), corner - 0.5 / shape[1], corner + 0.5 / shape[1])
    facade = _facade(colors, rng, shape[0], haze) * (1 - 0.20 * side * (1 - 0.6 * haze))[None, :, None]
    roof = plot.top * u - y0
    glass, lamps = _windows(easel, row.cell, rng, shape, roof)
    facade = facade + glass * (1 - haze)
    lamps = lamps * ((1 - 0.35 * side) * (1 - 0.55 * row.haze) * (0.75 if plot.back else 1.0))[None, :, None]
    if rng.random() < row.signs * (0.4 + colors.neon) and not plot.back:
        lamps = lamps + _sign(easel, rng, shape, roof, plot.tall * u)
    sheet.body[here] = over(sheet.body[here], facade[:, seen], cover)
    sheet.light[here] = over(sheet.light[here], lamps[:, seen], cover)
    sheet.mask[here] = np.maximum(sheet.mask[here], cover)


def _facade(colors: Palette, rng: np.random.Generator, rows: int, haze: float) -> Floats:
    """A wall's colours from roof to foot, where the street's haze lies: rows × 1 × 3."""
    if colors.time in ("day", "dawn"):
        stone = mix((0.34, 0.43, 0.52), (0.60, 0.60, 0.58), rng.random())
    else:
        stone = mix(colors.ground, (0.10, 0.11, 0.19), rng.random() * 0.7)
    stone = mix(stone, colors.haze, haze)
    foot = mix(stone, mix(colors.haze, colors.horizon, 0.5), 0.30 + 0.3 * haze)
    down = np.linspace(0, 1, rows, dtype=np.float32)
    return ramp([(0, mix(stone, colors.high, 0.18)), (0.4, stone), (1, foot)], down)[:, None, :]


def _outline(rng: np.random.Generator, plot: _Plot, cell: float) -> list[list[tuple[float, float]]]:
    """The tower's shapes, units: its top is flat, stepped, slanted, a spire or a crown."""
    x, width, top = plot.x, plot.width, plot.top
    right, base = x + width, float(SHORE + 2)
    kind = rng.choice(["flat", "step", "slant", "spire", "crown"], p=[0.34, 0.26, 0.14, 0.16, 0.10])
    block = [(x, base), (x, top), (right, top), (right, base)]
    inset = width * rng.uniform(0.14, 0.28)
    up = cell * rng.uniform(2, 5)
    if kind == "step":
        upper = [(x + inset, top), (x + inset, top - up), (right - inset, top - up), (right - inset, top)]
        return [block, upper]
    if kind == "slant":
        return [[(x, base), (x, top - up * rng.uniform(-1, 1)), (right, top), (right, base)]]
    middle = x + width / 2
    if kind == "spire":
        thin = max(1.0, cell * 0.13)
        peak = top - min(110, up * 3)
        cap = [(x + inset, top), (middle, top - up), (right - inset, top)]
        return [
            block,
            cap,
            [(middle - thin, top), (middle - thin * 0.4, peak), (middle + thin * 0.4, peak), (middle + thin, top)],
        ]
    if kind == "crown":
        arc = [
            (middle + (width / 2 - inset * 0.4) * np.cos(a), top - up * 0.9 * np.sin(a))
            for a in np.linspace(np.pi, 0, 24)
        ]
        return [block, arc]
    return [block]


def _windows(
    easel: Easel, cell: float, rng: np.random.Generator, shape: tuple[int, int], roof: float
) -> tuple[Floats, Floats]:
    """What the panes reflect, and the lamps behind them: two pictures of the facade's size; `roof` is in px."""
    colors = easel.colors
    u = easel.unit
    style = rng.choice(["grid", "ribbon", "column", "pairs"], p=[0.42, 0.26, 0.14, 0.18])
    high, wide = cell * rng.uniform(1.1, 1.7), cell * rng.uniform(0.75, 1.15)
    pane_y, pane_x = {"grid": (0.56, 0.60), "ribbon": (0.46, 0.97), "column": (0.93, 0.46), "pairs": (0.60, 0.74)}[
        style
    ]
    floors, columns = 90, 48
    cover_y, at_y = _bars(shape[0], high * u, pane_y, roof + 0.7 * high * u, shape[0])
    fit = max(1, int((shape[1] / u - 0.5 * wide) / wide)) * wide * u  # whole windows, with a wall on both sides
    edge = (shape[1] - fit) / 2 + (1 - pane_x) * wide * u / 2
    cover_x, at_x = _bars(shape[1], wide * u, pane_x, edge, edge + fit - 1)
    at_y, at_x = at_y % floors, at_x % columns
    panes = cover_y[:, None] * cover_x[None, :]
    lit = _LIT[colors.time] * rng.uniform(0.25, 1.25)
    busy = rng.random((floors, 1)) ** 1.5 * 1.3  # whole floors are at work, others dark
    on = (rng.random((floors, columns)) < lit * busy).astype(np.float32)
    if style == "ribbon":
        on = (0.35 + 0.65 * on) * (rng.random((floors, 1)) < lit * 0.9)
    lamp = np.asarray(_LAMPS[rng.choice(4, p=[0.40, 0.30, 0.17, 0.13])], np.float32)
    each = np.asarray(_LAMPS, np.float32)[rng.choice(4, (floors, columns), p=[0.4, 0.3, 0.2, 0.1])]
    tone = (0.7 * lamp + 0.3 * each) * (rng.uniform(0.35, 1.0, (floors, columns)) * on)[..., None]
    lamps = tone[at_y[:, None], at_x[None, :]].astype(np.float32) * panes[..., None] * np.float32(1.15)
    mirror = (np.asarray(colors.high, np.float32) - 0.25) * (0.20 if colors.dark else 0.34)
    shade = rng.uniform(0.5, 1.0, (floors, columns)).astype(np.float32)[at_y[:, None], at_x[None, :]]
    return (panes * shade)[..., None] * mirror, lamps


def _bars(length: int, step: float, open_share: float, begin: float, end: float) -> tuple[Floats, NDArray[np.int64]]:
    """Coverage of even bars between two places on an axis, smooth at any scale, and which bar each pixel is in."""
    at = (np.arange(length * 4, dtype=np.float32) + 0.5) / 4
    fine = (at - np.float32(begin)) / np.float32(step)
    inside = ((fine % 1 < open_share) & (at >= begin) & (at < end)).astype(np.float32)
    index = np.floor((np.arange(length) + 0.5 - begin) / step).astype(np.int64)
    return inside.reshape(length, 4).mean(axis=1), index


def _sign(easel: Easel, rng: np.random.Generator, shape: tuple[int, int], top: float, tall: float) -> Floats:
    """A strip of light down an edge, rings round the top, or a board on the wall."""
    colors = easel.colors
    u = easel.unit
    color = np.asarray(mix(*colors.accent, float(rng.random() < 0.5)), np.float32) * (0.5 + 0.7 * colors.neon)
    y = np.arange(shape[0], dtype=np.float32)[:, None]
    x = np.arange(shape[1], dtype=np.float32)[None, :]
    kind = rng.choice(["edge", "rings", "board"], p=[0.4, 0.3, 0.3])
    if kind == "edge":
        at = rng.choice([3.5 * u, shape[1] - 3.5 * u])
        glow = (
            np.exp(-(((x - at) / (1.5 * u)) ** 2))
            * smooth(y, top, top + 8 * u)
            * (1 - 0.7 * smooth(y, top, top + tall * 0.8))
        )
    elif kind == "rings":
        glow = sum(
            np.exp(-(((y - top - (8 + 13 * i) * u) / (1.7 * u)) ** 2)) * (1 - 0.25 * i) for i in range(3)
        ) * np.ones_like(x)
    else:
        wide, high = shape[1] * rng.uniform(0.30, 0.55), min(tall * 0.4, rng.uniform(60, 130) * u)
        left, upper = shape[1] * rng.uniform(0.08, 0.4), top + tall * rng.uniform(0.06, 0.2)
        frame = (
            smooth(x, left, left + 2)
            * smooth(-x, -left - wide, -left - wide + 2)
            * smooth(y, upper, upper + 2)
            * smooth(-y, -upper - high, -upper - high + 2)
        )
        stripes = 0.45 + 0.55 * (np.sin(y / (3.4 * u) + 3 * np.sin(x / (11 * u) + rng.random() * 6)) > 0.1)
        glow = frame * stripes * 0.8
    return np.asarray(glow, np.float32)[..., None] * color


def _mirrored(easel: Easel, picture: Floats, alpha: Floats, rows: int, name: str) -> tuple[Floats, Floats]:
    """The row and, below the shore, its reflection: longer, darker, broken by ripples."""
    colors = easel.colors
    shore, cols = alpha.shape
    deep = rows - shore
    y = np.arange(deep, dtype=np.float32)
    source = np.clip(shore - 2 - y * 1.45, 0, shore - 1).astype(int)
    # Light on water is drawn out towards the viewer.
    length = np.linspace(3, 26, deep, dtype=np.float32) * easel.unit
    taps = [np.clip(source + (length * k).astype(int), 0, shore - 1) for k in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    cover = sum(alpha[t] for t in taps) / np.float32(5)
    rgb = sum(picture[t] * alpha[t][..., None] for t in taps) / np.float32(5) / np.maximum(cover, 1e-4)[..., None]
    wave = easel.rng(f"ripple/{name}").normal(size=deep).astype(np.float32)
    shift = (wave * (1 + 9 * y / deep) * easel.unit * 0.8).astype(int)
    index = (np.arange(cols)[None, :] + shift[:, None]) % cols
    rgb, cover = np.take_along_axis(rgb, index[..., None], 1), np.take_along_axis(cover, index, 1)
    reach = 1.6 * easel.unit
    rgb, cover = blur(rgb, reach), blur(cover, reach)
    fade = np.linspace(0.90, 0.22, deep, dtype=np.float32)[:, None]
    water = np.asarray(mix(colors.ground, colors.zenith, 0.4), np.float32)
    rgb = np.clip(rgb * 1.05, 0, 1) * 0.82 + water * 0.18
    return np.concatenate([picture, rgb]), np.concatenate([alpha, cover * fade])
