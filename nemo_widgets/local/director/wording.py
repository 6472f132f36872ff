"""The words of a title that stand without quotes: "a title saying Go", "add my name in the corner: Ana"."""

from __future__ import annotations

import re

import msgspec

from nemo_widgets.local.director import lettering, lexicon
from nemo_widgets.local.director.fades import fades
from nemo_widgets.local.director.quantities import without_times
from nemo_widgets.local.director.reading import Clause

_SIGNS = re.compile(
    r"(?P<how>(?:write|type|say|写上?|打上|写着?)(?: this)?\s*"
    r"|(?:(?:add|put|write|show|include)|.{0,8}?(?:加上?|写上?|放上?|打上)).{0,12}?"
    r"(?:\b(?:name|school|channel|class|website|handle|team|brand|date|intro|outro|ending|credits)\b"
    r"|片尾|片头|结尾|开头|日期|名字|姓名|学校|班级|频道|网址|店名)[^:\ue000-\ue0ff]{0,40})"
    r"(?::|\b(?:that )?say(?:ing|s)\b)\s*(?P<name>[^\ue000-\ue0ff]+)$",
    re.IGNORECASE,
)
_UNQUOTED = re.compile(
    r"\b(?:title|heading|headline|text(?! prompts?)|word|caption|watermark|lower[- ]third"
    r"|name tag)s?\b(?:\s+card)?(?:\s+instead)?\s*(?:that\s+(?:says"
    r"|reads)|saying|reading|called|named|to(?:\s+say|\s+read)?|:|：|of)?\s+(?P<en>.+)$"
    r"|(?:标题|片名|题目|文字|字幕|水印)(?:改成|改为|换成|设为|内容为|叫做?|是|为|写着?|：|:)\s*(?P<zh>.+)$",
    re.IGNORECASE,
)
PLACES = re.compile(
    r"\b(?:(?:at|from|in|on|for|during|to|near)\s+)?(?:the\s+)?(?:very\s+)?(?:end|start|beginning"
    r"|whole (?:time|film|video|clip)|entire (?:film|video|clip))\b.*$"
    r"|\b(?:for|at|from|after|starting|throughout|over|lasting|during)\s*(?=$|\s)|(?:在)?(?:开头|片头"
    r"|结尾|片尾|末尾|最后|全程|持续|显示|时长)",
    re.IGNORECASE,
)


def signed(clause: Clause) -> Clause:
    """“Add my name in the corner: Ana”: what comes after the colon is the title's text."""
    m = _SIGNS.match(clause.text)
    if not m:
        return clause
    text = f"{m['how']} the text {chr(0xE000 + len(clause.quotes))}"
    return msgspec.structs.replace(clause, text=text, quotes=(*clause.quotes, m["name"].strip()))


def unquoted(clause: Clause) -> str:
    """A title given without quotes: "add a title Urban Dreams for 3 seconds"."""
    found = fades(clause.text)
    if not (m := _UNQUOTED.search(found.rest if found else clause.text)):
        return ""
    text = without_times(m["en"] or m["zh"])
    text = lexicon.ASPECTS.without(lettering.POSITIONS.without(text))
    text = PLACES.sub(" ", text)
    text = re.sub(
        r"\bin\s+(?:white|black|red|orange|yellow|gold|green|cyan|blue|purple|pink)\b", " ", text, flags=re.IGNORECASE
    )
    text = re.sub(r"^\s*(?:(?:that|which)\s+)?(?:saying|says?|reading|reads?|called)\b", " ", text, flags=re.IGNORECASE)
    text = re.sub(r"\s+", " ", text).strip(" ,，.。:：")
    return "" if text.lower() in {"", "card", "to", "on", "it", "a", "the", "please", "over", "over it"} else text
