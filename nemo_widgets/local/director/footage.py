"""One's own photos and clips, each with its length and motion: "my clip for 3 seconds, then my photo, slow zoom"."""

from __future__ import annotations

import re
from typing import Final

from msgspec import structs

from nemo_widgets.local.director import lexicon, pointing, references
from nemo_widgets.local.director.clips import placed, spot_of
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.quantities import times, without_times
from nemo_widgets.local.director.reading import Clause
from nemo_widgets.local.director.references import Situation

_NOUN: Final = r"(?:clips?|videos?|footage|photos?|images?|pictures?|pics?)"
_NTH: Final = "(?:first|second|third|fourth|last|next|other)"
_HAN: Final = (
    "(?P<lead>(?:[先再也放用加接上是入]|首先|然后|最后|把)*)"
    "(?P<what>(?:第[一二三四五六]|另)?一?[张段个]?(?:视频|照片|图片))"
)
_LED: Final = re.compile(
    rf"(?:(?:add|use|show|play|put|insert|first)\s+)*(?:\S+[- ]?(?:s|secs?|seconds?)\s+of\s+)?(?:my|our|another"
    rf"|the other)\s+(?:[\w-]+\s+){{0,2}}?{_NOUN}\b|{_HAN.replace('(?P<what>', '我的(?P<what>')}",
    re.IGNORECASE,
)
_BARE: Final = re.compile(
    rf"^(?P<en>(?:(?:add|use|show|play|put|insert|first|for)\s+)*(?:\S+[- ]?(?:s|secs?|seconds?)\s+of\s+)?)"
    rf"(?:(?:the|a|an)\s+)?(?P<noun>{_NTH}\s+{_NOUN}|(?:another|the other)\s+{_NOUN}|{_NOUN})\b|^{_HAN}",
    re.IGNORECASE,
)
_FILLER: Final = re.compile(
    rf"\b(?:add|append|insert|include|use|show|play|put|place|set|start|begin|open|continue|first|second|third|fourth"
    rf"|last|next|other|now|also|for|of|with|and|an?|the|my|our|this|that|at|to|in|it|long|just|only|on|effect|motion"
    rf"|slow|slowly|gentle|gently|smooth|smoothly|lasting|about|{_NOUN})\b"
    r"|第[一二三四五六]|一?[张段个]|我的|这|那|视频|照片|图片|首先|然后|最后|效果|[先再也放用加接上是入把的持续播显示和并]"
    r"|慢慢|缓慢|镜头|时长",
    re.IGNORECASE,
)


def leads(text: str) -> bool:
    """Whether a clause begins with a photo or clip of one's own: "my photo for 4 seconds", "我的照片4秒"."""
    return bool(_LED.match(text))


def laid(clause: Clause, now: Situation) -> Outcome | None:
    """“My clip for 3 seconds”, “then my photo for 4 seconds with a slow zoom”, “照片4秒”."""
    text = _owned(clause.text, now)
    free = {u.hash for u in now.unused("image", "video")}
    pointed = references.uploads(text, now, "image", "video") if free and not lexicon.CAMERA.starts(text) else None
    if not isinstance(pointed, tuple) or not free.issuperset(u.hash for u in pointed):
        return None
    if not (times(text) or lexicon.CAMERA.find(text)):
        return None
    rest = lexicon.CAMERA.without(without_times(text))
    for upload in pointed:
        rest = rest.replace(upload.name, " ")
    if re.search(r"\w", _FILLER.sub(" ", rest)):
        return None
    mine = clause.joint == "then" or re.search(r"\b(?:my|our)\b|我的", text, re.IGNORECASE)
    if pointing.mentions(text, now) and not mine:
        return None
    bare, spot = spot_of(structs.replace(clause, text=text), now)
    return spot if isinstance(spot, Refusal) else placed(pointed, bare, now, spot)


def _owned(text: str, now: Situation) -> str:
    """A text that speaks of "the second photo" or "视频", with "my" in it where no clip but new ones can be meant."""
    if any(s.id not in now.came for s in now.clips) or not (m := _BARE.match(text)):
        return text
    if m["what"]:
        return f"{m['lead']}我的{m['what']}{text[m.end() :]}"
    noun = re.sub(r"^(?:another|the other)\s+", "", m["noun"], flags=re.IGNORECASE)
    return f"{m['en']}my {noun}{text[m.end() :]}"
