"""Fonts: what this machine has to set titles with."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

# Best looking first; file names as systems ship them, with _ for a space.
_LATIN = """
    Montserrat-Bold Inter-Bold HelveticaNeue segoeuib Roboto-Bold NotoSans-Bold OpenSans-Bold LiberationSans-Bold
    arialbd Arial_Bold Helvetica Ubuntu-B Cantarell-Bold FreeSansBold DejaVuSans-Bold DejaVuSans
"""
_CJK = """
    NotoSansCJK-Bold NotoSansCJKsc-Bold NotoSansSC-Bold SourceHanSansSC-Bold SourceHanSans-Bold NotoSansCJK-Medium
    NotoSansCJK-Regular NotoSansCJKsc-Regular NotoSansSC-Regular NotoSansCJK-VF NotoSansSC-VF PingFang
    Hiragino_Sans_GB STHeiti_Medium msyhbd msyh simhei wqy-zenhei wqy-microhei DroidSansFallbackFull DroidSansFallback
    AppleSDGothicNeo malgunbd YuGothB meiryob
"""
_OTHERS = """
    DejaVuSans-Bold NotoSansArabic-Bold NotoSansHebrew-Bold NotoSansDevanagari-Bold NotoSansThai-Bold Arial_Unicode
    NotoEmoji-Bold NotoEmoji-Regular seguisym seguiemj Symbola Apple_Symbols
"""
_COLOUR = "NotoColorEmoji Apple_Color_Emoji seguiemj"
"""Emoji in colour; some are pictures of one size, which is then scaled."""
_STRIKES = (109, 160, 128, 136)
"""Sizes such pictures come in, px."""
_EMOJI = 0x1F000
"""Above this, a picture in colour is what people mean."""
_ENDINGS = (".ttf", ".otf", ".ttc")


def folders() -> list[Path]:
    """Where systems keep fonts."""
    home = Path.home()
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    if sys.platform == "win32":
        return [
            Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft/Windows/Fonts",
            Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",
        ]
    return [
        home / ".local/share/fonts",
        home / ".fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
        Path("/usr/X11R6/lib/X11/fonts"),
    ]


@cache
def _installed() -> dict[str, Path]:
    """Font files by lower-case name without ending; the first folder wins."""
    found: dict[str, Path] = {}
    for folder in folders():
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix.lower() in _ENDINGS:
                found.setdefault(path.stem.lower(), path)
    return found


@cache
def chain() -> tuple[Path, ...]:
    """The fonts to try for each character, in order."""
    found = _installed()
    wanted = [name.replace("_", " ").lower() for name in (_LATIN + _CJK + _OTHERS).split()]
    named = [found[name] for name in wanted if name in found]
    return tuple(dict.fromkeys(named))


@cache
def load(path: Path | None, size: int) -> Font:
    """A font at a size in px; None is Pillow's own."""
    return ImageFont.truetype(str(path), size) if path else ImageFont.load_default(size)


@cache
def colour() -> tuple[Path, ...]:
    """The fonts with emoji in colour."""
    found = _installed()
    return tuple(found[name] for name in (n.replace("_", " ").lower() for n in _COLOUR.split()) if name in found)


@cache
def strike(path: Path) -> int | None:
    """The size in px at which a font with emoji in colour can be drawn; None where it cannot."""
    for size in _STRIKES:
        with suppress(OSError):
            ImageFont.truetype(str(path), size)
            return size
    return None


@cache
def shows(path: Path, character: str) -> bool:
    """Whether a font in colour has a picture for this character."""
    size = strike(path)
    if size is None:
        return False
    drawn, missing = (_drawn(path, size, one) for one in (character, "\U0010fffe"))
    return drawn.getbbox() is not None and drawn.tobytes() != missing.tobytes()


def _drawn(path: Path, size: int, character: str) -> Image.Image:
    picture = Image.new("RGBA", (2 * size, 2 * size))
    font = ImageFont.truetype(str(path), size)
    ImageDraw.Draw(picture).text((0, 0), character, font=font, embedded_color=True)
    return picture


@cache
def covers(path: Path | None, character: str) -> bool:
    """Whether the font draws this character, and not its box for missing ones."""
    if character.isspace():
        return True
    font = load(path, 24)
    drawn, missing = font.getmask(character), font.getmask("\U0010fffe")
    return (drawn.size, bytes(drawn)) != (missing.size, bytes(missing)) and drawn.getbbox() is not None


def pick(character: str) -> Path | Literal[False] | None:
    """The first font for a character: its file, None for Pillow's own, False where none has it."""
    emoji = ord(character) >= _EMOJI
    if emoji and (found := _coloured(character)):
        return found
    for path in (*chain(), None):
        if covers(path, character):
            return path
    return _coloured(character) or False


def _coloured(character: str) -> Path | None:
    if character.isspace() or character.isascii():
        return None
    return next((path for path in colour() if shows(path, character)), None)
