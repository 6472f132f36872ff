"""What a scene should show: the request without its verbs, lengths, shapes and camera words."""

from __future__ import annotations

import re
from typing import Final

from nemo_widgets.local.director import lexicon
from nemo_widgets.local.director.lexicon import word_set, words
from nemo_widgets.local.director.quantities import without_times
from nemo_widgets.local.director.reading import QUOTE, Clause

LONGEST_NAME: Final = 60
"""Characters of a scene's name."""

_THING = (
    r"(?:video |movie |film |b-roll )?(?:clips?|vid(?:eo)?s?|films?|movies?|animations?|scenes?|shots?"
    r"|footage|loops?|time-?lapses? video|photos?|pictures?|images?|mp4s?|reels?|seconds?|s)"
)
_OF = re.compile(
    (
        rf"\b{_THING}(?:\s+(?:of|about|showing|depicting|featuring|where|that shows?|with|in which"
        rf"|from the prompt)|\s*:)\s*:?\s*(?P<rest>.+)$"
    ),
    re.IGNORECASE,
)
_VERB = words(
    r"^(?:(?:please|also|now|then|and)\s+)*(?:generat(?:e|ing)|creat(?:e|ing)|mak(?:e|ing)|produc(?:e"
    r"|ing)|visuali[sz]e|imagine|animat(?:e|ing)|convert(?:ing)?|transform"
    r"|film|shoot|draw|paint|compose|build|render|add|append|insert|put|include|use|place|show|give|do"
    r"|turn|need|want|start with|begin with|open with|end (?:with|on)|finish (?:with|on)|close with"
    r"|continue with)(?:\s+(?:me|us))?"
)
_AFTER = re.compile(
    r"\s+(?:(?:in|into|as|to|at)\s+(?:an?\s+)?(?:(?:full\s+)?hd|4k|1080p?|720p?|540p?|mp4|gif"
    r"|(?:1080p\s+)?mp4(?:\s+file)?|high (?:quality|resolution))\b.*"
    r"|for (?:content creators|marketers|social media|instagram|tiktok|youtube|my (?:channel|class|website|students)).*"
    r"|using (?:kling|nemo|ai|sora|veo)\b.*|(?:at|to|in) the (?:very )?(?:end|start|beginning)$"
    r"|after (?:it|that|the \w+)$|from (?:images or )?text prompts?\b.*)",
    re.IGNORECASE,
)
_ASPECT = words(
    (
        r"(?:in (?:a )?)?(?:9\s?:\s?16|16\s?:\s?9|1\s?:\s?1|4\s?:\s?5|vertical|portrait|square|horizontal"
        r"|wide ?screen|landscape (?:format|mode|orientation))(?: (?:format|mode|orientation"
        r"|aspect(?: ratio)?|version|video|clip))?"
    ),
    "竖屏的?|横屏的?|竖版的?|横版的?|方形的?|正方形的?",
)
_NOISE: Final = word_set(
    "a an the ai short cinematic video videos clip clips film movie animation animated scene shot "
    "footage 1080p 720p hd 4k mp4 quality high high-quality smooth new single one another image "
    "images photo photos picture pictures text prompt prompts or my from to into for content "
    "creators marketers using kling nemo and please of in with it this that me some quick nice cool "
    "great good slow motion slowly gently smoothly generate generating better professional file "
    "longer shorter something anything long more simple little 5-second movement move moving lasting "
    "about for each also seconds second then now your our these those social media managers effect "
    "effects loop reel story post b-roll beautiful awesome"
)
_LEAD = re.compile(
    (
        r"^(?:(?:first(?:ly)?,?(?= (?:an?|the|some)\b)|an?|the|it|this|that|clips?|videos?|scenes?:|shots?:"
        r"|one|another|some|more|short|quick|cinematic|ai"
        r"|animated|new(?! (?:york|orleans|delhi|zealand|mexico)\b)"
        r"|nice|high-quality|hd|4k|1080p|simple|professional|smooth|long|of|about|with"
        r"|showing|into|in|for|from|at|lasting|and|or|to|on|my|ai-generated)\s+)+"
    ),
    re.IGNORECASE,
)
_TAIL = re.compile(
    (
        rf"(?:\s+(?:{_THING}|of|for|with|in|and|or|at|to|a|an|the|lasting|using|into|from|animation|long|front"
        rf"|over|by|camera|please|then|instead))+$"
    ),
    re.IGNORECASE,
)

_HAN_LEAD = re.compile(
    r"^(?:第[二三四五六](?:个|段|幕)?(?:镜头|片段|场景|画面)?(?:是|为|[:：])|(?:给|为)(?:我们?的?)?[^,，]{1,6}?(?=做|制作|生成|拍|创作)"
    r"|请|首先|先|是|帮我|给我(?!的)|我想要?|我要"
    r"|还是要|想要|想看|要有|里面有|有|要|再|然后|并|能不能|可以)*(?:换成?(?:一个|个)?(?:场景"
    r"|画面)[:：]?|(?:视频|短片|片段|画面)?[,，:：]\s*(?:内容|主题|画面|里面)?(?:是|为)?|(?:内容"
    r"|主题)(?:是|为)|生成|制作|创建|创作|做成?出?|来|拍摄?|画|变成|添加|加上|加入|追加|插入|加|接上"
    r"|接|展示|显示)*(?:一个|一段|一条|一部|一张|一些|一幅|一只|一座|一片|一位|一|个|段|条"
    r"|张)?\s*(?:关于|展示|有关|表现|以|的)?"
)
_HAN_NOISE = re.compile(
    r"(?:大约|大概|左右|时长|长度|长的?|高清|电影感的?|电影级的?|电影风格的?|短的?|AI|ai|1080p|4k|4K"
    r"|mp4|MP4|慢动作|为主题|的主题|(?:在)?(?:开头|结尾|最后|后面|前面))"
)
_HAN_TAIL = re.compile(
    r"(?:的|（|）)*(?:短视频|小视频|视频|短片|片段|动画片?|影片|画面|镜头|场景|MP4|mp4|的|片|图片|照片|gif|GIF)+$"
)


def subject_of(clause: Clause) -> str:
    """What the clause wants to see, or an empty string if it does not say."""
    text = re.sub(QUOTE, lambda m: f" {clause.quotes[ord(m[0]) - 0xE000]} ", clause.text)
    subject = _chinese(text) if clause.chinese and re.search(r"[\u3400-\u9fff]", text) else _english(text)
    return subject if re.search(r"[^\W\d_]{2}|[\u3400-\u9fff]", subject) else ""


def name_of(subject: str) -> str:
    """A subject as a clip's name: its first phrase, `LONGEST_NAME` characters at most."""
    if len(subject) <= LONGEST_NAME:
        return subject
    phrase = re.split(r"\s*[,，;；、]\s*", subject)[0]
    if len(phrase) <= LONGEST_NAME:
        return phrase
    cut = phrase[: LONGEST_NAME - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"


def _english(text: str) -> str:
    text = _ASPECT.sub(" ", text)
    text = _AFTER.sub(" ", re.sub(r"\s+", " ", text))
    text = m["rest"] if (m := _OF.search(text)) else _VERB.sub(" ", text.strip())
    text = re.sub(r"\s+(?:for|lasting|like|about|around|roughly|maybe),?\s*$", "", without_times(_still(text)).strip())
    text = re.sub(r"\s+", " ", re.sub(r"\(\s*\)", " ", text)).strip(" ,.;:-!?")
    text = re.sub(r",\s*(?:slow|gent|smooth)ly$", "", re.split(r"\s+or\s+(?:an?|single|my)\s+", text)[0])
    if all(w in _NOISE for w in re.findall(r"[\w-]+", text.lower())):
        return ""
    text = _TAIL.sub("", _LEAD.sub("", text + " ").strip())
    return text.strip(" ,.;:-")


def _still(text: str) -> str:
    """The text without camera words, and without the "with" before them."""
    text = re.sub(
        (
            r"\b(?:with|and|using|,)\s+(?:(?:an?|some|slow|smooth|gentle|subtle|steady)\s+)*(?=zoom|pan\b|tilt"
            r"|camera|motion|movement|dolly|push|pull)"
        ),
        " ",
        text,
        flags=re.IGNORECASE,
    )
    return lexicon.CAMERA.without(text)


def _chinese(text: str) -> str:
    text = without_times(lexicon.CAMERA.without(_ASPECT.sub(" ", text)))
    text = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", text).strip()
    text = re.sub(r"\s*的?\s*(?:用|用作|作为)?\s*$", "", text)
    previous = None
    while previous != text:
        previous = text
        text = _HAN_LEAD.sub("", text).strip(" ,，的")
        text = _HAN_TAIL.sub("", text).strip(" ,，的")
        text = _HAN_NOISE.sub("", text).strip(" ,，的")
    return re.sub(r"\s+", " ", text).strip(" 、，,。")
