"""What can be done to a draft, as data."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

SHORTEST_CLIP: Final = 500
"""ms"""
LONGEST_FILM: Final = 600_000
"""ms"""

Place = Literal["replace", "end", "start"]
"""Where a new clip goes: instead of all there are, after them, or before them."""


class _Operation(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """Base of all operations; its tag is the class's name."""


class GenerateScene(_Operation, frozen=True):
    """A moving scene drawn from words. `duration` in ms."""

    name: str
    prompt: str
    duration: int
    subject: str = "abstract"
    time: str = ""
    mood: str = ""
    camera: str = ""
    seed: int = 0
    place: Place = "replace"
    fallback: bool = False
    """No scene of ours shows this; an abstract one stands in."""


class PlaceMedia(_Operation, frozen=True):
    """An uploaded image or video as a clip. `duration` in ms."""

    media: str
    name: str
    kind: Literal["image", "video"]
    duration: int
    camera: str = ""
    place: Place = "replace"


class RemoveClip(_Operation, frozen=True):
    """Take clips off the timeline; their segment ids."""

    ids: tuple[str, ...]
    name: str = ""


class SetCamera(_Operation, frozen=True):
    """How the camera moves over clips; their segment ids."""

    ids: tuple[str, ...]
    camera: str


class SetLook(_Operation, frozen=True):
    """Another time of day or mood of drawn scenes."""

    ids: tuple[str, ...]
    time: str = ""
    mood: str = ""


class Regenerate(_Operation, frozen=True):
    """Draw scenes anew, with other seeds."""

    seeds: dict[str, int]


class SetLength(_Operation, frozen=True):
    """Clips' new lengths, ms by segment id. `total`: the film's then."""

    lengths: dict[str, int]
    total: int


class SetCanvas(_Operation, frozen=True):
    """The picture's size, px."""

    width: int
    height: int
    aspect: str


class AddTitle(_Operation, frozen=True):
    """Words over the film. `start` and `duration` in ms."""

    text: str
    start: int
    duration: int
    position: str = ""
    color: str = ""
    size: str = ""


class EditTitle(_Operation, frozen=True):
    """Changes to one title; what is None stays."""

    id: str
    text: str | None = None
    start: int | None = None
    duration: int | None = None
    position: str | None = None
    color: str | None = None
    size: str | None = None


class RemoveTitle(_Operation, frozen=True):
    """Take titles off; their segment ids."""

    ids: tuple[str, ...]
    text: str = ""


class AddMusic(_Operation, frozen=True):
    """Music under the whole film: synthesised by genre, or an uploaded file. Takes the place of what there was."""

    name: str
    genre: str = ""
    volume: float = 0.5
    media: str = ""
    replaced: str = ""


class SetLevel(_Operation, frozen=True):
    """How loud the music or the clips' own sound is, 0 … 1."""

    target: Literal["music", "clips"]
    volume: float


class RemoveMusic(_Operation, frozen=True):
    """Take the music off."""

    name: str = ""


Operation = (
    GenerateScene
    | PlaceMedia
    | RemoveClip
    | SetCamera
    | SetLook
    | Regenerate
    | SetLength
    | SetCanvas
    | AddTitle
    | EditTitle
    | RemoveTitle
    | AddMusic
    | SetLevel
    | RemoveMusic
)

TOOLS: Final[dict[type, str]] = {
    GenerateScene: "generate_scene",
    PlaceMedia: "place_media",
    RemoveClip: "edit_draft",
    SetCamera: "edit_draft",
    SetLook: "edit_draft",
    Regenerate: "generate_scene",
    SetLength: "edit_draft",
    SetCanvas: "edit_draft",
    AddTitle: "add_title",
    EditTitle: "edit_draft",
    RemoveTitle: "edit_draft",
    AddMusic: "add_music",
    SetLevel: "edit_draft",
    RemoveMusic: "edit_draft",
}
"""The tool an agent would call for each operation."""
