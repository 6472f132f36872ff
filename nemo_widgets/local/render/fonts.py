"""Fonts: what this machine has to set titles with."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import Literal

from PIL import ImageFont

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
def covers(path: Path | None, character: str) -> bool:
    """Whether the font draws this character, and not its box for missing ones."""
    if character.isspace():
        return True
    font = load(path, 24)
    drawn, missing = font.getmask(character), font.getmask("\U0010fffe")
    return (drawn.size, bytes(drawn)) != (missing.size, bytes(missing)) and drawn.getbbox() is not None


def pick(character: str) -> Path | Literal[False] | None:
    """The first font for a character: its file, None for Pillow's own, False where none has it."""
    for path in (*chain(), None):
        if covers(path, character):
            return path
    return False
