"""The stage: a scene's layers in motion."""

from __future__ import annotations

import ctypes
from contextlib import suppress

import av
import numpy as np

from nemo_widgets.local.render.camera import Move
from nemo_widgets.local.render.colour import Look as Colour
from nemo_widgets.local.render.colour import Tint
from nemo_widgets.local.render.frames import (
    Pipe,
    Size,
    Window,
    canvas,
    from_planes,
    to_bytes,
)
from nemo_widgets.local.render.plate import Plate, forget, smoothness
from nemo_widgets.local.render.sampling import OVER, resample
from nemo_widgets.local.render.scenes import Look, paint
from nemo_widgets.local.render.scenes.paint import Easel, Layer
from nemo_widgets.local.render.shelf import Shelf

_LARGEST = 3_700_000
"""px of a painted stage; for larger films it is enlarged, which suits soft pictures well."""
_EDGE = 0.015
"""Part of the stage along each side that the camera never shows."""


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
        self._easel, self._plates = _shelf.take((look, stage, reach), lambda: _plates(look, stage, reach))
        pace = reach * self._easel.unit / self._frames
        self._phases = smoothness(self._plates, pace, fps)
        self._finish = _finish_shelf.take((size,), lambda: _Finish(size))

    def frame(self, index: int) -> av.VideoFrame:
        """The picture at frame `index` of the segment; calls must go forward."""
        part = index / self._frames
        travel = self._move.travel(part) * self._easel.reach * self._easel.unit
        seconds = index / self._fps
        picture = av.VideoFrame(self._easel.size.width, self._easel.size.height, "yuv420p")
        ground = [canvas(plane) for plane in picture.planes]
        for plate, phases in zip(self._plates, self._phases, strict=True):
            plate.lay(ground, travel, seconds, phases)
        if self._framed:
            picture = resample(picture, _within(self._move.window(part) or Move.WHOLE), self._size, fine=self._fine)
        elif picture.width != self._size.width:
            picture = resample(picture, Move.WHOLE, self._size, fine=self._fine)
        picture = self._finish.run(index, picture)
        return self._tint.run(index, picture) if self._tint else picture

    def close(self) -> None:
        """Nothing is held open."""


def _plates(look: Look, stage: Size, reach: float) -> tuple[Easel, list[Plate]]:
    forget()
    _give_back()
    easel, layers = paint(look, stage, reach)

    def plate(layer: Layer) -> Plate:
        _give_back()
        return Plate(layer, easel.unit)

    # One layer is painted at a time; `map`, unlike a loop, lets go of it before the next one.
    plates = list(map(plate, layers))
    _give_back()
    return easel, plates


def _give_back() -> None:
    """What is free goes back to the system, where the C library would keep it (glibc: 130 MB)."""
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


_shelf: Shelf[tuple[Easel, list[Plate]]] = Shelf(2)
_finish_shelf: Shelf[_Finish] = Shelf(1)
