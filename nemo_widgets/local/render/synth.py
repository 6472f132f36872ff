"""Instruments and effects, in numpy: each voice is one note as a mono wave at 48 kHz."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np

from nemo_widgets.local.render.frames import Floats

RATE = 48_000
"""Samples a second."""
_AHEAD = RATE // 20
"""Samples that a roll-off may look ahead: 50 ms."""
_RIDE = (2390, 3170, 3610, 4210, 4790, 5380, 6130, 6890)
"""Hz of a cymbal's partials, in no proportion to one another."""


def pitch(midi: float) -> float:
    """Hz of a midi note (69 is 440 Hz)."""
    return float(440 * 2 ** ((midi - 69) / 12))


def _time(seconds: float) -> Floats:
    return np.arange(max(1, int(seconds * RATE)), dtype=np.float32) / np.float32(RATE)


def _release(wave: Floats, seconds: float) -> Floats:
    """The end let go softly, so that nothing clicks."""
    n = min(wave.size, max(1, int(seconds * RATE)))
    wave[-n:] *= np.linspace(1, 0, n, dtype=np.float32) ** 1.5
    return wave


def _attack(wave: Floats, seconds: float) -> Floats:
    n = min(wave.size, max(1, int(seconds * RATE)))
    wave[:n] *= np.sin(np.linspace(0, np.pi / 2, n, dtype=np.float32)) ** 2
    return wave


def keys(midi: float, seconds: float) -> Floats:
    """An electric piano: two-operator FM with a mellow body."""
    t, f = _time(seconds + 0.35), pitch(midi)
    index = 1.1 * np.exp(-t * 3.2) + 0.25
    body = np.sin(2 * np.pi * f * t + index * np.sin(2 * np.pi * f * t))
    tine = 0.14 * np.sin(2 * np.pi * f * 7.01 * t) * np.exp(-t * 14)
    wave = (body + tine) * np.exp(-t * (0.9 + f / 700)) * (1 + 0.08 * np.sin(2 * np.pi * 4.6 * t))
    return _release(_attack(wave.astype(np.float32), 0.004), 0.35) * np.float32(0.5)


def piano(midi: float, seconds: float) -> Floats:
    """A soft piano: stretched partials, high ones dying first, and a felt thump."""
    t, f = _time(max(seconds, 0.5) + 0.5), pitch(midi)
    wave = np.zeros_like(t)
    for k in range(1, 11):
        partial = f * k * np.sqrt(1 + 0.00038 * k * k)
        if partial > 9000:
            break
        level = 0.85 ** (k - 1) / k**0.95
        wave += level * np.sin(2 * np.pi * partial * t + k) * np.exp(-t * (0.55 + 0.34 * k + f / 900))
    rng = np.random.default_rng(int(midi))
    thump = rng.standard_normal(t.size).astype(np.float32) * np.exp(-t * 90) * 0.03
    return _release(_attack((wave * 0.42 + lowpass(thump, 900)).astype(np.float32), 0.003), 0.4)


def pad(midi: float, seconds: float) -> Floats:
    """Strings far away: detuned soft saws that swell."""
    t, f = _time(seconds + 1.2), pitch(midi)
    wave = np.zeros_like(t)
    for number, detune in enumerate((-0.06, 0.0, 0.07)):
        g = f * 2 ** (detune / 12)
        for k in range(1, 9):
            if g * k > 7000:
                break
            wave += np.sin(2 * np.pi * g * k * t + number * 2.1 + k * 0.7) / k**1.55
    wave *= 1 + 0.05 * np.sin(2 * np.pi * 0.7 * t + midi)
    return _release(_attack(wave.astype(np.float32) * np.float32(0.16), min(1.1, seconds * 0.4)), 1.2)


def pluck(midi: float, seconds: float) -> Floats:
    """A plucked string: a full comb of partials, dulling quickly."""
    t, f = _time(max(seconds, 0.3) + 0.3), pitch(midi)
    wave = np.zeros_like(t)
    for k in range(1, 15):
        if f * k > 10_000:
            break
        wave += np.abs(np.sin(np.pi * k * 0.21)) / k * np.sin(2 * np.pi * f * k * t) * np.exp(-t * (1.6 + 0.75 * k))
    return _release(_attack(wave.astype(np.float32) * np.float32(0.55), 0.002), 0.25)


def bell(midi: float, seconds: float) -> Floats:
    """A glassy bell."""
    t, f = _time(max(seconds, 1.2) + 0.8), pitch(midi)
    wave = np.sin(2 * np.pi * f * t) * np.exp(-t * 2.2) + 0.35 * np.sin(2 * np.pi * f * 2.76 * t) * np.exp(-t * 5.5)
    wave += 0.18 * np.sin(2 * np.pi * f * 5.40 * t) * np.exp(-t * 10)
    return _release(_attack(wave.astype(np.float32) * np.float32(0.34), 0.003), 0.5)


def saw(midi: float, seconds: float) -> Floats:
    """A bright synthesiser, opening and closing."""
    t, f = _time(seconds + 0.12), pitch(midi)
    wave = np.zeros_like(t)
    for detune in (-0.09, 0.09):
        g = f * 2 ** (detune / 12)
        for k in range(1, 19):
            if g * k > 9000:
                break
            wave += np.sin(2 * np.pi * g * k * t + k) / k * np.exp(-t * 0.35 * k)
    return _release(_attack(wave.astype(np.float32) * np.float32(0.30), 0.006), 0.12)


def bass(midi: float, seconds: float) -> Floats:
    """A round bass."""
    t, f = _time(seconds + 0.08), pitch(midi)
    wave = (
        np.sin(2 * np.pi * f * t)
        + 0.34 * np.sin(4 * np.pi * f * t) * np.exp(-t * 4)
        + 0.12 * np.sin(6 * np.pi * f * t) * np.exp(-t * 7)
    )
    return _release(_attack(np.tanh(1.3 * wave * np.exp(-t * 0.8)).astype(np.float32) * np.float32(0.62), 0.008), 0.09)


def guitar(midi: float, seconds: float) -> Floats:
    """A driven fifth: two saws and an octave through a soft clipper."""
    mixed: Floats = np.sum([saw(midi + step, seconds) for step in (0, 7, 12)], axis=0)
    return (lowpass(np.tanh(mixed * 3.2).astype(np.float32), 3600) * np.float32(0.36)).astype(np.float32)


def kick(_midi: float, _seconds: float) -> Floats:
    """A soft kick."""
    t = _time(0.36)
    wave = np.sin(2 * np.pi * (46 * t + 105 / 26 * (1 - np.exp(-t * 26)))) * np.exp(-t * 9.5)
    return _release(wave.astype(np.float32) * np.float32(0.95), 0.05)


def boom(_midi: float, _seconds: float) -> Floats:
    """A big drum in a big hall."""
    t = _time(1.8)
    wave = np.sin(2 * np.pi * (40 * t + 60 / 16 * (1 - np.exp(-t * 16)))) * np.exp(-t * 3)
    skin = np.random.default_rng(3).standard_normal(t.size).astype(np.float32) * np.exp(-t * 26)
    return _release((wave * 0.9 + lowpass(skin, 700) * 0.9).astype(np.float32), 0.3)


def snare(_midi: float, _seconds: float) -> Floats:
    """A brushed snare."""
    t = _time(0.26)
    hiss: Floats = np.random.default_rng(5).standard_normal(t.size).astype(np.float32)
    hiss = hiss - lowpass(hiss, 1300)
    wave = 0.30 * lowpass(hiss, 7500) * np.exp(-t * 19) + 0.38 * np.sin(2 * np.pi * 186 * t) * np.exp(-t * 30)
    return _release(wave.astype(np.float32), 0.04)


def clap(_midi: float, _seconds: float) -> Floats:
    """Hands, a little apart."""
    t = _time(0.28)
    hiss = np.random.default_rng(6).standard_normal(t.size).astype(np.float32)
    hiss = lowpass(hiss - lowpass(hiss, 900), 5000)
    strokes = [np.where(t >= late, np.exp(-(t - late) * 60), 0) for late in (0.0, 0.011, 0.023)]
    shape = np.sum(strokes, axis=0) * 0.4 + np.exp(-t * 16) * 0.25
    return _release((hiss * shape * 0.6).astype(np.float32), 0.04)


def hat(_midi: float, _seconds: float) -> Floats:
    """A closed hi-hat, dark."""
    t = _time(0.08)
    hiss = np.random.default_rng(7).standard_normal(t.size).astype(np.float32)
    return _release(((hiss - lowpass(hiss, 6500)) * np.exp(-t * 65) * 0.26).astype(np.float32), 0.02)


def ride(_midi: float, _seconds: float) -> Floats:
    """A ride cymbal."""
    t = _time(0.7)
    hiss = np.random.default_rng(8).standard_normal(t.size).astype(np.float32)
    # Many partials that die soon: a few that last are heard as one whistle through the whole piece.
    ping = sum(np.sin(2 * np.pi * f * t + f) for f in _RIDE) * np.exp(-t * 16) * 0.022
    wash = (hiss - lowpass(hiss, 5500)) * 0.10 * np.exp(-t * 7)
    return _release((wash + ping).astype(np.float32) * np.float32(0.7), 0.2)


def dust(_midi: float, _seconds: float) -> Floats:
    """A speck in a record's groove."""
    click = np.zeros(RATE // 50, np.float32)
    click[click.size // 2] = 1
    return lowpass(click, 3800)


def hiss(_midi: float, seconds: float) -> Floats:
    """A record between its notes."""
    return np.random.default_rng(9).normal(0, 0.0031, max(1, int(seconds * RATE))).astype(np.float32)


_VOICES: dict[str, Callable[[float, float], Floats]] = {
    v.__name__: v
    for v in (keys, piano, pad, pluck, bell, saw, bass, guitar, kick, boom, snare, clap, hat, ride, dust, hiss)
}


def note(voice: str, midi: float, seconds: float) -> Floats:
    """A voice's note; `seconds` is how long the key is held."""
    return _VOICES[voice](midi, seconds)


def lowpass(wave: Floats, cutoff: float) -> Floats:
    """Everything over `cutoff` Hz rolled off gently, without a shift in time; last axis is time."""
    size = wave.shape[-1]
    n = 1 << (size + RATE // 20).bit_length()
    filtered: Floats = np.fft.irfft(np.fft.rfft(wave, n) * _rolled_off(n, cutoff), n)[..., :size].astype(np.float32)
    return filtered


def _rolled_off(n: int, cutoff: float) -> Floats:
    """The gain of each frequency of a transform of `n` samples."""
    gain: Floats = 1 / np.sqrt(1 + (np.fft.rfftfreq(n, 1 / RATE) / cutoff) ** 4)
    return gain


@lru_cache(maxsize=8)
def _room(seconds: float) -> Floats:
    """A hall's answer to a clap: noise that fades and dulls, different left and right."""
    t = _time(seconds)
    rng = np.random.default_rng(11)
    tail = rng.standard_normal((2, t.size)).astype(np.float32) * np.exp(-t * 6.9 / seconds)
    tail *= np.clip(t / 0.018, 0, 1)
    tail = lowpass(tail, 4200)
    answer: Floats = (tail / np.sqrt((tail**2).sum(axis=1, keepdims=True))).astype(np.float32)
    return answer


def hall(dry: Iterator[Floats], seconds: float, wet: float, bright: float) -> Iterator[Floats]:
    """Waves (2 × samples, one after another) with `wet` of a hall, and all over `bright` Hz rolled off.

    What comes out is cut elsewhere than what goes in, and a hall's answer longer.
    """
    answer = _answer(seconds, wet, bright)
    late = _AHEAD
    ringing = np.zeros((2, 0), np.float32)
    for wave in dry:
        n = 1 << (wave.shape[1] + answer.shape[1] - 1).bit_length()
        heard = np.fft.irfft(np.fft.rfft(wave, n) * np.fft.rfft(answer, n), n)[:, : wave.shape[1] + answer.shape[1]]
        heard[:, : ringing.shape[1]] += ringing[:, : heard.shape[1]]
        ringing = heard[:, wave.shape[1] :].astype(np.float32)
        yield heard[:, late : wave.shape[1]].astype(np.float32)
        late = 0
    yield ringing


def _answer(seconds: float, wet: float, bright: float) -> Floats:
    """What a hall makes of one sample, `_AHEAD` samples later than it is: a roll-off without a shift looks ahead."""
    room = _room(seconds)
    n = 1 << (room.shape[1] + 4 * _AHEAD).bit_length()
    gain = _rolled_off(n, bright)
    both = np.fft.irfft((1 + wet * np.fft.rfft(room, n)) * gain, n).astype(np.float32)
    answer: Floats = np.concatenate([both[:, -_AHEAD:], both[:, : room.shape[1] + _AHEAD]], axis=1)
    return answer
