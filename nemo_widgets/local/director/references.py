"""The situation a request is made in, and which uploaded file it means: "this image", "my harbour photo"."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final, Literal

import msgspec

from nemo_widgets.local.director.lexicon import ORDINALS, word_set
from nemo_widgets.local.draft import VIDEO, Draft, Segment

MediaKind = Literal["image", "video", "audio"]


class Upload(msgspec.Struct, frozen=True):
    """An uploaded file, as the director sees it.

    Attributes:
        hash: Its content's SHA-256, hex.
        name: Its file name.
        kind: image, video or audio.
        duration: ms; 0 for images.
        fresh: Whether it came since the last message.
    """

    hash: str
    name: str
    kind: MediaKind
    duration: int = 0
    fresh: bool = False


class Situation(msgspec.Struct, frozen=True):
    """All the director may look at besides the words: the draft so far and the session's uploads, oldest first."""

    draft: Draft
    uploads: tuple[Upload, ...] = ()
    seed: int = 0
    can_redo: bool = False
    focus: tuple[str, ...] = ()
    """Ids of the segments that the last edit touched: what "it" means."""
    scope: tuple[str, ...] = ()
    """Ids of the clips that came in the same breath: what an order means that names none. Empty: all of them."""
    came: tuple[str, ...] = ()
    """Ids of the clips that came in the same request: a later order of it adds to them, and never replaces them."""

    @property
    def clips(self) -> list[Segment]:
        """The segments of the video track."""
        return self.draft.of_type(VIDEO)

    @property
    def scoped(self) -> list[Segment]:
        """The clips that an order means which names none."""
        return [s for s in self.clips if s.id in self.scope] or self.clips

    def touched(self, kind: int) -> list[Segment]:
        """The segments of a type that the last edit touched."""
        return [s for s in self.draft.of_type(kind) if s.id in self.focus]

    def unused(self, *kinds: MediaKind) -> tuple[Upload, ...]:
        """Uploads of these kinds that no segment shows yet."""
        shown = {s.meta.media for t in self.draft.tracks for s in t.segments}
        return tuple(u for u in self.uploads if u.hash not in shown and u.kind in kinds)


class Missing(msgspec.Struct, frozen=True):
    """A reference to an upload that is not there. `kind`: image, video, audio or file."""

    kind: str


_NOUNS: Final = {
    "image": r"photos?|images?|pictures?|pics?|photographs?|selfies?|drawings?|illustrations?",
    "video": r"clips?|videos?|footage|movies?|recordings?",
    "audio": r"songs?|audio(?: files?)?|tracks?|mp3s?|recordings?|voice ?memos?",
    "file": r"files?|uploads?|media|materials?",
}
_ANY_NOUN = "|".join(_NOUNS.values())
_POINTED = re.compile(
    rf"\b(?P<det>this|that|these|those|my|our|the|both|all(?: (?:of )?(?:the|my))?|(?:from|with|of|using"
    rf"|convert(?:ing)?|animat(?:e|ing)"
    rf"|use)(?: (?:an?|some))?)\s+"
    rf"(?P<words>(?:(?!of\b|video\b|from\b|into\b"
    rf"|the\b)[\w.'-]+\s+){{0,4}}?)(?P<noun>{_ANY_NOUN})\b(?!\s+of\b)(?![.]\w)",
    re.IGNORECASE,
)
_POINTED_HAN = re.compile(
    r"(?P<det>这些|那些|这|那|该|此|我上传的|我刚上传的|刚才上传的|刚上传的|上传的|我的|刚才的|用|从|由|把|将|给|让)"
    r"(?P<words>[^，,。]{0,8}?)(?:几张|几段|几个|所有|一张|一段|张|个|段|些|幅|条|首)?(?P<noun>图片"
    r"|照片|相片|图像|截图|图|画|视频素材|视频|片段|录像|音频|歌曲|歌|文件|素材)"
)
_NOUNS_HAN: Final = {
    "image": {"图片", "照片", "相片", "图像", "截图", "图", "画"},
    "video": {"视频", "视频素材", "片段", "录像"},
    "audio": {"音频", "歌曲", "歌"},
    "file": {"文件", "素材"},
}
_VAGUE: Final = word_set(
    "new own uploaded attached latest last first second third little nice great single same other whole 新 上传的"
)
_EVERY = re.compile(
    r"\b(?:photos?|pictures?|images?) and (?:my |the )?(?:videos?|clips?|footage)\b|\b(?:videos?|clips?"
    r"|footage) and (?:my |the )?"
    r"(?:photos?|pictures?|images?)\b|\b(?:everything|all) (?:that )?i(?:'ve| have)? uploaded\b|\ball (?:my "
    r"|the )?(?:files|uploads"
    r"|media)\b|照片和视频|视频和照片|(?:所有|全部)(?:的)?(?:素材|文件)",
    re.IGNORECASE,
)
_USES = re.compile(r"\b(?:use|add|include|insert|append|attach)\s+$", re.IGNORECASE)
_SOFT = re.compile(r"\b(?:a|one|single)\s+(?:\w+\s+){0,2}(?:photo|image|picture)\b(?!\s+of\b)|图生视频", re.IGNORECASE)


def uploads(text: str, now: Situation, *kinds: MediaKind) -> tuple[Upload, ...] | Missing | None:
    """The uploads a clause points at; `Missing` if it points at one that is not there; None if at none.

    Args:
        text: The clause's words.
        now: The draft and the uploads.
        kinds: The kinds that count.
    """
    if named := _by_name(text, now, kinds):
        return named
    if _EVERY.search(text) and (every := tuple(u for u in now.uploads if u.kind in kinds and u.kind != "audio")):
        return tuple(u for u in now.unused("image", "video") if u in every) or every
    for pointed in (*_POINTED.finditer(text), *_POINTED_HAN.finditer(text)):
        found = _pointed(pointed, now, kinds)
        if found is not None:
            return found
    if _SOFT.search(text) and (fresh := now.unused("image")) and "image" in kinds:
        return fresh[-1:]
    return None


def _by_name(text: str, now: Situation, kinds: tuple[MediaKind, ...]) -> tuple[Upload, ...]:
    lowered = text.lower()
    places = ((lowered.find(u.name.lower()), u) for u in now.uploads if u.kind in kinds and u.name)
    found = sorted(((at, u.hash, u) for at, u in places if at >= 0), key=lambda f: f[:2])
    return tuple(u for _, _, u in found)


def _pointed(m: re.Match[str], now: Situation, kinds: tuple[MediaKind, ...]) -> tuple[Upload, ...] | Missing | None:
    kind = _kind(m["noun"], kinds)
    if not kind:
        return None
    wanted = kinds if kind == "file" else (kind,)
    there = tuple(u for u in now.uploads if u.kind in wanted)
    det, words = m["det"].lower(), m["words"].strip()
    uses = bool(_USES.search(m.string[: m.start()]))
    if kind == "video" and _means_the_timeline(det, words, now, uses=uses):
        return None
    if not there:
        return None if det == "the" and kind != "image" else Missing(kind)
    free = tuple(u for u in now.unused(*wanted) if u in there)
    return (
        _called(words, there) or _ordinal(m[0], there) or ((free or there) if _plural(m, det) else (free or there)[-1:])
    )


def _ordinal(words: str, there: tuple[Upload, ...]) -> tuple[Upload, ...]:
    """“My second photo”, counted among all of the kind; the last one where there are fewer."""
    n = int(ORDINALS.find(words) or 0)
    return there[n - 1 : n] or there[-1:] if n > 0 else there[n:] if n else ()


def _kind(noun: str, kinds: tuple[MediaKind, ...]) -> MediaKind | Literal["file"] | None:
    for kind in (*kinds, "file"):
        if noun in _NOUNS_HAN[kind] or re.fullmatch(_NOUNS[kind], noun, re.IGNORECASE):
            return kind  # type: ignore[return-value]
    return None


def _means_the_timeline(det: str, words: str, now: Situation, *, uses: bool) -> bool:
    """“The video” is the film being made, unless a video was uploaded that no clip shows yet, and is to be used."""
    if now.unused("video"):
        return det == "the" and not words and not uses
    return (
        bool(now.clips)
        or det in {"the", "用", "把", "将", "让", "给", "从", "由"}
        or det.startswith(("from", "with", "of", "convert"))
    )


def _called(words: str, there: tuple[Upload, ...]) -> tuple[Upload, ...]:
    """Uploads whose file name holds one of the words: "my harbour photo" is harbour.jpg."""
    tokens = {t for t in re.findall(r"\w+", words.lower()) if t not in _VAGUE and len(t) > 1}
    named = tuple(u for u in there if tokens & set(re.findall(r"[^\W\d_]+", PurePath(u.name).stem.lower())))
    return named[-1:]


def _plural(m: re.Match[str], det: str) -> bool:
    noun = m["noun"].lower()
    return (
        (noun.endswith("s") and det != "this")
        or det.split(" ", 1)[0] in {"these", "those", "both", "all", "这些", "那些"}
        or bool(re.search("几|所有|些|[两二三四五俩](?=张|个|段|幅)", m[0]))
    )
