"""Opaque ids for files that a session wants shown.

A directory of small files (0600, in the user's state directory), one an id. Kernel and server meet there when they
share a machine and a user; where they do not, the server knows no id and the page takes another route.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
"""What may be served, by file name ending. Nothing here can run a script; SVG and HTML are not on the list."""

_SERVERS = "servers"
_ID = re.compile(r"[A-Za-z0-9_-]{32}")
_KEPT = 1000


@dataclass(frozen=True)
class Entry:
    """A file that may be shown, its media type, and the nonce by which a page knows that this is its kernel's file."""

    path: Path
    type: str
    nonce: str


def default_directory() -> Path:
    """Where the registry is: beside the journal (`NEMO_HOME`, else the system's place for user state)."""
    chosen = os.environ.get("NEMO_HOME")
    root = Path(chosen).expanduser() if chosen else platformdirs.user_state_path("nemo_widgets")
    return root / "media"


def register(path: Path, directory: Path) -> tuple[str, str]:
    """An id and a nonce for a file, new each time they are asked for.

    Raises:
        ValueError: Not a kind of file that may be served.
    """
    real = path.resolve(strict=True)
    if real.suffix.casefold() not in TYPES or not real.is_file():
        raise ValueError(f"{path.name} is not a media file.")
    nonce = secrets.token_urlsafe(12)
    return keep({"path": str(real), "nonce": nonce}, directory), nonce


def keep(row: dict[str, Any], directory: Path) -> str:
    """Keep what an id stands for, for this user alone; the id."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    row_id = secrets.token_urlsafe(24)
    entry = directory / f"{row_id}.json"
    with open(entry, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        json.dump(row, file)
    _forget_oldest(directory)
    return row_id


def kept(row_id: str, directory: Path) -> dict[str, Any] | None:
    """What an id stands for; None for one that was never given, or is withdrawn."""
    if not _ID.fullmatch(row_id):
        return None
    try:
        row = json.loads((directory / f"{row_id}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return row if isinstance(row, dict) else None


def announce(directory: Path) -> Path:
    """A server tells that it serves the registry's files; the mark it leaves is its to take away.

    A kernel reads it before it names the route to a page: asking a server that lacks the extension would leave a 404
    in the page's console.
    """
    servers = directory / _SERVERS
    servers.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark = servers / str(os.getpid())
    mark.touch(mode=0o600)
    return mark


def is_served(directory: Path) -> bool:
    """Whether the server that started this kernel has announced itself here.

    Jupyter tells a kernel its server's process id in `JPY_PARENT_PID` (on Windows that is a handle, hence the parent).
    """
    told = os.environ.get("JPY_PARENT_PID", "")
    return any((directory / _SERVERS / pid).exists() for pid in (told, str(os.getppid())) if pid.isdigit())


def look_up(media_id: str, directory: Path) -> Entry | None:
    """The file of an id; None for an unknown id, and for a file that is gone or no longer what was registered."""
    found = kept(media_id, directory)
    if found is None:
        return None
    try:
        path, nonce = Path(found["path"]), str(found["nonce"])
        # A link put in the file's place later would lead elsewhere.
        if path.resolve(strict=True) != path or not path.is_file():
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    kind = TYPES.get(path.suffix.casefold())
    return Entry(path, kind, nonce) if kind else None


def _forget_oldest(directory: Path) -> None:
    entries = list(directory.glob("*.json"))
    if len(entries) > _KEPT:
        for entry in sorted(entries, key=_written)[: len(entries) - _KEPT]:
            entry.unlink(missing_ok=True)


def _written(entry: Path) -> float:
    try:
        return entry.stat().st_mtime
    except FileNotFoundError:  # another kernel forgot it first
        return 0.0
