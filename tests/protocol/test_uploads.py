"""Files on their way out: what they are, how many go at a time, and what does not go at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.client import Attribution, NemoClient
from nemo_widgets.client.uploads import open_part
from nemo_widgets.errors import FileTooLargeError, MediaError, MissingFileError, NemoError, UnsupportedFileError

UPLOAD = "POST /api/upload-video/nemo_agent/me/1"
JPG = b"\xff\xd8\xff\xe0" + bytes(100)


@pytest.mark.rule("upload-memory")
async def test_bytes_in_memory_travel_like_a_file(backend: Any, client: NemoClient) -> None:
    backend.on(UPLOAD, {"code": 0, "data": {"files": {"filename": "photo.jpg"}}})
    told: list[tuple[int, int]] = []
    (file,) = await client.upload("1", JPG, name="photo.jpg", progress=lambda *now: told.append(now))
    assert file.filename == "photo.jpg"
    assert JPG in backend.seen[0].body
    assert told[-1] == (len(JPG), len(JPG))
    with pytest.raises(MediaError, match="empty"):
        await client.upload("1", b"", name="photo.jpg")


@pytest.mark.rule("upload-types")
@pytest.mark.parametrize(
    ("head", "name", "called", "kind"),
    [
        (JPG, "photo.png", "photo.png", "image/jpeg"),
        (JPG, None, "file.jpg", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "photo.dat", "photo.dat.png", "image/png"),
        (b"GIF89a", "a.gif", "a.gif", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.jpg", "a.jpg", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", "a.wav", "a.wav", "audio/wav"),
        (b"RIFF\0\0\0\0AVI LIST", "a.avi", "a.avi", "video/x-msvideo"),
        (b"\0\0\0\x18ftypheic", "photo.jpg", "photo.jpg", "image/heic"),
        (b"\0\0\0\x18ftypisom", "a.m4a", "a.m4a", "audio/mp4"),
        (b"\0\0\0\x18ftypisom", "a.mp3", "a.mp3", "video/mp4"),
        (b"\0\0\0\x14ftypqt  ", "a.mp4", "a.mp4", "video/quicktime"),
        (b"ID3\4", "a.aac", "a.aac", "audio/aac"),
        (b"\x1aE\xdf\xa3", "a.mkv", "a.mkv", "video/x-matroska"),
        (b"who knows", "a.webm", "a.webm", "video/webm"),
    ],
)
def test_a_files_type_is_read_from_its_content_and_else_from_its_name(
    head: bytes, name: str | None, called: str, kind: str
) -> None:
    part = open_part(head, name)
    assert (part.name, part.content_type, part.size) == (called, kind, len(head))


@pytest.mark.rule("code-4001", "upload-types")
def test_what_is_no_media_file_does_not_go(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFileError, match="mp4, mov") as caught:
        open_part(b"#!/bin/sh", "run.sh")
    assert caught.value.code == 4001
    with pytest.raises(UnsupportedFileError):
        open_part(b"hello")


@pytest.mark.rule("code-4002", "upload-limit")
@pytest.mark.parametrize(("source", "limit"), [("kling-ai-video", 200), ("ai-video-editor-kling", 500)])
async def test_a_file_over_the_skills_limit_does_not_leave(
    backend: Any, make_client: Callable[..., NemoClient], tmp_path: Path, source: str, limit: int
) -> None:
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(limit * 1024**2 + 1)
    async with make_client(attribution=Attribution(source)) as client:
        with pytest.raises(FileTooLargeError, match=f"limit is {limit} MB") as caught:
            await client.upload("1", film)
    assert caught.value.code == 4002
    assert backend.seen == []


@pytest.mark.rule("upload-many")
async def test_many_files_go_a_few_at_a_time_and_come_back_in_order(
    backend: Any, client: NemoClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, underway, most = client.upload, 0, 0

    async def counted(*args: Any, **more: Any) -> Any:
        nonlocal underway, most
        underway += 1
        most = max(most, underway)
        try:
            return await upload(*args, **more)
        finally:
            underway -= 1

    monkeypatch.setattr(client, "upload", counted)
    backend.on(UPLOAD, lambda seen: {"data": {"files": [{"filename": str(seen.body.split(b"\r\n--")[0][-1])}]}})
    told: set[int] = set()
    sources = [JPG + bytes([number]) for number in range(8)]
    found = await client.upload_all("1", sources, at_once=2, progress=lambda number, *_: told.add(number))
    assert [file.filename for file in found] == [str(number) for number in range(8)]
    assert told == set(range(8))
    assert most == 2


@pytest.mark.rule("upload-many")
async def test_the_first_file_that_fails_ends_the_others(backend: Any, client: NemoClient, tmp_path: Path) -> None:
    backend.on(UPLOAD, {"code": 4001, "message": "no"})
    with pytest.raises(NemoError):
        await client.upload_all("1", [JPG, tmp_path / "none.jpg", *[JPG] * 20], at_once=1)
    assert len(backend.seen) == 1
    assert len(asyncio.all_tasks()) == 1


async def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(JPG)
    opened = Path.open
    left = 0

    def refuse(self: Path, *args: Any, **more: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **more)

    monkeypatch.setattr(Path, "open", refuse)
    for allowed in (0, 1):
        left = allowed
        with pytest.raises(MissingFileError, match="cannot be read"):
            open_part(photo)
