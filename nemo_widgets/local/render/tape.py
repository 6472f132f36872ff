"""Tapes: stereo sound on disk, so that memory does not grow with a film's length."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nemo_widgets.local.render.frames import Floats

BLOCK = 1 << 18
"""Samples that are worked on at a time: 5.5 s."""
_BYTES = 8
"""Of a sample: two floats."""


class Tape:
    """A stereo wave of a fixed length, silent at first. Its file has no name, so that it goes with the process.

    Args:
        place: The folder of its file.
        samples: How long it is.

    Attributes:
        samples: How long it is.
        goes_on: Whether what it was taken from goes on after its end.
    """

    def __init__(self, place: Path, samples: int) -> None:
        self.samples = samples
        self.goes_on = False
        self._file = tempfile.TemporaryFile(dir=place, prefix=".tape-", suffix=".part")  # noqa: SIM115 - `close` ends it
        weakref.finalize(self, self._file.close)  # also where an error is on its way
        self._file.truncate(samples * _BYTES)

    def __enter__(self) -> Tape:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of its file."""
        self._file.close()

    def read(self, first: int, last: int) -> Floats:
        """The samples from `first` to before `last`, 2 × samples; to be changed at will."""
        self._file.seek(first * _BYTES)
        wave: Floats = np.frombuffer(self._file.read((last - first) * _BYTES), np.float32).reshape(-1, 2).T.copy()
        return wave

    def write(self, first: int, wave: Floats) -> None:
        """Put 2 × samples at `first`; what does not fit on the tape is dropped."""
        kept = wave[:, : max(0, self.samples - first)]
        self._file.seek(first * _BYTES)
        self._file.write(np.ascontiguousarray(kept.T, np.float32).tobytes())

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Where its blocks begin and end, in samples."""
        for first in range(0, self.samples, BLOCK):
            yield first, min(self.samples, first + BLOCK)

    def cut(self, samples: int) -> None:
        """Drop what comes after so many samples."""
        self.samples = min(self.samples, samples)

    def reverse(self) -> None:
        """Turn it around."""
        half = self.samples // 2
        for first in range(0, half, BLOCK):
            last = min(half, first + BLOCK)
            head, tail = self.read(first, last), self.read(self.samples - last, self.samples - first)
            self.write(first, tail[:, ::-1])
            self.write(self.samples - last, head[:, ::-1])
