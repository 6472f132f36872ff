"""Music and sound: "add lo-fi music at 35%", "swap the music for jazz", "fade it out", "duck it", "音乐小声一点"."""

from __future__ import annotations

import re
from typing import Final

from nemo_widgets.local.director import pointing, references
from nemo_widgets.local.director.fades import AT_END, AT_START, Fades, fades
from nemo_widgets.local.director.lexicon import GENRE_NAMES, GENRE_OF_SUBJECT, GENRES, INSTRUMENTS, words
from nemo_widgets.local.director.operations import AddMusic, Operation, RemoveMusic, SetDuck, SetFade, SetLevel
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.quantities import percent, percent_words, times
from nemo_widgets.local.director.reading import Clause, about_a_scene
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import AUDIO, VIDEO

DEFAULT_VOLUME: Final = 0.5

_NOUN = words(
    (
        r"music|bgm|sound ?tracks?|songs?|beats?|tunes?|score|melody|audio|(?:music |backing |background "
        r"|audio )tracks?|volume"
    ),
    "音乐|配乐|背景乐|曲(?![线折])|歌曲|歌|伴奏|音量|声音|音频|bgm|BGM",
)
_TRACK = words(r"an?(?: \w[\w-]*){1,2} track|the track", "")
_CLIP_SOUND = words(
    (
        r"(?:clip|video|original|footage)(?:'s|’s)? (?:sound|audio|volume|own sound)|(?:mute"
        r"|silence) (?:the |my )?(?:clips?|videos?|footage)"
    ),
    "原声|视频(?:的)?声音|(?<!个)视频静音",
)
_DUCK = words(
    r"duck(?:s|ed|ing)?|(?:lower|quieter|softer|drop|dip|turn(?:ed)? down)\b.*\b(?:when|while|under|during"
    r"|whenever|below|behind)\b.*\b(?:talk\w*|speak\w*|speech"
    r"|voices?|clips?|videos?|sound|dialogue|someone|somebody|people|narrat\w+)",
    (
        "闪避|(?:有|说话|人声|原声|讲话|对白).{0,6}(?:时|的时候).{0,6}(?:降低|小声|调低|变小|压低|减小)|(?:给"
        "|为)?(?:人声|原声|对白)让路|避让|压低"
    ),
)
_UNDUCK = words(
    r"(?:no|stop|without|don'?t|do not|remove|turn off|disable|undo)(?: the)?(?: \w+)? ?duck\w*",
    "(?:取消|不要|关闭|去掉)(?:.{0,3})?(?:闪避|避让)",
)
_TEMPO = words(
    (
        r"(?:(?:beat|bass) drops?|drop (?:at|in|on)|faster|slower|speed up|slow down|slow|fast|tempo|pitch|key"
        r"|remix|beat[- ]?(?:match|sync)\w*|sync\w*"
        r"|on (?:the )?beat|equali[sz]er|bass|treble|reverb|echo)"
    ),
    "节拍|卡点|变调|升调|降调|混响|低音|(?:加快|放慢).{0,3}(?:音乐|节奏)|均衡",
)
_FROM_WHERE = words(
    r"(?:start|begin|play|skip|cut|trim)\b.*\b(?:song|music|track|tune|audio)\b.*"
    r"\b(?:at|from|later|after|into|in|seconds?)"
    r"|(?:song|music|track|tune|audio) (?:should )?(?:start|begin)s?\b.*|(?:loop|repeat) (?:the |my )?"
    r"(?:song|music|track|tune)"
    r"|(?:song|music|track|tune) (?:should )?(?:loops?|repeats?)",
    "(?:音乐|歌曲?|配乐)从.*(?:开始|放|播)|(?:音乐|歌曲?|配乐).{0,3}(?:循环|重复)|(?:循环|重复).{0,4}(?:音乐|歌)",
)
_EFFECTS = words("sound effects?|sfx", "音效|声效|(?:雷|雨|风|浪|鸟|掌|笑|脚步|汽?车|铃|水)的?声音?")
_BY_NAME = words(
    r"songs? (?:called|named|by) \w+|spotify|youtube|lyrics|vocals?|singing|singer|taylor swift|beatles",
    "歌词|唱|周杰伦|网易云|人声演唱",
)
_EVERYTHING = words(
    (
        r"(?:mute|silence) (?:everything|all|the (?:whole film|whole video|film|whole thing|thing))"
        r"|no sound(?: at all)?|all (?:the )?sound"
    ),
    "全部静音|不要声音|没有声音|去掉声音|关掉声音|完全静音|整个?(?:视频|影片)静音",
)
_AIM = words(
    r"add|put|use|want|need|give|play|set|change|swap|switch|replace|make|with|include|have|some|try|different"
    r"|another|other|new|instead|more|insert"
    r"|choose|pick|background|upbeat|get|under|over|throughout|need|missing",
    "加|配|用|换|改|来|放|要|添|替|选|再|插入|背景",
)
_REMOVE = words(
    r"removed?|deleted?|gone|drop(?! (?:at|in|on)\b)|get rid of|take (?:out|off|away)|without|no|clear|lose|cut|stop",
    "删除|去掉|移除|不要|删掉|去除|关掉|取消",
)
_WITHOUT = re.compile(r"(?:no|without)\b|不要|无", re.IGNORECASE)
_MUTE = words(r"muted?|unmute|silence|silent", "静音|无声")
_UNMUTE = words(r"unmute|un-mute|not mute|sound (?:back )?on", "取消静音|恢复(?:声音|原声)")
_WHOLE_FILM = words("video|film|movie", "视频|影片")
_OWN_SOUND = words(r"volume|sound|audio|loud(?:er)?|quiet(?:er)?", "声音|音量|大声|小声")
_OF_MUSIC = words(r"music|songs?|bgm|sound ?tracks?|beats?", "音乐|配乐|歌|bgm|BGM")
_ONLY_MUSIC = words(
    (r"(?:only|just)(?: keep| leave| the)* music|(?:keep|leave) (?:only|just) the music"),
    "只留音乐|只要音乐|只保留音乐",
)
_SOFTER = words(
    r"quiet(?:er)?|(?:volume|music|sound) down|soft(?:er)|lower|turn(?: \w+){0,3} down|less loud|reduce"
    r"|decrease|down a (?:bit|little)|too loud",
    "小声|变小|轻一点|轻点|小一点|小一些|调低|降低|小点|太大|太吵|减小",
)
_LOUDER = words(
    r"loud(?:er)?|(?:volume|music|sound) up|raise|turn(?: \w+){0,3} up|increase|boost|up a (?:bit|little)|too quiet",
    "大声|变大|响一点|大一点|大一些|调高|提高|大点|太小|增大|加大",
)
_SWAP = words(r"swap|change|switch|replace|different|another|other|new", "换成|换一|换个|改成|换|改为|替换|更换")
_LEVEL_ONLY = words(
    r"volume|level|louder|quieter|softer|mute|turn(?: \w+){0,3} (?:up|down)|loud|quiet", "音量|小声|大声|静音"
)
_BY = re.compile(r"\bby\b|(?:降低|提高|减小|增大|调低|调高)(?:了)?(?=\s*(?:\d|百分))", re.IGNORECASE)
_USE = words("use|add|put|take|set", "用|加|换成|放")
_SOMETHING = re.compile(r"(?:something|anything)\b|来点|换点", re.IGNORECASE)
_AROUND = re.compile(
    r"\b(?:(?:replace|swap|change|switch)(?: (?:it|that|this))? (?:with|for|to|by)|add|use|try|no more|remove"
    r"|some|an?|the"
    r"|a bit of|a little|instead)\b|换成|来点|一点|加|不要|去掉|用",
    re.IGNORECASE,
)
"""What may stand around a kind of music that is told alone."""
_ONLY_LEVEL = re.compile(
    r"(?:at |to )?\d{1,3} ?(?:%|percent)(?: volume)?|(?:到|调到)?(?:\d{1,3}%|百分之.{1,4})", re.IGNORECASE
)
_LEVEL_ALONE = re.compile(r"^(?:muted?|unmute|silence|louder|quieter|静音|大声点|小声点)(?: it| this)?$", re.IGNORECASE)
_ADD = words("add|put|use|with|give|want|insert|play|set", "加|配|用|放|添|来")
_BARE_LEVEL = re.compile(r"(?:\bto|\bat|到|为|成)\s*(?P<n>\d{1,3})\s*$", re.IGNORECASE)
_ANOTHER = words(
    "swap|change|switch|replace|different|another|other|new|instead|add|try|want|need|choose|pick|put|give|some"
    "|more|use"
    "|play|make|include|with|have|how about",
    "换|改|来|配|加|选|别的|另|再|用|要",
)
_MORE_OF_IT = re.compile(
    r"(?:再|更|还要?|稍微?)*[小大轻响]一?[点些]|(?:a (?:bit|little) )?(?:softer|lower|higher|more|less)", re.IGNORECASE
)
_HAN_TIME = "(?=[面\\d一二两三四五六七八九十半])"
_STARTS = re.compile(rf"{AT_START.pattern}|\b(?:starts?|begins?)\b|前{_HAN_TIME}", re.IGNORECASE)
_ENDS = re.compile(rf"{AT_END.pattern}|\bends\b|后{_HAN_TIME}", re.IGNORECASE)
_WHILE = re.compile(r"在.{1,10}(?:的?时候?|期间|那段)")
_FIRST = re.compile(r"\b(?:the\s+)?(?:first|last|opening|final)\s*$", re.IGNORECASE)
_RISE: Final = 3000
"""How long music that is quieter at the start takes to rise, ms."""
_SHORT: Final = 2
"""Words of a clause that names music and nothing else."""
_DETAIL = words(r"at|to|with|a|the|something|style|volume|level|of|in|very|kind|and", "音量|风格|的|为|在|左右|大约")


def read(clause: Clause, now: Situation) -> Outcome | None:
    """A clause about music or sound, or None."""
    text = clause.text
    if now.clips and (_EVERYTHING.search(text) or _ONLY_MUSIC.search(text)):
        return _all_silent(now, music=not _ONLY_MUSIC.search(text))
    itself = _names_clips(text, now) or _of_what_just_came(text, now) or _plays_itself(text, now)
    if itself or _CLIP_SOUND.search(text):
        return _clip_sound(clause, now)
    own = references.uploads(text, now, "audio") if _mentions(text) or now.unused("audio") else None
    there = now.draft.of_type(AUDIO)
    if not _mentions(text) and not own and not _about_what_plays(text, now):
        return None
    found = fades(text)
    if (_UNDUCK.search(text) or _DUCK.search(text)) and (there or not own):
        return (SetDuck(not _UNDUCK.search(text)),) if there else Refusal("no-music")
    if _REMOVE.search(text) and (not GENRES.find(text) or _only_a_genre(text)) and not found:
        none = () if _WITHOUT.match(text) and now.clips else Refusal("no-music")
        return (RemoveMusic(there[0].meta.name),) if there else none
    return _played(clause, now, own, found)


def _plays_itself(text: str, now: Situation) -> bool:
    """“Mute it” of a clip's own sound: there is no music, or the clip was spoken of just before."""
    if not _LEVEL_ALONE.match(text):
        return False
    meant = now.touched(VIDEO) if pointing.PRONOUN.search(text) else []
    films = [s for s in meant or now.clips if s.meta.kind == "video"]
    return bool(films) and (bool(meant) or not now.draft.of_type(AUDIO))


def _played(
    clause: Clause, now: Situation, own: tuple[references.Upload, ...] | references.Missing | None, found: Fades | None
) -> Outcome:
    """What plays, how loud, with which fades."""
    text = clause.text
    if _FROM_WHERE.search(text) and now.draft.of_type(AUDIO) and not found:
        return Refusal("music-start")
    if _BY_NAME.search(text) and not any(u.name.lower() in text.lower() for u in now.uploads):
        return Refusal("music-name")
    if isinstance(own, tuple):
        return _placed(clause, now, own[-1], found)
    if own is not None and (not now.draft.of_type(AUDIO) or _USE.search(text)):
        return Refusal("upload-audio")
    if found:
        return _faded(clause, now, found)
    return _in_part(text, now) or _level(text, now) or _chosen(clause, now, found)


def _names_clips(text: str, now: Situation) -> bool:
    about = _MUTE.search(text) or _OWN_SOUND.search(text)
    return bool(about and pointing.mentions(text, now)) and not _OF_MUSIC.search(text)


def _of_what_just_came(text: str, now: Situation) -> bool:
    """“Add my clip, muted”: the sound of what came in the same breath."""
    return bool(now.scope and (_MUTE.search(text) or _OWN_SOUND.search(text))) and not _OF_MUSIC.search(text)


def _about_what_plays(text: str, now: Situation) -> bool:
    """“Louder”, “fade it out” right after music came, “duck it”: about the music there is, without the word."""
    there = now.draft.of_type(AUDIO)
    if now.clips and _SOMETHING.match(text) and GENRES.find(text):
        return True
    fresh = now.touched(AUDIO) and not now.touched(VIDEO)
    just_now = fresh and (pointing.PRONOUN.search(text) or _MORE_OF_IT.fullmatch(text))
    level = _LEVEL_ONLY.search(text) and not pointing.mentions(text, now)
    if there and just_now and (percent(text) is not None or _SOFTER.search(text) or _LOUDER.search(text)):
        return True
    if (_only_a_genre(text) and now.clips) or (there and fresh and _ONLY_LEVEL.fullmatch(text)):
        return True
    return bool(
        (there and (level or (just_now and fades(text))))
        or _DUCK.search(text)
        or (_LEVEL_ALONE.match(text) and now.clips)
    )


def _only_a_genre(text: str) -> bool:
    """“Piano”, “some jazz”: a kind of music and nothing else."""
    rest = _AROUND.sub(" ", GENRES.without(text))
    return GENRES.find(text) in {"lofi", "piano", "electronic", "rock", "jazz"} and not re.search(r"\w", rest)


def _all_silent(now: Situation, *, music: bool) -> Outcome:
    """The music, unless it is to stay, and the clips' own sound."""
    made: list[Operation] = [SetLevel("music", 0.0)] if music and now.draft.of_type(AUDIO) else []
    if any(s.meta.kind == "video" for s in now.clips):
        made.append(SetLevel("clips", 0.0))
    return tuple(made) or Refusal("no-sound")


def _faded(clause: Clause, now: Situation, found: Fades) -> Outcome:
    """New music that fades, or fades of what plays."""
    there = now.draft.of_type(AUDIO)
    new = GENRES.find(found.rest) or (
        _ADD.search(found.rest) and not re.search(r"\bfade|淡", clause.text[:12], re.IGNORECASE)
    )
    if new and (_ADD.search(found.rest) or not there):
        return _chosen(clause, now, found)
    if not there:
        return Refusal("no-music" if now.clips else "no-clip-music")
    fade = SetFade((there[0].id,), "music", found.fade_in, found.fade_out)
    level = _level(found.rest, now) if percent(found.rest) is not None else None
    return (*level, fade) if isinstance(level, tuple) else (fade,)


def is_detail(clause: Clause) -> bool:
    """Whether a clause only says which or how loud: "at 35%", "something calm", "音量30%"."""
    found = fades(clause.text)
    text = percent_words(GENRES.without(_DUCK.sub(" ", found.rest if found else clause.text)))
    return not re.search(r"\w", _DETAIL.sub(" ", text))


def _mentions(text: str) -> bool:
    if _EFFECTS.search(text) or ((noun := _NOUN.search(text)) and about_a_scene(text, noun.start())):
        return False
    return noun is not None or bool(_TRACK.search(text) and GENRES.find(text))


def _placed(clause: Clause, now: Situation, upload: references.Upload, found: Fades | None) -> Outcome:
    if not now.clips:
        return Refusal("no-clip-music")
    return (_music(upload.name, "", clause, now, found, media=upload.hash),)


def _music(name: str, genre: str, clause: Clause, now: Situation, found: Fades | None, *, media: str = "") -> AddMusic:
    """Music with the level, fades and ducking that a clause asks for; else those of what it replaces."""
    there = now.draft.of_type(AUDIO)
    old = there[0].meta if there else None
    return AddMusic(
        name,
        genre,
        _volume(clause.text, now),
        media,
        old.name if old else "",
        fade_in=(found.fade_in if found else None) or (old.fade_in if old else 0),
        fade_out=(found.fade_out if found else None) or (old.fade_out if old else 0),
        duck=bool(_DUCK.search(clause.text)) or bool(old and old.duck),
    )


def _level(text: str, now: Situation) -> Outcome | None:
    """A new level of the music there is; None if the clause is about another choice of music."""
    there = now.draft.of_type(AUDIO)
    share, genre = _share(text), GENRES.find(_LEVEL_ONLY.sub(" ", text))
    relative = _SOFTER.search(text) or _LOUDER.search(text) or _MUTE.search(text)
    if genre or (_SWAP.search(text) and share is None and not relative):
        return None
    if not relative and (share is None or re.search(r"\badd\b|添加|加(?:上|一|个|段)|配", text, re.IGNORECASE)):
        return None
    if not there:
        return Refusal("no-music")
    old = there[0].meta.volume
    down = bool(_SOFTER.search(text))
    if _UNMUTE.search(text):
        new = old or DEFAULT_VOLUME
    elif _MUTE.search(text):
        new = 0.0
    elif share is not None:
        new = share if not _BY.search(text) or not relative else old - share if down else old + share
    else:
        new = old * 0.6 if down else max(old, 0.1) * 1.5
        new = round(new * 20) / 20
    return (SetLevel("music", round(min(1.0, max(0.0, new)), 2)),)


def _in_part(text: str, now: Situation) -> Outcome | None:
    """“Quieter at the start” is a fade; any other level of a part of the film is refused. None if no part is named."""
    head, tail = (bool(p.search(text)) for p in (_STARTS, _ENDS))
    there = now.draft.of_type(AUDIO)
    if there and _WHILE.search(text):
        return Refusal("music-part")
    if not (head or tail) or not there or not isinstance(_level(text, now), tuple):
        return None
    spans = times(text)
    bare = _FIRST.sub("", text[: spans[0].start]) + text[spans[0].end :] if spans else text
    if head == tail or not _SOFTER.search(text) or percent(text) is not None or pointing.mentions(bare, now):
        return Refusal("music-part")
    ms = spans[0].ms if spans else _RISE
    return (SetFade((there[0].id,), "music", ms if head else None, ms if tail else None),)


def _share(text: str) -> float | None:
    """“35%”, “music to 10”."""
    share = percent(text)
    m = _BARE_LEVEL.search(text) if share is None else None
    return int(m["n"]) / 100 if m else share


def _chosen(clause: Clause, now: Situation, found: Fades | None) -> Outcome:
    text = found.rest if found else clause.text
    genre = INSTRUMENTS.find(text) or GENRES.find(text)
    if not genre and (_TEMPO.search(text) or _BY_NAME.search(text)):
        return Refusal("music-tempo" if _TEMPO.search(text) else "music-name")
    if not now.clips:
        return Refusal("no-clip-music")
    if not genre and now.draft.of_type(AUDIO) and not _ANOTHER.search(text):
        return Refusal("music-how")
    if not genre and not _AIM.search(text) and len(re.findall(r"\w+", text)) > _SHORT:
        return Refusal("music-how")
    genre = genre or _fitting(now)
    return (_music(GENRE_NAMES[genre][0], genre, clause, now, found),)


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


def _clip_sound(clause: Clause, now: Situation) -> Outcome:
    named = pointing.mentions(clause.text, now)
    if any(not m.found for m in named):
        return Refusal("no-such-clip")
    meant = [s for m in named for s in m.found] or now.scoped
    film = _WHOLE_FILM.search(clause.text) and not named
    if film and _MUTE.search(clause.text) and not any(s.meta.kind == "video" for s in meant):
        return (SetLevel("music", 0.0),) if now.draft.of_type(AUDIO) else Refusal("no-sound" if meant else "no-clip")
    if not any(s.meta.kind == "video" for s in meant):
        return Refusal("no-clip-sound")
    share = percent(clause.text)
    if share is None:
        quiet = (_MUTE.search(clause.text) and not _UNMUTE.search(clause.text)) or _REMOVE.search(clause.text)
        share = 0.0 if quiet else 0.5 if _SOFTER.search(clause.text) else 1.0
    return (SetLevel("clips", min(1.0, share), tuple(s.id for s in meant) if named or now.scope else ()),)
