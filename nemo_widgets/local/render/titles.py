"""Titles: lettering drawn by Pillow, laid over the film by libav."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from nemo_widgets.errors import plain
from nemo_widgets.local.draft import Segment
from nemo_widgets.local.render import fonts
from nemo_widgets.local.render.frames import Pipe, Size, from_planes, from_rgb, view

FADE = 500
"""Default fade of a title, ms."""
_SIZES = {"small": 0.052, "medium": 0.078, "large": 0.118}
_PLACES = {"top": 0.15, "center": 0.5, "bottom": 0.86, "lower-third": 0.76}
_Run = tuple[Path | None, str]


class Title:
    """A title on the film, drawn once.

    Attributes:
        notes: What a person should know: characters no font here can draw.
    """

    def __init__(self, segment: Segment, size: Size, fps: int, length: int) -> None:
        meta = segment.meta
        self.first = round(segment.start * fps / 1000)
        self.last = min(length, max(self.first + 1, round(segment.end * fps / 1000)))
        total = self.last - self.first
        # A short title keeps at least a third of its time in full.
        self._fade_in = min(round((meta.fade_in or FADE) * fps / 1000), total // 3)
        self._fade_out = min(round((meta.fade_out or FADE) * fps / 1000), total // 3)
        self.notes: list[str] = []
        picture = self._draw(meta.text or meta.name, size, meta.size, meta.position, meta.color)
        self._frames: dict[int, av.VideoFrame] = {}
        self._pipe: Pipe | None = None
        if picture is not None:
            self._lettering, x, y = picture
            values = np.asarray(self._lettering, np.float32) / np.float32(255)
            self._still = from_rgb(values[..., :3], values[..., 3])
            pipe = Pipe(1)
            base, over = pipe.input(size, "yuv420p"), pipe.input(Size(*self._lettering.size), "yuva420p")
            pipe.end(pipe.add("overlay", f"x={x}:y={y}:format=yuv420", base, over))
            self._pipe = pipe

    def over(self, frame: av.VideoFrame, index: int) -> av.VideoFrame:
        """The frame with the title on it, if it is the title's time."""
        if self._pipe is None or not self.first <= index < self.last:
            return frame
        return self._pipe.run(index, frame, self._at(index))

    def _at(self, index: int) -> av.VideoFrame:
        into = (index - self.first + 1) / (self._fade_in + 1)
        left = (self.last - index) / (self._fade_out + 1)
        level = round(255 * min(1.0, into, left))
        if level not in self._frames:
            still = self._still
            planes = [view(plane) for plane in still.planes]
            faded = (planes[3].astype(np.uint16) * level // 255).astype(np.uint8)
            self._frames[level] = from_planes([*planes[:3], faded], Size(still.width, still.height))
        return self._frames[level]

    def _draw(
        self, text: str, canvas: Size, size: str, position: str, color: str
    ) -> tuple[Image.Image, int, int] | None:
        share = _SIZES.get(size, _SIZES["large"])
        height = max(8, round(share * min(canvas.height, canvas.width * 0.72)))
        lines = self._lines(text, canvas, height)
        while (
            lines
            and height > 10
            and (
                max(_width(line, height) for line in lines) > canvas.width * 0.9
                or len(lines) * height * 1.3 > canvas.height * 0.8
            )
        ):
            height = int(height * 0.9)
            lines = self._lines(text, canvas, height)
        if not lines:
            return None
        pitch, pad = round(height * 1.26), round(height * 0.9)
        width = min(canvas.width, round(max(_width(line, height) for line in lines)) + 2 * pad) // 2 * 2
        box = Size(width, min(canvas.height, pitch * len(lines) + 2 * pad) // 2 * 2)
        mask = Image.new("L", box)
        for row, line in enumerate(lines):
            left = (box.width - _width(line, height)) / 2
            _letter(mask, line, height, left, (box.height - pitch * len(lines)) / 2 + pitch * (row + 0.5))
        x = (canvas.width - box.width) // 2
        if position == "lower-third":
            x = round(canvas.width * 0.07) - min(pad, round(canvas.width * 0.06))
        y = round(canvas.height * _PLACES.get(position, 0.5) - box.height / 2)
        y = max(0, min(canvas.height - box.height, y))
        return _painted(mask, height, _color(color)), x // 2 * 2, y // 2 * 2

    def _lines(self, text: str, canvas: Size, height: int) -> list[list[_Run]]:
        """The text in lines of runs, each run in a font that has its characters."""
        lines: list[list[_Run]] = []
        for paragraph in plain(text, 300).splitlines() or [""]:
            words = _words(paragraph.strip())
            line = ""
            for word in words:
                if line and _width(self._runs(line + word.rstrip()), height) > canvas.width * 0.84:
                    lines.append(self._runs(line.strip()))
                    line = ""
                line += word
            if line.strip():
                lines.append(self._runs(line.strip()))
        return [line for line in lines if line]

    def _runs(self, text: str) -> list[_Run]:
        chosen: list[tuple[Path | None, str]] = []
        for character in unicodedata.normalize("NFC", text):
            font = fonts.pick(character)
            if unicodedata.combining(character) and chosen:
                font = chosen[-1][0]
            if font is False:
                self._note(character)
            elif character != "\ufe0f":
                chosen.append((chosen[-1][0] if character == " " and chosen else font, character))
        return [(font, "".join(c for _, c in run)) for font, run in groupby(chosen, key=lambda pair: pair[0])]

    def _note(self, character: str) -> None:
        wide = unicodedata.east_asian_width(character) in "WF"
        emoji = unicodedata.category(character) == "So"
        need = (
            "an emoji font (such as Noto Emoji)"
            if emoji
            else "a Chinese, Japanese and Korean font (such as Noto Sans CJK)"
            if wide
            else "a font for this script (such as Noto Sans)"
        )
        note = f"Some characters of a title were left out: install {need} on the machine that renders."
        if note not in self.notes:
            self.notes.append(note)


def _words(text: str) -> list[str]:
    """Pieces a line may break between: words with their space, and single wide characters."""
    pieces: list[str] = []
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF"
        if not pieces or wide or pieces[-1].endswith(" ") or unicodedata.east_asian_width(pieces[-1][-1]) in "WF":
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def _tracking(run: str, height: int) -> float:
    """Extra px after each letter; joined scripts take none."""
    return height * 0.03 if all(ord(c) < 0x250 for c in run) else 0.0


def _width(line: list[_Run], height: int) -> float:
    total = sum(fonts.load(font, height).getlength(run) + _tracking(run, height) * len(run) for font, run in line)
    return total - (_tracking(line[-1][1], height) if line else 0.0)


def _letter(mask: Image.Image, line: list[_Run], height: int, left: float, middle: float) -> None:
    draw = ImageDraw.Draw(mask)
    for path, run in line:
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


def _painted(mask: Image.Image, height: int, color: tuple[int, int, int]) -> Image.Image:
    """Letters in their colour over a soft shadow, RGBA."""
    wide = mask.filter(ImageFilter.GaussianBlur(height * 0.22)).point(lambda v: min(255, int(v * 0.95)))
    tight = ImageChops.offset(mask, 0, max(1, round(height * 0.025))).filter(ImageFilter.GaussianBlur(height * 0.045))
    shadow = ImageChops.lighter(wide, tight.point(lambda v: int(v * 0.60)))
    light = (299 * color[0] + 587 * color[1] + 114 * color[2]) / 1000 > 90
    ink = np.asarray(color, np.float32)
    ground = np.zeros(3, np.float32) if light else np.full(3, 245, np.float32)
    m = np.asarray(mask, np.float32)[..., None] / 255
    s = np.asarray(shadow, np.float32)[..., None] / 255 * 0.72
    alpha = m + s * (1 - m)
    rgb = (ink * m + ground * s * (1 - m)) / np.maximum(alpha, 1e-4)
    rgb = np.where(alpha > 0, rgb, ground)
    out = np.concatenate([rgb, alpha * 255], axis=2)
    return Image.fromarray(np.clip(np.rint(out), 0, 255).astype(np.uint8), "RGBA")


def _color(value: str) -> tuple[int, int, int]:
    try:
        found = ImageColor.getrgb(value or "#ffffff")
    except ValueError:
        return (255, 255, 255)
    return (found[0], found[1], found[2])
