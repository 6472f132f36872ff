"""The draft: what the director edits and the renderer draws.

The short keys are the wire's (`t` tracks, `tt` type, `sg` segments, `d` duration in ms, `m` metadata); here they
have names. A segment's start (`s`, ms) and the keys inside `m` are this engine's own: the vendor has not published
its own.
"""

from __future__ import annotations

from typing import Literal

import msgspec

VIDEO, AUDIO, TEXT = 0, 1, 7

SegmentKind = Literal["scene", "image", "video", "music", "audio", "title"]


class Meta(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=False):
    """What a segment is. Which fields count depends on `kind`."""

    kind: SegmentKind
    name: str = ""
    """What a person calls it: "futuristic city at night", "harbour.jpg", "Lo-fi"."""
    # scene
    prompt: str = ""
    seed: int = 0
    subject: str = ""
    """city, mountains, sea, forest, stars, abstract …: a key of `render.scenes`."""
    time: str = ""
    """day, dusk, night, dawn; empty: the subject's own."""
    mood: str = ""
    """warm, cool, neon, calm …; empty: the subject's own."""
    weather: str = ""
    """rain, storm, snow, fog, overcast; empty: fair."""
    strength: str = ""
    """light, heavy: how strong that weather is; empty: as usual."""
    # scene, image, video
    camera: str = ""
    """still, zoom-in, zoom-out, pan-left, pan-right, tilt-up, tilt-down; empty: zoom-in for images, a drift for
    scenes, still for video."""
    # image, video, audio: the uploaded file
    media: str = ""
    """Content hash (sha-256, hex) of the uploaded file."""
    offset: int = 0
    """Where in the file the segment starts, ms."""
    speed: float = 1.0
    """How fast it plays: 2.0 is twice as fast."""
    reverse: bool = False
    """It plays backwards."""
    fit: str = ""
    """cover (the canvas is filled, edges are cut) or contain (all of it shows, over a blurred copy); empty: cover
    where the shapes are much alike, else contain."""
    crop: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    """The part of the source that is used: left, top, width, height, each 0 … 1."""
    # scene, image, video: how it begins
    transition: str = ""
    """fade (through black), dissolve, wipe, slide; empty: a cut. It plays within the segment's own time: over the
    first `transition_ms`, while what stood before it on the track goes on (its last picture, if it has no more)."""
    transition_ms: int = 0
    # scene, image, video: colour, each -1 … 1 and 0 for as it is
    brightness: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    warmth: float = 0.0
    grade: str = ""
    """bw, sepia, vintage, cinematic; empty: none."""
    # music, audio, video
    genre: str = ""
    """lofi, cinematic, upbeat, ambient, piano, electronic, rock, jazz …: a key of `render.music`."""
    volume: float = 1.0
    """0 … 1 (35 % = 0.35)."""
    fade_in: int = 0
    """From silence, or for pictures from black, ms."""
    fade_out: int = 0
    """Likewise to the end, ms."""
    duck: bool = False
    """Music: lowered while the clips or the user's own audio sound."""
    # title
    style: str = ""
    """title, caption, lower-third, watermark; empty: title."""
    text: str = ""
    position: str = ""
    """top, center, bottom, lower-third, top-left, top-right, bottom-left, bottom-right; empty: by the style."""
    color: str = ""
    """#rrggbb; empty: white."""
    size: str = ""
    """small, medium, large; empty: large."""


class Segment(msgspec.Struct, omit_defaults=True):
    """A block on a track, from `start` for `duration` ms."""

    id: str
    start: int = msgspec.field(name="s")
    duration: int = msgspec.field(name="d")
    meta: Meta = msgspec.field(name="m")

    @property
    def end(self) -> int:
        """Where it ends on the timeline, ms."""
        return self.start + self.duration


class Track(msgspec.Struct):
    """A row of segments of one type (0 video, 1 audio, 7 text)."""

    id: str
    type: int = msgspec.field(name="tt")
    segments: list[Segment] = msgspec.field(name="sg", default_factory=list)


class Canvas(msgspec.Struct):
    """The draft's own metadata: its title and the picture's size in px."""

    title: str = ""
    width: int = 1920
    height: int = 1080
    fps: int = 30


class Draft(msgspec.Struct):
    """A whole timeline. `duration` is its length in ms."""

    duration: int = msgspec.field(name="d", default=0)
    canvas: Canvas = msgspec.field(name="m", default_factory=Canvas)
    tracks: list[Track] = msgspec.field(name="t", default_factory=list)

    def of_type(self, kind: int) -> list[Segment]:
        """All segments on tracks of one type, by start."""
        found = [s for t in self.tracks if t.type == kind for s in t.segments]
        return sorted(found, key=lambda s: s.start)


def encode(draft: Draft) -> bytes:
    """The draft as it travels: JSON bytes."""
    return msgspec.json.encode(draft)


def decode(raw: bytes | str) -> Draft:
    """Read a draft back; raises `msgspec.ValidationError` or `msgspec.DecodeError` on anything else."""
    return msgspec.json.decode(raw, type=Draft)
