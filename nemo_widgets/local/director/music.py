"""Music: "add lo-fi music at 35%", "swap the music for jazz", "音乐小声一点", "use my song as the soundtrack"."""

from __future__ import annotations

import re
from typing import Final

from nemo_widgets.local.director import references
from nemo_widgets.local.director.lexicon import GENRE_NAMES, GENRE_OF_SUBJECT, GENRES, words
from nemo_widgets.local.director.operations import AddMusic, RemoveMusic, SetLevel
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.reading import Clause, about_a_scene, percent, percent_words
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import AUDIO

DEFAULT_VOLUME: Final = 0.5

_NOUN = words(
    (
        r"music|bgm|sound ?tracks?|songs?|beats?|tunes?|score|melody|audio|(?:music |backing |background "
        r"|audio )tracks?|volume"
    ),
    "音乐|配乐|背景乐|曲子|乐曲|歌曲|歌|伴奏|音量|声音|音频|bgm|BGM",
)
_TRACK = words(r"an?(?: \w[\w-]*){1,2} track|the track", "")
_CLIP_SOUND = words(
    (
        r"(?:clip|video|original|footage)(?:'s|’s)? (?:sound|audio|volume|own sound)|(?:mute"
        r"|silence) (?:the |my )?(?:clips?|videos?|footage)"
    ),
    "原声|视频(?:的)?声音",
)
_REMOVE = words(
    r"remove|delete|drop|get rid of|take (?:out|off|away)|without|no|clear|lose|cut|stop",
    "删除|去掉|移除|不要|删掉|去除|关掉|取消",
)
_MUTE = words(r"mute|silence|silent", "静音|无声")
_SOFTER = words(
    r"quiet(?:er)?|soft(?:er)|lower|turn(?: \w+){0,3} down|less loud|reduce|decrease|down a (?:bit|little)|too loud",
    "小声|轻一点|轻点|小一点|小一些|调低|降低|小点|太大|太吵|减小",
)
_LOUDER = words(
    r"loud(?:er)?|raise|turn(?: \w+){0,3} up|increase|boost|up a (?:bit|little)|too quiet",
    "大声|响一点|大一点|大一些|调高|提高|大点|太小|增大|加大",
)
_SWAP = words(r"swap|change|switch|replace|different|another|other|new", "换成|换一|换个|改成|换|改为|替换|更换")
_LEVEL_ONLY = words(
    r"volume|level|louder|quieter|softer|mute|turn(?: \w+){0,3} (?:up|down)|loud|quiet", "音量|小声|大声|静音"
)
_BY = re.compile(r"\bby\b|(?:降低|提高|减小|增大|调低|调高)(?:了)?(?=\s*(?:\d|百分))", re.IGNORECASE)
_USE = words("use|add|put|take|set", "用|加|换成|放")
_DETAIL = words(r"at|to|with|a|the|something|style|volume|level|of|in|very|kind|and", "音量|风格|的|为|在|左右|大约")


def read(clause: Clause, now: Situation) -> Outcome | None:
    """A clause about music or sound, or None."""
    text = clause.text
    if _CLIP_SOUND.search(text):
        return _clip_sound(clause, now)
    own = references.uploads(text, now, "audio") if _mentions(text) or now.unused("audio") else None
    there = now.draft.of_type(AUDIO)
    if not _mentions(text) and not own and not (there and _LEVEL_ONLY.search(text)):
        return None
    if _REMOVE.search(text) and not GENRES.find(text):
        return (RemoveMusic(there[0].meta.name),) if there else Refusal("no-music")
    if isinstance(own, tuple):
        return _placed(clause, now, own[-1])
    if isinstance(own, references.Missing) and (not there or _USE.search(text)):
        return Refusal("upload-audio")
    return _level(text, now) or _chosen(clause, now)


def is_detail(clause: Clause) -> bool:
    """Whether a clause only says which or how loud: "at 35%", "something calm", "音量30%"."""
    text = percent_words(GENRES.without(clause.text))
    return not re.search(r"\w", _DETAIL.sub(" ", text))


def _mentions(text: str) -> bool:
    if (noun := _NOUN.search(text)) and about_a_scene(text, noun.start()):
        return False
    return noun is not None or bool(_TRACK.search(text) and GENRES.find(text))


def _placed(clause: Clause, now: Situation, upload: references.Upload) -> Outcome:
    if not now.clips:
        return Refusal("no-clip-music")
    return (AddMusic(upload.name, volume=_volume(clause.text, now), media=upload.hash, replaced=_replaced(now)),)


def _level(text: str, now: Situation) -> Outcome | None:
    """A new level of the music there is; None if the clause is about another choice of music."""
    there = now.draft.of_type(AUDIO)
    share, genre = percent(text), GENRES.find(_LEVEL_ONLY.sub(" ", text))
    relative = _SOFTER.search(text) or _LOUDER.search(text) or _MUTE.search(text)
    if genre or (_SWAP.search(text) and share is None and not relative):
        return None
    if not relative and (share is None or re.search(r"\badd\b|添加|加(?:上|一|个|段)|配", text, re.IGNORECASE)):
        return None
    if not there:
        return Refusal("no-music")
    old = there[0].meta.volume
    down = bool(_SOFTER.search(text))
    if _MUTE.search(text):
        new = 0.0
    elif share is not None:
        new = share if not _BY.search(text) or not relative else old - share if down else old + share
    else:
        new = old * 0.6 if down else max(old, 0.1) * 1.5
        new = round(new * 20) / 20
    return (SetLevel("music", round(min(1.0, max(0.0, new)), 2)),)


def _chosen(clause: Clause, now: Situation) -> Outcome:
    if not now.clips:
        return Refusal("no-clip-music")
    genre = GENRES.find(clause.text) or _fitting(now)
    return (AddMusic(GENRE_NAMES[genre][0], genre, _volume(clause.text, now), replaced=_replaced(now)),)


def _fitting(now: Situation) -> str:
    """A genre that suits the first clip, and is another than the one there is."""
    subject = now.clips[0].meta.subject
    first = GENRE_OF_SUBJECT.get(subject, "lofi")
    there = now.draft.of_type(AUDIO)
    names = list(GENRE_NAMES)
    return first if not there or there[0].meta.genre != first else names[(names.index(first) + 1) % len(names)]


def _volume(text: str, now: Situation) -> float:
    there = now.draft.of_type(AUDIO)
    share = percent(text)
    if share is None:
        return there[0].meta.volume if there else DEFAULT_VOLUME
    return min(1.0, share)


def _replaced(now: Situation) -> str:
    there = now.draft.of_type(AUDIO)
    return there[0].meta.name if there else ""


def _clip_sound(clause: Clause, now: Situation) -> Outcome:
    if not any(s.meta.kind == "video" for s in now.clips):
        return Refusal("no-clip-sound")
    share = percent(clause.text)
    if share is None:
        share = (
            0.0
            if _MUTE.search(clause.text) or _REMOVE.search(clause.text)
            else 0.5
            if _SOFTER.search(clause.text)
            else 1.0
        )
    return (SetLevel("clips", min(1.0, share)),)
