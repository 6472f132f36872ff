"""Small pictures of pictures."""

from __future__ import annotations

import io
from pathlib import Path

_PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic"}


def small(path: Path, width: int) -> bytes | None:
    """A JPEG of some kB, at most `width` px wide and as high; None for what is no picture or cannot be read."""
    if path.suffix.casefold() not in _PICTURES:
        return None
    from PIL import Image, ImageOps  # noqa: PLC0415 - 30 ms that a session without pictures does not need

    if path.suffix.casefold() == ".heic":
        import pillow_heif  # noqa: PLC0415

        pillow_heif.register_heif_opener()
    made = io.BytesIO()
    try:
        with Image.open(path) as image:
            image.draft("RGB", (width * 2, width * 2))
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail((width, width))
            upright.save(made, "JPEG", quality=78)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    return made.getvalue()
