"""Clauses become orders: what belongs together is put back together, and each gets its turn."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from msgspec import structs

from nemo_widgets.local.director import (
    arranging,
    clips,
    colour,
    cuts,
    footage,
    framing,
    lexicon,
    limits,
    look,
    making,
    music,
    pointing,
    questions,
    sequence,
    tempo,
    titles,
    transitions,
    weathers,
)
from nemo_widgets.local.director import frame as frames
from nemo_widgets.local.director.edits import apply
from nemo_widgets.local.director.operations import DEFAULT_CLIP, GenerateScene
from nemo_widgets.local.director.outcomes import Rule, first
from nemo_widgets.local.director.quantities import without_times
from nemo_widgets.local.director.reading import Clause, tidy
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import Draft

_EDITS: Final[tuple[Rule, ...]] = (
    arranging.remove,
    arranging.duplicate,
    colour.read,
    tempo.speed,
    tempo.reverse,
    transitions.read,
    cuts.split,
    cuts.trim,
    framing.read,
)
"""Rules whose clauses are never a detail of the scene before them."""
_WITH_DETAILS: Final[tuple[tuple[Rule, Callable[[Clause], bool]], ...]] = (
    (titles.read, titles.is_detail),
    (music.read, music.is_detail),
    (transitions.read, transitions.is_detail),
)
"""Rules whose orders may go on in the next clause, and what tells that it does."""
_TAIL: Final = re.compile(
    r",?\s+(?P<how>(?:in|with) (?:slow|fast)[- ]?mo(?:tion)?"
    r"|(?:at|with) (?:half|double|twice|\d(?:\.\d+)?\s*[x×]|\d+\s*%)(?: (?:the |its )?speed)?"
    r"|(?:played )?(?:backwards?|in reverse|reversed)|muted|silent(?:ly)?|without (?:its |the )?(?:sound|audio)"
    r"|(?:and|with) (?P<join>(?:an? )?(?:\S+[- ](?:s|secs?|seconds?) )?(?:soft |slow |quick |gentle |smooth )?"
    r"(?:cross-?fad|dissolv|wip|slid|fad|transition)\w*(?: transitions?)?"
    r" between (?:them|each|each of them|each other|all|all of them|the (?:clips|photos|pictures|images|videos))))$",
    re.IGNORECASE,
)
"""How clips of one's own play and follow each other, told at the end of the order that adds them."""
_AND_SO: Final = re.compile(
    r",?\s+(?:and|but)\s+(?P<how>(?:(?:much|a bit|a little|slightly|more)\s+)?(?:darker|brighter|lighter|warmer|cooler"
    r"|colder|colou?rful|faster|slower|black and white|in black and white|sepia|backwards?|reversed))$",
    re.IGNORECASE,
)
"""How a new clip looks or plays, after an "and"."""
_BLANK: Final = Situation(Draft())
"""Nothing there yet: enough to tell what a clause is about."""
_SOME: Final = Situation(apply(Draft(), GenerateScene("", "", DEFAULT_CLIP)))
"""A clip is there: enough to tell whether a clause changes one."""
_EACH: Final = re.compile(r"\beach\b|每", re.IGNORECASE)
_CHANGES: Final = re.compile(r"(?:make|turn|change|set|let|keep)\b|把|将|让|改|调|变|换", re.IGNORECASE)
_NUMBERED_HAN: Final = re.compile(r"(?:[把将让])?(?:第[一二三四五六七八九\d]|最后一)[段个张](?:片段|视频|照片|镜头)?")
_GOES_ON_HAN: Final = re.compile(
    r"(?:再|更|也|并|稍微)?(?:变|调|放|改)?(?:得|成)?(?:(?:亮度|对比度|饱和度|颜色|色调)?[\u3400-\u9fff]{1,2}一?[点些]"
    r"|黑白|静音|倒放|放大|推近|拉远|慢放|加速|减速|放慢|加快|快进)"
)
"""A change and nothing that says of what."""
_FILLERS: Final = re.compile(
    r"(?:please )?(?:fix|do|change|adjust) (?:it|that|this)|(?:change|switch) the colou?r|not (?:in )?(?:the )?(?:white"
    r"|black|red|orange|yellow|gold|green|blue|purple|pink|gr[ae]y)(?: one)?|for me"
    r"|no|nope|nah|wait|no wait|actually|sorry|hmm+|well|oh|yes|yeah|sure|instead|maybe|i mean|idk|i(?:'ve"
    r"| have)? changed my mind|i don'?t know|not sure|whatever|that'?s (?:not it|wrong)"
    r"|(?:(?:make|create|give me) )?(?:two|three|four|five|several|[2-9]) (?:\w+ )?(?:clips|scenes|shots|videos)"
    r"|not an? [\w ]{2,20}|instead of (?:the )?\w+|please|pls|plz|(?:hi|hey|hello)(?: there)?|there"
    r"|(?:帮我)?(?:调|改|弄|处理|看看?)(?:一下|一调)?|最后|另外|还有|对了|不对|不是(?:这样|这个)?|不(?:好|行"
    r"|要)?|等等|等一下"
    r"|[两二三四五六2-6](?:个|段|幕)(?:镜头|片段|场景|画面|视频)|嗯|哦|算了|都|随便|.{1,4}太(?:刺眼|丑|难看|土|俗)了?|换个?颜色|不要[白黑红橙黄绿蓝紫粉灰金]色?的?",
    re.IGNORECASE,
)
"""Clauses that say nothing by themselves: “…，帮我调一下”."""


def orders(found: list[Clause]) -> list[tuple[int, Clause]]:
    """The orders as they are carried out, titles and music after the pictures, each with its place in the request.

    A piece that gives no order of its own ("…, with neon signs", "…, in red, for 3 seconds") belongs to the one before.
    """
    joined: list[Clause] = []
    meaning = [c for c in found if not _FILLERS.fullmatch(c.text)]
    meaning = _carried([part for c in meaning or found for part in _tailed(c)])
    for clause in meaning:
        before = joined[-1] if joined else None
        if before and _begins_another_scene(clause, before):
            joined.append(structs.replace(clause, joint="then"))
        elif before and len(joined) == 1 and _leads_in(before, clause):
            joined[-1] = structs.replace(clause, text=f"{clause.text}, {before.text}", joint=before.joint)
        elif before and clause.joint == "and" and _is_detail(clause, before):
            joined[-1] = structs.replace(before, text=f"{before.text}, {clause.text.removeprefix('镜头')}")
        else:
            joined.append(clause)
    if any(questions.history(c, _BLANK) for c in joined):
        return list(enumerate(joined))
    late: list[bool] = []
    for clause in joined:
        late.append(_is_late(clause) or bool(late and late[-1] and pointing.PRONOUN.search(clause.text)))
    return sorted(enumerate(joined), key=lambda order: late[order[0]])


def _carried(found: list[Clause]) -> list[Clause]:
    """“第三段暖一点，放慢一点”: the second is about the clip that the first one names."""
    named, sentence, told = "", -1, []
    for clause in found:
        if m := _NUMBERED_HAN.match(clause.text):
            named, sentence = m[0], clause.sentence
        elif named and clause.joint == "and" and clause.sentence == sentence and _GOES_ON_HAN.fullmatch(clause.text):
            clause = structs.replace(clause, text=f"{named}{clause.text}")  # noqa: PLW2901 - that is what it means
        else:
            named = ""
        told.append(clause)
    return told


def _tailed(clause: Clause) -> list[Clause]:
    """“Add my clip at half speed” is two orders: what comes, and how it plays."""
    m = _TAIL.search(clause.text)
    head = clause.text[: m.start()] if m else ""
    if m and not (making.adds_media(head) or (m["join"] and frames.is_camera(head))):
        m = None
    m = m or (_AND_SO.search(clause.text) if _brings(clause) else None)
    if not m:
        return [clause]
    join = m.groupdict().get("join")
    return [
        structs.replace(clause, text=clause.text[: m.start()].rstrip()),
        structs.replace(clause, text=f"with {join}" if join else tidy(m["how"]), joint="and"),
    ]


def _is_detail(clause: Clause, before: Clause) -> bool:
    for read, is_detail in _WITH_DETAILS:
        if read(before, _BLANK):
            return is_detail(clause)
    if not _brings(before) or _is_late(clause) or making.is_generation(clause.text) or footage.leads(clause.text):
        return False
    if _EACH.search(clause.text) and not making.adds_media(before.text):
        return False
    if all(lexicon.CAMERA.find(c.text) and lexicon.SUBJECTS.find(c.text) for c in (before, clause)):
        return False  # “大海拉远，城市向左平移”
    camera = frames.is_camera(clause.text)
    if camera or lexicon.CAMERA.starts(clause.text.removeprefix("镜头")):  # "add my photo, slow zoom": told in one
        return camera and making.is_new(before.text, named=False)
    rules = (*_EDITS, questions.talk, questions.question, limits.read, clips.again)
    changes = (frames.aspect, frames.length, look.look) if _CHANGES.match(clause.text) else ()
    return not (first(rules, clause, _BLANK) or first((*changes, music.read), clause, _SOME))


def _begins_another_scene(clause: Clause, before: Clause) -> bool:
    """“A city at night. A forest at dawn.”: the second is no detail of the first."""
    if clause.joint != "and" or not _brings(before):
        return False
    bare = isinstance(clips.described(structs.replace(clause, joint="then"), _BLANK), tuple)
    return bare and sequence.begins_another(clause, before)


def _leads_in(before: Clause, clause: Clause) -> bool:
    """“The camera moves slowly. A city at night.”, “窗外下雨，桌上一杯咖啡”: how it is filmed, or its weather."""
    apart = clause.joint != "and" or making.puts(clause.text)
    alone = frames.is_camera(before.text) or not re.search(r"\w", without_times(before.text))
    outside = weathers.WEATHERS.find(before.text) and not _brings(before)
    return not apart and bool(alone or outside) and _brings(clause)


def _brings(clause: Clause) -> bool:
    """Whether a clause brings a new clip: "generate …", "then a forest at dawn", "再加一段森林"."""
    follows = clause.joint == "then" or making.puts(clause.text)
    told = making.is_generation(clause.text) or bool(follows and lexicon.SUBJECTS.find(clause.text))
    return told or isinstance(clips.described(clause, _BLANK), tuple)


def _is_late(clause: Clause) -> bool:
    """Whether it is an order about titles or music."""
    return bool(titles.read(clause, _BLANK) or music.read(clause, _BLANK))
