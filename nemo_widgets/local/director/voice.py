"""The words the director's answers are made of, in English and Chinese."""

from __future__ import annotations

from typing import Final, NamedTuple

from nemo_widgets.local.director.lettering import COLOR_NAMES
from nemo_widgets.local.director.lexicon import GENRE_NAMES

CAMERAS: Final = {
    "": ("", ""),
    "still": ("a still camera", "固定镜头"),
    "zoom-in": ("a slow zoom in", "缓慢推近"),
    "zoom-out": ("a slow zoom out", "缓慢拉远"),
    "pan-left": ("a pan to the left", "向左平移"),
    "pan-right": ("a pan to the right", "向右平移"),
    "tilt-up": ("a tilt up", "向上摇"),
    "tilt-down": ("a tilt down", "向下摇"),
}
LOOKS: Final = {
    "night": "夜晚",
    "dusk": "黄昏",
    "dawn": "清晨",
    "day": "白天",
    "neon": "霓虹",
    "warm": "暖色",
    "cool": "冷色",
    "calm": "宁静",
    "rain": "雨天",
    "snow": "雪天",
    "fog": "雾天",
    "storm": "暴风雨",
    "overcast": "阴天",
    "clear": "晴天",
}
WEATHERS: Final = {"rain": "rainy", "snow": "snowy", "fog": "foggy", "storm": "stormy"}
STRENGTHS: Final = {
    ("rain", "light"): ("in light rain", "小雨"),
    ("rain", "heavy"): ("in heavy rain", "大雨"),
    ("snow", "light"): ("in light snow", "小雪"),
    ("snow", "heavy"): ("in heavy snow", "大雪"),
    ("fog", "light"): ("in thin fog", "薄雾"),
    ("fog", "heavy"): ("in thick fog", "浓雾"),
    ("storm", "light"): ("in a weak storm", "较弱的暴风雨"),
    ("storm", "heavy"): ("in a heavy storm", "猛烈的暴风雨"),
    ("overcast", "light"): ("a little overcast", "微阴"),
    ("overcast", "heavy"): ("heavily overcast", "浓云密布"),
}
"""A weather that is weaker or stronger than usual."""
GRADES: Final = {
    "bw": ("black and white", "黑白"),
    "sepia": ("sepia", "泛黄的老照片"),
    "vintage": ("vintage", "复古"),
    "cinematic": ("in cinematic colours", "电影色调"),
}
STEPS: Final = (
    ("brightness", ("brighter", "更亮"), ("darker", "更暗")),
    ("contrast", ("higher in contrast", "对比更强"), ("lower in contrast", "对比更弱")),
    ("saturation", ("more colourful", "更鲜艳"), ("less colourful", "更淡雅")),
    ("warmth", ("warmer", "更暖"), ("cooler", "更冷")),
)
TRANSITIONS: Final = {
    "": ("a cut", "直接切换"),
    "fade": ("a fade through black", "黑场过渡"),
    "dissolve": ("a dissolve", "叠化"),
    "wipe": ("a wipe", "擦除"),
    "slide": ("a slide", "滑动"),
}
PLACES: Final = {
    "lower-third": ("in the lower third", "下三分之一处"),
    "top": ("at the top", "顶部"),
    "center": ("in the middle", "中间"),
    "bottom": ("at the bottom", "底部"),
    "top-left": ("at the top left", "左上角"),
    "top-right": ("at the top right", "右上角"),
    "bottom-left": ("at the bottom left", "左下角"),
    "bottom-right": ("at the bottom right", "右下角"),
}
STYLES: Final = {
    "": ("the title", "标题"),
    "caption": ("the caption", "字幕"),
    "lower-third": ("the lower third", "人名条"),
    "watermark": ("the watermark", "水印"),
}


class Voice(NamedTuple):
    """How to speak of an operation.

    Attributes:
        chinese: In Chinese, else in English.
        clip: The name of the clip it is about, where that is one of several.
        of: How many clips the film has.
        id: That clip's segment id.
    """

    chinese: bool
    clip: str = ""
    of: int = 1
    id: str = ""

    def clips(self, ids: int) -> tuple[str, str]:
        """The clips an operation is about, in English with an "s" for their verb, or in Chinese."""
        if self.clip:
            return f"“{self.clip}”", "s"
        if self.of == 1:
            return ("影片" if self.chinese else "the clip"), "s"
        some = f"{ids}段" if self.chinese else f"{ids} clips"
        return ("所有片段" if self.chinese else "all clips") if ids >= self.of else some, ""


def colour_name(code: str, say: Voice) -> str:
    """What a colour is called."""
    return COLOR_NAMES[code][say.chinese] if code in COLOR_NAMES else code


def listed(words: list[str]) -> str:
    """Words in a row: "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def genre_name(genre: str, name: str, *, chinese: bool) -> str:
    """What a music is called."""
    return GENRE_NAMES[genre][chinese] if genre in GENRE_NAMES else name


def share(volume: float) -> str:
    """A level in percent."""
    return f"{round(volume * 100)}%"


def seconds(ms: int) -> str:
    """Seconds, with no more digits than needed."""
    return f"{round(ms / 1000, 1):g}"
