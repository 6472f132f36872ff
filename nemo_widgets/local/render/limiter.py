"""The limiter: true peaks kept under a ceiling, so that no decoder or speaker clips."""

from __future__ import annotations

import numpy as np

from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.synth import RATE
from nemo_widgets.local.render.tape import Tape

CEILING = 10 ** (-1 / 20)
"""−1 dBTP: the highest peak that leaves the mix, between samples too."""
_OVER = 4
"""Points looked at for each sample (ITU-R BS.1770-4)."""
_TAPS = 12
"""Samples that each point between samples leans on."""
_BLOCK = RATE // 400
"""Samples that share a gain: 2.5 ms."""
_RELEASE = 40
"""Blocks until the gain has recovered: 100 ms."""
_AT_ONCE = 400 * 5 * _BLOCK
"""Samples looked at in one go: five seconds."""


def limit(tape: Tape) -> None:
    """Bring the true peaks of a tape under `CEILING`, in place.

    The gain falls shortly before a peak and recovers after it.
    """
    peaks = true_peaks(tape)
    if peaks.max(initial=0) <= CEILING:
        return
    near = np.minimum(1, CEILING / np.maximum(peaks, 1e-9))
    # Each block's gain serves its neighbours too, so that a straight line between blocks never passes a peak's need.
    near = np.minimum(near, np.minimum(np.append(near[1:], 1), np.append(1, near[:-1])))
    gain = near.copy()
    for back in range(1, _RELEASE):
        gain[back:] = np.minimum(gain[back:], near[:-back] + (1 - near[:-back]) * back / _RELEASE)
    at = (np.arange(gain.size) + 0.5) * _BLOCK
    for first, last in tape.blocks():
        wave = tape.read(first, last) * np.interp(np.arange(first, last), at, gain).astype(np.float32)
        tape.write(first, np.clip(wave, -CEILING, CEILING))


def true_peaks(tape: Tape) -> Floats:
    """The highest peak in each block of 2.5 ms, of samples and of the curve between them."""
    found = np.zeros(-(-tape.samples // _BLOCK), np.float32)
    for begin in range(0, tape.samples, _AT_ONCE):
        end = min(tape.samples, begin + _AT_ONCE)
        first = max(0, begin - _TAPS)
        wave = tape.read(first, min(tape.samples, end + _TAPS))
        highest = np.zeros(end - begin, np.float32)
        for channel in wave:
            curve = _between(channel)[:, begin - first : end - first]
            np.maximum(highest, np.abs(curve).max(axis=0), out=highest)
        peaks = np.maximum.reduceat(highest, np.arange(0, end - begin, _BLOCK))
        found[begin // _BLOCK : begin // _BLOCK + peaks.size] = peaks
    return found


def _between(samples: Floats) -> Floats:
    """The curve through the samples at each of them and at three points after each: 4 × samples."""
    loud = np.flatnonzero(np.abs(samples) > 0.5 * CEILING)
    points = np.zeros((_OVER, samples.size), np.float32)
    points[0] = samples
    if not loud.size:  # no peak between samples is twice as high as all of them
        return points
    taps = np.arange(-_TAPS // 2 + 1, _TAPS // 2 + 1)
    for number in range(1, _OVER):
        away = number / _OVER - taps
        weights = np.sinc(away) * np.cos(np.pi * away / (_TAPS + 1)) ** 2
        points[number] = np.convolve(samples, (weights / weights.sum()).astype(np.float32)[::-1], "full")[
            _TAPS // 2 : _TAPS // 2 + samples.size
        ]
    return points
