"""The mix: music, the user's sounds and the clips' own sound, in one stereo wave as long as the film."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from nemo_widgets.errors import MediaError
from nemo_widgets.local.draft import AUDIO, VIDEO, Draft, Meta, Segment
from nemo_widgets.local.render import music
from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.limiter import limit
from nemo_widgets.local.render.sound import decoded
from nemo_widgets.local.render.synth import RATE

_EDGE = 0.008
"""Seconds every sound takes to come and go at least, so that no cut clicks."""
_BLOCK = RATE // 50
"""Samples that share a ducking gain: 20 ms."""
_HEARD = 10 ** (-42 / 20)
"""How loud (rms) a sound must be for music to make way."""
_DUCKED = 10 ** (-11 / 20)
"""What is left of music that makes way."""
_ATTACK, _HOLD, _RELEASE = 8, 20, 30
"""Blocks that music takes to make way (before the sound), stays low after it, and takes to come back."""


def mixdown(draft: Draft, media: Mapping[str, Path], samples: int) -> Floats:
    """The film's sound: 2 × `samples` at 48 kHz, its true peaks at −1 dB at most."""
    total = np.zeros((2, samples), np.float32)
    sounding = [s for s in (*draft.of_type(AUDIO), *draft.of_type(VIDEO)) if s.meta.volume > 0 and s.duration > 0]
    # What music makes way for comes first.
    making_way = [s for s in sounding if s.meta.duck and s.meta.kind == "music"]
    for segment in sounding:
        if segment.meta.kind != "music":
            _add(total, segment, media)
    gain = _ducking(total) if making_way else None
    for segment in sounding:
        if segment.meta.kind == "music":
            _add(total, segment, media, gain if segment.meta.duck else None)
    limit(total)
    return total


def _add(total: Floats, segment: Segment, media: Mapping[str, Path], gain: Floats | None = None) -> None:
    wave = _wave(segment, media)
    start = round(segment.start * RATE / 1000)
    room = min(wave.shape[1], total.shape[1] - start) if wave is not None else 0
    if wave is not None and room > 0:
        shaped = _shaped(wave[:, :room], segment.meta)
        if gain is not None:
            shaped *= _stretched(gain, start, room)
        total[:, start : start + room] += shaped


def _wave(segment: Segment, media: Mapping[str, Path]) -> Floats | None:
    meta, seconds = segment.meta, segment.duration / 1000
    if meta.kind == "music":
        return music.compose(meta.genre, meta.seed, seconds)
    if meta.kind in ("audio", "video"):
        if meta.media not in media:
            raise MediaError(f"{meta.name or 'A file'} of this draft is not here.", "Upload it again.")
        return decoded(media[meta.media], meta, seconds)
    return None


def _shaped(wave: Floats, meta: Meta) -> Floats:
    """With its volume and fades."""
    size = wave.shape[1]
    gain = np.full(size, np.float32(min(2.0, meta.volume)))
    for milliseconds, where in ((meta.fade_in, slice(None)), (meta.fade_out, slice(None, None, -1))):
        n = min(size, max(round(milliseconds * RATE / 1000), round(_EDGE * RATE)))
        gain[where][:n] *= np.sin(np.linspace(0, np.pi / 2, n, dtype=np.float32)) ** 2
    return wave * gain


def _ducking(others: Floats) -> Floats:
    """The gain, block by block, of music that makes way for `others`."""
    blocks = -(-others.shape[1] // _BLOCK)
    heard = np.zeros(blocks, bool)
    for block in range(blocks):
        part = others[:, block * _BLOCK : (block + 1) * _BLOCK]
        heard[block] = float(np.mean(part * part)) > _HEARD**2
    level = np.where(heard, _DUCKED, 1.0).astype(np.float32)
    gain = level.copy()
    step = 1 - np.float32(_DUCKED)
    for ahead in range(1, _ATTACK + 1):
        gain[:-ahead] = np.minimum(gain[:-ahead], level[ahead:] + step * ahead / _ATTACK)
    for back in range(1, _HOLD + _RELEASE + 1):
        gain[back:] = np.minimum(gain[back:], level[:-back] + step * max(0, back - _HOLD) / _RELEASE)
    return gain


def _stretched(gain: Floats, start: int, size: int) -> Floats:
    at = (np.arange(gain.size) + 0.5) * _BLOCK
    curve: Floats = np.interp(np.arange(start, start + size), at, gain).astype(np.float32)
    return curve
