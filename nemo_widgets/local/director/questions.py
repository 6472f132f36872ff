"""Talk that changes nothing by itself: questions, greetings, export hints; and steps through the history."""

from __future__ import annotations

import re
from typing import Final

from nemo_widgets.local.director import limits, pointing
from nemo_widgets.local.director.lexicon import words
from nemo_widgets.local.director.outcomes import Answer, Move, Outcome, Refusal
from nemo_widgets.local.director.quantities import number
from nemo_widgets.local.director.reading import Clause
from nemo_widgets.local.director.references import Situation

_UNDO = re.compile(
    (
        r"^(?:undo|revert|discard (?=.*changes)|go back|step back|take (?:that|it) back|roll back|never ?mind"
        r"|i (?:want|need) (?:it"
        r"|that) back"
        r"|(?:put|bring|get|give|change|switch|turn|make|have) (?:it|that|them|this)(?: all)? (?:back$|(?:like"
        r"|how|the way"
        r"|as) it was)|restore (?:it|that|this)|放弃(?=.*修改)|回到(?=最?开始)|撤销|撤回"
        r"|回退|上一步|恢复上一步|取消上一步|(?:换|改|变|退)回(?:来|去)"
        r"|(?:改|变|换|恢复)(?:回|成|到)?原来(?:的|那)?(?:样子?)?$|还原$|(?:刚才|刚刚)(?:删|去)掉?的.{0,8}(?:要"
        r"|恢复|拿回)"
        r"|不要刚才的(?:修改|改动))(?P<rest>(?!.*(?:colou?r|speed|normal|original|原)).{0,40})$"
    ),
    re.IGNORECASE,
)
_REDO = re.compile(
    r"^(?:re-?do|重做|恢复|还原撤销)(?P<rest>\s*(?:it|that|this|the last (?:change|edit|step)|\w+ (?:times|steps))?)$",
    re.IGNORECASE,
)
_STEPS = re.compile(
    r"(?P<n>\d{1,3}|two|three|four|five|twice|[两二三四五])\s*(?:steps?|times?|changes?|edits?|步|次)?", re.IGNORECASE
)
_ALL_STEPS = re.compile(r"\ball\b|everything|beginning|所有|全部|开始", re.IGNORECASE)
_EVERY: Final = 10_000
"""Steps that go back to the beginning, however many there are."""
_ASKS = re.compile(
    r"^(?:what|which|how|who|where|when|why|is|are|does|do(?! (?:an?|it|the|some)\b)|did|tell me|list"
    r"|show(?: me)? (?:the )?(?:timeline|tracks|clips|titles|status|summary)|describe|summari[sz]e)\b"
    r"|什么|^你是谁|谁做的|收费|要钱|花钱|多少钱|多长|多久|几秒|几个|几段|多少|哪些|哪个|怎么|如何|^(?:列出"
    r"|查看|看看|显示(?:时间线|轨道)|总结)",
    re.IGNORECASE,
)
_TOPICS: Final = (
    (
        "cost",
        words(r"cost|price|pay|free|credits (?:left|cost)|charged?|money", "多少钱|收费|要钱|花钱|免费|费用"),
    ),
    (
        "help",
        words(
            (
                r"what can (?:you|i) (?:do|say|ask)?|what do you do|how (?:do|does|can) (?:i|you|this|it) (?:use"
                r"|work|start|do)\b.*|help|commands|examples?|who (?:are you|(?:made|built|created"
                r"|wrote) (?:you|this))|what are you|are you (?:an )?(?:ai|real|human|chatgpt)|how (?:do|can"
                r"|would|should) (?:i|we|you) \w+.*"
            ),
            "你能做什么|能做什么|怎么(?!样)[^?]{1,12}$|怎么用|如何使用|帮助|可以做什么|你是谁|会什么|有什么功能",
        ),
    ),
    ("transitions", words("transitions?|fades?|dissolves?|cuts", "转场|过渡")),
    ("music", words(r"music|bgm|soundtrack|songs?|volume|loud", "音乐|配乐|音量|歌")),
    ("titles", words(r"titles?|texts?|captions?|headline", "标题|文字|字幕")),
    (
        "aspect",
        words(r"aspect|ratio|resolution|size|vertical|shape|dimensions|format", "比例|分辨率|尺寸|画幅|横屏|竖屏|多大"),
    ),
    ("length", words(r"how long|length|duration|seconds|how many minutes", "多长|多久|时长|几秒|长度|几分钟|多少秒")),
    ("uploads", words(r"uploads?|uploaded|files?|my (?:photos?|images?|videos?)", "上传|文件|素材|照片")),
    (
        "timeline",
        words(
            (
                r"timeline|tracks?|clips?|scenes?|video|film|movie|draft|on it|there|have (?:so far|now)|so far"
                r"|status|summary|everything|project|now"
            ),
            "时间线|轨道|片段|视频|内容|现在|目前|场景|有什么|有哪些|草稿|总结|段",
        ),
    ),
)
_HOW_TO = re.compile(
    r"(?:how (?:do|can|would|should) (?:i|we|you|one)|how to|怎么(?:样|才能|能)?|如何(?:才能)?)\s*(?P<rest>.+)$",
    re.IGNORECASE,
)
_EXPORT = re.compile(
    (
        r"^(?:export|download|save|render|send(?: me)?(?: it| the)?|give me the (?:file|video|mp4)|导出"
        r"|下载|保存|发给我)(?![a-z]).{0,40}$"
    ),
    re.IGNORECASE,
)
_NO_EXPORT = re.compile(
    (
        r"\b(?:of|scene|4k|8k|webm|prores|\d+ ?fps|e-?mail|friends?|youtube|tiktok|instagram)\b"
        r"|\bsend\b.*\bto (?!me)|4k|8k|gif|动图"
    ),
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|evening|afternoon)|你好|您好|嗨|早上好)[\s!.,，。！]*(?:there|nemo)?$",
    re.IGNORECASE,
)
_THANKS = re.compile(
    (
        r"^(?:thanks?(?: you)?|thx|cheers|great|nice|perfect|awesome|good|cool|ok(?:ay)?"
        r"|(?:i )?(?:really )?(?:love|like) (?:it|this|that)|(?:looks?|that'?s|this is|it'?s) (?:so )?(?:great"
        r"|good|nice|perfect|awesome|amazing|beautiful)|well done|wow|谢谢|多谢"
        r"|很好|太好了|真好看|好看|太棒了|不错|好的|好)[\s!.,，。！]*(?:你|您|啦|了|a lot|so much|job|work|it)?$"
    ),
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?:no|nope|nah|wrong|stop|cancel|wait|(?:i )?(?:don'?t|do not) like (?:it|that|this)|that'?s (?:not it"
    r"|not right|wrong|bad)|not that)"
    r"|不对|不是|不是这样的?|不好|不好看|不喜欢|错了|停|取消|等等",
    re.IGNORECASE,
)
_SEE = re.compile(
    r"(?:see|watch|play|preview|look at|view|show me)(?: (?:it|that|this|the (?:video|film|result|clip)))?(?: now)?"
    r"|(?:让我)?(?:看看|看一下|预览|播放)(?:效果|成片|视频)?",
    re.IGNORECASE,
)
_OTHER = words(rf"the other(?: {pointing.NOUN})?", "另一(?:个|段|张)|另外一(?:个|段|张)")
_JUST = words(
    rf"no|not|that|is|was|it|i|mean|meant|the|other|for|on|to|in|only|just|{pointing.NOUN}",
    "应该|是|我说的|指|另外?一?[个段张]?|的|那|才",
)
_HELP = re.compile(
    r"^(?:help|help me|\?|？|帮助|what can (?:you|i) (?:do|say|ask).*|你能做什么.*|你会什么.*)$", re.IGNORECASE
)


def history(clause: Clause, now: Situation) -> Outcome | None:
    """“Undo”, “undo the last two changes”, “redo”, “撤销”."""
    if m := _UNDO.match(clause.text):
        return Move(-_steps(m["rest"]))
    if (m := _REDO.match(clause.text)) and (now.can_redo or clause.text.startswith(("恢复", "还原"))):
        return Move(_steps(m["rest"] or "") * (1 if now.can_redo else -1))
    return None


def talk(clause: Clause, now: Situation) -> Outcome | None:  # noqa: ARG001
    """Greetings, thanks, and wishes for the file: answered, nothing changed."""
    text = clause.text
    if _NO.fullmatch(text):
        return Answer("no")
    if _GREETING.match(text):
        return Answer("greeting")
    if _THANKS.match(text):
        return Answer("thanks")
    if _HELP.match(text):
        return Answer("help")
    if _SEE.fullmatch(text):
        return Answer("see")
    return Answer("export") if _EXPORT.match(text) and not _NO_EXPORT.search(text) else None


def question(clause: Clause, now: Situation) -> Outcome | None:
    """A question about the timeline or about the director."""
    if not (clause.asked or _ASKS.search(clause.text)):
        return None
    if (named := pointing.mentions(clause.text, now)) and named[0].found:
        return Answer("clip", named[0].found[0].id)
    if (m := _HOW_TO.match(clause.text)) and _EXPORT.match(m["rest"]):
        return Answer("export")
    topic = next((topic for topic, pattern in _TOPICS if pattern.search(clause.text)), "")
    return Answer(topic) if topic else limits.read(clause, now) or Answer("unsure")


def correction(clause: Clause, now: Situation) -> Outcome | None:
    """“No, the first one”: another clip for the edit before, and no word of what it was."""
    if not now.focus or not (pointing.clips(clause.text, now) or _OTHER.search(clause.text)):
        return None
    return None if re.search(r"\w", _JUST.sub(" ", pointing.without(clause.text, now))) else Refusal("which-edit")


def how_to(answer: Answer, clause: Clause) -> str:
    """What a person wants to know how to do: "how do I make it vertical?" asks for "make it vertical"."""
    m = _HOW_TO.match(clause.text) if answer.topic == "help" else None
    return m["rest"].strip() if m else ""


def _steps(text: str) -> int:
    if _ALL_STEPS.search(text):
        return _EVERY
    m = _STEPS.search(text)
    if not m:
        return 1
    return 2 if m["n"].lower() == "twice" else max(1, int(number(m["n"])))
