"""Scores: a piece of music as notes, written by a genre's player."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nemo_widgets.local.render.synth import RATE


class Note(NamedTuple):
    """A note: when it begins (samples), what plays it, its pitch (midi), how long it is held (s), left and right."""

    start: int
    voice: str
    midi: float
    seconds: float
    left: float
    right: float


@dataclass(frozen=True)
class Genre:
    """What a genre is made of: the player, tempo, scale, chords and room.

    Attributes:
        play: Writes a piece's notes.
        tempo: Beats a minute, from and to.
        scale: Semitones over the root.
        chords: Progressions, as steps of the scale, one chord a bar.
        room: Seconds that the hall answers.
        wet: How much of the hall is heard.
        swing: How late off-beats come, in beats.
        bright: Hz above which everything is rolled off.
    """

    play: Callable[[Score], None]
    tempo: tuple[int, int]
    scale: tuple[int, ...]
    chords: tuple[tuple[int, ...], ...]
    room: float = 1.6
    wet: float = 0.22
    swing: float = 0.0
    bright: float = 12_000


class Score:
    """A piece on its way: players write notes into it.

    Args:
        genre: What it is made of.
        seed: Same seed, same piece.
        seconds: How long it is.

    Attributes:
        notes: In the order in which they were written.
    """

    def __init__(self, genre: Genre, seed: int, seconds: float) -> None:
        self.rng = np.random.default_rng(seed & 0xFFFFFFFFFFFFFFFF)
        self.beat = 60 / float(self.rng.integers(genre.tempo[0], genre.tempo[1] + 1))
        self.root = int(self.rng.integers(-4, 4)) + 60
        self.chords = genre.chords[int(self.rng.integers(len(genre.chords)))]
        self.bars = int(seconds / (4 * self.beat)) + 1
        self.notes: list[Note] = []
        self._genre, self._length = genre, round(seconds * RATE)
        genre.play(self)

    def degree(self, step: int) -> int:
        """The midi note of a step of the scale, any octave."""
        octave, index = divmod(step, 7)
        return self.root + 12 * octave + self._genre.scale[index]

    def chord(self, bar: int, size: int = 4, floor: int = 52) -> list[int]:
        """A bar's chord, close together, from `floor` upwards."""
        base = self.chords[bar % len(self.chords)]
        tones = [self.degree(base + 2 * i) for i in range(size)]
        return sorted(floor + (tone - floor) % 12 for tone in tones)

    def low(self, bar: int, floor: int = 33) -> int:
        """The bar's root, in the bass."""
        return floor + (self.degree(self.chords[bar % len(self.chords)]) - floor) % 12

    def melody(self, bar: int, floor: int = 67) -> int:
        """A tone that fits the bar: mostly of the chord, sometimes a neighbour.

        A neighbour a semitone above the chord's root grates against it, so there the root is played.
        """
        base = self.chords[bar % len(self.chords)]
        step = base + int(self.rng.choice([0, 2, 4, 4, 1, 6]))
        tone = self.degree(step)
        if (tone - self.degree(base)) % 12 == 1:
            tone = self.degree(base)
        return floor + (tone - floor) % 12

    def add(
        self,
        voice: str,
        bar: int,
        beat: float,
        midi: float = 0,
        beats: float = 1,
        *,
        level: float = 1,
        pan: float = 0,
        exact: bool = False,
    ) -> None:
        """A note; off-beats swing, and nobody plays exactly on time unless `exact`."""
        late = self._genre.swing if abs(beat % 1 - 0.5) < 0.01 and not exact else 0.0
        human = 0.0 if exact or voice in ("kick", "boom") else float(self.rng.normal(0, 0.006))
        start = max(0, int(((bar * 4 + beat + late) * self.beat + human) * RATE))
        if start < self._length:
            left, right = np.cos((pan + 1) * np.pi / 4), np.sin((pan + 1) * np.pi / 4)
            held = round(beats * self.beat, 3)
            self.notes.append(Note(start, voice, midi, held, level * float(left), level * float(right)))
