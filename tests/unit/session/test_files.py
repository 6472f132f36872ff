"""Files are judged before a byte leaves."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from nemo_widgets.errors import FileTooLargeError, MediaError, MissingFileError, UnsupportedFileError
from nemo_widgets.session.files import payload, sniff
from nemo_widgets.session.profiles import profile
from nemo_widgets.session.restore import restore

SKILL = profile("video-generative")
HEADS = {
    "jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "gif": b"GIF89a\1\0\1\0",
    "webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0",
    "mp4": b"\0\0\0\x18ftypmp42\0\0\0\0",
    "mov": b"\0\0\0\x14ftypqt  \0\0\0\0",
    "avi": b"RIFF\x24\0\0\0AVI LIST",
    "webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\1",
    "mkv": b"\x1aE\xdf\xa3\xa3B\x86\x81\1",
    "mp3": b"ID3\x04\0\0\0\0\0\0",
    "wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "m4a": b"\0\0\0\x20ftypM4A \0\0\0\0",
    "aac": b"\xff\xf1\x50\x80\0\0",
}
FOREIGN = {
    "PDF": b"%PDF-1.7\n%\xe2\xe3",
    "ZIP or Office": b"PK\x03\x04\x14\0\6\0",
    "text": "Dear diary, today I wrote ünïcödé.".encode(),
    "web page": b"<!DOCTYPE html><html>",
    "program": b"\x7fELF\2\1\1",
    "TIFF": b"II*\0\x10\0\0\0",
    "FLAC": b"fLaC\0\0\0\x22",
    "Ogg": b"OggS\0\2\0\0",
    "GZIP": b"\x1f\x8b\x08\0\0\0",
    "AVIF": b"\0\0\0\x1cftypavif\0\0",
}


@pytest.mark.parametrize("kind", HEADS)
def test_each_kind_that_is_taken_is_known_by_its_content(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_bytes(HEADS[kind] + bytes(100))
    assert payload(path, SKILL, tmp_path) == {"path": str(path), "name": f"a.{kind}", "size": path.stat().st_size}


@pytest.mark.parametrize("content", FOREIGN)
@pytest.mark.parametrize("name", ["a.jpg", "a.mp4", "a.mp3"])
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_bytes(FOREIGN[content])
    with pytest.raises(UnsupportedFileError, match=f"{name} is not what its name says: its content is {content}"):
        payload(tmp_path / name, SKILL, tmp_path)


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "mp4"), ("a.mp4", "png"), ("a.mp3", "jpg"), ("a.avi", "wav")])
def test_a_film_is_no_picture_and_music_is_no_film(tmp_path: Path, name: str, kind: str) -> None:
    with pytest.raises(UnsupportedFileError, match="not what its name says"):
        payload((name, HEADS[kind] + bytes(50)), SKILL, tmp_path)


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "png"), ("a.png", "webp"), ("a.m4a", "mp4"), ("a.mkv", "mp4")])
def test_within_a_family_a_wrong_ending_does_no_harm(tmp_path: Path, name: str, kind: str) -> None:
    assert payload((name, HEADS[kind] + bytes(50)), SKILL, tmp_path)["name"] == name


def test_what_no_table_knows_is_no_picture_and_may_be_music(tmp_path: Path) -> None:
    assert sniff(bytes(64)) is None
    assert payload(("a.mp3", bytes(64)), SKILL, tmp_path)
    with pytest.raises(UnsupportedFileError, match="no picture"):
        payload(("a.png", bytes(64)), SKILL, tmp_path)


@pytest.mark.parametrize("name", ["thesis.docx", "film", "a.jpg.exe", "a.tiff"])
def test_a_kind_that_is_not_taken_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsupportedFileError, match="cannot be used") as caught:
        payload((name, HEADS["jpg"]), SKILL, tmp_path)
    assert "mp4, mov" in caught.value.next_step


@pytest.mark.parametrize(("skill", "limit"), [("video-generative", 200), ("ai-video-editor-kling", 500)])
def test_the_skills_limit_counts(tmp_path: Path, skill: str, limit: int) -> None:
    path = tmp_path / "a.mp4"
    with path.open("wb") as file:
        file.write(HEADS["mp4"])
        file.truncate(limit * 1024 * 1024)
    assert payload(path, profile(skill), tmp_path)["size"] == limit * 1024 * 1024
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(FileTooLargeError, match=f"takes {limit} MB"):
        payload(path, profile(skill), tmp_path)


def test_nothing_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="is not there"):
        payload(tmp_path / "nowhere.jpg", SKILL, tmp_path)
    with pytest.raises(MissingFileError, match="is a folder"):
        payload(tmp_path, SKILL, tmp_path)
    with pytest.raises(MediaError, match="is empty"):
        payload(("a.jpg", b""), SKILL, tmp_path)


def test_what_is_not_there_is_named_as_it_was_typed_and_tells_nothing_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("HOME", str(tmp_path))
    typed = {
        "photos/sea.jpg": "photos/sea.jpg",
        "../sea.jpg": "../sea.jpg",
        "~/sea.jpg": "~/sea.jpg",
        str(tmp_path / "work" / "photos" / "sea.jpg"): "photos/sea.jpg",
        str(tmp_path / "sea.jpg"): "~/sea.jpg",
        "/nowhere/sea.jpg": "/nowhere/sea.jpg",
    }
    for path, shown in typed.items():
        with pytest.raises(MissingFileError) as refused:
            payload(path, SKILL, tmp_path)
        assert refused.value.message == f"{shown} is not there."
    with pytest.raises(MissingFileError, match=re.escape("~/elsewhere is not there.")):
        restore(tmp_path / "elsewhere")


def test_bytes_and_open_files_are_kept_until_they_are_sent(tmp_path: Path) -> None:
    data = HEADS["png"] + b"picture"
    stream = io.BytesIO(data)
    stream.name = "shot.png"
    by_name, by_stream = payload(("shot.png", data), SKILL, tmp_path), payload(stream, SKILL, tmp_path)
    assert by_name == by_stream
    assert Path(by_name["path"]).read_bytes() == data
    assert Path(by_name["path"]).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["../../etc/a.png", "C:\\temp\\a.png", "/a.png", "..a.png", "x/\x07a.png"])
def test_a_name_from_memory_leads_nowhere(tmp_path: Path, name: str) -> None:
    kept = Path(payload((name, HEADS["png"]), SKILL, tmp_path)["path"])
    assert kept.name == "a.png"
    assert kept.resolve().is_relative_to(tmp_path.resolve())


def test_an_address_is_handed_over(tmp_path: Path) -> None:
    found = payload("https://example.com/films/a.mp4?x=1", SKILL, tmp_path)
    assert found == {"url": "https://example.com/films/a.mp4?x=1", "name": "a.mp4"}
