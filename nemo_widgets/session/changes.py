"""What an edit changed, in words, for turns that say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nemo_widgets.session.draft import AUDIO, TEXT, VIDEO, Draft, Segment, percent, seconds

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Title",
        "music": "Music",
        "clip": "Clip",
        "segment": "Segment",
        "added": "{what} added: {which}",
        "removed": "{what} removed: {which}",
        "replaced": "{what} replaced: {old} → {new}",
        "renamed": "{what} changed: {old} → {new}",
        "moved": "{what} {name} moved: {old} s → {new} s",
        "trimmed": "{what} {name} trimmed: {old} s → {new} s",
        "extended": "{what} {name} lengthened: {old} s → {new} s",
        "level": "{what} {name}: {old} → {new}",
        "restyled": "{what} {name} changed: {keys}",
        "length": "Length: {old} s → {new} s",
        "canvas": "Format: {old} → {new}",
    },
    "zh": {
        "title": "标题",
        "music": "音乐",
        "clip": "片段",
        "segment": "片段",
        "added": "已添加{what}：{which}",
        "removed": "已删除{what}：{which}",
        "replaced": "已替换{what}：{old} → {new}",
        "renamed": "{what}已修改：{old} → {new}",
        "moved": "{what}{name}已移动：{old} 秒 → {new} 秒",
        "trimmed": "{what}{name}已剪短：{old} 秒 → {new} 秒",
        "extended": "{what}{name}已延长：{old} 秒 → {new} 秒",
        "level": "{what}{name}：{old} → {new}",
        "restyled": "{what}{name}已修改：{keys}",
        "length": "时长：{old} 秒 → {new} 秒",
        "canvas": "画幅：{old} → {new}",
    },
}
_THING = {VIDEO: "clip", AUDIO: "music", TEXT: "title"}
_STYLE = {
    "camera": "camera",
    "position": "position",
    "color": "colour",
    "size": "size",
    "fade_in": "fade in",
    "fade_out": "fade out",
    "speed": "speed",
}


@dataclass(frozen=True)
class Change:
    """One difference between two timelines."""

    kind: str
    """added, removed, replaced, renamed, moved, trimmed, extended, level, restyled, length, canvas"""
    type: int | None
    """The track's type (0 video, 1 audio, 7 text), or None for the whole timeline."""
    text: str
    segment: str | None = None
    """Id of the segment in the newer timeline, where it has one."""

    def __str__(self) -> str:
        return self.text


class Changes(tuple[Change, ...]):
    """Changes in their order; shown a line each."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(map(str, self)) or "Nothing changed."


def changes(old: Draft, new: Draft, language: str = "en") -> Changes:
    """Every difference a person would name, track by track, in the reading order of the timeline.

    Args:
        old: The timeline before.
        new: The timeline after.
        language: `zh…` for Chinese, else English.

    Example:
        >>> after = Draft(b'{"t":[{"tt":7,"sg":[{"s":0,"d":3000,"m":{"text":"Go"}}]}]}')
        >>> print(*changes(Draft(), after))
        Title added: "Go" (0-3s)
    """
    words = WORDS["zh" if language.casefold().startswith("zh") else "en"]
    found: list[Change] = []
    types = dict.fromkeys(segment.type for draft in (old, new) for segment in draft.segments)
    for kind in sorted(types):
        before = [segment for segment in old.segments if segment.type == kind]
        after = [segment for segment in new.segments if segment.type == kind]
        found += _of_type(kind, before, after, words)
    found += _of_whole(old, new, words)
    return Changes(found)


def _of_type(kind: int, before: list[Segment], after: list[Segment], words: dict[str, str]) -> Iterator[Change]:
    what = words[_THING.get(kind, "segment")]
    pairs, gone, come = _match(before, after)
    swaps = dict(zip(map(id, come), gone, strict=False)) if len(gone) == len(come) else {}
    for segment in after:
        if id(segment) in swaps:
            text = words["replaced"].format(what=what, old=swaps[id(segment)], new=segment)
            yield Change("replaced", kind, text, segment.id)
        elif any(segment is newcomer for newcomer in come):
            yield Change("added", kind, words["added"].format(what=what, which=segment), segment.id)
        else:
            yield from _between(pairs[id(segment)], segment, what, words)
    if not swaps:
        for segment in gone:
            yield Change("removed", kind, words["removed"].format(what=what, which=segment))


def _match(before: list[Segment], after: list[Segment]) -> tuple[dict[int, Segment], list[Segment], list[Segment]]:
    """Pairs by id where both have one, else by name in order; and what is left on either side. Linear in both."""
    by_id = {segment.id: segment for segment in before if segment.id is not None}
    by_name: dict[str, list[Segment]] = {}
    for segment in reversed(before):
        by_name.setdefault(segment.name, []).append(segment)
    pairs: dict[int, Segment] = {}
    taken: set[int] = set()
    for segment in after:
        same = by_id.get(segment.id) if segment.id is not None else None
        if same is None:
            candidates = by_name.get(segment.name, [])
            while candidates and id(candidates[-1]) in taken:
                candidates.pop()
            same = candidates.pop() if candidates else None
        if same is not None and id(same) not in taken:
            pairs[id(segment)] = same
            taken.add(id(same))
    return (
        pairs,
        [segment for segment in before if id(segment) not in taken],
        [segment for segment in after if id(segment) not in pairs],
    )


def _between(old: Segment, new: Segment, what: str, words: dict[str, str]) -> Iterator[Change]:
    def told(kind: str, **more: object) -> Change:
        return Change(kind, new.type, words[kind].format(what=what, name=_quoted(new), **more), new.id)

    if old.name != new.name:
        yield told("renamed", old=_quoted(old), new=_quoted(new))
    if old.start != new.start:
        yield told("moved", old=seconds(old.start), new=seconds(new.start))
    if old.duration != new.duration:
        kind = "trimmed" if new.duration < old.duration else "extended"
        yield told(kind, old=seconds(old.duration), new=seconds(new.duration))
    if old.volume is not None and new.volume is not None and old.volume != new.volume:
        yield told("level", old=percent(old.volume), new=percent(new.volume))
    keys = [
        f"{word} {old.meta.get(key, '–')} → {new.meta.get(key, '–')}"
        for key, word in _STYLE.items()
        if old.meta.get(key) != new.meta.get(key)
    ]
    if keys:
        yield told("restyled", keys=", ".join(keys))


def _of_whole(old: Draft, new: Draft, words: dict[str, str]) -> Iterator[Change]:
    if old and new and old.duration != new.duration:
        text = words["length"].format(old=seconds(old.duration), new=seconds(new.duration))
        yield Change("length", None, text)
    if old.canvas and new.canvas and old.canvas != new.canvas:
        shape = "{}×{}".format
        yield Change("canvas", None, words["canvas"].format(old=shape(*old.canvas), new=shape(*new.canvas)))


def _quoted(segment: Segment) -> str:
    return f'"{segment.name}"' if segment.type == TEXT else segment.name
