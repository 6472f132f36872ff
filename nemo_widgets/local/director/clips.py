"""Clips: scenes drawn from words, uploaded photos and videos set in motion, and taking clips off."""

from __future__ import annotations

import re
from typing import Final, Literal

from nemo_widgets.local.director import lexicon, references
from nemo_widgets.local.director.edits import seed_of
from nemo_widgets.local.director.lexicon import words
from nemo_widgets.local.director.operations import (
    LONGEST_FILM,
    SHORTEST_CLIP,
    GenerateScene,
    Operation,
    Place,
    PlaceMedia,
    Regenerate,
    RemoveClip,
    SetCanvas,
    SetLength,
)
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.reading import QUOTE, Clause, times
from nemo_widgets.local.director.references import Situation, Upload
from nemo_widgets.local.director.subject import name_of, subject_of
from nemo_widgets.local.draft import Segment

DEFAULT_CLIP: Final = 5000
"""How long a scene or a photo stands unless told, ms."""

_MAKE = words(
    r"generat(?:e|ing)|creat(?:e|ing)|produc(?:e|ing)|visuali[sz]e|imagine|animat(?:e|ing)"
    r"|convert(?:ing)?|transform|bring \w+(?: \w+){0,3} to life"
    r"|turn(?:ing)?(?: (?!down|up)\S+){0,6}? into|turn into|film|shoot|draw|paint|compose|build|render",
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
_THING = words(
    (
        r"clips?|videos?|films?|movies?|animations?|scenes?|shots?|footage|reels?|timelapses?|time-lapses?"
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
_MORE = words(
    r"add|append|insert|put|include|attach|another|also|next|one more|continue with|end with|finish with|followed by",
    "添加|加上|加入|追加|插入|再|接上|接|还要|另一|加",
)
_FIRST = words(
    (
        r"(?:at|to) the (?:very )?(?:start|beginning|front)|before (?:it|the rest|everything|that)"
        r"|start with|open with|in front"
    ),
    "开头|最前|片头|前面|以.*开始",
)
_REMOVE = words(
    r"remove|delete|drop|get rid of|take (?:out|off|away)|lose|clear|empty|discard",
    "删除|去掉|移除|不要|删掉|去除|清空",
)
_ALL = words(
    r"everything|all(?: of it| the clips| clips)?|the (?:whole )?timeline|start over|reset",
    "全部|所有|一切|时间线|清空|重新开始",
)
_CLIP = words(
    r"clips?|scenes?|shots?|segments?|photos?|images?|pictures?|videos?|footage",
    "片段|视频|镜头|画面|场景|照片|图片|段",
)
_AGAIN = re.compile(
    r"^(?:re-?generate|redraw|re-?create|re-?do|try again|again|(?:give me |make )?another (?:one"
    r"|version|take)|one more (?:time|version)|a different (?:one|version)|surprise me"
    r"|重新生成|再来一(?:个|次|遍|版)|重做|换一(?:个|版)|再生成一(?:次|个|遍)|重来"
    r"|再试一次)(?:\s+(?:it|this|that|them|the (?:scenes?|clips?|videos?|film)"
    r"|all))?(?:\s+(?:differently|with (?:an?other|a different|a new) \w+))?$",
    re.IGNORECASE,
)


_A_FILM = re.compile(
    r"^(?:an?|one|some|another)\s.*\b(?:clip|video|film|movie|animation|time-?lapse|footage)s?\b", re.IGNORECASE
)


_PROMPTS = words("prompts?", "提示词")
_TALK = words(
    r"should|could|would|must|is|are|was|be|don't|do not|not|too|why|because|think|looks?|like it|hate"
    r"|wrong|you|i|my|make|let"
    r"|want|need|keep|turn|change|remove|zoom|pan|tilt",
    "应该|不要|不对|太|为什么|觉得|喜欢|希望|能|改|删|换成|我|你|吗",
)


def is_order_to_make(text: str) -> bool:
    """Whether a clause says "generate", "animate", "make a video" or the like."""
    return bool(_MAKE.search(text)) or bool(_MAKE_A.search(text) and _THING.search(text))


def is_generation(text: str) -> bool:
    """Whether a clause asks for a new clip."""
    return is_order_to_make(text) or bool(_A_FILM.match(text)) or bool(_PUT.search(text) and _THING.search(text))


def again(clause: Clause, now: Situation) -> Outcome | None:
    """“Regenerate”, “再来一个”: the same scenes from other seeds."""
    if not _AGAIN.search(clause.text):
        return None
    scenes = [s for s in now.clips if s.meta.kind == "scene"]
    if not scenes:
        return Refusal("nothing-to-redraw" if now.clips else "no-clip")
    return (Regenerate({s.id: seed_of("again", s.meta.seed, now.seed) for s in scenes}),)


def remove(clause: Clause, now: Situation) -> Outcome | None:
    """“Remove the second clip”, “delete everything”, “删掉最后一段”."""
    text = clause.text
    whole = re.search(r"^(?:start over|reset|重新开始|清空)", text, re.IGNORECASE)
    if not _REMOVE.search(text) and not whole:
        return None
    if whole or (_ALL.search(text) and not re.search("title|music|标题|音乐", text, re.IGNORECASE)):
        return (RemoveClip(tuple(s.id for s in now.clips)),) if now.clips else Refusal("no-clip")
    chosen = references.clips(text, now)
    if chosen is None:
        if not _CLIP.search(text):
            return None
        chosen = _of_kind(text, now)
    if not now.clips:
        return Refusal("no-clip")
    if not chosen:
        return Refusal("no-such-clip")
    return (RemoveClip(tuple(s.id for s in chosen), chosen[0].meta.name if len(chosen) == 1 else ""),)


def _of_kind(text: str, now: Situation) -> list[Segment]:
    if re.search(r"photo|image|picture|照片|图片", text, re.IGNORECASE):
        return [s for s in now.clips if s.meta.kind == "image"][-1:]
    return now.clips[-1:]


def make(clause: Clause, now: Situation) -> Outcome | None:
    """A new clip: "generate …", "animate this image", "then my harbour photo", "添加一段海边日落"."""
    text = clause.text
    pointed = references.uploads(text, now, "image", "video")
    if not is_generation(text) and not (pointed and _stands_alone(clause, pointed)):
        return None
    if isinstance(pointed, references.Missing):
        return Refusal("no-subject" if _PROMPTS.search(text) else f"upload-{pointed.kind}")
    if pointed:
        return _placed(pointed, clause, now)
    if subject := subject_of(clause):
        return _drawn(subject, clause, now)
    return _unsaid(clause, now)


def _unsaid(clause: Clause, now: Situation) -> Outcome:
    """A clip of nothing in particular: of what was uploaded and is unused, if there is such a thing."""
    text = clause.text
    if free := now.unused("image", "video"):
        several = re.search(r"\b(?:images|photos|pictures|clips|videos|files)\b|这些|所有|几", text)
        return _placed(free if several else free[-1:], clause, now)
    return _bare(clause, now)


def described(clause: Clause, now: Situation) -> Outcome | None:
    """A scene told without a verb: “a sunset over the ocean”, “星空下的沙漠”; and what follows a “then”."""
    text = clause.text
    subject = "" if re.search(QUOTE, text) or _TALK.search(text) else subject_of(clause)
    an_article = bool(re.match(r"(?:an?|one)\s+\w+|一[个段片]", text, re.IGNORECASE))
    known = bool(lexicon.SUBJECTS.find(subject)) and (an_article or clause.chinese or not now.clips)
    if not subject or not (known or clause.joint == "then" or (an_article and not now.clips)):
        return None
    return _drawn(subject, clause, now)


def _stands_alone(clause: Clause, pointed: tuple[Upload, ...] | references.Missing) -> bool:
    """“then my harbour photo”, “my photo for 4 seconds”, a bare file name."""
    return clause.joint == "then" or isinstance(pointed, tuple) or bool(times(clause.text))


def _bare(clause: Clause, now: Situation) -> Outcome:
    """No subject and no upload; with a film there, “turn it into a vertical clip” means its shape and length."""
    changes: list[Operation] = list(_shape(clause))
    spans = times(clause.text)
    if now.clips and re.search(r"\binto\b|变成|做成|转成|转为", clause.text, re.IGNORECASE) and (changes or spans):
        if spans and len(now.clips) == 1 and now.clips[0].meta.kind != "video":
            changes.append(SetLength({now.clips[0].id: spans[0].ms}, spans[0].ms))
        return tuple(changes)
    return Refusal("no-subject")


def _drawn(subject: str, clause: Clause, now: Situation) -> Outcome:
    spans = times(clause.text)
    duration = spans[0].ms if spans else DEFAULT_CLIP
    if refusal := _unfit(duration, clause, now):
        return refusal
    kind = lexicon.SUBJECTS.find(subject) or _by_time(subject)
    camera = lexicon.CAMERA.find(clause.text)
    scene = GenerateScene(
        name=name_of(subject),
        prompt=subject,
        duration=duration,
        subject=kind or "abstract",
        time=lexicon.TIMES.find(subject),
        mood=lexicon.MOODS.find(subject),
        camera="" if camera == "moving" else camera,
        seed=seed_of(subject.lower(), now.seed),
        place=_where(clause),
        fallback=not kind,
    )
    return (*_shape(clause), scene)


def _by_time(subject: str) -> str:
    """The scene of a subject that is a time of day and nothing else: “sunset”."""
    time = lexicon.TIMES.find(subject)
    rest = lexicon.MOODS.without(lexicon.TIMES.without(subject))
    return "" if not time or re.search(r"\w{2}", rest) else "stars" if time == "night" else "sea"


def _placed(media: tuple[Upload, ...], clause: Clause, now: Situation) -> Outcome:
    spans = times(clause.text)
    camera = lexicon.CAMERA.find(clause.text)
    place, made = _where(clause), list[Operation](_shape(clause))
    asked = spans[0].ms if spans else 0
    total = asked if asked and len(media) > 1 and not re.search(r"\beach\b|每", clause.text) else 0
    for n, upload in enumerate(reversed(media) if place == "start" else media):
        share = total * (n + 1) // len(media) - total * n // len(media) if total else asked
        duration = share or (upload.duration if upload.kind == "video" else DEFAULT_CLIP)
        if upload.kind == "video" and upload.duration:
            duration = min(duration, upload.duration)
        if refusal := _unfit(duration, clause, now):
            return refusal
        moves = camera if upload.kind == "image" or camera != "moving" else ""
        made.append(
            PlaceMedia(
                upload.hash, upload.name, _visual(upload), duration, "zoom-in" if moves == "moving" else moves, place
            )
        )
        place = "end" if place == "replace" else place
    return tuple(made)


def _visual(upload: Upload) -> Literal["image", "video"]:
    return "image" if upload.kind == "image" else "video"


def _shape(clause: Clause) -> tuple[SetCanvas, ...]:
    shape = lexicon.ASPECTS.find(clause.text)
    if not shape or re.search(r"\blandscape\b(?! (?:format|mode|orientation))", clause.text, re.IGNORECASE):
        shape = "" if shape == "16:9" else shape
    return (SetCanvas(*lexicon.CANVASES[shape], shape),) if shape else ()


def _where(clause: Clause) -> Place:
    if _FIRST.search(clause.text):
        return "start"
    return "end" if clause.joint == "then" or _MORE.search(clause.text) else "replace"


def _unfit(duration: int, clause: Clause, now: Situation) -> Refusal | None:
    if duration < SHORTEST_CLIP:
        return Refusal("too-short")
    there = 0 if _where(clause) == "replace" else now.draft.duration
    return Refusal("too-long") if duration + there > LONGEST_FILM else None
