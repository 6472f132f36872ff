"""Shape, length and camera of what is there: "make it vertical", "改成15秒", "slow zoom in"."""

from __future__ import annotations

import re

import msgspec

from nemo_widgets.local.director import lexicon, pointing, references
from nemo_widgets.local.director.lexicon import words
from nemo_widgets.local.director.making import adds_media, is_new, is_order_to_make
from nemo_widgets.local.director.operations import (
    LONGEST_FILM,
    SHORTEST_CLIP,
    SetCamera,
    SetCanvas,
    SetLength,
)
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.quantities import Span, number, times, without_times
from nemo_widgets.local.director.reading import Clause
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import Segment

_FILLER = re.compile(
    r"\b(?:1080p|720p|hd|make|change|set|switch|turn|convert|crop|resize|reformat|use|give|keep|put"
    r"|render|reframe|go|it|this|that|the|my|whole|entire|all|a|an|of|to|into|in|as|be"
    r"|for|with|video|film|movie|clip|everything|timeline|project|result|aspect|ratio|format|mode"
    r"|orientation|shape|canvas|frame|picture|screen|should|instead|me|version"
    r"|camera|shot|motion|movement|effect|slow|slowly|smooth|smoothly|gentle|gently|add|apply|some|on"
    r"|let|look|feel|more|lighting|light|colou?rs?|mood|tone|time|at|during|scene"
    r"|style|and|please|like|can|could|same|do|but|fit|within|under|exactly|precisely|thing|just|photos?|images?|pictures|clips|scenes|about|around|roughly|approximately|total"
    r"|long|instagram|facebook|social|media|again|now|want|need|i|move|is|have|bit|little|tones)\b"
    r"|把|将|它|这个|整个|全部|视频|影片|画面|片子|短片|画幅|比例|尺寸|格式|模式|镜头|变成|改成|改为"
    r"|换成|做成|转成|转为|设为|设成|设置为|调成|调整为|用|成|为|的|一点|一些|变|让|加上|加|效果|慢慢|缓慢"
    r"|照片|图片|裁成|裁剪成|再|还|得|是|就|那种|这种|那样|样子|左右|大概|大约|来|改|换|适合|以内|之内|不超过|控制在?|了|能|朋友圈|平台|发到"
    r"|色调|时间|场景|氛围|地|更|到|至",
    re.IGNORECASE,
)
_LONGER = words(
    r"too short|longer|^add \S+ (?:more )?(?:seconds?|secs?|s)"
    r"(?: (?:at|to) the (?:end|start))?(?! (?:of|clip|shot|scene)\b)"
    r"|extend|lengthen|stretch|(?:seconds?|s) more|more seconds?",
    "加长|延长|长一点|长一些|更长|太短",
)
_SHORTER = words(r"too long|shorter|shorten|cut|trim|reduce", "缩短|短一点|短一些|更短|减短|剪短|裁短|太长")
_BY = re.compile(
    r"\bby\b|^add\b|\blonger\b|\bshorter\b|\bmore\b|加长(?!到|至|为)|延长(?!到|至|为|成)|缩短(?!到|至|为|成)",
    re.IGNORECASE,
)
_TIMES_AS_LONG = re.compile(
    r"\b(?P<n>half|twice|(?:two|three|four|five|\d) times) (?:as (?:long|short)|longer)\b|\b(?P<n2>half|twice"
    r"|double)(?: of)? (?:the|its) (?:length|duration)\b|\bhalve\b|^(?P<n3>double) it$"
    r"|(?:缩短|减)(?:到|为|成|去)?一半|一半长|时长减半",
    re.IGNORECASE,
)
_AND = words("and|but", "并|又|同时")
_EACH = re.compile(
    (
        r"\b(?:each|every|all) (?:of )?(?:the |my )?(?:clips?|scenes?|photos?|images?|shots?|pictures?)\b|\beach\b"
        r"|每一?(?:段|个|张)(?:片段|照片|图片|视频)?都?"
    ),
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"\b(?:make|set|change|cut|trim|extend|shorten|lengthen|stretch|keep|limit|reduce|should be|only"
    r"|total|length|duration|long|longer|shorter|last|run|stay|remain|hold|fit)\b"
    r"|改成|改为|变成|设为|设成|总时长|时长|长度|延长|缩短|加长|剪到|调成|调整|控制在|做成|长一|短一|剪短|减短"
    r"|换成|停留|放|显示|持续|播放",
    re.IGNORECASE,
)


_STAYS = words("stay|last|hold|remain")
_PACE = words(r"faster|slower|quicker", "[太再更][快慢]|[快慢]一?[点些]")
_POSTS = re.compile(r"(?:发布?|分享|上传)(?:到|给|去)")
_THAN = re.compile(r"\b(?:longer|shorter) than\b|比.*(?:长|短)", re.IGNORECASE)
_THIS_CLIP = re.compile(
    r"\b(?:this|that) (?:clip|scene|shot|photo|image|one)\b|[这那](?:一)?(?:段|个片段|张|个镜头)", re.IGNORECASE
)


def aspect(clause: Clause, now: Situation) -> Outcome | None:
    """“Make it vertical”, “9:16”, “竖屏”: the whole clause is about the shape."""
    shape = lexicon.ASPECTS.find(clause.text)
    if now.unused("image", "video") and not now.clips and is_order_to_make(clause.text):
        return None
    if not shape:
        return None
    if _POSTS.match(clause.text):
        return None
    width, height = lexicon.CANVASES[shape]
    made = (SetCanvas(width, height, shape),)
    told = lexicon.ASPECTS.without(clause.text)
    if times(told) and not is_order_to_make(clause.text):
        inner = length(msgspec.structs.replace(clause, text=told), now)
        return (*made, *inner) if isinstance(inner, tuple) else inner
    return None if rest(told) else made


def length(clause: Clause, now: Situation) -> Outcome | None:
    """“Make it 15 seconds”, “half as long”, “5 seconds longer”."""
    m = _TIMES_AS_LONG.search(clause.text)
    return _times_as_long(m, clause.text, now) if m else _told_length(clause, now)


def _told_length(clause: Clause, now: Situation) -> Outcome | None:  # noqa: PLR0911 - one for each way to say it
    """“Make it 15 seconds”, “5 seconds longer”, “make the second clip 3 seconds”."""
    text = f"{clause.text} seconds" if re.fullmatch(r"[1-9]\d{0,2}", clause.text) else clause.text
    spans = times(text)
    longer, shorter = _LONGER.search(text), _SHORTER.search(text)
    makes = is_order_to_make(text) and not (_STAYS.search(text) and pointing.mentions(text, now))
    if makes or adds_media(text) or (not spans and not (longer or shorter)):
        return None
    named = pointing.mentions(text, now) or _THIS_CLIP.search(text)
    pointed = references.uploads(text, now, "image", "video")
    own = not now.clips or not named or clause.joint == "then" or re.search(r"\bmy\b|我的", text, re.IGNORECASE)
    if own and isinstance(pointed, tuple) and set(pointed) & set(now.unused("image", "video")):
        return None
    chosen = pointing.clips(text, now) if named else pointing.chosen(text, now) if now.scope else None
    bare = _LENGTH.sub(" ", without_times(_LONGER.sub(" ", _SHORTER.sub(" ", text))))
    each = bool(_EACH.search(text))
    bare = _EACH.sub(" ", bare) if each else bare
    there = [s for m in pointing.mentions(text, now) for s in m.found]
    if not spans and _THAN.search(text) and len(there) == 2:
        return _each_its_own([(there[0], round(there[1].duration * (1.5 if longer else 0.6)))], now)
    if len(spans) > 1 and (pairs := _pairs(text, spans, now)):
        return _each_its_own(pairs, now)
    if (not named and rest(bare)) or (
        named and not (_LENGTH.search(text) or longer or shorter) and rest(pointing.without(bare, now))
    ):
        return None
    if not now.clips or chosen == []:
        return Refusal("no-such-clip" if now.clips else "no-clip")
    segments = chosen or now.clips
    if each and spans:
        return _fit(segments, spans[0].ms * len(segments), now, each=True)
    old = sum(s.duration for s in segments)
    wanted = _wanted(spans[0].ms if spans else 0, old, text, up=bool(longer), down=bool(shorter))
    return _fit(segments, wanted, now)


def _times_as_long(m: re.Match[str], text: str, now: Situation) -> Outcome:
    """“Half as long”, “twice the length”, “一半长”."""
    there = pointing.wanted(text if pointing.mentions(text, now) else "", now)
    if isinstance(there, Refusal):
        return there
    told = (m["n"] or m["n2"] or m["n3"] or "").lower()
    n = {"half": 0.5, "twice": 2.0, "double": 2.0}.get(told) or (number(told.split()[0]) if told else 0.5)
    return _fit(there, round(sum(s.duration for s in there) * n), now)


def _pairs(text: str, spans: list[Span], now: Situation) -> list[tuple[Segment, int]]:
    """“The first clip 3 seconds and the second 2 seconds”: each clip with its length, if the text reads so."""
    named = pointing.mentions(text, now)
    found = [(m.found[0], span.ms) for m, span in zip(named, spans, strict=False) if m.found and m.at < span.start]
    return found if len(found) == len(named) == len(spans) else []


def _each_its_own(pairs: list[tuple[Segment, int]], now: Situation) -> Outcome:
    lengths: dict[str, int] = {}
    for segment, ms in pairs:
        outcome = _fit([segment], ms, now)
        if isinstance(outcome, Refusal):
            return outcome
        lengths[segment.id] = ms
    total = now.draft.duration + sum(ms - s.duration for s, ms in pairs)
    return (SetLength(lengths, total),) if total <= LONGEST_FILM else Refusal("too-long")


def _wanted(ms: int, old: int, text: str, *, up: bool, down: bool) -> int:
    if not ms:
        return round(old * (1.5 if up else 0.5) / 1000) * 1000
    if _BY.search(text) and (up or down) and not re.search(r"\bto\b", text):
        return old + ms if up else old - ms
    return ms


def _fit(segments: list[Segment], wanted: int, now: Situation, *, each: bool = False) -> Outcome:
    """Share a length among clips; an uploaded video cannot become longer than its file."""
    if wanted < SHORTEST_CLIP * len(segments):
        return Refusal("too-short")
    others = now.draft.duration - sum(s.duration for s in segments)
    if wanted + others > LONGEST_FILM:
        return Refusal("too-long")
    files = {u.hash: u.duration for u in now.uploads if u.kind == "video"}
    most = {s.id: _most(s, files) for s in segments}
    if each:
        share = wanted // len(segments)
        if min(most.values()) < share:
            return Refusal("clip-too-short", f"{min(most.values()) / 1000:g}")
        return (SetLength(dict.fromkeys(most, share), wanted + others),)
    if sum(most.values()) < wanted:
        return Refusal("clip-too-short", f"{sum(most.values()) / 1000:g}")
    lengths: dict[str, int] = {}
    open_ones, left = list(segments), wanted
    while open_ones:
        base = sum(s.duration for s in open_ones)
        full = [s for s in open_ones if s.duration * left > most[s.id] * base]
        for s in full or open_ones:
            lengths[s.id] = most[s.id] if full else max(SHORTEST_CLIP, round(s.duration * left / base))
        left -= sum(most[s.id] for s in full)
        open_ones = [s for s in open_ones if full and s not in full]
    flexible = max(
        (s for s in segments if lengths[s.id] < most[s.id]), key=lambda s: lengths[s.id], default=segments[-1]
    )
    lengths[flexible.id] += wanted - sum(lengths.values())
    return (SetLength(lengths, wanted + others),)


def _most(segment: Segment, files: dict[str, int]) -> int:
    """How long a clip can be: a video's file has an end."""
    file = files.get(segment.meta.media, 0)
    return max(segment.duration, int((file - segment.meta.offset) / segment.meta.speed)) if file else LONGEST_FILM


def camera(clause: Clause, now: Situation) -> Outcome | None:
    """“Slow zoom in”, “pan left on the second clip”, “镜头向左平移”."""
    several = _AND.search(lexicon.CAMERA.without(clause.text))
    if several and rest(pointing.without(lexicon.CAMERA.without(clause.text), now)):
        return None
    return any_camera(clause, now)


def is_camera(text: str) -> bool:
    """Whether a text is about the camera and nothing else."""
    return bool(lexicon.CAMERA.find(text)) and not rest(lexicon.CAMERA.without(text))


def any_camera(clause: Clause, now: Situation) -> Outcome | None:
    """A clause with a camera move, among other things perhaps."""
    key = "" if _PACE.search(clause.text) else lexicon.CAMERA.find(clause.text)
    named = pointing.mentions(clause.text, now)
    if not key or is_new(clause.text, named=bool(named)):
        return None
    if not now.clips:
        return Refusal("no-clip") if is_camera(clause.text) else None
    chosen = pointing.clips(clause.text, now)
    led = lexicon.CAMERA.starts(clause.text)
    if not (chosen or led or _points_at_a_clip(clause.text)) and rest(lexicon.CAMERA.without(clause.text)):
        return None
    if chosen == []:
        return Refusal("no-such-clip")
    segments = [s for s in chosen or now.scoped if s.meta.kind in {"scene", "image", "video"}]
    return (SetCamera(tuple(s.id for s in segments), "zoom-in" if key == "moving" else key),)


def _points_at_a_clip(text: str) -> bool:
    return bool(re.search(r"\b(?:photo|image|picture|clip)\b|照片|图片", text, re.IGNORECASE)) and len(text) < 60


def rest(text: str) -> str:
    """The words that say something beyond the fillers."""
    return re.sub(r"[\W_]+", " ", _FILLER.sub(" ", text)).strip()
