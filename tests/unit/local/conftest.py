"""A film to edit, some uploads, and a draft told in one line."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from nemo_widgets.local.director import Plan, Upload, direct
from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Draft, Segment

HARBOUR = Upload("a" * 64, "harbour.jpg", "image")
BEACH = Upload("b" * 64, "beach.png", "image")
SURF = Upload("c" * 64, "surfing.mp4", "video", 6000)
SONG = Upload("d" * 64, "my-song.mp3", "audio", 60_000)


def _clip(s: Segment) -> str:
    what = f"{s.meta.subject}:{s.meta.name}" if s.meta.kind == "scene" else s.meta.name
    return " ".join(
        filter(None, (what, f"{s.duration / 1000:g}s", s.meta.camera, s.meta.time, s.meta.mood, s.meta.weather))
    )


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


def _operation(operation: msgspec.Struct, numbers: dict[str, int]) -> str:
    fields = msgspec.to_builtins(operation)
    name = fields.pop("type")
    for key in ("seed", "seeds", "prompt", "media"):
        fields.pop(key, None)
    for key, value in fields.items():
        if key in {"id", "anchor"}:
            fields[key] = numbers.get(value, "it")
        elif key in {"ids", "order"}:
            fields[key] = [numbers.get(v, "it") for v in value]
        elif key in {"lengths", "speeds"}:
            fields[key] = {numbers.get(k, "it"): v for k, v in value.items()}
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in fields.items())})"


@pytest.fixture(scope="session")
def operations() -> Callable[[Draft, Plan], list[str]]:
    """A plan's operations on a draft as text: clips by their number, fields that are not default, no seeds."""

    def told(draft: Draft, plan: Plan) -> list[str]:
        numbers = {s.id: n for n, s in enumerate(draft.of_type(VIDEO), 1)}
        return [_operation(o, numbers) for o in plan.operations]

    return told


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


@pytest.fixture(scope="session")
def reel(uploads: dict[str, Upload]) -> Draft:
    """Four clips (a city for 10 s, the sea for 5, a photo for 4, a video of 6), lo-fi at 35 %, a title for 3 s."""
    draft = Draft()
    for request in (
        "generate a 10-second clip of a city at night, then the sea at dusk for 5 seconds",
        "then my harbour photo for 4 seconds, then my surfing clip",
        "add lo-fi music at 35%",
        "add the title 'Urban Dreams' for 3 seconds",
    ):
        draft = direct(draft, request, list(uploads.values())).draft
    return draft
