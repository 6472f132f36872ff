"""What an edit changed, in words, for turns that say nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from nemo_widgets.errors import plain
from nemo_widgets.session.draft import AUDIO, TEXT, VIDEO, Draft, Segment, seconds, span
from nemo_widgets.session.matching import Match, match
from nemo_widgets.session.settings import contrast, differences, listed_names, plays, same_but_for, unnamed
from nemo_widgets.session.unasked import Asked
from nemo_widgets.session.wordings import CHANGES, of_language

_THING = {VIDEO: "clip", AUDIO: "music", TEXT: "title"}
_LETTERING = ("caption", "lower-third", "watermark")
_IDS = frozenset(("id", "sid", "segment_id", "uuid"))
_OF_TRACK = frozenset(("id", "tt", "sg"))
_OF_DRAFT = frozenset(("t", "d", "m", "id", "canvas_config"))
_OF_META = frozenset(("title", "width", "height", "fps"))


class Change(msgspec.Struct, frozen=True, gc=False):
    """One difference between two timelines.

    Example:
        >>> import nemo_widgets as nemo
        >>> session = nemo.connect("local", name="sea")
        >>> turn = session.send("generate a 1-second clip of the sea").wait()
        >>> [str(change) for change in turn.take.changes]
        ['Clip added: sea (0-1s)']
    """

    kind: str
    """added, removed, replaced, duplicated, split, renamed, moved, reordered, trimmed, extended, level, speed,
    reversed, transition, colour, crop, redrawn, restyled, length, canvas, rate, project; or other: it has no words"""
    type: int | None
    """The track's type (0 video, 1 audio, 7 text), or None for the whole timeline."""
    text: str
    segment: str | None = None
    """Id of the segment in the newer timeline, where it has one."""
    unasked: bool = False
    """The message did not ask for it; `text` says so too."""

    def __str__(self) -> str:
        return self.text


class Changes(tuple[Change, ...]):
    """Changes in their order; shown a line each."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(map(str, self)) or "Nothing changed."


def changes(old: Draft, new: Draft, language: str = "en", *, prompt: str | None = None) -> Changes:
    """Every difference a person would name, track by track, in the reading order of the timeline.

    What follows from another change by itself is not told: clips that close up behind a trimmed one, music that goes
    on being as long as the film.

    Args:
        old: The timeline before.
        new: The timeline after.
        language: `zh…` for Chinese, else English.
        prompt: The message that brought them about: what it clearly did not ask for is marked.

    Example:
        >>> after = Draft(b'{"t":[{"tt":7,"sg":[{"s":0,"d":3000,"m":{"text":"Go"}}]}]}')
        >>> print(*changes(Draft(), after))
        Title added: "Go" (0-3s)
    """
    if old.raw == new.raw:
        return Changes()
    tongue = of_language(language)
    if not new.readable:
        return Changes([Change("other", None, CHANGES[tongue]["unreadable"])])
    if old.readable and _equal(old.data, new.data):
        return Changes()
    found = _Comparison(old, new, tongue).told()
    if prompt is not None:
        asked = Asked(prompt)
        found = [_marked(change, asked, tongue) for change in found]
    return Changes(found)


def _marked(change: Change, asked: Asked, tongue: str) -> Change:
    if not asked.surely_not(change.kind, change.type):
        return change
    return replace(change, text=CHANGES[tongue]["unasked"].format(change.text), unasked=True)


class _Comparison:
    """Two timelines side by side."""

    def __init__(self, old: Draft, new: Draft, tongue: str) -> None:
        self._old, self._new, self._tongue = old, new, tongue
        self._words = CHANGES[tongue]
        self._films = False

    def told(self) -> list[Change]:
        before, after = _by_type(self._old), _by_type(self._new)
        self._films = VIDEO in before and VIDEO in after
        found: list[Change] = []
        for kind in sorted({*before, *after}):
            found += self._of_type(match(before.get(kind, []), after.get(kind, [])))
        found += self._of_whole()
        if not found and self._old.readable and self._differs_elsewhere():
            found.append(Change("other", None, self._words["whole"].format(names="")))
        return found

    def _differs_elsewhere(self) -> bool:
        """Whether anything else differs, but for what only names the timeline's parts."""
        try:
            return not same_but_for(_IDS, self._old.data, self._new.data)
        except RecursionError:  # nested too deep to be looked through
            return True

    def _of_type(self, found: Match) -> Iterator[Change]:
        before, pairs, moved = found.before, found.pairs, found.reordered
        for place, segment in enumerate(found.after):
            old = pairs.get(place)
            if old is not None:
                if segment != before[old] or place in moved:
                    yield from self._of_segment(found, place, before[old], segment)
            elif place in found.replaced:
                yield self._replaced(before[found.replaced[place]], segment)
            elif place not in found.pieces:
                kind = "duplicated" if place in found.copies else "added"
                yield self._change(kind, segment, which=segment)
        for place in found.gone:
            yield self._change("removed", before[place], which=before[place])

    def _of_segment(self, found: Match, place: int, old: Segment, new: Segment) -> Iterator[Change]:
        if old.name != new.name and new.type == AUDIO:
            yield self._replaced(old, new)
        elif old.name != new.name:
            yield self._change("renamed", new, old=_quoted(old), new=_quoted(new))
        if place in found.splits:
            parts = (span(found.after[piece].start, found.after[piece].end) for piece in found.splits[place])
            parted = self._words["joined"].join(parts)
            yield self._change("split", new, who=self._who(found, place), parts=parted)
        elif old.start != new.start or old.duration != new.duration or place in found.reordered:
            for kind, before, after in self._placed(found, place):
                yield self._change(kind, new, who=self._who(found, place), old=before, new=after)
        if (differing := contrast(old, new)) is not None:
            for kind, text in differences(old, new, differing, self._who(found, place), self._tongue):
                yield Change(kind, new.type, text, new.id)

    def _placed(self, found: Match, place: int) -> Iterator[tuple[str, object, object]]:
        """Where it is and how long, as far as that does not follow from other changes: kind, before, after."""
        old_place = found.pairs[place]
        old, new = found.before[old_place], found.after[place]
        if place in found.reordered and _follows(found.after, place):
            yield "reordered", old_place + 1, place + 1
        elif old.start != new.start and not (
            (_follows(found.before, old_place) and _follows(found.after, place)) or self._at_end(old, new)
        ):
            yield "moved", seconds(old.start), seconds(new.start)
        if old.duration != new.duration and not self._spans(old, new) and abs(plays(old) - plays(new)) > 1:
            kind = "trimmed" if new.duration < old.duration else "extended"
            yield kind, seconds(old.duration), seconds(new.duration)

    def _spans(self, old: Segment, new: Segment) -> bool:
        """Music or lettering over the whole film, before and after."""
        return old.start == new.start == 0 and self._ends_it(old, new)

    def _at_end(self, old: Segment, new: Segment) -> bool:
        """A closing title stays at the end."""
        return old.start > 0 and old.duration == new.duration and self._ends_it(old, new)

    def _ends_it(self, old: Segment, new: Segment) -> bool:
        follows = self._films and new.type != VIDEO  # pictures are what the others go by
        return follows and old.end == self._old.duration and new.end == self._new.duration

    def _replaced(self, old: Segment, new: Segment) -> Change:
        return self._change("replaced", new, old=old, new=new)

    def _change(self, kind: str, segment: Segment, **told: object) -> Change:
        text = self._words[kind].format(what=self._what(segment), **told)
        return Change(kind, segment.type, text, None if kind == "removed" else segment.id)

    def _what(self, segment: Segment) -> str:
        if segment.type == TEXT and (style := segment.meta.get("style")) in _LETTERING:
            return self._words[style]
        return self._words[_THING.get(segment.type, "segment")]

    def _who(self, found: Match, place: int) -> str:
        segment = found.after[place]
        what = self._what(segment)
        if segment.type == VIDEO and len(found.after) > 1:
            return self._words["of"].format(what, place + 1, segment.name)
        space = " " if self._tongue == "zh" and segment.name[:1].isascii() else ""
        return self._words["only"].format(what + space, _quoted(segment))

    def _of_whole(self) -> Iterator[Change]:
        old, new, words = self._old, self._new, self._words
        if not old or not new:
            if not new and new.canvas and new.canvas != old.canvas:
                yield Change("canvas", None, words["canvas"].format(old=_shape(old), new=_shape(new)))
            return
        if old.duration != new.duration:
            yield Change("length", None, words["length"].format(old=seconds(old.duration), new=seconds(new.duration)))
        if old.canvas and new.canvas and old.canvas != new.canvas:
            yield Change("canvas", None, words["canvas"].format(old=_shape(old), new=_shape(new)))
        before, after = _meta(old), _meta(new)
        if before.get("fps") != after.get("fps"):
            rates = (plain(meta.get("fps", "–"), 20) for meta in (before, after))
            yield Change("rate", None, words["rate"].format(old=next(rates), new=next(rates)))
        if old.title != new.title:
            yield Change("project", None, words["project"].format(old=old.title or "–", new=new.title or "–"))
        others = unnamed(old.data, new.data, _OF_DRAFT) + unnamed(before, after, _OF_META)
        if others:
            yield Change("other", None, words["whole"].format(names=listed_names(others, words)))
        yield from self._of_tracks()

    def _of_tracks(self) -> Iterator[Change]:
        before, after = (_tracks(draft) for draft in (self._old, self._new))
        for key in before.keys() & after.keys():
            others = unnamed(before[key], after[key], _OF_TRACK)
            if others:
                kind, _ = key
                what = self._words[_THING.get(kind, "segment")]
                text = self._words["track"].format(what=what, names=listed_names(others, self._words))
                yield Change("other", kind, text)


def _equal(one: object, other: object) -> bool:
    try:
        return one == other
    except RecursionError:
        return False


def _shape(draft: Draft) -> str:
    return "{}×{}".format(*draft.canvas) if draft.canvas else "–"


def _by_type(draft: Draft) -> dict[int, list[Segment]]:
    found: dict[int, list[Segment]] = {}
    for track in draft.tracks:
        found.setdefault(track.type, []).extend(track.segments)
    return found


def _follows(row: Sequence[Segment], place: int) -> bool:
    """It begins where the one before it ends, or with the film."""
    return row[place].start == (row[place - 1].end if place else 0)


def _meta(draft: Draft) -> Mapping[str, Any]:
    meta = draft.data.get("m")
    return meta if isinstance(meta, dict) else {}


def _tracks(draft: Draft) -> dict[tuple[int, int], Mapping[str, Any]]:
    """The tracks as they came, by type and number among those of their type."""
    found: dict[tuple[int, int], Mapping[str, Any]] = {}
    rows = draft.data.get("t")
    for row in rows if isinstance(rows, list) else []:
        kind = row.get("tt") if isinstance(row, dict) else None
        if isinstance(kind, int):
            number = sum(1 for known, _ in found if known == kind)
            found[kind, number] = row
    return found


def _quoted(segment: Segment) -> str:
    return f'"{segment.name}"' if segment.type == TEXT else segment.name
