"""Titles: lettering laid over the film by libav, each style with its own place, size and ground."""

from __future__ import annotations

from typing import NamedTuple

import av
import numpy as np
from PIL import Image, ImageColor, ImageDraw

from nemo_widgets.local.draft import Meta, Segment
from nemo_widgets.local.render import lettering
from nemo_widgets.local.render.frames import Pipe, Size, from_image, from_planes, view
from nemo_widgets.local.render.lettering import Color

_MARGIN = 0.05
"""Of the canvas's smaller side, between a title in a corner and the edges."""
_ACCENT = Color(255, 184, 77)
_PANEL = (12, 14, 18, 176)
_SECOND = 0.6
"""Height of a lower third's further lines, as a share of the first's."""
_ROWS = {"top": 0.15, "center": 0.5, "bottom": 0.88, "lower-third": 0.74}
"""Middles, as shares of the height: two lines of caption and a name above them do not touch."""


class _Style(NamedTuple):
    """How a title looks when nothing else is said.

    Attributes:
        sizes: Height of small, medium and large letters, as shares of the canvas's height.
        size: The usual one of them.
        position: The usual place.
        fade: ms it takes to come and to go.
        opacity: 0 … 1.
        wide: How much of the canvas's width a line may take.
    """

    sizes: tuple[float, float, float]
    size: str
    position: str
    fade: int
    opacity: float = 1.0
    wide: float = 0.84


_STYLES = {
    "title": _Style((0.052, 0.078, 0.118), "large", "center", 500),
    "caption": _Style((0.036, 0.046, 0.058), "medium", "bottom", 120, wide=0.8),
    "lower-third": _Style((0.040, 0.052, 0.068), "medium", "lower-third", 400, wide=0.7),
    "watermark": _Style((0.026, 0.034, 0.046), "medium", "bottom-right", 0, 0.6, wide=0.4),
}
STYLES = tuple(_STYLES)


class Title:
    """A title on the film, drawn once.

    Attributes:
        first: The first frame that has it.
        last: The frame after the last that has it.
    """

    def __init__(self, segment: Segment, size: Size, fps: int, length: int) -> None:
        meta = segment.meta
        style = _STYLES.get(meta.style, _STYLES["title"])
        self.first, self.last = when(segment, fps, length)
        total = self.last - self.first
        # A short title keeps at least a third of its time in full.
        self._fade_in = min(round((meta.fade_in or style.fade) * fps / 1000), total // 3)
        self._fade_out = min(round((meta.fade_out or style.fade) * fps / 1000), total // 3)
        self._opacity = style.opacity
        self._level = -1
        self._pipe: Pipe | None = None
        made = _Layout(meta, style, size).drawn()
        if made is not None:
            picture, x, y = made
            self._still = from_image(picture)
            self._pipe = Pipe()
            base, over = self._pipe.input(size, "yuv420p"), self._pipe.input(Size(*picture.size), "yuva420p")
            self._pipe.end(self._pipe.add("overlay", f"x={x}:y={y}:format=yuv420", base, over))

    def over(self, frame: av.VideoFrame, index: int) -> av.VideoFrame:
        """The frame with the title on it, if it is the title's time."""
        if self._pipe is None or not self.first <= index < self.last:
            return frame
        return self._pipe.run(index, frame, self._at(index))

    def _at(self, index: int) -> av.VideoFrame:
        into = (index - self.first + 1) / (self._fade_in + 1)
        left = (self.last - index) / (self._fade_out + 1)
        level = round(255 * self._opacity * min(1.0, into, left))
        if level != self._level:  # one is kept: most of a title's time it is the same
            planes = [view(plane) for plane in self._still.planes]
            veil = (planes[3].astype(np.uint16) * level // 255).astype(np.uint8)
            self._veiled = from_planes([*planes[:3], veil], Size(self._still.width, self._still.height))
            self._level = level
        return self._veiled


def when(segment: Segment, fps: int, length: int) -> tuple[int, int]:
    """The frames of a film of `length` frames that a title is on: the first, and the one after the last."""
    first = round(segment.start * fps / 1000)
    return first, min(length, max(first + 1, round(segment.end * fps / 1000)))


class _Layout:
    """A title's lines, brought to a size that fits, and their place."""

    def __init__(self, meta: Meta, style: _Style, canvas: Size) -> None:
        self._meta, self._style, self._canvas = meta, style, canvas
        self._plain = style is _STYLES["title"]
        self._named = style is _STYLES["lower-third"]
        self._heads = 1
        share = dict(zip(("small", "medium", "large"), style.sizes, strict=True))
        wanted = share.get(meta.size, share[style.size])
        height = max(8, round(wanted * min(canvas.height, canvas.width * 0.72)))
        found = self._lines(height)
        while found and height > 8 and not self._fits(found, height):
            height = int(height * 0.9)
            found = self._lines(height)
        self._height, self._found = height, found
        self._position = meta.position or style.position

    def drawn(self) -> tuple[Image.Image, int, int] | None:
        """The picture, and its place on the canvas, px; None where there is nothing to draw."""
        if not self._found:
            return None
        heights = [self._of(row) for row in range(len(self._found))]
        pitches = [round(height * 1.26) for height in heights]
        pad = round(self._height * (0.9 if self._plain else 0.45))
        bar = round(self._height * 0.16) if self._named else 0
        inner = max(lettering.measure(line, h) for line, h in zip(self._found, heights, strict=True))
        box = Size(
            min(self._canvas.width, round(inner) + 2 * pad + 2 * bar) // 2 * 2,
            min(self._canvas.height, sum(pitches) + 2 * pad) // 2 * 2,
        )
        mask, paint = Image.new("L", box), Image.new("RGBA", box)
        top = (box.height - sum(pitches)) / 2
        for line, height, pitch in zip(self._found, heights, pitches, strict=True):
            room = box.width - lettering.measure(line, height)
            left = {"left": pad + 2 * bar, "right": room - pad}.get(self._side, room / 2)
            lettering.letter(mask, paint, line, height, (left, top + pitch / 2))
            top += pitch
        picture = lettering.painted(mask, self._height, color(self._meta.color))
        picture = Image.alpha_composite(picture, paint)
        if not self._plain and not self._style.opacity < 1:
            picture = _on_panel(picture, bar, round(self._height * 0.22))
        x, y = self._place(box, pad)
        return picture, x // 2 * 2, y // 2 * 2

    @property
    def _side(self) -> str:
        if self._named:
            return "left"
        return next((side for side in ("left", "right") if self._position.endswith(side)), "center")

    def _of(self, row: int) -> int:
        """The height of the letters in a row, px."""
        return _lesser(self._height) if self._named and row >= self._heads else self._height

    def _lines(self, height: int) -> list[lettering.Line]:
        text, wide = self._meta.text or self._meta.name, self._canvas.width * self._style.wide
        if not self._named:
            return lettering.lines(text, wide, height)
        name, _, rest = text.strip().partition("\n")
        found = lettering.lines(name, wide, height)
        self._heads = len(found)
        return found + (lettering.lines(rest, wide, _lesser(height)) if rest.strip() else [])

    def _fits(self, found: list[lettering.Line], height: int) -> bool:
        widest = max(lettering.measure(line, height) for line in found)
        return widest <= self._canvas.width * 0.9 and len(found) * height * 1.3 <= self._canvas.height * 0.8

    def _place(self, box: Size, pad: int) -> tuple[int, int]:
        canvas, position = self._canvas, self._position
        margin = round(_MARGIN * min(canvas)) - (pad if self._plain or self._style.opacity < 1 else 0)
        x = (canvas.width - box.width) // 2
        if position.endswith("left"):
            x = margin
        elif position.endswith("right"):
            x = canvas.width - box.width - margin
        elif position == "lower-third":
            x = round(canvas.width * 0.07) - (min(pad, round(canvas.width * 0.06)) if self._plain else 0)
        if "-" in position and position != "lower-third":
            y = margin if position.startswith("top") else canvas.height - box.height - margin
        else:
            y = round(canvas.height * _ROWS.get(position, 0.5) - box.height / 2)
        return max(0, min(canvas.width - box.width, x)), max(0, min(canvas.height - box.height, y))


def _lesser(height: int) -> int:
    """The height of a lower third's further lines, px."""
    return max(8, round(height * _SECOND))


def _on_panel(picture: Image.Image, bar: int, radius: int) -> Image.Image:
    """Letters on a dark panel with round corners; a bar of colour on its left where there is room for one."""
    panel = Image.new("RGBA", picture.size, (*_PANEL[:3], 0))
    draw = ImageDraw.Draw(panel)
    draw.rounded_rectangle((0, 0, picture.width - 1, picture.height - 1), 0 if bar else radius, fill=_PANEL)
    if bar:
        draw.rectangle((0, 0, bar, picture.height - 1), fill=(*_ACCENT, 255))
    return Image.alpha_composite(panel, picture)


def color(value: str) -> Color:
    """A title's colour; white for what is none."""
    try:
        found = ImageColor.getrgb(value or "#ffffff")
    except ValueError:
        return Color(255, 255, 255)
    return Color(found[0], found[1], found[2])
