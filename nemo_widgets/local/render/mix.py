"""The mix: music, the user's sounds and the clips' own sound, on one tape as long as the film."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from nemo_widgets.errors import MediaError
from nemo_widgets.local.draft import AUDIO, VIDEO, Draft, Segment
from nemo_widgets.local.render import music
from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.limiter import limit
from nemo_widgets.local.render.sound import decoded
from nemo_widgets.local.render.synth import RATE
from nemo_widgets.local.render.tape import Tape

_EDGE = 0.008
"""Seconds every sound takes to come and go at least, so that no cut clicks."""
_LETS_GO = 1000
"""How long, ms, a user's own song dies away where the film ends before it does."""
_BLOCK = RATE // 50
"""Samples that share a ducking gain: 20 ms."""
_AT_ONCE = 500 * _BLOCK
_HEARD = 10 ** (-42 / 20)
"""How loud (rms) a sound must be for music to make way."""
_DUCKED = 10 ** (-11 / 20)
"""What is left of music that makes way."""
_ATTACK, _HOLD, _RELEASE = 8, 20, 30
"""Blocks that music takes to make way (before the sound), stays low after it, and takes to come back."""


def mixdown(draft: Draft, media: Mapping[str, Path], samples: int, place: Path) -> Tape:
    """The film's sound: `samples` at 48 kHz on a tape in the folder `place`, its true peaks at −1 dB at most."""
    total = Tape(place, samples)
    sounding = [s for s in (*draft.of_type(AUDIO), *draft.of_type(VIDEO)) if s.meta.volume > 0 and s.duration > 0]
    # What music makes way for comes first.
    making_way = [s for s in sounding if s.meta.duck and s.meta.kind == "music"]
    for segment in sounding:
        if segment.meta.kind != "music":
            _add(total, segment, media, place)
    gain = _ducking(total) if making_way else None
    for segment in sounding:
        if segment.meta.kind == "music":
            _add(total, segment, media, place, gain if segment.meta.duck else None)
    limit(total)
    return total


def _add(total: Tape, segment: Segment, media: Mapping[str, Path], place: Path, gain: Floats | None = None) -> None:
    start = max(0, round(segment.start * RATE / 1000))
    room = min(round(segment.duration * RATE / 1000), total.samples - start)
    tape = _recorded(segment, media, room / RATE, place) if room > 0 else None
    if tape is None:
        return
    fades = segment.meta.fade_in, segment.meta.fade_out or _dying(segment, tape, total.samples - start)
    with tape:
        for first, last in tape.blocks():
            wave = tape.read(first, last) * _volume(segment.meta.volume, fades, (first, last), tape.samples)
            if gain is not None:
                wave *= _stretched(gain, start + first, last - first)
            total.write(start + first, total.read(start + first, start + last) + wave)


def _recorded(segment: Segment, media: Mapping[str, Path], seconds: float, place: Path) -> Tape | None:
    meta = segment.meta
    if meta.kind == "music":
        return music.compose(meta.genre, meta.seed, seconds, place)
    if meta.kind in ("audio", "video"):
        if meta.media not in media:
            raise MediaError(f"{meta.name or 'A file'} of this draft is not here.", "Upload it again.")
        return decoded(media[meta.media], meta, seconds, place)
    return None


def _dying(segment: Segment, tape: Tape, room: int) -> int:
    """How long a sound that was not told to fade dies away, ms: a song that the film's end cuts off does."""
    cut_off = tape.goes_on and tape.samples >= room and not segment.meta.reverse
    return min(_LETS_GO, segment.duration // 5) if cut_off and segment.meta.kind == "audio" else 0


def _volume(volume: float, fades: tuple[int, int], part: tuple[int, int], size: int) -> Floats:
    """The gain of a part (from, to before) of a sound of `size` samples: its volume, its fades in and out (ms)."""
    gain = np.full(part[1] - part[0], np.float32(min(2.0, volume)))
    at = np.arange(*part)
    for milliseconds, away in zip(fades, (at, size - 1 - at), strict=True):
        n = min(size, max(round(milliseconds * RATE / 1000), round(_EDGE * RATE)))
        gain *= np.sin(np.clip(away / max(1, n - 1), 0, 1) * (np.pi / 2)).astype(np.float32) ** 2
    return gain


def _ducking(others: Tape) -> Floats:
    """The gain, block by block, of music that makes way for `others`."""
    heard = np.zeros(-(-others.samples // _BLOCK), bool)
    for first in range(0, others.samples, _AT_ONCE):
        wave = others.read(first, min(others.samples, first + _AT_ONCE))
        power = np.add.reduceat(np.square(wave).sum(axis=0), np.arange(0, wave.shape[1], _BLOCK))
        heard[first // _BLOCK : first // _BLOCK + power.size] = power > 2 * _BLOCK * _HEARD**2
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
