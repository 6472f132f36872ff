"""Shape: which part of a picture is used, and how it meets a canvas of another shape."""

from __future__ import annotations

from typing import NamedTuple

from nemo_widgets.local.render.frames import Size, even

_SAME = 1.45
"""How far a picture's shape may differ from the canvas's before cropping would be brutal."""
_LEAST = 0.02
"""The smallest part of a side that a crop may leave."""


class Crop(NamedTuple):
    """A part of a picture: left, top, width and height, each 0 … 1."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def of(cls, values: tuple[float, float, float, float]) -> Crop:
        """A crop within the picture, whatever the draft says."""
        left, top = (min(1 - _LEAST, max(0.0, value)) for value in values[:2])
        return cls(left, top, min(1 - left, max(_LEAST, values[2])), min(1 - top, max(_LEAST, values[3])))


WHOLE = Crop(0.0, 0.0, 1.0, 1.0)


def contained(ratio: float, size: Size, fit: str) -> bool:
    """Whether a picture is shown whole; unless `fit` says so (cover or contain), its shape decides."""
    if fit in ("cover", "contain"):
        return fit == "contain"
    return max(ratio / size.ratio, size.ratio / ratio) > _SAME


def cover(ratio: float, size: Size) -> Size:
    """The smallest size of that shape that covers `size`."""
    if ratio > size.ratio:
        return Size(max(size.width, -(-int(size.height * ratio) // 2) * 2), size.height)
    return Size(size.width, max(size.height, -(-int(size.width / ratio) // 2) * 2))


def contain(ratio: float, size: Size) -> Size:
    """The largest size of that shape within `size`."""
    if ratio > size.ratio:
        return Size(size.width, min(size.height, even(size.width / ratio)))
    return Size(min(size.width, even(size.height * ratio)), size.height)
