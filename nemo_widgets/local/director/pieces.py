"""Parts of clips and their ids: what is left when a clip is cut."""

from __future__ import annotations

import hashlib
from typing import Final

from msgspec import structs

from nemo_widgets.local.draft import Draft, Segment

_SLIVER: Final = 100
"""A piece shorter than this, ms, is no clip."""


def seed_of(*parts: object) -> int:
    """A seed of 31 bits that only depends on its parts."""
    raw = "\0".join(map(str, parts)).encode("utf-8", "replace")
    return int.from_bytes(hashlib.sha256(raw).digest()[:4], "big") >> 1


def part(segment: Segment, begin: int, end: int) -> Segment:
    """The part of a clip from `begin` to `end`, ms from its start. Of a file played backwards, the end comes first."""
    meta = structs.replace(segment.meta)
    meta.fade_in = meta.fade_in if begin == 0 else 0
    meta.fade_out = meta.fade_out if end == segment.duration else 0
    if meta.media and meta.kind == "video":
        skipped = segment.duration - end if meta.reverse else begin
        meta.offset += round(skipped * meta.speed)
    return Segment(segment.id, segment.start, end - begin, meta)


def without(draft: Draft, segment: Segment, start: int, end: int) -> list[Segment]:
    """What is left of a clip when a stretch of the film is taken out; slivers go with it. It fades as it did."""
    begin, stop = max(0, start - segment.start), min(segment.duration, end - segment.start)
    if begin >= stop:
        return [segment]
    pieces = [part(segment, a, b) for a, b in ((0, begin), (stop, segment.duration)) if b - a >= _SLIVER]
    if pieces:
        pieces[0].meta.fade_in, pieces[-1].meta.fade_out = segment.meta.fade_in, segment.meta.fade_out
    if len(pieces) > 1:
        pieces[1].id = fresh_id(draft, "clip", segment.id)
        pieces[1].meta.transition = ""
    return pieces


def fresh_id(draft: Draft, kind: str, *parts: str) -> str:
    """An id that no segment has; the same for the same draft and parts."""
    taken = {s.id for t in draft.tracks for s in t.segments}
    candidates = (f"{kind}_{seed_of(n, *parts):08x}" for n in range(len(taken) + 1))
    return next(c for c in candidates if c not in taken)
