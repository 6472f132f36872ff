"""How clips begin and the film fades: "dissolve between the clips", "wipe into the second clip", "fade to black"."""

from __future__ import annotations

import re
from typing import Final, cast

from nemo_widgets.local.director import pointing
from nemo_widgets.local.director.fades import Fades, fades
from nemo_widgets.local.director.joins import DEFAULT_TRANSITION, kind_of, via
from nemo_widgets.local.director.lexicon import SUBJECTS, words
from nemo_widgets.local.director.making import is_generation, is_order_to_make
from nemo_widgets.local.director.operations import Operation, SetFade, SetTransition, Transition
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.quantities import times, without_times
from nemo_widgets.local.director.reading import Clause
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import AUDIO, VIDEO, Segment

_NOUN = words("transitions?|segues?", "转场|过渡|切换效果")
_BETWEEN = words(
    r"between|each other|from (?:one|clip to clip)|in(?:to)? (?:the )?(?:next|each|every)",
    "之间|中间|两段|各段|每段|每个|段与段|片段间",
)
_INTO = words(r"(?:in)?to|before|at the start of|begin\w*|start\w*|on", "之前|前面|开头|进入")
_AFTER = words(r"after|out of|at the end of|end of", "之后|后面|结尾|后")
_OFF = words(
    (
        r"(?:remove|delete|no|without|get rid of|drop|take (?:out|off|away)|cancel)\b.*\b(?:cross-?fades?|fades?"
        r"|dissolves?|wipes?|slides?|transitions?)"
    ),
    "(?:去掉|取消|不要|删除|删掉|去除).*(?:淡|叠化|擦除|滑动|转场|过渡)",
)
_LONGEST: Final = 5000
"""A longer time, alone after a transition, is the film's, ms."""
_ADJECTIVE = (
    words("longer|slower|gentler", "长一?[点些]|慢一?[点些]|更长|更慢"),
    words("shorter|faster|quicker|snappier", "短一?[点些]|快一?[点些]|更短|更快"),
)
_OTHERS = words("music|song|bgm|audio|soundtrack|sound|titles?|text|captions?", "音乐|配乐|歌|声音|标题|字幕|文字")


def read(clause: Clause, now: Situation) -> Outcome | None:
    """A clause about transitions between clips or the film's own fades, or None."""
    text = clause.text
    pair = _BETWEEN.search(text)
    new_clip = via(text).ms and (clause.joint == "then" or SUBJECTS.find(via(text).rest)) and not pair
    others = (_OTHERS.search(text) or _means_the_music(text, now)) and not _NOUN.search(text)
    if others or (new_clip and not pointing.mentions(text, now)):
        return None
    noun = _NOUN.search(text)
    kind = "" if _OFF.search(text) and (noun or pair or kind_of(text)) else kind_of(text)
    found = fades(text) if kind is None else None
    if kind is None and not noun and found is None:
        return None
    if is_generation(text) and (is_order_to_make(text) or SUBJECTS.find(text)) and not noun and not pair:
        return None
    if found and not noun and not (pair and len(now.clips) > 1):
        return _fade(text, found, now)
    if len(now.clips) < 2:
        return Refusal("transition-one" if now.clips else "no-clip")
    off = found is not None and 0 in (found.fade_in, found.fade_out)
    return _between(text, kind if kind is not None else ("" if off else "fade") if found else None, now)


def _means_the_music(text: str, now: Situation) -> bool:
    """“Fade it out”, right after music came."""
    return bool(now.touched(AUDIO) and not now.touched(VIDEO) and pointing.PRONOUN.search(text))


def is_detail(clause: Clause) -> bool:
    """Whether a clause only says how long: "for 2 seconds", "2秒"."""
    spans = times(clause.text)
    rest = re.sub(r"\b(?:for|over|of|each|lasting|about|long)\b|左右|每个|时长", " ", without_times(clause.text))
    return len(spans) == 1 and spans[0].ms <= _LONGEST and not re.search(r"\w", rest)


def _between(text: str, kind: Transition | None, now: Situation) -> Outcome:
    """A transition for the clips meant: into the named one, or all but the first."""
    named = pointing.mentions(text, now)
    if any(not m.found for m in named):
        return Refusal("no-such-clip")
    there = now.clips
    places = sorted({there.index(s) for m in named for s in m.found})
    if len(places) == 2:
        if places[1] != places[0] + 1:
            return Refusal("not-adjacent")
        places = places[1:]
    elif len(places) == 1 and (places[0] == 0 or _leaves(text, named[0])):
        places = [min(places[0] + 1, len(there) - 1)]
    joining = [] if _BETWEEN.search(text) else [s for s in there[1:] if s.id in now.scope]
    begins = [there[n] for n in places] or joining or there[1:]
    spans = times(text)
    return _set(begins, kind, spans[0].ms if spans else 0, text)


def _leaves(text: str, named: pointing.Reference) -> bool:
    """Whether the transition comes after the clip that is named."""
    around = f"{text[max(0, named.at - 14) : named.at]} {text[named.end : named.end + 4]}"
    return bool(_AFTER.search(around)) and not _INTO.search(text[max(0, named.at - 6) : named.at])


def _set(begins: list[Segment], kind: Transition | None, ms: int, text: str) -> Outcome:
    """One operation for each kind and length there is; without a kind, what is there keeps its own."""
    made: dict[tuple[Transition, int], list[str]] = {}
    for segment in begins:
        now = cast(Transition, segment.meta.transition)
        wanted = kind if kind is not None else now or "dissolve"
        length = ms or (segment.meta.transition_ms if now == wanted else 0) or DEFAULT_TRANSITION
        if not ms and any(p.search(text) for p in _ADJECTIVE):
            length = round(length * (1.5 if _ADJECTIVE[0].search(text) else 0.6))
        made.setdefault((wanted, length if wanted else 0), []).append(segment.id)
    return tuple(SetTransition(tuple(ids), kind, length) for (kind, length), ids in made.items())


def _fade(text: str, found: Fades, now: Situation) -> Outcome:
    """The film from black or to black, or one clip."""
    if not now.clips:
        return Refusal("no-clip")
    some = now.scoped if len(now.scoped) < len(now.clips) else None
    chosen = pointing.clips(text, now) if pointing.mentions(text, now) else some
    if chosen == []:
        return Refusal("no-such-clip")
    if chosen:
        return (SetFade(tuple(s.id for s in chosen), "clip", found.fade_in, found.fade_out),)
    first, last = now.clips[0].id, now.clips[-1].id
    made: list[Operation] = []
    if first == last:
        return (SetFade((first,), "film", found.fade_in, found.fade_out),)
    if found.fade_in is not None:
        made.append(SetFade((first,), "film", fade_in=found.fade_in))
    if found.fade_out is not None:
        made.append(SetFade((last,), "film", fade_out=found.fade_out))
    return tuple(made)
