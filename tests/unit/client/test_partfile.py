"""A film's file while it arrives."""

from __future__ import annotations

import asyncio
import errno
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.client.partfile import PartFile
from nemo_widgets.errors import DiskFullError, DownloadError

BLOCK = bytes(range(256)) * 4096


def box(kind: bytes, size: int = 8, *, large: bool = False) -> bytes:
    if large:
        return (1).to_bytes(4, "big") + kind + size.to_bytes(8, "big") + bytes(size - 16)
    return size.to_bytes(4, "big") + kind + bytes(max(0, size - 8))


async def fill(film: Path, block: bytes, times: int) -> None:
    async with PartFile(film) as part:
        for _ in range(times):
            await part.write(block)
        await part.keep()


def nothing_left_in(folder: Path) -> bool:
    return not list(folder.iterdir())


FTYP, MOOV, MDAT = box(b"ftyp", 24), box(b"moov", 40), box(b"mdat", 90)


async def test_what_comes_in_pieces_is_written_in_order(tmp_path: Path) -> None:
    film = tmp_path / "city.mp4"
    async with PartFile(film) as part:
        for number in range(7):
            await part.write(BLOCK + bytes([number]))
        assert part.size == 7 * (len(BLOCK) + 1)
        await part.keep()
    assert film.read_bytes() == b"".join(BLOCK + bytes([number]) for number in range(7))


async def test_starting_again_throws_away_what_was_written_and_what_was_not(tmp_path: Path) -> None:
    async with PartFile(tmp_path / "city.mp4") as part:
        await part.write(BLOCK * 3)
        await part.write(b"more")
        await part.restart()
        await part.write(b"film")
        assert (await part.keep()).read_bytes() == b"film"


@pytest.mark.rule("download-whole")
@pytest.mark.parametrize(
    ("data", "sound", "filled"),
    [
        (FTYP + MOOV + MDAT, True, True),
        (FTYP + MOOV + box(b"mdat", 90, large=True), True, True),
        (FTYP + MOOV + box(b"mdat", 0) + b"to the end of the file", True, True),
        (FTYP + MOOV + MDAT[:-1], True, False),
        (FTYP + MOOV + MDAT + b"\0\0\0", True, False),
        (FTYP + MOOV + MDAT + box(b"free", 3), True, False),
        (FTYP + MOOV, False, True),
        (FTYP, False, True),
        (b"", False, True),
    ],
)
async def test_a_film_is_known_by_its_boxes(tmp_path: Path, data: bytes, sound: bool, filled: bool) -> None:
    async with PartFile(tmp_path / "city.mp4") as part:
        await part.write(data)
        assert await part.boxes() == (sound, filled)


@pytest.mark.rule("download-limits")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
async def test_a_disk_that_fills_up_later_is_told_with_the_next_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def full(part: PartFile, batch: list[bytes]) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(PartFile, "_write", full)
    with pytest.raises(DiskFullError, match=r"no room for city\.mp4"):
        await fill(tmp_path / "city.mp4", BLOCK, 9)
    assert nothing_left_in(tmp_path)


@pytest.mark.rule("download-limits")
async def test_too_little_room_is_known_before_the_first_byte(tmp_path: Path) -> None:
    async with PartFile(tmp_path / "city.mp4") as part:
        with pytest.raises(DiskFullError):
            part.make_room(2**62)


async def test_another_trouble_of_the_disk_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(part: PartFile, batch: list[bytes]) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(PartFile, "_write", broken)
    with pytest.raises(DownloadError, match="Input/output error"):
        await fill(tmp_path / "city.mp4", b"film", 1)
    assert nothing_left_in(tmp_path)


@pytest.mark.rule("download-whole")
@pytest.mark.parametrize("again", [False, True])
async def test_cancelled_while_a_slow_disk_writes_it_waits_for_the_disk_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    writing, go_on = threading.Event(), threading.Event()
    write, written = PartFile._write, []

    def slow(part: PartFile, batch: list[bytes]) -> None:
        writing.set()
        go_on.wait(10)
        write(part, batch)
        written.append(os.fstat(part._file.fileno()).st_size)

    monkeypatch.setattr(PartFile, "_write", slow)

    async def fetch() -> Any:
        async with PartFile(tmp_path / "city.mp4") as part:
            await part.write(BLOCK * 2)
            if again:
                return
            await part.flush()

    fetching = asyncio.create_task(fetch())
    assert await asyncio.to_thread(writing.wait, 10)
    for _ in range(3):
        fetching.cancel()
        await asyncio.wait([fetching], timeout=0.001)
    assert not fetching.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await fetching
    assert written == [2 * len(BLOCK)]
    assert nothing_left_in(tmp_path)
