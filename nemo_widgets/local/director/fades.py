"""Fades as people put them: "fade in over 2 seconds", "with a 3s fade-out", "fade to black", "淡入2秒"."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from nemo_widgets.local.director.quantities import times

DEFAULT_FADE: Final = 1000
"""ms"""

_PHRASE = re.compile(
    r"\b(?:with\s+)?(?:an?\s+|the\s+)?(?:slow\s+|soft\s+|gentle\s+|quick\s+)?(?:fad(?:e|es|ed|ing)"
    r"(?:\s+(?:it|them|(?:the |my )?(?:(?!(?:in|out|to|from|away|up|down)\b)[\w']+ ){0,2}?(?:music|song|audio"
    r"|sound(?:track)?|bgm|track|title|text|caption"
    r"|subtitle|watermark|clip|video|film|picture|scene)s?))?"
    r"(?P<way>[- ]?in(?:(?:[- ]|\s*(?:and|&|/|\+)\s*(?:fad(?:e|ing)[- ])?)out)?|[- ]?out|\s+to (?:black"
    r"|silence|nothing)"
    r"|\s+(?:up )?from (?:black|silence)|\s+away|\s+up|\s+down|s)?)\b(?:\s+(?:from|to) (?:black|silence))?"
    r"|(?P<han>淡入(?:和|、|与|及)?淡出|淡入|淡出|渐入|渐出|渐强|渐弱|渐显|渐隐|(?:渐|慢慢)变?黑)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"^[\s,，]*(?:(?:the |my )?(?:music|song|title|audio|sound|text|caption|film|video|clip)\s*)?(?:(?:at|in"
    r"|near) the (?:very )?(?:end|start|beginning),?\s*)?(?:over|for|of|in|lasting|within"
    r"|during|about|around|用时?|时长|持续|约)?\s*(?:the (?:last|first) )?$"
)
_BEFORE = re.compile(r"^\s*(?:-|long|的|长的?)?\s*(?:fade)?$", re.IGNORECASE)
_NONE = re.compile(
    r"\b(?:no|without|remove|delete|drop|take (?:off|out|away)|cancel|stop|don'?t|do not)\b[^.]*?\bfad|(?:不要"
    r"|去掉|取消|删除|去除|别)"
    r".{0,4}?(?:淡|渐)",
    re.IGNORECASE,
)
AT_END = re.compile(
    r"\b(?:at|near|towards?|in) (?:the )?(?:very )?(?:end|last)|\blast\b|结尾|片尾|最后|末尾|结束", re.IGNORECASE
)
AT_START = re.compile(
    r"\b(?:at|from|in) (?:the )?(?:very )?(?:start|beginning)|\bfirst\b|开头|片头|开始|开场", re.IGNORECASE
)


class Fades(NamedTuple):
    """Fades a text asks for, ms (None: it does not say), and the text without them."""

    fade_in: int | None
    fade_out: int | None
    rest: str


def fades(text: str) -> Fades | None:
    """The fades a text asks for; None if it speaks of none."""
    found = list(_PHRASE.finditer(text))
    if not found:
        return None
    ends: dict[str, int] = {}
    cut = [(m.start(), m.end()) for m in found]
    off = bool(_NONE.search(text))
    for m in found:
        length = DEFAULT_FADE
        for span in times(text):
            if span.start >= m.end() and _BETWEEN.match(text[m.end() : span.start]):
                length = span.ms
                cut.append((m.end(), span.end))
            elif (
                not m[0].lower().startswith("with")
                and span.end <= m.start()
                and _BEFORE.match(text[span.end : m.start()])
            ):
                length = span.ms
                cut.append((span.start, m.start()))
        for way in _ways(m["way"] or m["han"] or "", text):
            ends[way] = 0 if off else length
    rest = text
    for start, end in sorted(cut, reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    return Fades(ends.get("in"), ends.get("out"), re.sub(r"\s+", " ", rest).strip())


def _ways(way: str, text: str) -> tuple[str, ...]:
    way = way.lower()
    into = bool(re.search(r"in\b|\bup|from|淡入|渐入|渐强|渐显", way))
    out = bool(re.search(r"out|to\b|away|down|淡出|渐出|渐弱|渐隐|黑", way))
    if into or out:
        return tuple(w for w, there in (("in", into), ("out", out)) if there)
    if AT_START.search(text):
        return ("in",)
    if AT_END.search(text) or way == "":
        return ("out",) if AT_END.search(text) else ("in", "out")
    return ("in", "out")
