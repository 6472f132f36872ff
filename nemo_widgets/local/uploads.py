"""Uploads: multipart streamed to disk, hashed on the way, kept by content, and looked into by a worker."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, Literal, TypedDict

from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from nemo_widgets import errors
from nemo_widgets.errors import plain
from nemo_widgets.local.fetch import fetch
from nemo_widgets.local.store import File
from nemo_widgets.local.wire import FORMATS
from nemo_widgets.local.workers import WorkerDied, Workers

MEDIA_TYPES: Final = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".avi": "video/x-msvideo",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
}
"""What is taken, by file name; what the content really is, the probe decides."""

MOST_PARTS: Final = 100
"""Parts of one request, files or not."""
_LONGEST_HEADER: Final = 16_384
"""bytes"""
_UNSAFE = re.compile(r"[^\w.() -]+")


class Part:
    """A file of a multipart body on its way to the disk."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.name = ""
        self.size = 0
        self.is_file = False
        self.too_large = False
        self._limit = limit
        self._hash = hashlib.sha256()
        handle, path = tempfile.mkstemp(dir=folder, suffix=".part")
        self._file: BinaryIO = os.fdopen(handle, "wb")
        self.path = Path(path)

    def write(self, data: bytes) -> None:
        """More of its bytes; beyond the limit they are only counted."""
        self.size += len(data)
        self.too_large = self.too_large or self.size > self._limit
        if not self.too_large:
            self._hash.update(data)
            self._file.write(data)

    def close(self) -> str:
        """All its bytes are there; their SHA-256, hex."""
        self._file.close()
        return self._hash.hexdigest()

    def discard(self) -> None:
        """Forget it."""
        self._file.close()
        self.path.unlink(missing_ok=True)


class Uploads:
    """Takes files in.

    Args:
        folder: Where they are kept, each under its hash.
        limit: bytes of one file
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self.limit = limit
        self._workers = Workers()
        for part in folder.glob("*.part"):
            part.unlink(missing_ok=True)

    def close(self) -> None:
        """Take no more."""
        self._workers.close()

    async def receive(self, body: AsyncIterator[bytes], content_type: str) -> list[File]:
        """Read a multipart body to its end and keep its files.

        Raises:
            errors.UnsupportedFileError: 4001, not a kind of file that is taken, or damaged.
            errors.FileTooLargeError: 4002.
            errors.BadRequestError: 400, not a multipart body with files.
        """
        parts: list[Part] = []
        try:
            await self._read(body, content_type, parts)
            files = [p for p in parts if p.is_file]
            if not files:
                raise errors.BadRequestError("No file came with the request.", code=400, status=400)
            if any(p.too_large for p in files):
                raise self._too_large()
            return [await self._keep(p) for p in files]
        finally:
            for part in parts:
                part.discard()

    async def fetch(self, url: str) -> File:
        """Get a file from its address and keep it.

        Raises:
            errors.UnsupportedFileError: 4001, there is none, it lies in a private network, or it is of no kind we take.
            errors.FileTooLargeError: 4002.
        """
        part = Part(self.folder, self.limit)

        def take(piece: bytes) -> bool:
            part.write(piece)
            return not part.too_large

        try:
            part.name = await asyncio.to_thread(fetch, url, take)
            if part.too_large:
                raise self._too_large()
            return await self._keep(part)
        finally:
            part.discard()

    def _too_large(self) -> errors.FileTooLargeError:
        text = f"The file is too large: {self.limit // 1_000_000} MB at most."
        return errors.FileTooLargeError(text, "Compress or trim it.", code=4002)

    async def _read(self, body: AsyncIterator[bytes], content_type: str, parts: list[Part]) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise errors.BadRequestError("Send the file as multipart/form-data.", code=400, status=400)
        field, value, headers = bytearray(), bytearray(), {}

        def on_header(read: bytearray, data: bytes) -> None:
            read.extend(data)
            if len(read) > _LONGEST_HEADER:
                raise _malformed()

        def on_header_end() -> None:
            headers[bytes(field).lower()] = bytes(value)
            field.clear()
            value.clear()

        def on_headers_finished() -> None:
            if len(parts) >= MOST_PARTS:
                text = f"There are more than {MOST_PARTS} files in one request."
                raise errors.BadRequestError(text, "Send them in several.", code=400, status=400)
            _, disposition = parse_options_header(headers.get(b"content-disposition", b""))
            part = Part(self.folder, self.limit)
            part.is_file = b"filename" in disposition
            part.name = disposition.get(b"filename", b"").decode("utf-8", "replace")
            parts.append(part)

        def on_part_end() -> None:
            parts[-1].close()  # its descriptor, long before the last part is there

        parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": headers.clear,
                "on_header_field": lambda data, a, b: on_header(field, data[a:b]),
                "on_header_value": lambda data, a, b: on_header(value, data[a:b]),
                "on_header_end": on_header_end,
                "on_headers_finished": on_headers_finished,
                "on_part_data": lambda data, a, b: parts[-1].write(data[a:b]),
                "on_part_end": on_part_end,
            },
        )
        try:
            async for chunk in body:
                parser.write(chunk)
            parser.finalize()
        except (MultipartParseError, ClientDisconnect):
            raise _malformed() from None

    async def _keep(self, part: Part) -> File:
        content_hash = part.close()
        name = safe_name(part.name)
        suffix = PurePosixPath(name).suffix.lower()
        if suffix not in MEDIA_TYPES:
            text = f"{name} is not a kind of file that works here."
            raise errors.UnsupportedFileError(text, f"These do: {FORMATS}.", code=4001)
        try:
            info = await self._workers.run(look_into, part.path)
        except errors.MediaError as error:
            text = str(error).replace(part.path.name, name)  # it knows the file as we hold it
            raise errors.UnsupportedFileError(text, code=4001) from None
        except WorkerDied:
            text = f"{name} could not be read: it is damaged."
            raise errors.UnsupportedFileError(text, f"These kinds work: {FORMATS}.", code=4001) from None
        kept = self.folder / content_hash
        os.replace(part.path, kept)  # noqa: PTH105 - atomic; the same content again is the same file
        with contextlib.suppress(OSError):
            kept.chmod(0o600)
        return File(content_hash, name, media_type=_media_type(suffix, info["kind"]), size=part.size, **info)


def _malformed() -> errors.BadRequestError:
    return errors.BadRequestError("The upload broke off or is malformed.", code=400, status=400)


class Looks(TypedDict):
    """What a probe found."""

    kind: Literal["image", "video", "audio"]
    duration: float | None
    width: int
    height: int
    fps: float
    codec: str
    has_audio: bool


def look_into(path: Path) -> Looks:
    """In the worker: what a file really is."""
    from nemo_widgets.local.render import probe  # noqa: PLC0415 - libav is heavy, and the server needs none of it

    info = probe(path)
    return {
        "kind": info.kind,
        "duration": info.duration,
        "width": info.width or 0,
        "height": info.height or 0,
        "fps": info.fps or 0.0,
        "codec": info.codec or "",
        "has_audio": info.has_audio,
    }


def safe_name(name: str) -> str:
    """A file name without path parts or control characters, 120 characters at most."""
    base = plain(name).replace("\\", "/").rsplit("/", 1)[-1].strip().lstrip(".")
    base = _UNSAFE.sub("_", base) or "file"
    path = PurePosixPath(base)
    return path.stem[: 120 - len(path.suffix)] + path.suffix if len(base) > 120 else base


def _media_type(suffix: str, kind: str) -> str:
    named = MEDIA_TYPES[suffix]
    if suffix == ".gif" and kind == "video":  # one that moves
        return named
    if named.startswith(kind) or kind == "image":
        return named if named.startswith(kind) else "image/png"
    return f"{kind}/mp4"
