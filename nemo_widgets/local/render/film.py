"""Films: a timeline and a mix, encoded to an MP4 that plays everywhere."""

from __future__ import annotations

import os
import secrets
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import av
import numpy as np

from nemo_widgets.errors import RenderFailedError
from nemo_widgets.local.draft import Draft
from nemo_widgets.local.render.frames import Floats, Size, to_image
from nemo_widgets.local.render.guard import writing
from nemo_widgets.local.render.mix import mixdown
from nemo_widgets.local.render.synth import RATE
from nemo_widgets.local.render.timeline import Timeline

Quality = Literal["high", "preview"]

_PREVIEW = 540
_AHEAD = 6
_LONGEST = 20 * 60_000
_BT709 = 1
_LIMITED = 1


@dataclass(frozen=True)
class Rendered:
    """A finished film.

    Attributes:
        path: The file.
        duration: Seconds.
        width: px.
        height: px.
        size: Bytes.
        notes: What a person should know, such as a font that is missing.
    """

    path: Path
    duration: float
    width: int
    height: int
    size: int
    notes: list[str] = field(default_factory=list)


def render(
    draft: Draft,
    media: Mapping[str, Path],
    out: Path,
    *,
    quality: Quality = "high",
    on_progress: Callable[[float], None] | None = None,
) -> Rendered:
    """Make the film of a draft: H.264 High and AAC in a faststart MP4.

    The file appears under its name when it is whole, never before.

    Args:
        draft: What to show and play.
        media: Uploaded files by content hash.
        out: Where the film goes; an older file there is replaced.
        quality: "preview" is at most 540 px high (or wide, if upright) and quick.
        on_progress: Called with 0 … 1 now and then; if it raises, the render ends with that exception and leaves no
            file.

    Raises:
        MediaError: A file of the draft is missing or damaged.
        DiskFullError: No room left.
        RenderFailedError: Anything else.
    """
    size = canvas(draft, quality)
    part = out.with_name(f".{out.stem[:60]}.{secrets.token_hex(4)}.part.mp4")
    report = on_progress or (lambda _: None)
    try:
        with writing():
            report(0.0)
            timeline = Timeline(draft, media, size, fine=quality == "high")
            try:
                sound = mixdown(draft, media, round(timeline.frames * RATE / timeline.fps))
                _encode(timeline, sound, part, quality, report)
            finally:
                timeline.close()
            part.replace(out)
            written = out.stat().st_size
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    report(1.0)
    return Rendered(out, timeline.frames / timeline.fps, size.width, size.height, written, timeline.notes)


def poster(draft: Draft, media: Mapping[str, Path], out: Path, *, at: int | None = None, width: int = 640) -> None:
    """Write one picture of the film as a JPEG.

    Args:
        draft: What to show.
        media: Uploaded files by content hash.
        out: The JPEG.
        at: The moment, ms; None is a third into the film.
        width: px; the height follows the canvas.

    Raises:
        MediaError: A file of the draft is missing or damaged.
        DiskFullError: No room left.
        RenderFailedError: Anything else.
    """
    full = canvas(draft, "high")
    size = full.times(min(1.0, width / full.width))
    part = out.with_name(f".{out.stem[:60]}.{secrets.token_hex(4)}.part")
    try:
        with writing():
            timeline = Timeline(draft, media, size)
            moment = draft.duration / 3 if at is None else at
            index = min(timeline.frames - 1, max(0, int(moment * timeline.fps / 1000)))
            try:
                picture = to_image(timeline.frame(index))
            finally:
                timeline.close()
            picture.save(part, "JPEG", quality=88, optimize=True)
            part.replace(out)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def canvas(draft: Draft, quality: Quality) -> Size:
    """The film's size in px: the draft's, even, and smaller for a preview."""
    meta = draft.canvas
    if not (16 <= meta.width <= 4096 and 16 <= meta.height <= 4096 and 1 <= meta.fps <= 120):
        raise RenderFailedError(
            f"A canvas of {meta.width} × {meta.height} px at {meta.fps} fps cannot be rendered.",
            "Use 16 to 4096 px and 1 to 120 fps.",
        )
    if not 0 < draft.duration <= _LONGEST:
        raise RenderFailedError(
            "The draft is empty." if draft.duration <= 0 else "The draft is longer than 20 minutes.",
            "Add a clip first." if draft.duration <= 0 else "Make it shorter.",
        )
    size = Size(meta.width, meta.height)
    return size.times(min(1.0, _PREVIEW / min(size)) if quality == "preview" else 1.0)


def _encode(timeline: Timeline, sound: Floats, part: Path, quality: Quality, report: Callable[[float], None]) -> None:
    with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video = _video_stream(container, timeline, quality)
        audio: Any = container.add_stream(
            "aac",
            rate=RATE,
            layout="stereo",
            bit_rate=192_000 if quality == "high" else 128_000,
            # The default coder, starved at a loud start, was measured to overshoot by 4 dB.
            options={"aac_coder": "fast"},
        )
        voice = _Voice(sound, audio)
        step = max(1, timeline.frames // 100)
        for index, frame in enumerate(_ahead(timeline)):
            frame.pts, frame.time_base = index, Fraction(1, timeline.fps)
            frame.pict_type = 0
            container.mux(video.encode(frame))
            voice.up_to((index + 1) / timeline.fps, container)
            if index % step == 0:
                report(min(0.99, index / timeline.frames))
        container.mux(video.encode(None))
        voice.up_to(None, container)


def _video_stream(container: Any, timeline: Timeline, quality: Quality) -> Any:
    high = quality == "high"
    options = {"crf": "20" if high else "26", "preset": "veryfast" if high else "superfast", "profile": "high"}
    # Dark skies are where bands would show: give them more bits.
    options["x264-params"] = "aq-mode=3"
    stream = container.add_stream("libx264", rate=timeline.fps, options=options)
    stream.width, stream.height, stream.pix_fmt = timeline.size.width, timeline.size.height, "yuv420p"
    stream.time_base = Fraction(1, timeline.fps)
    context = stream.codec_context
    context.time_base = Fraction(1, timeline.fps)
    context.thread_count = os.cpu_count() or 2
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _LIMITED
    return stream


def _ahead(timeline: Timeline) -> Iterator[av.VideoFrame]:
    """The film's frames, composed a few ahead of the encoder on a thread of their own."""
    with ThreadPoolExecutor(1, thread_name_prefix="nemo-frames") as worker:
        waiting: deque[Future[av.VideoFrame]] = deque()
        try:
            for index in range(timeline.frames):
                waiting.append(worker.submit(timeline.frame, index))
                if len(waiting) > _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


class _Voice:
    """The sound on its way into the file, in step with the picture."""

    _BLOCK = 1024

    def __init__(self, sound: Floats, stream: Any) -> None:
        self._sound, self._stream, self._at = sound, stream, 0

    def up_to(self, seconds: float | None, container: Any) -> None:
        """Encode until `seconds`; None: to the end, and flush."""
        end = self._sound.shape[1] if seconds is None else min(self._sound.shape[1], int(seconds * RATE))
        while self._at < end if seconds is None else self._at + self._BLOCK <= end:
            block = np.ascontiguousarray(self._sound[:, self._at : self._at + self._BLOCK])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, self._at, Fraction(1, RATE)
            container.mux(self._stream.encode(frame))
            self._at += block.shape[1]
        if seconds is None:
            container.mux(self._stream.encode(None))
