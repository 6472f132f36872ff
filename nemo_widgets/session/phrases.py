"""The backend talks as if a screen existed; its phrases become actions, and its buttons do not reach the reader.

The second table of protocol.md (Message routing) as data. A reply is untrusted: what a phrase may start by itself is
free reading (`Action.free`); an export or another message is only suggested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["summary", "credits", "export", "send"]

LABELS: dict[Kind, dict[str, str]] = {
    "summary": {"en": "Show the timeline", "zh": "查看时间线"},
    "credits": {"en": "Show my credits", "zh": "查看积分"},
    "export": {"en": "Export", "zh": "导出"},
    "send": {"en": "Ask for it", "zh": "请它来做"},
}


@dataclass(frozen=True)
class Action:
    """What a reply spoke of, as something that can be done here."""

    kind: Kind
    """`summary` and `credits` read; `export` makes a film; `send` sends `text` as a message."""
    text: str = ""
    """For `send`: the message."""

    @property
    def free(self) -> bool:
        """It only reads and costs nothing, so it may happen by itself."""
        return self.kind in {"summary", "credits"}

    def label(self, language: str = "en") -> str:
        """Its name on a button."""
        return LABELS[self.kind]["zh" if language.casefold().startswith("zh") else "en"]


@dataclass(frozen=True)
class Phrase:
    """A phrase of the backend's imaginary screen, what to do, and the words for the reader."""

    pattern: re.Pattern[str]
    kind: Kind
    words: dict[str, str]


def _phrase(kind: Kind, en: str, zh: str, *patterns: str) -> Phrase:
    return Phrase(re.compile("|".join(patterns), re.IGNORECASE), kind, {"en": en, "zh": zh})


_O = r"[\"'“‘「『\[*`]"
_C = r"[\"'”’」』\]*`]"
_CLICK = r"\b(?:click|press|tap|hit)(?: on)?"
_CLICKZH = r"(?:点击|点按|单击|按下)(?:一下)?(?:[右左上下]{1,2}[角方边侧](?:的)?)?"
_THE = r"(?: the| your| that| this)?"
_PLACE = r"(?: (?:in|at|on) (?:the )?(?:top|bottom|upper|lower)?[ -]?(?:left|right)?(?: corner| toolbar| menu)?)?"
_HAN = "\u3400-\u9fff"

PHRASES: tuple[Phrase, ...] = (
    # "Export button" / 导出 → run the export
    _phrase(
        "export",
        "export it",
        "导出",
        rf"{_CLICK}{_THE} {_O}*export{_C}*(?: (?:button|icon|tab|menu))?\b{_C}*{_PLACE}",
        rf"\b(?:the )?{_O}*export{_C}* button\b",
        rf"{_CLICKZH}{_O}*导出{_C}*(?:按钮|图标)?",
        rf"{_O}*导出{_C}*按钮",
    ),
    # "preview in timeline" → show the track summary
    _phrase(
        "summary",
        "see the timeline below",
        "请看下方时间线",
        r"\bpreview(?: (?:it|this|them|the (?:video|clip|result|edit|change)s?))? (?:in|on) (?:the |your )?timeline\b",
        r"在?时间[线轴][中里上]?(?:中)?(?:预览|查看)(?:效果)?",
    ),
    # "check account/billing" → credits
    _phrase(
        "credits",
        "see your credits",
        "查看积分",
        r"\b(?:check|visit|open|see|go to)(?: the| your)? (?:account|billing)(?: (?:and|or|/) (?:account|billing))?"
        r"(?:/billing)?(?: (?:page|settings|section|balance|dashboard))?\b",
        r"(?:查看|检查|前往|打开)(?:您的|你的)?[账帐](?:户|号|单)(?:页面|余额|设置|/账单)?",
    ),
    # "open [panel]" / 打开 → query the state
    _phrase(
        "summary",
        "see the timeline below",
        "请看下方时间线",
        rf"\bopen(?: up)?{_THE} (?:{_O}+[\w /&-]{{1,30}}{_C}+|[\w/&-]{{1,20}}(?: [\w/&-]{{1,20}}){{0,2}})"
        r" (?:panel|tab|menu|sidebar|window|view|drawer|inspector)\b",
        r"\bopen(?: up)?(?: the| your) (?:timeline|editor|media library|inspector|sidebar|workspace)\b",
        rf"打开{_O}*[\w{_HAN} ]{{1,12}}?{_C}*(?:面板|菜单|窗口|侧边栏|选项卡|标签页|编辑器|素材库|时间[线轴])",
    ),
    # "drag/drop" / 拖拽 → send the edit by chat
    _phrase(
        "send",
        "say what should go where",
        "告诉我要放在哪里",
        r"\bdrag(?:ging)?(?: and |/|-and-|&)drop(?:ping)?\b[^.!?。！？\n]{0,80}",
        r"\bdrag (?:the|it|this|your|them|any|a)\b[^.!?。！？\n]{0,80}",
        r"(?:拖拽|拖动|拖放|拖到|拖入)[^.!?。！？，,\n]{0,30}",
    ),
    # "click [button]" / 点击 → do it by API
    _phrase(
        "send",
        "just ask for it",
        "直接告诉我即可",
        rf"{_CLICK}{_THE} {_O}+[\w /&-]{{1,30}}{_C}+(?: (?:button|icon|tab|menu|option))?",
        rf"{_CLICK}{_THE} [\w/&-]{{1,20}}(?: [\w/&-]{{1,20}}){{0,2}} (?:button|icon|tab|menu|checkbox|slider)\b",
        r"\bclick(?: on)?(?: the| your| any)(?: [\w-]{1,20}){1,3}?(?= to | and |[.,;:!?]|$)",
        rf"{_CLICKZH}{_O}+[^\"'”’」』\]]{{1,12}}{_C}+(?:按钮|图标|选项)?",
        rf"{_CLICKZH}[\w{_HAN} ]{{1,12}}?(?:按钮|图标|选项|菜单)",
    ),
)
_SENTENCE = re.compile(r"[^.!?。！？\n]*[.!?。！？]?")
_INVITATION = re.compile(
    r"^(?:(?:then|now|next|and|also|please|you can|you may|just)[, ]+)+|^(?:然后|现在|请|您可以|你可以)+", re.IGNORECASE
)
_BEGINS = re.compile(r"(?:^|[.!?:]\s+|[。！？\n-]\s*)$")


def translate(text: str, language: str = "en") -> tuple[str, tuple[Action, ...]]:
    """A reply without its screen, and the actions it spoke of, each once.

    Args:
        text: The backend's reply.
        language: `zh…` for Chinese words, else English; a reply in Chinese gets Chinese words in any case.

    Example:
        >>> translate("All set. Click the Export button to download.")[0]
        'All set. Export it to download.'
    """
    tongue = "zh" if language.casefold().startswith("zh") or re.search(f"[{_HAN}]", text) else "en"
    original, actions = text, dict[Kind, Action]()
    for phrase in PHRASES:
        found = phrase.pattern.search(text)
        if found and phrase.kind not in actions:
            message = _as_message(_sentence_of(found[0], original), tongue) if phrase.kind == "send" else ""
            actions[phrase.kind] = Action(phrase.kind, message)
        words = phrase.words[tongue]
        text = phrase.pattern.sub(lambda found, words=words: _fitted(words, found), text)  # type: ignore[misc]
    return text, tuple(actions.values())


def _fitted(words: str, found: re.Match[str]) -> str:
    """With a capital where a sentence begins."""
    before = found.string[max(0, found.start() - 8) : found.start()]
    return words[0].upper() + words[1:] if _BEGINS.search(before) else words


def _sentence_of(part: str, text: str) -> str:
    """The sentence that holds `part`."""
    return next((found[0].strip() for found in _SENTENCE.finditer(text) if part in found[0]), part)


def _as_message(sentence: str, tongue: str) -> str:
    """The backend's instruction, handed back to it as a request."""
    quoted = _INVITATION.sub("", sentence.strip(" .。!！"))
    return f"请直接帮我完成：{quoted}" if tongue == "zh" else f"Please do this for me: {quoted}"
