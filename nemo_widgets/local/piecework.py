"""Piecework: a film's pieces as they travel between processes, and how far they are.

It is told by small files in a folder of the film's own. Nothing here needs libav.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from nemo_widgets import errors

Quality = Literal["high", "preview"]


class Piece(NamedTuple):
    """Frames `first` … `last` (exclusive) of a film, and the name of what they show."""

    key: str
    first: int
    last: int


@dataclass(frozen=True)
class Plan:
    """What has to be made for a film.

    Attributes:
        draft: The draft, as it travels.
        media: Uploaded files by content hash.
        quality: "high" or "preview".
        folder: Where finished pieces are kept.
        work: Where it is told how far the others are.
        size: The film's width and height, px.
        fps: Frames a second.
        frames: How many in all.
        pieces: In order.
        missing: Those that were not there when the plan was made, each once.
        sound: The name of the sound.
        notes: What a person should know.
    """

    draft: bytes
    media: Mapping[str, Path]
    quality: Quality
    folder: Path
    work: Path
    size: tuple[int, int]
    fps: int
    frames: int
    pieces: list[Piece]
    missing: list[Piece]
    sound: str
    notes: list[str]


class Stopped(errors.EngineError):
    """The film is not wanted any more."""


class Piecework:
    """The folder of one film in the making. Taking it away stops whoever works on a piece.

    Args:
        folder: Where; in a temporary place of the film's own.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, wanted: list[Piece]) -> None:
        """Make the folder, empty."""
        self.close()
        self.folder.mkdir(parents=True, mode=0o700)
        (self.folder / "total").write_text(str(sum(piece.last - piece.first for piece in wanted)))

    def close(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def tell(self, piece: int, frames: int) -> None:
        """How many frames of a piece are made.

        Raises:
            Stopped: The folder is gone.
        """
        try:
            (self.folder / str(piece)).write_text(str(frames))
        except FileNotFoundError:
            raise Stopped("The render was stopped.") from None

    def share(self) -> float:
        """How much is made, 0 … 1."""
        made, total = 0, 0
        with suppress(OSError):
            for path in self.folder.iterdir():
                with suppress(OSError, ValueError):
                    if path.name == "total":
                        total = int(path.read_text())
                    else:
                        made += int(path.read_text())
        return min(1.0, made / total) if total else 0.0
