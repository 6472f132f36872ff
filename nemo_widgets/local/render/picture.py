"""Photos: opened with care, turned upright, and moved over."""

from __future__ import annotations

from pathlib import Path

import av
import pillow_heif
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from nemo_widgets.errors import MediaError
from nemo_widgets.local.draft import Meta
from nemo_widgets.local.render.camera import Move
from nemo_widgets.local.render.colour import Look
from nemo_widgets.local.render.frames import Size, Window, from_image, padded
from nemo_widgets.local.render.guard import reading
from nemo_widgets.local.render.sampling import OVER, resample
from nemo_widgets.local.render.shape import WHOLE, Crop, contained
from nemo_widgets.local.render.shelf import Shelf, state

MOST_PIXELS = 100_000_000
"""Pictures over this are refused before they are unpacked."""
_MOST_BUFFERED = 60_000_000
"""Likewise for formats whose readers hold the picture twice."""
_BUFFERED = {"HEIF", "AVIF", "WEBP"}
_BACKGROUND = (17, 18, 22)
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF", "MPO")
_STRIP = 512
_PAD = 72
"""px drawn out around a photo the camera moves over, so that windows of whole pixels have a choice."""

_shelf: Shelf[av.VideoFrame] = Shelf(6)

pillow_heif.register_heif_opener()


def open_photo(path: Path, name: str, at_least: Size | None = None, crop: Crop = WHOLE) -> Image.Image:
    """The picture as RGB, upright, flattened on a dark ground.

    Args:
        path: The file.
        name: What a person calls it, for errors.
        at_least: A large picture may be unpacked smaller, but its cropped part not below this.
        crop: The part of the upright picture that is wanted.

    Raises:
        MediaError: The file is damaged, unknown or too large.
    """
    with reading(name), Image.open(path, formats=_FORMATS) as picture:
        check_pixels(picture.size, name, picture.format or "")
        if at_least:
            side = round(max(at_least) / min(crop.width, crop.height))
            picture.draft("RGB", (side, side))
            small = _reduced(picture, min(picture.size) // side)
        else:
            small = picture
        upright = _flat(ImageOps.exif_transpose(small))
        if crop == WHOLE:
            return upright
        left, top, width, height = crop
        box = (
            left * upright.width,
            top * upright.height,
            (left + width) * upright.width,
            (top + height) * upright.height,
        )
        edges = [round(edge) for edge in box]
        return upright.crop((edges[0], edges[1], max(edges[0] + 2, edges[2]), max(edges[1] + 2, edges[3])))


def check_pixels(size: tuple[int, int], name: str, kind: str = "") -> None:
    """Refuse sizes no honest photo has."""
    most = _MOST_BUFFERED if kind in _BUFFERED else MOST_PIXELS
    if size[0] * size[1] > most or max(size) > 32_000:
        raise MediaError(f"{name} has {size[0]} × {size[1]} px, more than this engine takes.", "Use a smaller picture.")
    if min(size) < 2 or max(size) > 60 * min(size):
        raise MediaError(f"{name} is only {size[0]} × {size[1]} px.", "Use a picture with room for a subject.")


def _reduced(picture: Image.Image, by: int) -> Image.Image:
    """A picture `by` times smaller; strip by strip, since Pillow copies what has transparency before it shrinks it."""
    if by < 2 or picture.mode in ("1", "P", "I;16", "I;16B", "I"):
        return picture
    size = (-(-picture.width // by), -(-picture.height // by))
    small = Image.new(picture.mode, size)
    step = _STRIP // by * by
    for top in range(0, picture.height, step):
        strip = picture.crop((0, top, picture.width, min(picture.height, top + step)))
        small.paste(strip.reduce(by), (0, top // by))
    small.info = dict(picture.info)
    exif = picture.getexif()
    if 0x0112 in exif:
        small.getexif()[0x0112] = exif[0x0112]
    return small


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        flat = Image.new("RGB", clear.size, _BACKGROUND)
        flat.paste(clear, mask=clear.getchannel("A"))
        return flat
    if picture.mode in ("I;16", "I;16B", "I"):
        picture = picture.point(lambda v: v / 256).convert("L")
    return picture.convert("RGB")


class Photo:
    """A photo as a source of frames: cropped to the canvas, or whole on a blurred ground where the shapes differ.

    Args:
        path: The file.
        meta: How it is shown.
        size: The film's canvas, px.
        frames: Over how many frames the camera moves.
        fine: The best camera, else a quick one.
    """

    def __init__(self, path: Path, meta: Meta, size: Size, frames: int, *, fine: bool = True) -> None:
        self._size, self._frames, self._fine = size, max(1, frames), fine
        self._move = Move.photo(meta.camera)
        name = meta.name or "The photo"
        still = self._move.margin == 1
        room = size if still else size.times(self._move.margin * OVER)
        look, crop = Look.of(meta), Crop.of(meta.crop)

        def prepare() -> av.VideoFrame:
            shown = look.on(compose(open_photo(path, name, room, crop), room, meta.fit))
            return from_image(shown) if still else padded(from_image(shown), _PAD)

        with reading(name):
            self._still = _shelf.take((state(path), room, still, look, crop, meta.fit), prepare)
        self._inner = room

    def frame(self, index: int) -> av.VideoFrame:
        """The picture at frame `index` of the segment."""
        window = self._move.window(index / self._frames)
        if window is None:
            return self._still
        return resample(self._still, self._outer(window), self._size, fine=self._fine)

    def close(self) -> None:
        """Nothing is held open."""

    def _outer(self, window: Window) -> Window:
        """A window on the photo, as one on the photo with its drawn out edges."""
        width, height = self._still.width, self._still.height
        across, down = self._inner
        return Window(
            (_PAD + window.left * across) / width,
            (_PAD + window.top * down) / height,
            (_PAD + window.right * across) / width,
            (_PAD + window.bottom * down) / height,
        )


def compose(picture: Image.Image, size: Size, fit: str = "") -> Image.Image:
    """`picture` filling `size`: cropped a little, or whole in front of its own blurred self."""
    if not contained(picture.width / picture.height, size, fit):
        # Heads are in the upper half: what must go, goes below.
        return ImageOps.fit(picture, size, Image.Resampling.LANCZOS, centering=(0.5, 0.42))
    small = Size(max(2, size.width // 12), max(2, size.height // 12))
    ground = ImageOps.fit(picture, small, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(4))
    ground = ImageEnhance.Brightness(ground.resize(size, Image.Resampling.BICUBIC)).enhance(0.55)
    front = ImageOps.contain(picture, size, Image.Resampling.LANCZOS)
    ground.paste(front, ((size.width - front.width) // 2, (size.height - front.height) // 2))
    return ground
