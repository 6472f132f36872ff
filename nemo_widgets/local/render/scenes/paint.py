"""The painter's tools: noise, gradients, blurs and soft edges on float32 arrays between 0 and 1.

Sizes are in design units: a picture is 1080 units high whatever its pixels, and every random choice counts in units,
so that a poster, a preview and the film show the same scene.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
from PIL import Image, ImageDraw

from nemo_widgets.local.render.frames import Floats, Size
from nemo_widgets.local.render.scenes.palette import Color, Palette

HEIGHT = 1080
"""Design units from top to bottom."""
_BAND = 64
"""Rows worked on at a time: what lies between the steps of a formula stays in the processor's cache, and small."""


@dataclass
class Layer:
    """A still with a place and a pace.

    Attributes:
        rgb: Pixels, height × width × 3; may be a view of one colour.
        alpha: Opacity, height × width; None where nothing shows through.
        top: Where it lies on the canvas, px.
        depth: Its share of the camera's travel: 0 at the horizon, 1 right in front.
        drift: A speed of its own, units per second; positive moves left. The layer must then be periodic.
        period: px after which a drifting layer repeats; 0: it does not.
        fall: How fast it sinks, units per second. The layer then repeats after its own height, too.
        sway: How far it swings to either side while it drifts, units.
        twinkle: Opacities shown in turn instead of `alpha`, for layers that stay where they are; each is made when it
            is asked for.
    """

    rgb: Floats
    alpha: Floats | None = None
    top: int = 0
    depth: float = 0.0
    drift: float = 0.0
    period: int = 0
    fall: float = 0.0
    sway: float = 0.0
    twinkle: Iterator[Floats] | None = None


@dataclass(frozen=True)
class Easel:
    """Where a scene is painted, and with what: size, colours, seed, and how far the camera travels.

    Attributes:
        size: The stage, px.
        reach: Travel of a layer at depth 1, units.
        seed: Same seed, same picture.
        colors: The light of the day and the mood.
    """

    size: Size
    reach: float
    seed: int
    colors: Palette

    @property
    def unit(self) -> float:
        """Pixels in a unit."""
        return self.size.height / HEIGHT

    @property
    def width(self) -> float:
        """Width of the stage, units."""
        return round(HEIGHT * self.size.ratio, -1)

    def px(self, units: float) -> int:
        """Units in whole pixels."""
        return round(units * self.unit)

    def rng(self, name: str) -> np.random.Generator:
        """Randomness of its own for each part of the picture, so that parts don't disturb each other."""
        return np.random.default_rng([self.seed & 0xFFFFFFFF, zlib.crc32(name.encode())])

    def span(self, depth: float) -> float:
        """How wide a layer at `depth` must be, units."""
        return self.width + self.reach * depth + 12

    def canvas(self, span: float, height: float = HEIGHT) -> tuple[int, int]:
        """Rows and columns (even) of a layer `span` units wide and `height` units high."""
        return ceil(height * self.unit / 2) * 2, ceil(span * self.unit / 2) * 2


def bands(rows: int) -> Iterator[slice]:
    """The rows of a picture, a few at a time."""
    for top in range(0, rows, _BAND):
        yield slice(top, min(rows, top + _BAND))


def flat(color: Color | Floats, shape: tuple[int, int]) -> Floats:
    """A picture of one colour that takes no room."""
    return np.broadcast_to(np.asarray(color, np.float32), (*shape, 3))


def blend(dark: Color | Floats, light: Color | Floats, share: Floats) -> Floats:
    """From one colour to another, by a field between 0 and 1."""
    a, b = np.asarray(dark, np.float32), np.asarray(light, np.float32)
    made = (b - a) * share[..., None]
    made += a
    return made


def grow(small: Floats, shape: tuple[int, int]) -> Floats:
    """A small field enlarged smoothly."""
    picture = Image.fromarray(np.ascontiguousarray(small, np.float32), "F")
    return np.asarray(picture.resize((shape[1], shape[0]), Image.Resampling.BICUBIC), np.float32)


def noise(
    easel: Easel,
    name: str,
    shape: tuple[int, int],
    cell: tuple[float, float],
    octaves: int = 4,
    *,
    periodic: bool = False,
) -> Floats:
    """Fractal noise around 0.5; `cell` is the largest blob's height and width in units."""
    total = np.zeros(shape, np.float32)
    weight = 0.0
    for octave in range(octaves):
        rng = easel.rng(f"{name}/{octave}")
        share = 0.5**octave
        rows = max(2, round(shape[0] / easel.unit / (cell[0] * share)) + 1)
        cols = max(2, round(shape[1] / easel.unit / (cell[1] * share)) + 1)
        grid = rng.random((rows, cols), np.float32)
        if periodic:
            pad = np.concatenate([grid[:, -2:], grid, grid[:, :2]], axis=1)
            step = shape[1] / cols
            wide = grow(pad, (shape[0], round(step * (cols + 4))))
            begin = round(step * 2)
            field_ = wide[:, begin : begin + shape[1]]
        else:
            field_ = grow(grid, shape)
        total += share * field_
        weight += share
    return total / np.float32(weight)


def line(easel: Easel, name: str, columns: int, cell: float, octaves: int = 6, *, gain: float = 0.5) -> Floats:
    """One-dimensional fractal noise around 0, about ± 0.5: a ridge."""
    total = np.zeros(columns, np.float32)
    x = np.arange(columns, dtype=np.float32) / easel.unit
    for octave in range(octaves):
        rng = easel.rng(f"{name}/{octave}")
        size = cell * 0.5**octave
        points = (rng.random(ceil(columns / easel.unit / size) + 3).astype(np.float32) - 0.5) * gain**octave
        at = x / size
        index = at.astype(int)
        part = at - index
        part = part * part * (3 - 2 * part)
        total += points[index] * (1 - part) + points[index + 1] * part
    return total


def ramp(stops: list[tuple[float, Color]], at: Floats) -> Floats:
    """Colours along `at` (any shape): a gradient through `(place, colour)` stops without visible corners."""
    places = np.array([p for p, _ in stops])
    table = np.linspace(0, 1, 512)
    soft = np.ones(33) / 33
    colors = np.empty((512, 3), np.float32)
    for channel in range(3):
        values = np.interp(table, places, [c[channel] for _, c in stops])
        colors[:, channel] = np.convolve(np.pad(values, 16, mode="edge"), soft, mode="valid")
    mixed = np.empty((*at.shape, 3), np.float32)
    for band in bands(at.shape[0]):
        position = np.clip(at[band], 0, 1) * 511
        index = position.astype(np.int32)
        part = (position - index)[..., None].astype(np.float32)
        mixed[band] = colors[index] * (1 - part) + colors[np.minimum(index + 1, 511)] * part
    return mixed


def blur(values: Floats, radius: float) -> Floats:
    """A soft blur of about `radius` px: shrunk, smoothed by three small filters, enlarged; floats all the way."""
    if radius < 0.5:
        return values
    if values.ndim == 3:
        soft = np.empty(values.shape, np.float32)
        for i in range(values.shape[2]):
            soft[..., i] = blur(values[..., i], radius)
        return soft
    rows, cols = values.shape
    factor = max(1, round(radius / 1.6))
    small = Image.fromarray(np.ascontiguousarray(values, np.float32), "F")
    if factor > 1:
        small = small.resize((max(1, cols // factor), max(1, rows // factor)), Image.Resampling.BOX)
    field_ = np.asarray(small, np.float32)
    for _ in range(3):
        field_ = _soften(_soften(field_, 0), 1)
    return grow(field_, (rows, cols)) if factor > 1 else field_


def _soften(values: Floats, axis: int) -> Floats:
    """Each value averaged with its neighbours along an axis; the edge stays."""
    pad = [(0, 0), (0, 0)]
    pad[axis] = (1, 1)
    wide = np.pad(values, pad, mode="edge")
    if axis:
        return (wide[:, :-2] + wide[:, 1:-1] + wide[:, 2:]) * np.float32(1 / 3)
    return (wide[:-2] + wide[1:-1] + wide[2:]) * np.float32(1 / 3)


def peak(rgb: Floats) -> Floats:
    """The brightest of each pixel's three values."""
    brightest: Floats = np.maximum(np.maximum(rgb[..., 0], rgb[..., 1]), rgb[..., 2])
    return brightest


def lamp(light: Floats) -> tuple[Floats, Floats]:
    """Light on black as `(rgb, alpha)` of a layer: full colours, as opaque as they are bright; `light` becomes them."""
    bright = peak(light)
    for band in bands(light.shape[0]):
        np.clip(light[band] / np.maximum(bright[band], 1e-4)[..., None], 0, 1, out=light[band])
    return light, np.clip(bright, 0, 1, out=bright)


def polygon(shape: tuple[int, int], *outlines: list[tuple[float, float]], oversample: int = 3) -> Floats:
    """Coverage of filled outlines `[(x, y), …]` in px, with smooth edges."""
    mask = Image.new("L", (shape[1] * oversample, shape[0] * oversample))
    draw = ImageDraw.Draw(mask)
    for outline in outlines:
        draw.polygon([(x * oversample, y * oversample) for x, y in outline], fill=255)
    return np.asarray(mask.reduce(oversample), np.float32) / np.float32(255)


def below(line_y: Floats, rows: int) -> Floats:
    """Coverage of everything under a curve: `line_y` holds a height in px for each column."""
    y = np.arange(rows, dtype=np.float32)[:, None]
    return np.clip(y - line_y[None, :] + 0.5, 0, 1)


def disc(shape: tuple[int, int], x: float, y: float, radius: float, edge: float = 1.0) -> Floats:
    """A round spot at `x`, `y` px with an `edge` px wide rim."""
    coverage: Floats = np.clip((radius - distance(shape, x, y)) / edge + 0.5, 0, 1)
    return coverage


def distance(shape: tuple[int, int], x: float, y: float) -> Floats:
    """Distance of each pixel from a point, px."""
    rows = (np.arange(shape[0], dtype=np.float32) - np.float32(y))[:, None]
    cols = (np.arange(shape[1], dtype=np.float32) - np.float32(x))[None, :]
    away: Floats = np.sqrt(rows * rows + cols * cols)
    return away


def halo(shape: tuple[int, int], x: float, y: float, radius: float) -> Floats:
    """Light around a point that falls to a third at `radius` px and never ends at an edge."""
    away = distance(shape, x, y) / np.float32(radius)
    light: Floats = np.exp(-away * np.float32(1.1)) * np.float32(0.75) + np.float32(0.25) / (1 + away * away)
    return light


def spread(rgb: Floats, alpha: Floats, radius: float) -> Floats:
    """Colours carried on into what is clear, so that edges keep theirs when chroma is halved."""
    near = blur(alpha, radius)
    carried = blur(rgb * alpha[..., None], radius)
    for band in bands(alpha.shape[0]):
        far = carried[band] / np.maximum(near[band], 1e-3)[..., None]
        np.clip(np.where((alpha[band] > 0.05)[..., None], rgb[band], far), 0, 1, out=carried[band])
    return carried


def over(under: Floats, color: Color | Floats, coverage: Floats) -> Floats:
    """`color` laid over a picture where `coverage` says so."""
    paint = np.asarray(color, np.float32)
    made = np.empty(np.broadcast_shapes(under.shape, paint.shape, (*coverage.shape, 1)), np.float32)
    for band in bands(len(made)):
        below_ = _rows(under, band)
        made[band] = below_ + (_rows(paint, band) - below_) * _rows(coverage[..., None], band)
    return made


def screen(under: Floats, light: Floats) -> Floats:
    """Light added the way it adds on film: never past white, soft at the top."""
    made = np.empty(np.broadcast_shapes(under.shape, light.shape), np.float32)
    for band in bands(len(made)):
        made[band] = 1 - (1 - np.clip(_rows(under, band), 0, 1)) * np.exp(-np.maximum(_rows(light, band), 0))
    return made


def _rows(picture: Floats, band: slice) -> Floats:
    """Some rows of a picture; of one that is the same in all of them, that one."""
    return picture if picture.ndim < 3 or picture.shape[0] == 1 else picture[band]


def smooth(values: Floats, low: float, high: float) -> Floats:
    """0 below `low`, 1 above `high`, an S between."""
    t = np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)
    s_curve: Floats = t * t * (3 - 2 * t)
    return s_curve
