"""Plates: a scene's painted layers, ready to be laid wherever they drift.

A picture is laid on whole pixels, and a slow drift would walk in steps. So a plate has up to eight copies, shifted by
an eighth of a pixel each, and the one that fits the moment is laid at the nearest whole place: smooth to an eighth of a
pixel. What is soft, or fast, needs fewer, and scenes of many large layers make do with a quarter. Copies are made when
they are first needed and kept while there is room; the picture never depends on that.

Pillow lays them, in place and only where something is seen: libav's overlay copies the whole stage for each layer.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from itertools import count
from math import floor, hypot, pi, sin

import numpy as np
from PIL import Image

from nemo_widgets.local.render.frames import Bytes, from_rgb, opacity, view
from nemo_widgets.local.render.scenes.paint import Layer

_PHASES = 8
"""Places in a pixel for a plate in which the eye could see steps."""
_STEP = 4.0
"""Levels (of 255) that a pixel may change by between two places; less is not seen."""
_HURRY = 0.4
"""Share of its way from frame to frame that a plate may be off its place; in a hurry, more is not seen."""
_ROOM = 160_000_000
"""Bytes that the copies of all plates may take."""
_TWINKLE = 0.11
"""Seconds a twinkling phase stays."""
_SWAY = 5.0
"""Seconds in which a swaying plate swings to and fro."""
_SKIRT = 4
"""px (even) left clear around what a plate shows, for its copies to spread into."""
_BAND = 32
_ONE = 64
"""The weights of a shift are whole numbers that add up to this."""
_numbers = count()


class Plate:
    """A layer ready to be laid.

    Args:
        layer: What was painted.
        unit: Pixels in a unit.
    """

    def __init__(self, layer: Layer, unit: float) -> None:
        rows, cols = (side // 2 * 2 for side in layer.rgb.shape[:2])
        luma, *chroma = (view(plane) for plane in from_rgb(layer.rgb[:rows, :cols]).planes)
        alphas = layer.twinkle or iter([] if layer.alpha is None else [layer.alpha])
        veils = [opacity(alpha[:rows, :cols]) for alpha in alphas] or [np.full((rows, cols), 255, np.uint8)]
        down, across = _seen(np.maximum.reduce(veils))
        veils = [veil[down, across].copy() for veil in veils]
        whole = _Sheet([luma[down, across].copy()], veils, (across.start, layer.top + down.start), layer.period)
        down, across = (slice(side.start // 2, side.stop // 2) for side in (down, across))
        halves = [plane[down, across].copy() for plane in chroma]
        place = (across.start, layer.top // 2 + down.start)
        self._sheets = (whole, _Sheet(halves, [_halved(veil) for veil in veils], place, layer.period // 2))
        self._fall, self._sway, self._height = layer.fall * unit, layer.sway * unit, rows
        self._depth, self._drift, self._period = layer.depth, layer.drift * unit, layer.period
        self._steep = _steepness(*whole.stills[0])

    @property
    def moves(self) -> bool:
        """Whether it ever leaves its place."""
        return bool(self._depth or self._drift)

    @property
    def weight(self) -> int:
        """Bytes of one copy."""
        return sum(_weight(sheet.stills[0]) for sheet in self._sheets) if self.moves else 0

    def phases(self, pace: float, fps: int, most: int) -> int:
        """How many places in a pixel it takes to move smoothly; not more than `most`.

        Args:
            pace: Travel of a layer at depth 1 from frame to frame, px.
            fps: Frames a second.
            most: 1, 2, 4 or 8.
        """
        way = hypot(pace * self._depth + self._drift / fps, self._fall / fps)
        coarsest = max(_HURRY * way, _STEP / self._steep)
        return next((n for n in (1, 2, 4) if 1 / n <= coarsest or n == most), most)

    def lay(self, ground: list[Image.Image], travel: float, seconds: float, phases: int) -> None:
        """Put it on the planes of a yuv420p picture, where it is at this moment."""
        offset = travel * self._depth + self._drift * seconds + self._sway * sin(2 * pi * seconds / _SWAY)
        if self._period:
            offset %= self._period
        twinkle = int(seconds / _TWINKLE)
        luma, chroma = self._sheets
        falls = [0.0]
        if self._fall:  # what sinks covers the stage with itself and what follows it
            sunk = self._fall * seconds % self._height
            falls = [sunk - self._height, sunk]
        for fallen in falls:
            luma.lay(ground[:1], offset, fallen, phases, twinkle)
            chroma.lay(ground[1:], offset / 2, fallen / 2, phases, twinkle)


class _Sheet:
    """Planes of one size, under one veil.

    Attributes:
        stills: The planes and the veil, for each phase of its twinkling.
    """

    def __init__(self, planes: list[Bytes], veils: list[Bytes], place: tuple[int, int], period: int) -> None:
        self.stills = [[*planes, veil] for veil in veils]
        self._place, self._period = place, period
        self._wraps = period == planes[0].shape[1]
        self._number = next(_numbers)

    def lay(self, ground: list[Image.Image], offset: float, fallen: float, phases: int, twinkle: int) -> None:
        steps = floor(offset * phases + 0.5)
        part = steps % phases / phases
        *planes, veil = self._moved(part) if part else self.stills[twinkle % len(self.stills)]
        mask = Image.fromarray(veil)
        x, y = self._place[0] - steps // phases, self._place[1] + floor(fallen + 0.5)
        for left in (x, x + self._period) if self._period else (x,):  # what repeats covers the stage from any start
            if left < ground[0].width and left + mask.width > 0 and -mask.height < y < ground[0].height:
                for under, plane in zip(ground, planes, strict=True):
                    under.paste(Image.fromarray(plane), (left, y), mask)

    def _moved(self, part: float) -> list[Bytes]:
        """The still moved left by a part of a pixel."""
        key = (self._number, part)
        kept = _copies.take(key)
        if kept is None:
            kept = [_shifted(plane, part, wraps=self._wraps) for plane in self.stills[0]]
            _copies.keep(key, kept)
        return kept


def smoothness(plates: list[Plate], pace: float, fps: int) -> list[int]:
    """How many places in a pixel each plate of a scene has: what it takes, if there is room for so many copies."""
    found: list[int] = []
    for most in (_PHASES, 4, 2, 1):
        found = [plate.phases(pace, fps, most) for plate in plates]
        if sum((n - 1) * plate.weight for n, plate in zip(found, plates, strict=True)) <= _ROOM:
            break
    return found


class _Copies(threading.local):
    """The shifted copies of all plates; what was used longest ago goes first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, float], list[Bytes]] = OrderedDict()
        self._bytes = 0

    def take(self, key: tuple[int, float]) -> list[Bytes] | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def keep(self, key: tuple[int, float], copy: list[Bytes]) -> None:
        self._kept[key] = copy
        self._bytes += _weight(copy)
        while self._bytes > _ROOM and len(self._kept) > 1:
            self._bytes -= _weight(self._kept.popitem(last=False)[1])

    def clear(self) -> None:
        self._kept.clear()
        self._bytes = 0


_copies = _Copies()


def forget() -> None:
    """Drop all shifted copies: what comes next needs the room."""
    _copies.clear()


def _weight(planes: list[Bytes]) -> int:
    return sum(plane.nbytes for plane in planes)


def _halved(veil: Bytes) -> Bytes:
    """A veil for chroma: the mean of each four."""
    four = veil.astype(np.uint16)
    four = four[0::2, 0::2] + four[0::2, 1::2] + four[1::2, 0::2] + four[1::2, 1::2]
    return ((four + 2) >> 2).astype(np.uint8)


def _seen(veil: Bytes) -> tuple[slice, slice]:
    """Rows and columns, even, outside which nothing is seen."""
    found = []
    for axis, length in ((1, veil.shape[0]), (0, veil.shape[1])):
        there = np.flatnonzero(veil.any(axis=axis))
        first, last = (int(there[0]), int(there[-1]) + 1) if there.size else (0, 2)
        found.append(slice(max(0, first - _SKIRT) // 2 * 2, min(length, -(-(last + _SKIRT) // 2) * 2)))
    return found[0], found[1]


def _steepness(luma: Bytes, veil: Bytes) -> float:
    """How many levels neighbouring pixels of a row differ by, at most, whatever lies below; a little noise aside."""
    most = 1.0
    for top in range(0, luma.shape[0], _BAND):
        y, a = (plane[top : top + _BAND].astype(np.float32) for plane in (luma, veil))
        over_black = y * a / 255
        for laid in (over_black, over_black + 255 - a):
            most = max(most, float(np.abs(laid[:, 3:] - laid[:, :-3]).max(initial=0)) / 3)
    return most


def _shifted(plane: Bytes, part: float, *, wraps: bool) -> Bytes:
    """Samples moved left by a part of a pixel, by Catmull and Rom's cubic; the edges stay, or meet each other."""
    before, after = (plane[:, -1:], plane[:, :2]) if wraps else (plane[:, :1], plane[:, [-1, -1]])
    weights = _weights(part)
    made = np.empty(plane.shape, np.uint8)
    for top in range(0, plane.shape[0], _BAND):
        rows = slice(top, top + _BAND)
        band = np.concatenate([before[rows], plane[rows], after[rows]], axis=1, dtype=np.int16)
        total = np.full((band.shape[0], plane.shape[1]), _ONE // 2, np.int16)
        for tap, weight in enumerate(weights):
            total += band[:, tap : tap + plane.shape[1]] * np.int16(weight)
        total >>= _ONE.bit_length() - 1
        made[rows] = np.clip(total, 0, 255, out=total)
    return made


def _weights(part: float) -> list[int]:
    x = part
    exact = (
        -0.5 * x + x * x - 0.5 * x**3,
        1 - 2.5 * x * x + 1.5 * x**3,
        0.5 * x + 2 * x * x - 1.5 * x**3,
        -0.5 * x * x + 0.5 * x**3,
    )
    weights = [round(_ONE * w) for w in exact]
    weights[1 if x < 0.5 else 2] += _ONE - sum(weights)
    return weights
