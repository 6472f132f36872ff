"""Sounds: the sound of a file, from any moment, at any pace, forward or backward."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import av
import numpy as np

from nemo_widgets.local.draft import Meta
from nemo_widgets.local.render.clip import pace
from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.guard import reading
from nemo_widgets.local.render.synth import RATE
from nemo_widgets.local.render.tape import Tape

_MORE = RATE // 4
"""Samples after the last that are wanted which tell that the sound goes on, and did not just end in padding."""


def decoded(path: Path, meta: Meta, seconds: float, place: Path) -> Tape | None:
    """`seconds` of a file's sound from `meta.offset` on, on a tape in the folder `place`; None where it has none."""
    tape = Tape(place, round(seconds * RATE))
    end = 0
    for at, wave in _forward(path, meta, tape.samples + _MORE):
        tape.write(at, wave)
        end = at + wave.shape[1]
    if not end:
        tape.close()
        return None
    if meta.reverse:  # what is missing at the file's end is missing at the start
        tape.reverse()
    else:
        tape.cut(end)
    tape.goes_on = end >= tape.samples + _MORE
    return tape


def _forward(path: Path, meta: Meta, wanted: int) -> Iterator[tuple[int, Floats]]:
    """The file's sound, piece by piece, each with its place on the tape, until `wanted` samples are reached."""
    with reading(meta.name or path.name), av.open(str(path), metadata_errors="ignore") as container:
        if not container.streams.audio:
            return
        stream = container.streams.audio[0]
        begin = meta.offset / 1000
        first = float((stream.start_time or 0) * (stream.time_base or 0))
        if begin > 1:
            container.seek(int((begin + first) * av.time_base), backward=True)
        resampler = _Resampler(pace(meta))
        place: int | None = None
        for frame in chain(container.decode(stream), [None]):
            if place is None and frame is not None:  # before 0 where it begins earlier than is wanted
                place = round(((frame.time or 0.0) - first - begin) * RATE / resampler.speed)
            for wave in resampler.run(frame):
                used = wave[:, max(0, -(place or 0)) :]
                place = (place or 0) + wave.shape[1]
                if used.size:
                    yield place - used.shape[1], used
            if place is not None and place >= wanted:
                return


class _Resampler:
    """Any sound to 48 kHz stereo floats, faster or slower without a change of pitch."""

    def __init__(self, speed: float) -> None:
        self.speed = min(8.0, max(0.125, speed))
        self._graph: Any = None
        self._source: Any = None
        self._sink: Any = None

    def run(self, frame: av.AudioFrame | None) -> list[Floats]:
        """What comes out when `frame` goes in; None ends it."""
        if self._graph is None:
            if frame is None:
                return []
            self._build(frame)
        self._source.push(frame)
        found: list[Floats] = []
        while True:
            try:
                found.append(self._sink.pull().to_ndarray().astype(np.float32))
            except (av.error.BlockingIOError, av.error.EOFError):
                return found

    def _build(self, frame: av.AudioFrame) -> None:
        self._graph = av.filter.Graph()
        last = self._source = self._graph.add_abuffer(
            sample_rate=frame.sample_rate, format=frame.format.name, layout=frame.layout.name, time_base=frame.time_base
        )
        steps = [("aresample", str(RATE))]
        rest = self.speed
        while abs(rest - 1) > 1e-6:
            step = min(2.0, max(0.5, rest))
            steps.append(("atempo", f"{step:.6f}"))
            rest /= step
        # At the end: atempo takes samples interleaved and gives them so.
        steps.append(("aformat", f"sample_fmts=fltp:channel_layouts=stereo:sample_rates={RATE}"))
        for name, args in (*steps, ("abuffersink", "")):
            made = self._graph.add(name, args)
            last.link_to(made)
            last = made
        self._sink = last
        self._graph.configure()
