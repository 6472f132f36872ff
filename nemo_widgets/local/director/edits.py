"""The pure functions that carry operations out on a draft; `settle` lays it out afterwards."""

from __future__ import annotations

from functools import singledispatch
from itertools import pairwise
from typing import Final

from msgspec import structs

from nemo_widgets.local.director.operations import (
    AddMusic,
    AddTitle,
    AdjustColour,
    CutOut,
    DuplicateClips,
    EditTitle,
    GenerateScene,
    Operation,
    PlaceMedia,
    Regenerate,
    RemoveClip,
    RemoveMusic,
    RemoveTitle,
    ReorderClips,
    Reverse,
    SetCamera,
    SetCanvas,
    SetCrop,
    SetDuck,
    SetFade,
    SetFit,
    SetLength,
    SetLevel,
    SetLook,
    SetSpeed,
    SetTransition,
    SplitClip,
)
from nemo_widgets.local.director.pieces import fresh_id, part, without
from nemo_widgets.local.director.settle import settle
from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Draft, Meta, Segment, Track, decode, encode

COLOURS: Final = ("brightness", "contrast", "saturation", "warmth")
"""What can be more or less, of a clip's colour."""
OPPOSITE: Final = {
    "zoom-in": "zoom-out",
    "zoom-out": "zoom-in",
    "pan-left": "pan-right",
    "pan-right": "pan-left",
    "tilt-up": "tilt-down",
    "tilt-down": "tilt-up",
}
"""What a camera move looks like backwards."""


def apply(draft: Draft, operation: Operation) -> Draft:
    """The draft after an operation; the one given stays as it is."""
    edited = decode(encode(draft))
    _do(operation, edited)
    settle(edited, draft)
    return edited


@singledispatch
def _do(operation: object, draft: Draft) -> None:  # noqa: ARG001 - the registered ones use it
    raise TypeError(f"not an operation: {type(operation).__name__}")


@_do.register
def _(op: GenerateScene, draft: Draft) -> None:
    meta = Meta(kind="scene", name=op.name, prompt=op.prompt, seed=op.seed, subject=op.subject)
    meta.time, meta.mood, meta.weather, meta.camera = op.time, op.mood, op.weather, op.camera
    meta.strength = op.strength
    _place(draft, meta, op)


@_do.register
def _(op: PlaceMedia, draft: Draft) -> None:
    _place(draft, Meta(kind=op.kind, name=op.name, media=op.media, camera=op.camera), op)


@_do.register
def _(op: RemoveClip, draft: Draft) -> None:
    _remove(draft, op.ids)


@_do.register
def _(op: CutOut, draft: Draft) -> None:
    track = _track(draft, VIDEO)
    first, last = track.segments[0], track.segments[-1]
    track.segments = left = [piece for s in track.segments for piece in without(draft, s, op.start, op.end)]
    if left:  # the film's own fades outlive the clips at its ends
        left[0].meta.fade_in = left[0].meta.fade_in or first.meta.fade_in
        left[-1].meta.fade_out = left[-1].meta.fade_out or last.meta.fade_out
    gone = op.end - op.start
    for title in draft.of_type(TEXT):
        opening, closing = title.start == op.start == 0, title.end == draft.duration <= op.end
        if title.meta.style != "watermark" and title.end > op.start and not (opening or closing):
            overlap = max(0, min(title.end, op.end) - max(title.start, op.start))
            title.start -= min(gone, max(0, title.start - op.start))
            title.duration -= overlap
    _remove(draft, tuple(t.id for t in draft.of_type(TEXT) if t.duration <= 0))


@_do.register
def _(op: SplitClip, draft: Draft) -> None:
    track = _track(draft, VIDEO)
    for place, segment in enumerate(track.segments):
        if segment.id == op.id:
            cuts = (0, *op.points, segment.duration)
            pieces = [part(segment, a, b) for a, b in pairwise(cuts)]
            track.segments[place : place + 1] = pieces
            for piece in pieces[1:]:
                piece.id = fresh_id(draft, "clip", segment.id)
                piece.meta.transition = ""
            return


@_do.register
def _(op: DuplicateClips, draft: Draft) -> None:
    track = _track(draft, VIDEO)
    originals = [s for s in track.segments if s.id in op.ids]
    if not originals:
        return
    at = {"after": track.segments.index(originals[-1]) + 1, "end": len(track.segments), "start": 0}[op.place]
    for original in originals * op.copies:
        copy = Segment(fresh_id(draft, "clip", original.id), 0, original.duration, structs.replace(original.meta))
        track.segments.insert(at, copy)
        at += 1


@_do.register
def _(op: ReorderClips, draft: Draft) -> None:
    place = {id_: n for n, id_ in enumerate(op.order)}
    _track(draft, VIDEO).segments.sort(key=lambda s: place.get(s.id, len(place)))


@_do.register
def _(op: SetSpeed, draft: Draft) -> None:
    for segment in _chosen(draft, tuple(op.speeds)):
        speed = op.speeds[segment.id]
        segment.duration = round(segment.duration * segment.meta.speed / speed)
        segment.meta.speed = speed


@_do.register
def _(op: Reverse, draft: Draft) -> None:
    for segment in _chosen(draft, op.ids):
        meta = segment.meta
        if meta.kind == "video":
            meta.reverse = op.backwards
        else:
            usual = "zoom-in" if meta.kind == "image" else "pan-right"
            meta.camera = OPPOSITE.get(meta.camera or usual, meta.camera)


@_do.register
def _(op: SetTransition, draft: Draft) -> None:
    for segment in _chosen(draft, op.ids):
        segment.meta.transition, segment.meta.transition_ms = op.transition, op.duration


@_do.register
def _(op: SetFade, draft: Draft) -> None:
    for segment in _chosen(draft, op.ids):
        meta = segment.meta
        meta.fade_in = meta.fade_in if op.fade_in is None else op.fade_in
        meta.fade_out = meta.fade_out if op.fade_out is None else op.fade_out


@_do.register
def _(op: AdjustColour, draft: Draft) -> None:
    for segment in _chosen(draft, op.ids):
        meta = segment.meta
        for field in COLOURS:
            now = 0.0 if op.reset else getattr(meta, field)
            setattr(meta, field, round(max(-1.0, min(1.0, now + getattr(op, field))), 2))
        meta.grade = op.grade if op.grade is not None else "" if op.reset else meta.grade


@_do.register
def _(op: SetCrop, draft: Draft) -> None:
    for segment in _chosen(draft, op.ids):
        segment.meta.crop = op.crop


@_do.register
def _(op: SetFit, draft: Draft) -> None:
    for segment in _chosen(draft, op.ids):
        segment.meta.fit = op.fit


@_do.register
def _(op: SetCamera, draft: Draft) -> None:
    for segment in _chosen(draft, op.ids):
        segment.meta.camera = op.camera


@_do.register
def _(op: SetLook, draft: Draft) -> None:
    for segment in _chosen(draft, op.ids):
        segment.meta.time = op.time or segment.meta.time
        segment.meta.mood = op.mood or segment.meta.mood
        if op.weather:
            segment.meta.weather = "" if op.weather == "clear" else op.weather
            segment.meta.strength = op.strength


@_do.register
def _(op: Regenerate, draft: Draft) -> None:
    for segment in _chosen(draft, tuple(op.seeds)):
        segment.meta.seed = op.seeds[segment.id]


@_do.register
def _(op: SetLength, draft: Draft) -> None:
    for segment in _chosen(draft, tuple(op.lengths)):
        segment.duration = op.lengths[segment.id]


@_do.register
def _(op: SetCanvas, draft: Draft) -> None:
    draft.canvas.width, draft.canvas.height = op.width, op.height


@_do.register
def _(op: AddTitle, draft: Draft) -> None:
    meta = Meta(kind="title", name=op.text, text=op.text, position=op.position, color=op.color, size=op.size)
    meta.style, meta.fade_in, meta.fade_out = op.style, op.fade_in, op.fade_out
    track = _track(draft, TEXT)
    track.segments.append(Segment(fresh_id(draft, "title", op.text), op.start, op.duration, meta))


@_do.register
def _(op: EditTitle, draft: Draft) -> None:
    for segment in _chosen(draft, (op.id,)):
        meta = segment.meta
        segment.start = segment.start if op.start is None else op.start
        segment.duration = segment.duration if op.duration is None else op.duration
        if op.text is not None:
            meta.text = meta.name = op.text
        meta.position = meta.position if op.position is None else op.position
        meta.color = meta.color if op.color is None else op.color
        meta.size = meta.size if op.size is None else op.size
        meta.style = meta.style if op.style is None else op.style


@_do.register
def _(op: RemoveTitle, draft: Draft) -> None:
    _remove(draft, op.ids)


@_do.register
def _(op: AddMusic, draft: Draft) -> None:
    meta = Meta(kind="audio" if op.media else "music", name=op.name, genre=op.genre, media=op.media, volume=op.volume)
    meta.fade_in, meta.fade_out, meta.duck = op.fade_in, op.fade_out, op.duck
    _track(draft, AUDIO).segments = [Segment(fresh_id(draft, "music", op.name), 0, draft.duration, meta)]


@_do.register
def _(op: SetLevel, draft: Draft) -> None:
    for segment in draft.of_type(AUDIO if op.target == "music" else VIDEO):
        wanted = not op.ids or segment.id in op.ids
        if op.target == "music" or (segment.meta.kind == "video" and wanted):
            segment.meta.volume = op.volume


@_do.register
def _(op: SetDuck, draft: Draft) -> None:
    for segment in draft.of_type(AUDIO):
        segment.meta.duck = op.on


@_do.register
def _(op: RemoveMusic, draft: Draft) -> None:  # noqa: ARG001 - its type says it all
    draft.tracks = [t for t in draft.tracks if t.type != AUDIO]


def _place(draft: Draft, meta: Meta, op: GenerateScene | PlaceMedia) -> None:
    meta.grade, meta.transition, meta.transition_ms = op.grade, op.transition, op.transition_ms
    segments = _track(draft, VIDEO).segments
    segment = Segment(fresh_id(draft, "clip", meta.name, meta.prompt, meta.media), 0, op.duration, meta)
    anchor = next((n for n, s in enumerate(segments) if s.id == op.anchor), None)
    if op.place == "replace":
        segments[:] = [segment]
    elif op.place == "instead" and anchor is not None:
        old = segments[anchor].meta
        if not meta.transition:
            meta.transition, meta.transition_ms = old.transition, old.transition_ms
        segments[anchor] = segment
    elif op.place in {"before", "after"} and anchor is not None:
        segments.insert(anchor + (op.place == "after"), segment)
    else:
        segments.insert(0 if op.place == "start" else len(segments), segment)


def _track(draft: Draft, kind: int) -> Track:
    for track in draft.tracks:
        if track.type == kind:
            return track
    track = Track({VIDEO: "video", AUDIO: "audio", TEXT: "text"}[kind], kind)
    draft.tracks.append(track)
    return track


def _chosen(draft: Draft, ids: tuple[str, ...]) -> list[Segment]:
    return [s for t in draft.tracks for s in t.segments if s.id in ids]


def _remove(draft: Draft, ids: tuple[str, ...]) -> None:
    for track in draft.tracks:
        track.segments = [s for s in track.segments if s.id not in ids]
