"""What a message did not ask for.

A guess from its words, and a careful one: a change is marked only where the message clearly asked for something else,
in words that are known here, and for nothing that could mean it.
"""

from __future__ import annotations

import re
from typing import Final

from nemo_widgets.session.draft import AUDIO, TEXT, VIDEO

_KINDS: Final[dict[str, re.Pattern[str]]] = {
    kind: re.compile(rf"\b(?:{english})\b|{chinese}", re.IGNORECASE)
    for kind, english, chinese in (
        (
            "music",
            (
                r"music|musical|bgm|songs?|sound\w*|audio|tracks?|beats?|tunes?|score|melod\w+|volume|louder|quieter|loud"
                r"|mute\w*|silent|silence|lo-?fi|jazz|piano|rhythm\w*|voice\w*|narrat\w+|playlist"
            ),
            "音|乐|歌|曲|声|旋律|节奏|配乐|静音|旁白",
        ),
        (
            "text",
            (
                r"titles?|text|captions?|subtitles?|words?|lettering|headings?|headlines?|lower[- ]thirds?|watermarks?"
                r"|credits|names?|called|say\w*|write|quote\w*|labels?|logos?|branding|slogan|message|intro|outro"
            ),
            "标题|字|题目|片名|水印|写|叫|文案|标语|署名|片头|片尾",
        ),
        (
            "clip",
            (
                r"clips?|videos?|films?|scenes?|shots?|footage|photos?|images?|pictures?|generat\w+|animat\w+|movies?"
                r"|b-?roll|sequence|render|create|make|draw|montage|slide ?show|timelapse|time-lapse"
                r"|then|next|followed by|(?:in|on)?to an?"
            ),
            "片段|视频|影片|画面|镜头|场景|照片|图片|生成|制作|动画|短片|电影|做一|来一|然后|接着|到",
        ),
        (
            "look",
            (
                r"colou?r\w*|grad(?:e|ed|ing)|bright\w*|dark\w*|warm\w*|cool\w*|contrast|saturat\w+|black and white|b&w"
                r"|sepia|vintage|retro|cinematic|tones?|filters?|looks?|mood\w*|style\w*|vivid|faded?|monochrome|neon|hdr"
            ),
            "色|亮|暗|暖|冷|对比|饱和|黑白|复古|电影感|滤镜|风格|氛围|色调|老照片|效果|做旧",
        ),
        (
            "transition",
            (
                r"transitions?|fad\w+|dissolv\w*|cross-?fade\w*|wipes?|slides?|cuts?|smooth\w*|blend\w*|flow\w*"
                # A clip in another place begins in another way.
                r"|swap\w*|mov(?:e|ed|ing)|reorder\w*|order|split\w*|before|after|first|last"
            ),
            "转场|过渡|淡入|淡出|叠化|擦除|滑动|衔接|交换|移动|移到|顺序|拆|前面|后面|之前|之后",
        ),
    )
}
_ANYTHING: Final = re.compile(
    r"\b(?:better|improve|polish\w*|enhance|professional|surprise|whatever|everything|complete|finish\w*|full"
    r"|trailer|vlog|commercial|advert\w*|ads?|promo\w*|reel|story|undo|redo|revert|back|restore|reset|again"
    r"|regenerate|start over|edit it|yes|ok|okay|sure|go ahead|template|theme|viral|tiktok|ready)\b"
    r"|更好|优化|润色|完善|专业|随便|随意|全部|完整|预告|广告|宣传|故事|撤销|恢复|重做|重新|再来|好的|可以|继续|模板|主题|成片",
    re.IGNORECASE,
)
"""What leaves the choice to the backend."""
_QUOTED: Final = re.compile(r"['\"‘’“”「」『』《》]")
_REMOVED_WITH: Final = re.compile(
    r"\b(?:remove|delete|drop|clear|clean|without|no|replace|swap|only|just|strip|instead|new)\b|删|去掉|移除|清|换|替|只|不要",
    re.IGNORECASE,
)
_LOOKS: Final = {"colour": "look", "transition": "transition"}


class Asked:
    """What a message asks for, by its words."""

    def __init__(self, prompt: str) -> None:
        self._kinds = {kind for kind, pattern in _KINDS.items() if pattern.search(prompt)}
        if _QUOTED.search(prompt):
            self._kinds.add("text")
        self._open = not self._kinds or bool(_ANYTHING.search(prompt))
        self._removes = bool(_REMOVED_WITH.search(prompt))

    def surely_not(self, kind: str, track: int | None) -> bool:
        """Whether a change of that kind on a track of that type was surely not asked for."""
        if self._open:
            return False
        about = _LOOKS.get(kind) or {AUDIO: "music", TEXT: "text", VIDEO: "clip"}.get(-1 if track is None else track)
        if about is None or about in self._kinds:
            return False
        if kind in ("added", "replaced", *_LOOKS):
            return True
        # A new clip may take the place of all there was.
        return kind == "removed" and not self._removes and "clip" not in self._kinds
