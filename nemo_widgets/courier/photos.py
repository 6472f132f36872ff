"""HEIC photos for backends that do not list HEIC: one profile recommends it, so it is converted on the way."""

from __future__ import annotations

from pathlib import Path

from nemo_widgets.errors import MediaError

_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_QUALITY = 92


def is_heic(path: Path) -> bool:
    """By its first bytes: phones and people rename files."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:
        return False
    return head[4:8] == b"ftyp" and head[8:12] in _BRANDS


def to_jpeg(photo: Path, target: Path) -> Path:
    """The photo as a JPEG, upright, in its own colours. What else it tells (place, camera) stays behind.

    Raises:
        MediaError: It is damaged, or too large a picture to be one.
    """
    import pillow_heif  # noqa: PLC0415 - libheif is loaded where somebody has such a photo
    from PIL import Image, ImageOps  # noqa: PLC0415

    pillow_heif.register_heif_opener()
    try:
        with Image.open(photo) as opened:
            upright = ImageOps.exif_transpose(opened)
            colours = opened.info.get("icc_profile")
            upright.convert("RGB").save(target, "JPEG", quality=_QUALITY, icc_profile=colours)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError) as error:
        raise MediaError(
            f"{photo.name} cannot be converted to JPEG ({type(error).__name__}).", "Save it as JPEG or PNG yourself."
        ) from None
    return target
