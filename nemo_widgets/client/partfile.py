"""A file while it arrives: whole under its name, or gone."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from nemo_widgets.errors import DiskFullError, DownloadError
from nemo_widgets.paths import shown_path

_FULL = {errno.ENOSPC, errno.EDQUOT}
_BATCH = 1024 * 1024
_MOST_CHUNKS = 256
"""Small pieces are written sooner: each has an overhead of its own."""


@dataclass
class PartFile:
    """The film while it arrives: a file beside its destination, gone unless it was `keep`-ed.

    What comes is written a megabyte at a time in a thread, while the next one comes.
    """

    destination: Path
    size: int = 0
    """Bytes taken so far."""
    _file: BinaryIO = field(init=False, repr=False)
    _path: Path = field(init=False)
    _batch: list[bytes] = field(init=False, repr=False, default_factory=list)
    _batched: int = field(init=False, repr=False, default=0)
    _writing: asyncio.Future[None] | None = field(init=False, repr=False, default=None)

    async def __aenter__(self) -> Self:
        self._path = self.destination.with_name(f".{self.destination.name}.{secrets.token_hex(4)}.part")
        with self._troubles():
            self._file = self._path.open("xb", buffering=0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A thread may still be writing, and must not find its file's number given to another file.
        cancelled: asyncio.CancelledError | None = None
        while self._writing is not None and not self._writing.done():
            try:
                await asyncio.wait([self._writing])
            except asyncio.CancelledError as request:
                cancelled = request
        if self._writing is not None:
            self._writing.exception()
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
        if cancelled is not None:
            raise cancelled

    async def write(self, chunk: bytes) -> None:
        """Append.

        Raises:
            DiskFullError: There is no room, perhaps for an earlier chunk already.
            DownloadError: It cannot be written.
        """
        self._batch.append(chunk)
        self._batched += len(chunk)
        self.size += len(chunk)
        if self._batched >= _BATCH or len(self._batch) >= _MOST_CHUNKS:
            await self._begin_writing()

    async def flush(self) -> None:
        """Have all that was taken written."""
        await self._begin_writing()
        await self._written()

    async def _begin_writing(self) -> None:
        await self._written()
        batch, self._batch, self._batched = self._batch, [], 0
        self._writing = asyncio.get_running_loop().run_in_executor(None, self._write, batch)

    async def _written(self) -> None:
        if self._writing is not None:
            with self._troubles():
                await asyncio.shield(self._writing)
            self._writing = None

    def _write(self, batch: list[bytes]) -> None:
        # In one piece: after each call the thread has to wait its turn with the one that receives.
        view = memoryview(b"".join(batch))
        while view:  # a disk that fills up takes a part, and then refuses the rest
            view = view[self._file.write(view) :]

    async def restart(self) -> None:
        """Throw away what has come."""
        await self.flush()
        with self._troubles():
            self._file.seek(0)
            self._file.truncate()
        self.size = 0

    def make_room(self, size: int) -> None:
        """Find out early that `size` more bytes will not fit."""
        with self._troubles():
            if shutil.disk_usage(self.destination.parent).free < size:
                raise OSError(errno.ENOSPC, "no space left")

    async def boxes(self) -> tuple[bool, bool]:
        """Whether the MP4 has tracks and media, and whether its boxes fill the file to its last byte."""
        await self.flush()
        with self._troubles(), self._path.open("rb") as file:
            return _walk(file, self.size)

    async def keep(self) -> Path:
        """Give the film its name, once it is safely on disk."""
        await self.flush()
        with self._troubles():
            await asyncio.to_thread(self._keep)
        return self.destination

    def _keep(self) -> None:
        os.fsync(self._file.fileno())
        self._file.close()
        self._path.replace(self.destination)

    @contextlib.contextmanager
    def _troubles(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in _FULL:
                raise DiskFullError(
                    f"There is no room for {self.destination.name} in {shown_path(self.destination.parent)}.",
                    "Free some space, or choose another folder, then export again; the render itself is done.",
                ) from None
            raise DownloadError(
                f"{self.destination} cannot be written ({error.strerror or type(error).__name__}).",
                "Choose another folder.",
            ) from None


def _walk(file: BinaryIO, end: int) -> tuple[bool, bool]:
    place, missing = 0, {b"moov", b"mdat"}
    while place < end:
        file.seek(place)
        head = file.read(16)
        size, least = int.from_bytes(head[:4], "big"), 8
        if size == 1:
            size, least = int.from_bytes(head[8:16], "big"), 16
        missing.discard(head[4:8])
        if size == 0 and len(head) > least:
            return not missing, True  # by its own word, the last box runs to the end
        if size < least:
            return not missing, False
        place += size
    return not missing, place == end
