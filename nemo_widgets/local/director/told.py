"""A few words about each operation, for the answer: "the second clip plays at 2x", "音乐2秒淡出"."""

from __future__ import annotations

from functools import singledispatch

from nemo_widgets.local.director import operations as op
from nemo_widgets.local.director.voice import (
    CAMERAS,
    GRADES,
    LOOKS,
    PLACES,
    STEPS,
    STRENGTHS,
    STYLES,
    TRANSITIONS,
    WEATHERS,
    Voice,
    colour_name,
    genre_name,
    listed,
    seconds,
    share,
)


@singledispatch
def told(done: object, say: Voice) -> str:  # noqa: ARG001
    """A few words about one operation."""
    return ""


@told.register
def _(done: op.GenerateScene, say: Voice) -> str:
    camera = CAMERAS.get(done.camera, ("", ""))[say.chinese]
    if say.chinese:
        return f"{seconds(done.duration)}秒的“{done.name}”" + (f"，{camera}" if camera else "") + _look(done, say)
    length = seconds(done.duration)
    article = "an" if length.startswith("8") or length in {"11", "18"} else "a"
    return f"{article} {length}-second clip, “{done.name}”" + (f", with {camera}" if camera else "") + _look(done, say)


@told.register
def _(done: op.PlaceMedia, say: Voice) -> str:
    camera = CAMERAS.get(done.camera, ("", ""))[say.chinese]
    if say.chinese:
        return f"{done.name} 用了{seconds(done.duration)}秒" + (f"，{camera}" if camera else "") + _look(done, say)
    return (
        f"{done.name} for {seconds(done.duration)} seconds" + (f", with {camera}" if camera else "") + _look(done, say)
    )


@told.register
def _(done: op.CutOut, say: Voice) -> str:
    length = seconds(done.end - done.start)
    if say.chinese:
        return f"从{f'“{done.name}”' if done.name else '影片'}里剪掉了{length}秒"
    return f"{length} s cut from {f'“{done.name}”' if done.name else 'the film'}"


@told.register
def _(done: op.SplitClip, say: Voice) -> str:
    parts = len(done.points) + 1
    return f"“{done.name}”切成了{parts}段" if say.chinese else f"“{done.name}” is cut into {parts} clips"


@told.register
def _(done: op.DuplicateClips, say: Voice) -> str:
    if say.chinese:
        return f"{f'“{done.name}”' if done.name else '所有片段'}多了{done.copies}份"
    times = "once" if done.copies == 1 else f"{done.copies} times"
    return f"“{done.name}” plays {times} more" if done.name else f"the clips play {times} more"


@told.register
def _(done: op.ReorderClips, say: Voice) -> str:
    if say.chinese:
        return f"顺序现在是{'、'.join(f'“{n}”' for n in done.names)}"
    return f"the order is now {', '.join(f'“{n}”' for n in done.names)}"


@told.register
def _(done: op.SetSpeed, say: Voice) -> str:
    speeds = sorted(set(done.speeds.values()))
    what, s = say.clips(len(done.speeds))
    if say.chinese:
        pace = "正常速度" if speeds == [1.0] else f"{'、'.join(f'{round(v, 2):g}' for v in speeds)}倍速"
        return f"{what}以{pace}播放，影片长{seconds(done.total)}秒"
    pace = "normal" if speeds == [1.0] else " and ".join(f"{round(v, 2):g}×" for v in speeds)
    return f"{what} play{s} at {pace} speed, and the film is {seconds(done.total)} s long"


@told.register
def _(done: op.Reverse, say: Voice) -> str:
    what, s = say.clips(len(done.ids))
    if say.chinese:
        return f"{what}{'倒着' if done.backwards else '正着'}播放"
    return f"{what} play{s} {'backwards' if done.backwards else 'forwards'}"


@told.register
def _(done: op.SetTransition, say: Voice) -> str:
    name = TRANSITIONS[done.transition][say.chinese]
    length = (
        ""
        if not done.duration
        else f"，{seconds(done.duration)}秒"
        if say.chinese
        else f" of {seconds(done.duration)} s"
    )
    if say.clip:
        return f"“{say.clip}”以{name}开始{length}" if say.chinese else f"“{say.clip}” begins with {name}{length}"
    every = len(done.ids) >= say.of - 1
    if say.chinese:
        return f"{'每两段之间' if every else f'{len(done.ids)}处'}都是{name}{length}"
    return f"{name}{length} {'between all clips' if every else f'into {len(done.ids)} clips'}"


@told.register
def _(done: op.SetFade, say: Voice) -> str:
    clip, s = say.clips(len(done.ids))
    what, s = {
        "film": ("影片" if say.chinese else "the film", "s"),
        "clip": (clip, s),
        "music": ("音乐" if say.chinese else "the music", "s"),
        "title": ("标题" if say.chinese else "the title", "s"),
    }[done.target]
    ways = [
        (en, zh, ms) for en, zh, ms in (("in", "淡入", done.fade_in), ("out", "淡出", done.fade_out)) if ms is not None
    ]
    if say.chinese:
        return what + "、".join(f"{seconds(ms)}秒{zh}" if ms else f"不再{zh}" for _, zh, ms in ways)
    parts = [f"fade{s} {en} over {seconds(ms)} s" if ms else f"no longer fade{s} {en}" for en, _, ms in ways]
    return f"{what} {' and '.join(parts)}"


@told.register
def _(done: op.AdjustColour, say: Voice) -> str:
    what = f"“{done.name}”" if done.name else ("画面" if say.chinese else "the picture")
    if 1 < len(done.ids) < say.of:
        what = f"{len(done.ids)}段画面" if say.chinese else f"the picture of {len(done.ids)} clips"
    now = [(up if step > 0 else down)[say.chinese] for f, up, down in STEPS if (step := getattr(done, f))]
    grade = GRADES[done.grade][say.chinese] if done.grade else ""
    if done.reset or not (now or grade):
        return f"{what}恢复了原色" if say.chinese else f"{what} has its own colours again"
    if say.chinese:
        parts = [f"{'、'.join(now)}了"] * bool(now) + [f"改成{grade}"] * bool(grade)
        return what + "，".join(parts)
    return f"{what} is {listed([*now, *[grade] * bool(grade)])} now"


@told.register
def _(done: op.SetCrop, say: Voice) -> str:
    what, s = say.clips(len(done.ids))
    _, _, width, height = done.crop
    if (width, height) == (1, 1):
        return f"{what}不再裁剪" if say.chinese else f"nothing of {what} is cropped any more"
    size = f"{round(width * 100)}% × {round(height * 100)}%"
    return f"{what}裁剪到原画面的{size}" if say.chinese else f"{what} show{s} {size} of the picture"


@told.register
def _(done: op.SetFit, say: Voice) -> str:
    what, s = say.clips(len(done.ids))
    if done.fit == "contain":
        return f"{what}完整显示，空处用模糊背景补齐" if say.chinese else f"{what} show{s} whole, over a blurred copy"
    return f"{what}铺满画面" if say.chinese else f"{what} fill{s} the frame"


@told.register
def _(done: op.RemoveClip, say: Voice) -> str:
    if done.name:
        return f"删掉了“{done.name}”" if say.chinese else f"“{done.name}” is gone"
    return (
        f"删掉了{len(done.ids)}段"
        if say.chinese
        else f"{len(done.ids)} clips are gone"
        if len(done.ids) > 1
        else "the clip is gone"
    )


@told.register
def _(done: op.SetCamera, say: Voice) -> str:
    camera = CAMERAS[done.camera][say.chinese]
    if done.camera == "still":
        where = f" in “{say.clip}”" if say.clip else ""
        return f"{f'“{say.clip}”的' if say.clip else ''}镜头不动" if say.chinese else f"the camera stands still{where}"
    if say.chinese:
        return f"“{say.clip}”的镜头改成{camera}" if say.clip else f"镜头改成{camera}"
    return f"“{say.clip}” has {camera} now" if say.clip else f"the camera is now {camera}"


@told.register
def _(done: op.SetLook, say: Voice) -> str:
    strong = STRENGTHS.get((done.weather, done.strength))
    wanted = [w for w in (done.time, done.mood, "" if strong else done.weather) if w]
    if say.chinese:
        told = [LOOKS.get(w, w) for w in wanted] + ([strong[1]] if strong else [])
        return f"场景改成{'、'.join(told)}"
    told = [WEATHERS.get(w, w) for w in wanted] + ([strong[0]] if strong else [])
    return f"the scene is {listed(told)} now"


@told.register
def _(done: op.Regenerate, say: Voice) -> str:
    return (
        "场景重新画了一遍"
        if say.chinese
        else f"{'the scene is' if len(done.seeds) == 1 else 'the scenes are'} drawn anew"
    )


@told.register
def _(done: op.SetLength, say: Voice) -> str:
    if say.clip:
        length = seconds(done.lengths[say.id])
        if say.chinese:
            return f"“{say.clip}”现在长{length}秒，影片长{seconds(done.total)}秒"
        return f"“{say.clip}” is {length} s long now, and the film {seconds(done.total)} s"
    return f"影片现在长{seconds(done.total)}秒" if say.chinese else f"the film is {seconds(done.total)} seconds long"


@told.register
def _(done: op.SetCanvas, say: Voice) -> str:
    size = f"{done.width}×{done.height}"
    return f"画幅改成{done.aspect}（{size}）" if say.chinese else f"the picture is {done.aspect} ({size})"


@told.register
def _(done: op.AddTitle, say: Voice) -> str:
    span = f"{seconds(done.start)}–{seconds(done.start + done.duration)}"
    what = STYLES[done.style][say.chinese]
    if done.style == "watermark":
        where = f"{what}“{done.text}”" if say.chinese else f"{what} “{done.text}”"
    else:
        where = f"{what}“{done.text}”在{span}秒" if say.chinese else f"{what} “{done.text}” at {span} s"
    if done.after:
        return where + (f"，在“{done.after}”之后" if say.chinese else f", after “{done.after}”")
    if done.clear_of:
        place, other = PLACES[done.position][say.chinese], f"“{done.clear_of}”"
        return where + (f"，放在{place}，不挡住{other}" if say.chinese else f", {place}, clear of {other}")
    return where


@told.register
def _(done: op.EditTitle, say: Voice) -> str:
    parts: list[str] = []
    if done.text is not None:
        parts.append(f"改成“{done.text}”" if say.chinese else f"says “{done.text}”")
    if done.style:
        parts.append(
            f"变成{STYLES[done.style][1]}" if say.chinese else f"is {STYLES[done.style][0].replace('the', 'a')}"
        )
    if done.color:
        parts.append(f"颜色是{colour_name(done.color, say)}" if say.chinese else f"is {colour_name(done.color, say)}")
    if done.size:
        sizes = {"small": "小号", "medium": "中号", "large": "大号"}
        parts.append(f"用{sizes[done.size]}字" if say.chinese else f"is in {done.size} letters")
    if done.position:
        parts.append(f"在{PLACES[done.position][1]}" if say.chinese else f"stands {PLACES[done.position][0]}")
    if done.start is not None:
        parts.append(f"从{seconds(done.start)}秒开始" if say.chinese else f"starts at {seconds(done.start)} s")
    if done.duration is not None:
        parts.append(f"显示{seconds(done.duration)}秒" if say.chinese else f"shows for {seconds(done.duration)} s")
    return f"标题{'，'.join(parts)}" if say.chinese else f"the title {listed(parts)}"


@told.register
def _(done: op.RemoveTitle, say: Voice) -> str:
    if done.text:
        return f"标题“{done.text}”删掉了" if say.chinese else f"the title “{done.text}” is gone"
    return "标题都删掉了" if say.chinese else "the titles are gone"


@told.register
def _(done: op.AddMusic, say: Voice) -> str:
    name = genre_name(done.genre, done.name, chinese=say.chinese)
    level = share(done.volume)
    swapped = bool(done.replaced) and done.replaced != done.name
    if say.chinese:
        kind = name if done.media or name.endswith("乐") else f"{name}音乐"
        told_ = f"音乐换成{kind}，音量{level}" if swapped else f"配上了{kind}，音量{level}"
    else:
        what = name if done.media else f"{name} music"
        told_ = f"{name} instead of {done.replaced}, at {level}" if swapped else f"{what} at {level}"
    more = [
        (f"{seconds(ms)}秒{zh}" if say.chinese else f"fading {en} over {seconds(ms)} s")
        for en, zh, ms in (("in", "淡入", done.fade_in), ("out", "淡出", done.fade_out))
        if ms
    ]
    more += (["有人声时降低"] if say.chinese else ["quieter under the clips' sound"]) if done.duck else []
    return told_ + "".join(f"，{m}" if say.chinese else f", {m}" for m in more)


@told.register
def _(done: op.SetDuck, say: Voice) -> str:
    if say.chinese:
        return "片段有声音时音乐会降低" if done.on else "音乐不再让路"
    return "the music is quieter while the clips sound" if done.on else "the music keeps its level"


@told.register
def _(done: op.SetLevel, say: Voice) -> str:
    level = share(done.volume)
    if done.target == "music":
        return (
            (f"音乐音量{level}" if done.volume else "音乐静音了")
            if say.chinese
            else "the music is muted"
            if not done.volume
            else f"the music is at {level}"
        )
    if say.chinese:
        whose = f"“{say.clip}”的" if say.clip else ""
        return f"{whose}原声音量{level}" if done.volume else f"{whose}原声静音了"
    whose = f"“{say.clip}”" if say.clip else "the clips"
    return f"the sound of {whose} is {'muted' if not done.volume else f'at {level}'}"


@told.register
def _(done: op.RemoveMusic, say: Voice) -> str:  # noqa: ARG001 - its type says it all
    return "音乐去掉了" if say.chinese else "the music is gone"


def _look(done: op.GenerateScene | op.PlaceMedia, say: Voice) -> str:
    """How a new clip begins and looks, where that was asked for."""
    parts = [GRADES[done.grade][say.chinese]] if done.grade else []
    if done.transition:
        name = TRANSITIONS[done.transition][say.chinese]
        parts.append(f"以{name}开始" if say.chinese else f"after {name}")
    return "".join(f"，{p}" if say.chinese else f", {p}" for p in parts)
