"""Scenes told one after the other: "A city at night. A forest at dawn." are two, with "Neon lights." still one."""

from __future__ import annotations

import re
from typing import Final

from nemo_widgets.local.director.lexicon import SUBJECTS, TIMES, words
from nemo_widgets.local.director.reading import Clause

_PARTS: Final = words(
    r"stars?|starry|moon|aurora|meteors?|clouds?|sky|skies|trees?|waves?|boats?|ships?|sail\w*|buildings?|traffic"
    r"|neon signs?|roof ?tops?|skyscrapers?|architecture|lighthouse|surf\w*|shapes|particles|gifts?|islands?",
    "星空|繁星|星星|月亮|极光|流星|天空|蓝天|白云|云朵|云|树木|树|海浪|船|灯塔|高楼|摩天|建筑|霓虹|路灯|岛|粒子|雪山",
)
"""Subjects that are seen in scenes of others: no scene of their own unless a time of day goes with them."""
_KIN: Final = ({"city", "street"}, {"stars", "planet"}, {"sea", "clouds"}, {"mountains", "clouds"})
"""Subjects that one scene shows together."""
_WITHIN: Final = words(
    r"in (?:the )?(?:front|distance|background|foreground|middle|back)|(?:on|at) (?:the|one|either|both|its|each)"
    r" (?:\w+ )?(?:left|right|sides?|horizon|edge|shore|banks?)|behind|beyond|nearby|below|above|beneath|everywhere"
    r"|(?:all )?around|far away|far off|beside|reflected|its?|them|there|through it",
    "远处|远方|近处|背景|前景|前面|后面|前方|身后|旁边|中间|中央|上空|天上|周围|四周|两边|两旁|倒映|里有|映照|脚下"
    "|飞过|驶向|穿过|走过|走在|照[在亮]|流过|流向|通向|望着|俯瞰|笼罩|铺满|环绕|传来",
)
"""What places a thing in the scene that was told before."""
_LED: Final = re.compile(
    r"(?:(?:an?|the|some|one|another)\s+)?(?:[a-z-]+\s+){0,3}?$|[\u3400-\u9fff\s]{0,8}$", re.IGNORECASE
)
"""What may stand before a scene's subject."""
_GOES_ON: Final = re.compile(
    r"\s*(?:$|[,(]|(?:at|in|on|with|under|during|by|of|full|covered|after|before|from|seen|for|near|over|and|as|where)\b"
    r"|\w+(?:ing|ed)\b)",
    re.IGNORECASE,
)
"""What may stand after it: no verb that tells what happens there."""
_LEADS_ON: Final = re.compile(
    r"(?:and\s+)?(?:end|finish|close|continue|follow)(?:s|ed)?\s+(?:with|on|by)\b|以.+(?:结束|结尾|收尾)", re.IGNORECASE
)
"""“… end with a city”, “以城市结束”."""
_ENDS_HAN: Final = re.compile(r"(?:的|时|的?(?:视频|镜头|画面|场景|风光|景色|美景))$")


def begins_another(clause: Clause, before: Clause) -> bool:
    """Whether a clause tells a scene of its own, and no more of the one told `before`.

    Another sentence, line or number tells another place, or another time of day. Within a sentence, both are other:
    "a city at night, a forest at dawn".
    """
    if clause.item or (_LEADS_ON.match(clause.text) and SUBJECTS.find(clause.text)):
        return True
    told = _place(clause.text)
    if not told:
        return False
    kind, part = told
    old = SUBJECTS.find(before.text)
    time, old_time = TIMES.find(clause.text), TIMES.find(before.text)
    another_time = bool(time) and time != old_time
    another_place = bool(old) and kind != old
    if clause.sentence == before.sentence:
        return another_place and another_time and bool(old_time) and not part
    if part or {kind, old} in _KIN:
        return another_time and bool(old_time)
    return another_place or (another_time and bool(old_time))


def _place(text: str) -> tuple[str, bool] | None:
    """The kind of place that a text tells, and whether that is a part of other scenes; None if it tells none."""
    spans = sorted(SUBJECTS.spans(text), key=lambda span: (span[1], -span[2]))
    if not spans or _WITHIN.search(text):
        return None
    kind, start, end = spans[0]
    led = _LED.match(text[:start])
    if re.search(r"[\u3400-\u9fff]", text):
        last = _ENDS_HAN.sub("", text)
        whole = any(stop == len(last) for _, _, stop in (*spans, *TIMES.spans(last)))
    else:
        whole = bool(_GOES_ON.match(text[end:])) or bool(TIMES.find(text[end:]))
    return (kind, bool(_PARTS.fullmatch(text[start:end]))) if led and whole else None
