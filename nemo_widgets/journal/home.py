"""Where a user's journal, locks and logs live."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from nemo_widgets.errors import JournalError
from nemo_widgets.paths import shown_path


@dataclass(frozen=True)
class Home:
    """The directory that holds everything of one user: `NEMO_HOME`, else the system's place for user state.

    Example:
        >>> Home(Path("state")).journal.name
        'journal.db'
    """

    root: Path

    @classmethod
    def default(cls) -> Home:
        """The home by the environment; nothing is created yet."""
        chosen = os.environ.get("NEMO_HOME")
        return cls(Path(chosen).expanduser() if chosen else platformdirs.user_state_path("nemo_widgets"))

    def create(self) -> Home:
        """Make the directory, for this user alone (0700)."""
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise JournalError(
                f"The directory {shown_path(self.root)} cannot be made ({error.strerror}).",
                "Set NEMO_HOME to a directory you can write to.",
            ) from error
        return self

    @property
    def journal(self) -> Path:
        """The SQLite file."""
        return self.root / "journal.db"

    @property
    def engine(self) -> Path:
        """The local engine's own directory."""
        return self.root / "engine"

    @property
    def tokens(self) -> Path:
        """Anonymous tokens (0600 files)."""
        return self.root / "tokens"

    @property
    def uploads(self) -> Path:
        """Files that were given from memory, until the backend has them."""
        return self.root / "uploads"

    @property
    def media(self) -> Path:
        """Registry of files that the server extension may show."""
        return self.root / "media"

    def poster(self, draft_hash: str) -> Path:
        """A take's still picture, once a film of it was made."""
        return self.root / "posters" / f"{draft_hash}.jpg"

    @property
    def previews(self) -> Path:
        """The small films of takes."""
        return self.root / "previews"

    def preview(self, draft_hash: str) -> Path:
        """A take's small film, made by the local engine for the player."""
        return self.previews / f"{draft_hash}.mp4"

    def courier_file(self, key: str, suffix: str) -> Path:
        """A file of the courier that serves `key`: its lock or its log. No part of a token is in the name."""
        return self.root / f"courier-{hashlib.sha256(key.encode()).hexdigest()[:16]}.{suffix}"
