"""The encoder: pieces of picture, the whole sound, and the file that joins them without encoding again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from nemo_widgets.errors import RenderFailedError
from nemo_widgets.local.piecework import Piece, Quality
from nemo_widgets.local.render.synth import RATE
from nemo_widgets.local.render.tape import Tape
from nemo_widgets.local.render.timeline import Timeline

_BT709 = 1
_LIMITED = 1
_BLOCK = 1024
_TELL = 2
_DELAY = 2
"""Ticks that frames are decoded before they are shown, in every piece: so many does x264's pyramid of B-frames need."""


def encode(timeline: Timeline, piece: Piece, path: Path, quality: Quality, tell: Callable[[int], None]) -> None:
    """Write a piece: H.264 High that begins with a keyframe and leans on nothing outside.

    Args:
        timeline: The film.
        piece: Which frames.
        path: Where to.
        quality: How well.
        tell: Told how many frames are made, now and then; whatever it raises ends the work.
    """
    with av.open(str(path), "w", format="mp4") as container:
        stream = _stream(container, timeline, quality)
        for index in range(piece.first, piece.last):
            made = index - piece.first
            if made % _TELL == 0:
                tell(made)
            frame = timeline.frame(index)
            frame.pts, frame.time_base, frame.pict_type = made, Fraction(1, timeline.fps), 0
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    tell(piece.last - piece.first)


def _stream(container: Any, timeline: Timeline, quality: Quality) -> Any:
    high = quality == "high"
    options = {"crf": "23" if high else "27", "preset": "veryfast" if high else "superfast", "profile": "high"}
    # Dark skies are where bands would show: aq-mode 3 gives them more bits. Without mbtree, whose assembly reads memory
    # that was never written (measured), the same draft is the same file, byte for byte. Pieces begin where scenes do,
    # so that nothing need look ahead: a third of the encoder's time. Trellis and five B-frames take a quarter off the
    # size of a slow zoom at the same quality, and no time: there is less to write.
    options["x264-params"] = "aq-mode=3:mbtree=0:b-adapt=0:scenecut=0:bframes=5:trellis=1"
    stream = container.add_stream("libx264", rate=timeline.fps, options=options)
    stream.width, stream.height, stream.pix_fmt = timeline.size.width, timeline.size.height, "yuv420p"
    stream.time_base = Fraction(1, timeline.fps)
    context = stream.codec_context
    context.time_base = Fraction(1, timeline.fps)
    # Pieces are encoded side by side; more threads in each would change its bytes with the machine, and save nothing.
    context.thread_count = 1
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _LIMITED
    return stream


def encode_sound(sound: Tape, path: Path, quality: Quality) -> None:
    """Write a film's whole sound: AAC."""
    with av.open(str(path), "w", format="mp4") as container:
        stream: Any = container.add_stream(
            "aac",
            rate=RATE,
            layout="stereo",
            bit_rate=192_000 if quality == "high" else 128_000,
            # The default coder, starved at a loud start, was measured to overshoot by 4 dB.
            options={"aac_coder": "fast"},
        )
        for at in range(0, sound.samples, _BLOCK):
            block = np.ascontiguousarray(sound.read(at, min(sound.samples, at + _BLOCK)))
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def join(pictures: list[tuple[Path, int]], sound: Path, fps: int, out: Path) -> None:
    """Put pieces and sound into one faststart MP4; nothing is decoded.

    Args:
        pictures: The pieces' files, and how many frames each has.
        sound: The sound's file.
        fps: Frames a second.
        out: The film.
    """
    with (
        av.open(str(out), "w", format="mp4", options={"movflags": "+faststart"}) as film,
        _opened(pictures[0][0]) as first,
        _opened(sound) as heard,
    ):
        picture: Any = film.add_stream_from_template(first.streams.video[0])
        picture.time_base = Fraction(1, fps)
        voice: Any = film.add_stream_from_template(heard.streams.audio[0])
        voices = (packet for packet in heard.demux(heard.streams.audio[0]) if packet.dts is not None)
        waiting: Any = next(voices, None)
        for packet, at in _pictures(pictures, fps):
            while waiting is not None and float(waiting.dts * waiting.time_base) <= at:
                waiting.stream = voice
                film.mux(waiting)
                waiting = next(voices, None)
            packet.stream = picture
            film.mux(packet)
        while waiting is not None:
            waiting.stream = voice
            film.mux(waiting)
            waiting = next(voices, None)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """A piece, to be read; one that is damaged is dropped, so that it is made again."""
    try:
        with av.open(str(path)) as container:
            yield container
    except (av.error.InvalidDataError, av.error.EOFError, FileNotFoundError):
        path.unlink(missing_ok=True)
        raise RenderFailedError("A piece of the film was damaged on disk.", "Export again.") from None


def _pictures(pictures: list[tuple[Path, int]], fps: int) -> Iterator[tuple[Any, float]]:
    """The pieces' packets on the film's own clock, each with its second."""
    base = 0
    tick = Fraction(1, fps)
    for path, frames in pictures:
        with _opened(path) as container:
            packets: list[Any] = [packet for packet in container.demux(video=0) if packet.pts is not None]
            if len(packets) != frames:
                raise av.error.InvalidDataError(0, "frames are missing")
            shown = [round(packet.pts * packet.time_base / tick) for packet in packets]
            if max(order - moment for order, moment in enumerate(shown)) > _DELAY:
                raise RenderFailedError("The encoder reorders more frames than expected.", "Report this.")
            for order, (packet, moment) in enumerate(zip(packets, shown, strict=True)):
                packet.time_base, packet.duration = tick, 1
                packet.pts, packet.dts = base + moment, base + order - _DELAY
                yield packet, (base + order) / fps
        base += frames
