"""What the director says: what was done, in one or two friendly sentences, in the prompt's language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from typing import Final

from nemo_widgets.local.director import operations as op
from nemo_widgets.local.director.lexicon import GENRE_NAMES
from nemo_widgets.local.director.outcomes import Answer, Refusal
from nemo_widgets.local.director.references import Upload
from nemo_widgets.local.director.refusals import CAN, REFUSALS
from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Draft, Segment

INTRODUCTION: Final = (
    "(I'm the local preview engine: scenes are drawn on this machine, not by an AI model.)",
    "（我是本地预览引擎：画面由这台电脑绘制，不是 AI 模型生成的。）",
)
_CAMERAS: Final = {
    "": ("", ""),
    "still": ("a still camera", "固定镜头"),
    "zoom-in": ("a slow zoom in", "缓慢推近"),
    "zoom-out": ("a slow zoom out", "缓慢拉远"),
    "pan-left": ("a pan to the left", "向左平移"),
    "pan-right": ("a pan to the right", "向右平移"),
    "tilt-up": ("a tilt up", "向上摇"),
    "tilt-down": ("a tilt down", "向下摇"),
}


def report(done: Sequence[op.Operation], problems: Sequence[Refusal], draft: Draft, *, chinese: bool) -> str:
    """One answer for all that was done and refused."""
    sentences = []
    if done:
        parts = [p for o in done if (p := _told(o, chinese))]
        sentences.append(f"好了：{'；'.join(parts)}。" if chinese else f"Done: {'; '.join(parts)}.")
        if any(isinstance(o, op.GenerateScene) and o.fallback for o in done):
            sentences.append(
                "我画不出这个主题，先用抽象画面代替；能画的有城市、山、海、森林、星空和沙漠。"
                if chinese
                else (
                    "I can't draw that subject, so an abstract scene stands in; I draw city, mountains, sea, "
                    "forest, stars and desert."
                )
            )
    sentences += [refused(p, draft, chinese=chinese) for p in problems]
    return ("" if chinese else " ").join(sentences)


def refused(refusal: Refusal, draft: Draft, *, chinese: bool) -> str:
    """Why not, and what to do instead."""
    detail = refusal.detail if len(refusal.detail) <= 80 else refusal.detail[:79] + "…"
    return REFUSALS[refusal.topic][chinese].format(detail, can=CAN[chinese], clips=_clips(draft, chinese))


def moved(steps: int, draft: Draft, *, chinese: bool) -> str:
    """After a step through the history."""
    done = ("撤销了" if steps < 0 else "重做了") if chinese else ("Undone" if steps < 0 else "Redone")
    now = _timeline(draft, chinese)
    return f"{done}：现在{now}。" if chinese else f"{done}: now {now}."


def answer(question: Answer, draft: Draft, uploads: Sequence[Upload], *, chinese: bool) -> str:
    """The answer to a question about the timeline, or to a greeting."""
    told = {
        "greeting": ("Hello! " + CAN[0], "你好！" + CAN[1]),
        "thanks": ("You're welcome. Anything else to change?", "不客气。还要改什么吗？"),
        "help": (
            CAN[0] + " Try “generate a 10-second cinematic clip of a futuristic city at night”.",
            CAN[1] + "试试“生成一个10秒的未来城市夜景视频”。",
        ),
        "export": _export(draft),
        "unsure": (
            f"I'm not sure what you ask. The timeline: {_timeline(draft, False)}.",
            f"我不太明白这个问题。现在{_timeline(draft, True)}。",
        ),
        "timeline": (f"On the timeline: {_timeline(draft, False)}.", f"时间线上{_timeline(draft, True)}。"),
        "length": (f"The film is {_s(draft.duration)} s long.", f"影片长{_s(draft.duration)}秒。"),
        "aspect": (f"The picture is {_size(draft)} px.", f"画面是 {_size(draft)} 像素。"),
        "titles": _titles(draft),
        "music": _music(draft),
        "uploads": _uploads(uploads),
    }
    return told[question.topic][chinese]


def _export(draft: Draft) -> tuple[str, str]:
    if not draft.of_type(VIDEO):
        return REFUSALS["no-clip"]
    return (
        f"Your film is ready to export: {_s(draft.duration)} s, {_size(draft)}, MP4.",
        f"影片可以导出了：{_s(draft.duration)}秒，{_size(draft)}，MP4。",
    )


def _titles(draft: Draft) -> tuple[str, str]:
    found = draft.of_type(TEXT)
    if not found:
        return REFUSALS["no-title"]
    listed = [f"“{t.meta.text}” ({_span(t)})" for t in found]
    return f"Titles: {', '.join(listed)}.", f"标题：{'、'.join(listed)}。"


def _music(draft: Draft) -> tuple[str, str]:
    found = draft.of_type(AUDIO)
    if not found:
        return REFUSALS["no-music"]
    meta = found[0].meta
    return (
        f"The music is {meta.name} at {_share(meta.volume)}.",
        f"音乐是{_genre(meta.genre, meta.name, True)}，音量{_share(meta.volume)}。",
    )


def _uploads(uploads: Sequence[Upload]) -> tuple[str, str]:
    if not uploads:
        return REFUSALS["upload-file"]
    names = [u.name for u in uploads]
    return f"Uploaded: {', '.join(names)}.", f"已上传：{'、'.join(names)}。"


def _timeline(draft: Draft, chinese: bool) -> str:
    if not draft.of_type(VIDEO):
        return "是空的" if chinese else "the timeline is empty"
    parts = [_clips(draft, chinese)]
    parts += [f"{'音乐' if chinese else 'music'} {s.meta.name} ({_share(s.meta.volume)})" for s in draft.of_type(AUDIO)]
    parts += [f"{'标题' if chinese else 'title'} “{s.meta.text}” ({_span(s)})" for s in draft.of_type(TEXT)]
    return f"有{'，'.join(parts)}" if chinese else ", ".join(parts)


def _clips(draft: Draft, chinese: bool) -> str:
    clips = draft.of_type(VIDEO)
    if not clips:
        return "是空的" if chinese else "it is empty"
    named = [f"{s.meta.name} ({_span(s)})" for s in clips]
    return (
        f"{len(named)}段：{'、'.join(named)}"
        if chinese
        else f"{len(named)} clip{'s' * (len(named) > 1)}: {', '.join(named)}"
    )


@singledispatch
def _told(done: object, chinese: bool) -> str:  # noqa: ARG001
    """A few words about one operation."""
    return ""


@_told.register
def _(done: op.GenerateScene, chinese: bool) -> str:
    camera = _CAMERAS.get(done.camera, ("", ""))[chinese]
    if chinese:
        return f"{_s(done.duration)}秒的“{done.name}”" + (f"，{camera}" if camera else "")
    return f"a {_s(done.duration)}-second clip, “{done.name}”" + (f", with {camera}" if camera else "")


@_told.register
def _(done: op.PlaceMedia, chinese: bool) -> str:
    camera = _CAMERAS.get(done.camera, ("", ""))[chinese]
    if chinese:
        return f"{done.name} 用了{_s(done.duration)}秒" + (f"，{camera}" if camera else "")
    return f"{done.name} for {_s(done.duration)} seconds" + (f", with {camera}" if camera else "")


@_told.register
def _(done: op.RemoveClip, chinese: bool) -> str:
    if done.name:
        return f"删掉了“{done.name}”" if chinese else f"“{done.name}” is gone"
    return "画面都删掉了" if chinese else "the timeline is empty now"


@_told.register
def _(done: op.SetCamera, chinese: bool) -> str:
    camera = _CAMERAS[done.camera][chinese]
    return f"镜头改成{camera}" if chinese else f"the camera is now {camera}"


@_told.register
def _(done: op.SetLook, chinese: bool) -> str:
    looks = {
        "night": "夜晚",
        "dusk": "黄昏",
        "dawn": "清晨",
        "day": "白天",
        "neon": "霓虹",
        "warm": "暖色",
        "cool": "冷色",
        "calm": "宁静",
    }
    wanted = [w for w in (done.time, done.mood) if w]
    if chinese:
        return f"场景改成{'、'.join(looks.get(w, w) for w in wanted)}"
    return f"the scene is {' and '.join(wanted)} now"


@_told.register
def _(done: op.Regenerate, chinese: bool) -> str:
    return (
        "场景重新画了一遍" if chinese else f"{'the scene is' if len(done.seeds) == 1 else 'the scenes are'} drawn anew"
    )


@_told.register
def _(done: op.SetLength, chinese: bool) -> str:
    return f"影片现在长{_s(done.total)}秒" if chinese else f"the film is {_s(done.total)} seconds long"


@_told.register
def _(done: op.SetCanvas, chinese: bool) -> str:
    size = f"{done.width}×{done.height}"
    return f"画幅改成{done.aspect}（{size}）" if chinese else f"the picture is {done.aspect} ({size})"


@_told.register
def _(done: op.AddTitle, chinese: bool) -> str:
    span = f"{_s(done.start)}–{_s(done.start + done.duration)}"
    return f"标题“{done.text}”在{span}秒" if chinese else f"the title “{done.text}” at {span} s"


@_told.register
def _(done: op.EditTitle, chinese: bool) -> str:
    if done.text is not None:
        return f"标题改成“{done.text}”" if chinese else f"the title says “{done.text}” now"
    return "标题改好了" if chinese else "the title is changed"


@_told.register
def _(done: op.RemoveTitle, chinese: bool) -> str:
    if done.text:
        return f"标题“{done.text}”删掉了" if chinese else f"the title “{done.text}” is gone"
    return "标题都删掉了" if chinese else "the titles are gone"


@_told.register
def _(done: op.AddMusic, chinese: bool) -> str:
    name = _genre(done.genre, done.name, chinese)
    level = _share(done.volume)
    swapped = bool(done.replaced) and done.replaced != done.name
    if chinese:
        return f"音乐换成{name}，音量{level}" if swapped else f"配上了{name}音乐，音量{level}"
    return f"{name} instead of {done.replaced}, at {level}" if swapped else f"{name} music at {level}"


@_told.register
def _(done: op.SetLevel, chinese: bool) -> str:
    level = _share(done.volume)
    if done.target == "music":
        return f"音乐音量{level}" if chinese else f"the music is at {level}"
    return f"原声音量{level}" if chinese else f"the clips' own sound is at {level}"


@_told.register
def _(done: op.RemoveMusic, chinese: bool) -> str:  # noqa: ARG001 - its type says it all
    return "音乐去掉了" if chinese else "the music is gone"


def _genre(genre: str, name: str, chinese: bool) -> str:
    return GENRE_NAMES[genre][chinese] if genre in GENRE_NAMES else name


def _share(volume: float) -> str:
    return f"{round(volume * 100)}%"


def _span(segment: Segment) -> str:
    return f"{_s(segment.start)}-{_s(segment.end)}s"


def _size(draft: Draft) -> str:
    return f"{draft.canvas.width}×{draft.canvas.height}"


def _s(ms: int) -> str:
    return f"{round(ms / 1000, 1):g}"
