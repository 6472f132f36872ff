"""The words for weather and how strong it is, in English and Chinese."""

from __future__ import annotations

from typing import Final

from nemo_widgets.local.director.lexicon import Words, words

WEATHERS: Final = Words(
    (
        "storm",
        r"(?:thunder|rain)[- ]?storms?|storms?|stormy|thunder|lightning|tempests?|hurricanes?|typhoons?",
        "暴风雨|雷阵雨|雷雨|雷暴|雷电|闪电|暴雨|风暴(?!雪)|台风|打雷",
    ),
    (
        "snow",
        (
            r"snow(?! (?:on|covers?|lies)\b)"
            r"(?![- ]?(?:cap\w*|cover\w*|peak\w*|mountains?|leopards?|white)\b)|snow(?:fall|flakes?|storms?|ing|s)"
            r"|blizzards?|winter(?:y|time)?"
            r"|snowy(?! (?:mountain|peak|hill|alp|summit|landscape|valley|field|ridge|range|glacier))"
        ),
        "(?:下|飘|落|大|小|风|暴|初|瑞|[着场点些])雪(?!山|峰)|雪(?:花|景|夜|天|中|纷|[大小停再太更下多少了]|(?=变|换|改))|鹅毛大雪|冬[天日季]|(?<![\u3400-\u9fff])雪$",
    ),
    (
        "rain",
        (
            r"rain(?![- ]?(?:forests?|coats?|boots?|bows?|sounds?|noises?)\b)|rainy|raining|rains|rainfall"
            r"|(?<!meteor )showers?|drizzl\w*|downpours?|(?:let it|it'?s|it is) pour(?:ing)?"
        ),
        "雨(?!林|衣|鞋|伞|声|刷)",
    ),
    ("fog", r"fog|foggy|mist|misty|haz[ey]", "雾(?!霾)|雾霾"),
    ("overcast", r"overcast|cloudy|gr[ae]y sk(?:y|ies)", "阴天|多云|乌云"),
)

STRENGTHS: Final = Words(
    (
        "light",
        r"light|lightly|gentle|gently|soft|softly|slight|slightly|thin|faint|weak|drizzl\w*|a (?:bit|little)(?: of)?",
        "毛毛雨|细雨|微雨|小雨|小雪|薄雾|轻雾|淡雾|蒙蒙|细细|淡淡|薄薄",
    ),
    (
        "heavy",
        r"heavy|heavily|hard|strong|strongly|thick|dense|intense|big|pour(?:ing|s)?|downpours?|blizzards?|lots of",
        "大雨|大雪|大雾|浓雾|暴雪|鹅毛|倾盆|瓢泼|漫天|滂沱|浓浓",
    ),
)
"""How strong a weather is, where one is told."""

_WITHOUT: Final = words(r"(?:no|without)(?: any| the)? [a-z]+", "(?:不下|没有?|无|不要|别下?)[雨雪雾]")


def weather_of(text: str) -> str:
    """The weather that a new scene should have, or an empty string."""
    return WEATHERS.find(_WITHOUT.sub(" ", text))


def strength_of(text: str) -> str:
    """How strong a weather is that a text tells: the word for it stands beside the weather's, or is it."""
    near = 12
    weathers = [(start, end) for _, start, end in WEATHERS.spans(text)]
    found = [
        (start, key)
        for key, start, end in STRENGTHS.spans(text)
        if any(start - near < stop and begin - near < end for begin, stop in weathers)
    ]
    return min(found, default=(0, ""))[1]
