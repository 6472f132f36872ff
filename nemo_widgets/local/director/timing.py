"""When a title shows: "from 2 to 6 seconds", "at 4 seconds for 2 seconds", "throughout", "从2秒到5秒"."""

from __future__ import annotations

import re

from nemo_widgets.local.director.lexicon import words
from nemo_widgets.local.director.operations import SHORTEST_CLIP
from nemo_widgets.local.director.quantities import times

WHOLE = words(
    r"throughout|whole (?:time|film|video|clip)|entire (?:film|video|clip)|all the time|all along|the full length",
    "全程|一直|整个|从头到尾",
)
FROM_TO = re.compile(
    r"\b(?:from|between)\s+(?P<a>\d{1,6}(?:\.\d{1,3})?)\s*(?:s|sec(?:ond)?s?)?\s*(?:to|and|-|–"
    r"|until)\s*(?P<b>\d{1,6}(?:\.\d{1,3})?)\s*(?:s|sec(?:ond)?s?)?\b"
    r"|从第?(?P<za>\d{1,6}(?:\.\d{1,3})?)秒?(?:到|至)第?(?P<zb>\d{1,6}(?:\.\d{1,3})?)秒",
    re.IGNORECASE,
)
AT = re.compile(
    (
        r"\b(?:at|from) second (?P<sec>\d{1,6})\b|\b(?:at|after|from"
        r"|starting at)\s+(?:the\s+)?(?P<at>\d{1,6}(?:\.\d{1,3})?)\s*(?:-\s*)?(?:s"
        r"|sec(?:ond)?s?)\b|(?:从|在)第?(?P<zat>\d{1,6}(?:\.\d{1,3})?)秒"
        r"|第?(?P<zthen>\d{1,6}(?:\.\d{1,3})?)秒(?:的?时候?|后)?再?(?:出现|开始)"
    ),
    re.IGNORECASE,
)


def timing(text: str, film: int) -> tuple[int | None, int | None]:
    """Start and duration a clause asks for, ms; None where it does not say."""
    if m := FROM_TO.search(text):
        a, b = float(m["a"] or m["za"]), float(m["b"] or m["zb"])
        return (round(a * 1000), round((b - a) * 1000)) if b > a else (round(a * 1000), None)
    if WHOLE.search(text):
        return 0, film
    start = None
    if m := AT.search(text):
        start = round(float(m["at"] or m["sec"] or m["zat"] or m["zthen"]) * 1000)
        text = text[: m.start()] + text[m.end() :]
    lengths = times(text)
    return start, max(SHORTEST_CLIP, lengths[0].ms) if lengths else None
