"""Files on their way from a page: pieces, each acknowledged, into a file on disk, which knows how far it is.

Pieces come by our server extension, where the page's server has it, past the kernel; else over the comm, at most 4 MiB
each. A file stays until the backend has it: whoever took it from `end` calls `forget` then.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from nemo_widgets.errors import DiskFullError, FileTooLargeError, NemoError, UnsupportedFileError, plain
from nemo_widgets.server.incoming import issue, withdraw
from nemo_widgets.server.registry import default_directory, is_served
from nemo_widgets.session.profiles import FILE_TYPES, MB, Profile

CHUNK_LIMIT = 4 * MB
_LONGEST_NAME, _LONGEST_ENDING = 110, 10
_UNSAFE = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


def safe_name(name: str) -> str:
    """A file name from a page as a name in our own folder: no folders, no control characters, not hidden, not long."""
    cleaned = plain(name.translate(_UNSAFE), len(name)).strip(". ") or "file"
    ending = Path(cleaned).suffix[:_LONGEST_ENDING]
    return plain(cleaned.removesuffix(ending), _LONGEST_NAME) + ending


@dataclass
class Receiving:
    """A file that is arriving."""

    name: str
    size: int
    path: Path
    file: IO[bytes]
    ticket: str = ""
    """By which the server extension lets the page in; "" where there is none."""

    @property
    def received(self) -> int:
        """Bytes held, whichever way they came."""
        return os.fstat(self.file.fileno()).st_size

    @property
    def route(self) -> str:
        """The extension's address for it, relative to the server's base URL; "" where there is none."""
        return f"nemo-widgets/upload/{self.ticket}" if self.ticket else ""

    def close(self) -> None:
        """Take no more."""
        self.file.close()
        if self.ticket:
            withdraw(self.ticket, default_directory())


@dataclass
class Intake:
    """All files that are arriving at one widget; memory holds one piece at a time."""

    _files: dict[str, Receiving] = field(default_factory=dict)

    def begin(self, upload: str, name: str, size: int, skill: Profile) -> Receiving:
        """Make room for a file.

        Raises:
            UnsupportedFileError: A kind of file the backend does not take.
            FileTooLargeError: Over the skill's limit.
        """
        name = safe_name(name)
        kind = Path(name).suffix.lstrip(".").casefold()
        if kind not in FILE_TYPES:
            raise UnsupportedFileError(f"{name} cannot be used.", f"Choose one of: {', '.join(FILE_TYPES)}.", code=4001)
        if size > skill.limit:
            raise FileTooLargeError(
                f"{name} has {size / MB:.0f} MB; the limit is {skill.limit // MB} MB.",
                "Compress or trim it.",
                code=4002,
            )
        known = self._files.get(upload)
        if known is not None:
            return known
        # A folder of its own lets the file keep its name.
        path = Path(tempfile.mkdtemp(prefix="nemo-upload-")) / name
        receiving = self._files[upload] = Receiving(name, size, path, path.open("wb"))
        if is_served(default_directory()):
            receiving.ticket = issue(path, size, default_directory())
        return receiving

    def add(self, upload: str, offset: int, piece: bytes | memoryview) -> int:
        """Append a piece that begins at `offset`; returns the bytes held. A piece held already is passed over."""
        receiving = self._get(upload)
        if len(piece) > CHUNK_LIMIT or offset + len(piece) > receiving.size:
            raise NemoError("A piece of the file is too large.", "Add the file again.")
        if offset == receiving.received:
            try:
                receiving.file.seek(offset)
                receiving.file.write(piece)
                receiving.file.flush()
            except OSError as error:
                self.cancel(upload)
                raise DiskFullError(
                    f"{receiving.name} cannot be kept ({error.strerror}).", "Free some space, then add it again."
                ) from None
        return receiving.received

    def held(self, upload: str) -> int:
        """Bytes held of a file."""
        return self._get(upload).received

    def end(self, upload: str) -> Path:
        """The whole file.

        Raises:
            NemoError: Some of it is missing.
        """
        receiving = self._get(upload)
        if receiving.received != receiving.size:
            raise NemoError(f"{receiving.name} did not arrive whole.", "Add it again.")
        receiving.close()
        del self._files[upload]
        return receiving.path

    def cancel(self, upload: str) -> None:
        """Forget a file."""
        receiving = self._files.pop(upload, None)
        if receiving is not None:
            receiving.close()
            forget(receiving.path)

    def close(self) -> None:
        """Forget all that did not arrive whole, and what it left on disk."""
        for upload in list(self._files):
            self.cancel(upload)

    def _get(self, upload: str) -> Receiving:
        try:
            return self._files[upload]
        except KeyError:
            raise NemoError("This upload is not known here any more.", "Add the file again.") from None


def forget(path: Path) -> None:
    """Take a received file off the disk, with the folder it lay in."""
    shutil.rmtree(path.parent, ignore_errors=True)


def piece_of(buffers: list[Any]) -> bytes | memoryview:
    """The one buffer of a message, without copying it."""
    if len(buffers) != 1:
        raise NemoError("A piece of the file is missing.", "Add the file again.")
    return memoryview(buffers[0])
