"""Genres: what each is made of, and how it is played."""

from __future__ import annotations

import numpy as np

from nemo_widgets.local.render.score import Genre, Score

_MAJOR, _MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)


def _lofi(p: Score) -> None:
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
    for bar in range(p.bars):  # an old record: its dust, and its hiss
        for at in p.rng.uniform(0, 4, p.rng.poisson(7 * 4 * p.beat)):
            p.add("dust", bar, float(at), level=float(p.rng.normal(0, 0.25)), exact=True)
        p.add("hiss", bar, 0, beats=4, exact=True)


def _cinematic(p: Score) -> None:
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


def _upbeat(p: Score) -> None:
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


def _ambient(p: Score) -> None:
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


def _piano(p: Score) -> None:
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


def _electronic(p: Score) -> None:
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


def _jazz(p: Score) -> None:
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


def _acoustic(p: Score) -> None:
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


def _rock(p: Score) -> None:
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
GENRES = {
    "lofi": Genre(_lofi, (72, 82), _MAJOR, ((1, 4, 0, 5), (3, 2, 1, 0), (0, 5, 1, 4)), 1.2, 0.16, 0.10, 6200),
    "cinematic": Genre(_cinematic, (66, 76), _MINOR, _SAD, 3.2, 0.42, 0.0, 9000),
    "upbeat": Genre(_upbeat, (112, 124), _MAJOR, _POP, 1.1, 0.14),
    "ambient": Genre(_ambient, (50, 58), _MAJOR, ((0, 3, 5, 3), (5, 3, 0, 4), (0, 2, 3, 5)), 4.0, 0.60, 0.0, 7500),
    "piano": Genre(_piano, (66, 78), _MAJOR, (*_POP, (5, 3, 0, 4)), 2.4, 0.30, 0.0, 9500),
    "electronic": Genre(_electronic, (104, 118), _MINOR, _SAD, 1.5, 0.18),
    "jazz": Genre(_jazz, (112, 132), _MAJOR, ((1, 4, 0, 5), (0, 5, 1, 4)), 1.3, 0.16, 0.16, 9000),
    "acoustic": Genre(_acoustic, (84, 98), _MAJOR, _POP, 1.4, 0.18),
    "rock": Genre(_rock, (116, 130), _MINOR, _SAD, 1.0, 0.12, 0.0, 9000),
}
