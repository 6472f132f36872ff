"""The pure functions that carry operations out on a draft."""

from __future__ import annotations

import hashlib
from functools import singledispatch

from nemo_widgets.local.director.operations import (
    SHORTEST_CLIP,
    AddMusic,
    AddTitle,
    EditTitle,
    GenerateScene,
    Operation,
    Place,
    PlaceMedia,
    Regenerate,
    RemoveClip,
    RemoveMusic,
    RemoveTitle,
    SetCamera,
    SetCanvas,
    SetLength,
    SetLevel,
    SetLook,
)
from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Draft, Meta, Segment, Track, decode, encode


def apply(draft: Draft, operation: Operation) -> Draft:
    """The draft after an operation; the one given stays as it is."""
    edited = decode(encode(draft))
    _do(operation, edited)
    _settle(edited)
    return edited


def seed_of(*parts: object) -> int:
    """A seed of 31 bits that only depends on its parts."""
    raw = "\0".join(map(str, parts)).encode("utf-8", "replace")
    return int.from_bytes(hashlib.sha256(raw).digest()[:4], "big") >> 1


@singledispatch
def _do(operation: object, draft: Draft) -> None:  # noqa: ARG001 - the registered ones use it
    raise TypeError(f"not an operation: {type(operation).__name__}")


@_do.register
def _(op: GenerateScene, draft: Draft) -> None:
    meta = Meta(kind="scene", name=op.name, prompt=op.prompt, seed=op.seed, subject=op.subject)
    meta.time, meta.mood, meta.camera = op.time, op.mood, op.camera
    _place(draft, meta, op.duration, op.place)


@_do.register
def _(op: PlaceMedia, draft: Draft) -> None:
    _place(draft, Meta(kind=op.kind, name=op.name, media=op.media, camera=op.camera), op.duration, op.place)


@_do.register
def _(op: RemoveClip, draft: Draft) -> None:
    _remove(draft, op.ids)


@_do.register
def _(op: SetCamera, draft: Draft) -> None:
    for segment in _chosen(draft, op.ids):
        segment.meta.camera = op.camera


@_do.register
def _(op: SetLook, draft: Draft) -> None:
    for segment in _chosen(draft, op.ids):
        segment.meta.time = op.time or segment.meta.time
        segment.meta.mood = op.mood or segment.meta.mood


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
    track = _track(draft, TEXT)
    track.segments.append(Segment(_fresh_id(draft, "title", op.text), op.start, op.duration, meta))


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


@_do.register
def _(op: RemoveTitle, draft: Draft) -> None:
    _remove(draft, op.ids)


@_do.register
def _(op: AddMusic, draft: Draft) -> None:
    meta = Meta(kind="audio" if op.media else "music", name=op.name, genre=op.genre, media=op.media, volume=op.volume)
    _track(draft, AUDIO).segments = [Segment(_fresh_id(draft, "music", op.name), 0, draft.duration, meta)]


@_do.register
def _(op: SetLevel, draft: Draft) -> None:
    for segment in draft.of_type(AUDIO if op.target == "music" else VIDEO):
        if op.target == "music" or segment.meta.kind == "video":
            segment.meta.volume = op.volume


@_do.register
def _(op: RemoveMusic, draft: Draft) -> None:  # noqa: ARG001 - its type says it all
    draft.tracks = [t for t in draft.tracks if t.type != AUDIO]


def _place(draft: Draft, meta: Meta, duration: int, place: Place) -> None:
    track = _track(draft, VIDEO)
    segment = Segment(_fresh_id(draft, "clip", meta.name, meta.prompt, meta.media), 0, duration, meta)
    if place == "replace":
        track.segments = [segment]
    else:
        track.segments.insert(len(track.segments) if place == "end" else 0, segment)


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


def _fresh_id(draft: Draft, kind: str, *parts: str) -> str:
    taken = {s.id for t in draft.tracks for s in t.segments}
    candidates = (f"{kind}_{seed_of(n, *parts):08x}" for n in range(len(taken) + 1))
    return next(c for c in candidates if c not in taken)


def _settle(draft: Draft) -> None:
    """Lay clips end to end, let music span the film, keep titles inside it, order the tracks, drop empty ones."""
    before, clock = draft.duration, 0
    for track in draft.tracks:
        if track.type == VIDEO:
            for segment in track.segments:
                segment.start = clock
                clock = segment.end
    draft.duration = clock
    for segment in draft.of_type(AUDIO):
        segment.start, segment.duration = 0, clock
    for segment in draft.of_type(TEXT):
        _keep_inside(segment, before, clock)
    order = {VIDEO: 0, AUDIO: 1, TEXT: 2}
    draft.tracks = sorted((t for t in draft.tracks if t.segments and clock), key=lambda t: order.get(t.type, 3))
    for track in draft.tracks:
        track.segments.sort(key=lambda s: s.start)


def _keep_inside(title: Segment, before: int, now: int) -> None:
    """A closing title stays at the film's end; none reaches beyond it."""
    if title.start and title.end == before:
        title.start = max(0, now - title.duration)
    title.start = min(title.start, max(0, now - SHORTEST_CLIP))
    title.duration = max(0, min(title.duration, now - title.start))
