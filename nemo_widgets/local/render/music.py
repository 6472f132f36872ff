"""Music: small pieces composed from a seed, in a genre, of an exact length."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

from nemo_widgets.local.render import synth
from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.genres import GENRES
from nemo_widgets.local.render.score import Note, Score
from nemo_widgets.local.render.synth import RATE
from nemo_widgets.local.render.tape import Tape

_LEVEL = 0.115
"""Root mean square of a finished piece, of full scale (about −19 dB)."""
_END = 2.0
"""Seconds in which a piece dies away, unless it is short."""


def compose(genre: str, seed: int, seconds: float, place: Path) -> Tape:
    """A piece of exactly `seconds`, on a tape in the folder `place`; unknown genres are lofi."""
    style = GENRES.get(genre, GENRES["lofi"])
    tape = Tape(place, round(seconds * RATE))
    power, at = 0.0, 0
    notes = Score(style, seed, seconds).notes
    for wave in synth.hall(_played(notes, tape), style.room, style.wet, style.bright):
        kept = wave[:, : tape.samples - at]
        tape.write(at, kept)
        power += float(np.sum(np.square(kept, dtype=np.float64)))
        at += kept.shape[1]
    _finish(tape, np.sqrt(power / max(1, 2 * tape.samples)) or 1.0, min(_END, 0.2 * seconds))
    return tape


def _played(notes: list[Note], tape: Tape) -> Iterator[Floats]:
    """The notes, as they sound in each of a tape's blocks."""
    tone = cache(synth.note)  # of this piece alone: a long life would fill the memory with notes
    coming = sorted(notes, reverse=True)
    sounding: list[Note] = []
    for first, last in tape.blocks():
        while coming and coming[-1].start < last:
            sounding.append(coming.pop())
        block = np.zeros((2, last - first), np.float32)
        rest = []
        for note in sounding:
            wave = tone(note.voice, note.midi, note.seconds)
            begin, end = max(first, note.start), min(last, note.start + wave.size)
            heard = wave[begin - note.start : end - note.start]
            block[0, begin - first : end - first] += np.float32(note.left) * heard
            block[1, begin - first : end - first] += np.float32(note.right) * heard
            if note.start + wave.size > last:
                rest.append(note)
        sounding = rest
        yield block


def _finish(tape: Tape, loud: float, end: float) -> None:
    """Bring a piece to its level. Peaks bend instead of clipping; it ends like a piece, not like a cut."""
    dying = min(tape.samples, int(RATE * end))
    for first, last in tape.blocks():
        wave = np.tanh(tape.read(first, last) * np.float32(_LEVEL / loud * 1.25)) / np.float32(1.25)
        into = np.arange(first, last) - (tape.samples - dying)
        if into[-1] > 0:
            wave *= np.cos(np.clip(into / max(1, dying - 1), 0, 1) * np.pi / 2).astype(np.float32)
        tape.write(first, wave)
