"""Sounds: the sound of a file, from any moment, at any pace, forward or backward."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np

from nemo_widgets.local.draft import Meta
from nemo_widgets.local.render.clip import pace
from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.guard import reading
from nemo_widgets.local.render.synth import RATE


def decoded(path: Path, meta: Meta, seconds: float) -> Floats | None:
    """`seconds` of a file's sound from `meta.offset` on, 2 × samples at 48 kHz; None where it has none."""
    wave = _forward(path, meta, seconds)
    if wave is None or not meta.reverse:
        return wave
    # Backwards, what is missing at the file's end is missing at the start.
    lacking = round(seconds * RATE) - wave.shape[1]
    return np.pad(wave, ((0, 0), (0, lacking)))[:, ::-1] if lacking > 0 else wave[:, ::-1]


def _forward(path: Path, meta: Meta, seconds: float) -> Floats | None:
    wanted = round(seconds * RATE)
    with reading(meta.name or path.name), av.open(str(path), metadata_errors="ignore") as container:
        if not container.streams.audio:
            return None
        stream = container.streams.audio[0]
        begin = meta.offset / 1000
        first = float((stream.start_time or 0) * (stream.time_base or 0))
        if begin > 1:
            container.seek(int((begin + first) * av.time_base), backward=True)
        graph = _Resampler(pace(meta))
        parts: list[Floats] = []
        have = 0
        skip: int | None = None
        for frame in container.decode(stream):
            if skip is None:
                at = (frame.time or 0.0) - first
                skip = round((begin - at) * RATE / graph.speed)
                if skip < 0:  # the sound begins later than the clip
                    parts.append(np.zeros((2, min(-skip, wanted)), np.float32))
                    have, skip = parts[-1].shape[1], 0
            for part in graph.run(frame):
                used, skip = part[:, skip:], max(0, skip - part.shape[1])
                parts.append(used)
                have += used.shape[1]
            if have >= wanted:
                break
        else:
            parts += [part[:, (skip or 0) :] for part in graph.run(None)]
        return np.concatenate(parts, axis=1)[:, :wanted] if parts else None


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
