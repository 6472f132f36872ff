"""New clips: scenes drawn from words, uploaded photos and videos set in motion; where they go, and instead of what."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec import structs

from nemo_widgets.local.director import lexicon, pointing, references, weathers
from nemo_widgets.local.director.colour import GRADES, grade_of
from nemo_widgets.local.director.joins import via
from nemo_widgets.local.director.lexicon import words
from nemo_widgets.local.director.making import is_generation, is_new, is_order_to_make, makes_of
from nemo_widgets.local.director.operations import (
    DEFAULT_CLIP,
    LONGEST_FILM,
    SHORTEST_CLIP,
    GenerateScene,
    Operation,
    Place,
    PlaceMedia,
    Regenerate,
    SetCanvas,
    SetLength,
    Transition,
)
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.pieces import seed_of
from nemo_widgets.local.director.quantities import times
from nemo_widgets.local.director.reading import QUOTE, Clause
from nemo_widgets.local.director.references import Situation, Upload
from nemo_widgets.local.director.subject import name_of, subject_of
from nemo_widgets.local.draft import Segment

_MORE = words(
    r"add|append|insert|put|include|attach|another|also|next|(?:a|the|my) (?:second|third|fourth|fifth) (?:clip"
    r"|scene|shot)|one more|continue with|end with|finish with|followed by|too|as well",
    "第[二三四五六](?:个|段|幕)?(?:镜头|片段|场景|画面)?(?=是|为|：|:)|也|还是要|添加|加上|加入|追加|插入|再"
    "|接上|接|还要|另一|加",
)
_FIRST = words(
    (
        r"(?:at|to) the (?:very )?(?:start|beginning|front)|before (?:it|the rest|everything|that)"
        r"|start with|open with|(?:put|place|add|insert|move) .*in front"
    ),
    "开头|最前|片头|前面|以.*开始",
)
_CLIP = words(pointing.NOUN + "|it|this|that", "片段|视频|镜头|画面|场景|照片|图片|段|它|这个")
_REPLACE = re.compile(
    r"^(?:replace|swap|exchange)\s+(?P<old>.+?)\s+(?:with|for|by|against)\s+(?P<new>.+)$"
    r"|^(?P<c_new>(?:an?|the|my|this)\s.+?)\s+(?:instead of|in place of)\s+(?P<c_old>.+)$"
    r"|^(?:change|switch|turn|make)\s+(?P<b_old>.+?)\s+(?:to|into|for)\s+(?P<b_new>.+)$"
    r"|^(?:把|将|请)?(?!用)(?P<z_old>[^换替改变]{1,12}?)(?:替?换(?:成|为|掉)?|替换|改成|变成|改为)(?:一个"
    r"|一段)?(?P<z_new>.+)$"
    r"|^make\s+(?P<d_old>it|this|that|the \w+(?: (?:clip|scene|shot))?)\s+(?P<d_new>an?\s.+?)(?: instead(?: of .+)?)?$"
    r"|^用(?P<y_new>.+?)(?:替换|代替|换掉|换下)(?:掉)?(?P<y_old>.+)$",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:right |just |directly )?(?P<way>after|before|between|in between|in front of|ahead of|following"
    r"|behind)\s+(?=the|my|clip|scene|shot|it|that)"
    r"|(?P<zway>(?:之前|之后|之间|中间|前面|后面|前边|后边|前|后)(?=插|加|放|添|接|再|来|生成|，|,|$))",
    re.IGNORECASE,
)
_PUTS = words(
    (r"add|append|insert|include|use|attach|another|one more|continue with|followed by|video|clip of"),
    "添加|加上|加入|追加|插入|用|接|加|再|来",
)
_LED = re.compile(r"(?:add|insert|the|some|my)\b", re.IGNORECASE)
_ADDS = re.compile(
    r"(?:add|insert|put|show|(?:continue|end|finish|start|open|begin) with)\s+(?:me\s+)?(?:an?|some|the)\b",
    re.IGNORECASE,
)
_SHOWS_A = re.compile(r"(?:make|show|give|draw|paint)(?: (?:me|us))? (?:an?|some) \w", re.IGNORECASE)
_AGAIN = re.compile(
    r"^(?:re-?generate|redraw|re-?create|re-?do|try again|again|(?:give me |make )?another (?:one"
    r"|version|take)|one more (?:time|version)|a different (?:one|version)|surprise me"
    r"|重新生成|再来一(?:个|次|遍|版)(?:版本)?|重做|换一?(?:个版本|个|版)|再生成一(?:次|个|遍)|重来"
    r"|重新来(?:一[次遍])?|再试一次)(?:\s+(?:it|this|that|them|the (?:scenes?|clips?|videos?|film)"
    r"|all))?(?:\s+(?:differently|with (?:an?other|a different|a new) \w+))?$",
    re.IGNORECASE,
)


_PROMPTS = words("prompts?", "提示词")
_TALK = words(
    r"should|could|would|must|(?:is|are|was)(?! (?:\w+ing|everywhere|all)\b)|be|don't|do not|not|too|why|because"
    r"|think|looks?|like it|hate|wrong|you|i|my|make|let"
    r"|want|need|keep|turn|change|remove|zoom|pan|tilt",
    "应该|不要|不对|去掉|拿掉|去除|移除|把|让(?!人)|更|一点|一些|太(?![空阳])|为什么|觉得|喜欢|希望|能|改|删|换成|我|你|吗",
)


class Spot(NamedTuple):
    """Where a new clip goes, and how it begins.

    Attributes:
        place: Instead of all there is, at the end, at the start; or before, after or instead of `anchor`.
        anchor: A clip's segment id.
        room: The length of the clip it takes the place of, ms.
        transition: How it begins; empty: a cut.
        ms: The transition's length.
    """

    place: Place = "replace"
    anchor: str = ""
    room: int = 0
    transition: Transition = ""
    ms: int = 0


_WEATHERED = {"rain": "street", "storm": "sea", "snow": "forest", "fog": "forest", "overcast": "sea"}
"""What a weather is shown over when nothing else is told."""
_FALLING = words(
    r"heavy|light|soft|gentle|big|pouring|falling|falls|it'?s|is|it|a|an|the|some|in|at|on|of|and|weather|drops?|strong",
    "下|了|着|一?场|的|大|小|正在|天气?|滴|漫天|和|中|在|里|风|景|细|蒙蒙|绵绵|浓|薄",
)


def again(clause: Clause, now: Situation) -> Outcome | None:
    """“Regenerate”, “再来一个”: the same scenes from other seeds."""
    if not _AGAIN.search(clause.text):
        return None
    scenes = [s for s in now.clips if s.meta.kind == "scene"]
    if not now.clips and re.match("surprise", clause.text, re.IGNORECASE):
        return _drawn("sunset over the sea", clause, now, Spot())
    if not scenes:
        return Refusal("nothing-to-redraw" if now.clips else "no-clip")
    return (Regenerate({s.id: seed_of("again", s.meta.seed, now.seed) for s in scenes}),)


def replace(clause: Clause, now: Situation) -> Outcome | None:
    """“Replace the second clip with a forest at dawn”, “swap the last clip for my photo”, “第二段换成森林”."""
    m = _REPLACE.search(clause.text)
    if not m or clause.quoted():
        return None
    which, what = (next(v for k, v in m.groupdict().items() if k.endswith(end) and v) for end in ("old", "new"))
    strong = (
        bool(re.match(r"replace|swap|exchange|用|.* (?:instead|in place) of ", clause.text, re.IGNORECASE))
        or "替换" in clause.text
        or bool(re.match(r"[这那].*换[成掉]", clause.text) and drawable(what))
    )
    old = _replaced(which, now, strong=strong)
    if old is None:
        return None
    inner = structs.replace(clause, text=what, joint="")
    pointed, subject = references.uploads(what, now, "image", "video"), _subject(inner)
    if not pointed and not (subject and (strong or lexicon.SUBJECTS.find(subject))):
        return None
    if not old:
        return Refusal("no-such-clip" if now.clips else "no-clip")
    if isinstance(pointed, references.Missing):
        return Refusal(f"upload-{pointed.kind}")
    spot = Spot("instead", old[0].id, old[0].duration)
    return placed(pointed[-1:], inner, now, spot) if pointed else _drawn(subject, inner, now, spot)


def _replaced(which: str, now: Situation, *, strong: bool) -> tuple[Segment, ...] | None:
    """The clip whose place is meant; None if the words mean none, an empty tuple if it is not there."""
    han = re.search(r"[\u3400-\u9fff]", which)
    if named := pointing.mentions(f"把{which}" if han else which, now):
        return named[0].found
    touched = pointing.clips(which, now) or []
    if strong and len(touched) == 1:
        return tuple(touched)
    alone = len(now.clips) == 1 and (strong or re.fullmatch("it|this|that", which, re.IGNORECASE))
    return (now.clips[0],) if alone and _CLIP.search(which) else None


def make(clause: Clause, now: Situation) -> Outcome | None:
    """A new clip: "generate …", "animate this image", "then my harbour photo", "添加一段海边日落"."""
    clause, spot = spot_of(clause, now)
    text = clause.text
    pointed = references.uploads(text, now, "image", "video")
    there = clause.joint != "then" and isinstance(spot, Spot) and not spot.anchor and bool(pointing.mentions(text, now))
    shown = bool(_SHOWS_A.match(text)) and not there and (not now.clips or drawable(_subject(clause)))
    asked = shown or (is_generation(text) and (not there or is_new(text, named=True) or bool(_PUTS.search(text))))
    if not asked and (there or not (pointed and _stands_alone(clause, pointed))):
        return None
    if isinstance(spot, Refusal):
        return spot
    if isinstance(pointed, references.Missing):
        return Refusal("no-subject" if _PROMPTS.search(text) else f"upload-{pointed.kind}")
    if pointed:
        return placed(pointed, clause, now, spot)
    if subject := _subject(clause):
        told = not now.clips or drawable(subject) or makes_of(text)
        return _drawn(subject, clause, now, spot) if told else None
    return _unsaid(clause, now, spot)


def described(clause: Clause, now: Situation) -> Outcome | None:
    """A scene told without a verb: “a sunset over the ocean”, “星空下的沙漠”; and what follows a “then”."""
    clause, spot = spot_of(clause, now)
    text = clause.text
    subject = "" if re.search(QUOTE, text) or _TALK.search(lexicon.CAMERA.without(text)) else _subject(clause)
    an_article = bool(re.match(r"(?:an?|one)\s+\w+|一[个段片]", text, re.IGNORECASE))
    ours = drawable(subject)
    led = an_article or clause.chinese or bool(_LED.match(text))
    alone = (
        an_article or clause.chinese or not now.clips or text != clause.text or _joins(spot) or bool(_ADDS.match(text))
    )
    then = clause.joint == "then" and (ours or led)
    if not subject or not ((ours and alone) or then or (an_article and not now.clips)):
        return None
    return spot if isinstance(spot, Refusal) else _drawn(subject, clause, now, spot)


def _joins(spot: Spot | Refusal) -> bool:
    return isinstance(spot, Spot) and spot.ms > 0


def spot_of(clause: Clause, now: Situation) -> tuple[Clause, Spot | Refusal]:
    """Where the new clip goes and how it begins, and the clause without the words for that."""
    joined = via(clause.text)
    text, spot = joined.rest, Spot(transition=joined.transition, ms=joined.ms)
    led = bool(joined.ms) and not is_order_to_make(clause.text)
    if m := _BESIDE.search(text):
        named = pointing.mentions(text, now)
        around = [n for n in named if (n.end <= m.start() + 1 if m["zway"] else m.start() <= n.at)]
        if around and not around[0].found:
            return clause, Refusal("no-such-clip" if now.clips else "no-clip")
        if around:
            way = (m["way"] or m["zway"]).lower()
            before = way.startswith(("before", "in front", "ahead")) or "前" in way
            spot = spot._replace(place="before" if before else "after", anchor=around[0].found[-1].id)
            a, b = min(m.start(), around[0].at), max(m.end(), around[-1].end)
            return structs.replace(clause, text=f"{text[:a].rstrip('在 ')} {text[b:]}".strip()), spot
    place: Place = "replace"
    if _FIRST.search(text):
        place = "start"
    elif clause.joint == "then" or _MORE.search(text) or led or (now.came and not _starts_over(clause, now)):
        place = "end"
    return structs.replace(clause, text=text), spot._replace(place=place)


def _starts_over(clause: Clause, now: Situation) -> bool:
    """“No wait, a forest”: what just came is taken back, where the film is nothing else."""
    return clause.rather and all(s.id in now.came for s in now.clips)


def _subject(clause: Clause) -> str:
    """What it should show, without the words for a look of its own."""
    if grade_of(clause.text):
        clause = structs.replace(clause, text=GRADES.without(clause.text))
    return subject_of(clause)


def _unsaid(clause: Clause, now: Situation, spot: Spot) -> Outcome:
    """A clip of nothing in particular: of what was uploaded and is unused, if there is such a thing."""
    text = clause.text
    if free := now.unused("image", "video"):
        several = re.search(r"\b(?:images|photos|pictures|clips|videos|files)\b|这些|所有|几", text)
        return placed(free if several else free[-1:], clause, now, spot)
    return _bare(clause, now)


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


def _drawn(subject: str, clause: Clause, now: Situation, spot: Spot) -> Outcome:
    spans = times(clause.text)
    duration = spans[0].ms if spans else spot.room or DEFAULT_CLIP
    if refusal := _unfit(duration, spot, now):
        return refusal
    kind = _kind(subject)
    camera = lexicon.CAMERA.find(clause.text)
    scene = GenerateScene(
        name=name_of(subject),
        prompt=subject,
        duration=duration,
        subject=kind or "abstract",
        time=lexicon.TIMES.find(subject),
        mood=lexicon.MOODS.find(subject),
        weather=(weather := weathers.weather_of(subject)),
        strength=weathers.strength_of(subject) if weather else "",
        camera="" if camera == "moving" else camera,
        seed=seed_of(subject.lower(), now.seed),
        place=spot.place,
        anchor=spot.anchor,
        grade=grade_of(clause.text),
        transition=spot.transition,
        transition_ms=spot.ms,
        fallback=not kind,
    )
    return (*_shape(clause), scene)


def drawable(subject: str) -> bool:
    """Whether a scene of ours shows it."""
    return bool(_kind(subject))


def _kind(subject: str) -> str:
    """The scene that shows a subject, or an empty string."""
    return lexicon.SUBJECTS.find(subject) or _by_weather(subject) or _by_time(subject)


def _by_weather(subject: str) -> str:
    """The scene of a subject that is a weather and nothing else: “heavy rain”, “下雪了”."""
    weather = weathers.weather_of(subject)
    rest = lexicon.MOODS.without(lexicon.TIMES.without(weathers.WEATHERS.without(subject)))
    return _WEATHERED[weather] if weather and not re.search(r"\w", _FALLING.sub(" ", rest)) else ""


def _by_time(subject: str) -> str:
    """The scene of a subject that is a time of day and nothing else: “sunset”."""
    time = lexicon.TIMES.find(subject)
    rest = lexicon.MOODS.without(lexicon.TIMES.without(subject))
    return "" if not time or re.search(r"\w{2}", rest) else "stars" if time == "night" else "sea"


def placed(media: tuple[Upload, ...], clause: Clause, now: Situation, spot: Spot) -> Outcome:
    """Uploads as clips, with the length, motion and look that a clause gives them."""
    spans = times(clause.text)
    camera = lexicon.CAMERA.find(clause.text)
    place, made = spot.place, list[Operation](_shape(clause))
    asked = spans[0].ms if spans else spot.room
    total = asked if asked and len(media) > 1 and not re.search(r"\beach\b|每", clause.text) else 0
    for n, upload in enumerate(reversed(media) if place in {"start", "after"} else media):
        share = total * (n + 1) // len(media) - total * n // len(media) if total else asked
        duration = share or (upload.duration if upload.kind == "video" else DEFAULT_CLIP)
        if upload.kind == "video" and upload.duration:
            duration = min(duration, upload.duration)
        if refusal := _unfit(duration, spot, now):
            return refusal
        moves = camera if upload.kind == "image" or camera != "moving" else ""
        made.append(
            PlaceMedia(
                upload.hash,
                upload.name,
                "image" if upload.kind == "image" else "video",
                duration,
                "zoom-in" if moves == "moving" else moves,
                place,
                spot.anchor,
                grade_of(clause.text),
                spot.transition,
                spot.ms,
            )
        )
        place = "end" if place == "replace" else place
    return tuple(made)


def _shape(clause: Clause) -> tuple[SetCanvas, ...]:
    shape = lexicon.ASPECTS.find(clause.text)
    if not shape or re.search(r"\blandscape\b(?! (?:format|mode|orientation))", clause.text, re.IGNORECASE):
        shape = "" if shape == "16:9" else shape
    return (SetCanvas(*lexicon.CANVASES[shape], shape),) if shape else ()


def _unfit(duration: int, spot: Spot, now: Situation) -> Refusal | None:
    if duration < SHORTEST_CLIP:
        return Refusal("too-short")
    there = {"replace": 0, "instead": now.draft.duration - spot.room}.get(spot.place, now.draft.duration)
    return Refusal("too-long") if duration + there > LONGEST_FILM else None
