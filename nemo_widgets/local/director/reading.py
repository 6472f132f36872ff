"""From a person's words to clauses: quotes lifted out, politeness dropped.

A quoted text is replaced by one private character, so that no word inside quotes is ever taken for an order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

import msgspec

from nemo_widgets.local.director.lexicon import SUBJECTS
from nemo_widgets.local.director.listing import ITEM, one_by_one

QUOTE: Final = "[\ue000-\ue0ff]"
"""Matches where a quoted text stood."""

LONGEST_REQUEST: Final = 4000
"""Characters."""

_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SHORT_WITH = re.compile(r"(?<=\s)w/(?=\s)")
_BLANKS = re.compile(r"\s{2,}")
_QUOTES = re.compile(
    r'"([^"\n]+)"|“([^”"\n]+)[”"]|”([^”\n]+)”|„([^“”\n]+)[“”]|「([^」\n]+)」|『([^』\n]+)』|《([^》\n]+)》'
    r"|〈([^〉\n]+)〉"
    r"|«([^»\n]+)»|`([^`\n]+)`"
    r"|(?<![A-Za-z0-9])['‘’＇]((?:[^'‘’＇\n]|(?<=[A-Za-z])['’](?=[A-Za-z]))+)['’＇](?![A-Za-z0-9])"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_POLITE = re.compile(
    r"^(?:(?:(?:hi|hey|hello)\s+(?:there|nemo|all)|ok(?:ay)?(?: then)?|so|now|hey|hi|hello|well|great|nice"
    r"|thanks|alright"
    r"|also|finally|please|pls|plz|kindly|just|perfect|cool|oops|sorry|actually|instead(?! of)|nah|nope|hmm+|oh|um+|uh"
    r"|yes|yeah|sure|and|(?:no,? )?wait(?=\s*[,!.])|i mean(?:t)?|maybe|on second thoughts?"
    r"|no(?=\s*[,!.]|\s+(?:undo|go|use|put|keep|change|make|it should|i)\b))\b[\s,!.]*"
    r"|would you mind\s+|start (?:over|again) with\s+"
    r"|(?:can|could|would|will)\s+(?:you|u)\s+(?:please\s+|plz\s+|kindly\s+|also\s+)?"
    r"|(?:is there (?:a|any) way|(?:is it|would it be) (?:possible|ok(?:ay)?)"
    r"|how hard is it)\s+(?:for you\s+)?(?:to\s+)?|(?:i\s+(?:want|need)|i(?:'d"
    r"|’d| would)\s+like|let(?:'s|’s| us)|help me|how about|what about|why not|(?:can|could|may) (?:we"
    r"|i)(?: have)?)\s+"
    r"(?:you\s+)?(?:to\s+)?|try to\s+"
    r"|(?:你好|您好)?[，,]?\s*(?:请你?|麻烦你?|帮我|帮忙|给我(?!的)|能不能|可不可以|可以|能否|我想要?|我要"
    r"|我希望|现在|那么|好的|不对|不是|等等|还是|其实|那就|那|就|嗯|哦|对了|算了|能(?=再|把|帮|给|不|加|换|改"
    r"|调|让|短|长|快|慢)"
    r")[，,]\s*"
    r"|(?:你好|您好)?[，,]?\s*(?:请你?|麻烦你?|帮我|帮忙|给我(?!的)|能不能|可不可以|可以|能否|我想要?|我要|我希望|现在|那么"
    r"|好的|其实|那就|算了|还是(?=彩|用|换|改|加|把|做)|能(?=再|把|帮|给|不|加|换|改|调|让|短|长|快|慢))\s*)+",
    re.IGNORECASE,
)
_SHOWS = re.compile(r"\b(?:clips?|videos?|scenes?|films?|movies?|shots?)\s+(?:of|about|showing|where)\b", re.IGNORECASE)
_MUSIC_VIDEO = re.compile(r"\bmusic\s+(?:video|clip)\b", re.IGNORECASE)
_FIRST_THEN = re.compile(
    (
        r"(?:and\s+)?(?:then|next|after\s+that|followed\s+by)\b[\s,]*|(?:然后|接着|接下来|随后)(?:是"
        r"|再)?[，,]?\s*"
    ),
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？]\s*$|[吗呢]\s*$")
_REQUEST = re.compile(
    (
        r"^(?:(?:hi|hey|hello|ok|so|and|actually)\b[\s,]*)*(?:please|(?:is there (?:a|any) way"
        r"|(?:is it|would it be) (?:possible|ok(?:ay)?)|would you mind)"
        r"|(?:can|could|should)\s+(?:the|it|this|that|they)\b"
        r"|(?:can|could|would|will)\s+(?:you|u)\b(?!\s+(?:do|say|tell|make\?|help\?)\b)|(?:how"
        r"|what)\s+about|why\s+not|let(?:'s|’s)|(?:can|could|may)\s+(?:we|i)\b|能不能|可不可以|能否|可以帮"
        r"|可以(?=再|把|加|换|改|调)|请|帮我|给我"
        r"|能(?=再|把|帮|给|加|换|改|调|让|短|长|快|慢)|.{0,6}能(?=往|向|再|更|变|改|换))"
    ),
    re.IGNORECASE,
)
_TRAILING = re.compile(
    (
        r"(?:[\s,，]*(?:please|plz|pls|maybe|then|if possible|if you can|would be (?:nice|great|good|cool)"
        r"|thanks|thank you|for me|谢谢|好吗|行吗|可以吗|吧"
        r"|吗|一下))+\s*$"
    ),
    re.IGNORECASE,
)

_VERBS = (
    r"(?:please\s+)?(?:add|append|insert|put|place|remove|delete|drop|change|swap|switch|replace|set"
    r"|make|turn|use|give|animate"
    r"|generate|create|mute|lower|raise|rename|export|send|download|crop|trim|split|rotate|reverse"
    r"|speed|convert|write|extend"
    r"|shorten|keep|move|zoom|pan|tilt|apply|blur|overlay|narrate|translate|show|finish|end|start"
    r"|begin|reduce|increase|slow|fade|dissolve|wipe|cross-?fade|darken|brighten|desaturate|duplicate|copy|repeat|loop"
    r"|cut|duck|fit|fill|reorder|re-?arrange|mirror|flip|undo|redo|boost|play|warm|cool|swap|dim|lighten)\b"
)
_GERUND = re.compile(r"^(?P<stem>[a-z]{2,12})ing\b", re.IGNORECASE)
_SOUND_OR_TEXT = (
    r"(?:(?:a|an|the|some|no|my|any|its?|in)\s+)?(?:[\w%'-]+\s+){0,3}?(?:music|bgm|soundtrack|songs?"
    r"|beats?|tune|audio|titles?"
    r"|headings?|headlines?|captions?|subtitles?|text|water ?marks?|lower[- ]thirds?|voice-?over|narration|track)\b"
)
_OWN = (
    r"(?:my|this|these|our|another|the other)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:photos?|images?|pictures?|pics?|clips?|videos?|footage)\b"
)
_SHAPE = r"(?:(?:a|in)\s+)?(?:vertical|portrait|square|horizontal|widescreen|9:16|16:9|1:1|4:5)\s*(?:$|[,.;])"
_ANOTHER_ONE = (
    r"(?:the\s+(?:first|second|third|fourth|last|other)|clip\s+\d)(?:\s+(?:one|clip|scene|shot|photo|image|picture|video))?\s+"
    r"(?:(?:should|to|be|a|bit|little|much|slightly|more|less|in|slowly)\s+)*(?:dark|bright|warm|cool|cold|light|fast|slow"
    r"|zoom|pan|tilt|still|static|black|vintage|sepia|backward|revers|colou?rful|quiet|loud|fade|dissolve|short|long|muted)"
)
_THEN = r"(?:and\s+)?(?:then|after\s+that|afterwards|followed\s+by|and (?:finally|lastly|next))"
_AT_A_TIME = (
    r"(?:an?|the)\s+(?:[\w-]+\s+){1,4}?(?:at|in\s+the|during\s+the)\s+"
    r"(?:night|dawn|dusk|sunset|sunrise|noon|midnight|morning|evening|afternoon|day)\b(?=\s*(?:$|[,.;]|for\b|and\b))"
)
_BREAKS = re.compile(
    rf"(?P<item>\s*[,;。.]?\s*{ITEM}\s*)"
    rf"|(?P<then>\s*[,，;；。.]?\s+{_THEN},?\s+|[，,；;。]?\s*(?:然后|接着|随后|接下来|最后(?=是))(?:是|再)?[，,]?\s*"
    r"|\s*(?:-+>|=>|→|⇒|➜|➡)(?!\s*[+-]?\d)\s*)"
    r"|(?P<mark>\s*[;；。！!\n]+\s*|\s+[|+]\s+|\.\s+|\.$|\s*(?:(?<!\d)[,，、]"
    r"|(?<=\d)[,，、](?!\s*(?:and\s+)?\d{1,2}(?![\s-]*(?:s\b|sec|min|ms\b|秒|分|[:：%％x×\d.]))))\s*(?:and\s+"
    r"|also\s+|plus\s+|with\s+(?=" + _SOUND_OR_TEXT + r"))?|(?<=[?？])\s*)"
    rf"|(?P<scene>\s+and\s+(?={_AT_A_TIME}))"
    rf"|(?P<word>\s+(?:and|plus|but|&)\s+(?:also\s+)?(?={_VERBS}|{_SOUND_OR_TEXT}|{_OWN}|{_SHAPE}|{_ANOTHER_ONE}|(?:the\s+)?{QUOTE})"
    rf"|\s+(?:with|and|plus|using|over)\s+(?={_SOUND_OR_TEXT}|{_SHAPE})"
    r"|(?:并且|并|同时|还要|以及|(?<!最后.秒)再|和|外加)(?=加|配|添|放|换|改|删|去|设|把|调|用|标题|音乐|字幕|竖|横|倒|剪"
    r"|裁|复制|交换|移|静音|淡|叠化|慢|快|变)"
    r"|(?:和|与|跟)(?=我的(?:照片|视频|图片)\s*\(?\d)"
    r"|(?<=.)(?<![角部方边头尾里])(?=配上|加上|附上))"
    r"|(?P<pair>\s+and\s+(?=an?\s+(?:[\w-]+\s+){0,2}[\w-]+\s*(?:$|[,.;]))|和(?=一[段个]))",
    re.IGNORECASE,
)

_ANOTHER = re.compile(_ANOTHER_ONE, re.IGNORECASE)
_JUST_NAMED = re.compile(
    r"(?:\bclip\s+\d+|\bthe\s+(?:first|second|third|fourth|last)(?:\s+(?:one|clip|scene|shot|photo))?)$", re.IGNORECASE
)
"""“make clip 2 | and clip 4 black and white”: what is named has no order of its own."""
_ADDS_ONE = re.compile(r"(?:also\s+)?(?:add|insert)\b|再?(?:加|来|添|插|接)", re.IGNORECASE)
_TELLS_A_SCENE = re.compile(
    r"(?:please\s+)?(?:(?:generate|create|make|show|film|draw|add)\b|(?:an?|the)\s)|$", re.IGNORECASE
)
_ONE_FOR_ANOTHER = re.compile(r"(?:please\s+)?(?:replace|swap|exchange|change)\b", re.IGNORECASE)


_RATHER = re.compile(
    r"^(?:no|nope|nah|wait|actually|sorry|oops|on second thoughts?|scratch that|i mean)\b(?:\W*wait\b)?[\s,.!]*"
    r"|\binstead[\s.!]*$|^(?:不对|不是|等等|算了|还是)[，,。！!]*",
    re.IGNORECASE,
)
"""What takes an order back."""


class Clause(msgspec.Struct, frozen=True):
    """One order of a request.

    Attributes:
        text: Its words, each quoted text a private character.
        quotes: The request's quoted texts.
        joint: How it follows the one before: "" (first), "then", or "and".
        chinese: Whether to answer in Chinese.
        asked: Whether it is a question, rather than an order put politely.
        sentence: The number of its sentence.
        rather: Whether it takes the one before back: "no wait, …", "… instead".
        item: Whether it begins an item of a list.
    """

    text: str
    quotes: tuple[str, ...] = ()
    joint: str = ""
    chinese: bool = False
    asked: bool = False
    sentence: int = 0
    rather: bool = False
    item: bool = False

    def quoted(self) -> list[str]:
        """The texts quoted in this clause, in order."""
        return [self.quotes[ord(c) - 0xE000] for c in re.findall(QUOTE, self.text)]

    def plain(self) -> str:
        """Its words with the quotes put back."""
        return re.sub(QUOTE, lambda m: f"“{self.quotes[ord(m[0]) - 0xE000]}”", self.text)


def clauses(request: str) -> list[Clause]:
    """Split a request into its orders."""
    body, quotes = _lift_quotes(_PRIVATE.sub("", request))
    body = _SHORT_WITH.sub("with", body)
    body = one_by_one(_BLANKS.sub(_one_blank, unicodedata.normalize("NFKC", body)))
    chinese = bool(_HAN.search(body)) or (not re.search("[A-Za-z]", body) and any(map(_HAN.search, quotes)))
    found: list[Clause] = []
    joint, start, sentence, rather, item = "", 0, 0, False, False
    polite = -1
    for mark in [*_BREAKS.finditer(body), None]:
        raw = body[start : mark.start() if mark else None].strip()
        if mark and mark["word"] and _ONE_FOR_ANOTHER.match(raw) and mark["word"].strip().lower() == "with":
            continue
        if mark and mark["scene"] and not _TELLS_A_SCENE.match(tidy(raw)):
            continue
        if mark and mark["word"] and _JUST_NAMED.search(raw) and _ANOTHER.match(body, mark.end()):
            continue
        pair = bool(mark and mark["pair"])
        if mark and pair and not (_ADDS_ONE.match(tidy(raw)) and _two_places(raw, body[mark.end() :])):
            continue
        if text := tidy(raw) or raw.strip(" ,，.。!！"):
            if not found and (m := _FIRST_THEN.match(text)):
                joint, text = "then", text[m.end() :]
            polite = sentence if _REQUEST.match(raw) else polite
            asked = bool(_QUESTION.search(raw)) and polite != sentence
            rather = rather or bool(_RATHER.search(raw))
            joint = joint if found or joint == "then" else ""
            found.append(Clause(text, quotes, joint, chinese, asked, sentence, rather, item))
            joint, rather, item = "", rather and bool(_RATHER.fullmatch(raw)), False
        if mark:
            item = item or pair or bool(mark["item"])
            sentence += bool(mark["item"] or re.search(r"[;；。.!！?？\n|+]", mark[0]))
            joint = "then" if mark["then"] or joint == "then" else "and"
            start = mark.end()
    return found


def outside_quotes(text: str, change: Callable[[str], str]) -> str:
    """A text with what is not quoted in it changed."""
    made, at = "", 0
    for m in _QUOTES.finditer(text):
        made, at = made + change(text[at : m.start()]) + m[0], m.end()
    return made + change(text[at:])


def about_a_scene(text: str, at: int) -> bool:
    """Whether a place in a text lies in what a clip shows: "a clip of a tidal wave", "a music video of …"."""
    return bool(_SHOWS.search(text[:at])) or bool(_MUSIC_VIDEO.search(text))


def tidy(text: str) -> str:
    """Words without politeness around them."""
    text = re.sub(r"\s+", " ", text).strip()
    asked = _POLITE.match(text)
    text = _POLITE.sub("", text)
    if asked and asked[0].lower().rstrip().endswith("mind"):
        text = _GERUND.sub(_order, text, count=1)
    return _TRAILING.sub("", text.rstrip(" ?？")).strip(" ,，.。!！?？")


def _order(gerund: re.Match[str]) -> str:
    """“removing the music” as an order: "remove the music"."""
    stem = gerund["stem"]
    tries = (stem, f"{stem}e", stem[:-1])
    return next((verb for verb in tries if re.fullmatch(_VERBS, verb, re.IGNORECASE)), gerund[0])


def _two_places(one: str, rest: str) -> bool:
    """Whether two scenes are told: "add the sea" and "a forest, …"."""
    first, second = SUBJECTS.find(one), SUBJECTS.find(re.split("[,.;。]", rest, maxsplit=1)[0])
    return bool(first and second) and first != second


def _one_blank(run: re.Match[str]) -> str:
    """For a run of blanks: long ones cost the patterns below the cube of their length."""
    return "\n" if "\n" in run[0] else " "


def _lift_quotes(text: str) -> tuple[str, tuple[str, ...]]:
    quotes: list[str] = []

    def lift(m: re.Match[str]) -> str:
        inner = next(g for g in m.groups() if g is not None).strip()
        if not inner or len(quotes) > 0xFF:
            return m[0]
        quotes.append(inner)
        return f" {chr(0xE000 + len(quotes) - 1)} "

    return _QUOTES.sub(lift, text), tuple(quotes)
