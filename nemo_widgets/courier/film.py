"""What a downloaded film is.

The one place outside the renderer that opens media: a film from the cloud has to be looked at on this side too, and
PyAV reads what a few lines of our own would get wrong.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from nemo_widgets.client.private import write_private
from nemo_widgets.errors import DownloadError

_POSTER_S = 1.5


@dataclass(frozen=True)
class Film:
    """Length in seconds, size in bytes, picture in px, codecs by FFmpeg's names (`h264`, `aac`)."""

    duration: float
    size: int
    width: int
    height: int
    codecs: tuple[str, ...]


def look_at(path: Path) -> Film:
    """Read a film's head.

    Raises:
        DownloadError: It is not a film that can be opened.
    """
    import av  # noqa: PLC0415 - 60 ms and 30 MB that a courier without exports does not need
    import av.error  # noqa: PLC0415

    try:
        with av.open(str(path)) as container:
            video = container.streams.video[0]
            return Film(
                duration=round(float(container.duration or 0) / 1_000_000, 3),
                size=path.stat().st_size,
                width=video.codec_context.width,
                height=video.codec_context.height,
                codecs=tuple(stream.codec_context.name for stream in container.streams if stream.type != "data"),
            )
    except (av.error.FFmpegError, IndexError, OSError) as error:
        raise DownloadError(
            f"{path.name} arrived, but it cannot be opened as a film ({type(error).__name__}).", "Export it again."
        ) from None


def write_poster(film: Path, target: Path, *, width: int = 720) -> bool:
    """A JPEG of a moment early in the film, `width` px wide at most; False where none can be made.

    Early, but not the first picture: many films begin in black, and titles fade in.
    """
    import av  # noqa: PLC0415
    import av.error  # noqa: PLC0415

    try:
        with av.open(str(film)) as container:
            stream = container.streams.video[0]
            wanted = min(_POSTER_S, (container.duration or 0) / 3 / 1_000_000)
            frames = container.decode(stream)
            frame = next(frames)
            frame = next((later for later in frames if (later.time or 0) >= wanted), frame)
            image = frame.to_image()  # type: ignore[no-untyped-call]
        image.thumbnail((width, width * 2))
        jpeg = io.BytesIO()
        image.save(jpeg, "JPEG", quality=80, optimize=True)
        write_private(target, jpeg.getvalue())
    except (av.error.FFmpegError, IndexError, StopIteration, OSError):
        return False
    return True
