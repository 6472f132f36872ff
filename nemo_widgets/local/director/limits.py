"""What the director cannot do yet, so that it is refused with what it can do instead, and never half understood."""

from __future__ import annotations

from typing import Final

from nemo_widgets.local.director.clips import is_generation, is_order_to_make
from nemo_widgets.local.director.lexicon import SUBJECTS, words
from nemo_widgets.local.director.outcomes import Outcome, Refusal
from nemo_widgets.local.director.reading import LONGEST_REQUEST, Clause
from nemo_widgets.local.director.references import Situation

_LIMITS: Final = (
    (
        "fade-music",
        words(
            (
                r"(?:music|song|bgm|audio|soundtrack)\b.*\b(?:fad|duck)\w+|(?:fad|duck)\w+\b.*\b(?:music|song|bgm"
                r"|audio|soundtrack)"
            ),
            "(?:音乐|配乐|声音).*(?:淡入|淡出|渐)|(?:淡入|淡出|渐).*(?:音乐|配乐|声音)",
        ),
    ),
    (
        "speed",
        words(
            (
                r"speed(?: it| up| down)?|fast(?:er)?(?: forward)?|slow(?:er)?(?: it)? down"
                r"|slow(?:er)?[- ]?mo(?:tion)?|slower|\d+x|double speed|half speed"
            ),
            "加速|减速|倍速|慢放|快放|慢动作|变速|快进",
        ),
    ),
    ("reverse", words(r"revers(?:e|ed|ing)|backwards?|rewind|boomerang", "倒放|倒序|反向播放|倒着")),
    (
        "rotate",
        words(
            r"rotat(?:e|ed|ing|ion)|flip(?:ped)?|mirror(?:ed)?|upside down|stabili[sz]e",
            "旋转|翻转|镜像|颠倒|防抖|稳定",
        ),
    ),
    (
        "crop",
        words(
            r"crop(?: out)?|cut out the|picture[- ]in[- ]picture|split ?screen|overlay|letterbox",
            "裁剪画面|裁切|画中画|分屏|叠加",
        ),
    ),
    (
        "transition",
        words(
            (
                r"transitions?|cross-?fade|dissolve|wipes?|fad(?:e|es|ing)(?: (?:in|out|to|from))?"
                r"|slide transition"
            ),
            "转场|过渡|溶解|叠化|淡入|淡出|擦除",
        ),
    ),
    (
        "split",
        words(
            (
                r"split|trim|cut (?:out|the (?:first|last|clip|start|beginning|end))|duplicat(?:e|ion)|copy the"
                r"|repeat|loop it|reorder|re-?arrange|swap (?:the )?(?:clips|order|first|two)|move (?:the "
                r"|my )?(?:\w+ )?(?:clip|scene|photo|shot)"
            ),
            "分割|切分|剪掉|裁掉|复制|重复|调换|排序|顺序|移动片段",
        ),
    ),
    (
        "colour",
        words(
            (
                r"(?:more |less )?(?:contrast|saturat\w+|brightness|exposure)|bright(?:er|en)|dark(?:er|en)"
                r"|black[- ]and[- ]white|gr[ae]y ?scale|sepia|vintage|filters?|colou?r[- ]?(?:grad\w+|correct\w*)"
                r"|adjust (?:the )?colou?rs?|lut|vivid|sharpen|blur"
            ),
            "对比度|饱和度|亮度|调亮|调暗|变亮|变暗|黑白|复古|滤镜|调色|颜色|色彩|模糊|锐化",
        ),
    ),
    (
        "captions",
        words(
            r"(?:auto(?:matic)?[- ]?)?(?:captions|subtitles)|transcri(?:be|pt\w*)|karaoke|translat(?:e|ion)",
            "自动字幕|加字幕|生成字幕|识别语音|翻译|转写",
        ),
    ),
    (
        "voice",
        words(
            (
                r"voice-?overs?|narrat(?:e|ion|or)|text[- ]to[- ]speech|tts|(?:ai )?voices?|speak|dub(?:bing)?"
                r"|lip[- ]?sync|talking|read (?:it|this) (?:aloud|out)"
            ),
            "配音|旁白|朗读|解说|语音|口型|说话",
        ),
    ),
    ("sound-effects", words(r"sound effects?|sfx|foley|whoosh", "音效|声效|特效音")),
    (
        "watermark",
        words(r"watermarks?|logos?|stickers?|emojis?|gifs?|frames? around|borders?", "水印|标志|贴纸|表情|边框|徽标"),
    ),
    (
        "background",
        words(
            (
                r"(?:remove|replace|change|blur) (?:the )?background|green ?screen|chroma ?key|cut ?out the person"
                r"|face ?swap|remove (?:the )?(?:person|people|object)|inpaint\w*|upscale"
            ),
            "抠图|去背景|换背景|绿幕|换脸|去除人物|背景(?!音乐|乐|配乐)",
        ),
    ),
    (
        "effects",
        words(
            (
                r"effects?|glitch|sparkles?|confetti|lens flare|vfx|explosions?|particles? (?:effect|overlay)"
                r"|rain overlay|shake"
            ),
            "特效|故障风|粒子效果|爆炸|抖动|闪光",
        ),
    ),
    ("resolution", words(r"4k|8k|\d+ ?fps|frame rate|hdr|bit ?rate|prores|webm|codec", "帧率|码率|分辨率|4k|8k")),
    (
        "publish",
        words(
            r"(?:post|publish|upload|share|send)(?: (?:it|this|that|the video))? (?:to|on) \w+|e-?mail",
            "发布到|分享到|上传到|发到",
        ),
    ),
)
_INTO: Final = words(
    r"(?:in)?to (?:an? )?(?:black|gr[ae]y|sepia|vintage|slow|reversed?|gif|4k|8k|looping)(?: \S+)*",
    "变成(?:黑白|慢动作|复古)",
)
"""A change of what is there, though it says "turn … into"."""


def read(clause: Clause, now: Situation) -> Outcome | None:  # noqa: ARG001
    """A clause that asks for what is not there yet, or None."""
    if len(clause.text) > LONGEST_REQUEST:
        return Refusal("too-many-words")
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
