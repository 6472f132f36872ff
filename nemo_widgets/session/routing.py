"""Where a message goes: whole messages only, so that "add the title 'Export'" stays a prompt.

The vendor's routing table (protocol.md, Message routing) as data: a message is routed if, without its politeness, it
is one of these verbs with one of these objects and nothing more. Whatever is left over makes it a prompt, for a prompt
taken for a command would be lost, while a command taken for a prompt is answered.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import product
from typing import Literal

Route = Literal["export", "credits", "status", "upload", "chat"]


@dataclass(frozen=True)
class Row:
    """Phrases of one route: each of `verbs` with each of `objects`. An empty object leaves the verb alone."""

    route: Route
    verbs: tuple[str, ...]
    objects: tuple[str, ...] = ("",)

    @property
    def phrases(self) -> frozenset[str]:
        """All of them, as `_plain` leaves them."""
        return frozenset(_joined(f"{verb} {thing}") for verb, thing in product(self.verbs, self.objects))


_FILM = ("video", "film", "movie", "clip", "result", "mp4", "mp4 file", "视频", "影片", "成片", "mp4 视频")
_THE_FILM = (*_FILM, *(f"{the} {film}" for the in ("the", "my", "this", "final", "the final") for film in _FILM[:7]))
_AS = ("", "as mp4", "to mp4", "as an mp4", "in 1080p", "at 1080p", "1080p mp4", "at 1080p in mp4", "in mp4 at 1080p")
_FILES = ("file", "files", "photo", "photos", "picture", "image", "images", "video", "clip", "music")
_A_FILE = (*_FILES, *(f"{one} {file}" for one in ("a", "an", "my", "some") for file in _FILES))

TABLE: tuple[Row, ...] = (
    Row("export", ("export", "download", "导出", "下载"), ("it", "this", "that", *_THE_FILM)),
    Row("export", ("save",), _THE_FILM),
    Row("export", ("export", "download", "导出", "下载"), (*_AS, "1080p", "为 mp4", "成 mp4")),
    Row("export", ("导出", "导出为", "下载", "以 1080p 导出"), ("1080p 视频", "1080p 的视频", "1080p 的 mp4", "mp4")),
    Row(
        "export", ("send me", "give me", "get me"), ("the video", "the film", "the mp4", "my video", "the final video")
    ),
    Row("export", ("发我", "发给我", "给我"), ("视频", "影片", "成片")),
    Row("export", ("把视频", "视频", "将视频"), ("发给我", "发我", "导出", "下载", "导出来", "下载下来")),
    Row(
        "credits",
        ("", "my", "show", "show my", "check", "check my", "see my"),
        ("credits", "credit balance", "balance"),
    ),
    Row(
        "credits",
        ("how many credits", "how much credit", "how many credits do i have", "how much credit do i have"),
        ("", "left", "are left", "is left"),
    ),
    Row("credits", ("what is my", "what's my"), ("balance", "credit balance")),
    Row(
        "credits",
        ("", "我的", "查", "查看", "查询", "看看", "显示"),
        ("积分", "余额", "积分余额", "我的积分", "我的余额"),
    ),
    Row("credits", ("还有多少", "还剩多少", "剩余", "我还有多少", "有多少"), ("积分", "余额")),
    Row("status", ("", "show", "show me", "show the", "check", "check the", "what is the", "what's the"), ("status",)),
    Row("status", ("show", "show me", "list"), ("tracks", "the tracks", "timeline", "the timeline", "my timeline")),
    Row("status", ("", "查看", "显示", "看看", "当前", "查看当前"), ("状态", "进度")),
    Row("status", ("查看", "显示", "看看"), ("轨道", "时间线", "时间轴")),
    Row("upload", ("upload", "上传"), ("", *_A_FILE, "文件", "图片", "照片", "视频", "素材", "音乐")),
)

_HAN = "\u3400-\u9fff"
_END = rf"(?:[, ]+|(?=[{_HAN}]))"
_LEADS = (
    rf"(?:hi|hey|hello|ok|okay|great|perfect|good|thanks|thank you|now|so|then|and){_END}",
    rf"(?:please|pls|plz|kindly|just){_END}",
    rf"(?:can|could|would|will) you(?: please)?{_END}",
    rf"(?:can|could|may) i(?: please)?{_END}",
    rf"(?:let'?s|let us|i want to|i'd like to|i would like to|i need to){_END}",
    r"(?:你好|好的|好|行|可以|谢谢|现在|那么|那|然后)[,。 ]*",
    r"(?:请|麻烦|劳驾|帮我|帮忙|给我(?=导|下)|替我|我要|我想|我想要|能不能|可以|能|直接)",
)
_TAILS = (
    rf"(?:[, ]+|(?<=[{_HAN}]))(?:please|pls|plz|now|right now|thanks|thank you|for me|then|again)",
    r"[, ]*(?:谢谢|吧|一下|好吗|可以吗|吗|呢|啊|呀|了|给我)",
)
_LEAD = re.compile(rf"^(?:{'|'.join(_LEADS)})")
_TAIL = re.compile(rf"(?:{'|'.join(_TAILS)})$")
_MARKS = re.compile(r"[\s.!?,;:。、…~]+$")
_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}])\s+|\s+(?=[{_HAN}])")


def _joined(text: str) -> str:
    """Words one blank apart; none beside a Chinese character."""
    return _BESIDE_HAN.sub("", " ".join(text.split()))


_ROUTES: dict[str, Route] = {phrase: row.route for row in TABLE for phrase in row.phrases}


def route(text: str) -> Route:
    """What to do with a message; everything that is not wholly one of the phrases is chat.

    Example:
        >>> route("Export!"), route("balance the colours"), route("请帮我导出视频。")
        ('export', 'chat', 'export')
    """
    said = _joined(unicodedata.normalize("NFKC", text).replace("’", "'").casefold())
    while True:
        found = _ROUTES.get(said)
        if found:
            return found
        # One thing at a time, and a look after each: what is polite here is a phrase's own word there ("发给我").
        shorter = next((cut for part in (_MARKS, _LEAD, _TAIL) if (cut := part.sub("", said)) != said), "")
        if not shorter:
            return "chat"
        said = shorter


_QUOTES = re.compile(r"['\"“‘「『《].*['\"”’」』》]")
_FILM_TOO = re.compile(
    r"\b(?:and|then)(?: then)? (?:please )?(?:export|download|save|send me|give me)"
    r"(?:$| (?:it|this|the (?:video|film|clip|result|mp4)|(?:as |an? )*mp4)\b)"
    r"|(?:然后|再|并|并且|之后|,|，)(?:请)?(?:帮我)?(?:导出|下载|把?视频发给我)"
)


def wants_export_after(text: str) -> bool:
    """A prompt that also asks for the film ("generate X and send me the video"): the export is then offered.

    What stands in quotes does not count: a title may be called "Wait and export".
    """
    said = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return bool(_FILM_TOO.search(_QUOTES.sub("", said)))
