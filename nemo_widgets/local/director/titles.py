"""Titles, captions, lower thirds, watermarks: "add the title 'Urban Dreams' for 3 seconds", "标题改成“你好”"."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from nemo_widgets.local.director import lettering, lexicon, pointing, room, wording
from nemo_widgets.local.director.fades import Fades, fades
from nemo_widgets.local.director.lexicon import words
from nemo_widgets.local.director.operations import (
    SHORTEST_CLIP,
    AddTitle,
    EditTitle,
    Operation,
    RemoveTitle,
    SetFade,
)
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.quantities import times, without_times
from nemo_widgets.local.director.reading import QUOTE, Clause, about_a_scene
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.director.timing import AT, FROM_TO, WHOLE, timing
from nemo_widgets.local.draft import TEXT, Meta, Segment

DEFAULT_TITLE: Final = 3000
"""How long a title stands unless told, ms."""
LONGEST_TEXT: Final = 200
"""Characters of one title."""

_NOUN = words(
    r"titles?|heading|headline|texts?(?! (?:prompt|file)s?)|captions?|words|lettering|letters|fonts?|subtitle"
    r"|lower[- ]thirds?|name ?(?:tag|plate)|titled|entitled|captioned|labell?ed"
    r"|water ?marks?|copyright|end card|credits",
    "标题|片名|题目|文字|字幕|字样|大字|人名条|名牌|水印|说明文字|把字|[行句]字|字(?=[大小太换变改的颜体号去删往放移再])",
)
_SPOKEN = words(
    r"voice-?overs?|narrat\w+|subtitles|captions|speech|auto\w*|transcri\w+", "配音|旁白|自动|朗读|识别|生成字幕|加字幕"
)
_PICTURE = words(r"logos?|image|photo|picture|png|sticker", "标志|徽标|图片|照片|图标|贴纸")
_STYLED = words(r"last|stay|show|shown|appear|visible|fade|bold", "显示|停留|出现|淡")
_MUSIC = words("music|songs?|bgm|soundtrack|volume|track", "音乐|歌|配乐|曲")
_STAYS = re.compile(r"(?:stay|last|show)\b|显示|停留", re.IGNORECASE)
_WRITE = re.compile(
    rf"^(?:(?:call|name|label) (?:it|this|the (?:film|video))|write|say|display|put|show|have|add|写上?|打上|显示"
    rf"|加上?|放上?|添加)\s*{QUOTE}",
    re.IGNORECASE,
)
_PUTS = re.compile(
    (
        r"(?:write|say|display|put|show|add|type)\b(?!.*\b(?:clip|scene|photo|shot|music)\b)|.{0,12}(?:写|打上"
        r"|显示|放上|加上|加)"
    ),
    re.IGNORECASE,
)
_WRITES = re.compile(r"(?:write|type)\s+\w|写(?!实|意)[\u3400-\u9fff]", re.IGNORECASE)
_TRANSLATE = re.compile(r"\btranslat|翻译", re.IGNORECASE)
_SHIFTS = re.compile(
    r"(?P<sooner>\b(?:earlier|sooner)\b|提前|早(?!安|上|晨))|\blater\b|推迟|延后|晚(?!上|安)", re.IGNORECASE
)
_GOES = words(r"disappears?|vanish(?:es)?|go(?:es)? away", "消失|不见")
_UP = re.compile(
    r"\b(?:move|put|shift|push|bring)\b.*\b(?:up|higher|upwards?)\b|(?:往上|上移|向上|高一点)", re.IGNORECASE
)
_DOWN = re.compile(
    r"\b(?:move|put|shift|push|bring)\b.*\b(?:down|lower|downwards?)\b|(?:往下|下移|向下|低一点)", re.IGNORECASE
)
_MORE_TIME = words(
    (r"(?:seconds?|s) (?:longer|more)|more seconds|(?:extend|lengthen)\b.*\bby"),
    "多(?=显示|停|放|出现|留)|再(?=显示|停|放)|延长(?!到|至)",
)
_LONGER = words("longer|extend|more time", "久一点|长一点|更久|延长|久一些")
_SHORTER = words("shorter|briefer|less time|shorten", "短一点|缩短|短一些")
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
_END = words(
    (
        r"(?:at|near|to|for|in) the (?:very )?end|at the close|closing|(?:in|for|during|over) the last"
        r"|end(?:ing)? (?:title|card)|outro|(?:end|closing) credits|end with|finish with"
    ),
    "结尾|片尾|末尾|最后|结束时",
)
_UNTIL_END = words(r"(?:till|until|up to) the (?:very )?end", "(?:直到|到)(?:最后|结尾|片尾|结束)")
_START = words(
    r"(?:at|from|to|in) the (?:very )?(?:start|beginning)|opening|first",
    "开头|片头|开始|开场|前(?=\\d|[一二三四五六七八九十])",
)
_AT_START = words(r"(?:at|from|to|in) the (?:very )?(?:start|beginning)|opening", "开头|片头|开场")
_DETAIL = words(
    r"for|in|at|on|the|with|to|and|a|lasting|during|colou?r(?:ed)?|letters|font|screen|it|from|film|video|seconds?"
    r"|stay|last|show|much|bit|even|still|little|more|rather",
    "一点|一些|再|更|要|吧|换成|改成|变成|改为|显示|持续|放在|放到|位置|颜色|字号|字体|在|用|为|的|屏幕|画面|出现|放|移|挪",
)
_ALL_OF_THEM = re.compile(
    (
        r"\b(?:all|every|each|both)\b.*\b(?:titles?|texts?|captions?|words)\b|\b(?:both|them)\b|它们|(?:所有"
        r"|全部|每个)的?(?:标题|字幕"
        r"|文字)"
    ),
    re.IGNORECASE,
)
_NTH = re.compile(
    (
        r"\b(?P<o>first|second|third|fourth|last)\s+(?:title|text(?! prompts?)|caption)|(?P<z>第[一二三四]"
        r"|最后)(?:一?个|条|行)?(?:标题|文字|字幕|字)"
    ),
    re.IGNORECASE,
)


def read(clause: Clause, now: Situation) -> Outcome | None:
    """A clause about titles, or None."""
    clause = wording.signed(clause)
    text, quoted = clause.text, clause.quoted()
    titles, noun = now.draft.of_type(TEXT), _NOUN.search(text)
    if not quoted and noun and _not_ours(text, noun.start(), titles):
        return None
    if noun is None and _means_the_last(clause, now):
        return _changed(clause, now.touched(TEXT), now)
    other_words = len(quoted) > 1 and _CHANGE.match(text) and any(t.meta.text == quoted[0] for t in titles)
    if other_words:
        return _changed(clause, [t for t in titles if t.meta.text == quoted[0]], now)
    if noun is None and not (quoted and _writes(clause, now)):
        return Refusal("title-text") if not quoted and now.clips and _WRITES.match(text) else None
    return _edited(clause, titles, now, noun=noun is not None)


def _edited(clause: Clause, titles: list[Segment], now: Situation, *, noun: bool) -> Outcome:
    """Taken off, changed or added."""
    text, quoted = clause.text, clause.quoted()
    adding = bool(_ADD.search(text))
    if (_REMOVE.search(text) or (_GOES.search(text) and not times(text) and not _SHIFTS.search(text))) and not adding:
        found = fades(text)
        return _faded(_which(clause, titles), found) if found and titles else _removed(clause, titles)
    marks = lettering.STYLES.find(text) == "watermark" and not any(t.meta.style == "watermark" for t in titles)
    if noun and marks and not quoted and wording.unquoted(clause):
        return _added(clause, now)
    if titles and not quoted and not adding:
        return _changed(clause, titles, now)
    if noun and _CHANGE.search(text) and not (adding and quoted) and (titles or not quoted):
        return _changed(clause, titles, now)
    return _added(clause, now)


def _writes(clause: Clause, now: Situation) -> bool:
    """“Write 'Go'”, “put my name at the bottom: 'Ana'”, a quote alone; no file's name in quotes."""
    files = {u.name.lower() for u in now.uploads}
    if any(q.lower() in files for q in clause.quoted()):
        return False
    lead = _WRITE.search(clause.text) or re.fullmatch(rf"(?:the\s+)?{QUOTE}.*", clause.text)
    return bool(lead or _PUTS.match(clause.text))


def _not_ours(text: str, at: int, titles: list[Segment]) -> bool:
    """Speech, logos and signs in a scene are no titles; captions that are there are."""
    spoken = _SPOKEN.search(text) and not any(t.meta.style == "caption" for t in titles)
    return bool(spoken or _PICTURE.search(text) or about_a_scene(text, at))


def _means_the_last(clause: Clause, now: Situation) -> bool:
    """“Make it red”, “bigger”, “move it to the bottom”, “change it to 'Go'”, right after a title came."""
    text = clause.text
    if not now.touched(TEXT) or pointing.mentions(text, now) or lexicon.ASPECTS.find(text) or _MUSIC.search(text):
        return False
    if not pointing.PRONOUN.search(text):  # "bigger", "in red", right after it
        return bool(lettering.style(text) or _STAYS.match(text) or _GOES.search(text)) and is_detail(clause)
    told = (
        lettering.style(text)
        or _UP.search(text)
        or _DOWN.search(text)
        or _STYLED.search(text)
        or _GOES.search(text)
        or _END.search(text)
        or clause.quoted()
    )
    return bool(told)


def is_detail(clause: Clause) -> bool:
    """Whether a clause only says when, where or how: "in red", "显示3秒", "at the end"."""
    if clause.quoted():
        return False
    found = fades(clause.text)
    text = found.rest if found else clause.text
    text = lettering.plain(without_times(AT.sub(" ", FROM_TO.sub(" ", text))))
    for pattern in (_GOES, _UP, _DOWN, _END, _START, WHOLE, wording.PLACES, _DETAIL):
        text = pattern.sub(" ", text)
    return not re.search(r"\w", text)


def _removed(clause: Clause, titles: list[Segment]) -> Outcome:
    if not titles:
        return Refusal("no-watermark" if lettering.STYLES.find(clause.text) == "watermark" else "no-title")
    chosen = _which(clause, titles)
    if re.search(r"\b(?:titles|all|every|texts|captions)\b|所有|全部", clause.text, re.IGNORECASE):
        like = {t.meta.style for t in chosen} if lettering.STYLES.find(clause.text) else {t.meta.style for t in titles}
        chosen = [t for t in titles if t.meta.style in like]
    if not chosen:
        return Refusal("no-watermark" if lettering.STYLES.find(clause.text) == "watermark" else "no-such-title")
    return (RemoveTitle(tuple(t.id for t in chosen), chosen[0].meta.text if len(chosen) == 1 else ""),)


def _added(clause: Clause, now: Situation) -> Outcome:
    text = (clause.quoted() or [wording.unquoted(clause)])[0]
    if not text:
        return Refusal("title-text")
    if len(text) > LONGEST_TEXT:
        return Refusal("title-long")
    if not now.clips:
        return Refusal("no-clip-title", text)
    found = fades(clause.text) or Fades(None, None, clause.text)
    style = _sort(clause, now)
    start, duration = _when(found.rest, style, now)
    if start >= now.draft.duration:
        return Refusal("title-late", f"{start / 1000:g}")
    length = max(SHORTEST_CLIP, min(duration, now.draft.duration - start))
    look = lettering.style(found.rest)
    title = AddTitle(text, start, length, **look, style=style, fade_in=found.fade_in or 0, fade_out=found.fade_out or 0)
    return _beside(title, found.rest, now)


def _beside(title: AddTitle, text: str, now: Situation) -> Outcome:
    """The title after the one it would cover, if its time was left open; else in another place."""
    others, film = now.draft.of_type(TEXT), now.draft.duration
    wanted = Segment("", title.start, title.duration, Meta("title", position=title.position, style=title.style))
    covered = room.in_the_way(wanted, others)
    if not covered:
        return (title,)
    told, length = timing(text, film)
    bound = title.start or title.style == "watermark" or _END.search(_outside(text)) or _AT_START.search(text)
    least = room.SHORTEST_READ if length is None else title.duration
    if told is None and not bound and (start := room.time_for(wanted, others, film, least=least)) is not None:
        before = [o for o in others if o.end == start]
        shown = min(title.duration, film - start)
        return (msgspec.structs.replace(title, start=start, duration=shown, after=before[0].meta.text),)
    place = room.place_for(wanted, others)
    if place is None:
        return Refusal("title-room", title.text)
    return (msgspec.structs.replace(title, position=place, clear_of=covered[0].meta.text),)


def _sort(clause: Clause, now: Situation) -> str:
    """Which sort of title; a quote alone is another of the sort just made."""
    told = lettering.STYLES.find(clause.text)
    before = now.touched(TEXT)
    return told or (before[-1].meta.style if before and not _NOUN.search(clause.text) else "")


def _when(text: str, style: str, now: Situation) -> tuple[int, int]:
    """Start and duration of a new title, ms."""
    film = now.draft.duration
    start, duration = timing(text, film)
    if start is None and style == "watermark" and duration is None:
        return 0, film
    if start is None and (over := pointing.mentions(text, now)) and over[0].found:
        clip = over[0].found[0]
        return clip.start, min(duration or DEFAULT_TITLE, clip.duration)
    if start is None and now.scope and not _END.search(_outside(text)) and not _AT_START.search(text):
        came = now.scoped
        return came[0].start, min(duration or DEFAULT_TITLE, came[-1].end - came[0].start)
    start = 0 if start is None else start
    duration = min(DEFAULT_TITLE, film - start) if duration is None else duration
    if _END.search(_outside(text)) and not FROM_TO.search(text):
        start = max(0, film - duration)
    return start, duration


def _changed(clause: Clause, titles: list[Segment], now: Situation) -> Outcome:
    chosen = _which(clause, titles)
    if not chosen:
        none = "no-such-title" if titles else "no-title"
        return Refusal(none if lettering.STYLES.find(clause.text) != "watermark" else "no-watermark")
    title, film = chosen[-1], now.draft.duration
    found = fades(clause.text)
    text = found.rest if found else clause.text
    quoted, look = clause.quoted(), lettering.style(text)
    if "size" in look and lettering.RELATIVE.search(text):
        size = lettering.next_size(title.meta.style, title.meta.size, look["size"])
        if not size:
            return Refusal("title-size")
        look["size"] = size
    start, duration = _retimed(text, title, film)
    if start is not None and start >= film:
        return Refusal("title-late", f"{start / 1000:g}")
    if "position" not in look and (_UP.search(text) or _DOWN.search(text)):
        look["position"] = "top" if _UP.search(text) else "bottom"
    if duration is not None and _MORE_TIME.search(text) and start is None:
        duration += title.duration
    if duration is None and not found and (_LONGER.search(text) or _SHORTER.search(text)):
        duration = round(title.duration * (1.5 if _LONGER.search(text) else 0.6))
    words_ = quoted[-1] if quoted and quoted[-1] != title.meta.text else None
    style = _restyled(text, title)
    told = words_ or look or style or start is not None or duration is not None or found
    if not told and not quoted and _TO.search(text) and not _TRANSLATE.search(text):
        words_ = wording.unquoted(clause) or None
    if not told and words_ is None:
        return Refusal("title-how")
    if words_ and len(words_) > LONGEST_TEXT:
        return Refusal("title-long")
    edit = EditTitle(title.id, words_, start, duration, style=style, **look)
    targets = chosen if _ALL_OF_THEM.search(clause.text) and not words_ else [title]
    edits = (msgspec.structs.replace(edit, id=t.id) for t in targets)
    made: tuple[Operation, ...] = () if edit == EditTitle(title.id) else tuple(edits)
    return (*made, *(_faded(targets, found) if found else ()))


def _retimed(text: str, title: Segment, film: int) -> tuple[int | None, int | None]:
    """Start and duration that a clause gives a title, ms; None where it does not say."""
    spans = times(text)
    if _GOES.search(text) and spans:
        return None, max(SHORTEST_CLIP, spans[0].ms)
    if (way := _SHIFTS.search(text)) and spans:
        by = spans[0].ms * (-1 if way["sooner"] else 1)
        return max(0, title.start + by), None
    start, duration = timing(text, film)
    if _UNTIL_END.search(text):
        return start, film - (title.start if start is None else start)
    if _END.search(_outside(text)) and not FROM_TO.search(text) and not AT.search(text):
        return max(0, film - (duration or title.duration)), duration
    if start is None and _START.search(_outside(text)) and not times(text):
        return 0, duration
    return start, duration


def _faded(chosen: list[Segment], found: Fades) -> tuple[Operation, ...]:
    return (SetFade(tuple(t.id for t in chosen), "title", found.fade_in, found.fade_out),)


def _restyled(text: str, title: Segment) -> str | None:
    """“Make the title a lower third”: another sort of title."""
    style = lettering.STYLES.find(text)
    both = re.search(r"\b(?:title|text|it)\b|标题|文字|它", lettering.STYLES.without(text), re.IGNORECASE)
    return style if style and both and style != title.meta.style else None


def _which(clause: Clause, titles: list[Segment]) -> list[Segment]:
    """The title meant: by its quoted text, by number, by its sort, else the last one."""
    named = [t for t in titles if t.meta.text in clause.quoted()]
    if named:
        return named
    style = lettering.STYLES.find(clause.text)
    like = [t for t in titles if t.meta.style == style]
    if style == "watermark" or (like and style):
        titles = like
    elif not style:
        titles = [t for t in titles if t.meta.style != "watermark"] or titles
    if _ALL_OF_THEM.search(clause.text):
        return titles
    m = _NTH.search(clause.text)
    n = int(lexicon.ORDINALS.find(m["o"] or m["z"])) if m else -1
    return titles[n - 1 : n] if n > 0 else titles[-1:]


def _outside(text: str) -> str:
    return re.sub(QUOTE, " ", text)
