"""What the director cannot do yet, so that it is refused with what it can do instead, and never half understood."""

from __future__ import annotations

import re
from typing import Final

from nemo_widgets.local.director.lexicon import SUBJECTS, words
from nemo_widgets.local.director.making import is_generation, is_order_to_make
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.reading import LONGEST_REQUEST, Clause
from nemo_widgets.local.director.references import Situation

_LIMITS: Final = (
    (
        "boomerang",
        words(r"boomerang|ping[- ]?pong|back and forth", "来回播放|回旋镖|往返播放"),
    ),
    (
        "freeze",
        words(
            r"freeze(?:[- ]?frame)?|hold (?:the )?(?:last|first) frame|add a pause|pause (?:the )?(?:video|clip|film)",
            "定帧|定格|定格|冻结|停帧|暂停画面",
        ),
    ),
    (
        "rotate",
        words(
            r"rotat(?:e|ed|ing|ion)|spin(?:ning)?|flip(?:ped)?(?! the order)|mirror(?:ed)?|upside down|straighten",
            "旋转|翻转|镜像|颠倒(?!.*顺序)",
        ),
    ),
    (
        "stabilise",
        words(
            r"stabili[sz]e|shaky|camera shake|denoise|noise|sharpen|sharper|upscale|enhance the (?:quality|resolution)",
            "防抖|稳定|降噪|锐化|清晰|超分|画质",
        ),
    ),
    (
        "layers",
        words(
            (
                r"picture[- ]in[- ]picture|pip|split ?screen|side by side|overlay|collage|grid|on top of each other"
                r"|double exposure"
            ),
            "画中画|分屏|叠加|拼图|并排|拼贴",
        ),
    ),
    (
        "captions",
        words(
            (r"(?:auto(?:matic)?(?:ally)?[- ]?)?(?:captions|subtitles|transcri(?:be|pt\w*))|karaoke|translat(?:e|ion)"),
            "自动(?:生成)?字幕|加字幕|生成字幕|识别语音|翻译|转写",
        ),
    ),
    (
        "voice",
        words(
            (
                r"voice-?overs?|narrat(?:e|ion|or)|text[- ]to[- ]speech|tts|(?:ai )?voices?|speak|dub(?:bing)?"
                r"|lip[- ]?sync|talk(?:ing|s)?|read (?:it|this) (?:aloud|out)"
            ),
            "配音|旁白|朗读|解说|语音|口型|说话",
        ),
    ),
    (
        "sound-effects",
        words(
            (
                r"sound effects?|sfx|foley|whoosh|(?:rain|wind|waves?|birds?|city|traffic|thunder|crowd|animal"
                r"|nature) (?:sounds?|noises?)"
                r"|hear the \w+|applause|laughter"
            ),
            "音效|声效|特效音|[雷雨风水鸟车铃笑掌枪脚步浪]的?声|鸟叫",
        ),
    ),
    (
        "logo",
        words(
            (
                r"logos?|stickers?|emojis?|frames? around|(?:add|put|draw) (?:a )?(?:white |black )?(?:borders?|frame)"
                r"|arrows?"
            ),
            "标志|贴纸|表情|加边框|徽标|箭头|图标",
        ),
    ),
    (
        "background",
        words(
            (
                r"(?:remove|replace|change|blur|swap) (?:the )?background|green ?screen"
                r"|chroma ?key|cut ?out the (?:person"
                r"|background)"
                r"|face ?swap|(?:remove|erase|add) (?:the |a )?(?:person|people|object|man|woman|tree|car|sign)s?"
                r"|inpaint\w*|retouch|make (?:me|him|her) (?!something|anything|some|one|an?\b|the\b|happy)\w+"
            ),
            "抠图|去背景|换背景|虚化背景|绿幕|换脸|(?:去除|去掉|删掉)(?:人物|路人|行人)|背景(?!音乐|乐|配乐|下)|美颜|磨皮",
        ),
    ),
    (
        "effects",
        words(
            (
                r"effects?|glitch|sparkles?|confetti|lens flare|vfx|explosions?|particles? (?:effect|overlay)"
                r"|rain overlay|shake|blur(?:ry|red)?|vignette|filters?|luts?|neon glow|3d|cartoon\w*|anime|pixelat\w*"
                r"|style of"
            ),
            "特效|故障风|油画|漫画|粒子效果|爆炸|抖动|闪光|模糊|卡通|动漫|马赛克|滤镜|手绘风",
        ),
    ),
    (
        "camera-speed",
        words(
            r"(?:camera|zoom|pan|motion|movement|tilt)\b.*\b(?:slower|faster|quicker|speed)"
            r"|(?:slower|faster|quicker) (?:camera|zoom|pan|motion|movement)",
            "(?:镜头|推近|平移|运镜).{0,6}(?:[太再更][快慢]|[快慢](?:一?[点些]|下来|了))",
        ),
    ),
    (
        "blank",
        words(r"(?:black|blank|white|empty) (?:screen|frame|slide|clip|card)", "黑屏|空白(?:画面|片段)|白屏"),
    ),
    (
        "resolution",
        words(
            r"4k|8k|\d+ ?fps|frame rate|hdr|bit ?rate|prores|webm|gif|codec|avi|mov", "帧率|码率|分辨率|4k|8k|60帧|动图"
        ),
    ),
    (
        "publish",
        words(
            (
                r"(?:post|publish|upload|share|send)(?: (?:it|this|that|the (?:video"
                r"|film)))? (?:to|on|with) (?:my )?\w+"
                r"|e-?mail|whatsapp"
            ),
            "发布到|分享到|上传到|发到|发布|分享给",
        ),
    ),
    (
        "schedule",
        words(
            (
                r"schedule|remind me|tomorrow|every (?:day|week)|search (?:the )?(?:web"
                r"|internet)|google|stock (?:footage"
                r"|photos?)|download (?:a|some)"
            ),
            "定时|提醒我|明天|搜索|网上找|素材库",
        ),
    ),
)
_INTO: Final = words(
    (
        r"(?:in)?to (?:an? )?(?:black|gr[ae]y|sepia|vintage|slow|reversed?|gif|4k|8k|looping)(?: \S+)*|(?:in"
        r"|as)(?: an?)? (?:4k|8k|gif|prores|webm|\d+ ?fps)\b.*"
    ),
    "变成(?:黑白|慢动作|复古|卡通|动漫|漫画|手绘|油画|3D)|自动.{0,3}字幕|生成字幕",
)
"""A change of what is there, though it says "turn … into"."""


_HALVES: Final = words("(?:first|second|last|other) half|halfway (?:point|through)", "[前后]半(?:段|部分|截)")


def halves(clause: Clause, now: Situation) -> Outcome | None:  # noqa: ARG001
    """A clause about a part of a clip, which must be split off first."""
    return Refusal("half") if _HALVES.search(clause.text) and not is_order_to_make(clause.text) else None


_NEVER: Final = (
    (
        "layers",
        words(r"picture[- ]in[- ]picture|pip|split ?screen|side by side|on top of each other", "画中画|分屏|拼图|并排"),
    ),
    ("voice", words(r"(?:make|let) (?:the|my|this) \w+ (?:talk|speak|sing|say)", "[让使].{1,6}(?:说话|唱歌|开口)")),
)
"""What is no scene, though it may name one."""
_DETAILS: Final = words(
    r"waves?|sky|sun|moon|stars?|clouds?|trees?|leaves|grass|flowers?|water|sand|mountains?|buildings?|windows?|lights?|lamps?"
    r"|cars?|boats?|people|persons?|birds?|road|street|houses?|horizon|table|bottle|cup|label|foreground|window",
    "浪|天空|太阳|月亮|星星|云|树|叶子?|草|花|水|沙|山|楼|窗|灯|车|船|人|鸟|路|房子?|桌子?|瓶子?|杯子?|前景",
)
_VAGUE: Final = words(
    r"better|nicer|improve|prettier|more beautiful|boring|more interesting|professional|fix it|ugly|awesome",
    "好看|漂亮|更好|改进|优化|美化|高级|专业|无聊|有意思|精致|丑",
)


_WISHES: Final = words(
    r"make|change|move|turn|remove|delete|add|give|bigger|smaller|larger|more|less|higher|lower|taller|closer|should|let",
    "把|让|更|再|一[点些]|加|去掉|换|改|移|变",
)


def vague(clause: Clause, now: Situation) -> Outcome | None:
    """“Make it better”, “make the waves bigger”: a wish that names no change, or a part of what is drawn as one."""
    if not now.clips:
        return None
    if _VAGUE.search(clause.text):
        return Refusal("vague")
    return Refusal("detail") if _DETAILS.search(clause.text) and _WISHES.search(clause.text) else None


_SPAN: Final = re.compile(
    r"\b(?:from|between|seconds?)\s+\d[\d.]*\s*(?:s|sec\w*)?\s*(?:to|and|-|–|until)\s*\d"
    r"|第?\d+秒?(?:到|至|-)第?\d+秒"
    r"|\bthe (?:very )?(?:end|beginning|start|middle)$|(?:结尾|开头|片尾|片头)(?:部分|处|的地方)?",
    re.IGNORECASE,
)
_OF_WHOLE_CLIPS: Final = words(
    r"black and white|b&w|sepia|vintage|dark(?:er)?|bright(?:er)?|warm(?:er)?|cool(?:er)?|colou?r\w*|contrast"
    r"|saturat\w+|slow(?:er)?|fast(?:er)?|speed|revers\w*|backwards?|zoom|pan|mute|silent|crop|rain|snow|fog|night",
    "黑白|复古|亮|暗|暖|冷|彩|对比|饱和|慢|快|加速|倒放|推近|放大|平移|静音|雨|雪|雾",
)
_KEEPS: Final = words(
    r"keep|only|just|trim|cut|remove|delete|music|song|titles?|text|caption|fade",
    "保留|只|剪|删|去掉|音乐|歌|标题|字幕|文字|淡",
)


def spans(clause: Clause, now: Situation) -> Outcome | None:
    """“From 2 to 5 seconds make it black and white”: a change of a stretch, which must be split off first."""
    text = clause.text
    part = now.clips and _SPAN.search(text) and _OF_WHOLE_CLIPS.search(text) and not _KEEPS.search(text)
    return Refusal("stretch") if part and (_INTO.search(text) or not is_order_to_make(text)) else None


def read(clause: Clause, now: Situation) -> Outcome | None:  # noqa: ARG001
    """A clause that asks for what is not there yet, or None."""
    if len(clause.text) > LONGEST_REQUEST:
        return Refusal("too-many-words")
    if never := next((topic for topic, pattern in _NEVER if pattern.search(clause.text)), ""):
        return Refusal(never)
    if (
        is_generation(clause.text)
        and not _INTO.search(clause.text)
        and (is_order_to_make(clause.text) or SUBJECTS.find(clause.text))
    ):
        return None
    for topic, pattern in _LIMITS:
        if pattern.search(clause.text):
            return Refusal(topic, clause.plain())
    return None
