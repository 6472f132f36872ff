"""Clips: a user's video, decoded forward, brought to the canvas, at the film's pace."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from nemo_widgets.errors import MediaError
from nemo_widgets.local.render.frames import Pipe, Size, even
from nemo_widgets.local.render.guard import reading

_SAME_SHAPE = 1.45
_TURNS = {
    90: ("transpose=cclock",),
    -270: ("transpose=cclock",),
    -90: ("transpose=clock",),
    270: ("transpose=clock",),
    180: ("hflip", "vflip"),
    -180: ("hflip", "vflip"),
}


class Clip:
    """A video file as a source of frames.

    Args:
        path: The file.
        name: What a person calls it, for errors.
        size: The film's canvas, px.
        fps: The film's frames a second.
        offset: Where in the file to begin, ms.
        speed: 2.0 plays twice as fast.
    """

    def __init__(self, path: Path, name: str, size: Size, fps: int, *, offset: int = 0, speed: float = 1.0) -> None:
        self._name, self._size, self._fps = name, size, fps
        self._offset, self._speed = offset / 1000, speed
        self._pipe: Pipe | None = None
        self._shape: tuple[int, int, str] | None = None
        self._shown: av.VideoFrame | None = None
        self._ready: av.VideoFrame | None = None
        self._next: av.VideoFrame | None = None
        self._count = 0
        with reading(name):
            self._container = av.open(str(path), metadata_errors="ignore")
            if not self._container.streams.video:
                raise MediaError(f"{name} has no picture track.", "Use it as sound, or upload a video.")
            self._stream = self._container.streams.video[0]
            self._stream.thread_type = "AUTO"
            self._start = float((self._stream.start_time or 0) * (self._stream.time_base or Fraction(1)))
            self._frames = self._container.decode(self._stream)

    def frame(self, index: int) -> av.VideoFrame:
        """The picture at frame `index` of the segment; past the file's end, its last one."""
        with reading(self._name):
            # Half a frame ahead: the picture nearest to the moment, not the one before it.
            wanted = self._offset + (index + 0.5) / self._fps * self._speed
            if self._shown is None and wanted > 2:
                self._seek(wanted)
            while (self._next is None or self._at(self._next) <= wanted) and self._advance():
                pass
            if self._shown is None:
                raise MediaError(f"{self._name} holds no picture that can be read.", "Save it again as MP4.")
            if self._ready is None:
                self._ready = self._fitted(self._shown)
            return self._ready

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _seek(self, wanted: float) -> None:
        base = self._stream.time_base or Fraction(1)
        self._container.seek(int((wanted + self._start) / float(base)), stream=self._stream, backward=True)
        self._frames = self._container.decode(self._stream)

    def _advance(self) -> bool:
        """Show the waiting frame, and fetch the one after it; False at the end of the file."""
        if self._next is not None:
            self._shown, self._next, self._ready = self._next, None, None
        try:
            found = next(self._frames)
        except (StopIteration, av.error.EOFError):
            return False
        if self._shown is None:
            self._shown = found
        else:
            self._next = found
        return True

    def _at(self, frame: av.VideoFrame) -> float:
        return (frame.time or 0.0) - self._start

    def _fitted(self, frame: av.VideoFrame) -> av.VideoFrame:
        shape = (frame.width, frame.height, frame.format.name)
        if self._pipe is None or shape != self._shape:
            self._shape, self._pipe, self._count = shape, self._graph(frame), 0
        self._count += 1
        return self._pipe.run(self._count, frame)

    def _graph(self, frame: av.VideoFrame) -> Pipe:
        """Upright, square pixels, then cropped to the canvas, or whole on a blurred ground."""
        pipe = Pipe()
        last: Any = pipe.input(Size(frame.width, frame.height), frame.format.name)
        turns = _TURNS.get(round(frame.rotation / 90) * 90, ())
        for turn in turns:
            name, _, args = turn.partition("=")
            last = pipe.add(name, args, last)
        aspect = float(self._stream.sample_aspect_ratio or 1) or 1.0
        ratio = frame.width * aspect / frame.height
        if len(turns) == 1:
            ratio = 1 / ratio
        width, height = self._size
        tail = "out_color_matrix=bt709:out_range=tv"
        if max(ratio / self._size.ratio, self._size.ratio / ratio) <= _SAME_SHAPE:
            cover = _cover(ratio, self._size)
            last = pipe.add("scale", f"{cover.width}:{cover.height}:flags=bicubic:{tail}", last)
            last = pipe.add("crop", f"{width}:{height}", last)
        else:
            split = pipe.add("split", "2", last)
            small = Size(width // 8, height // 8).times(1)
            ground = _cover(ratio, small)
            back = pipe.add("scale", f"{ground.width}:{ground.height}:flags=area:{tail}", (split, 0))
            back = pipe.add("crop", f"{small.width}:{small.height}", back)
            back = pipe.add("gblur", "sigma=5", back)
            back = pipe.add("scale", f"{width}:{height}:flags=bicubic", back)
            back = pipe.add("format", "yuv420p", back)
            back = pipe.add("lutyuv", "y='16+(val-16)*0.55'", back)
            wide = ratio > self._size.ratio
            inner = Size(width, even(width / ratio)) if wide else Size(even(height * ratio), height)
            fore = pipe.add("scale", f"{inner.width}:{inner.height}:flags=bicubic:{tail}", (split, 1))
            last = pipe.add("overlay", "x=(W-w)/2:y=(H-h)/2:format=yuv420", back, fore)
        last = pipe.add("format", "yuv420p", last)
        pipe.end(pipe.add("setsar", "1", last))
        return pipe


def _cover(ratio: float, size: Size) -> Size:
    """The smallest size of that shape that covers `size`."""
    if ratio > size.ratio:
        return Size(max(size.width, -(-int(size.height * ratio) // 2) * 2), size.height)
    return Size(size.width, max(size.height, -(-int(size.width / ratio) // 2) * 2))
