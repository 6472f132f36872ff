"""Lettering: a text in lines of runs, each in a font that has its characters, drawn by Pillow."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from nemo_widgets.errors import plain
from nemo_widgets.local.render import fonts

Run = tuple[Path | None, str]
Line = list[Run]


_JOINER = "\u200d"
_JOINING = {_JOINER, "\ufe0f", "\ufe0e"}
"""Nothing to be seen by themselves: they join emoji, or choose how the one before looks."""


_CLOSING = set("，。、！？：；）》〉」』】〕…—·,.!?:;)]}”’％")
_OPENING = set("（《〈「『【〔([{“‘")
"""No line begins with the former or ends with the latter."""


class Color(NamedTuple):
    """0 … 255 each."""

    red: int
    green: int
    blue: int


def lines(text: str, width: float, height: int) -> list[Line]:
    """A text in lines no wider than `width` px, in letters `height` px high; no line where nothing can be drawn."""
    found: list[Line] = []
    for paragraph in plain(text, 300).splitlines() or [""]:
        line = ""
        for word in _words(paragraph.strip()):
            if line and measure(runs(line + word.rstrip()), height) > width:
                found.append(runs(line.strip()))
                line = ""
            line += word
        if line.strip():
            found.append(runs(line.strip()))
    return [line for line in found if line]


def runs(text: str) -> Line:
    """A line's pieces, each with its font; characters that no font has are left out."""
    chosen: list[tuple[Path | None, str]] = []
    for character in unicodedata.normalize("NFC", text):
        font = False if character in _JOINING else fonts.pick(character)
        if chosen and (unicodedata.combining(character) or (character == _JOINER and chosen[-1][0] in fonts.colour())):
            font = chosen[-1][0]
        if font is not False:
            # A space goes with what is before it, but one between emoji would be as wide as they are.
            same = character == " " and chosen and chosen[-1][0] not in fonts.colour()
            chosen.append((chosen[-1][0] if same else font, character))
    return [(font, "".join(c for _, c in run)) for font, run in groupby(chosen, key=lambda pair: pair[0])]


def missing(text: str) -> list[str]:
    """What a person should install so that all of a text can be drawn."""
    notes: dict[str, None] = {}
    for character in unicodedata.normalize("NFC", plain(text, 300)):
        if character in _JOINING or unicodedata.combining(character) or fonts.pick(character) is not False:
            continue
        wide = unicodedata.east_asian_width(character) in "WF"
        emoji = unicodedata.category(character) == "So"
        need = (
            "an emoji font (such as Noto Emoji)"
            if emoji
            else "a Chinese, Japanese and Korean font (such as Noto Sans CJK)"
            if wide
            else "a font for this script (such as Noto Sans)"
        )
        notes[f"Some characters of a title were left out: install {need} on the machine that renders."] = None
    return list(notes)


def _words(text: str) -> list[str]:
    """Pieces a line may break between: words with their space, and single wide characters with their punctuation."""
    pieces: list[str] = []
    for character in text:
        if not pieces or _breaks(pieces[-1][-1], character):
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def _breaks(before: str, after: str) -> bool:
    """Whether a line may end between two characters."""
    if after in _CLOSING or before in _OPENING:
        return False
    return before == " " or any(unicodedata.east_asian_width(c) in "WF" for c in (before, after))


def _tracking(run: str, height: int) -> float:
    """Extra px after each letter; joined scripts take none."""
    return height * 0.03 if all(ord(c) < 0x250 for c in run) else 0.0


def measure(line: Line, height: int) -> float:
    """How wide a line is, px."""
    total = 0.0
    for path, run in line:
        if path in fonts.colour():
            total += _emoji(path, run, height).width
        else:
            total += fonts.load(path, height).getlength(run) + _tracking(run, height) * len(run)
    return total - (_tracking(line[-1][1], height) if line else 0.0)


@lru_cache(maxsize=64)
def _emoji(path: Path, run: str, height: int) -> Image.Image:
    """Emoji in colour, a little higher than the letters beside them, RGBA."""
    font = ImageFont.truetype(str(path), fonts.strike(path) or height)
    left, top, right, bottom = font.getbbox(run)
    picture = Image.new("RGBA", (max(1, round(right - left)), max(1, round(bottom - top))))
    ImageDraw.Draw(picture).text((-left, -top), run, font=font, embedded_color=True)
    tall = max(1, round(height * 1.12))
    size = (max(1, round(picture.width * tall / picture.height)), tall)
    return picture.resize(size, Image.Resampling.LANCZOS)


def letter(mask: Image.Image, paint: Image.Image, line: Line, height: int, at: tuple[float, float]) -> None:
    """Draw a line: letters on a mask, emoji on a picture, their shapes on both. `at`: its left and its middle, px."""
    left, middle = at
    draw = ImageDraw.Draw(mask)
    for path, run in line:
        if path in fonts.colour():
            emoji = _emoji(path, run, height)
            place = (round(left), round(middle - emoji.height / 2))
            paint.alpha_composite(emoji, (max(0, place[0]), max(0, place[1])))
            mask.paste(255, place, emoji.getchannel("A"))
            left += emoji.width
            continue
        font, gap = fonts.load(path, height), _tracking(run, height)
        if not gap:
            draw.text((left, middle), run, 255, font, anchor="lm")
            left += font.getlength(run)
            continue
        for index, character in enumerate(run):
            draw.text((left, middle), character, 255, font, anchor="lm")
            # The pair's length less the second's own keeps the font's kerning.
            pair = run[index : index + 2]
            left += (font.getlength(pair) - font.getlength(pair[1:])) + gap


def painted(mask: Image.Image, height: int, color: Color) -> Image.Image:
    """Letters in their colour over a soft shadow, RGBA."""
    wide = mask.filter(ImageFilter.GaussianBlur(height * 0.22)).point(lambda v: min(255, int(v * 0.95)))
    # Close by it is dark enough for white letters on white.
    tight = ImageChops.offset(mask, 0, max(1, round(height * 0.02))).filter(ImageFilter.GaussianBlur(height * 0.06))
    shadow = ImageChops.lighter(wide, tight.point(lambda v: min(255, int(v * 1.5))))
    light = (299 * color[0] + 587 * color[1] + 114 * color[2]) / 1000 > 90
    ink = np.asarray(color, np.float32)
    ground = np.zeros(3, np.float32) if light else np.full(3, 245, np.float32)
    m = np.asarray(mask, np.float32)[..., None] / 255
    s = np.asarray(shadow, np.float32)[..., None] / 255 * 0.75
    alpha = m + s * (1 - m)
    rgb = (ink * m + ground * s * (1 - m)) / np.maximum(alpha, 1e-4)
    rgb = np.where(alpha > 0, rgb, ground)
    out = np.concatenate([rgb, alpha * 255], axis=2)
    return Image.fromarray(np.clip(np.rint(out), 0, 255).astype(np.uint8), "RGBA")
