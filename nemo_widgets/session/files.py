"""Files before they are uploaded: judged by their content, not only their name; given a place if they have none."""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, Literal
from urllib.parse import urlsplit

from nemo_widgets.errors import (
    DiskFullError,
    FileTooLargeError,
    MediaError,
    MissingFileError,
    UnsupportedFileError,
    plain,
)
from nemo_widgets.paths import shown_path
from nemo_widgets.session.profiles import AUDIO_TYPES, FILE_TYPES, IMAGE_TYPES, MB, VIDEO_TYPES, Profile

File = str | Path | tuple[str, bytes] | BinaryIO
"""A path, an `http(s)` address, a name with its bytes, or an open file that has a name."""

Family = Literal["picture", "film", "sound", "foreign"]

_HEAD = 4096
_HEIC = rb"hei[cmsx]|hev[cx]|mif1|msf1"

SIGNATURES: tuple[tuple[Family, str, bytes], ...] = (
    ("picture", "JPEG", rb"\xff\xd8\xff"),
    ("picture", "PNG", rb"\x89PNG\r\n\x1a\n"),
    ("picture", "GIF", rb"GIF8[79]a"),
    ("picture", "WebP", rb"RIFF....WEBP"),
    ("picture", "HEIC", rb"....ftyp(?:" + _HEIC + rb")"),
    ("foreign", "AVIF", rb"....ftypavi[fs]"),
    ("sound", "M4A", rb"....ftypM4[AB] "),
    ("film", "MP4", rb"....(?:ftyp|moov|mdat|wide|skip|free|pnot)"),
    ("film", "AVI", rb"RIFF....AVI "),
    ("film", "Matroska", rb"\x1aE\xdf\xa3"),
    ("sound", "WAV", rb"(?:RIFF|RF64)....WAVE"),
    ("sound", "AAC", rb"\xff[\xf0\xf1\xf8\xf9]|ADIF"),
    ("sound", "MP3", rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"),
    ("foreign", "PDF", rb"\s*%PDF-"),
    ("foreign", "ZIP or Office", rb"PK(?:\x03\x04|\x05\x06|\x07\x08)"),
    ("foreign", "GZIP", rb"\x1f\x8b"),
    ("foreign", "7-Zip", rb"7z\xbc\xaf\x27\x1c"),
    ("foreign", "RAR", rb"Rar!\x1a\x07"),
    ("foreign", "program", rb"\x7fELF|MZ.{58}|\xcf\xfa\xed\xfe|#!"),
    ("foreign", "TIFF", rb"II\*\0|MM\0\*"),
    ("foreign", "Photoshop", rb"8BPS"),
    ("foreign", "BMP", rb"BM.{4}\0\0\0\0"),
    ("foreign", "Ogg", rb"OggS"),
    ("foreign", "FLAC", rb"fLaC"),
    ("foreign", "MPEG", rb"\0\0\x01[\xb3\xba]|\x47.{187}\x47"),
    ("foreign", "Flash or Windows Media", rb"FLV\x01|\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    ("foreign", "web page", rb"(?i:\s*(?:<!doctype|<html|<\?xml|<svg))"),
)
"""Kinds of content by their first bytes: those that can be uploaded, and those most often met in their place."""

_EITHER = {"MP4", "M4A", "Matroska"}
"""Containers that hold films or music, whatever their brand says."""
_FAMILY: dict[str, Family] = {
    **dict.fromkeys(IMAGE_TYPES, "picture"),
    **dict.fromkeys(VIDEO_TYPES, "film"),
    **dict.fromkeys(AUDIO_TYPES, "sound"),
}


def sniff(head: bytes) -> tuple[Family, str] | None:
    """What a file is by its first bytes; None where they do not tell.

    Example:
        >>> sniff(b"%PDF-1.7")
        ('foreign', 'PDF')
    """
    for family, name, pattern in SIGNATURES:
        if re.match(pattern, head, re.DOTALL):
            return family, name
    return ("foreign", "text") if _is_text(head) else None


def _is_text(head: bytes) -> bool:
    if not head or any(byte < 9 or 13 < byte < 32 for byte in head):
        return False
    try:
        head[:-4].decode("utf-8") if len(head) > 4 else head.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def is_url(file: object) -> bool:
    """An address, and no path."""
    return isinstance(file, str) and urlsplit(file).scheme.casefold() in {"http", "https"}


def payload(file: File, skill: Profile, keep: Path) -> dict[str, Any]:
    """What the journal is told of a file to upload, once nothing speaks against it.

    Args:
        file: The file.
        skill: Its limit counts.
        keep: Folder for what comes from memory.

    Raises:
        MissingFileError: It is not there.
        MediaError: It is empty.
        UnsupportedFileError: Its name, or its content, is of a kind that the backend does not take.
        FileTooLargeError: Over the skill's limit.
    """
    if is_url(file):
        url = str(file)
        return {"url": url, "name": plain(Path(urlsplit(url).path).name or urlsplit(url).hostname or "file", 120)}
    if isinstance(file, str | Path):
        return _on_disk(Path(file), skill)
    name, data = file if isinstance(file, tuple) else (Path(str(getattr(file, "name", ""))).name, file.read())
    return _in_memory(_safe(name), bytes(data), skill, keep)


def _on_disk(path: Path, skill: Profile) -> dict[str, Any]:
    asked = plain(shown_path(path), 300)
    path = path.expanduser().absolute()
    if path.is_dir():
        raise MissingFileError(f"{asked} is a folder.", "Name a file in it.")
    if not path.is_file():
        raise MissingFileError(f"{asked} is not there.", "Check the path and its spelling.")
    shown = plain(path.name, 120)
    _check_name(shown, path.suffix)
    _check_size(shown, path.stat().st_size, skill)
    try:
        with path.open("rb") as opened:
            _check_content(shown, path.suffix, opened.read(_HEAD))
    except OSError as error:
        raise MissingFileError(f"{shown} cannot be read ({error.strerror}).", "Check its permissions.") from None
    return {"path": str(path), "name": path.name, "size": path.stat().st_size}


def _in_memory(name: str, data: bytes, skill: Profile, keep: Path) -> dict[str, Any]:
    kind = Path(name).suffix
    _check_name(name or "the file", kind)
    _check_size(name, len(data), skill)
    _check_content(name, kind, data[:_HEAD])
    # A folder of its own lets the file keep its name; the same content again is the same file.
    path = keep / hashlib.sha256(data).hexdigest()[:16] / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path, data)
    except OSError as error:
        raise DiskFullError(
            f"{name} cannot be kept ({error.strerror}).", "Free some space, then upload it again."
        ) from None
    return {"path": str(path), "name": name, "size": len(data)}


def _write_once(path: Path, data: bytes) -> None:
    """Whole or not at all, and never anew: an upload may be reading what is there."""
    if path.exists():
        return
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:  # readable by this user alone
        part.write(data)
    Path(part.name).replace(path)


def _safe(name: str) -> str:
    base = re.sub(r'[\\/:*?"<>|\n\t]', "_", plain(name.replace("\\", "/").rpartition("/")[2], 120))
    return base.strip(". ") or "file"


def _check_name(shown: str, suffix: str) -> None:
    kind = suffix.lstrip(".").casefold()
    if kind not in FILE_TYPES:
        raise UnsupportedFileError(
            f"{shown}: files of type {('.' + plain(kind, 20)) if kind else 'unknown'} cannot be used.",
            f"Convert it to one of: {', '.join(FILE_TYPES)}.",
            code=4001,
        )


def _check_size(shown: str, size: int, skill: Profile) -> None:
    if size == 0:
        raise MediaError(f"{shown} is empty.", "Choose another file.")
    if size > skill.limit:
        raise FileTooLargeError(
            f"{shown} has {size / MB:.0f} MB; the skill {skill.id} takes {skill.limit // MB} MB.",
            "Compress or trim it, or connect with a skill that takes more.",
            code=4002,
        )


def _check_content(shown: str, suffix: str, head: bytes) -> None:
    """A name of one family and a content of another is refused; within a family the content speaks for itself."""
    named = _FAMILY[suffix.lstrip(".").casefold()]
    found = sniff(head)
    if found is None and named != "picture":
        return  # films and music may begin with anything; the backend has the last word
    family, kind = found or ("foreign", "")
    if family == named or (kind in _EITHER and named != "picture"):
        return
    raise UnsupportedFileError(
        f"{shown} is not what its name says: its content is {kind or 'no picture'}.",
        f"Convert it to one of: {', '.join(FILE_TYPES)}.",
        code=4001,
    )
