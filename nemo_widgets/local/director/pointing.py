"""Which clips a person means: "the second clip", "clips 1 and 3", "the photo", "it", "everything", "第二段", "它"."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final, NamedTuple

from nemo_widgets.local.director.lexicon import ORDINALS, SUBJECTS, words
from nemo_widgets.local.director.outcomes import Refusal
from nemo_widgets.local.director.quantities import number, times
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import VIDEO, Segment

NOUN: Final = r"(?:clips?|scenes?|shots?|videos?|photos?|images?|pictures?|segments?|parts?|ones?|pieces?)"
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final|opening|closing"
    r"|\d{1,2}(?:st|nd|rd|th))"
)
_COUNT = r"(?:two|three|four|five|six|[2-9])"
_HAN_NOUN = "(?:视频片段|片段|视频|镜头|画面|场景|照片|图片|素材)"
_HAN_UNIT = "(?:个|段|张|条|幕|部分)"
_TITLE = (
    r"(?!\s*(?:·+\s*(?:of|off|from)\b|seconds?|title|text|caption|subtitle|song|track|word|frame)|\s*(?:行|秒|帧|句|次)|(?:个"
    r"|条)?(?:标题|文字|字幕))"
)

_SEVERAL = re.compile(
    rf"\b(?:the|my) (?P<end>first|last) (?P<n>{_COUNT})(?: {NOUN})?\b(?!\s+(?:changes|edits|steps))|(?P<zend>前"
    rf"|后|最后)(?P<zn>[二两三四五六2-6])(?:个|段|张)"
    rf"{_HAN_NOUN}?",
    re.IGNORECASE,
)
_NTH = re.compile(
    rf"(?<!first )(?<!last )\b(?:the |my )?(?P<ord>{_ORDINAL})\b{_TITLE}(?:\s+(?:\w+\s+)?(?P<noun>{NOUN})\b)?"
    rf"|第(?P<zn>[一二三四五六七八九十]|\d{{1,2}}){_TITLE}{_HAN_UNIT}?{_HAN_NOUN}?"
    rf"|(?P<zlast>最后|首|末)(?:那|这)?一?(?:{_HAN_UNIT}{_HAN_NOUN}?|的?{_HAN_NOUN})",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:clips?|scenes?|shots?|segments?|photos?)\s+(?:numbers? |no\.? ?|#)?"
    r"(?P<list>(?:\d{1,2}|one|two|three|four|five)\b(?:\s*(?:,|and|&|to|with)\s*(?:(?:clip|scene|shot) )?"
    r"(?:\d{1,2}|one|two|three|four|five)\b(?!\s*(?:s|sec|seconds?|%)\b))*)",
    re.IGNORECASE,
)
ALL: Final = words(
    rf"all(?: of)? (?:the |my |these |three |four )?{NOUN}|every {NOUN}|each {NOUN}|everything|all of (?:it|them)"
    r"|(?:the |my )?(?:whole|entire|full) (?:thing|film|video|movie|timeline|clip|project)|both(?: of them| clips)?"
    r"|throughout|all over|(?<!at )all",
    "全部|所有(?:的)?(?:片段|视频|镜头|画面|场景|照片|图片)?|每一?(?:段|个|张)(?:片段|视频|镜头)?"
    "|整个?(?:视频|影片|片子|片|短片)|全片|两段都|都",
)
_EXCEPT: Final = re.compile(
    r"\b(?:except(?: for)?|but not|other than|apart from|all but)\s+(?P<but>.+)$|除了(?P<zbut>.+?)(?:之外|以外"
    r"|外)?(?:都|，|,|全|$)",
    re.IGNORECASE,
)
_FILM: Final = words("(?:the|my|this) (?:video|film|movie)", "视频|影片|片子|整片")
"""All of it, where a clip of it was spoken of just before: "then a forest, and make the video warmer"."""
PRONOUN: Final = words(
    rf"it|that|this|them|these|those|(?:this|that|the|my)(?: new| latest| same)? {NOUN}(?! of\b)",
    "它们?|这个?(?:一)?(?:段|个|张)?(?:片段|视频|镜头|画面|照片)?|那个?(?:一)?(?:段|个|张)?(?:片段|镜头|画面|照片)"
    "|刚才(?:的|那个?|加的|添加的)?(?:段|个|张)?(?:片段|镜头|画面|照片)?|(?:刚|新)加的(?:那)?(?:段|个"
    "|张)?(?:片段|镜头|画面)?",
)
_NEW_HAN = re.compile(r"生成|制作|加|添|插入|来[一个段]|换成|变成|改成|替换|接|然后|再|做|画|拍|用|是|到$")
_OLD_HAN = re.compile(r"把|将|让|给|先放|以|和|与|跟")
_GOES_ON_HAN = re.compile(
    r"和|与|跟|换|放|移|那|这|的(?:那|片|镜|画|部|雨|雪|雾|颜|亮|声)|加[点些上]|加一点|调|太|更|[亮暗慢快长短]一|倒|删|变|改|加速|减速|加快|放慢"
    r"|缩短|延长|静音|黑白|饱和|对比|亮度|颜色|色"
    r"|拉远|推近|拉近|平移|[向往][左右上下]|不要动|别动|静止|慢慢|缓缓|循环|重复|复制"
)
_OTHER = words(rf"the other {NOUN}", "另一(?:段|个|张)|另外一?(?:段|个|张)")
_DESCRIBED = re.compile(
    rf"\b(?:the|my)\s+(?P<word>[\w-]{{3,}}(?: [\w-]+)?)\s+(?:{NOUN})\b|\b(?:the|my)\s+(?P<bare>[\w-]{{3,}})\b"
    rf"|(?P<han>[\u3400-\u9fff]{{1,6}}?)(?:的|那|这)(?:一)?(?:{_HAN_UNIT}{_HAN_NOUN}?|{_HAN_NOUN})",
    re.IGNORECASE,
)
_MOVED = re.compile(r"(?:swap|switch|move|put|exchange)\b", re.IGNORECASE)
_BARE = re.compile(r"\b(?:on|to|for|in|over|of|than|make|with|and)\s+$", re.IGNORECASE)
_THE_VIDEO = re.compile(r"(?<=put |ove |ace |ing )(?:the|my) (?:video|footage)\b|视频(?=放|移|挪)", re.IGNORECASE)
_SOME_VIDEO = re.compile(
    r"(?:^|[把将让给])(?P<what>(?!整|全|所|我|你|这|那|把|将|让|给|视|影|两|每|第)[\u3400-\u9fff]{2,4}?)(?:的)?视频(?!里|中加|上)"
)
"""“冲浪视频”: the one that is filmed, whatever its file is called."""
_MIDDLE = words(rf"the middle {NOUN}", f"(?:最)?中间(?:的|那|这)?一?{_HAN_UNIT}{_HAN_NOUN}?|中间的{_HAN_NOUN}")
_PHOTO = words(r"the (?:photos?|images?|pictures?)|my (?:photos?|images?|pictures?)", "照片|图片")
_PLAIN_WORDS: Final = frozenset(
    [
        "first",
        "second",
        "third",
        "last",
        "final",
        "other",
        "whole",
        "new",
        "latest",
        "same",
        "clip",
        "scene",
        "shot",
        "video",
        "film",
        "title",
        "music",
        "picture",
        "colors",
        "colours",
        "sound",
        "camera",
        "end",
        "start",
        "beginning",
        "middle",
        "speed",
        "brightness",
        "contrast",
        "saturation",
        "timeline",
        "top",
        "bottom",
        "left",
        "right",
        "edges",
        "sides",
        "screen",
        "frame",
        "transition",
        "transitions",
        "order",
    ]
)


_NEAR: Final = 30
"""Characters within which "the first and second clips" share their noun."""


class Reference(NamedTuple):
    """Clips that a text names from `at` to `end`; none of them: what it names is not there."""

    at: int
    end: int
    found: tuple[Segment, ...]


def clips(text: str, now: Situation) -> list[Segment] | None:
    """The clips a clause means, in the film's order; None if it names none; an empty list if one is not there."""
    m = _EXCEPT.search(text)
    named = mentions((f"{m['but']} clip" if m["but"] else f"把{m['zbut']}") if m else text, now)
    if any(not reference.found for reference in named) or (m and not named):
        return []
    chosen = {s.id for reference in named for s in reference.found}
    if chosen:
        return [s for s in now.clips if (s.id in chosen) is not bool(m)]
    if ALL.search(text) or (now.scope and _FILM.search(text)):
        return now.clips
    touched = now.touched(VIDEO)
    if _OTHER.search(text) and len(touched) == 1 and len(now.clips) == 2:
        return [s for s in now.clips if s not in touched]
    a_video = len(touched) == 1 and touched[0].meta.kind == "video" and "视频" in text
    return touched if touched and (a_video or PRONOUN.search(text)) else None


def chosen(text: str, now: Situation) -> list[Segment]:
    """The clips a clause means; where it names none, those that came in the same breath, else all."""
    found = clips(text, now)
    return now.scoped if found is None else found


def wanted(text: str, now: Situation) -> list[Segment] | Refusal:
    """The clips an edit is for, as `chosen` has them; a refusal if there are none."""
    if not now.clips:
        return Refusal("no-clip")
    return chosen(text, now) or Refusal("no-such-clip")


def mentions(text: str, now: Situation) -> list[Reference]:
    """The places of a text that name clips, in its order."""
    text = _blotted(text)
    there = now.clips
    found: list[Reference] = []
    for m in _SEVERAL.finditer(text):
        n = int(number(m["n"] or m["zn"]))
        some = there[:n] if (m["end"] or m["zend"]).lower() in {"first", "前"} else there[-n:]
        found.append(Reference(m.start(), m.end(), tuple(some) if n <= len(there) else ()))
    for m in _NUMBERED.finditer(text):
        at = m.start("list")
        listed = re.finditer(r"\d+|one|two|three|four|five", m["list"], re.IGNORECASE)
        found += [_nth(int(number(n[0])), at + n.start(), at + n.end(), there) for n in listed]
    nouns = [m for m in _NTH.finditer(text) if m["noun"] or not m["ord"]]
    for m in _NTH.finditer(text):
        # "the first and second clips": one noun serves its neighbours.
        moved = _MOVED.match(text) or (_BARE.search(text[: m.start()]) and not text[m.end() :].strip())
        near = any(abs(m.start() - other.start()) < _NEAR for other in nouns)
        led = m[0].lower().startswith("the ") or text[: m.start()].rstrip().lower().endswith((" and", " with"))
        near = near or bool(moved and led)
        if (m["noun"] or not m["ord"] or near) and not _within(m.start(), found):
            which = m["ord"] or (f"第{m['zn']}" if m["zn"] else m["zlast"])
            n = int(number(m["zn"])) if m["zn"] else int(ORDINALS.find(which) or 0)
            found.append(_nth(n, m.start(), m.end(), there))
    middle = there[len(there) // 2 : len(there) // 2 + 1] if len(there) % 2 else []
    found += [Reference(m.start(), m.end(), tuple(middle)) for m in _MIDDLE.finditer(text)]
    found += [r for r in _by_name(text, now) if not _within(r.at, found)]
    return sorted(found, key=lambda r: r.at)


def without(text: str, now: Situation) -> str:
    """The text with what names or points at clips blotted out."""
    return PRONOUN.sub(" ", ALL.sub(" ", unnamed(_EXCEPT.sub(" ", text), now)))


def unnamed(text: str, now: Situation) -> str:
    """The text without the clips it names: in “the last clip”, “last” is no end."""
    for reference in sorted(mentions(text, now), key=lambda r: r.at, reverse=True):
        text = f"{text[: reference.at]} {text[reference.end :]}"
    return text


def _blotted(text: str) -> str:
    """The text with lengths of time blotted out, each letter where it was."""
    for span in times(text):
        text = text[: span.start] + "·" * (span.end - span.start) + text[span.end :]
    return text


def _nth(n: int, at: int, end: int, there: list[Segment]) -> Reference:
    return Reference(at, end, tuple(there[n - 1 : n] if n > 0 else there[n:] if n else ()))


def _within(at: int, found: list[Reference]) -> bool:
    return any(r.at <= at < r.end for r in found)


def _names_a_file(word: str, now: Situation) -> bool:
    """Whether a word is of an uploaded file that no clip shows: "my harbour photo" is no sea."""
    stems = (PurePath(u.name).stem.lower() for u in now.unused("image", "video"))
    return any(set(re.findall(r"[^\W\d_]+", stem)) & set(word.lower().split()) for stem in stems)


def _by_name(text: str, now: Situation) -> list[Reference]:
    lowered, there = text.lower(), now.clips
    found: list[Reference] = []
    for segment in there:
        for name in (segment.meta.name.lower(), _stem(segment)):
            at = lowered.find(name) if name else -1
            if at >= 0:
                found.append(Reference(at, at + len(name), (segment,)))
                break
    for m in _DESCRIBED.finditer(text):
        word = m["word"] or m["bare"] or m["han"]
        ours = word.lower() not in _PLAIN_WORDS and not _names_a_file(word, now)
        if ours and not _within(m.start() + 4, found):
            kind = SUBJECTS.find(word)
            like = [s for s in there if _tells(word, s) or (kind and s.meta.subject == kind)]
            if len(like) == 1:
                found.append(Reference(m.start(), m.end(), tuple(like)))
    films = [s for s in there if s.meta.kind == "video"]
    film = _THE_VIDEO.search(text)
    if film and len(films) == 1 < len(there):
        found.append(Reference(film.start(), film.end(), tuple(films)))
    if len(films) == 1 < len(there) and (one := _SOME_VIDEO.search(text)) and not SUBJECTS.find(one["what"]):
        found.append(Reference(one.start("what"), one.end(), tuple(films)))
    found += [r for r in _by_subject(text, there) if not _within(r.at, found)]
    images = [s for s in there if s.meta.kind == "image"]
    pictured = any(s in images for r in found for s in r.found)
    photo = _PHOTO.search(text)
    another = photo and photo[0].lower().startswith("my") and now.unused("image")
    if images and not pictured and not another and len(images) < len(there) and photo:
        several = photo[0].lower().endswith("s") or bool(re.search("每|所有|全部", text))
        found.append(Reference(photo.start(), photo.end(), tuple(images if several else images[-1:])))
    return found


def _by_subject(text: str, there: list[Segment]) -> list[Reference]:
    """“把大海换成森林”: a bare Chinese subject that one clip shows, where no new clip is asked for before it."""
    found = []
    for kind, start, end in SUBJECTS.spans(text):
        like = [s for s in there if s.meta.subject == kind]
        han = re.search(r"[\u3400-\u9fff]", text[start:end])
        meant = _OLD_HAN.search(text[:start]) or _GOES_ON_HAN.match(text[end:])
        if len(like) == 1 and han and meant and not _NEW_HAN.search(text[:start]):
            found.append(Reference(start, end, tuple(like)))
    return found


def _tells(word: str, segment: Segment) -> bool:
    """Whether a word is one of a clip's name."""
    name = segment.meta.name.lower()
    if re.search(r"[\u3400-\u9fff]", word):
        return len(word) > 1 and word in name
    return set(word.lower().split()) <= set(re.findall(r"[\w]+", name))


def _stem(segment: Segment) -> str:
    stem = PurePath(segment.meta.name).stem.lower()
    return stem if len(stem) > 2 else segment.meta.name.lower()
