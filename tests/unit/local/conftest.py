"""A film to edit, some uploads, and a draft told in one line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nemo_widgets.local.director import Upload, direct
from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Draft, Segment

HARBOUR = Upload("a" * 64, "harbour.jpg", "image")
BEACH = Upload("b" * 64, "beach.png", "image")
SURF = Upload("c" * 64, "surfing.mp4", "video", 6000)
SONG = Upload("d" * 64, "my-song.mp3", "audio", 60_000)


def _clip(s: Segment) -> str:
    what = f"{s.meta.subject}:{s.meta.name}" if s.meta.kind == "scene" else s.meta.name
    return " ".join(filter(None, (what, f"{s.duration / 1000:g}s", s.meta.camera, s.meta.time, s.meta.mood)))


def _title(s: Segment) -> str:
    look = (s.meta.position, s.meta.color, s.meta.size)
    return " ".join(filter(None, (f"'{s.meta.text}'", f"{s.start / 1000:g}-{s.end / 1000:g}", *look)))


def _music(s: Segment) -> str:
    return f"{s.meta.genre or s.meta.name} {round(s.meta.volume * 100)}%"


def _told(draft: Draft) -> str:
    size = (draft.canvas.width, draft.canvas.height)
    parts = [] if size == (1920, 1080) else [f"{size[0]}x{size[1]}"]
    parts += [_clip(s) for s in draft.of_type(VIDEO)]
    parts += [_music(s) for s in draft.of_type(AUDIO)]
    parts += [_title(s) for s in draft.of_type(TEXT)]
    return " | ".join(parts)


@pytest.fixture(scope="session")
def told() -> Callable[[Draft], str]:
    """A draft in one line: clips, music, titles."""
    return _told


@pytest.fixture(scope="session")
def uploads() -> dict[str, Upload]:
    """Uploads by a short name."""
    return {"harbour": HARBOUR, "beach": BEACH, "surf": SURF, "song": SONG}


@pytest.fixture(scope="session")
def film() -> Draft:
    """The golden film: a city for 10 s, a title, lo-fi at 35 %."""
    draft = Draft()
    for request in (
        "generate a 10-second cinematic clip of a futuristic city at night",
        "add the title 'Urban Dreams' for 3 seconds",
        "add lo-fi music at 35%",
    ):
        draft = direct(draft, request).draft
    return draft
