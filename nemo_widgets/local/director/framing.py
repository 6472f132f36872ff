"""What of a photo or clip shows: "crop 10% off the top", "show the whole photo", "fill the frame", "裁掉左边"."""

from __future__ import annotations

import re
from typing import Final

from nemo_widgets.local.director import lexicon, pointing
from nemo_widgets.local.director.lexicon import Words, words
from nemo_widgets.local.director.operations import SetCrop, SetFit
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.quantities import percent, times
from nemo_widgets.local.director.reading import Clause
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import Segment

_Box = tuple[float, float, float, float]
WHOLE: Final[_Box] = (0.0, 0.0, 1.0, 1.0)
_LEAST: Final = 0.1
"""The smallest part of a side that a crop leaves."""

_CROP = words(
    r"crop(?:s|ped|ping)?|trim (?:off )?the (?:top|bottom|left|right|edges?|sides?|borders?)",
    "裁剪|裁切|裁掉|裁去|裁|切掉(?=.{0,4}[上下左右边])",
)
_CUT_OUT = re.compile(r"\bout the (?:person|people|background|man|woman)|人物|抠", re.IGNORECASE)
_UNCROP = words(
    r"un-?crop|no crop(?:ping)?|(?:remove|undo|reset|clear) (?:the )?crop(?:ping)?",
    "取消裁[剪切]|恢复裁[剪切]|不要裁[剪切]了|还原裁[剪切]",
)
_SIDES: Final = Words(
    ("center", "cent(?:er|re)|middle", "中间|中央|中心|居中"),
    (
        "edges",
        "edges?|sides|borders?|margins?|all (?:around|round|sides)|closer|tighter|in",
        "四周|四边|边缘|周围|边框|紧一?[点些]",
    ),
    ("left", "left(?:[- ]hand)?", "左"),
    ("right", "right(?:[- ]hand)?", "右"),
    ("top", "top|upper", "上|顶"),
    ("bottom", "bottom|lower", "下|底"),
)
_KEEP = words(r"to|keep|only|down to", "裁剪到|裁切到|裁成|只留|保留|只要|留下|到")
_HALF = words("half", "一半|半边|半部分|半")
_THIRD = words("(?:a |one )?third", "三分之一")
_CONTAIN = words(
    r"(?:show|see|fit|display|keep|use) (?:me )?(?:the |my )?(?:whole|entire|full|complete"
    r"|all of the) (?:photos?|pictures?|images?|clips?|videos?|frame)"
    r"|fit (?:it|the (?:photo|picture|image|clip|video)|everything|all|my \w+|inside|within|in|to)(?: .*)?"
    r"|don'?t (?:crop|cut)(?: .*)?"
    r"|(?:without|stop) cropping(?: .*)?|letter ?box(?:ed)?|contain|blur(?:red|ry)? (?:the )?(?:sides|bars"
    r"|borders)"
    r"|nothing (?:is )?cut off|pillar ?box(?:ed)?",
    (
        "完整(?:地)?(?:显示|展示|呈现)|显示(?:全部|整张|完整)|适应(?:画面|屏幕|窗口)|不要裁[剪切掉]?|别裁|留边"
        "|模糊(?:两边|边)|全部显示"
    ),
)
_COVER = words(
    r"fill(?:s|ing)? (?:up )?(?:the )?(?:whole |entire |full )?(?:frame|screen|picture|canvas|space|it)|cover"
    r"|full ?screen|edge to edge"
    r"|(?:no|remove|without|get rid of|lose) (?:the )?(?:black |blurred |blurry )?(?:bars|borders|sides"
    r"|letterbox\w*)|stretch to fill",
    "填满|铺满|充满|占满|满屏|去掉(?:黑边|模糊边|边框)|不要黑边|覆盖",
)


def read(clause: Clause, now: Situation) -> Outcome | None:
    """A clause about cropping or fitting, or None."""
    text = clause.text
    uncrop, contain, cover = _UNCROP.search(text), _CONTAIN.search(text), _COVER.search(text)
    crop = _CROP.search(text) and not contain
    other = times(text) or _CUT_OUT.search(text) or (crop and lexicon.ASPECTS.find(text))
    if other or not (crop or uncrop or contain or cover):
        return None
    if now.unused("image", "video") and not now.clips:
        return None
    there = pointing.wanted(text, now)
    if isinstance(there, Refusal):
        return there
    files = [s for s in there if s.meta.kind in {"image", "video"}]
    if not files:
        return Refusal("crop-scene")
    ids = tuple(s.id for s in files)
    if uncrop or not crop:
        return (SetCrop(ids, WHOLE),) if uncrop else (SetFit(ids, "contain" if contain else "cover"),)
    return _crop(text, files)


def _crop(text: str, files: list[Segment]) -> Outcome:
    side = _SIDES.find(_without_words(text))
    share = percent(text)
    if not side and share is None:
        return Refusal("crop-how")
    amount = 0.5 if _HALF.search(text) else 1 / 3 if _THIRD.search(text) else share
    keeps = bool(_KEEP.search(text))
    boxes = {s.id: _box(s.meta.crop, side or "edges", amount, keeps=keeps) for s in files}
    if any(min(b[2], b[3]) < _LEAST for b in boxes.values()):
        return Refusal("crop-little")
    made: dict[_Box, list[str]] = {}
    for id_, box in boxes.items():
        made.setdefault(box, []).append(id_)
    return tuple(SetCrop(tuple(ids), box) for box, ids in made.items())


def _without_words(text: str) -> str:
    """The text without "in" where it is no side, and with the crop's own words gone."""
    text = re.sub(r"\bin (?:the|half|a)\b|\bin(?=\s+\w+ (?:photo|clip|image))", " ", text, flags=re.IGNORECASE)
    return re.sub(r"第.(?:个|段|张)|上面的?照片", " ", text)


def _box(old: _Box, side: str, amount: float | None, *, keeps: bool) -> _Box:
    """A crop of what already shows."""
    left, top, width, height = old
    if side in {"center", "edges"}:
        off = amount if amount is not None else 0.1
        kept = (
            off if keeps and amount is not None else 1 - (off if amount is not None and side == "center" else 2 * off)
        )
        kept = 0.6 if side == "center" and amount is None else kept
        box = (left + width * (1 - kept) / 2, top + height * (1 - kept) / 2, width * kept, height * kept)
    else:
        gone = amount if amount is not None else 0.5 if keeps else 0.2
        gone = 1 - gone if keeps and amount is not None else gone
        # What is kept lies on that side, what is cut off lay there.
        at_start = (side in {"left", "top"}) != keeps
        if side in {"left", "right"}:
            box = (left + width * gone * at_start, top, width * (1 - gone), height)
        else:
            box = (left, top + height * gone * at_start, width, height * (1 - gone))
    return (round(box[0], 4), round(box[1], 4), round(box[2], 4), round(box[3], 4))
