"""How lettering looks: where it stands, its colour and size, and which sort of title it is."""

from __future__ import annotations

import re
from typing import Final

from nemo_widgets.local.director.lexicon import Words, words

_AT = r"(?:at|on|to|near|along|in|into)?\s*(?:the )?"
_OF = r"(?: corner)?(?: of the (?:screen|frame|video|picture))?"

POSITIONS: Final = Words(
    ("lower-third", r"lower[- ]third", "下三分之一"),
    ("top-left", rf"{_AT}(?:top|upper)[- ]left(?:[- ]hand)?{_OF}", "左上角?(?:方)?"),
    ("top-right", rf"{_AT}(?:top|upper)[- ]right(?:[- ]hand)?{_OF}", "右上角?(?:方)?"),
    ("bottom-left", rf"{_AT}(?:bottom|lower)[- ]left(?:[- ]hand)?{_OF}", "左下角?(?:方)?"),
    (
        "bottom-right",
        rf"{_AT}(?:bottom|lower)[- ]right(?:[- ]hand)?{_OF}|(?:in|into|to) (?:the|a) corner",
        "右下角?(?:方)?|角落",
    ),
    ("top", rf"{_AT}(?:top|upper)(?: cent(?:er|re))?(?: part)?{_OF}|higher up", "顶部|上方|上面|顶端|上部"),
    ("bottom", rf"{_AT}bottom(?: cent(?:er|re))?{_OF}|lower down", "底部|下方|下面|底端|下部"),
    ("center", rf"{_AT}(?:cent(?:er|re)(?:ed)?|middle){_OF}", "居中|中间|中央|正中|中心"),
)

COLORS: Final = Words(
    ("#ffffff", "white", "白色"),
    ("#111111", "black", "黑色"),
    ("#e53935", "red", "红色"),
    ("#fb8c00", "orange", "橙色|橘色"),
    ("#fdd835", "yellow", "黄色"),
    ("#d4af37", "gold(?:en)?", "金色"),
    ("#43a047", "green", "绿色"),
    ("#00acc1", "cyan|teal|turquoise", "青色"),
    ("#1e88e5", "blue", "蓝色"),
    ("#8e24aa", "purple|violet", "紫色"),
    ("#ec407a", "pink", "粉色|粉红色?"),
    ("#9e9e9e", "gr[ae]y|silver", "灰色|银色"),
)

COLOR_NAMES: Final = {
    "#ffffff": ("white", "白色"),
    "#111111": ("black", "黑色"),
    "#e53935": ("red", "红色"),
    "#fb8c00": ("orange", "橙色"),
    "#fdd835": ("yellow", "黄色"),
    "#d4af37": ("gold", "金色"),
    "#43a047": ("green", "绿色"),
    "#00acc1": ("teal", "青色"),
    "#1e88e5": ("blue", "蓝色"),
    "#8e24aa": ("purple", "紫色"),
    "#ec407a": ("pink", "粉色"),
    "#9e9e9e": ("grey", "灰色"),
}
"""What each is called, in English and Chinese."""

SIZES: Final = Words(
    ("small", "small(?:er)?|tiny|too (?:big|large)", "太大|小号|小一点|小一些|更小|变小|缩小|小字|小点"),
    ("medium", "medium(?:[- ]sized?)?", "中号|中等"),
    ("large", "too small|large(?:r)?|big(?:ger)?|huge|giant", "太小|大号|大一点|大一些|更大|变大|放大|大字|大点"),
)

STYLES: Final = Words(
    (
        "lower-third",
        r"lower[- ]thirds?|name ?(?:tag|plate|strap)|name bar",
        "人名条|名牌条?|下三分之一(?:标题|字幕|条)?",
    ),
    ("watermark", r"water ?marks?|copyright(?: notice| text)?", "水印"),
    ("caption", r"captions?|subtitles?", "字幕|说明文字|说明"),
)
"""A plain title has no word of its own here."""


RELATIVE: Final = words(
    "smaller|bigger|larger|too (?:big|large|small)",
    "小一[点些]|大一[点些]|小点|大点|更[大小]|变[大小]|缩小|放大|太[大小]",
)
"""Another size, seen from the one it has."""


def next_size(sort: str, size: str, wanted: str) -> str:
    """The next size in the direction of `wanted` (small or large); empty: there is none. A plain title is large."""
    sizes = ("small", "medium", "large")
    at = sizes.index(size or ("medium" if sort else "large")) + (1 if wanted == "large" else -1)
    return sizes[at] if 0 <= at < len(sizes) else ""


_A_LOOK: Final = re.compile(r"\bblack[- ](?:and|&|n)[- ]white\b|黑白", re.IGNORECASE)
"""A picture's, though it names two colours."""


def style(text: str) -> dict[str, str]:
    """Position, colour and size that a text asks for; only what it names."""
    found = {
        "position": POSITIONS.find(STYLES.without(text)),
        "color": COLORS.find(_A_LOOK.sub(" ", text)),
        "size": SIZES.find(text),
    }
    if m := re.search(r"#[0-9a-f]{6}\b", text, re.IGNORECASE):
        found["color"] = m[0].lower()
    return {k: v for k, v in found.items() if v}


def plain(text: str) -> str:
    """The text without words of position, colour and size."""
    for table in (POSITIONS, COLORS, SIZES):
        text = table.without(text)
    return text
