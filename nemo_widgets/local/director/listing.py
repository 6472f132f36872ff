"""Lists in one request, told one by one: "three scenes: a city, a beach and mountains", "1. a city 2. a forest"."""

from __future__ import annotations

import re
from typing import Final

from nemo_widgets.local.director.lexicon import ASPECTS, ORDINALS, SUBJECTS
from nemo_widgets.local.director.quantities import TIME, number

ITEM: Final = "\ue100"
"""Stands where an item of a list begins."""

_SCENES = re.compile(
    r"\b(?P<n>two|three|four|five|six|[2-6])\s+(?:(?:different|short|more|new)\s+)?(?:scenes?|clips?|shots?"
    r"|parts?|videos?)(?:\s+(?:of|for|at)\s+(?P<each>[^:,]{1,24}?\beach))?"
    r"\s*(?:[:：]|-\s|,\s*(?=an?\s))\s*(?P<items>[^.;\n]+)|(?P<zn>[两二三四五六2-6])(?:个|段|幕)(?:场景|片段|镜头|画面"
    r"|视频)(?:的(?:短片|视频|影片|片子))?\s*[:：,，]\s*"
    r"(?P<zitems>[^。；\n]+)",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"(?:please\s+)?(?:make|create|generate|produce|build|i (?:want"
    r"|need))(?: me)? an?\s+(?:[\w-]+\s+){0,5}?(?:video|film"
    r"|movie|clip|reel|animation)\s*(?:[:：]|\s-\s|\.\s+(?=an?\s))\s*|(?P<han>(?:请|帮我|给我)*(?:做|生成|制作|来|创建)(?:一个"
    r"|一段|个|段)"
    r"[^:：，,。]{0,16}?(?:视频|短片|影片|片子)\s*[:：]\s*)",
    re.IGNORECASE,
)
_ITEMS = re.compile(r"\s*(?:,\s*(?:and\s+|then\s+)?|，|、|;|；)\s*|\s+(?:and|then)\s+|和|以及|然后")
_MARKED: Final = (
    re.compile(r"(?:^|(?<=[\s,;。]))(?P<n>\d{1,2})\s*(?:[.)](?=\D)|、)\s*"),
    re.compile(r"(?:^|(?<=[\s,;。]))(?P<n>[一二三四五六七八九十])\s*[、.]\s*"),
    re.compile(
        r"(?:^|(?<=[\s,;。]))(?:scene|shot|clip|part)\s*(?:no\.?\s*)?(?P<n>\d{1,2}|one|two|three|four|five|six)"
        r"\s*(?:[:.)]|\s[-–])\s*",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:^|(?<=[\s,;。]))(?:and\s+)?(?:the\s+)?(?P<n>first|second|third|fourth|fifth)(?:ly)?"
        r"(?:\s+(?:clip|scene|shot|one|video))?(?:\s*[:,]\s*|\s+(?:shows?|is|should (?:be|show))\s+"
        r"|\s+(?=(?:an?|the|some)\b))",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:^|(?<=[\s,;。]))(?:第(?P<n>[一二三四五六七八九十\d])(?:[个段幕](?:镜头|片段|场景|画面)?[:,是为]?|(?:[:]|是|为))"
        r"|(?:镜头|片段|场景|画面)(?P<m>[一二三四五六七八九十\d])\s*[:.、])\s*"
    ),
)
"""How the items of a list are numbered: "1.", "一、", "Scene 1:", "镜头一：", "第一个镜头是"."""
_NAMED: Final = re.compile(
    r"(?:^|(?<=[\s,;。.]))(?:intro|opening|beginning|start|middle|then|finally|ending|end|outro|开头|开场|中间|高潮|结尾|片尾)"
    r"\s*:\s*",
    re.IGNORECASE,
)
"""“Intro: …, middle: …, end: …”."""
_BULLET: Final = re.compile(r"(?:^|\n)\s*[-*•·–]\s+")
_AN_ORDER: Final = re.compile(
    r"(?:make|change|set|turn|keep|remove|delete|trim|cut|speed|move|swap|add|put|use|brighter|darker|slower|faster)\b"
    r"|.*[把将让改删剪调换加减放慢快移静]",
    re.IGNORECASE,
)


def one_by_one(body: str) -> str:
    """A request with its lists told one by one, each item after an `ITEM`."""
    return _several(_numbered(body))


def _numbered(body: str) -> str:
    """“1. a city at night 2. a forest at dawn”, “Scene 1: …, Scene 2: …”: each item after its mark."""
    for labelled, marked in enumerate(_MARKED):
        found = list(marked.finditer(body))
        values = [_nth(m["n"] or m.groupdict().get("m") or "0") for m in found]
        if len(found) < 2 or values != list(range(1, len(found) + 1)):
            continue
        ends = [m.start() for m in found[1:]] + [len(body)]
        items = [body[m.end() : end] for m, end in zip(found, ends, strict=True)]
        # "Clip 1: brighter" is about a clip that is there.
        if labelled < 2 or all(SUBJECTS.find(i) and not _AN_ORDER.match(i) for i in items):
            return body[: found[0].start()] + "".join(f"{ITEM}{item}" for item in items)
    named = _NAMED.split(body)
    if len(named) > 2 and not named[0].strip() and all(SUBJECTS.find(i) and not _AN_ORDER.match(i) for i in named[1:]):
        return ITEM.join(named)
    return _BULLET.sub(ITEM, body) if len(_BULLET.findall(body)) > 1 else body


def _nth(told: str) -> int:
    return int(ORDINALS.find(told) or number(told))


def _several(body: str) -> str:
    """“Three scenes: a city, a beach and mountains, 4 seconds each”: one after the other, then the rest."""
    m = _SCENES.search(body)
    if not m:
        return _headed(body)
    count = int(number(m["n"] or m["zn"]))
    items = _ITEMS.split((m["items"] or m["zitems"]).strip(" .。"), maxsplit=count)
    if len(items) < count:
        return body
    lead, rest = body[: m.start()], "".join(items[count:])
    more = re.search(r"\b(?:add|append|insert|more|another)\b|加|再", lead + m[0].split(":")[0], re.IGNORECASE)
    if m["zn"]:
        first, then, whole = "再加一段" if more else "生成一段", "，然后", "，整个影片改成"
    else:
        first, then, whole = "add a clip of " if more else "generate a clip of ", ", then ", ", make the whole film "
    length = None if m["each"] else TIME.search(lead)
    told = f"{first}{then.join(items[:count])}{_shape(lead)}" + (f"{whole}{length[0]}" if length else "")
    told += f", {m['each']}" if m["each"] else ""
    return (f"{told}, {rest}" if rest else told) + body[m.end() :]


def _headed(body: str) -> str:
    """“Make a 30-second video: the sea, then a forest”: what comes after the colon, as long as was said before it."""
    m = _HEAD.match(body)
    if not m:
        return body
    length, rest = TIME.search(m[0]), body[m.end() :]
    several = re.search(r"\bthen\b|然后|接着|再", rest)
    first, rest = "生成" if m["han"] else "generate ", _before_the_next(rest, _shape(m[0]))
    if not length or TIME.search(rest):
        return first + rest
    if several:
        return f"{first}{rest}" + (f"，整个影片改成{length[0]}" if m["han"] else f", make the whole film {length[0]}")
    return f"{first}{length[0]}的{rest}" if m["han"] else f"{first}{rest}, {length[0]}"


def _shape(lead: str) -> str:
    """The shape told before the list, to be told after it."""
    shape = ASPECTS.find(lead)
    return f", {shape}" if shape else ""


def _before_the_next(rest: str, more: str) -> str:
    """Something more, told at the end of the first sentence."""
    end = re.search(r"[.。!！;；]\s*(?:$|(?=\S))", rest)
    at = end.start() if end else len(rest)
    return f"{rest[:at]}{more}{rest[at:]}"
