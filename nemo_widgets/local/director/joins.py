"""The words for how one clip follows another: cut, dissolve, wipe, slide, fade through black."""

from __future__ import annotations

import re
from typing import Final, NamedTuple, cast

from nemo_widgets.local.director.lexicon import Words
from nemo_widgets.local.director.operations import Transition
from nemo_widgets.local.director.quantities import times

DEFAULT_TRANSITION: Final = 800
"""ms"""

KINDS: Final = Words(
    (
        "cut",
        (
            r"(?:hard|straight|simple|plain|jump|clean) cuts?|(?:no|without|remove|delete|drop|get rid of|take (?:out"
            r"|off|away)|clear)"
            r"(?: all)?(?: of)?(?: the| any)? (?:\w+ )?(?:transitions?|dissolves?|cross-?fades?|wipes?|slides?)"
            r"|just cuts?|cuts? (?:only|between|instead)|cut transitions?"
        ),
        (
            "硬切|直接(?:切换|切|剪接|相接)|(?:去掉|取消|不要|删除|删掉|移除|去除)(?:所有|全部)?的?(?:.{0,4})?(?:转场"
            "|过渡|叠化)"
        ),
    ),
    (
        "dissolve",
        (
            r"cross[- ]?(?:fad(?:e|es|ing)|dissolves?)|dissolv(?:e|es|ing)|blend(?:s|ing)?(?= (?:transition|between"
            r"|the clips|from|into))"
            r"|soft transitions?"
        ),
        "叠化|溶解|交叉(?:淡化|溶解|叠化)|淡化|柔和(?:的)?(?:转场|过渡)",
    ),
    ("wipe", r"wip(?:e|es|ing)", "擦除|划像|划变|擦拭"),
    (
        "slide",
        (
            r"slid(?:e|es|ing)(?: (?:in|over))?(?: transitions?|(?=$| (?:transition|between|from|to|into|for|the|each"
            r"|every|all|over|in)\b))"
            r"|push(?: transitions?|es between)|swipe"
        ),
        "滑动|滑入|推移|推入|滑切",
    ),
    (
        "fade",
        (
            r"fad(?:e|es|ing)(?: through black)?(?= (?:transition|between|through|into|from the)\b)"
            r"|(?:dip|fade)s?(?: through| to) black between|(?:dip|fade)s? through (?:black)"
        ),
        "(?:黑场|淡入淡出)(?:转场|过渡)|(?:经|通)?过黑场|闪黑",
    ),
)
_KIND = r"(?:cross[- ]?fade|cross[- ]?dissolve|dissolve|wipe|slide|fade|hard cut|cut|transition)"
_VIA = re.compile(
    rf"(?:,?\s+(?:with|via|by|through|using)\s+(?:an?\s+)?(?:(?:slow|quick|soft|long|short|smooth|nice"
    rf"|[\d.]+[- ]?s(?:ec(?:ond)?)?)\s+)*"
    rf"{_KIND}(?:\s+transition)?(?:\s+(?:in|between|through black))?"
    rf"|^(?:then\s+)?{_KIND}\s+(?:in)?to(?=\s+(?!black|white|silence)))(?:\s+(?:of|over"
    rf"|for)\s+[\d.]+\s*s(?:ec(?:ond)?s?)?\b)?"
    r"|(?:用|以|通过|带)?(?:叠化|溶解|淡化|擦除|滑动|推移)(?:转场|过渡|效果)?(?:接上?|到|进入|切到|转到|的方式接上?)?",
    re.IGNORECASE,
)


class Join(NamedTuple):
    """How a new clip begins, and the text without the words for it. `ms`: 0 for a cut."""

    transition: Transition
    ms: int
    rest: str


def kind_of(text: str) -> Transition | None:
    """The transition a text names ("" is a cut), or None."""
    found = KINDS.find(text)
    return None if not found else cast(Transition, "" if found == "cut" else found)


def via(text: str) -> Join:
    """How a new clip joins on: "a forest with a dissolve", "dissolve to the sea", "叠化到大海"."""
    m = _VIA.search(text)
    if not m:
        return Join("", 0, text)
    named = kind_of(m[0])
    if named is None:
        named = (
            "fade"
            if re.search("fade", m[0], re.IGNORECASE)
            else ""
            if re.search("cut", m[0], re.IGNORECASE)
            else "dissolve"
        )
    spans = times(m[0])
    ms = (spans[0].ms if spans else DEFAULT_TRANSITION) if named else 0
    return Join(named, ms, f"{text[: m.start()]} {text[m.end() :]}".strip())
