"""The cache: finished pieces on disk, within a bound; what was used longest ago goes first."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

CACHE_LIMIT = 2_000_000_000
"""bytes"""
_STALE = 3600
"""Seconds after which a half written piece belongs to nobody."""


class Cache:
    """A folder of pieces by name.

    Args:
        folder: Where they are; made at the first use.
        limit: bytes they may take in all.
    """

    def __init__(self, folder: Path, limit: int = CACHE_LIMIT) -> None:
        self.folder, self.limit = folder, limit
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path(self, key: str) -> Path:
        """Where a piece is, or would be."""
        return self.folder / f"{key}.mp4"

    def has(self, key: str) -> bool:
        """Whether a piece is there; it counts as used now."""
        try:
            os.utime(self.path(key))
        except OSError:
            return False
        return True

    def part(self, key: str) -> Path:
        """Where to write a piece before it is whole."""
        return self.folder / f".{key}.{os.getpid()}.{time.monotonic_ns()}.part"

    def keep(self, part: Path, key: str) -> None:
        """A whole piece gets its name."""
        part.replace(self.path(key))

    def trim(self) -> None:
        """Drop what was used longest ago, until the rest is within the bound; and half pieces of the dead."""
        found = []
        for path in self.folder.iterdir():
            with suppress(OSError):
                told = path.stat()
                if path.suffix == ".part" and time.time() - told.st_mtime > _STALE:
                    path.unlink()
                elif path.suffix == ".mp4":
                    found.append((told.st_mtime_ns, told.st_size, path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self.limit:
                return
            with suppress(OSError):
                path.unlink()
            total -= size
