"""Frames: pictures as libav holds them, made from pixels and turned back into them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.floating[Any]]
Bytes = NDArray[np.uint8]

UNIT = Fraction(1, 1)
"""Time base of everything before the encoder: one tick is one frame."""

_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)  # BT.709
_STRIP = 256
"""Rows turned into planes at a time: floats of a whole 4K picture would be 100 MB."""


class Size(NamedTuple):
    """Width and height, px."""

    width: int
    height: int

    @property
    def ratio(self) -> float:
        """Width over height."""
        return self.width / self.height

    def times(self, factor: float) -> Size:
        """Scaled, and rounded to even numbers, as 4:2:0 needs them."""
        return Size(even(self.width * factor), even(self.height * factor))


class Window(NamedTuple):
    """A part of a picture, as fractions of its width and height."""

    left: float
    top: float
    right: float
    bottom: float


def even(value: float) -> int:
    """The nearest even number, 2 at least."""
    return max(2, round(value / 2) * 2)


def dither(shape: tuple[int, ...], seed: int = 0) -> Floats:
    """Noise of ± half a step: hides the steps of 8 bits in soft gradients."""
    rng = np.random.default_rng(seed)
    tile = rng.random((256, 256), np.float32) - np.float32(0.5)
    rows, cols = shape[:2]
    return np.tile(tile, (rows // 256 + 1, cols // 256 + 1))[:rows, :cols]


def from_rgb(rgb: Floats, alpha: Floats | None = None) -> av.VideoFrame:
    """A frame (yuv420p, or yuva420p with `alpha`; BT.709, video range) of pixels between 0 and 1.

    Args:
        rgb: Height × width × 3; both sides even.
        alpha: Height × width; straight, not premultiplied.
    """
    height, width = rgb.shape[:2]
    frame = av.VideoFrame(width, height, "yuv420p" if alpha is None else "yuva420p")
    sinks = [view(plane) for plane in frame.planes]
    for top in range(0, height, _STRIP):
        strip = slice(top, top + _STRIP)
        clear = None if alpha is None else alpha[strip].astype(np.float32, copy=False)
        _fill(sinks, top, rgb[strip].astype(np.float32, copy=False), clear)
    return frame


def _fill(sinks: list[Bytes], top: int, rgb: Floats, alpha: Floats | None) -> None:
    height, width = rgb.shape[:2]
    noise = dither((height, width))
    luma = rgb @ _LUMA
    half = (rgb[0::2, 0::2] + rgb[0::2, 1::2] + rgb[1::2, 0::2] + rgb[1::2, 1::2]) * np.float32(0.25)
    half_luma = half @ _LUMA
    planes: list[Floats] = [
        16 + 219 * luma + noise,
        128 + 224 / 1.8556 * (half[..., 2] - half_luma) + noise[: height // 2, : width // 2],
        128 + 224 / 1.5748 * (half[..., 0] - half_luma) + noise[-(height // 2) :, -(width // 2) :],
    ]
    if alpha is not None:
        planes.append(_veiled(alpha, noise))
    for number, (sink, values) in enumerate(zip(sinks, planes, strict=True)):
        begin = top // 2 if number in (1, 2) else top
        sink[begin : begin + values.shape[0]] = to_bytes(values)


def opacity(alpha: Floats) -> Bytes:
    """The fourth plane of a frame: how opaque it is, 0 … 1, at each of its pixels."""
    made = np.empty(alpha.shape, np.uint8)
    for top in range(0, alpha.shape[0], _STRIP):
        strip = alpha[top : top + _STRIP]
        made[top : top + _STRIP] = to_bytes(_veiled(strip, dither(strip.shape)))
    return made


def _veiled(alpha: Floats, noise: Floats) -> Floats:
    """Opacities as samples; what is wholly clear or opaque stays so."""
    veil: Floats = 255 * alpha + np.where((alpha > 0) & (alpha < 1), noise, 0)
    return veil


def to_bytes(values: Floats) -> Bytes:
    """Rounded into 0 … 255."""
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def from_planes(planes: list[Bytes], size: Size) -> av.VideoFrame:
    """A frame of ready planes: yuv420p of three, yuva420p of four."""
    frame = av.VideoFrame(size.width, size.height, "yuva420p" if len(planes) == 4 else "yuv420p")
    for plane, values in zip(frame.planes, planes, strict=True):
        view(plane)[:] = values
    return frame


def from_image(image: Image.Image) -> av.VideoFrame:
    """A frame of an RGB or RGBA picture with even sides."""
    clear = image.mode == "RGBA"
    frame = av.VideoFrame(image.width, image.height, "yuva420p" if clear else "yuv420p")
    sinks = [view(plane) for plane in frame.planes]
    for top in range(0, image.height, _STRIP):
        part = image.crop((0, top, image.width, min(image.height, top + _STRIP)))
        values = np.asarray(part, np.float32) / np.float32(255)
        _fill(sinks, top, values[..., :3], values[..., 3] if clear else None)
    return frame


def padded(frame: av.VideoFrame, pad: int) -> av.VideoFrame:
    """A yuv420p frame with its edges drawn out by `pad` px (even) on all sides."""
    sides = (pad, pad // 2, pad // 2)
    planes = [np.pad(view(plane), side, "edge") for plane, side in zip(frame.planes, sides, strict=True)]
    return from_planes(planes, Size(frame.width + 2 * pad, frame.height + 2 * pad))


def to_image(frame: av.VideoFrame) -> Image.Image:
    """The RGB picture of a yuv420p frame of ours."""
    rgb: Any = frame.reformat(
        format="rgb24", src_colorspace="ITU709", dst_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG"
    )
    picture: Image.Image = rgb.to_image()
    return picture


def view(plane: Any) -> Bytes:
    """A plane's samples, to read and to write: height × width."""
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def gray(plane: Any) -> Image.Image:
    """A plane as a picture of its own; nothing is copied."""
    return Image.frombuffer("L", (plane.width, plane.height), plane, "raw", "L", plane.line_size, 1)


def canvas(plane: Any) -> Image.Image:
    """A plane as a picture to paint on: what is laid on it is in the frame."""
    picture = gray(plane)
    picture.readonly = 0  # Pillow would paint on a copy
    return picture


class Pipe:
    """A filter graph fed and drained one moment at a time: `n` inputs in, one picture out.

    Time is counted in whole frames, so an overlay's inputs always meet.
    """

    def __init__(self, threads: int = 1) -> None:
        self._graph = av.filter.Graph()
        self._graph.threads = threads
        self._inputs: list[Any] = []
        self._constants: list[tuple[Any, av.VideoFrame]] = []
        self._leading: list[tuple[Any, av.VideoFrame]] = []
        self._sink: Any = None

    def input(self, size: Size, fmt: str) -> Any:
        """A new input of one size and pixel format."""
        graph: Any = self._graph  # its type stub asks for more than a format's name
        source = graph.add_buffer(width=size.width, height=size.height, format=fmt, time_base=UNIT)
        self._inputs.append(source)
        return source

    def constant(self, picture: av.VideoFrame, *, leading: bool = False) -> Any:
        """An input that is the same picture at every moment; `leading`, where a filter takes its moments from it."""
        source = self.input(Size(picture.width, picture.height), picture.format.name)
        (self._leading if leading else self._constants).append((self._inputs.pop(), picture))
        return source

    def add(self, name: str, args: str, *before: Any) -> Any:
        """A filter behind those in `before`, each on its own pad; an element may be `(filter, pad)`."""
        made = self._graph.add(name, args)
        for pad, one in enumerate(before):
            source, out = one if isinstance(one, tuple) else (one, 0)
            source.link_to(made, out, pad)
        return made

    def end(self, last: Any) -> None:
        """Close the graph behind `last`."""
        self._sink = self.add("buffersink", "", last)
        self._graph.configure()
        for source, picture in self._constants:
            picture.pts, picture.time_base = 0, UNIT
            source.push(picture)
            source.push(None)

    def run(self, index: int, *pictures: av.VideoFrame) -> av.VideoFrame:
        """The picture at moment `index`, which must grow from call to call."""
        for source, picture in (*zip(self._inputs, pictures, strict=True), *self._leading):
            picture.pts, picture.time_base = index, UNIT
            source.push(picture)
        made: av.VideoFrame = self._sink.pull()
        return made


def plain_frame(size: Size, color: tuple[int, int, int]) -> av.VideoFrame:
    """A frame of one colour, red, green and blue 0 … 255."""
    return from_image(Image.new("RGB", size, color))


def black(size: Size) -> av.VideoFrame:
    """A black frame."""
    planes = [np.full((size.height, size.width), 16, np.uint8)]
    planes += [np.full((size.height // 2, size.width // 2), 128, np.uint8) for _ in range(2)]
    return from_planes(planes, size)
