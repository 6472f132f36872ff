"""The mix: music, the user's sounds and the clips' own sound, in one stereo wave as long as the film."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import av
import numpy as np

from nemo_widgets.errors import MediaError
from nemo_widgets.local.draft import AUDIO, VIDEO, Draft, Meta, Segment
from nemo_widgets.local.render import music
from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.guard import reading
from nemo_widgets.local.render.synth import RATE

_CEILING = 10 ** (-1 / 20)
"""−1 dBFS: the loudest sample that leaves the mix."""
_EDGE = 0.008
"""Seconds every sound takes to come and go at least, so that no cut clicks."""


def mixdown(draft: Draft, media: Mapping[str, Path], samples: int) -> Floats:
    """The film's sound: 2 × `samples` at 48 kHz, within ± 0.891."""
    total = np.zeros((2, samples), np.float32)
    for segment in (*draft.of_type(AUDIO), *draft.of_type(VIDEO)):
        if segment.meta.volume <= 0 or segment.duration <= 0:
            continue
        wave = _wave(segment, media)
        start = round(segment.start * RATE / 1000)
        room = min(wave.shape[1], samples - start) if wave is not None else 0
        if wave is not None and room > 0:
            total[:, start : start + room] += _shaped(wave[:, :room], segment.meta)
    return _limited(total) if np.abs(total).max(initial=0) > _CEILING else total


def _wave(segment: Segment, media: Mapping[str, Path]) -> Floats | None:
    meta, seconds = segment.meta, segment.duration / 1000
    if meta.kind == "music":
        return music.compose(meta.genre, meta.seed, seconds)
    if meta.kind in ("audio", "video"):
        if meta.media not in media:
            raise MediaError(f"{meta.name or 'A file'} of this draft is not here.", "Upload it again.")
        return _decoded(media[meta.media], meta, seconds)
    return None


def _decoded(path: Path, meta: Meta, seconds: float) -> Floats | None:
    """A file's sound from `meta.offset` on, at `meta.speed`; None where it has none."""
    name = meta.name or path.name
    wanted = round(seconds * RATE)
    with reading(name), av.open(str(path), metadata_errors="ignore") as container:
        if not container.streams.audio:
            return None
        stream = container.streams.audio[0]
        begin = meta.offset / 1000
        first = float((stream.start_time or 0) * (stream.time_base or 0))
        if begin > 1:
            container.seek(int((begin + first) * av.time_base), backward=True)
        graph = _Resampler(meta.speed)
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


def _shaped(wave: Floats, meta: Meta) -> Floats:
    """With its volume and fades."""
    size = wave.shape[1]
    gain = np.full(size, np.float32(min(2.0, meta.volume)))
    for milliseconds, where in ((meta.fade_in, slice(None)), (meta.fade_out, slice(None, None, -1))):
        n = min(size, max(round(milliseconds * RATE / 1000), round(_EDGE * RATE)))
        gain[where][:n] *= np.sin(np.linspace(0, np.pi / 2, n, dtype=np.float32)) ** 2
    return wave * gain


def _limited(wave: Floats) -> Floats:
    """Peaks brought under the ceiling: the gain falls shortly before a peak and recovers after it."""
    block = RATE // 400
    blocks = -(-wave.shape[1] // block)
    padded = np.zeros(blocks * block, np.float32)
    padded[: wave.shape[1]] = np.abs(wave).max(axis=0)
    peaks = padded.reshape(blocks, block).max(axis=1)
    need = np.minimum(1, _CEILING / np.maximum(peaks, 1e-9))
    # Each block's gain serves its neighbours too, so that a straight line between blocks never passes a peak's need.
    near = np.minimum(need, np.minimum(np.append(need[1:], 1), np.append(1, need[:-1])))
    gain = near.copy()
    for back in range(1, 40):  # let go over 100 ms
        gain[back:] = np.minimum(gain[back:], near[:-back] + (1 - near[:-back]) * back / 40)
    at = (np.arange(blocks) + 0.5) * block
    curve = np.interp(np.arange(wave.shape[1]), at, gain).astype(np.float32)
    limited: Floats = np.clip(wave * curve, -_CEILING, _CEILING)
    return limited
