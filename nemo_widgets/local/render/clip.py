"""Clips: a user's video, decoded forward or backward, at the film's pace."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av

from nemo_widgets.errors import MediaError
from nemo_widgets.local.draft import Meta
from nemo_widgets.local.render.fitting import Fitting
from nemo_widgets.local.render.frames import Size
from nemo_widgets.local.render.guard import reading

_KEPT = 64_000_000
"""Bytes of pictures kept while a clip plays backwards."""
_LEAD = 1.0
"""Seconds before the wanted moment that decoding begins: pictures right after a jump may lean on what went before."""
_LOOPING = {"gif"}


def pace(meta: Meta) -> float:
    """How fast a segment plays, within what picture and sound can do."""
    return min(8.0, max(0.125, meta.speed))


class Clip:
    """A video file as a source of frames.

    Args:
        path: The file.
        meta: How it is shown: offset, speed, direction, crop, fit, colour.
        size: The film's canvas, px.
        fps: The film's frames a second.
        frames: Length of the segment, in frames.
    """

    def __init__(self, path: Path, meta: Meta, size: Size, fps: int, frames: int) -> None:
        self._name, self._fps, self._frames = meta.name or "The clip", fps, frames
        self._offset, self._speed, self._reverse = meta.offset / 1000, pace(meta), meta.reverse
        self._chunk = max(2, min(48, _KEPT // (size.width * size.height * 3 // 2)))
        self._backward: OrderedDict[int, av.VideoFrame] = OrderedDict()
        self._shown: av.VideoFrame | None = None
        self._ready: av.VideoFrame | None = None
        self._next: av.VideoFrame | None = None
        self._path = path
        with reading(self._name):
            self._open()
            self._loop = 0.0
            if self._stream.codec_context.name in _LOOPING:
                self._loop = self._length()
                self._container.close()
                self._open()
            self._fitting = Fitting(meta, size, float(self._stream.sample_aspect_ratio or 1))

    def frame(self, index: int) -> av.VideoFrame:
        """The picture at frame `index` of the segment; past the file's end, its last one."""
        with reading(self._name):
            return self._played_backwards(index) if self._reverse else self._at(self._moment(index))

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _open(self) -> None:
        self._container = av.open(str(self._path), metadata_errors="ignore")
        if not self._container.streams.video:
            raise MediaError(f"{self._name} has no picture track.", "Use it as sound, or upload a video.")
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        # Each thread of a decoder holds pictures of its own, and a 4K one has 12 MB or more.
        self._stream.codec_context.thread_count = 2
        self._start = float((self._stream.start_time or 0) * (self._stream.time_base or Fraction(1)))
        self._pictures = self._container.decode(self._stream)

    def _moment(self, index: int) -> float:
        """The second of the file that frame `index` shows."""
        # Half a frame ahead: the picture nearest to the moment, not the one before it.
        frames = (self._frames - index - 0.5) if self._reverse else (index + 0.5)
        moment = max(0.0, self._offset + frames / self._fps * self._speed)
        return moment % self._loop if self._loop else moment

    def _played_backwards(self, index: int) -> av.VideoFrame:
        """A few pictures at a time are decoded forward, and given back in reverse."""
        if index not in self._backward:
            self._backward.clear()
            for later in reversed(range(index, index + self._chunk)):
                self._backward[later] = self._at(self._moment(later))
        return self._backward[index]

    def _at(self, wanted: float) -> av.VideoFrame:
        if (self._shown is None and wanted > 2) or (self._shown is not None and wanted < self._time(self._shown)):
            self._seek(wanted)
        while (self._next is None or self._time(self._next) <= wanted) and self._advance():
            pass
        if self._shown is None:
            raise MediaError(f"{self._name} holds no picture that can be read.", "Save it again as MP4.")
        if self._ready is None:
            self._ready = self._fitting.run(self._shown)
        return self._ready

    def _seek(self, wanted: float) -> None:
        base = float(self._stream.time_base or 1)
        for second in (wanted - _LEAD, 0.0):
            self._shown = self._next = self._ready = None
            with suppress(av.error.FFmpegError):
                place = int((max(0.0, second) + self._start) / base)
                self._container.seek(place, stream=self._stream, backward=True)
                self._pictures = self._container.decode(self._stream)
                self._advance()
            if self._shown is not None and self._time(self._shown) <= wanted:
                return
        self._container.close()  # a file that cannot be searched is read from its start
        self._shown = self._next = self._ready = None
        self._open()

    def _advance(self) -> bool:
        """Show the waiting picture, and fetch the one after it; False at the end of the file."""
        if self._next is not None:
            self._shown, self._next, self._ready = self._next, None, None
        try:
            found = next(self._pictures)
        except (StopIteration, av.error.EOFError):
            return False
        if self._shown is None:
            self._shown = found
        else:
            self._next = found
        return True

    def _time(self, frame: av.VideoFrame) -> float:
        return (frame.time or 0.0) - self._start

    def _length(self) -> float:
        """Seconds of all its pictures."""
        ends = [
            float((packet.pts + (packet.duration or 0)) * packet.time_base)
            for packet in self._container.demux(self._stream)
            if packet.pts is not None and packet.time_base
        ]
        return max(ends, default=0.0)
