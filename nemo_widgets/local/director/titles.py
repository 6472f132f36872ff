"""Titles: "add the title 'Urban Dreams' for 3 seconds", "标题改成“你好”", "move the title to the bottom"."""

from __future__ import annotations

import re
from typing import Final

from nemo_widgets.local.director import lexicon
from nemo_widgets.local.director.lexicon import words
from nemo_widgets.local.director.operations import SHORTEST_CLIP, AddTitle, EditTitle, RemoveTitle
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.reading import QUOTE, Clause, about_a_scene, times, without_times
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import TEXT, Segment

DEFAULT_TITLE: Final = 3000
"""How long a title stands unless told, ms."""
LONGEST_TEXT: Final = 200
"""Characters of one title."""

_NOUN = words(
    r"titles?|heading|headline|text(?! prompts?)|caption|words|lettering|subtitle|lower[- ]third",
    "标题|片名|题目|文字|字幕|字样|大字",
)
_SPOKEN = words(r"voice-?overs?|narrat\w+|subtitles|captions|speech", "配音|旁白|自动|朗读|识别")
_WRITE = re.compile(rf"^(?:write|say|display|put|show|add|写上?|打上|显示|加上?|放上?|添加)\s*{QUOTE}", re.IGNORECASE)
_REMOVE = words(
    r"remove|delete|drop|get rid of|take (?:out|off|away)|without|no|clear|lose|hide|erase",
    "删除|去掉|移除|不要|删掉|去除|清除|取消",
)
_CHANGE = words(
    (
        r"change|rename|replace|update|edit|move|make|set|turn|shift|shorten|extend|keep|recolou?r|resize"
        r"|let|should|put the (?:title|text)"
    ),
    "改成|改为|换成|改|移到|移动|放到|放在|设为|设成|调|变成|换|把.*(?:标题|文字|片名)|让.*(?:标题|文字)",
)
_ADD = words(r"add|insert|create|include|another|with|new|give", "添加|加上|加个|加一|新增|插入|再加|配上|加|写")
_TO = re.compile(r"\b(?:to|with|into|as|by|say|read)\b|成|为", re.IGNORECASE)
_UNQUOTED = re.compile(
    r"\b(?:title|heading|headline|text(?! prompts?)|caption)s?\b(?:\s+card)?\s*(?:that\s+(?:says"
    r"|reads)|saying|reading|called|named|to(?:\s+say|\s+read)?|:|：|of)?\s+(?P<en>.+)$"
    r"|(?:标题|片名|题目|文字|字幕)(?:改成|改为|换成|设为|内容为|叫做?|是|为|写着?|：|:)\s*(?P<zh>.+)$",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"\b(?:(?:at|from|in|on|for|during|to|near)\s+)?(?:the\s+)?(?:very\s+)?(?:end|start|beginning"
    r"|whole (?:time|film|video|clip)|entire (?:film|video|clip))\b.*$"
    r"|\b(?:for|at|from|after|starting|throughout|over|lasting|during)\s*(?=$|\s)|(?:在)?(?:开头|片头"
    r"|结尾|片尾|末尾|最后|全程|持续|显示|时长)",
    re.IGNORECASE,
)
_END = words(
    (
        r"(?:at|near|to|for|in) the (?:very )?end|at the close|closing|(?:in|for|during|over) the last"
        r"|end(?:ing)? (?:title|card)|end with|finish with"
    ),
    "结尾|片尾|末尾|最后|结束时",
)
_START = words(
    r"(?:at|from|to|in) the (?:very )?(?:start|beginning)|opening|first",
    "开头|片头|开始|开场|前(?=\\d|[一二三四五六七八九十])",
)
_WHOLE = words(
    r"throughout|whole (?:time|film|video|clip)|entire (?:film|video|clip)|all the time|all along|the full length",
    "全程|一直|整个|从头到尾",
)
_DETAIL = words(
    r"for|in|at|on|the|with|to|and|a|lasting|during|colou?r(?:ed)?|letters|font|screen|it|from|film|video|seconds?",
    "显示|持续|放在|放到|位置|颜色|字号|字体|在|用|为|的|屏幕|画面|出现",
)
_FROM_TO = re.compile(
    r"\b(?:from|between)\s+(?P<a>\d{1,6}(?:\.\d{1,3})?)\s*(?:s|sec(?:ond)?s?)?\s*(?:to|and|-|–"
    r"|until)\s*(?P<b>\d{1,6}(?:\.\d{1,3})?)\s*(?:s|sec(?:ond)?s?)?\b"
    r"|从第?(?P<za>\d{1,6}(?:\.\d{1,3})?)秒?(?:到|至)第?(?P<zb>\d{1,6}(?:\.\d{1,3})?)秒",
    re.IGNORECASE,
)
_AT = re.compile(
    (
        r"\b(?:at|after|from|starting at)\s+(?:the\s+)?(?P<at>\d{1,6}(?:\.\d{1,3})?)\s*(?:-\s*)?(?:s"
        r"|sec(?:ond)?s?)\b|(?:从|在)第?(?P<zat>\d{1,6}(?:\.\d{1,3})?)秒"
    ),
    re.IGNORECASE,
)


def read(clause: Clause, now: Situation) -> Outcome | None:
    """A clause about titles, or None."""
    text, quoted = clause.text, clause.quoted()
    noun = _NOUN.search(text)
    about = noun is not None
    if not quoted and (_SPOKEN.search(text) or (noun and about_a_scene(text, noun.start()))):
        return None
    if not about and not (quoted and (_WRITE.search(text) or re.fullmatch(rf"(?:the\s+)?{QUOTE}.*", text))):
        return None
    titles = now.draft.of_type(TEXT)
    if _REMOVE.search(text) and not _ADD.search(text):
        return _removed(clause, titles)
    adding = bool(_ADD.search(text))
    if titles and not quoted and not adding:
        return _changed(clause, titles, now.draft.duration)
    if about and _CHANGE.search(text) and not (adding and quoted) and (titles or not quoted):
        return _changed(clause, titles, now.draft.duration)
    return _added(clause, now)


def is_detail(clause: Clause) -> bool:
    """Whether a clause only says when, where or how: "in red", "显示3秒", "at the end"."""
    text = without_times(_AT.sub(" ", _FROM_TO.sub(" ", clause.text)))
    for table in (lexicon.POSITIONS, lexicon.COLORS, lexicon.SIZES):
        text = table.without(text)
    for pattern in (_END, _START, _WHOLE, _PLACES, _DETAIL):
        text = pattern.sub(" ", text)
    return not re.search(r"\w", text)


def _removed(clause: Clause, titles: list[Segment]) -> Outcome:
    if not titles:
        return Refusal("no-title")
    chosen = _which(clause, titles)
    if re.search(r"\b(?:titles|all|every|texts|captions)\b|所有|全部", clause.text, re.IGNORECASE):
        chosen = titles
    return (RemoveTitle(tuple(t.id for t in chosen), chosen[0].meta.text if len(chosen) == 1 else ""),)


def _added(clause: Clause, now: Situation) -> Outcome:
    text = (clause.quoted() or [_bare_text(clause)])[0]
    if not text:
        return Refusal("title-text")
    if len(text) > LONGEST_TEXT:
        return Refusal("title-long")
    if not now.clips:
        return Refusal("no-clip-title", text)
    film = now.draft.duration
    start, duration = _timing(clause.text, film)
    start = 0 if start is None else start
    duration = min(DEFAULT_TITLE, film - start) if duration is None else duration
    if _END.search(_outside(clause.text)) and not _FROM_TO.search(clause.text):
        start = max(0, film - duration)
    if start >= film:
        return Refusal("title-late", f"{start / 1000:g}")
    return (AddTitle(text, start, max(SHORTEST_CLIP, min(duration, film - start)), **_style(clause.text)),)


def _changed(clause: Clause, titles: list[Segment], film: int) -> Outcome:
    if not titles:
        return Refusal("no-title")
    title = _which(clause, titles)[-1]
    quoted = clause.quoted()
    style = _style(clause.text)
    start, duration = _timing(clause.text, film)
    if _END.search(_outside(clause.text)) and not _FROM_TO.search(clause.text) and not _AT.search(clause.text):
        start = max(0, film - (duration or title.duration))
    elif start is None and _START.search(_outside(clause.text)) and not times(clause.text):
        start = 0
    text = quoted[-1] if quoted and quoted[-1] != title.meta.text else None
    if text is None and not quoted and not style and start is None and duration is None:
        text = _bare_text(clause) if _TO.search(clause.text) else None
    if text is None and not style and start is None and duration is None:
        return Refusal("title-how")
    if text and len(text) > LONGEST_TEXT:
        return Refusal("title-long")
    return (EditTitle(title.id, text, start, duration, style.get("position"), style.get("color"), style.get("size")),)


def _which(clause: Clause, titles: list[Segment]) -> list[Segment]:
    """The title meant: by its quoted text, by number, else the last one."""
    named = [t for t in titles if t.meta.text in clause.quoted()]
    if named:
        return named
    m = re.search(
        (
            r"\b(?P<o>first|second|third|fourth|last)\s+(?:title|text(?! prompts?)|caption)|(?P<z>第[一二三四]"
            r"|最后)(?:一?个|条|行)?(?:标题|文字)"
        ),
        clause.text,
        re.IGNORECASE,
    )
    n = int(lexicon.ORDINALS.find(m["o"] or m["z"])) if m else -1
    return titles[n - 1 : n] if 0 < n <= len(titles) else titles[-1:]


def _timing(text: str, film: int) -> tuple[int | None, int | None]:
    """Start and duration a clause asks for, ms; None where it does not say."""
    if m := _FROM_TO.search(text):
        a, b = float(m["a"] or m["za"]), float(m["b"] or m["zb"])
        return (round(a * 1000), round((b - a) * 1000)) if b > a else (round(a * 1000), None)
    if _WHOLE.search(text):
        return 0, film
    start = None
    if m := _AT.search(text):
        start = round(float(m["at"] or m["zat"]) * 1000)
        text = text[: m.start()] + text[m.end() :]
    lengths = times(text)
    return start, max(SHORTEST_CLIP, lengths[0].ms) if lengths else None


def _style(text: str) -> dict[str, str]:
    found = {
        "position": lexicon.POSITIONS.find(text),
        "color": lexicon.COLORS.find(text),
        "size": lexicon.SIZES.find(text),
    }
    if m := re.search(r"#[0-9a-f]{6}\b", text, re.IGNORECASE):
        found["color"] = m[0].lower()
    return {k: v for k, v in found.items() if v}


def _outside(text: str) -> str:
    return re.sub(QUOTE, " ", text)


def _bare_text(clause: Clause) -> str:
    """A title given without quotes: "add a title Urban Dreams for 3 seconds"."""
    if not (m := _UNQUOTED.search(clause.text)):
        return ""
    text = without_times(m["en"] or m["zh"])
    for table in (lexicon.POSITIONS, lexicon.ASPECTS):
        text = table.without(text)
    text = _PLACES.sub(" ", text)
    text = re.sub(
        r"\bin\s+(?:white|black|red|orange|yellow|gold|green|cyan|blue|purple|pink)\b", " ", text, flags=re.IGNORECASE
    )
    text = re.sub(r"\s+", " ", text).strip(" ,，.。:：")
    return "" if text.lower() in {"", "card", "to", "on", "it", "a", "the", "please", "over", "over it"} else text
