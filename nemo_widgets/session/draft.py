"""A timeline as a person reads it.

The vendor has published the outer keys only (`t` tracks, `tt` type, `sg` segments, `d` duration in ms, `m` metadata).
All else is read by guess and by name, and what is not understood is left alone: the draft's bytes travel unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from nemo_widgets.errors import plain
from nemo_widgets.session.wordings import TIMELINE, of_language

VIDEO, AUDIO, TEXT = 0, 1, 7

_START = ("s", "st", "start", "start_ms", "startTime", "start_time", "offset", "o", "in")
_NAME = ("name", "n", "title", "label", "file_name", "filename", "prompt", "text")
_WORDS = ("text", "content", "txt", "title", "name", "n")
_VOLUME = ("volume", "vol", "v", "gain")
_TEXTUAL, _NUMERIC = (str, int), (int, float, str)
_NOTHING: dict[str, Any] = {}
_VOLUMES = frozenset(_VOLUME)
_NAMELESS = {VIDEO: "clip {}", AUDIO: "music", TEXT: "text"}
_LONGEST_NAME = 120
_ENDLESS = 10**15
"""No time or level is that large, ms."""
_ID = ("id", "sid", "segment_id", "uuid")


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A block on a track. Times in ms from the timeline's start."""

    type: int
    name: str
    start: int
    duration: int
    volume: float | None = None
    """0 … 1, where told."""
    id: str | None = None
    raw: dict[str, Any] = {}
    """The segment as it came."""

    @property
    def meta(self) -> dict[str, Any]:
        """All that was told of it, its metadata (`m`) on one level with the rest."""
        own = self.raw.get("m")
        return {**self.raw, **own} if isinstance(own, dict) else self.raw

    @property
    def end(self) -> int:
        """Where it ends, ms."""
        return self.start + self.duration

    def __str__(self) -> str:
        name = f'"{self.name}"' if self.type == TEXT else self.name
        level = f", {percent(self.volume)}" if self.volume is not None and self.type == AUDIO else ""
        return f"{name} ({span(self.start, self.end)}{level})"


@dataclass(frozen=True)
class Track:
    """A row of the timeline. `type` is 0 video, 1 audio, 7 text; others are unknown and kept."""

    type: int
    segments: tuple[Segment, ...]

    @property
    def label(self) -> str:
        """Video, BGM, Title; or the unknown type's number."""
        return self.named("en")

    def named(self, language: str) -> str:
        """Its label in a language: `zh…` for Chinese, else English."""
        words = TIMELINE[of_language(language)]
        return words.get(str(self.type)) or words["other"].format(self.type)

    def summary(self, language: str = "en") -> str:
        """Its label, and what is on it."""
        words = TIMELINE[of_language(language)]
        return words["row"].format(self.named(language), words["joined"].join(map(str, self.segments)))

    def __str__(self) -> str:
        return self.summary()


@dataclass(frozen=True)
class Draft:
    """An immutable timeline.

    Args:
        raw: The draft as the backend sent it, byte for byte; None or `{}` for an empty one.

    Example:
        >>> raw = b'{"d":3000,"t":[{"tt":7,"sg":[{"d":3000,"m":{"text":"Urban Dreams"}}]}]}'
        >>> print(Draft(raw))
        Timeline (1 track): 1. Title: "Urban Dreams" (0-3s)
    """

    raw: bytes | None = None
    language: str = field(default="en", compare=False)
    """It is told in: `zh…` for Chinese, else English."""

    @cached_property
    def data(self) -> dict[str, Any]:
        """The draft's JSON; an empty one where there is none or it cannot be read."""
        return self._read or {}

    @property
    def readable(self) -> bool:
        """It is empty, or JSON of the kind that timelines are."""
        return self._read is not None

    @cached_property
    def _read(self) -> dict[str, Any] | None:
        try:
            found = _json(self.raw or b"{}")
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else {} if found is None else None

    @cached_property
    def tracks(self) -> tuple[Track, ...]:
        """The rows that hold something, in the backend's order."""
        rows = self.data.get("t")
        found = [_track(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        return tuple(track for track in found if track.segments)

    @property
    def segments(self) -> Iterator[Segment]:
        """All segments, track by track."""
        return (segment for track in self.tracks for segment in track.segments)

    @cached_property
    def duration(self) -> int:
        """The timeline's length, ms: as told, else the end of the last segment."""
        told = _number(self.data.get("d"))
        return int(told) if told else max((segment.end for segment in self.segments), default=0)

    @property
    def canvas(self) -> tuple[int, int] | None:
        """Width and height in px, where told."""
        meta = self.data.get("m") or self.data.get("canvas_config")
        if not isinstance(meta, dict):
            return None
        width, height = _number(meta.get("width")), _number(meta.get("height"))
        return (int(width), int(height)) if width and height else None

    @property
    def title(self) -> str:
        """The draft's own title, where told."""
        meta = self.data.get("m")
        return plain(meta.get("title") or "", 120) if isinstance(meta, dict) else ""

    @property
    def exportable(self) -> bool:
        """Some track has a segment."""
        return bool(self.tracks)

    def __bool__(self) -> bool:
        return self.exportable

    def __str__(self) -> str:
        words = TIMELINE[of_language(self.language)]
        if not self.tracks:
            return words["none"]
        rows = " ".join(f"{number}. {track.summary(self.language)}" for number, track in enumerate(self.tracks, 1))
        return words["one" if len(self.tracks) == 1 else "many"].format(count=len(self.tracks), rows=rows)

    __repr__ = __str__

    def _repr_svg_(self) -> str | None:
        from nemo_widgets.session.drawing import timeline_svg  # noqa: PLC0415 - it draws drafts, so it knows them

        return timeline_svg(self, language=self.language) if self.tracks else None


def _json(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeError):
        return json.loads(raw)  # slower, and with more patience: NaN, halves of surrogate pairs


def _track(row: dict[str, Any]) -> Track:
    told = _number(row.get("tt"))
    kind = -1 if told is None else int(told)
    segments: list[Segment] = []
    reached = 0
    rows = row.get("sg")
    for item in rows if isinstance(rows, list) else []:
        if isinstance(item, dict):
            segment = _segment(kind, item, reached, len(segments) + 1)
            reached = segment.end
            segments.append(segment)
    return Track(kind, tuple(segments))


def _segment(kind: int, item: dict[str, Any], reached: int, number: int) -> Segment:
    own = item.get("m")
    meta = own if isinstance(own, dict) else _NOTHING
    # A timeline may hold thousands of segments, so the usual case comes first, here and below.
    start, length, identity = item.get("s"), item.get("d"), item.get("id")
    if not (type(start) is int and 0 <= start < _ENDLESS):
        told = _start(item, meta)
        # On a video track, segments without a start follow one another; elsewhere they begin with the film.
        start = max(0, int(told)) if told is not None else (reached if kind == VIDEO else 0)
    if not (type(length) is int and 0 <= length < _ENDLESS):
        length = max(0, int(_number(length) or 0))
    keys = _WORDS if kind == TEXT else _NAME
    name = meta.get(keys[0])
    if not (type(name) is str and len(name) <= _LONGEST_NAME and name.isprintable() and (name := name.strip())):
        name = _name(item, meta, keys) or _NAMELESS.get(kind, "segment {}").format(number)
    volume = None
    if kind != TEXT and not (_VOLUMES.isdisjoint(meta) and _VOLUMES.isdisjoint(item)):
        volume = _volume(item, meta)
    return Segment(
        kind,
        _name(item, meta, _WORDS if kind == TEXT else _NAME) or _NAMELESS.get(kind, "segment {}").format(number),
        start,
        length,
        volume,
        identity if type(identity) is str else _identity(item),
        item,
    )


def _start(item: dict[str, Any], meta: dict[str, Any]) -> float | None:
    start = _number(item.get("s"))
    if start is not None:
        return start
    for told in (item, meta):
        for key in _START:
            if (start := _number(told.get(key))) is not None:
                return start
    return None


def _name(item: dict[str, Any], meta: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        told = meta[key] if key in meta else item.get(key)
        if told and isinstance(told, _TEXTUAL):
            name = told if type(told) is str else str(told)
            return name.strip() if len(name) <= _LONGEST_NAME and name.isprintable() else plain(name, _LONGEST_NAME)
    return ""


def _volume(item: dict[str, Any], meta: dict[str, Any]) -> float | None:
    for key in _VOLUME:
        for told in (meta, item):
            if key in told:
                return _level(told[key])
    return None


def _identity(item: dict[str, Any]) -> str | None:
    for key in _ID:
        told = item.get(key)
        if isinstance(told, _TEXTUAL):
            return str(told)
    return None


def _number(value: object) -> float | None:
    """A number, or a string that is one; None for anything else, infinities included."""
    if type(value) is int and -_ENDLESS < value < _ENDLESS:
        return value
    if isinstance(value, bool) or not isinstance(value, _NUMERIC):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < _ENDLESS else None


def _level(value: object) -> float | None:
    number = _number(value)
    if number is None or number < 0:
        return None
    return min(number / 100 if number > 2 else number, 2.0)


def seconds(ms: int) -> str:
    """Milliseconds as seconds, no more digits than needed: `10`, `2.5`."""
    return f"{ms / 1000:.2f}".rstrip("0").rstrip(".")


def span(start: int, end: int) -> str:
    """A stretch of time: `0-10s`."""
    return f"{seconds(start)}-{seconds(end)}s"


def percent(level: float) -> str:
    """A level of 0 … 1 as `35%`."""
    return f"{round(level * 100)}%"
