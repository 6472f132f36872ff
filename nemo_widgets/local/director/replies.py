"""What the director says: what was done, in one or two friendly sentences, in the prompt's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from nemo_widgets.local.director import operations as op
from nemo_widgets.local.director.outcomes import Answer, Refusal
from nemo_widgets.local.director.references import Upload
from nemo_widgets.local.director.refusals import CAN, REFUSALS
from nemo_widgets.local.director.told import told
from nemo_widgets.local.director.voice import Voice, genre_name, listed, seconds, share
from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Draft, Segment

ALREADY: Final = (
    "That is how it is already, so nothing changed.",
    "本来就是这样，没有变化。",
)
ALONE: Final = (" A step back or forth goes alone: say the rest now.", "撤销和重做要单独进行：其余的请现在再说一遍。")
ASIDE: Final = (
    "{0} made way, so that no title covers another.",
    "{0}让开了位置，文字不会互相遮挡。",
)
TOOK_OVER: Final = (
    "This takes the place of {0}; “undo” brings {1} back, and “then {2}” after that adds to {1}.",
    "它取代了原来的{0}：说“撤销”可以找回来；想接在后面，撤销后说“然后{2}”。",
)
INTRODUCTION: Final = (
    "(I'm the local preview engine: scenes are drawn on this machine, not by an AI model.)",
    "（我是本地预览引擎：画面由这台电脑绘制，不是 AI 模型生成的。）",
)


def report(done: Sequence[op.Operation], problems: Sequence[Refusal], draft: Draft, *, chinese: bool) -> str:
    """One answer for all that was done and refused."""
    sentences = []
    done = _lasting(done)
    if done:
        parts = dict.fromkeys(p for o in done if (p := told(o, _voice(o, draft, chinese=chinese))))
        sentences.append(f"好了：{'；'.join(parts)}。" if chinese else f"Done: {'; '.join(parts)}.")
        if any(isinstance(o, op.GenerateScene) and o.fallback for o in done):
            sentences.append(
                "我画不出这个主题，先用抽象画面代替；能画的有城市、街道、山、海、森林、沙漠、天空、星空、太空，以及桌上的产品（瓶子、咖啡杯、手机、手表、礼盒）。"
                if chinese
                else (
                    "I can't draw that subject, so an abstract scene stands in; I draw city, street, mountains, "
                    "sea, forest, desert, sky, stars, a planet in space, and a product on a table (bottle, cup, "
                    "phone, watch or box)."
                )
            )
    sentences += [refused(p, draft, chinese=chinese) for p in problems]
    return ("" if chinese else " ").join(sentences)


def _lasting(done: Sequence[op.Operation]) -> list[op.Operation]:
    """Without what a later operation of the request set anew."""
    kept: dict[object, op.Operation] = {}
    for n, one in enumerate(done):
        match one:
            case op.SetLength():
                key: object = (type(one), *one.lengths)
            case op.SetTransition() | op.SetCamera():
                key = (type(one), one.ids)
            case op.SetCanvas():
                key = type(one)
            case _:
                key = n
        kept.pop(key, None)
        kept[key] = one
    return list(kept.values())


def respelled(words: Mapping[str, str]) -> str:
    """Which words were taken for others."""
    return f"(I read {listed([f'“{wrong}” as “{right}”' for wrong, right in words.items()])}.)"


def stepped_aside(texts: Sequence[str], *, chinese: bool) -> str:
    """Which titles made way."""
    quoted = [f"“{text}”" for text in dict.fromkeys(texts)]
    return ASIDE[chinese].format("、".join(quoted) if chinese else listed(quoted))


def took_over(gone: Sequence[Segment], clips: Sequence[Segment], *, chinese: bool) -> str:
    """Which clips a new one took the place of, and the way back."""
    new = clips[0].meta
    again = new.name if new.media else f"生成{new.name}" if chinese else f"a clip of {new.name}"
    if len(gone) == 1:
        what = f"“{gone[0].meta.name}”"
    else:
        what = f"{len(gone)}段" if chinese else f"the {len(gone)} clips before"
    return TOOK_OVER[chinese].format(what, "it" if len(gone) == 1 else "them", again)


def _voice(done: op.Operation, draft: Draft, *, chinese: bool) -> Voice:
    """What to call the clip that an operation is about."""
    clips = draft.of_type(VIDEO)
    meant = next((tuple(found) for key in ("ids", "speeds", "lengths") if (found := getattr(done, key, ()))), ())
    named = [c for c in clips if c.id in meant]
    one = named[0] if len(named) == len(meant) == 1 < len(clips) else None
    return Voice(chinese, one.meta.name if one else "", len(clips), one.id if one else "")


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
        "say": (f"Just say “{question.detail}”.", f"直接说“{question.detail}”就可以。"),
        "no": (
            "Say “undo” to take the last change back, or tell me how it should be.",
            "说“撤销”可以取消上一次修改，或者告诉我应该怎样。",
        ),
        "see": (
            f"The player shows it; “export” makes the MP4. On the timeline: {_timeline(draft, False)}.",
            f"播放器里就能看；说“导出”可以得到 MP4。时间线上{_timeline(draft, True)}。",
        ),
        "cost": (
            "Nothing: this engine works on your own machine and spends no credits.",
            "不花钱：这个引擎就在你自己的电脑上运行，不消耗积分。",
        ),
        "export": _export(draft),
        "unsure": (
            f"I'm not sure what you ask. The timeline: {_timeline(draft, False)}.",
            f"我不太明白这个问题。现在{_timeline(draft, True)}。",
        ),
        "timeline": _all(draft),
        "length": (f"The film is {seconds(draft.duration)} s long.", f"影片长{seconds(draft.duration)}秒。"),
        "aspect": (f"The picture is {_size(draft)} px.", f"画面是 {_size(draft)} 像素。"),
        "clip": _clip(question.detail, draft),
        "transitions": _transitions(draft),
        "titles": _titles(draft),
        "music": _music(draft),
        "uploads": _uploads(uploads),
    }
    return told[question.topic][chinese]


def _export(draft: Draft) -> tuple[str, str]:
    if not draft.of_type(VIDEO):
        return REFUSALS["no-clip"]
    return (
        f"Your film is ready to export: {seconds(draft.duration)} s, {_size(draft)}, MP4.",
        f"影片可以导出了：{seconds(draft.duration)}秒，{_size(draft)}，MP4。",
    )


def _clip(id_: str, draft: Draft) -> tuple[str, str]:
    """One clip: where it stands, its time, and what was done to it."""
    clips = draft.of_type(VIDEO)
    found = next(((n, s) for n, s in enumerate(clips, 1) if s.id == id_), None)
    if found is None:
        return _all(draft)
    n, segment = found
    meta = segment.meta
    facts = ([f"{meta.speed:g}×"] if meta.speed != 1 else []) + [
        w for w in (meta.camera, meta.transition, meta.grade) if w
    ]
    more = f" ({', '.join(facts)})" if facts else ""
    return (
        f"Clip {n} of {len(clips)} is “{meta.name}”: {_span(segment)}, {seconds(segment.duration)} s long{more}.",
        f"第{n}段（共{len(clips)}段）是“{meta.name}”：{_span(segment)}，长{seconds(segment.duration)}秒{more}。",
    )


def _transitions(draft: Draft) -> tuple[str, str]:
    joined = [s for s in draft.of_type(VIDEO) if s.meta.transition]
    if not joined:
        return (
            "There are no transitions: the clips follow each other by cuts. Say “dissolve between the clips”.",
            "没有转场：片段直接相接。可以说“加叠化转场”。",
        )
    listed = [f"{s.meta.transition} → “{s.meta.name}” ({seconds(s.meta.transition_ms)} s)" for s in joined]
    return f"Transitions: {', '.join(listed)}.", f"转场：{'、'.join(listed)}。"


def _all(draft: Draft) -> tuple[str, str]:
    if not draft.of_type(VIDEO):
        return REFUSALS["no-clip"]
    return f"On the timeline: {_timeline(draft, False)}.", f"时间线上{_timeline(draft, True)}。"


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
        f"The music is {meta.name} at {share(meta.volume)}.",
        f"音乐是{genre_name(meta.genre, meta.name, chinese=True)}，音量{share(meta.volume)}。",
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
    parts += [f"{'音乐' if chinese else 'music'} {s.meta.name} ({share(s.meta.volume)})" for s in draft.of_type(AUDIO)]
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


def _span(segment: Segment) -> str:
    return f"{seconds(segment.start)}-{seconds(segment.end)}s"


def _size(draft: Draft) -> str:
    return f"{draft.canvas.width}×{draft.canvas.height}"
