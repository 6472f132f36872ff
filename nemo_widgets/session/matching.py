"""Which segment of the newer timeline is which of the older one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from nemo_widgets.session.draft import AUDIO, VIDEO, Segment
from nemo_widgets.session.settings import plays, same_source

_LOOKED_AT = 4
"""Segments of one name that a newcomer is compared with: a film may hold thousands of one name."""


@dataclass
class Match:
    """Two rows of segments, compared. Segments are known by their places in `before` and `after`."""

    before: Sequence[Segment]
    after: Sequence[Segment]
    pairs: dict[int, int] = field(default_factory=dict)
    """Place in `after` → place in `before`, of the same segment."""
    gone: list[int] = field(default_factory=list)
    come: list[int] = field(default_factory=list)
    replaced: dict[int, int] = field(default_factory=dict)
    """Place in `after` → place in `before`, of another segment that stood there."""
    splits: dict[int, list[int]] = field(default_factory=dict)
    """Place in `after` → places of all the pieces that the segment was cut into."""
    pieces: set[int] = field(default_factory=set)
    """All the places in `splits`."""
    copies: set[int] = field(default_factory=set)
    """Newcomers that are like one that was there."""
    reordered: set[int] = field(default_factory=set)
    """Places in `after` of segments that changed places with others."""


def match(before: Sequence[Segment], after: Sequence[Segment]) -> Match:
    """Pairs by id where both have one, else by name in order; then what became of the rest. Linear, but for a sort."""
    found = Match(before, after, _pairs(before, after))
    _find_rest(found)
    if found.come and found.pairs:
        _find_splits(found)
        _find_copies(found)
    _find_replaced(found)
    if found.pairs and before[0].type == VIDEO:
        found.reordered = _out_of_order(found.pairs)
    return found


def _pairs(before: Sequence[Segment], after: Sequence[Segment]) -> dict[int, int]:
    by_id = {segment.id: place for place, segment in enumerate(before) if segment.id is not None}
    pairs: dict[int, int] = {}
    others: list[int] = []
    for place, segment in enumerate(after):
        same = by_id.pop(segment.id, None) if segment.id is not None else None
        if same is not None:
            pairs[place] = same
        else:
            others.append(place)
    if not others or len(pairs) == len(before):
        return pairs
    taken = set(pairs.values())
    by_name: dict[str, list[int]] = {}
    for place in range(len(before) - 1, -1, -1):
        if place not in taken:
            by_name.setdefault(before[place].name, []).append(place)
    for place in others:
        if candidates := by_name.get(after[place].name):
            pairs[place] = candidates.pop()
    return dict(sorted(pairs.items()))


def _find_rest(found: Match) -> None:
    if len(found.pairs) < len(found.before):
        taken = set(found.pairs.values())
        found.gone = [place for place in range(len(found.before)) if place not in taken]
    if len(found.pairs) < len(found.after):
        found.come = [place for place in range(len(found.after)) if place not in found.pairs]


def _find_splits(found: Match) -> None:
    """A segment that was cut: it is shorter, and newcomers from the same source stand beside it with the rest."""
    come = set(found.come)
    for place in sorted({place + step for place in come for step in (-1, 1)} & found.pairs.keys()):
        whole = plays(found.before[found.pairs[place]])
        pieces, total = [place], plays(found.after[place])
        if total >= whole:
            continue
        for step in (1, -1):
            beside = place + step
            while beside in come and total < whole - 1 and same_source(found.after[beside], found.after[place]):
                pieces.append(beside)
                total += plays(found.after[beside])
                beside += step
        if len(pieces) > 1 and abs(total - whole) <= len(pieces):
            found.splits[place] = sorted(pieces)
            found.pieces.update(pieces)
            come.difference_update(pieces)
    found.come = [place for place in found.come if place in come]


def _find_copies(found: Match) -> None:
    originals: dict[str, list[Segment]] = {}
    for old_place in found.pairs.values():
        segment = found.before[old_place]
        if len(known := originals.setdefault(segment.name, [])) < _LOOKED_AT:
            known.append(segment)
    for place in found.come:
        segment = found.after[place]
        alike = originals.get(segment.name, [])
        if any(same_source(one, segment) and one.duration == segment.duration for one in alike):
            found.copies.add(place)


def _find_replaced(found: Match) -> None:
    """A newcomer in the place of one that is gone: by start, by number, or as the only music there is."""
    by_start = {found.before[place].start: place for place in found.gone}
    left = set(found.gone)
    for place in found.come:
        if place in found.copies:
            continue
        segment = found.after[place]
        old = by_start.get(segment.start)
        if old is None or old not in left:
            old = place if place in left else None
        if old is None and segment.type == AUDIO and len(found.gone) == len(found.come) == 1:
            (old,) = found.gone
        if old is not None:
            found.replaced[place] = old
            left.discard(old)
    found.gone = [place for place in found.gone if place in left]
    found.come = [place for place in found.come if place not in found.replaced]


def _out_of_order(pairs: dict[int, int]) -> set[int]:
    """Those not in the longest run of pairs that kept their order."""
    olds = list(pairs.values())
    if olds == sorted(olds):
        return set()
    tails: list[int] = []
    ends: list[int] = []
    before_it: dict[int, int] = {}
    for place, old in pairs.items():
        at = bisect_left(tails, old)
        if at:
            before_it[place] = ends[at - 1]
        if at == len(tails):
            tails.append(old)
            ends.append(place)
        else:
            tails[at], ends[at] = old, place
    kept: set[int] = set()
    last: int | None = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before_it.get(last)
    return set(pairs) - kept
