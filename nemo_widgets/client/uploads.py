"""Files on their way out: read from disk as they are sent, whatever their size."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import IO, BinaryIO, cast

from nemo_widgets.client.http import Part
from nemo_widgets.client.refusals import FORMATS
from nemo_widgets.errors import FileTooLargeError, MediaError, MissingFileError, UnsupportedFileError, plain

Progress = Callable[[int, int], None]

CONTENT_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "avi": "video/x-msvideo",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    # One profile recommends HEIC, and no list has it (protocol.md, Upload): the backend has the last word.
    "heic": "image/heic",
    "heif": "image/heif",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
}
"""By ending. The system's own table is not asked: it differs from machine to machine."""


_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "jpg"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"GIF8", "gif"),
    (8, b"WEBP", "webp"),
    (8, b"AVI ", "avi"),
    (8, b"WAVE", "wav"),
    (4, b"ftypheic", "heic"),
    (4, b"ftypheix", "heic"),
    (4, b"ftypmif1", "heif"),
    (4, b"ftypM4A", "m4a"),
    (4, b"ftypqt", "mov"),
    (4, b"ftyp", "mp4"),
    (0, b"ID3", "mp3"),
)
"""How files begin: place, bytes, ending; the first that fits."""
_ALIKE = {"mp4": ("mov", "m4a", "heic", "heif"), "mp3": ("aac",)}
"""Kinds that may begin like another: their names tell."""
_SNIFFED = 16
_PIECE = 512 * 1024


class _Counted:
    """A file that tells how far it was read, and gives no byte more or less than it had when it was looked at."""

    def __init__(self, file: BinaryIO, called: str, size: int, progress: Progress | None) -> None:
        self._file = file
        self._called = called
        self._size = size
        self._progress = progress

    def read(self, size: int = -1) -> bytes:
        """The next piece: at least `size` bytes, for httpx asks for small ones."""
        left = self._size - self._file.tell()
        chunk = self._file.read(left if size < 0 else min(max(size, _PIECE), left))
        if left and not chunk:
            raise MediaError(f"{self._called} was cut short while it was sent.", "Send it again.")
        if self._progress is not None and chunk:
            self._progress(self._file.tell(), self._size)
        return chunk

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(self._size if whence == io.SEEK_END else offset)

    def close(self) -> None:
        self._file.close()


def open_part(
    source: Path | bytes,
    name: str | None = None,
    progress: Progress | None = None,
    *,
    limit_mb: int | None = None,
) -> Part:
    """The multipart part for a file.

    Args:
        source: The file on disk, or its bytes.
        name: What the backend is told it is called; by default the file's own name.
        progress: Told the bytes read so far, and the file's size.
        limit_mb: The largest file that may go, MB.

    Raises:
        MissingFileError: There is no such file, or it cannot be read.
        MediaError: It is empty.
        UnsupportedFileError: It is of no kind that the backend takes.
        FileTooLargeError: It is over the limit.
    """
    own = source.name if isinstance(source, Path) else "file"
    called = plain(Path(name or own).name.replace("\n", " ").replace("\t", " "), 200)
    size, head = _look(source)
    if size == 0:
        raise MediaError(f"{called} is empty.", "Choose another file.")
    if limit_mb is not None and size > limit_mb * 1024**2:
        raise FileTooLargeError(
            f"{called} has {size / 1024**2:,.0f} MB; the limit is {limit_mb} MB.", "Compress or trim it.", code=4002
        )
    named = next((end for end in map(_ending, (called, own)) if end in CONTENT_TYPES), None)
    ending = _kind_of(head) or named
    if named and named in _ALIKE.get(ending or "", ()):
        ending = named
    if ending is None:
        raise UnsupportedFileError(f"{called} is not a kind of file the backend takes.", f"Use {FORMATS}.", code=4001)
    if _ending(called) not in CONTENT_TYPES:
        called = f"{called}.{ending}"
    file = _Counted(_open(source), called, size, progress)
    return Part("files", called, CONTENT_TYPES[ending], cast(IO[bytes], file), size)


def _look(source: Path | bytes) -> tuple[int, bytes]:
    """A source's size, bytes, and how it begins."""
    if isinstance(source, bytes):
        return len(source), source[:_SNIFFED]
    try:
        if not source.is_file():
            raise MissingFileError(f"There is no file {source}.", "Check its name and folder.")
        with source.open("rb") as file:
            return source.stat().st_size, file.read(_SNIFFED)
    except OSError as error:
        raise _unreadable(source, error) from None


def _open(source: Path | bytes) -> BinaryIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return cast(BinaryIO, source.open("rb", buffering=0))
    except OSError as error:
        raise _unreadable(source, error) from None


def _unreadable(path: Path, error: OSError) -> MissingFileError:
    if isinstance(error, MissingFileError):
        return error
    return MissingFileError(f"{path.name} cannot be read ({error.strerror}).", "Check its permissions.")


def _kind_of(head: bytes) -> str | None:
    """The ending that the file's first bytes call for, where they tell."""
    return next((kind for place, mark, kind in _SIGNATURES if head[place:].startswith(mark)), None)


def _ending(name: str) -> str:
    return Path(name).suffix.lower().removeprefix(".")
