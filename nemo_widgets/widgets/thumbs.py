"""Small pictures of pictures."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic"}


def smaller(jpeg: bytes | memoryview, width: int) -> bytes | None:
    """The same of a JPEG from a page, drawn anew: what it was besides a picture is not kept."""
    from PIL import Image  # noqa: PLC0415 - as below

    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
            return _drawn(image, width)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def small(path: Path, width: int) -> bytes | None:
    """A JPEG of some kB, at most `width` px wide and as high; None for what is no picture or cannot be read."""
    if path.suffix.casefold() not in _PICTURES:
        return None
    from PIL import Image  # noqa: PLC0415 - 30 ms that a session without pictures does not need

    if path.suffix.casefold() == ".heic":
        import pillow_heif  # noqa: PLC0415

        pillow_heif.register_heif_opener()
    try:
        with Image.open(path) as image:
            return _drawn(image, width)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def _drawn(image: Image.Image, width: int) -> bytes:
    from PIL import ImageOps  # noqa: PLC0415

    made = io.BytesIO()
    image.draft("RGB", (width * 2, width * 2))
    upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((width, width))
    upright.save(made, "JPEG", quality=78)
    return made.getvalue()
