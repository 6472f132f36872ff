"""Colour: "make it warmer", "a bit more contrast", "black and white", "太暗了", "调亮一点", "复古风格"."""

from __future__ import annotations

import re
from typing import Final

from msgspec import structs

from nemo_widgets.local.director import pointing
from nemo_widgets.local.director.edits import COLOURS
from nemo_widgets.local.director.lexicon import Words, words
from nemo_widgets.local.director.operations import AdjustColour
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.quantities import percent, percent_words
from nemo_widgets.local.director.reading import QUOTE, Clause
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import Segment

_STEP: Final = 0.25
"""How much "more" is."""

GRADES: Final = Words(
    (
        "bw",
        (
            r"(?:in )?(?:black[- ](?:and|&|n)[- ]white|b ?& ?w|b/w|monochrome|gr[ae]y ?scale|noir)(?: (?:look|film"
            r"|style|filter))?"
        ),
        "黑白(?:风格|效果|色调|滤镜|片)?",
    ),
    (
        "sepia",
        r"(?:in )?(?:sepia|old[- ]photo(?:graph)?)(?: (?:look|tones?|style|filter))?",
        "棕褐色?|泛黄|老照片(?:风格|效果)?",
    ),
    (
        "vintage",
        (
            r"(?:in an? )?(?:vintage|retro|nostalgic|old[- ](?:film|movie|timey)|old[- ]fashioned"
            r"|film[- ]?grain|(?:look(?:s|ing)?|more) old(?:er)?"
            r"|super ?8|70s|80s)"
            r"(?: (?:look|film|style|filter|feel|effect|colou?rs?))?"
        ),
        "复古(?:风格?|感|色调|滤镜|效果)?|做旧(?:效果)?|怀旧(?:风格?|感|色调|滤镜)?|胶片(?:感|风格?|效果)|老电影(?:风格?|效果)?",
    ),
    (
        "cinematic",
        (
            r"(?:a )?(?:more )?(?:cinematic|film[- ]?like|filmic|movie[- ]like|dramatic|epic|teal and orange|hollywood)"
            r"(?: (?:look|colou?rs?|grade|grading|style|filter|tones?|feel))?"
        ),
        "电影感|电影(?:色调|风格|质感|级调色)|更?有?大片感?",
    ),
)

_MORE = (
    r"(?:(?:more|higher|increase(?:d)?|raise|boost(?:ed)?|up|add(?: some| more)?|stronger|enhance|turn up"
    r"|pump up)(?: the| its)? )"
)
_LESS = r"(?:(?:less|lower|reduce(?:d)?|decrease(?:d)?|weaker|softer|turn down|drop|cut|lessen)(?: the| its)? )"
_UP = r"(?: (?:up|higher|\+))"
_DOWN = r"(?: (?:down|lower|-))"


def _both(noun: str) -> tuple[str, str]:
    return rf"{_MORE}{noun}|{noun}{_UP}", rf"{_LESS}{noun}|{noun}{_DOWN}"


_BRIGHT = _both("(?:brightness|exposure|light(?!ing)|luminosity)")
_CONTRAST = _both("contrast")
_SATURATION = _both("(?:saturation|colou?r saturation|colou?r(?:fulness)?|vibrance)")
_WARMTH = _both("(?:warmth|temperature|warm tones?|colou?r temperature)")

_STEPS: Final = (
    (
        "brightness",
        1,
        words(
            (
                rf"brighten(?: (?:up|it up))?|brighter|lighten|lighter|too dark|less dark|(?:too|so) dim|underexposed"
                rf"|{_BRIGHT[0]}"
            ),
            (
                "调?亮一?[点些]|调亮|提亮|更亮|变亮|太[黑暗]|亮度(?:调|提|加|增)?(?:高|大|加|亮)|(?:提高|增加|加大|增强"
                "|调高)(?:.{0,2}?)亮度|加亮"
            ),
        ),
    ),
    (
        "brightness",
        -1,
        words(
            rf"darken|darker|dim(?:mer)?(?: it)?|less bright|too (?:bright|light)|overexposed|moodier|{_BRIGHT[1]}",
            (
                "调?[暗黑]一?[点些]|调暗|压暗|更暗|变暗|太亮|亮度(?:调|降|减)?(?:低|小|暗)|(?:降低|减少|减小|减弱"
                "|调低)(?:.{0,2}?)亮度"
            ),
        ),
    ),
    (
        "contrast",
        1,
        words(
            rf"contrastier|punchier|punchy|crisper|more punch|high contrast|too flat|{_CONTRAST[0]}",
            (
                "对比度?(?:再|更|调|提)?(?:高|大|强|加)(?:一?[点些])?|(?:提高|增加|加大|增强|加强|调高"
                "|加)(?:.{0,2}?)对比度?|更?有层次"
            ),
        ),
    ),
    (
        "contrast",
        -1,
        words(
            rf"flatter|softer (?:look|picture|image)|low contrast|too contrasty|too much contrast|{_CONTRAST[1]}",
            "对比度?(?:再|更|调|降)?(?:低|小|弱|柔)(?:一?[点些])?|(?:降低|减少|减小|减弱|调低)(?:.{0,2}?)对比度?",
        ),
    ),
    (
        "saturation",
        1,
        words(
            rf"more colou?rful|colou?rful|(?:more )?vivid|vibrant|richer(?: colou?rs?)?|(?:more )?saturated|saturate"
            rf"|stronger colou?rs"
            rf"|make the colou?rs pop|pop(?: more)?|too (?:pale|dull|grey|gray)|{_SATURATION[0]}",
            "更?鲜艳(?:一?[点些])?|更?艳丽|更?鲜亮|更?浓郁|色彩(?:更)?(?:丰富|浓)|饱和度?(?:再|更|调|提)?(?:高|大|加"
            "|强)(?:一?[点些])?"
            "|(?:提高|增加|加大|增强|调高|加)(?:.{0,2}?)饱和度?",
        ),
    ),
    (
        "saturation",
        -1,
        words(
            rf"desaturated?|less (?:saturated|colou?rful|vivid)|tone down the colou?rs|calm down the colou?rs"
            rf"|muted (?:colou?rs|tones?|look)|paler|faded colou?rs|pastel"
            rf"|too (?:colou?rful|saturated|vivid)|colou?rs? (?:are |is )?too (?:strong|much|intense)|washed[- ]out"
            rf"|{_SATURATION[1]}",
            (
                "淡雅|素一点|颜色淡一?[点些]|太艳|饱和度?(?:再|更|调|降)?(?:低|小|弱)(?:一?[点些])?|(?:降低|减少|减小"
                "|减弱|调低)(?:.{0,2}?)饱和度?"
            ),
        ),
    ),
    (
        "warmth",
        1,
        words(
            rf"warmer|warm (?:it )?up|too (?:cold|cool|blue)|warm(?:er)? (?:tones?|colou?rs?)|{_WARMTH[0]}",
            "(?:更|再|调|偏|变)?暖(?:和)?一?[点些]|更暖|调暖|偏暖|暖色调?|太冷|暖调",
        ),
    ),
    (
        "warmth",
        -1,
        words(
            (
                rf"cooler|colder|cool (?:it )?down|too (?:warm|yellow|orange)|cool(?:er)? (?:tones?|colou?rs?)|bluer"
                rf"|{_WARMTH[1]}"
            ),
            "(?:更|再|调|偏|变)?冷一?[点些]|更冷|调冷|偏冷|冷色调?|太暖|太黄|冷调",
        ),
    ),
)
_POLISH = words(
    r"(?:adjust|fix|improve|correct|enhance|grade|tweak|balance|tune|polish|touch up)(?: the| its"
    r"| my)? (?:colou?rs?|colou?r grad\w+"
    r"|tones?|picture|image|look)|(?:auto(?:matic)?[- ])?colou?r[- ](?:correct\w*|grad\w+)|better colou?rs?"
    r"|improve the look",
    "调色|(?:调整|优化|改善|校正|美化)(?:一下)?(?:画面)?(?:的)?(?:颜色|色彩|色调)|色彩校正",
)
_RESET = words(
    r"(?:reset|undo|restore|remove|clear|drop|take (?:off|away)|no|without|turn off"
    r"|get rid of)(?: all)?(?: the| its| my| any)?(?: \w+)? ?"
    r"(?:colou?rs?|colou?r (?:grad\w+|changes|correction)|filters?|grad(?:e|ing)|black[- ]and[- ]white|b&w"
    r"|sepia|vintage)(?: look| filter)?"
    r"|(?:original|natural|normal) colou?rs?|(?:back )?(?:in|to) (?:full )?colou?r",
    "(?:恢复|还原|重置)(?:成|为|到)?(?:原来的?|原始|画面的?)?(?:颜色|色彩|色调|原色|彩色)|原色|(?:去掉|取消"
    "|去除|不要|移除)"
    "(?:.{0,4})?(?:滤镜|调色|黑白|复古|怀旧)(?:效果|风格)?|变?回彩色|^彩色的?$",
)
_LITTLE = words(
    r"(?:just )?a (?:little|bit|touch|tad)(?: bit)?|slight(?:ly)?|subtl[ey]|somewhat", "一点点|稍微?|略微?|一丢丢"
)
_MUCH = words(
    r"much|a lot|way|far|very|really|strong(?:ly)?|extreme(?:ly)?|lots|significantly", "很多|多一些|大幅|非常|明显|强烈"
)
_FILLER = words(
    r"make|turn|set|give|convert|change|put|keep|let|it|this|that|them|the|my|its|a|an|in|to|into|of|is|are"
    r"|look(?:s|ing)?|feel|effect"
    r"|style|filter|filters|apply|add|use|with|and|but|also|some|colou?rs?|picture|image|video|film|movie|clip"
    r"|scene|photo|frame|on|for"
    r"|bit|little|lot|touch|tone|tones|more|by|at|have|please|should|be|now|again|mode|only|grade|everything"
    r"|all|overall|up"
    r"|just|mood|get|level|see|hard|like|old|can|you|fix|movie|i|want",
    "把|将|给|让|使|画面|视频|影片|片子|颜色|色调|色彩|整体|改成|变成|调成|换成|做成|设为|调整为|转成|成|为"
    "|的|了|调|加|用|一点|一些|点|些"
    "|得|变|更|再|有|风格|效果|滤镜|感觉|看起来|有点|要|到|弄|改|搞|地|也|并|和|且|又|下",
)


def read(clause: Clause, now: Situation) -> Outcome | None:
    """A clause that is about colour and nothing else, or None."""
    return None if _rest(clause, now) else loose(clause, now)


def loose(clause: Clause, now: Situation) -> Outcome | None:
    """A clause that speaks of colour among other things, or None."""
    text = clause.text
    steps, grade, reset = _steps(text), GRADES.find(text), bool(_RESET.search(text))
    polish = not (steps or grade or reset) and bool(_POLISH.search(text))
    if re.search(QUOTE, text) or not (steps or grade or reset or polish):
        return None
    there = pointing.wanted(text, now)
    if isinstance(there, Refusal):
        return there
    name = there[0].meta.name if len(there) == 1 < len(now.clips) else ""
    ids = tuple(s.id for s in there)
    if reset:
        return (AdjustColour(ids, reset=True, name=name),)
    if polish:
        return (AdjustColour(ids, contrast=0.1, saturation=0.15, name=name),)
    if steps and not grade and _at_the_limit(steps, there):
        return Refusal("colour-limit")
    return (structs.replace(AdjustColour(ids, grade=grade or None, name=name), **steps),)


def grade_of(text: str) -> str:
    """The grade a new clip should have: "a black and white clip of …"; cinematic is what every clip is called."""
    found = GRADES.find(text)
    return (
        found
        if found in {"bw", "sepia"} or (found == "vintage" and re.search("look|style|filter|风|滤镜", text))
        else ""
    )


def _steps(text: str) -> dict[str, float]:
    share, words_ = percent(text), percent_words(text)
    size = 0.12 if _LITTLE.search(words_) else 0.5 if _MUCH.search(words_) else _STEP
    found: dict[str, float] = {}
    for field, sign, pattern in _STEPS:
        if pattern.search(words_):
            found.setdefault(field, sign * (share if share is not None else size))
    if not found and share is not None:
        found = _levels(text, share)
    return {k: round(max(-2.0, min(2.0, v)), 2) for k, v in found.items()}


def _levels(text: str, share: float) -> dict[str, float]:
    """“Brightness +20%”, “saturation to 80%”, “对比度-10%”."""
    nouns = {
        "brightness": "brightness|exposure|亮度",
        "contrast": "contrast|对比度",
        "saturation": "saturation|饱和度",
        "warmth": "warmth|temperature|色温",
    }
    for field in COLOURS:
        m = re.search(rf"(?:{nouns[field]})(?P<between>[^\d]*)[\d百]", text, re.IGNORECASE)
        if m and re.search(r"[-–−]\s*$", m["between"]):
            return {field: -share}
        if m and re.search(r"\bto\b|\bat\b|到|为|成", m["between"]):
            return {field: share - 1}
        if m:
            return {field: share}
    return {}


def _at_the_limit(steps: dict[str, float], there: list[Segment]) -> bool:
    return all(
        abs(getattr(s.meta, field)) == 1 and getattr(s.meta, field) * step > 0
        for s in there
        for field, step in steps.items()
    )


def _rest(clause: Clause, now: Situation) -> str:
    text = percent_words(pointing.without(clause.text, now))
    for pattern in (_RESET, _POLISH, *(p for _, _, p in _STEPS), _LITTLE, _MUCH):
        text = pattern.sub(" ", text)
    text = _FILLER.sub(" ", GRADES.without(text))
    return re.sub(r"[\W_]+", " ", re.sub(r"\b(?:s|t|re)\b", " ", text)).strip()
