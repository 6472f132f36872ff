"""Transitions: how one picture gives way to the next."""

from __future__ import annotations

from collections.abc import Callable

import av
import numpy as np

from nemo_widgets.local.render.frames import Bytes, Size, from_planes, gray, view

_SOFT = 0.06
"""Width of a wipe's soft edge, as a share of the picture's."""


def faded(frame: av.VideoFrame, level: float) -> av.VideoFrame:
    """A yuv420p frame between black (0) and itself (1)."""
    if level >= 1:
        return frame
    share = max(0.0, level)
    ramp = np.arange(256)
    luma = np.clip(np.rint(16 + (ramp - 16) * share), 0, 255).astype(np.uint8)
    chroma = np.rint(128 + (ramp - 128) * share).astype(np.uint8)
    tables = (luma, chroma, chroma)
    planes = [np.asarray(gray(plane).point(table.tolist())) for plane, table in zip(frame.planes, tables, strict=True)]
    return from_planes(planes, Size(frame.width, frame.height))


def _fade(old: av.VideoFrame, new: av.VideoFrame, part: float) -> av.VideoFrame:
    """Out to black, and in from it."""
    return faded(old, 1 - 2 * part) if part < 0.5 else faded(new, 2 * part - 1)


def _dissolve(old: av.VideoFrame, new: av.VideoFrame, part: float) -> av.VideoFrame:
    weight = round(256 * part)
    planes = [_mixed(view(a), view(b), weight) for a, b in zip(old.planes, new.planes, strict=True)]
    return from_planes(planes, Size(new.width, new.height))


def _wipe(old: av.VideoFrame, new: av.VideoFrame, part: float) -> av.VideoFrame:
    """A soft edge runs from left to right and uncovers the new picture."""
    planes: list[Bytes] = []
    for a, b in zip(old.planes, new.planes, strict=True):
        band = max(2.0, b.width * _SOFT)
        edge = part * (b.width + band)
        weights = np.clip((edge - np.arange(b.width)) / band, 0, 1)
        first, last = int(np.searchsorted(-weights, -1, "right")), int(np.searchsorted(-weights, 0, "left"))
        mixed = view(a).copy()
        mixed[:, :first] = view(b)[:, :first]
        soft = np.rint(256 * weights[first:last]).astype(np.uint16)
        mixed[:, first:last] = _mixed(view(a)[:, first:last], view(b)[:, first:last], soft)
        planes.append(mixed)
    return from_planes(planes, Size(new.width, new.height))


def _slide(old: av.VideoFrame, new: av.VideoFrame, part: float) -> av.VideoFrame:
    """The new picture comes from the right and pushes the old one out."""
    eased = part * part * (3 - 2 * part)
    shift = round(eased * new.width / 2)
    planes: list[Bytes] = []
    for number, (a, b) in enumerate(zip(old.planes, new.planes, strict=True)):
        by = min(b.width, shift if number else 2 * shift)
        planes.append(np.concatenate([view(a)[:, by:], view(b)[:, :by]], axis=1))
    return from_planes(planes, Size(new.width, new.height))


def _mixed(old: Bytes, new: Bytes, weight: int | np.ndarray) -> Bytes:
    """`new` by `weight` / 256 over `old`, rounded."""
    share = np.asarray(weight, np.uint16)
    total = np.multiply(old, 256 - share, dtype=np.uint16)
    total += np.multiply(new, share, dtype=np.uint16)
    total += 128
    total >>= 8
    return total.astype(np.uint8)


_KINDS: dict[str, Callable[[av.VideoFrame, av.VideoFrame, float], av.VideoFrame]] = {
    "fade": _fade,
    "dissolve": _dissolve,
    "wipe": _wipe,
    "slide": _slide,
}
TRANSITIONS = tuple(_KINDS)


def between(kind: str, old: av.VideoFrame, new: av.VideoFrame, part: float) -> av.VideoFrame:
    """The picture `part` (0 … 1) of the way from `old` to `new`, two yuv420p frames of one size."""
    return _KINDS[kind](old, new, part)
