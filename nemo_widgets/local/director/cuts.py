"""Cutting: "trim the first 2 seconds", "keep seconds 2 to 5", "split it at 4 seconds", "剪掉最后3秒", "对半切开"."""

from __future__ import annotations

import re
from typing import Final

from nemo_widgets.local.director import pointing
from nemo_widgets.local.director.making import is_order_to_make
from nemo_widgets.local.director.operations import SHORTEST_CLIP, CutOut, Operation, SplitClip
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.quantities import Span, number, times
from nemo_widgets.local.director.reading import Clause
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import VIDEO, Segment

_SPLIT = re.compile(
    r"\b(?:split|divide|slice|chop)\b(?! ?screen)|\bcut\b.*?\b(?:in (?:half|two|three|four|\d)|into (?:two"
    r"|three|four|halves|\d+|pieces|equal)"
    r"|at (?:the )?(?:\d|second|middle|one|two|three|four|five|six))"
    r"|分割|切分|拆分|拆成|分成|切成|剪成|切开|剪开|一分为|对半|截成|切一刀",
    re.IGNORECASE,
)
_TRIM = (
    r"(?:trim|cut|shave|chop|crop|remove|delete|drop|lose|skip|take|snip|get rid of|throw away)(?: (?:off|out"
    r"|away|down))?"
)
_N = r"\d{1,6}(?:\.\d{1,3})?"
_RANGE = re.compile(
    rf"\b(?:from|between|seconds?)\s+(?:second\s+)?(?P<a>{_N})\s*(?:s|sec(?:ond)?s?)?\s*(?:to|and|-|–|until"
    rf"|through)\s*(?:second\s+)?(?P<b>{_N})"
    rf"(?:\s*(?:s|sec(?:ond)?s?))?\b|\b(?P<c>{_N})\s*(?:s)?\s*(?:to|-|–)\s*(?P<d>{_N})\s*(?:s|sec(?:ond)?s?)\b"
    rf"|从?第?(?P<za>{_N}|[一二三四五六七八九十]+)秒?(?:到|至|-|–)第?(?P<zb>{_N}|[一二三四五六七八九十]+)秒",
    re.IGNORECASE,
)
_KEEP = re.compile(
    r"^(?:(?:just|only)\s+)?(?:keep|use|leave|show)\b|\b(?:down to|only) the (?:first|last)\b|只?保留|只要|只留|留下",
    re.IGNORECASE,
)
_CUTS = re.compile(
    rf"\b{_TRIM}\b|剪掉|裁掉|去掉|删掉|删除|剪去|裁去|切掉|砍掉|去除|掐掉|修剪|裁剪|剪|不要", re.IGNORECASE
)
_SIDE_OF = re.compile(
    rf"\b(?:after|past|from)\s+(?:the\s+)?(?:second\s+)?(?P<after>{_N})(?:\s*(?:s|sec(?:ond)?s?))?(?:\s+(?:mark"
    rf"|on(?:wards?)?|to the end))?\s*$"
    rf"|\b(?:before|until|up to)\s+(?:the\s+)?(?:second\s+)?(?P<before>{_N})(?:\s*(?:s|sec(?:ond)?s?))?(?:\s+mark)?\s*$"
    rf"|第?(?P<zafter>{_N})秒(?:之后|以后|后面|往后|开始|起)|第?(?P<zbefore>{_N})秒(?:之前|以前|前面)",
    re.IGNORECASE,
)
_MIDDLE = re.compile(r"\bmiddle\b|中间", re.IGNORECASE)
_HALF = re.compile(r"\b(?:first|second|last|other) half\b|[前后]半(?:段|部分)?", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?:intro|outro|beginning|start|end|ending|middle|opening)(?: (?:part|of (?:it|the (?:film|video"
    r"|clip))))?$|(?:开头|结尾|片头|片尾|中间|前面|后面)(?:部分)?$"
    r"|^(?:剪|裁|去|删)掉(?:开头|结尾|片头|片尾|中间)",
    re.IGNORECASE,
)
_ONE_SECOND = re.compile(
    r"\b(?:first|last) (?P<second>second)\b(?! (?:clip|scene|shot|photo|image|video|part))", re.IGNORECASE
)
_JUST_BEFORE = re.compile(rf"(?:\b{_TRIM}\s+|剪掉|裁掉|去掉|删掉|剪去|裁去|切掉)$", re.IGNORECASE)
_HEAD = re.compile(
    (
        r"\b(?:first|opening|initial|beginning|start|front|intro)\b|开头|开始|片头|最前|前面?(?=的?\d"
        r"|[的一二两三四五六七八九十半])"
    ),
    re.IGNORECASE,
)
_TAIL = re.compile(
    (
        r"\b(?:last|final|closing|end|ending|tail|back|outro|second half)\b|结尾|片尾|末尾|最后|后面?(?=的?\d"
        r"|[的一二两三四五六七八九十半])"
    ),
    re.IGNORECASE,
)
_BOTH: Final = re.compile(r"\b(?:both|each|either) ends?\b|[前首]尾?后?各|两[头端]各", re.IGNORECASE)
_PARTS: Final = re.compile(
    (
        r"\b(?:in(?:to)?) (?P<n>half|two|halves|three|four|five|\d)\b|成(?P<zn>[两二三四五2-5])|(?P<half>对半"
        r"|一分为二|中间|middle)"
    ),
    re.IGNORECASE,
)
_POINT = re.compile(
    rf"\b(?:at|after)\s+(?:the\s+)?(?:second\s+)?(?P<n>{_N}|one|two|three|four|five|six|seven|eight|nine"
    rf"|ten)(?:[- ]?(?:s|sec(?:ond)?s?)(?: mark)?)?\b"
    rf"|(?:在|从)?第?(?P<zn>{_N}|[一二两三四五六七八九十]+)秒",
    re.IGNORECASE,
)


_AND_AT = re.compile(
    rf"(?:\band\b|,|&)\s*(?:at\s+)?(?P<n>{_N})\s*(?:s|sec(?:ond)?s?)?\b|(?:和|、|,|，)第?(?P<zn>{_N}|[一二两三四五六七八九十]+)秒",
    re.IGNORECASE,
)


def split(clause: Clause, now: Situation) -> Outcome | None:
    """“Split it at 4 seconds”, “cut the second clip in half”, “把视频分成三段”."""
    text = clause.text
    if not _SPLIT.search(text) or is_order_to_make(text):
        return None
    there = pointing.wanted(text, now)
    if isinstance(there, Refusal):
        return there
    single = there[0] if len(there) == 1 else None
    parts, point = _PARTS.search(text), _POINT.search(text)
    if point and not (parts and parts["n"]):
        places = [point, *_AND_AT.finditer(text, point.end())]
        return _split_at([round(number(m["n"] or m["zn"]) * 1000) for m in places], single, now)
    target = single or next(s for s in now.clips if s.start <= now.draft.duration // 2 < s.end)
    count = _count(parts)
    if target.duration // count < SHORTEST_CLIP:
        return Refusal("too-short")
    cuts = tuple(target.duration * n // count for n in range(1, count))
    return (SplitClip(target.id, cuts, target.meta.name),)


def _count(m: re.Match[str] | None) -> int:
    told = m["n"] or m["zn"] if m else None
    return 2 if not told or told.lower() in {"half", "halves"} else max(2, int(number(told)))


def _split_at(places: list[int], single: Segment | None, now: Situation) -> Outcome:
    """At moments of the named clip if they lie in it, else of the film."""
    inside = single and all(SHORTEST_CLIP <= at <= single.duration - SHORTEST_CLIP for at in places)
    start = single.start if single and inside else 0
    points: dict[str, list[int]] = {}
    for at in sorted(start + at for at in places):
        under = next((s for s in now.clips if s.start <= at < s.end), None)
        if under is None or (single and under is not single):
            return Refusal("split-where", f"{at / 1000:g}")
        cuts = points.setdefault(under.id, [])
        if not (cuts[-1] if cuts else 0) + SHORTEST_CLIP <= at - under.start <= under.duration - SHORTEST_CLIP:
            return Refusal("split-where", f"{at / 1000:g}")
        cuts.append(at - under.start)
    return tuple[Operation, ...](SplitClip(s.id, tuple(points[s.id]), s.meta.name) for s in now.clips if s.id in points)


def trim(clause: Clause, now: Situation) -> Outcome | None:
    """“Trim the first 2 seconds”, “cut 3 seconds off the end of the second clip”, “keep only the first 5 seconds”."""
    text = clause.text
    keeps = bool(_KEEP.search(text))
    if not (keeps or _CUTS.search(text)) or is_order_to_make(text):
        return None
    named = pointing.mentions(text, now)
    chosen = [s for m in named for s in m.found] or _meant(text, now)
    whole = (chosen[0].start, chosen[0].end) if chosen else (0, now.draft.duration)
    stretch = _stretch(text, now, whole, keeps=keeps)
    if stretch is None:
        return None
    if not now.clips or any(not m.found for m in named):
        return Refusal("no-such-clip" if now.clips else "no-clip")
    if isinstance(stretch, Refusal):
        return stretch
    if len(chosen) > 1:
        return Refusal("trim-which")
    name = chosen[0].meta.name if chosen else ""
    ends = times(text) if _BOTH.search(text) and not keeps else []
    cut = _off_both_ends(ends[0].ms, whole, name) if ends else _cut(stretch, whole, name)
    return _kept(stretch, whole, name) if keeps else cut


def _stretch(text: str, now: Situation, whole: tuple[int, int], *, keeps: bool) -> tuple[int, int] | Refusal | None:  # noqa: PLR0911 - one for each way to say it
    """The stretch of the film that a clause speaks of, ms; None if of none, a refusal if it does not say how much."""
    start, end = whole
    if m := _RANGE.search(text):
        a, b = (round(number(v) * 1000) for v in m.groups() if v)
        return start + a, start + b
    if m := _SIDE_OF.search(text):
        at = start + round(number(m["after"] or m["before"] or m["zafter"] or m["zbefore"]) * 1000)
        return (at, end) if m["after"] or m["zafter"] else (start, at)
    bare = pointing.unnamed(text, now)
    head, tail, middle = _HEAD.search(bare), _TAIL.search(bare), _MIDDLE.search(bare)
    pieces = now.touched(VIDEO)
    if _HALF.search(bare) and len(pieces) == 2 and pieces[0].end == pieces[1].start and whole[1] == now.draft.duration:
        return (pieces[0].start, pieces[0].end) if head else (pieces[1].start, pieces[1].end)
    if _HALF.search(bare):
        return (start, (start + end) // 2) if head else ((start + end) // 2, end)
    one = _ONE_SECOND.search(text)
    spans = [Span(1000, one.start("second"), one.end())] if one else times(text)
    if not spans:
        vague = (head or tail or middle) and not pointing.mentions(text, now) and _VAGUE.search(bare)
        crops = re.search("crop|裁", text, re.IGNORECASE)
        return Refusal("cut-how") if vague and not crops else None
    if not (head or tail or middle) and (keeps or not _JUST_BEFORE.search(text[: spans[0].start])):
        return None
    ms = spans[0].ms
    if middle and not (head or tail):
        begin = (start + end - ms) // 2
        return begin, begin + ms
    return (start, start + ms) if head and not tail else (end - ms, end)


def _meant(text: str, now: Situation) -> list[Segment]:
    """The clip that "it" means; of one that was just added to others, not of the whole film."""
    found = pointing.clips(text, now) or (now.scoped if now.scope else [])
    return found if len(found) == 1 else []


def _cut(stretch: tuple[int, int], whole: tuple[int, int], name: str) -> Outcome:
    start, end = max(stretch[0], whole[0]), min(stretch[1], whole[1])
    if start >= end:
        return Refusal("cut-where", f"{(whole[1] - whole[0]) / 1000:g}")
    if (whole[1] - whole[0]) - (end - start) < SHORTEST_CLIP:
        return Refusal("too-short")
    return (CutOut(start, end, name),)


def _off_both_ends(ms: int, whole: tuple[int, int], name: str) -> Outcome:
    left = (whole[0], whole[1] - ms)
    last, first = _cut((left[1], whole[1]), whole, name), _cut((whole[0], whole[0] + ms), left, name)
    return last + first if isinstance(last, tuple) and isinstance(first, tuple) else Refusal("too-short")


def _kept(stretch: tuple[int, int], whole: tuple[int, int], name: str) -> Outcome:
    start, end = max(stretch[0], whole[0]), min(stretch[1], whole[1])
    if end - start < SHORTEST_CLIP:
        return Refusal("cut-where" if start >= end else "too-short", f"{(whole[1] - whole[0]) / 1000:g}")
    made: list[Operation] = [CutOut(end, whole[1], name)] if end < whole[1] else []
    if start > whole[0]:
        made.append(CutOut(whole[0], start, name))
    return tuple(made) or Refusal("cut-where", f"{(whole[1] - whole[0]) / 1000:g}")
