"""How a clause asks for a new clip: "generate …", "animate …", "make a video of …", "add a clip of …"."""

from __future__ import annotations

import re

from nemo_widgets.local.director.lexicon import SUBJECTS, words

_MAKE = words(
    r"generat(?:e|ing)|creat(?:e|ing)|produc(?:e|ing)|visuali[sz]e|imagine|animat(?:e|ing)"
    r"|convert(?:ing)?|transform|bring \w+(?: \w+){0,3} to life"
    r"|turn(?:ing)?(?: (?!down|up)\S+){0,6}? into|turn into|(?<!the )(?<!whole )(?<!my )(?<!this )film|shoot"
    r"|draw|paint|compose|build|render",
    (
        "生成|制作|创建|创作|做(?:一|个|段|成|出)|来(?:一|个|段)|拍(?:一|个|段)|画(?:一|个)|变成|转成"
        "|转换|转为|动起来|动画化|合成"
    ),
)
_MAKE_A = words(
    (
        r"^(?:make|do|give me|show me|need|want|get me)(?: me)? (?:an?|one|another|some|\d+|this|these|my"
        r"|the (?:photo|image|picture)s?)(?: \S+)*"
    ),
)
_MAKE_ANY = re.compile(r"(?:make|do|create)(?: me)? (?:something|anything|whatever)(?: \w+)?$", re.IGNORECASE)
_THING = words(
    (
        r"clips?|vid(?:eo)?s?|films?|movies?|animations?|scenes?|shots?|footage|reels?|timelapses?|time-lapses?"
        r"|mp4|seconds?|photos?|images?|pictures?|move|motion|loop"
    ),
    "视频|短片|片段|动画|影片|画面|镜头|场景|秒|图片|照片|图|动",
)
_PUT = words(
    (
        r"add|append|insert|put|include|use|attach|place|bring in|start with|open with|end with"
        r"|finish with|continue with|followed by"
    ),
    "添加|加上|加入|追加|插入|放上|放入|用|接上|接|加|以",
)
_A_FILM = re.compile(
    (r"^(?:an?|one|some|another)\s.*\b(?:clip|video|film|movie|animation|time-?lapse|footage|scene|shot)s?\b"),
    re.IGNORECASE,
)


_OUTRIGHT = words(
    r"generat(?:e|ing)|creat(?:e|ing)|imagine|visuali[sz]e|draw|paint|shoot|animate"
    r"|(?:clip|video|scene|shot|film|movie|footage)s? (?:of|about|showing|featuring|with|where)",
    "生成|制作|创作|创建|画一|拍一|来一[个段]|做一[个段]|一[个段].*的?(?:视频|短片|片段|画面|场景)",
)
_ADDS_SCENE = re.compile(
    r"(?:also\s+)?(?:add|insert|append)\s+(?:an?|the|some|another|one more)\s+(?:(?P<of>(?:[\w-]+\s+){0,3}?"
    r"(?:clip|video|scene|shot|film|footage)s?\s+(?:of|about|showing|with)\b)"
    r"|(?P<what>.+?)(?=\s+(?:before|after|between|at|to|on|with|in|for|over|under)\b|[,.]|$))"
    r"|再?(?:添加|加上|加入|追加|插入|加|接上?|来)一?[段个张](?P<han>.+)",
    re.IGNORECASE,
)
_ADDS_MEDIA = re.compile(
    r"\b(?:add|insert|append|include|attach|use)\s+(?:the|my|this|another|our)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:photo|image|picture|clip|video)s?\b|(?:加[上入]?|添加|追加|插入|放[上入]|接上?|用)(?:一下)?(?:我的|这"
    r"|那|另)?一?[张段个]?(?:照片|图片|视频)",
    re.IGNORECASE,
)


def is_order_to_make(text: str) -> bool:
    """Whether a clause says "generate", "animate", "make a video" or the like."""
    return bool(_MAKE_ANY.match(text)) or bool(_MAKE.search(text)) or bool(_MAKE_A.search(text) and _THING.search(text))


def adds_media(text: str) -> bool:
    """Whether a clause adds a photo or clip of one's own: "add my photo for 4 seconds", "加上我的照片"."""
    return bool(_ADDS_MEDIA.search(text))


def makes_of(text: str) -> bool:
    """Whether a clause says outright what to make: "generate a dragon", "add a clip of a cat", "画一只猫"."""
    return bool(_OUTRIGHT.search(text))


def puts(text: str) -> bool:
    """Whether a clause says "add", "insert", "再加" or the like."""
    return bool(_PUT.search(text))


def is_new(text: str, *, named: bool) -> bool:
    """Whether a clause orders a new clip; "make the photo …" is about a clip that is there, if it is `named`."""
    told = _MAKE.search(text) or adds_media(text) or _adds_a_scene(text)
    return bool(told) or (is_order_to_make(text) and not named)


def _adds_a_scene(text: str) -> bool:
    """“Add a clip of the sea with a slow pan”, “insert the sea before the first clip”, “再加一段森林”."""
    m = _ADDS_SCENE.match(text)
    if not m:
        return False
    what = m["what"] or m["of"] or m["han"]
    return bool(m["of"]) or bool(SUBJECTS.find(what))


def is_generation(text: str) -> bool:
    """Whether a clause asks for a new clip."""
    return is_order_to_make(text) or bool(_A_FILM.match(text)) or bool(_PUT.search(text) and _THING.search(text))
