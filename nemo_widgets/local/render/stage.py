"""The stage: a scene's layers in motion, composed by libav's overlay filters.

Overlay places pictures on whole pixels, on even ones in 4:2:0, and a slow drift would walk in steps. So each layer
is held in eight copies, shifted by a quarter of a pixel each, and the copy that fits the moment is laid at the
nearest even place: smooth to a quarter pixel at no cost in the running film. Scenes of many large layers make do with
fewer copies.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress
from math import floor
from typing import Any

import av
import numpy as np
from PIL import Image

from nemo_widgets.local.render.camera import Move
from nemo_widgets.local.render.colour import Look as Colour
from nemo_widgets.local.render.colour import Tint
from nemo_widgets.local.render.frames import (
    Bytes,
    Floats,
    Pipe,
    Size,
    Window,
    from_planes,
    from_rgb,
    gray,
    to_bytes,
)
from nemo_widgets.local.render.sampling import OVER, resample
from nemo_widgets.local.render.scenes import Look, paint
from nemo_widgets.local.render.scenes.paint import Easel, Layer
from nemo_widgets.local.render.shelf import Shelf

_PHASES = 8
_COPIES = 320_000_000
"""Bytes that all shifted copies may take."""
_LARGEST = 3_700_000
"""px of a painted stage; for larger films it is enlarged, which suits soft pictures well."""
_EDGE = 0.015
"""Part of the stage along each side that the camera never shows."""
_TWINKLE = 0.11
"""Seconds a twinkling phase stays."""


class Stage:
    """A scene as a source of frames.

    Args:
        look: What it shows.
        move: The camera's move.
        size: The film's canvas, px.
        fps: Frames a second.
        frames: Length of the segment, in frames.
        tail: How many frames it goes on under the next segment's transition.
        tint: Its colour; plain is as painted.
        fine: Bicubic camera, else bilinear.
    """

    def __init__(
        self,
        look: Look,
        move: Move,
        size: Size,
        fps: int,
        frames: int,
        *,
        tail: int = 0,
        tint: Colour | None = None,
        fine: bool = True,
    ) -> None:
        self._size, self._fps, self._frames, self._fine, self._move = size, fps, max(1, frames) + tail, fine, move
        self._tint = Tint(tint, size) if tint and not tint.plain else None
        stage = size if move.margin == 1 else size.times(move.margin * OVER / (1 - 2 * _EDGE))
        stage = stage.times(min(1.0, (_LARGEST / (stage.width * stage.height)) ** 0.5))
        self._framed = move.margin != 1
        # However long the tail, the same picture is painted.
        reach = move.reach(max(1, frames) / fps)
        if (look, stage, reach) not in _shelf:
            for _, plates in _shelf:  # a scene that goes out meanwhile copies anew: painting needs the room
                for plate in plates:
                    plate.forget()
        self._easel, self._plates = _shelf.take((look, stage, reach), lambda: _plates(look, stage, reach))
        self._finish = _finish_shelf.take((size,), lambda: _Finish(size))
        self._graph: Pipe | None = None
        self._overlays: list[Any] = []

    def frame(self, index: int) -> av.VideoFrame:
        """The picture at frame `index` of the segment; calls must go forward."""
        part = index / self._frames
        travel = self._move.travel(part) * self._easel.reach * self._easel.unit
        shots = [plate.at(travel, index / self._fps) for plate in self._plates]
        pipe = self._pipe(shots[0][0])
        for overlay, (_, x, y) in zip(self._overlays, shots[1:], strict=True):
            overlay.process_command("x", str(x))
            overlay.process_command("y", str(y))
        picture = pipe.run(index, *(shot for shot, _, _ in shots))
        if self._framed:
            picture = resample(picture, _within(self._move.window(part) or Move.WHOLE), self._size, fine=self._fine)
        elif picture.width != self._size.width:
            picture = resample(picture, Move.WHOLE, self._size, fine=self._fine)
        picture = self._finish.run(index, picture)
        return self._tint.run(index, picture) if self._tint else picture

    def close(self) -> None:
        """Nothing is held open."""

    def _pipe(self, first: av.VideoFrame) -> Pipe:
        if self._graph is None:
            pipe = Pipe()
            last = pipe.input(Size(first.width, first.height), "yuv420p")
            last = pipe.add("crop", f"w={self._easel.size.width}:h={self._easel.size.height}:x=0:y=0", last)
            for plate in self._plates[1:]:
                still = pipe.input(plate.size, "yuva420p")
                last = pipe.add("overlay", "x=0:y=0:format=yuv420:eval=frame", last, still)
                self._overlays.append(last)
            pipe.end(last)
            self._graph = pipe
        return self._graph


def _plates(look: Look, stage: Size, reach: float) -> tuple[Easel, list[_Plate]]:
    easel, layers = paint(look, stage, reach)
    plates = []
    while layers:  # each layer's floats are let go as soon as it is a plate
        plates.append(_Plate(layers.pop(0), easel, stage))
    _give_back()
    bytes_each = sum(plate.size.width * plate.size.height * 5 // 2 for plate in plates if plate.moves)
    for plate in plates:
        plate.phases = next((n for n in (_PHASES, 4, 2) if n * bytes_each <= _COPIES), 1)
    return easel, plates


def _give_back() -> None:
    """What painting has freed goes back to the system, where the C library would keep it (glibc: 130 MB)."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _within(window: Window) -> Window:
    """The window with an edge around it, where windows of whole pixels have a choice."""
    return Window(*(_EDGE + side * (1 - 2 * _EDGE) for side in window))


class _Finish:
    """A vignette and a breath of film grain, the same on every run."""

    _GRAINS = 6

    def __init__(self, size: Size) -> None:
        rows, cols = size.height, size.width
        y = np.linspace(-1, 1, rows, dtype=np.float32)[:, None]
        x = np.linspace(-1, 1, cols, dtype=np.float32)[None, :]
        shade = 0.26 * np.clip((np.sqrt(0.8 * x * x + 0.8 * y * y) - 0.55) / 0.75, 0, 1) ** 1.8
        grains = np.random.default_rng(12).standard_normal((rows + 96, cols + 96), np.float32) * np.float32(0.0045)
        neutral = np.full((rows // 2, cols // 2), 128, np.uint8)
        self._stills = []
        for number in range(self._GRAINS):
            right, down = number * 37 % 96, number * 53 % 96
            veil = shade - grains[down : down + rows, right : right + cols]
            # Where grain outshines the vignette, white is laid on instead of black.
            luma = np.where(veil < 0, np.uint8(235), np.uint8(16))
            self._stills.append(from_planes([luma, neutral, neutral, to_bytes(np.abs(veil) * 255)], size))
        pipe = Pipe()
        base, veil = pipe.input(size, "yuv420p"), pipe.input(size, "yuva420p")
        pipe.end(pipe.add("overlay", "x=0:y=0:format=yuv420", base, veil))
        self._pipe, self._count = pipe, 0

    def run(self, index: int, picture: av.VideoFrame) -> av.VideoFrame:
        self._count += 1  # several stages may share this
        return self._pipe.run(self._count, picture, self._stills[(index * 5 + index // 6) % self._GRAINS])


class _Plate:
    """A layer ready to be laid: its stills and where they go."""

    def __init__(self, layer: Layer, easel: Easel, stage: Size) -> None:
        self._depth, self._drift, self._period, self._top = (
            layer.depth,
            layer.drift * easel.unit,
            layer.period,
            layer.top,
        )
        self.moves = bool(layer.depth or layer.drift)
        self.phases = _PHASES
        rows, cols = (side // 2 * 2 for side in layer.rgb.shape[:2])
        # A periodic layer is a stage longer, so that any start shows a whole stage.
        columns = np.arange(layer.period + stage.width + 8) % layer.period if layer.period else np.arange(cols)
        columns = columns[: columns.size // 2 * 2]
        rgb = layer.rgb[:rows, columns]
        alphas: list[Floats | None] = [*layer.twinkle] or [layer.alpha]
        stills = [from_rgb(rgb, None if alpha is None else alpha[:rows, columns]) for alpha in alphas]
        self._twinkles = len(stills)
        self._base = stills[0]
        self.size = Size(self._base.width, self._base.height)
        self._stills = dict(enumerate(stills))

    def at(self, travel: float, seconds: float) -> tuple[av.VideoFrame, int, int]:
        """The still for this moment, and its place on the stage."""
        if not self.moves:
            return self._stills[int(seconds / _TWINKLE) % self._twinkles], 0, self._top
        offset = travel * self._depth + self._drift * seconds
        if self._period:
            offset %= self._period
        steps = floor(offset * self.phases / 2)
        phase = steps % self.phases
        if phase not in self._stills:
            self._stills[phase] = self._shifted(phase * 2 / self.phases)
        return self._stills[phase], -2 * (steps // self.phases), self._top

    def forget(self) -> None:
        """Drop the shifted copies."""
        if self.moves:
            self._stills = {0: self._base}

    def _shifted(self, by: float) -> av.VideoFrame:
        """The base still moved left by `by` px."""

        def moved(plane: Any, share: int) -> Bytes:
            edge = by / share
            wide = Image.new("L", (plane.width + 2, plane.height))
            wide.paste(gray(plane), (0, 0))
            wide.paste(
                gray(plane).crop((plane.width - 1, 0, plane.width, plane.height)).resize((2, plane.height)),
                (plane.width, 0),
            )
            box = (edge, 0, edge + plane.width, plane.height)
            return np.asarray(wide.resize((plane.width, plane.height), Image.Resampling.BICUBIC, box=box))

        shares = (1, 2, 2, 1)[: len(self._base.planes)]
        return from_planes(
            [moved(plane, share) for plane, share in zip(self._base.planes, shares, strict=True)], self.size
        )


_shelf: Shelf[tuple[Easel, list[_Plate]]] = Shelf(1)
_finish_shelf: Shelf[_Finish] = Shelf(1)
