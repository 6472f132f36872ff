"""Chinese requests on a film of four clips, each with the draft operations it must come to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nemo_widgets.local.director import Plan, Upload, direct
from nemo_widgets.local.draft import Draft

CHINESE = [
    ("删掉第二段", ["RemoveClip(ids=[2], name='sea at dusk')"]),
    ("删除最后两段", ["RemoveClip(ids=[3, 4])"]),
    ("只保留第一段", ["RemoveClip(ids=[2, 3, 4])"]),
    ("把第一段在4秒处切开", ["SplitClip(id=1, points=(4000,), name='city at night')"]),
    ("把第二段对半切开", ["SplitClip(id=2, points=(2500,), name='sea at dusk')"]),
    ("把第一段分成三段", ["SplitClip(id=1, points=(3333, 6666), name='city at night')"]),
    ("剪掉前2秒", ["CutOut(start=0, end=2000)"]),
    ("去掉最后3秒", ["CutOut(start=22000, end=25000)"]),
    ("剪掉第二段的前1秒", ["CutOut(start=10000, end=11000, name='sea at dusk')"]),
    ("只保留前8秒", ["CutOut(start=8000, end=25000)"]),
    ("删除第2秒到第4秒", ["CutOut(start=2000, end=4000)"]),
    ("复制第二段", ["DuplicateClips(ids=[2], name='sea at dusk')"]),
    ("重复播放两遍", ["DuplicateClips(ids=[1, 2, 3, 4])"]),
    (
        "交换第一段和第二段",
        ["ReorderClips(order=[2, 1, 3, 4], names=('sea at dusk', 'city at night', 'harbour.jpg', 'surfing.mp4'))"],
    ),
    (
        "把最后一段移到开头",
        ["ReorderClips(order=[4, 1, 2, 3], names=('surfing.mp4', 'city at night', 'sea at dusk', 'harbour.jpg'))"],
    ),
    (
        "把第三段放到第一段前面",
        ["ReorderClips(order=[3, 1, 2, 4], names=('harbour.jpg', 'city at night', 'sea at dusk', 'surfing.mp4'))"],
    ),
    (
        "把顺序倒过来",
        ["ReorderClips(order=[4, 3, 2, 1], names=('surfing.mp4', 'harbour.jpg', 'sea at dusk', 'city at night'))"],
    ),
    (
        "按3、1、2、4排列",
        ["ReorderClips(order=[3, 1, 2, 4], names=('harbour.jpg', 'city at night', 'sea at dusk', 'surfing.mp4'))"],
    ),
    (
        "把第二段换成清晨的森林",
        ["GenerateScene(name='清晨的森林', duration=5000, subject='forest', time='dawn', place='instead', anchor=2)"],
    ),
    (
        "用我的海滩照片替换最后一段",
        ["PlaceMedia(name='beach.png', kind='image', duration=6000, place='instead', anchor=4)"],
    ),
    (
        "在第一段后面加一段3秒的沙漠",
        ["GenerateScene(name='沙漠', duration=3000, subject='desert', place='after', anchor=1)"],
    ),
    (
        "在第一段和第二段之间插入beach.png",
        ["PlaceMedia(name='beach.png', kind='image', duration=5000, place='after', anchor=1)"],
    ),
    ("加速两倍", ["SetSpeed(speeds={1: 2.0, 2: 2.0, 3: 2.0, 4: 2.0}, total=12500)"]),
    ("把最后一段加速", ["SetSpeed(speeds={4: 1.5}, total=23000)"]),
    ("第二段慢放", ["SetSpeed(speeds={2: 0.5}, total=30000)"]),
    ("快一点", ["SetSpeed(speeds={1: 1.5, 2: 1.5, 3: 1.5, 4: 1.5}, total=16667)"]),
    ("0.5倍速", ["SetSpeed(speeds={1: 0.5, 2: 0.5, 3: 0.5, 4: 0.5}, total=50000)"]),
    ("倒放", ["Reverse(ids=[1, 2, 3, 4])"]),
    ("把最后一段倒放", ["Reverse(ids=[4])"]),
    ("加叠化转场", ["SetTransition(ids=[2, 3, 4], transition='dissolve', duration=800)"]),
    ("在第一段和第二段之间加一个淡化转场", ["SetTransition(ids=[2], transition='dissolve', duration=800)"]),
    ("所有片段之间用擦除转场，1秒", ["SetTransition(ids=[2, 3, 4], transition='wipe', duration=1000)"]),
    ("滑动转场", ["SetTransition(ids=[2, 3, 4], transition='slide', duration=800)"]),
    ("开头淡入", ["SetFade(ids=[1], target='film', fade_in=1000)"]),
    ("结尾淡出，2秒", ["SetFade(ids=[4], target='film', fade_out=2000)"]),
    ("淡入淡出", ["SetFade(ids=[1], target='film', fade_in=1000)", "SetFade(ids=[4], target='film', fade_out=1000)"]),
    ("暖一点", ["AdjustColour(ids=[1, 2, 3, 4], warmth=0.25)"]),
    ("第二段冷一点", ["AdjustColour(ids=[2], warmth=-0.25, name='sea at dusk')"]),
    ("调亮一点", ["AdjustColour(ids=[1, 2, 3, 4], brightness=0.25)"]),
    ("再暗一点", ["AdjustColour(ids=[1, 2, 3, 4], brightness=-0.25)"]),
    (
        "对比度高一点，饱和度低一点",
        ["AdjustColour(ids=[1, 2, 3, 4], contrast=0.25)", "AdjustColour(ids=[1, 2, 3, 4], saturation=-0.25)"],
    ),
    ("饱和度提高30%", ["AdjustColour(ids=[1, 2, 3, 4], saturation=0.3)"]),
    ("改成黑白", ["AdjustColour(ids=[1, 2, 3, 4], grade='bw')"]),
    ("照片做成老照片效果", ["AdjustColour(ids=[3], grade='sepia', name='harbour.jpg')"]),
    ("复古风格", ["AdjustColour(ids=[1, 2, 3, 4], grade='vintage')"]),
    ("电影感", ["AdjustColour(ids=[1, 2, 3, 4], grade='cinematic')"]),
    ("第一段太暗了", ["AdjustColour(ids=[1], brightness=0.25, name='city at night')"]),
    (
        "调色，换音乐",
        [
            "AdjustColour(ids=[1, 2, 3, 4], contrast=0.1, saturation=0.15)",
            "AddMusic(name='Cinematic', genre='cinematic', volume=0.35, replaced='Lo-fi')",
        ],
    ),
    ("把照片上面裁掉10%", ["SetCrop(ids=[3], crop=(0.0, 0.1, 1.0, 0.9))"]),
    ("裁掉最后一段的左边一半", ["SetCrop(ids=[4], crop=(0.5, 0.0, 0.5, 1.0))"]),
    ("裁剪到中间", ["SetCrop(ids=[3, 4], crop=(0.2, 0.2, 0.6, 0.6))"]),
    ("完整显示照片", ["SetFit(ids=[3], fit='contain')"]),
    ("铺满画面", ["SetFit(ids=[3, 4], fit='cover')"]),
    ("添加字幕“你好”，从2秒到5秒", ["AddTitle(text='你好', start=2000, duration=3000, style='caption')"]),
    (
        "在第二段加人名条“小安，生物学家”",
        ["AddTitle(text='小安，生物学家', start=10000, duration=3000, style='lower-third')"],
    ),
    ("加水印“© 小安”", ["AddTitle(text='© 小安', start=0, duration=25000, style='watermark')"]),
    (
        "在左上角加一个黄色小号标题“出发”，2秒淡入",
        [
            (
                "AddTitle(text='出发', start=0, duration=3000, position='top-left', color='#fdd835', "
                "size='small', fade_in=2000)"
            )
        ],
    ),
    ("标题1秒淡出", ["SetFade(ids=['it'], target='title', fade_out=1000)"]),
    ("标题改成蓝色，小一点", ["EditTitle(id='it', color='#1e88e5', size='medium')"]),
    ("把标题移到右上角", ["EditTitle(id='it', position='top-right')"]),
    ("音乐淡出", ["SetFade(ids=['it'], target='music', fade_out=1000)"]),
    ("开头音乐小声一点", ["SetFade(ids=['it'], target='music', fade_in=3000)"]),
    ("前5秒音乐轻一点", ["SetFade(ids=['it'], target='music', fade_in=5000)"]),
    ("音乐结尾小声一点", ["SetFade(ids=['it'], target='music', fade_out=3000)"]),
    ("音乐3秒淡入", ["SetFade(ids=['it'], target='music', fade_in=3000)"]),
    (
        "加欢快的音乐，音量40%，2秒淡出",
        ["AddMusic(name='Upbeat', genre='upbeat', volume=0.4, replaced='Lo-fi', fade_out=2000)"],
    ),
    ("有人说话时音乐降低", ["SetDuck()"]),
    ("用我的歌做背景音乐", ["AddMusic(name='my-song.mp3', volume=0.35, replaced='Lo-fi')"]),
    ("最后一段静音", ["SetLevel(target='clips', volume=0.0, ids=[4])"]),
    ("全部静音", ["SetLevel(target='music', volume=0.0)", "SetLevel(target='clips', volume=0.0)"]),
    ("第二段向左平移", ["SetCamera(ids=[2], camera='pan-left')"]),
    ("照片慢慢推近", ["SetCamera(ids=[3], camera='zoom-in')"]),
    ("固定镜头", ["SetCamera(ids=[1, 2, 3, 4], camera='still')"]),
    ("改成竖屏", ["SetCanvas(width=1080, height=1920, aspect='9:16')"]),
    (
        "改成15秒，竖屏，配上欢快的音乐，结尾加标题“出发”",
        [
            "SetLength(lengths={1: 6000, 2: 3000, 3: 2400, 4: 3600}, total=15000)",
            "SetCanvas(width=1080, height=1920, aspect='9:16')",
            "AddMusic(name='Upbeat', genre='upbeat', volume=0.35, replaced='Lo-fi')",
            "AddTitle(text='出发', start=12000, duration=3000)",
        ],
    ),
    ("每段3秒", ["SetLength(lengths={1: 3000, 2: 3000, 3: 3000, 4: 3000}, total=12000)"]),
    (
        "然后叠化到森林",
        [
            (
                "GenerateScene(name='森林', duration=5000, subject='forest', place='end', "
                "transition='dissolve', transition_ms=800)"
            )
        ],
    ),
    ("生成一个黑白的城市视频，6秒", ["GenerateScene(name='城市', duration=6000, subject='city', grade='bw')"]),
]


@pytest.mark.parametrize(("request_text", "expected"), CHINESE)
def test_a_chinese_request_comes_to_these_operations(
    request_text: str,
    expected: list[str],
    reel: Draft,
    uploads: dict[str, Upload],
    operations: Callable[[Draft, Plan], list[str]],
) -> None:
    plan = direct(reel, request_text, list(uploads.values()))

    assert operations(reel, plan) == expected
    assert not plan.refused
    assert plan.reply.startswith("好了：")


def test_there_are_phrasings_enough() -> None:
    assert len(CHINESE) >= 60
