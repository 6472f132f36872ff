"""Which clips there are and in what order: remove, duplicate, reorder."""

from __future__ import annotations

import re
from typing import Final, Literal

from nemo_widgets.local.director import pointing
from nemo_widgets.local.director.lexicon import words
from nemo_widgets.local.director.making import is_new
from nemo_widgets.local.director.operations import (
    LONGEST_FILM,
    DuplicateClips,
    RemoveClip,
    RemoveMusic,
    RemoveTitle,
    ReorderClips,
)
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.quantities import number
from nemo_widgets.local.director.reading import Clause
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import AUDIO, TEXT, Segment

_REMOVE = words(
    (
        r"remove|delete|drop|get rid of|take (?:it |that |this )?(?:out|off|away)|lose|clear|empty|discard"
        r"|throw (?:it )?(?:out|away)|don'?t (?:want|need)|cut out"
    ),
    "删除|去掉|移除|不要|删掉|去除|清空|拿掉|删了",
)
_KEEP_ONLY = words(
    (
        r"(?:keep|leave) only|only keep|keep just|just keep|(?:remove|delete|drop) (?:all|everything"
        r"|every).{0,30}(?:but|except)"
    ),
    "只保留|只留|除了.*(?:都|全部)?(?:删|去)",
)
_EVERYTHING = words(
    (
        r"everything|all(?: of it| the clips| clips)?|the (?:whole )?timeline|the (?:whole|entire) (?:film|video"
        r"|project)|start over|start again|reset"
    ),
    "全部|所有|一切|时间线|清空|重新开始|从头来",
)
_WHOLE = re.compile(r"^(?:start (?:over|again|from scratch)|reset|重新开始|清空|从头来)", re.IGNORECASE)
_CLIP = words(pointing.NOUN + "|footage", "片段|视频|镜头|画面|场景|照片|图片|段")
_SHORT: Final = 30
"""Characters of a clause that is little more than “remove it”."""
_SOUND_OR_TITLE = re.compile("title|music|text|caption|标题|音乐|文字|字幕", re.IGNORECASE)

_DUPLICATE = re.compile(
    r"\b(?:duplicat(?:e|es|ed)|copy|clone|repeat|loop|double up)\b|\bplay\b.*\b(?:twice|(?:two|three|four"
    r"|\d) times|again)\b"
    r"|\b(?:once|one time) (?:more|again)\b|复制|拷贝|重复|循环|放一[遍次]|(?:播|放)[两二三四五]遍|重播",
    re.IGNORECASE,
)
_LOOP_OF = re.compile(r"\bloops? of\b", re.IGNORECASE)
_PLAYS = re.compile(r"\b(?:repeat|loop|play)\b|重复|循环|播|放", re.IGNORECASE)
_COUNT = re.compile(
    (
        r"\b(?P<n>twice|once|(?:two|three|four|five|\d{1,2})(?= (?:more )?(?:times|copies)))\b"
        r"|(?P<zn>[一两二三四五六七八九十]|\d{1,2})(?=[次遍份个])"
    ),
    re.IGNORECASE,
)
_SWAP = re.compile(
    (
        r"\b(?:swap|switch|exchange|interchange|flip)\b.*\b(?:and|with|order|clips|scenes|shots|two|them|both|around"
        r"|places)\b|交换|调换|对调|互换|换过来|换(?:一下)?(?:位置|顺序)|对换"
    ),
    re.IGNORECASE,
)
_MOVE = re.compile(
    (
        r"\b(?:move|put|place|bring|shift|send|drag)\b|移到|移动|放到|放在|挪到|挪|调到|提到|移|放(?=最"
        r"|在?[前后]面?)|先放"
    ),
    re.IGNORECASE,
)
_BACKWARDS = re.compile(
    (
        r"\b(?:reverse|flip|invert|turn around|swap) (?:the )?order\b|\bin reverse order\b|(?:顺序)(?:倒过来"
        r"|反过来|颠倒|翻转)|(?:颠倒|倒转|反转|调换|对调|交换)(?:一下)?(?:片段)?(?:的)?顺序"
    ),
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:re-?order|re-?arrange|order|sort|arrange|sequence)[^\d]{0,40}(?P<list>\d(?:\s*(?:,|-|→|>|and|then|\s)\s*\d)+)"
    r"|(?:按|顺序)[^\d]{0,12}(?P<zlist>\d(?:\s*(?:、|,|，|-|和|\s)?\s*\d)+)",
    re.IGNORECASE,
)
_REORDER = words(r"re-?order|re-?arrange|(?:change|swap|switch) the order|shuffle", "重新排列|排序|顺序|打乱")
_START = words(
    r"(?:to|at|in|as) (?:the )?(?:very )?(?:start|beginning|front|top|first(?: place)?)|first$|up front|to be first",
    "最前面?|开头|第一(?:个|位)$|前头|开始|[放到在]前[面边]$",
)
_END = words(
    r"(?:to|at|in) (?:the )?(?:very )?(?:end|back|last(?: place)?)|last$|to be last",
    "最后面?|结尾|末尾|后头|[放到在]后[面边]$",
)
_POSITION = re.compile(r"\bto (?:the )?(?:position|place|number|spot|slot) (?P<n>\d)\b|第(?P<zn>\d)位", re.IGNORECASE)
_BETWEEN = words("between", "之间|中间")
_MOVE_ONLY = re.compile(r"(?:move|shift|reorder|把?移动?一?下?)", re.IGNORECASE)
_LEADS = re.compile(
    (
        r"^(?:(?P<start>start|begin|open)|(?:end|finish|close|conclude)) (?:it |the (?:film|video) )?with (?:the"
        r"|my)\b(?!.* of\b)|^(?:先放|以(?=.*(?P<zstart>开始|开头|开场))|以(?=.*(?:结束|结尾|收尾)))"
    ),
    re.IGNORECASE,
)
_MADE_FIRST = re.compile(
    r"(?:make|put|have|move|place)\s+(?:the|my)\s+\w+\b.*?\s(?:be |come |go |as )?(?:the )?(?P<at>first|last"
    r"|opening|closing)"
    r"(?: (?:clip|scene|shot|one|place))?$",
    re.IGNORECASE,
)
_BEFORE = words(r"before|in front of|ahead of", "之前|前面|的?前(?!\\d)")
_AFTER = words(r"after|behind|following", "之后|后面|的?后(?!\\d)")


def remove(clause: Clause, now: Situation) -> Outcome | None:
    """“Remove the second clip”, “delete everything”, “keep only the first clip”, “删掉最后一段”, “remove it”."""
    text = clause.text
    named = pointing.mentions(text, now)
    whole = bool(_WHOLE.search(text))
    if _KEEP_ONLY.search(text) and named:
        return _all_but(named, now)
    if not _REMOVE.search(text) and not whole:
        return None
    everything = whole or (_EVERYTHING.search(text) and not _SOUND_OR_TITLE.search(text) and not named)
    chosen = now.clips if everything else pointing.clips(text, now)
    if not named and not everything and (touched := _it(text, now)):
        return touched
    if chosen is None:
        if not _CLIP.search(text) and not (pointing.PRONOUN.search(text) and len(text) < _SHORT):
            return None
        chosen = _of_kind(text, now)
    if not chosen:
        return Refusal("no-such-clip" if now.clips else "no-clip")
    return (RemoveClip(tuple(s.id for s in chosen), chosen[0].meta.name if len(chosen) == 1 and not whole else ""),)


def _it(text: str, now: Situation) -> Outcome | None:
    """“Remove it”, right after a title or music came."""
    if not pointing.PRONOUN.search(text) or _CLIP.search(text):
        return None
    if titles := now.touched(TEXT):
        return (RemoveTitle(tuple(t.id for t in titles), titles[0].meta.text if len(titles) == 1 else ""),)
    if now.touched(AUDIO) and not any(s.id in now.focus for s in now.clips):
        return (RemoveMusic(now.touched(AUDIO)[0].meta.name),)
    return None


def _all_but(kept: list[pointing.Reference], now: Situation) -> Outcome:
    ids = {s.id for m in kept for s in m.found}
    others = [s for s in now.clips if s.id not in ids]
    if not ids or not others:
        return Refusal("no-such-clip" if now.clips else "no-clip")
    return (RemoveClip(tuple(s.id for s in others), others[0].meta.name if len(others) == 1 else ""),)


def _of_kind(text: str, now: Situation) -> list[Segment]:
    if re.search(r"photo|image|picture|照片|图片", text, re.IGNORECASE):
        return [s for s in now.clips if s.meta.kind == "image"][-1:]
    return now.clips[-1:]


def duplicate(clause: Clause, now: Situation) -> Outcome | None:
    """“Duplicate the second clip”, “loop it three times”, “复制第一段到结尾”."""
    text = clause.text
    about_a_new_one = is_new(text, named=bool(pointing.mentions(text, now)))
    if not _DUPLICATE.search(text) or about_a_new_one or _LOOP_OF.search(text) or _SOUND_OR_TITLE.search(text):
        return None
    chosen = pointing.wanted(text, now)
    if isinstance(chosen, Refusal):
        return chosen
    named = pointing.mentions(text, now)
    copies = _copies(text)
    if now.draft.duration + copies * sum(s.duration for s in chosen) > LONGEST_FILM:
        return Refusal("too-long")
    place: Literal["after", "end", "start"] = (
        "end" if _END.search(_around(text, named)) else "start" if _START.search(_around(text, named)) else "after"
    )
    name = chosen[0].meta.name if len(chosen) == 1 else ""
    return (DuplicateClips(tuple(s.id for s in chosen), copies, place, name),)


def _copies(text: str) -> int:
    m = _COUNT.search(text)
    if not m:
        return 1
    told = (m["n"] or m["zn"]).lower()
    n = {"twice": 2, "once": 1}.get(told) or int(number(told))
    # "Loop it three times" plays it three times in all; "duplicate it three times" adds three.
    return max(1, n - 1 if _PLAYS.search(text) and n > 1 and not re.search(r"\bmore\b|再", text) else n)


def _around(text: str, named: list[pointing.Reference]) -> str:
    for m in sorted(named, key=lambda m: m.at, reverse=True):
        text = f"{text[: m.at]} {text[m.end :]}"
    return text


def reorder(clause: Clause, now: Situation) -> Outcome | None:
    """“Swap the first and second clips”, “move the last clip to the start”, “交换第一段和第二段”."""
    text, there = clause.text, now.clips
    named = pointing.mentions(text, now)
    backwards, listed = _BACKWARDS.search(text), _LISTED.search(text)
    leads = _LEADS.match(text)
    swaps = _SWAP.search(text) and not re.search(r"\bfor\b", text)
    where = _START.search(text) or _END.search(text) or _POSITION.search(text) or len(named) > 1
    made_first = _MADE_FIRST.match(text) if named else None
    moves = (_MOVE.search(text) and named and where) or made_first
    bare_move = named and _MOVE_ONLY.fullmatch(_around(text, named).strip())
    told = bare_move or backwards or listed or (leads and named) or swaps or moves or _REORDER.search(text)
    if not told or (_SOUND_OR_TITLE.search(text) and (moves or not named)):
        return None
    if not there or any(not m.found for m in named):
        return Refusal("no-such-clip" if there else "no-clip")
    if len(there) == 1:
        return Refusal("reorder-one")
    if listed:
        order = _as_listed(listed["list"] or listed["zlist"], there)
    elif swaps or backwards:
        order = _swapped(named, there, backwards=bool(backwards))
    elif made_first:
        taken = [s for s in there if s in named[0].found]
        rest = [s for s in there if s not in taken]
        order = taken + rest if re.search("first|opening", made_first["at"], re.IGNORECASE) else rest + taken
    else:
        order = _moved(text, named, there, leads)
    return _ordered(order) if order else Refusal("reorder-how")


def _ordered(order: list[Segment]) -> Outcome:
    return (ReorderClips(tuple(s.id for s in order), tuple(s.meta.name for s in order)),)


def _as_listed(text: str, there: list[Segment]) -> list[Segment] | None:
    places = [int(n) - 1 for n in re.findall(r"\d", text)]
    if sorted(set(places)) != sorted(places) or any(not 0 <= p < len(there) for p in places):
        return None
    return [there[p] for p in places] + [s for n, s in enumerate(there) if n not in places]


def _swapped(named: list[pointing.Reference], there: list[Segment], *, backwards: bool) -> list[Segment] | None:
    ids = list(dict.fromkeys(s.id for m in named for s in m.found))
    if len(ids) == 2:
        a, b = (next(n for n, s in enumerate(there) if s.id == i) for i in ids)
        order = list(there)
        order[a], order[b] = order[b], order[a]
        return order
    return there[::-1] if not ids and (backwards or len(there) == 2) else None


def _moved(  # noqa: PLR0911 - one for each way to say where
    text: str, named: list[pointing.Reference], there: list[Segment], leads: re.Match[str] | None
) -> list[Segment] | None:
    if not named:
        return None
    taken = [s for s in there if s in named[0].found]
    rest = [s for s in there if s not in taken]
    if leads:
        first = leads["start"] or leads["zstart"] or leads[0] == "先放"
        return taken + rest if first else rest + taken
    if len(named) > 1 and (anchor := [s for s in named[-1].found if s in rest]):
        between = text[named[0].end :]
        if len(named) == 3 and _BETWEEN.search(between) and named[1].found[0] in rest:
            at = rest.index(named[1].found[0]) + 1
            return rest[:at] + taken + rest[at:]
        if _AFTER.search(between) or _BEFORE.search(between):
            at = rest.index(anchor[0]) + bool(_AFTER.search(between))
            return rest[:at] + taken + rest[at:]
    bare = _around(text, named)
    if m := _POSITION.search(text):
        at = int(m["n"] or m["zn"]) - 1
        return rest[:at] + taken + rest[at:] if 0 <= at < len(there) else None
    if _START.search(bare):
        return taken + rest
    return rest + taken if _END.search(bare) else None
