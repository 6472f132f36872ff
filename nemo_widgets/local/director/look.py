"""The look of drawn scenes: "make it night", "add snow", "make it rain harder", "no more fog", "雨再大一点"."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from nemo_widgets.local.director import lexicon, pointing, weathers
from nemo_widgets.local.director.frame import rest
from nemo_widgets.local.director.lexicon import words
from nemo_widgets.local.director.making import is_new
from nemo_widgets.local.director.operations import Operation, SetLook
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.quantities import times
from nemo_widgets.local.director.reading import QUOTE, Clause
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import Meta

_CHANGES: Final = words("make|turn|change|set|give", "改|变|换|调")
_FAIR: Final = words(
    r"clear (?:sky|skies|weather)|(?:fair|good|fine|nice) weather|(?:stop|no more) (?:the )?(?:rain|snow)ing",
    "放晴|天晴|晴朗|雨停|雪停|雾散",
)
_SUNNY: Final = words(r"sunny|sunlit|sunshine", "晴天|阳光")
_STOPS: Final = words(
    r"no(?: more)?|without|stops?|remove|clear|get rid of|take (?:away|out|off)|turn off|don'?t|not|drop",
    "不要再?|别再?|停|去掉|去除|没有|取消|不再|移除|散去?",
)
_FALLS: Final = words(
    r"it'?s|starts?|begins?|fall(?:s|ing)?|weather|lots of|lot|down|there(?: is|'s)?|outside|any|sky|get|so|can|could"
    r"|even|much|way|slightly|effect",
    "一点|一些|一场|天|开始|正在|在|下|起|着|了|场|点|些|吧|里|加上|加|得|再|有|来|给|太|[大小细薄浓淡密]|毛毛",
)
_MORE: Final = words(
    r"more|harder|heavier|stronger|thicker|denser|bigger|increase|turn up|intensif\w+|too (?:light|weak|little|thin)"
    r"|not (?:\w+ )?enough",
    "(?:再|更|变|要|下?得)(?:大|多|浓|强|密|厚)(?:一?[点些])?|[大多浓强密厚]一?[点些]|太小|太弱|太少|太淡|太薄"
    "|不够[大多浓强密]?|加大|增大|增强|变大|多来",
)
_LESS: Final = words(
    r"less|lighter|softer|gentler|weaker|thinner|fewer|smaller|reduce|decrease|lessen|tone (?:it )?down|turn down"
    r"|ease(?: off| up)?|too (?:heavy|hard|strong|much|thick|dense|intense)|not (?:so|as) (?:much|heavy|hard|thick)",
    "(?:再|更|变|要|下?得)(?:小|少|淡|弱|薄)(?:一?[点些])?|[小少淡弱薄]一?[点些]|太大|太强|太浓|太多|太密|太厚"
    "|减小|减弱|变小",
)
_INSTEAD: Final = re.compile(r"(?:instead of|rather than) (?:the )?\w+", re.IGNORECASE)
_INTO: Final = re.compile(r"^.*?(?:\b(?:in)?to\b|换成|变成|改成|变为|改为)", re.IGNORECASE)
_PART: Final = words(
    r"(?:at|near|towards?|in|for) the (?:very )?(?:end|start|beginning|middle|(?:first|last|second) half)",
    "结尾|开头|最后|后半段?|前半段?|中间",
)
_STEPS: Final = ("light", "", "heavy")
_KIN: Final = {"rain": "storm"}
"""A storm rains: "more rain" is more of the storm."""


class _Weather(NamedTuple):
    """What a text wants of the weather.

    Attributes:
        kind: A weather; `clear`: none; empty: nothing of the sort is wanted.
        strength: `light` or `heavy`, if that is told outright.
        step: 1 for more of it than there is, -1 for less.
        of: The weather that there should be more, less or no more of.
        rest: The text without the words for it.
    """

    kind: str
    strength: str
    step: int
    rest: str
    of: str = ""


def weather(clause: Clause, now: Situation) -> Outcome | None:
    """“Make it rain”, “less fog”, “no more snow”, “让它下雨”: the look where it is the weather's."""
    wanted = _weather(_unnamed(clause.text, now))
    a_clip = _STOPS.search(clause.text) and re.search(r"\bclips?\b|片段", clause.text)
    if not wanted.kind or a_clip:
        return None
    part = _PART.search(clause.text)
    whole = _PART.sub(" ", re.sub(r"\bonly\b|只", " ", clause.text)) if part else clause.text
    outcome = look(Clause(whole, clause.quotes, clause.joint), now)
    return Refusal("half") if part and isinstance(outcome, tuple) else outcome


def look(clause: Clause, now: Situation) -> Outcome | None:
    """“Make it night”, “改成黄昏”, “add snow”: another time, mood or weather of the drawn scenes."""
    wanted = _weather(_unnamed(clause.text, now))
    time, mood = lexicon.TIMES.find(wanted.rest), lexicon.MOODS.find(wanted.rest)
    adds = re.match(r"(?:add|insert)\s+an?\b", clause.text, re.IGNORECASE)
    new = not _turns(clause.text) and is_new(clause.text, named=bool(pointing.mentions(clause.text, now)))
    a_scene = clause.joint == "then" and not (_CHANGES.search(clause.text) or wanted.step)
    if (
        not (time or mood or wanted.kind)
        or not now.clips
        or a_scene
        or (adds and not wanted.kind)
        or new
        or re.search(QUOTE, clause.text)
    ):
        return None
    chosen = pointing.clips(clause.text, now)
    left = lexicon.MOODS.without(lexicon.TIMES.without(wanted.rest))
    if rest(pointing.without(left, now)) or (wanted.kind and times(clause.text)):
        return None
    scenes = [s for s in chosen or now.scoped if s.meta.kind == "scene"]
    if not scenes:
        return Refusal("colour")
    if chosen is None and wanted.of:  # "less fog" is about the scenes that have it
        with_it = [s for s in scenes if s.meta.weather in {wanted.of, _KIN.get(wanted.of)}]
        scenes = with_it if with_it or wanted.kind == "clear" else scenes
    if _SUNNY.search(wanted.rest) and not wanted.kind and any(s.meta.weather for s in scenes):
        wanted = wanted._replace(kind="clear")
    looks: dict[tuple[str, str], list[str]] = {}
    for scene in scenes:
        there = _stepped(wanted, scene.meta)
        if there is None:
            return Refusal("weather-limit" if scene.meta.weather else "weather-none")
        looks.setdefault(there, []).append(scene.id)
    return tuple[Operation, ...](SetLook(tuple(ids), time, mood, *there) for there, ids in looks.items())


def _stepped(wanted: _Weather, meta: Meta) -> tuple[str, str] | None:
    """The weather that a scene should have, and how strong; None where there is no more or no less of it."""
    if not wanted.kind or wanted.kind == "clear":
        return wanted.kind, ""
    same = meta.weather in {wanted.kind, _KIN.get(wanted.kind)}
    if not wanted.step:
        there = wanted.kind == meta.weather
        return wanted.kind, wanted.strength or (meta.strength if there else "")
    if not same:
        return (wanted.kind, "") if wanted.step > 0 else None
    at = _STEPS.index(meta.strength) + wanted.step
    return (meta.weather, _STEPS[at]) if 0 <= at < len(_STEPS) else None


def _unnamed(text: str, now: Situation) -> str:
    """The text without the clips it names, but for those that are named by a weather: "stop the rain"."""
    for reference in sorted(pointing.mentions(text, now), key=lambda r: r.at, reverse=True):
        if not weathers.WEATHERS.find(text[reference.at : reference.end]):
            text = f"{text[: reference.at]} {text[reference.end :]}"
    return text


def _turns(text: str) -> re.Match[str] | None:
    """“Turn the rain into snow”: the text up to the weather that is wanted."""
    m = _INTO.match(text)
    return m if m and weathers.WEATHERS.find(m[0]) and weathers.WEATHERS.find(text[m.end() :]) else None


def _weather(text: str) -> _Weather:
    """What a text wants of the weather."""
    text = _INSTEAD.sub(" ", text)
    if m := _turns(text):
        text = text[m.end() :]
    told = weathers.WEATHERS.find(text)
    fair = bool(_FAIR.search(text))
    left = weathers.WEATHERS.without(_FAIR.sub(" ", text))
    more, less = _MORE.search(left), _LESS.search(left)
    if told and (more or less) and not re.search(r"\bno more\b", text, re.IGNORECASE):
        step = 1 if more and not (less and less.start() < more.start()) else -1
        return _Weather(told, "", step, _FALLS.sub(" ", _LESS.sub(" ", _MORE.sub(" ", left))), told)
    if not (fair or told):
        return _Weather("", "", 0, text)
    fair = fair or bool(_STOPS.search(left))
    left = weathers.STRENGTHS.without(_FALLS.sub(" ", _STOPS.sub(" ", left)))
    return _Weather("clear", "", 0, left, told) if fair else _Weather(told, weathers.strength_of(text), 0, left)
