"""Lengths of time, shares and numbers as people put them: "10s", "one and a half minutes", "35%", "十五秒"."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_HAN = re.compile(r"[\u3400-\u9fff]")
_COUNT = "zero one two three four five six seven eight nine ten eleven twelve"
_WORD_NUMBERS: Final[dict[str, float]] = {
    **{word: n for n, word in enumerate(_COUNT.split())},
    "fifteen": 15,
    "twenty": 20,
    "twenty-five": 25,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "half a": 0.5,
    "a couple of": 2,
    "couple of": 2,
    "a few": 3,
}
_HAN_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_NUMBER = r"\d{1,6}(?:\.\d{1,3})?|" + "|".join(sorted(_WORD_NUMBERS, key=len, reverse=True))
TIME = re.compile(
    rf"(?<![\w.:-])(?P<n>{_NUMBER}|an?(?=\s+min))\s*-?\s*(?P<u>ms|milliseconds?|seconds?|secs?|s"
    rf"|minutes?|mins?|hours?)(?:\s+long|-long)?(?![A-Za-z])"
    r"|(?P<zn>\d{1,6}(?:\.\d{1,3})?|[零一二两三四五六七八九十百半]{1,8})\s*个?\s*(?P<zu>秒钟?|小时|钟头|分钟|分(?=\d|半"
    r"|[一二三四五六七八九十]))(?P<half>半)?",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"(?P<n>\d{1,6}(?:\.\d{1,3})?)\s*(?:%|％|percent|per\s+cent)|百分之\s*(?P<zn>\d{1,6}"
    r"|[零一二两三四五六七八九十百]{1,8})"
    r"|(?P<half>half(?:\s+(?:the\s+)?volume)?|一半)|(?P<full>full(?:\s+volume)|max(?:imum)?(?:\s+volume)?\b|调到最大|最大(?:音量|声))",
    re.IGNORECASE,
)


class Span(NamedTuple):
    """A length of time found in a text: `ms`, and where it stood."""

    ms: int
    start: int
    end: int


def times(text: str) -> list[Span]:
    """All lengths of time in a text; "1 minute 30 seconds" is one."""
    found: list[Span] = []
    for m in TIME.finditer(text):
        ms = round(number(m["n"] or m["zn"]) * _unit(m["u"] or m["zu"])) + (30_000 if m["half"] else 0)
        gap = text[found[-1].end : m.start()].strip().lower() if found else "-"
        if gap in {"", "and"}:
            found[-1] = Span(found[-1].ms + ms, found[-1].start, m.end())
        else:
            found.append(Span(ms, m.start(), m.end()))
    return found


def without_times(text: str) -> str:
    """The text with its lengths of time blotted out."""
    return TIME.sub(" ", text)


def percent(text: str) -> float | None:
    """The first share in a text, 0 … (35 % = 0.35), or None."""
    if not (m := _PERCENT.search(text)):
        return None
    if m["half"] or m["full"]:
        return 0.5 if m["half"] else 1.0
    return number(m["n"] or m["zn"]) / 100


def percent_words(text: str) -> str:
    """The text with its shares blotted out."""
    return _PERCENT.sub(" ", text)


def number(text: str) -> float:
    """A number in digits, English words or Chinese numerals."""
    text = text.lower()
    if text in {"a", "an"}:
        return 1
    if text in _WORD_NUMBERS:
        return _WORD_NUMBERS[text]
    if text == "半":
        return 0.5
    if not _HAN.search(text):
        return float(text)
    total, digit = 0, 0
    for c in text:
        if c in "十百":
            total += (digit or 1) * (10 if c == "十" else 100)
            digit = 0
        else:
            digit = _HAN_DIGITS.get(c, 0)
    return total + digit


def _unit(unit: str) -> int:
    unit = unit.lower()
    if unit.startswith(("ms", "milli")):
        return 1
    if unit.startswith(("h", "小时", "钟头")):
        return 3_600_000
    return 60_000 if unit.startswith(("min", "分")) else 1000
