"""Room for titles: two never stand in one place at one time, where neither could be read.

A new title comes after the one in its place, unless its time was told; then it stands elsewhere. After any other edit
the title that was not asked to move makes way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from nemo_widgets.local.draft import TEXT, Draft, Meta, Segment

SHORTEST_READ: Final = 1500
"""A title that makes way in time keeps at least so long, ms."""

_USUAL: Final = {"": "center", "caption": "bottom", "lower-third": "lower-third", "watermark": "bottom-right"}
"""Where each style stands unless told."""
_CORNERS: Final[tuple[str, ...]] = ("bottom-right", "bottom-left", "top-right", "top-left")
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "": ("center", "bottom", "top"),
    "caption": ("bottom", "top", "center"),
    "lower-third": ("lower-third", "top-left", "top-right"),
    "watermark": _CORNERS,
}
"""Where else each style may stand, the best first."""
_COVERED: Final[dict[str, set[str]]] = {
    "top": {"top", "top-left", "top-right"},
    "bottom": {"bottom", "bottom-left", "bottom-right"},
}


def place_of(meta: Meta) -> str:
    """Where a title stands."""
    return meta.position or _USUAL.get(meta.style, "center")


def in_the_way(title: Segment, others: Iterable[Segment]) -> list[Segment]:
    """Those that would cover a title, or be covered by it."""
    return [o for o in others if o.id != title.id and _at_once(title, o) and _meet(title.meta, o.meta)]


def place_for(title: Segment, others: Sequence[Segment]) -> str | None:
    """A place that is free in a title's time, its own if it is; None if there is none."""
    here = place_of(title.meta)
    choices = _CHOICES.get(title.meta.style, _CHOICES[""])
    for place in (here, *(_CORNERS if here in _CORNERS else ()), *choices):
        if not in_the_way(Segment(title.id, title.start, title.duration, _placed(title.meta, place)), others):
            return place
    return None


def time_for(title: Segment, others: Sequence[Segment], film: int, *, least: int = SHORTEST_READ) -> int | None:
    """The first moment, ms, from which a title's place is free for `least` ms; None if there is none."""
    for start in sorted({title.start, *(o.end for o in others if o.end > title.start)}):
        length = min(title.duration, film - start)
        if length >= least and not in_the_way(Segment(title.id, start, length, title.meta), others):
            return start
    return None


def make_way(draft: Draft, edited: Collection[str]) -> None:
    """Titles that an edit left alone step out of the way of those it `edited` (ids); `draft` is changed in place."""
    titles = draft.of_type(TEXT)
    kept = [t for t in titles if t.meta.style == "watermark" or t.id in edited]
    for title in titles:
        if title in kept:
            continue
        if in_the_way(title, kept) and (place := place_for(title, kept)):
            title.meta.position = place
        kept.append(title)


def _at_once(a: Segment, b: Segment) -> bool:
    return a.start < b.end and b.start < a.end


def _meet(a: Meta, b: Meta) -> bool:
    """Whether two titles' places overlap; a watermark is small, and in a corner that lines in the middle leave free."""
    if "watermark" in {a.style, b.style}:
        return place_of(a) == place_of(b)
    return bool(_cells(a) & _cells(b))


def _cells(meta: Meta) -> set[str]:
    """What a title covers; the large letters of a plain one reach from the lower third to the bottom."""
    place = place_of(meta)
    covered = _COVERED.get(place, {place})
    low = not meta.style and place in {"bottom", "lower-third"}
    return covered | {"bottom", "lower-third"} if low else covered


def _placed(meta: Meta, place: str) -> Meta:
    return Meta(kind="title", style=meta.style, position=place)
