"""What a segment's settings are called, and how two of them differ, in words.

The keys are those of the local engine's draft. The vendor has not published its own; those that have the same name
are read alike, and any other that changes is said to have changed, by its name and without its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from nemo_widgets.errors import plain
from nemo_widgets.session.draft import VIDEO, Segment, percent, seconds
from nemo_widgets.session.wordings import CHANGES, SETTINGS_ZH, VALUES

_MISSING: Final = object()
Shown = Callable[[Any, str], str]
Table = Mapping[str, tuple[str, Shown]]


def contrast(old: Segment, new: Segment) -> list[str] | None:
    """The settings that differ, but for those that other words tell of; None where the level is the same as well."""
    a, b = _settings(old), _settings(new)
    if a == b:
        return None if old.volume == new.volume else []
    differing = unnamed(a, b, _ELSEWHERE)
    return differing if differing or old.volume != new.volume or ("kind" in a) != ("kind" in b) else None


def differences(old: Segment, new: Segment, differing: list[str], who: str, tongue: str) -> Iterator[tuple[str, str]]:
    """How the settings of a segment differ: for each kind of them its name, and a sentence.

    Args:
        old: The segment as it was.
        new: The segment as it is.
        differing: What `contrast` found.
        who: What the segment is called.
        tongue: `en` or `zh`.
    """
    words = CHANGES[tongue]
    if old.volume != new.volume or old.volume is None:
        heard, now_heard = _level(old), _level(new)
        if heard != now_heard:
            yield "level", who + _level_words("sound" if new.type == VIDEO else "level", heard, now_heard, tongue)
    if not differing:
        return
    a, b = _settings(old), _settings(new)
    keys = set(differing)  # few of some thirty, and looked at before anything is put into words
    for key, shown in (("speed", _times), ("crop", _crop)):
        if key in keys and (before := _value(a, key)) != (after := _value(b, key)):
            told = words[key].format(who=who, old=shown(before, tongue), new=shown(after, tongue))
            yield key, told
    if "reverse" in keys and bool(_value(a, "reverse")) != bool(_value(b, "reverse")):
        yield "reversed", words["reversed" if _value(b, "reverse") else "forwards"].format(who=who)
    if not keys.isdisjoint(_JOINT) and (before := _transition(a, tongue)) != (after := _transition(b, tongue)):
        yield "transition", words["transition"].format(who=who, old=before, new=after)
    for kind, table in (("colour", _COLOURS), ("restyled", _STYLES)):
        if not keys.isdisjoint(table) and (listed := words["joined"].join(_listed(table, a, b, tongue))):
            yield kind, words[kind].format(who=who, keys=listed)
    drawing = keys & _DRAWING if old.name == new.name else ()
    if any(_value(a, key) != _value(b, key) for key in drawing):
        yield "redrawn", words["redrawn"].format(who=who)
    if others := [key for key in differing if key not in _KNOWN]:
        yield "other", words["other"].format(who=who, names=listed_names(others, words))


def same_but_for(names: frozenset[str], old: Any, new: Any) -> bool:
    """Whether two pieces of JSON are the same, but for what stands under some names, and settings that are as usual."""
    if isinstance(old, dict) and isinstance(new, dict):
        pairs = [(key, value, new.get(key, _MISSING)) for key, value in old.items() if key not in names]
        pairs += [(key, _MISSING, value) for key, value in new.items() if key not in old and key not in names]
        return all(
            before == after or (_as_usual(key, before) and _as_usual(key, after)) or same_but_for(names, before, after)
            for key, before, after in pairs
        )
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(same_but_for(names, *pair) for pair in zip(old, new, strict=True))
    return bool(old == new)


def _as_usual(key: str, value: Any) -> bool:
    """Whether a setting is not there, or is one that the local engine would leave out."""
    return value is _MISSING or bool(_DEFAULTS.get(key, "" if key in _KNOWN else _MISSING) == value)


def unnamed(old: Mapping[str, Any], new: Mapping[str, Any], known: frozenset[str]) -> list[str]:
    """The keys that differ and have no words here."""
    found = []
    for key, value in new.items():
        if key not in known and (key not in old or old[key] != value):
            found.append(key)
    if not old.keys() <= new.keys():
        found += [key for key in old if key not in new and key not in known]
    return found


def listed_names(keys: list[str], words: Mapping[str, str]) -> str:
    """Names of settings in brackets, those that are fit to be read; empty if none is."""
    fit = [key for key in keys if re.fullmatch(r"[A-Za-z][A-Za-z_-]{1,29}", key)]
    return words["names"].format(words["joined"].join(fit[:3]) + ("…" if fit[3:] else "")) if fit else ""


def same_source(one: Segment, other: Segment) -> bool:
    """Cut from the same thing: the same name, and the same file or drawing."""
    return one.name == other.name and all(one.meta.get(key) == other.meta.get(key) for key in _SOURCE)


def plays(segment: Segment) -> float:
    """How much of its source a segment plays, ms."""
    speed = _value(segment.meta, "speed")
    return segment.duration * float(speed) if isinstance(speed, int | float) else float(segment.duration)


def _settings(segment: Segment) -> Mapping[str, Any]:
    """All settings of a segment: its metadata alone where the rest of it has none, which is the usual case."""
    own = segment.raw.get("m")
    return own if isinstance(own, dict) and _BESIDES.issuperset(segment.raw) else segment.meta


def _level(segment: Segment) -> float | None:
    """How loud it is; the local engine leaves out what is full."""
    return 1.0 if segment.volume is None and "kind" in _settings(segment) else segment.volume


@lru_cache(256)  # a film has few levels, and thousands of segments at them
def _level_words(kind: str, old: float | None, new: float | None, tongue: str) -> str:
    return CHANGES[tongue][kind].format(who="", old=_heard(old), new=_heard(new))


def _heard(level: float | None) -> str:
    return "–" if level is None else percent(level)


def _value(meta: Mapping[str, Any], key: str) -> Any:
    """A setting, where it was left out as the local engine means that."""
    found = meta.get(key, _MISSING)
    return _DEFAULTS.get(key, "") if found is _MISSING else found


def _listed(table: Table, old: Mapping[str, Any], new: Mapping[str, Any], tongue: str) -> Iterator[str]:
    for key, (name, shown) in table.items():
        before, after = _value(old, key), _value(new, key)
        if before != after:
            called = SETTINGS_ZH[name] if tongue == "zh" else name
            yield f"{called} {shown(before, tongue)} → {shown(after, tongue)}"


def _word(value: Any, tongue: str) -> str:
    if isinstance(value, list | dict | tuple):
        return "…"
    key = str(value).casefold() if isinstance(value, bool) else str(value)
    english, chinese = VALUES.get(key, (plain(value, 40),) * 2)
    return chinese if tongue == "zh" else english


def _times(value: Any, tongue: str) -> str:
    return f"{value:g}×" if isinstance(value, int | float) else _word(value, tongue)


def _share(value: Any, tongue: str) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) <= 10:
        return _word(value, tongue)
    return f"{round(value * 100):+d}%" if round(value * 100) else "0%"


def _seconds(value: Any, tongue: str) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 1e12:
        return _word(value, tongue)
    return CHANGES[tongue]["seconds"].format(seconds(round(value)))


def _crop(value: Any, tongue: str) -> str:
    match value:
        case [int() | float() as left, int() | float() as top, int() | float() as width, int() | float() as height]:
            if [left, top, width, height] == [0, 0, 1, 1]:
                return _word("whole", tongue)
            wide, high, x, y = (f"{round(part * 100)}" for part in (width, height, left, top))
            return f"{wide}×{high}% @ {x},{y}%"
        case _:
            return _word("whole" if value == "" else value, tongue)


def _look(value: Any, tongue: str) -> str:
    return _word(value or "none", tongue)


def _weather(value: Any, tongue: str) -> str:
    return _word(value or "fair", tongue)


def _transition(meta: Mapping[str, Any], tongue: str) -> str:
    name = _word(_value(meta, "transition") or "cut", tongue)
    lasts = _value(meta, "transition_ms")
    return f"{name} ({_seconds(lasts, tongue)})" if lasts and _value(meta, "transition") else name


_DEFAULTS: Final[dict[str, Any]] = {
    "speed": 1.0,
    "reverse": False,
    "crop": [0.0, 0.0, 1.0, 1.0],
    "transition_ms": 0,
    "brightness": 0.0,
    "contrast": 0.0,
    "saturation": 0.0,
    "warmth": 0.0,
    "fade_in": 0,
    "fade_out": 0,
    "offset": 0,
    "duck": False,
    "seed": 0,
}
_COLOURS: Final[Table] = {
    "brightness": ("brightness", _share),
    "contrast": ("contrast", _share),
    "saturation": ("saturation", _share),
    "warmth": ("warmth", _share),
    "grade": ("look", _look),
}
_STYLES: Final[Table] = {
    "camera": ("camera", _word),
    "time": ("time of day", _word),
    "mood": ("mood", _word),
    "weather": ("weather", _weather),
    "strength": ("weather strength", _word),
    "fit": ("fit", _word),
    "offset": ("starts in its file at", _seconds),
    "fade_in": ("fade in", _seconds),
    "fade_out": ("fade out", _seconds),
    "duck": ("under speech", _word),
    "style": ("style", _word),
    "position": ("position", _word),
    "color": ("colour", _word),
    "size": ("size", _word),
}
_DRAWING: Final = frozenset(("seed", "prompt", "subject", "media", "genre"))
_JOINT: Final = frozenset(("transition", "transition_ms"))
_SOURCE: Final = ("media", "seed", "prompt", "kind")
_ELSEWHERE: Final = frozenset(
    (
        *("id", "sid", "segment_id", "uuid", "m", "kind"),
        *("s", "st", "start", "start_ms", "startTime", "start_time", "o", "in", "d", "duration"),
        *(
            "name",
            "n",
            "title",
            "label",
            "file_name",
            "filename",
            "text",
            "content",
            "txt",
            "volume",
            "vol",
            "v",
            "gain",
        ),
    )
)
"""Told by other words, or no setting at all."""
_BESIDES: Final = _ELSEWHERE - {"kind"}
"""What stands beside a segment's metadata and is no setting."""
_KNOWN: Final = _ELSEWHERE | {*_DEFAULTS, *_COLOURS, *_STYLES, *_DRAWING, *_JOINT}
