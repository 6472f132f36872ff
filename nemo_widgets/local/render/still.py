"""Stills: one picture of a film."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from PIL import Image

from nemo_widgets.local.draft import Draft
from nemo_widgets.local.piecework import Quality
from nemo_widgets.local.render.film import canvas
from nemo_widgets.local.render.frames import to_image
from nemo_widgets.local.render.guard import writing
from nemo_widgets.local.render.timeline import Timeline

_EARLY = 1500
"""ms into a film, where its first look is taken: many begin in black, and titles fade in."""
_GLIMPSE = 720
"""px, the width of that picture."""


def poster(draft: Draft, media: Mapping[str, Path], out: Path, *, at: int | None = None, width: int = 640) -> None:
    """Write one picture of the film as a JPEG.

    Args:
        draft: What to show.
        media: Uploaded files by content hash.
        out: The JPEG.
        at: The moment, ms; None is a third into the film.
        width: px; the height follows the canvas.

    Raises:
        MediaError: A file of the draft is missing or damaged.
        DiskFullError: No room left.
        RenderFailedError: Anything else.
    """
    full = canvas(draft, "high")
    size = full.times(min(1.0, width / full.width))
    part = out.with_name(f".{out.stem[:60]}.{secrets.token_hex(4)}.part")
    try:
        with writing():
            moment = draft.duration / 3 if at is None else at
            _still(Timeline(draft, media, size), moment).save(part, "JPEG", quality=88, optimize=True)
            part.replace(out)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def glimpse(draft: Draft, media: Mapping[str, Path], quality: Quality) -> bytes:
    """A JPEG of a moment early in a film, before its pieces: what is painted for it serves them too.

    Raises:
        MediaError: A file of the draft is missing or damaged.
        RenderFailedError: Anything else.
    """
    with writing():
        timeline = Timeline(draft, media, canvas(draft, quality), fine=quality == "high")
        picture = _still(timeline, min(_EARLY, draft.duration / 3))
        picture.thumbnail((_GLIMPSE, 2 * _GLIMPSE))
        written = BytesIO()
        picture.save(written, "JPEG", quality=80, optimize=True)
        return written.getvalue()


def _still(timeline: Timeline, moment: float) -> Image.Image:
    """The picture at a moment, ms."""
    try:
        return to_image(timeline.frame(min(timeline.frames - 1, max(0, int(moment * timeline.fps / 1000)))))
    finally:
        timeline.close()
