"""Room on the disk: uploads, films and pieces of films stay within a limit, what was used longest ago goes first."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import Final

from nemo_widgets.local.store import Store

log = logging.getLogger(__name__)

EVERY_S: Final = 600.0
RESTED_S: Final = 3600.0
"""Seconds after which no film in the making rests on a piece that nobody touched."""


class Tidy:
    """Keeps an engine's folder within its limit.

    What no project knows goes first (an upload or a film that a fault cut short), then pieces of films, for they only
    save time; then films, for whoever exported one has fetched it; then the
    uploads of the projects that nobody has spoken to for longest. A project's drafts stay: they are small, and say
    which files to upload again.

    Args:
        store: Which films and uploads there are, and since when.
        home: The engine's folder.
        limit: Bytes.
    """

    def __init__(self, store: Store, home: Path, limit: int) -> None:
        self._store = store
        self._films = home / "renders"
        self._media = home / "media"
        self._pieces = home / "pieces"
        self._limit = limit

    @property
    def used(self) -> int:
        """Bytes of uploads, films and pieces of films."""
        return sum(_size(path) for folder in (self._films, self._media, self._pieces) for path in folder.rglob("*"))

    def run(self) -> int:
        """Make room where it is needed; the bytes that were freed."""
        excess = freed = self.used - self._limit
        if excess <= 0:
            return 0
        films, uploads = map(self._film, self._store.films_by_age()), map(self._upload, self._store.media_by_use())
        for path in [*self._forgotten(), *self._rested(), *films, *uploads]:
            if excess <= 0:
                break
            excess -= _size(path)
            path.unlink(missing_ok=True)
        log.info("the disk limit was reached: %d bytes were freed", freed - excess)
        return freed - excess

    async def go_on(self) -> None:
        """Look every ten minutes."""
        while True:
            try:
                self.run()
            except OSError:
                log.exception("tidying failed")
            await asyncio.sleep(EVERY_S)

    def _forgotten(self) -> list[Path]:
        """Files that are in no project, nor on their way into one."""
        known = {self._film(file) for file in self._store.films_by_age()}
        known |= {self._upload(content_hash) for content_hash in self._store.media_by_use()}
        there = [path for folder in (self._films, self._media) for path in folder.iterdir() if path not in known]
        return [path for path in there if _used(path) < time.time() - RESTED_S]

    def _rested(self) -> list[Path]:
        """The pieces that no film in the making rests on, the one used longest ago first."""
        used = sorted((_used(path), path) for path in self._pieces.glob("*.mp4"))
        return [path for at, path in used if at < time.time() - RESTED_S]

    def _film(self, file: str) -> Path:
        return self._films / f"{file}.mp4"

    def _upload(self, content_hash: str) -> Path:
        return self._media / content_hash


def _used(path: Path) -> float:
    """When a piece was used last, s since 1970; one that has just gone: now."""
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0
