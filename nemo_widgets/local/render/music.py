"""Music: small pieces composed from a seed, in a genre, of an exact length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nemo_widgets.local.render import synth
from nemo_widgets.local.render.frames import Floats
from nemo_widgets.local.render.synth import RATE

_MAJOR, _MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
_LEVEL = 0.115
"""Root mean square of a finished piece, of full scale (about −19 dB)."""


@dataclass(frozen=True)
class _Style:
    """What a genre is made of: tempo, scale, room, and the player."""

    play: Callable[[_Piece], None]
    tempo: tuple[int, int]
    scale: tuple[int, ...]
    chords: tuple[tuple[int, ...], ...]
    """Progressions, as steps of the scale, one chord a bar."""
    room: float = 1.6
    wet: float = 0.22
    swing: float = 0.0
    """How late off-beats come, in beats."""
    bright: float = 12_000
    """Hz above which everything is rolled off."""


class _Piece:
    """A piece on its way: players write notes into it."""

    def __init__(self, style: _Style, seed: int, seconds: float) -> None:
        self.rng = np.random.default_rng(seed)
        self.style = style
        self.beat = 60 / float(self.rng.integers(style.tempo[0], style.tempo[1] + 1))
        self.root = int(self.rng.integers(-4, 4)) + 60
        self.chords = style.chords[int(self.rng.integers(len(style.chords)))]
        self.bars = int(seconds / (4 * self.beat)) + 1
        self.length = round(seconds * RATE)
        self.wave = np.zeros((2, self.length), np.float32)

    def degree(self, step: int) -> int:
        """The midi note of a step of the scale, any octave."""
        octave, index = divmod(step, 7)
        return self.root + 12 * octave + self.style.scale[index]

    def chord(self, bar: int, size: int = 4, floor: int = 52) -> list[int]:
        """A bar's chord, close together, from `floor` upwards."""
        base = self.chords[bar % len(self.chords)]
        tones = [self.degree(base + 2 * i) for i in range(size)]
        return sorted(floor + (tone - floor) % 12 for tone in tones)

    def low(self, bar: int, floor: int = 33) -> int:
        """The bar's root, in the bass."""
        return floor + (self.degree(self.chords[bar % len(self.chords)]) - floor) % 12

    def add(
        self, voice: str, bar: int, beat: float, midi: float = 0, beats: float = 1, *, level: float = 1, pan: float = 0
    ) -> None:
        """A note; off-beats swing, and nobody plays exactly on time."""
        late = self.style.swing if abs(beat % 1 - 0.5) < 0.01 else 0.0
        human = float(self.rng.normal(0, 0.006)) if voice not in ("kick", "boom") else 0.0
        start = max(0, int(((bar * 4 + beat + late) * self.beat + human) * RATE))
        if start >= self.length:
            return
        tone = synth.note(voice, midi, round(beats * self.beat, 3))[: self.length - start]
        left, right = np.cos((pan + 1) * np.pi / 4), np.sin((pan + 1) * np.pi / 4)
        self.wave[0, start : start + tone.size] += np.float32(level * left) * tone
        self.wave[1, start : start + tone.size] += np.float32(level * right) * tone

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


def _lofi(p: _Piece) -> None:
    for bar in range(p.bars):
        for at, level in ((0.0, 0.44), (2.5, 0.30)):
            for i, tone in enumerate(p.chord(bar, 4)):
                p.add("keys", bar, at + 0.02 * i, tone, 2.2, level=level, pan=(i - 1.5) * 0.22)
        p.add("bass", bar, 0, p.low(bar), 2.3, level=0.44)
        p.add("bass", bar, 2.5, p.low(bar) + int(p.rng.choice([0, 7, 12])), 1.4, level=0.36)
        for at in (0.0, 2.5) if bar % 2 else (0.0, 1.5, 2.5):
            p.add("kick", bar, at, level=0.62)
        for at in (1.0, 3.0):
            p.add("snare", bar, at, level=0.55, pan=0.05)
        for k in range(8):
            p.add("hat", bar, k / 2, level=0.42 if k % 2 else 0.60, pan=0.25)
        for at in (0.5, 1.5, 2.0, 3.5):
            if p.rng.random() < 0.34:
                p.add("bell", bar, at, p.melody(bar, 72), 1, level=0.20, pan=-0.3)
    dust = np.where(p.rng.random(p.length) < 7 / RATE, p.rng.normal(0, 0.35, p.length), 0).astype(np.float32)
    hiss = p.rng.normal(0, 0.0022, p.length).astype(np.float32)
    p.wave += synth.lowpass(dust, 3800) * np.float32(0.5) + hiss


def _cinematic(p: _Piece) -> None:
    for bar in range(p.bars):
        rise = 0.55 + 0.45 * bar / max(1, p.bars - 1)
        for i, tone in enumerate(p.chord(bar, 3, 50)):
            p.add("pad", bar, 0, tone, 4.2, level=0.60 * rise, pan=(i - 1) * 0.5)
            p.add("pad", bar, 0, tone + 12, 4.2, level=0.30 * rise, pan=(1 - i) * 0.6)
        p.add("pad", bar, 0, p.low(bar, 31), 4.2, level=0.60)
        p.add("bass", bar, 0, p.low(bar, 26), 3.8, level=0.24)
        p.add("boom", bar, 0, level=0.75 * rise)
        if bar % 2:
            p.add("boom", bar, 3.0, level=0.34 * rise)
            p.add("boom", bar, 3.5, level=0.42 * rise)
        tones = p.chord(bar, 3, 62)
        for k in range(8):
            p.add(
                "piano",
                bar,
                k / 2,
                tones[(0, 1, 2, 1)[k % 4]],
                0.9,
                level=(0.24 if k else 0.36) * rise,
                pan=0.3 - 0.08 * k,
            )
        p.add("bell", bar, 0, p.melody(bar, 74), 2, level=0.16 * rise, pan=-0.35)


def _upbeat(p: _Piece) -> None:
    for bar in range(p.bars):
        tones = p.chord(bar, 3, 57)
        for k in range(8):
            for i, tone in enumerate(tones):
                if k % 2 or k == 0 or p.rng.random() < 0.3:
                    p.add("pluck", bar, k / 2, tone, 0.45, level=0.34, pan=(i - 1) * 0.45)
            p.add("hat", bar, k / 2, level=0.75 if k % 2 else 0.38, pan=0.2)
            p.add("bass", bar, k / 2, p.low(bar) + (12 if k % 2 else 0), 0.42, level=0.46)
        for k in range(4):
            p.add("kick", bar, k, level=0.70)
        for k in (1, 3):
            p.add("clap", bar, k, level=0.85, pan=-0.05)
        for at in (0.0, 0.75, 1.5, 2.0, 2.75, 3.5):
            if p.rng.random() < 0.62:
                p.add("bell", bar, at, p.melody(bar, 72), 0.6, level=0.24, pan=0.3)
        for i, tone in enumerate(p.chord(bar, 3, 62)):
            p.add("pad", bar, 0, tone, 3.9, level=0.16, pan=(i - 1) * 0.7)


def _ambient(p: _Piece) -> None:
    for bar in range(p.bars):
        for i, tone in enumerate(p.chord(bar, 4, 50)):
            p.add("pad", bar, 0, tone, 5.0, level=0.50, pan=(i - 1.5) * 0.45)
        p.add("pad", bar, 0, p.low(bar, 33), 5.0, level=0.60)
        for at in p.rng.uniform(0, 4, 3):
            p.add(
                "bell",
                bar,
                float(at),
                p.melody(bar, int(p.rng.choice([67, 72, 79]))),
                3,
                level=0.20,
                pan=float(p.rng.uniform(-0.8, 0.8)),
            )
        p.add("keys", bar, 2, p.melody(bar, 60), 3, level=0.16, pan=0.2)


def _piano(p: _Piece) -> None:
    for bar in range(p.bars):
        tones = [p.low(bar, 38), *p.chord(bar, 3, 52)]
        tones += [tones[1] + 12]
        for k, index in enumerate((0, 1, 2, 3, 4, 3, 2, 1)):
            p.add("piano", bar, k / 2, tones[index], 1.6, level=0.52 if k == 0 else 0.32, pan=-0.25 + 0.07 * k)
        at = 0.0
        while at < 3.6:
            step = float(p.rng.choice([0.5, 1.0, 1.5, 2.0], p=[0.2, 0.4, 0.25, 0.15]))
            if p.rng.random() < 0.8:
                p.add("piano", bar, at, p.melody(bar, 67), step + 0.5, level=float(p.rng.uniform(0.42, 0.60)), pan=0.25)
            at += step
        p.add("pad", bar, 0, p.chord(bar, 3, 50)[0], 4.2, level=0.14)


def _electronic(p: _Piece) -> None:
    for bar in range(p.bars):
        tones = p.chord(bar, 3, 60)
        climb = (*tones, tones[0] + 12)
        for k in range(16):
            p.add("bass", bar, k / 4, p.low(bar) + (12 if k % 4 == 2 else 0), 0.22, level=0.12 if k % 4 == 0 else 0.44)
            p.add("saw", bar, k / 4, climb[(0, 1, 2, 3, 2, 1)[k % 6]], 0.22, level=0.20, pan=0.55 * np.sin(k))
        for k in range(8):
            p.add("hat", bar, k / 2, level=0.85 if k % 2 else 0.35, pan=0.15)
        for i, tone in enumerate(p.chord(bar, 3, 52)):
            p.add("pad", bar, 0, tone, 4.0, level=0.32, pan=(i - 1) * 0.7)
        for k in range(4):
            p.add("kick", bar, k, level=0.78)
        for k in (1, 3):
            p.add("snare", bar, k, level=0.45)
            p.add("clap", bar, k, level=0.70)
        if bar % 2:
            for at in (0.0, 1.5, 3.0):
                p.add("saw", bar, at, p.melody(bar, 72), 0.8, level=0.22, pan=-0.2)


def _jazz(p: _Piece) -> None:
    for bar in range(p.bars):
        walk = [
            p.low(bar, 36),
            *(36 + (p.degree(p.chords[bar % len(p.chords)] + s) - 36) % 12 for s in (2, 4)),
            p.low(bar + 1, 36) + int(p.rng.choice([-1, 1])),
        ]
        for k, tone in enumerate(walk):
            p.add("bass", bar, k, tone, 0.9, level=0.62)
            p.add("ride", bar, k, level=0.55, pan=0.35)
        for k in (1, 3):
            p.add("ride", bar, k + 0.5, level=0.34, pan=0.35)
            p.add("hat", bar, k, level=0.5, pan=-0.3)
        for at in (0.0, 2.5) if bar % 2 else (0.5, 1.5):
            for i, tone in enumerate(p.chord(bar, 4, 55)):
                p.add("piano", bar, at, tone, 0.6, level=0.26, pan=(i - 1.5) * 0.15 - 0.2)
        for at in (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 3.5):
            if p.rng.random() < 0.40:
                p.add("keys", bar, at, p.melody(bar, 69), 0.5, level=0.32, pan=0.25)


def _acoustic(p: _Piece) -> None:
    for bar in range(p.bars):
        tones = [p.low(bar, 40), *p.chord(bar, 3, 52)]
        for k, index in enumerate((0, 2, 3, 1, 0, 2, 3, 2)):
            p.add(
                "pluck",
                bar,
                k / 2,
                tones[index] + (12 if k == 6 else 0),
                1.4,
                level=0.66 if index == 0 else 0.46,
                pan=0.2 - 0.06 * k,
            )
        for at in (0.0, 1.0, 2.0, 2.5, 3.0):
            if p.rng.random() < 0.45:
                p.add("pluck", bar, at, p.melody(bar, 67), 1.2, level=0.40, pan=-0.35)
        p.add("kick", bar, 0, level=0.30)
        p.add("kick", bar, 2, level=0.22)


def _rock(p: _Piece) -> None:
    for bar in range(p.bars):
        root = p.low(bar, 40)
        for k in range(8):
            p.add("guitar", bar, k / 2, root, 0.46, level=0.62 if k % 4 else 0.76, pan=-0.6)
            p.add("guitar", bar, k / 2, root + 12, 0.46, level=0.50, pan=0.6)
            p.add("bass", bar, k / 2, root - 12, 0.45, level=0.26)
            p.add("hat", bar, k / 2, level=0.8, pan=0.2)
        for at in (0.0, 0.5, 2.0, 2.5):
            p.add("kick", bar, at, level=0.80)
        for k in (1, 3):
            p.add("snare", bar, k, level=1.0)
        for at in (0.0, 1.0, 1.5, 2.5, 3.0):
            if bar % 2 and p.rng.random() < 0.6:
                p.add("saw", bar, at, p.melody(bar, 64), 0.7, level=0.26, pan=0.1)


_POP = ((0, 4, 5, 3), (0, 5, 3, 4), (3, 0, 4, 5))
_SAD = ((0, 5, 2, 6), (0, 3, 5, 6), (5, 3, 0, 6))
_STYLES = {
    "lofi": _Style(_lofi, (72, 82), _MAJOR, ((1, 4, 0, 5), (3, 2, 1, 0), (0, 5, 1, 4)), 1.2, 0.16, 0.10, 6200),
    "cinematic": _Style(_cinematic, (66, 76), _MINOR, _SAD, 3.2, 0.42, 0.0, 9000),
    "upbeat": _Style(_upbeat, (112, 124), _MAJOR, _POP, 1.1, 0.14),
    "ambient": _Style(_ambient, (50, 58), _MAJOR, ((0, 3, 5, 3), (5, 3, 0, 4), (0, 2, 3, 5)), 4.0, 0.60, 0.0, 7500),
    "piano": _Style(_piano, (66, 78), _MAJOR, (*_POP, (5, 3, 0, 4)), 2.4, 0.30, 0.0, 9500),
    "electronic": _Style(_electronic, (104, 118), _MINOR, _SAD, 1.5, 0.18),
    "jazz": _Style(_jazz, (112, 132), _MAJOR, ((1, 4, 0, 5), (0, 5, 1, 4)), 1.3, 0.16, 0.16, 9000),
    "acoustic": _Style(_acoustic, (84, 98), _MAJOR, _POP, 1.4, 0.18),
    "rock": _Style(_rock, (116, 130), _MINOR, _SAD, 1.0, 0.12, 0.0, 9000),
}
GENRES = tuple(_STYLES)


@lru_cache(maxsize=4)
def compose(genre: str, seed: int, seconds: float) -> Floats:
    """A piece: 2 × samples at 48 kHz, of exactly `seconds`; unknown genres are lofi. Do not write into it."""
    style = _STYLES.get(genre, _STYLES["lofi"])
    piece = _Piece(style, seed, seconds)
    style.play(piece)
    wave = synth.reverb(piece.wave, style.room, style.wet)
    wave = synth.lowpass(wave, style.bright)
    loud = float(np.sqrt(np.mean(wave**2))) or 1.0
    wave *= np.float32(_LEVEL / loud)
    # Peaks bend instead of clipping; the piece ends like a piece, not like a cut.
    bent: Floats = np.tanh(wave * np.float32(1.25)) / np.float32(1.25)
    tail = min(bent.shape[1], int(RATE * min(2.0, 0.2 * seconds)))
    if tail:
        bent[:, -tail:] *= np.cos(np.linspace(0, np.pi / 2, tail, dtype=np.float32))
    bent.setflags(write=False)
    return bent
