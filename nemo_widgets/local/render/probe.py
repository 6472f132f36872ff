"""What a media file is: kind, length, size, codec; hostile and damaged ones are refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import av
from PIL import Image

from nemo_widgets.errors import MediaError, MissingFileError
from nemo_widgets.local.render.frames import Size
from nemo_widgets.local.render.guard import reading
from nemo_widgets.local.render.picture import check_pixels, open_photo

_STREAMS = 16
_SIDE = 8192
_MOST_PIXELS = 40_000_000
_LONGEST = 6 * 3600
# Containers that are a list of other files or an address would make the reader open those.
_CONTAINERS = {
    "mov",
    "mp4",
    "m4a",
    "matroska",
    "webm",
    "avi",
    "mp3",
    "wav",
    "aac",
    "flac",
    "ogg",
    "mpegts",
    "mpeg",
    "flv",
    "asf",
    "gif",
    "w64",
    "aiff",
    "caf",
    "3gp",
    "mj2",
    "3g2",
}
_SNIFF = 32
_SIDEWAYS = {5, 6, 7, 8}
"""EXIF orientations in which width and height change places."""


@dataclass(frozen=True)
class MediaInfo:
    """What `probe` found.

    Attributes:
        kind: image, video or audio.
        duration: Seconds; None for images.
        width: px, upright; 0 for audio.
        height: px, upright; 0 for audio.
        fps: Frames a second; 0 where there is no motion.
        codec: The codec's or picture format's name.
        has_audio: Whether there is sound.
    """

    kind: Literal["image", "video", "audio"]
    duration: float | None
    width: int
    height: int
    fps: float
    codec: str
    has_audio: bool


def probe(path: Path) -> MediaInfo:
    """Look into a file, far enough to know that it can be used: a first picture or sound is really decoded.

    Raises:
        MissingFileError: There is no such file.
        MediaError: It is empty, damaged, hostile, or of a kind this engine does not take.
    """
    name = path.name
    if not path.is_file():
        raise MissingFileError(f"There is no file {name}.", "Check the name and upload it again.")
    if path.stat().st_size == 0:
        raise MediaError(f"{name} is empty.", "Upload it again.")
    with reading(name):
        with path.open("rb") as file:
            head = file.read(_SNIFF)
        if _pictorial(head) and not _moving(path, head):
            return _image(path, name)
        return _container(path, name)


def _pictorial(head: bytes) -> bool:
    heif = head[4:8] == b"ftyp" and head[8:12] in {
        b"heic",
        b"heix",
        b"hevc",
        b"mif1",
        b"msf1",
        b"heim",
        b"heis",
        b"avif",
        b"avis",
    }
    starts = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
    return heif or head.startswith(starts) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def _moving(path: Path, head: bytes) -> bool:
    """Whether it is a GIF of more than one picture."""
    if not head.startswith(b"GIF8"):
        return False
    with Image.open(path) as picture:
        check_pixels(picture.size, path.name)
        try:
            picture.seek(1)
        except EOFError:
            return False
    return True


def _image(path: Path, name: str) -> MediaInfo:
    with Image.open(path) as picture:
        check_pixels(picture.size, name, picture.format or "")
        width, height = picture.size
        if picture.getexif().get(0x0112, 1) in _SIDEWAYS:
            width, height = height, width
        kind = (picture.format or "").lower()
    open_photo(path, name, Size(64, 64))  # all of it is read
    return MediaInfo("image", None, width, height, 0.0, kind, has_audio=False)


def _container(path: Path, name: str) -> MediaInfo:
    with av.open(str(path), metadata_errors="ignore") as container:
        if not set(container.format.name.split(",")) & _CONTAINERS:
            raise MediaError(
                f"{name} is of a kind this engine does not take ({container.format.name}).",
                "Use MP4, MOV, WebM, MKV or AVI; MP3, WAV, M4A or AAC; JPG, PNG, WebP or HEIC.",
            )
        if len(container.streams) > _STREAMS:
            raise MediaError(
                f"{name} holds {len(container.streams)} tracks, more than this engine takes.",
                f"Save it with at most {_STREAMS}.",
            )
        # A stream in a codec that libav does not know has no codec context.
        known = [s for s in container.streams.video if s.codec_context]
        pictures = [s for s in known if not s.disposition & av.stream.Disposition.attached_pic]
        sounds = [s for s in container.streams.audio if s.codec_context]
        if not pictures and not sounds:
            raise MediaError(f"{name} has neither a picture nor a sound track.", "Use a video, a sound or a photo.")
        duration = _duration(container, name)
        if pictures:
            return _video(container, pictures[0], duration, bool(sounds), name)
        _first(container, sounds[0], name)
        return MediaInfo("audio", duration, 0, 0, 0.0, sounds[0].codec_context.name, has_audio=True)


def _video(container: Any, stream: Any, duration: float, sound: bool, name: str) -> MediaInfo:
    context = stream.codec_context
    too_large = max(context.width, context.height) > _SIDE or context.width * context.height > _MOST_PIXELS
    if too_large or min(context.width, context.height) < 2:
        raise MediaError(
            f"{name} is {context.width} × {context.height} px, which this engine does not take.",
            "Save it at 4K or less.",
        )
    frame = _first(container, stream, name)
    width, height = frame.width, frame.height
    if round(frame.rotation / 90) % 2:
        width, height = height, width
    rate = float(stream.average_rate or stream.guessed_rate or 0)
    return MediaInfo("video", duration, width, height, rate, context.name, has_audio=sound)


def _first(container: Any, stream: Any, name: str) -> Any:
    """The first picture or sound that can be decoded."""
    stream.codec_context.thread_count = 1  # each more would hold pictures of its own
    for frame in container.decode(stream):
        return frame
    raise MediaError(f"{name} holds nothing that can be decoded.", "Open it in another program and save it again.")


def _duration(container: Any, name: str) -> float:
    """The container's length; where it tells none, the end of the last packet."""
    if container.duration and container.duration > 0:
        seconds = float(container.duration / av.time_base)
    else:
        ends = [float((p.pts + (p.duration or 0)) * p.time_base) for p in container.demux() if p.pts is not None]
        seconds = max(ends, default=0.0)
        container.seek(0)
    if not 0 < seconds <= _LONGEST:
        raise MediaError(f"{name} has no usable length.", "Save it again, at most six hours long.")
    return seconds
