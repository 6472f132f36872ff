"""The client id: what tells the backend that an anonymous token is asked for by the same installation again."""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path

import filelock

from nemo_widgets.client.private import write_private

_LONGEST = 64
_LOCK_S = 10.0


class ClientId:
    """A stable id, at most 64 characters.

    Args:
        file: Where it is kept; by default where the vendor's tools keep theirs, which saves the user's quota.
        fallback: Where it is kept if that place cannot be written.
    """

    def __init__(self, file: Path | None, fallback: Path) -> None:
        self._given = "" if file else _clean(os.environ.get("NEMO_CLIENT_ID", ""))
        self._lock = fallback.with_suffix(".lock")
        self._files = (file or Path.home() / ".config" / "nemovideo" / "client_id", fallback)

    def get(self) -> str:
        """The id; made and kept if there is none yet."""
        known = self._given or next(filter(None, map(_read, self._files)), "")
        return known or self._make(replace=False)

    def renew(self) -> str:
        """A new id in place of one that the backend refused."""
        return self._make(replace=True)

    def _make(self, *, replace: bool) -> str:
        lock = filelock.FileLock(self._lock, timeout=_LOCK_S)
        with contextlib.suppress(OSError, NotImplementedError):
            # Where nothing can be locked, what follows is still one step on any usual file system.
            self._lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock.acquire()
        try:
            return self._write(replace=replace)
        finally:
            lock.release(force=True)

    def _write(self, *, replace: bool) -> str:
        made = str(uuid.uuid4())
        for file in self._files:
            try:
                # One that is there already and cannot be read gives way; one that turns up in this moment does not.
                there = file.exists()
                if not replace and (known := _read(file)):
                    return known  # another process was quicker
                write_private(file, f"{made}\n".encode(), replace=replace or there)
            except OSError:
                if not replace and (known := _read(file)):
                    return known  # likewise, and without our lock: one of the vendor's tools
                continue
            break
        self._given = made
        return made


def _read(file: Path) -> str:
    with contextlib.suppress(OSError, UnicodeError):
        return _clean(file.read_text("utf-8"))
    return ""


def _clean(text: str) -> str:
    text = text.strip()
    return text if text.isascii() and text.isprintable() and len(text) <= _LONGEST else ""
