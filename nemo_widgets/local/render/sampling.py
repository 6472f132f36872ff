"""Sampling: a window with fractional edges, cut out of a picture by whole-pixel tools.

A slow zoom must glide, and libswscale, quick as it is, takes windows of whole pixels only: zoompan trembles (0.29 px
rms with a source of twice the size). Pillow takes fractions, at five times the cost. But a window of whole pixels,
scaled to a whole size a little larger than the film's, and cropped at a whole pixel, has three whole numbers to choose
along each axis; among a few hundred choices one lies within a few hundredths of a pixel of the wanted fractions, unless
the scale is close to 1. So what a camera moves over is kept `OVER` times as large as it needs, with room around it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import av
import numpy as np

from nemo_widgets.local.render.frames import Size, Window, view

OVER = 1.08
"""How much larger than the film's picture a camera's closest view is kept: scales near 1 leave no choice."""
SPARE = 32
"""How many px larger than needed the scaled picture may be."""


class Cut(NamedTuple):
    """Along one axis: take `length` px from `start`, scale them to `scaled`, and drop the first `skip`."""

    start: int
    length: int
    scaled: int
    skip: int


_SCALED = np.arange(SPARE + 1)[:, None]
_SKIP = np.arange(SPARE + 1)[None, :]


def cut(available: int, start: float, length: float, wanted: int) -> Cut:
    """The best whole numbers for `length` px from `start`, of `available`, to become `wanted` px.

    Film px X shows source px `start + (X + 0.5) · length / wanted − 0.5`; the choice is least wrong at both ends.
    """
    ratio = length / wanted
    scaled = wanted + _SCALED
    taken = np.rint(ratio * scaled)
    step = taken / scaled
    first = (_SKIP + 0.5) * step - 0.5 * ratio - start
    last = first + wanted * (step - ratio)
    begin = -np.rint((first + last) / 2)
    wrong = np.maximum(np.abs(first + begin), np.abs(last + begin))
    wrong = np.where((_SKIP <= _SCALED) & (begin >= 0) & (begin + taken <= available), wrong, np.inf)
    row, column = np.unravel_index(int(np.argmin(wrong)), wrong.shape)
    if not np.isfinite(wrong[row, column]):  # no room around: the nearest whole window
        side = min(available, max(1, round(length)))
        return Cut(min(available - side, max(0, round(start))), side, wanted, 0)
    return Cut(int(begin[row, column]), int(taken[row, 0]), int(scaled[row, 0]), int(column))


def resample(frame: av.VideoFrame, window: Window, size: Size, *, fine: bool = True) -> av.VideoFrame:
    """The part of a yuv420p `frame` inside `window`, at `size`; `fine` is bicubic, else bilinear."""
    target = av.VideoFrame(size.width, size.height, "yuv420p")
    method = "BICUBIC" if fine else "BILINEAR"
    cuts: dict[tuple[int, int], tuple[Cut, Cut]] = {}
    for source, sink in zip(frame.planes, target.planes, strict=True):
        shape = (source.width, source.height)
        if shape not in cuts:
            cuts[shape] = (
                cut(source.width, window.left * source.width, (window.right - window.left) * source.width, sink.width),
                cut(
                    source.height, window.top * source.height, (window.bottom - window.top) * source.height, sink.height
                ),
            )
        _scale(source, sink, *cuts[shape], method)
    return target


def _scale(source: Any, sink: Any, across: Cut, down: Cut, method: str) -> None:
    part = av.VideoFrame(across.length, down.length, "gray")
    view(part.planes[0])[:] = view(source)[
        down.start : down.start + down.length, across.start : across.start + across.length
    ]
    scaled = part.reformat(across.scaled, down.scaled, interpolation=method, threads=1)
    found = view(scaled.planes[0])
    view(sink)[:] = found[down.skip : down.skip + sink.height, across.skip : across.skip + sink.width]
