"""Files on their way from a page: tickets that a kernel writes and the server extension honours.

Each names one file of the kernel's own, already made and empty, and the size that it may grow to. Pieces are written
where they belong, so that the extension and the kernel can take turns at one file.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from nemo_widgets.server.registry import keep, kept

LONGEST_PIECE = 8 * 1024 * 1024
_UPLOADS = "uploads"


@dataclass(frozen=True)
class Ticket:
    """A file that may grow to `size` bytes."""

    path: Path
    size: int

    def write(self, offset: int, piece: bytes) -> int:
        """Put a piece where it belongs; one that is not the next, or goes past the end, is passed over.

        Returns:
            The bytes held then.

        Raises:
            OSError: The file is gone, or the disk is full.
        """
        # Never made here, and no link followed: only the kernel's own file is written.
        flags = os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with open(self.path, "r+b", opener=lambda name, _: os.open(name, flags)) as file:
            if offset == os.fstat(file.fileno()).st_size and offset + len(piece) <= self.size:
                file.seek(offset)
                file.write(piece)
                file.flush()
            return os.fstat(file.fileno()).st_size


def issue(path: Path, size: int, directory: Path) -> str:
    """A ticket for a file; its id is the whole permission, besides the server's own."""
    return keep({"path": str(path.resolve(strict=True)), "size": size}, directory / _UPLOADS)


def ticket(ticket_id: str, directory: Path) -> Ticket | None:
    """The ticket of an id; None for an unknown one, and where the file is not on this machine or is gone."""
    row = kept(ticket_id, directory / _UPLOADS)
    try:
        found = None if row is None else Ticket(Path(row["path"]), int(row["size"]))
        return found if found is not None and found.path.is_file() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def withdraw(ticket_id: str, directory: Path) -> None:
    """Let an id, one that `issue` gave, stand for nothing any more."""
    (directory / _UPLOADS / f"{ticket_id}.json").unlink(missing_ok=True)
