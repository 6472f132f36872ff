"""Photos: opened with care, turned upright, and moved over."""

from __future__ import annotations

from pathlib import Path

import av
import pillow_heif
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from nemo_widgets.errors import MediaError
from nemo_widgets.local.render.camera import Move
from nemo_widgets.local.render.frames import Size, Window, from_image, resample
from nemo_widgets.local.render.guard import reading

MOST_PIXELS = 120_000_000
"""Pictures over this are refused before they are unpacked."""
_SAME_SHAPE = 1.45
"""How far a picture's shape may differ from the canvas's before cropping would be brutal."""
_BACKGROUND = (17, 18, 22)
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF", "MPO")

pillow_heif.register_heif_opener()


def open_photo(path: Path, name: str, at_least: Size | None = None) -> Image.Image:
    """The picture as RGB, upright, flattened on a dark ground.

    Args:
        path: The file.
        name: What a person calls it, for errors.
        at_least: A JPEG may be unpacked smaller, but not below this.

    Raises:
        MediaError: The file is damaged, unknown or too large.
    """
    with reading(name), Image.open(path, formats=_FORMATS) as picture:
        check_pixels(picture.size, name)
        if at_least:
            side = max(at_least)
            picture.draft("RGB", (side, side))
        upright = ImageOps.exif_transpose(picture)
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            upright = upright.convert("RGBA")
            flat = Image.new("RGBA", upright.size, (*_BACKGROUND, 255))
            flat.alpha_composite(upright)
            upright = flat
        if upright.mode in ("I;16", "I;16B", "I"):
            upright = upright.point(lambda v: v / 256).convert("L")
        return upright.convert("RGB")


def check_pixels(size: tuple[int, int], name: str) -> None:
    """Refuse sizes no honest photo has."""
    if size[0] * size[1] > MOST_PIXELS or max(size) > 32_000:
        raise MediaError(f"{name} has {size[0]} × {size[1]} px, more than this engine takes.", "Use a smaller picture.")
    if min(size) < 2 or max(size) > 60 * min(size):
        raise MediaError(f"{name} is only {size[0]} × {size[1]} px.", "Use a picture with room for a subject.")


class Photo:
    """A photo as a source of frames: cropped to the canvas, or whole on a blurred ground where the shapes differ."""

    def __init__(self, path: Path, name: str, move: Move, size: Size, frames: int, *, fine: bool = True) -> None:
        self._size, self._frames, self._move, self._fine = size, max(1, frames), move, fine
        room = size.times(move.margin)
        picture = open_photo(path, name, room)
        with reading(name):
            self._still = from_image(compose(picture, room))

    def frame(self, index: int) -> av.VideoFrame:
        """The picture at frame `index` of the segment."""
        part = index / self._frames
        return resample(self._still, self._move.window(part) or Window(0, 0, 1, 1), self._size, self._fine)


def compose(picture: Image.Image, size: Size) -> Image.Image:
    """`picture` filling `size`: cropped a little, or whole in front of its own blurred self."""
    ratio = picture.width / picture.height
    if max(ratio / size.ratio, size.ratio / ratio) <= _SAME_SHAPE:
        # Heads are in the upper half: what must go, goes below.
        return ImageOps.fit(picture, size, Image.Resampling.LANCZOS, centering=(0.5, 0.42))
    return_size = Size(max(2, size.width // 12), max(2, size.height // 12))
    ground = ImageOps.fit(picture, return_size, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(4))
    ground = ImageEnhance.Brightness(ground.resize(size, Image.Resampling.BICUBIC)).enhance(0.55)
    front = ImageOps.contain(picture, size, Image.Resampling.LANCZOS)
    ground.paste(front, ((size.width - front.width) // 2, (size.height - front.height) // 2))
    return ground
