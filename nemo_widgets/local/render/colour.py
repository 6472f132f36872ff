"""Colour: brightness, contrast, saturation, warmth and the named grades, as one table from RGB to RGB.

Stills go through it once; scenes and clips, frame by frame, in libav's `haldclut`. HDR clips are brought to the film's
BT.709 by the same table.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import av
import numpy as np
from PIL import Image, ImageFilter

from nemo_widgets.local.draft import Meta
from nemo_widgets.local.render.frames import Floats, Pipe, Size

GRADES = ("bw", "sepia", "vintage", "cinematic")

_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_LEVEL = 6
_SIDE = _LEVEL * _LEVEL
"""Steps of the table along each of red, green and blue."""
_PQ, _HLG = 16, 18
"""What libav calls the two HDR transfers (SMPTE ST 2084 and ARIB STD-B67)."""
_BT2020 = 9
_WHITE = 203.0
"""cd/m² of a white sheet of paper in an HDR film (ITU-R BT.2408)."""
_TO_709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32)


class Look(NamedTuple):
    """A segment's colour; every number −1 … 1, 0 as it is."""

    brightness: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    warmth: float = 0.0
    grade: str = ""
    transfer: int = 0
    """libav's number of the source's transfer where it is HDR, else 0."""

    @classmethod
    def of(cls, meta: Meta) -> Look:
        """The colour a segment asks for, within bounds."""
        values = (meta.brightness, meta.contrast, meta.saturation, meta.warmth)
        brightness, contrast, saturation, warmth = (min(1.0, max(-1.0, value)) for value in values)
        return cls(brightness, contrast, saturation, warmth, meta.grade if meta.grade in GRADES else "")

    @property
    def plain(self) -> bool:
        """Whether there is nothing to do."""
        return self == Look()

    def on(self, picture: Image.Image) -> Image.Image:
        """An RGB picture in this colour."""
        if self.plain:
            return picture
        table = _table(self)
        graded: Image.Image = picture.filter(ImageFilter.Color3DLUT(_SIDE, table.reshape(-1).tolist()))
        return graded

    def filtered(self, pipe: Pipe, last: Any) -> Any:
        """The filters that put this colour on BT.709 frames of a pipe (HDR ones: BT.2020), behind `last`."""
        if self.plain:
            return last
        source = "in_color_matrix=bt2020:in_range=tv" if self.transfer else "in_color_matrix=bt709:in_range=tv"
        depth = "rgb48le" if self.transfer else "rgb24"
        last = pipe.add("scale", f"{source}:flags=bicubic", last)
        last = pipe.add("format", depth, last)
        last = pipe.add(
            "haldclut", "clut=first:interp=trilinear:shortest=0:repeatlast=1", last, pipe.constant(_hald(self, depth))
        )
        last = pipe.add("scale", "out_color_matrix=bt709:out_range=tv:flags=bicubic", last)
        return pipe.add("format", "yuv420p", last)


def is_hdr(frame: Any) -> int:
    """Libav's number of the frame's transfer if it is HDR, else 0."""
    transfer = int(frame.color_trc or 0)
    return transfer if transfer in (_PQ, _HLG) else 0


@lru_cache(maxsize=16)
def _table(look: Look) -> Floats:
    """Blue × green × red × 3: what becomes of each colour."""
    steps = np.linspace(0, 1, _SIDE, dtype=np.float32)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    rgb: Floats = np.stack([red, green, blue], axis=-1)
    if look.transfer:
        rgb = _to_sdr(rgb, look.transfer)
    table: Floats = np.clip(_graded(rgb, look), 0, 1).astype(np.float32)
    return table


def _graded(rgb: Floats, look: Look) -> Floats:
    if look.brightness:  # a curve that leaves black black and white white
        rgb = rgb ** np.float32(2 ** (-1.1 * look.brightness))
    if look.contrast > 0:
        rgb = rgb + 1.1 * look.contrast * (rgb * rgb * (3 - 2 * rgb) - rgb)
    elif look.contrast:
        rgb = 0.5 + (rgb - 0.5) * (1 + 0.7 * look.contrast)
    if look.saturation:
        rgb = _saturated(rgb, 1 + look.saturation)
    if look.warmth:
        rgb = _warmed(rgb, look.warmth)
    match look.grade:
        case "bw":
            rgb = _curve(_saturated(rgb, 0), 0.35)
        case "sepia":
            luma = _luma(rgb)
            rgb = np.concatenate([luma**0.80, luma**0.98, luma**1.28], axis=-1) * np.array([1.0, 0.93, 0.80])
        case "vintage":
            faded = 0.075 + 0.86 * _curve(_saturated(rgb, 0.68), 0.25)
            rgb = _warmed(faded, 0.35) + (1 - _luma(faded)) * np.array([0.0, 0.012, 0.035])
        case "cinematic":
            luma = _luma(rgb)
            toned = _curve(_saturated(rgb, 0.92), 0.45)
            shadows, lights = (1 - luma) ** 2, luma**1.5 * (1 - 0.6 * luma)
            rgb = toned + shadows * np.array([-0.035, 0.005, 0.045]) + lights * np.array([0.085, 0.022, -0.085])
    return rgb


def _luma(rgb: Floats) -> Floats:
    luma: Floats = (rgb @ _LUMA)[..., None]
    return luma


def _saturated(rgb: Floats, by: float) -> Floats:
    luma = _luma(rgb)
    mixed: Floats = luma + (rgb - luma) * by
    return mixed


def _curve(rgb: Floats, by: float) -> Floats:
    curved: Floats = rgb + by * (rgb * rgb * (3 - 2 * rgb) - rgb)
    return curved


def _warmed(rgb: Floats, by: float) -> Floats:
    """Red up and blue down (or the other way), as bright as before."""
    tinted = rgb * np.array([1 + 0.20 * by, 1 + 0.02 * by, 1 - 0.26 * by])
    warmed: Floats = tinted * (_luma(rgb) / np.maximum(_luma(tinted), 1e-4))
    return warmed


def _to_sdr(rgb: Floats, transfer: int) -> Floats:
    """BT.2020 HDR to BT.709: light, in units of paper white, bent down so that highlights keep their shape."""
    if transfer == _PQ:
        power = rgb ** (1 / 78.84375)
        light = (np.maximum(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125)
        light = light * 10_000 / _WHITE
    else:
        scene = np.where(rgb <= 0.5, rgb**2 / 3, (np.exp((rgb - 0.55991073) / 0.17883277) + 0.28466892) / 12)
        luma = np.maximum((scene @ np.array([0.2627, 0.678, 0.0593]))[..., None], 1e-6)
        light = scene * luma**0.2 * 1000 / _WHITE
    peak = np.maximum(light.max(axis=-1, keepdims=True), 1e-6)
    most = 1000 / _WHITE
    above = np.tanh((peak - 0.7) * 1.83) / np.tanh((most - 0.7) * 1.83)
    bent = np.minimum(np.where(peak <= 0.7, peak, 0.7 + 0.3 * above), 1)
    narrow = np.clip((light * (bent / peak)) @ _TO_709.T, 0, 1)
    sdr: Floats = narrow ** np.float32(1 / 2.4)
    return sdr


@lru_cache(maxsize=16)
def _hald(look: Look, depth: str) -> av.VideoFrame:
    """The table as `haldclut` reads it: red first, then green, then blue, row after row.

    In packed pixels: from planar ones libav 8.1 was measured to read the table's channels in the wrong order.
    """
    side = _LEVEL**3
    table = _table(look).reshape(side, side, 3)
    values = np.rint(table * 255).astype(np.uint8) if depth == "rgb24" else np.rint(table * 65535).astype(np.uint16)
    return av.VideoFrame.from_ndarray(values, format=depth)


class Tint:
    """A look put on yuv420p frames of one size."""

    def __init__(self, look: Look, size: Size) -> None:
        self._pipe = Pipe()
        self._pipe.end(look.filtered(self._pipe, self._pipe.input(size, "yuv420p")))

    def run(self, index: int, frame: av.VideoFrame) -> av.VideoFrame:
        """The frame in its new colour; `index` must grow from call to call."""
        return self._pipe.run(index, frame)
