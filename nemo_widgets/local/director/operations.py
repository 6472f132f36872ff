"""What can be done to a draft, as data."""

from __future__ import annotations

from typing import Final, Literal, get_args

import msgspec

DEFAULT_CLIP: Final = 5000
"""How long a scene or a photo stands unless told, ms."""
SHORTEST_CLIP: Final = 500
"""ms"""
LONGEST_FILM: Final = 600_000
"""ms"""

SLOWEST: Final = 0.125
FASTEST: Final = 8.0
"""Bounds of a clip's speed."""

Place = Literal["replace", "end", "start", "before", "after", "instead"]
"""Where a clip goes: in place of all there are, after them, before them; or before, after or instead of one of them."""
Transition = Literal["", "fade", "dissolve", "wipe", "slide"]
"""How a clip begins; empty: a cut."""


class _Operation(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """Base of all operations; its tag is the class's name."""


class GenerateScene(_Operation, frozen=True):
    """A moving scene drawn from words. `duration` in ms; `anchor`: the clip that `place` speaks of."""

    name: str
    prompt: str
    duration: int
    subject: str = "abstract"
    time: str = ""
    mood: str = ""
    weather: str = ""
    strength: str = ""
    camera: str = ""
    seed: int = 0
    place: Place = "replace"
    anchor: str = ""
    grade: str = ""
    transition: Transition = ""
    transition_ms: int = 0
    fallback: bool = False
    """No scene of ours shows this; an abstract one stands in."""


class PlaceMedia(_Operation, frozen=True):
    """An uploaded image or video as a clip. `duration` in ms; `anchor`: the clip that `place` speaks of."""

    media: str
    name: str
    kind: Literal["image", "video"]
    duration: int
    camera: str = ""
    place: Place = "replace"
    anchor: str = ""
    grade: str = ""
    transition: Transition = ""
    transition_ms: int = 0


class RemoveClip(_Operation, frozen=True):
    """Take clips off the timeline; their segment ids."""

    ids: tuple[str, ...]
    name: str = ""


class CutOut(_Operation, frozen=True):
    """Take a stretch of time out of the film, from `start` to `end`, ms. `name`: the clip's, if one was named."""

    start: int
    end: int
    name: str = ""


class SplitClip(_Operation, frozen=True):
    """Cut a clip in pieces at `points`, ms from its start, rising."""

    id: str
    points: tuple[int, ...]
    name: str = ""


class DuplicateClips(_Operation, frozen=True):
    """So many more of these clips, in their order: after the last of them, or where `place` says."""

    ids: tuple[str, ...]
    copies: int = 1
    place: Literal["after", "end", "start"] = "after"
    name: str = ""


class ReorderClips(_Operation, frozen=True):
    """All clips' segment ids in their new order. `names`: what they are called, in that order."""

    order: tuple[str, ...]
    names: tuple[str, ...] = ()


class SetSpeed(_Operation, frozen=True):
    """How fast clips play, by segment id (2.0 is twice as fast); their lengths follow."""

    speeds: dict[str, float]
    total: int
    """The film's length then, ms."""


class Reverse(_Operation, frozen=True):
    """Clips play backwards, or forwards again; a picture's or scene's camera goes the other way."""

    ids: tuple[str, ...]
    backwards: bool = True


class SetTransition(_Operation, frozen=True):
    """How clips begin; their segment ids. `duration` in ms."""

    ids: tuple[str, ...]
    transition: Transition
    duration: int = 0


class SetFade(_Operation, frozen=True):
    """Fades, ms, of segments of one sort; what is None stays."""

    ids: tuple[str, ...]
    target: Literal["film", "clip", "music", "title"]
    fade_in: int | None = None
    fade_out: int | None = None


class AdjustColour(_Operation, frozen=True):
    """Steps in colour (each from -2 to 2; what results is kept within -1 … 1), and a grade; `reset` takes all back."""

    ids: tuple[str, ...]
    brightness: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    warmth: float = 0.0
    grade: str | None = None
    reset: bool = False
    name: str = ""
    """The clip's, where it is one of several."""


class SetCrop(_Operation, frozen=True):
    """Which part of the source clips show: left, top, width, height, each 0 … 1."""

    ids: tuple[str, ...]
    crop: tuple[float, float, float, float]


class SetFit(_Operation, frozen=True):
    """Whether clips fill the canvas (cover) or show whole (contain)."""

    ids: tuple[str, ...]
    fit: Literal["cover", "contain"]


class SetCamera(_Operation, frozen=True):
    """How the camera moves over clips; their segment ids."""

    ids: tuple[str, ...]
    camera: str


class SetLook(_Operation, frozen=True):
    """Another time of day, mood or weather (`clear`: none) of drawn scenes; with a weather, how strong it is."""

    ids: tuple[str, ...]
    time: str = ""
    mood: str = ""
    weather: str = ""
    strength: str = ""


class Regenerate(_Operation, frozen=True):
    """Draw scenes anew, with other seeds."""

    seeds: dict[str, int]


class SetLength(_Operation, frozen=True):
    """Clips' new lengths, ms by segment id. `total`: the film's then, ms."""

    lengths: dict[str, int]
    total: int


class SetCanvas(_Operation, frozen=True):
    """The picture's size, px."""

    width: int
    height: int
    aspect: str


class AddTitle(_Operation, frozen=True):
    """Words over the film. `start`, `duration` and fades in ms; `style` as in the draft (empty: title)."""

    text: str
    start: int
    duration: int
    position: str = ""
    color: str = ""
    size: str = ""
    style: str = ""
    fade_in: int = 0
    fade_out: int = 0
    after: str = ""
    """The title it follows, where it would have covered it."""
    clear_of: str = ""
    """The title it stands apart from, likewise."""


class EditTitle(_Operation, frozen=True):
    """Changes to one title; what is None stays."""

    id: str
    text: str | None = None
    start: int | None = None
    duration: int | None = None
    position: str | None = None
    color: str | None = None
    size: str | None = None
    style: str | None = None


class RemoveTitle(_Operation, frozen=True):
    """Take titles off; their segment ids."""

    ids: tuple[str, ...]
    text: str = ""


class AddMusic(_Operation, frozen=True):
    """Music under the whole film: synthesised by genre, or an uploaded file. Takes the place of what there was.

    Fades in ms; `duck`: lowered while the clips sound.
    """

    name: str
    genre: str = ""
    volume: float = 0.5
    media: str = ""
    replaced: str = ""
    fade_in: int = 0
    fade_out: int = 0
    duck: bool = False


class SetLevel(_Operation, frozen=True):
    """How loud the music or the clips' own sound is, 0 … 1. `ids`: the clips' segments; empty: all."""

    target: Literal["music", "clips"]
    volume: float
    ids: tuple[str, ...] = ()


class SetDuck(_Operation, frozen=True):
    """Whether the music is lowered while the clips or the user's own audio sound."""

    on: bool = True


class RemoveMusic(_Operation, frozen=True):
    """Take the music off."""

    name: str = ""


Operation = (
    GenerateScene
    | PlaceMedia
    | RemoveClip
    | CutOut
    | SplitClip
    | DuplicateClips
    | ReorderClips
    | SetSpeed
    | Reverse
    | SetTransition
    | SetFade
    | AdjustColour
    | SetCrop
    | SetFit
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
    | SetDuck
    | RemoveMusic
)

_TOOLS: Final[dict[type, str]] = {
    GenerateScene: "generate_scene",
    PlaceMedia: "place_media",
    Regenerate: "generate_scene",
    AddTitle: "add_title",
    AddMusic: "add_music",
}
TOOLS: Final[dict[type, str]] = {kind: _TOOLS.get(kind, "edit_draft") for kind in get_args(Operation)}
"""The tool an agent would call for each operation."""
