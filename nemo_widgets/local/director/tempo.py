"""Pace: "speed it up 2x", "slow motion", "twice as fast", "play it backwards", "加速两倍", "倒放"."""

from __future__ import annotations

import re

from nemo_widgets.local.director import pointing
from nemo_widgets.local.director.lexicon import SUBJECTS, words
from nemo_widgets.local.director.making import is_new
from nemo_widgets.local.director.operations import (
    FASTEST,
    LONGEST_FILM,
    SHORTEST_CLIP,
    SLOWEST,
    Reverse,
    SetSpeed,
)
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.quantities import number, percent
from nemo_widgets.local.director.reading import Clause
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import Segment

_N = r"(?P<n>\d{1,4}(?:\.\d{1,2})?)"
_TIMES = re.compile(
    rf"{_N}\s*(?:x|×|times)(?![A-Za-z])|\bx\s?(?P<n2>\d(?:\.\d)?)\b"
    r"|(?<=speed )(?:(?:to|at|of) )?(?P<n3>\d(?:\.\d{1,2})?)$"
    r"|(?P<zn>\d{1,4}(?:\.\d{1,2})?|[一两二三四五六八十半]{1,2})\s*倍",
    re.IGNORECASE,
)
_NORMAL = words(
    r"(?:(?:at|to|back to) )?(?:the )?(?:normal|original|regular|real[- ]?time) speed|real[- ]?time|reset the speed"
    r"|undo the (?:slow motion|speed)|no slow[- ]?mo(?:tion)?",
    "正常速度|原速|原来的速度|恢复速度|取消(?:慢动作|加速|变速)|常速",
)
_FASTER = words(
    r"speed(?:s|ing)? (?:it |this |that |them |the [\w ]{1,30}? |(?:clip|scene|shot)s? [\w, ]{1,20}? )?up"
    r"|speed up|fast(?:er)?(?: forward)?"
    r"|fast[- ]motion|quicker|hurry|accelerate|double(?: the)? speed|time[- ]?lapse (?:speed|effect)|too slow",
    "加速|加快|快进|快放|快一?[点些]|更快|变快|提速|倍速|太慢|快(?=[一两二三四五\\d])",
)
_SLOWER = words(
    r"slow(?:s|ing)? (?:it |this |that |them |the [\w ]{1,30}? |(?:clip|scene|shot)s? [\w, ]{1,20}? )?down"
    r"|slow down|slower|slow (?:it|this|that|the [\w ]{1,30}?) (?:to|by)"
    r"|(?:in )?slow[- ]?mo(?:tion)?|half(?: the)? speed|too fast",
    "减速|放慢|慢放(?!大)|慢动作|慢一?[点些]|更慢|变慢|降速|太快|慢(?=[一两二三四五\\d])",
)
_AS_FAST = re.compile(
    r"\b(?P<n>twice|half|(?:two|three|four|\d{1,2}) times) as (?P<way>fast|slow|quick)"
    r"|(?P<double>double) (?:the )?speed"
    r"|(?P<half>half) (?:the )?speed",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"\b(?:an? |one[- ])(?P<en>third|quarter)\b|(?P<zh>[三四五])分之一", re.IGNORECASE)
_PARTS_OF = {"third": 3, "quarter": 4, "三": 3, "四": 4, "五": 5}
_SPEED = words("speed|pace|playback|tempo", "速度|倍速|变速|播放速度")
_LITTLE = words("a (?:little|bit|touch|tad)(?: bit)?|slightly", "一点点|稍微?|略微?")
_MUCH = words("much|a lot|way|very|really", "很多|非常|大幅")
_BACKWARDS = words(
    r"revers(?:e|ed|ing)|backwards?|rewind|(?:in|play(?:ed)? in) reverse|back to front",
    "倒放|反过来(?:播|放)|倒序播放|反向播放|倒着(?:播|放)?|反着放|逆向|反过来(?:播|放)",
)
_FORWARDS = words(
    r"forwards?(?: again)?|(?:un|not |don't |no longer |stop the )revers(?:e|ed|ing)|(?:in )?normal direction",
    "正放|正着放|正向播放|取消倒放|不要倒放",
)
_INTO = words(
    r"(?:in)?to (?:an? )?(?:slow|revers\w+|backwards?|fast|double)[- \w]*",
    "变成(?:慢动作|倒放|快放)|改成(?:慢动作|倒放)",
)
_PACED = re.compile(
    r"(?:slow[- ]mo(?:tion)?|fast[- ]motion|reversed?|backwards?)\s+(?!the\b|it\b|this\b|that\b|my\b)\w"
    r"|(?:慢动作|慢速|快速|倒放)的",
    re.IGNORECASE,
)
"""“Slow motion waves”, “慢动作的海浪”: how a new scene plays."""
_NOT_PICTURES = words(
    "music|song|bgm|soundtrack|audio|camera|zoom|pan|titles?|fade|transitions?|order",
    "音乐|配乐|歌|镜头|标题|字幕|淡|转场|顺序",
)


def speed(clause: Clause, now: Situation) -> Outcome | None:
    """“2x”, “speed up the second clip”, “slow motion”, “放慢一半”."""
    text = clause.text
    making = _makes(text, now)
    normal = _NORMAL.search(text)
    faster = _FASTER.search(re.sub(r"\btoo fast\b", "slower", text, flags=re.IGNORECASE))
    slower = _SLOWER.search(re.sub(r"\btoo slow\b", "faster", text, flags=re.IGNORECASE))
    bare = re.sub(r"\s+", " ", pointing.without(text, now)).strip()
    told = faster or slower or normal or _AS_FAST.search(text) or _SPEED.search(text)
    only = re.fullmatch(rf"(?:(?:make|play|set|at|in|to|it)\s+)*{_TIMES.pattern}(?: speed)?", bare, re.IGNORECASE)
    follows = clause.joint == "then" and SUBJECTS.find(text) and not pointing.mentions(text, now)
    about_a_new_one = making or follows or (now.unused("image", "video") and not now.clips)
    if about_a_new_one or _NOT_PICTURES.search(text) or not (told or only):
        return None
    there = pointing.wanted(text, now)
    if isinstance(there, Refusal):
        return there
    factor = _factor(text, faster=bool(faster), slower=bool(slower), normal=bool(normal))
    if factor is None:
        return Refusal("speed-how")
    speeds = {
        s.id: 1.0 if normal else round(factor, 3) if _absolute(text) else round(s.meta.speed * factor, 3) for s in there
    }
    return _set(speeds, there, now)


def reverse(clause: Clause, now: Situation) -> Outcome | None:
    """“Play it backwards”, “reverse the second clip”, “倒放”; “play it forwards again”."""
    text = clause.text
    forwards = _FORWARDS.search(text)
    if forwards and not re.search("play|run|revers|show|放|倒|播", text, re.IGNORECASE):
        forwards = None
    if not (forwards or _BACKWARDS.search(text)) or _NOT_PICTURES.search(text) or _makes(text, now):
        return None
    there = pointing.wanted(text, now)
    if isinstance(there, Refusal):
        return there
    if all(s.meta.kind != "video" and s.meta.camera == "still" for s in there):
        return Refusal("reverse-still")
    return (Reverse(tuple(s.id for s in there), backwards=not forwards),)


def _makes(text: str, now: Situation) -> bool:
    """Whether a clause is about a new clip."""
    if not now.clips and _PACED.match(text) and SUBJECTS.find(text):
        return True
    return is_new(text, named=bool(pointing.mentions(text, now))) and not _INTO.search(text)


def _factor(text: str, *, faster: bool, slower: bool, normal: bool) -> float | None:
    """How many times as fast as now, or as told; None if the clause does not say."""
    if normal:
        return 1.0
    if m := _AS_FAST.search(text):
        n = 2.0 if m["double"] else 0.5 if m["half"] else _times_as(m["n"])
        return 1 / n if m["way"] and m["way"].lower() == "slow" else n
    if m := _TIMES.search(text):
        n = 2.0 if re.search("[快慢]一倍", text) else number(m["n"] or m["n2"] or m["n3"] or m["zn"])
        return (1 / n if n > 1 and slower and not faster else n) if n else None
    share = _share(text)
    if share is None:
        return _by_words(text, faster=faster, slower=slower)
    by = re.search(r"\bby\b|faster|slower|快|慢|加速|减速|提速", text, re.IGNORECASE) and not re.search(
        r"\bto\b|到", text
    )
    return (1 - share if slower else 1 + share) if by else share


def _share(text: str) -> float | None:
    """“50%”, “to a quarter”, “四分之一”."""
    m = _FRACTION.search(text)
    return 1 / _PARTS_OF[(m["en"] or m["zh"]).lower()] if m else percent(text)


def _by_words(text: str, *, faster: bool, slower: bool) -> float | None:
    size = (
        1.25
        if _LITTLE.search(text)
        else 2.0
        if _MUCH.search(text) or re.search("motion|forward|快进|快放", text)
        else 1.5
    )
    if re.search(r"slow[- ]?mo|慢动作|慢放(?!大)", text, re.IGNORECASE):
        return 0.5
    return size if faster else 1 / size if slower else None


def _times_as(text: str) -> float:
    text = text.lower()
    return 2.0 if text == "twice" else 0.5 if text == "half" else number(text.split()[0])


def _absolute(text: str) -> bool:
    """Whether a speed is told rather than a change of it."""
    return bool(
        re.search(
            (
                r"(?:at|to)\s+(?:[\d.]+\s*[x×%]|(?:an? |one[- ])?(?:third|quarter|half)\b)|到[三四五]分之一"
                r"|[x×]\s*speed|倍速|(?:速度|speed)\s*(?:to|of|at|到|为|改成|设为|调成)"
                r"|slow[- ]?mo"
            ),
            text,
            re.IGNORECASE,
        )
    )


def _set(speeds: dict[str, float], there: list[Segment], now: Situation) -> Outcome:
    if any(not SLOWEST <= v <= FASTEST for v in speeds.values()):
        return Refusal("speed-range")
    lengths = {s.id: round(s.duration * s.meta.speed / speeds[s.id]) for s in there}
    if min(lengths.values()) < SHORTEST_CLIP:
        return Refusal("too-short")
    total = now.draft.duration + sum(lengths[s.id] - s.duration for s in there)
    return Refusal("too-long") if total > LONGEST_FILM else (SetSpeed(speeds, total),)
