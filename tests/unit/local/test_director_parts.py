"""Parts of a film: stretches of time, several cuts at once, clips named by what they are, fractions of a pace."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nemo_widgets.local.director import Plan, Upload, direct
from nemo_widgets.local.draft import Draft

DOES = (
    ("remove the first 3 seconds of the second clip", ["CutOut(start=10000, end=13000, name='sea at dusk')"]),
    ("把第二段的前3秒剪掉", ["CutOut(start=10000, end=13000, name='sea at dusk')"]),
    ("split the city at 3s and 6s", ["SplitClip(id=1, points=(3000, 6000), name='city at night')"]),
    ("在3秒和6秒处切开城市", ["SplitClip(id=1, points=(3000, 6000), name='city at night')"]),
    (
        "split it at 4 seconds and 12 seconds",
        [
            "SplitClip(id=1, points=(4000,), name='city at night')",
            "SplitClip(id=2, points=(2000,), name='sea at dusk')",
        ],
    ),
    ("冲浪视频加速50%", ["SetSpeed(speeds={4: 1.5}, total=23000)"]),
    ("冲浪视频放慢到四分之一", ["SetSpeed(speeds={4: 0.25}, total=43000)"]),
    ("slow the surfing to a quarter", ["SetSpeed(speeds={4: 0.25}, total=43000)"]),
    ("make the photo stay for seven seconds", ["SetLength(lengths={3: 7000}, total=28000)"]),
    (
        "make the whole thing exactly 20 seconds",
        ["SetLength(lengths={1: 8000, 2: 4000, 3: 3200, 4: 4800}, total=20000)"],
    ),
    (
        "照片对比度高一点，大海饱和度低一点",
        [
            "AdjustColour(ids=[3], contrast=0.25, name='harbour.jpg')",
            "AdjustColour(ids=[2], saturation=-0.25, name='sea at dusk')",
        ],
    ),
    (
        "第三段暖一点，放慢一点",
        ["AdjustColour(ids=[3], warmth=0.25, name='harbour.jpg')", "SetSpeed(speeds={3: 0.667}, total=26997)"],
    ),
    (
        "can you make clip three a little warmer and slow it down?",
        ["AdjustColour(ids=[3], warmth=0.12, name='harbour.jpg')", "SetSpeed(speeds={3: 0.667}, total=26997)"],
    ),
    ("make clip 2 and clip 4 black and white", ["AdjustColour(ids=[2, 4], grade='bw')"]),
    (
        "大海拉远，城市向左平移",
        ["SetCamera(ids=[2], camera='zoom-out')", "SetCamera(ids=[1], camera='pan-left')"],
    ),
    (
        "trim one second off both ends of the surfing",
        ["CutOut(start=24000, end=25000, name='surfing.mp4')", "CutOut(start=19000, end=20000, name='surfing.mp4')"],
    ),
    ("make it fit in 15 seconds", ["SetLength(lengths={1: 6000, 2: 3000, 3: 2400, 4: 3600}, total=15000)"]),
    ("make all the clips black and white except the last", ["AdjustColour(ids=[1, 2, 3], grade='bw')"]),
)
REFUSED = (
    ("from 2 to 5 seconds make it black and white", "stretch"),
    ("make seconds 3 to 6 slower", "stretch"),
    ("从第2秒到第5秒变成黑白", "stretch"),
    ("2到5秒加速", "stretch"),
    ("slow down the end", "stretch"),
    ("结尾放慢", "stretch"),
    ("add a picture in picture of the sea", "layers"),
    ("make the photo talk", "voice"),
    ("加打雷的声音", "sound-effects"),
    ("音乐在冲浪的时候小一点", "music-part"),
    ("do you support 4k?", "resolution"),
)


@pytest.fixture
def said(reel: Draft, uploads: dict[str, Upload]) -> Callable[[str], Plan]:
    """What a request on the reel comes to."""
    return lambda request: direct(reel, request, list(uploads.values()))


@pytest.mark.parametrize(("request_text", "expected"), DOES, ids=[request for request, _ in DOES])
def test_a_part_of_the_film_is_changed_and_no_other(
    request_text: str,
    expected: list[str],
    said: Callable[[str], Plan],
    reel: Draft,
    operations: Callable[[Draft, Plan], list[str]],
) -> None:
    plan = said(request_text)
    assert operations(reel, plan) == expected
    assert not plan.refused


@pytest.mark.parametrize(("request_text", "topic"), REFUSED, ids=[request for request, _ in REFUSED])
def test_what_cannot_be_done_to_a_part_is_refused_and_nothing_is_changed(
    request_text: str, topic: str, said: Callable[[str], Plan]
) -> None:
    plan = said(request_text)
    assert (plan.operations, plan.refused) == ((), (topic,))


def test_a_photo_goes_between_two_clips_that_chinese_words_name(said: Callable[[str], Plan], reel: Draft) -> None:
    plan = said("在城市和大海之间插入我的海滩照片")
    names = [c.meta.name for t in plan.draft.tracks if not t.type for c in t.segments]
    assert names == ["city at night", "beach.png", "sea at dusk", "harbour.jpg", "surfing.mp4"]


def test_a_watermark_needs_no_quotes(said: Callable[[str], Plan]) -> None:
    assert said("watermark @ana bottom right").reply == "Done: the watermark “@ana”."


def test_a_title_becomes_smaller_and_moves_in_one_breath(said: Callable[[str], Plan]) -> None:
    for request in ("make the title smaller and move it up", "标题小一点，往上移"):
        plan = said(request)
        [title] = [s for t in plan.draft.tracks if t.type == 7 for s in t.segments]
        assert (title.meta.size, title.meta.position) == ("medium", "top")
        assert len(plan.operations) == 1


def test_no_music_where_there_is_none_is_no_mistake() -> None:
    plan = direct(Draft(), "sunrise, 8 seconds, no music")
    assert (len(plan.operations), plan.refused) == (1, ())


TITLES = (
    ("title 2 seconds later", ["EditTitle(id='it', start=2000)"]),
    ("标题晚2秒出现", ["EditTitle(id='it', start=2000)"]),
    ("标题3秒的时候出现", ["EditTitle(id='it', start=3000)"]),
    ("make the title disappear after 2 seconds", ["EditTitle(id='it', duration=2000)"]),
    ("make the title disappear", ["RemoveTitle(ids=['it'], text='Urban Dreams')"]),
    ("change 'Urban Dreams' to 'Rural Dreams'", ["EditTitle(id='it', text='Rural Dreams')"]),
    ("add an outro saying thanks for watching", ["AddTitle(text='thanks for watching', start=7000, duration=3000)"]),
    ("add end credits: Directed by Ana", ["AddTitle(text='Directed by Ana', start=7000, duration=3000)"]),
    ("加个片尾：谢谢观看", ["AddTitle(text='谢谢观看', start=7000, duration=3000)"]),
    ("最后两秒再加一行字“再见”", ["AddTitle(text='再见', start=8000, duration=2000)"]),
    ("删掉第一行字", ["RemoveTitle(ids=['it'], text='Urban Dreams')"]),
    ("remove lo-fi", ["RemoveMusic(name='Lo-fi')"]),
    ("swap it to electronic", ["AddMusic(name='Electronic', genre='electronic', volume=0.35, replaced='Lo-fi')"]),
    ("make it 3 times longer", ["SetLength(lengths={1: 30000}, total=30000)"]),
    ("halve the length", ["SetLength(lengths={1: 5000}, total=5000)"]),
    ("can the camera move to the right?", ["SetCamera(ids=[1], camera='pan-right')"]),
    ("镜头能往右移吗", ["SetCamera(ids=[1], camera='pan-right')"]),
)


@pytest.mark.parametrize(("request_text", "expected"), TITLES, ids=[request for request, _ in TITLES])
def test_titles_music_length_and_camera_in_everyday_words(
    request_text: str, expected: list[str], film: Draft, operations: Callable[[Draft, Plan], list[str]]
) -> None:
    plan = direct(film, request_text)
    assert operations(film, plan) == expected
    assert not plan.refused


@pytest.mark.parametrize(
    ("request_text", "topic"),
    [
        ("translate the title to chinese", "title-how"),
        ("write hello world", "title-text"),
        ("写你好世界", "title-text"),
        ("make the waves bigger", "detail"),
        ("天空更橙一点", "detail"),
        ("improve it", "vague"),
        ("弄得更好看一点", "vague"),
        ("zoom faster", "camera-speed"),
        ("spin the camera", "rotate"),
        ("城市的雾淡一点", "weather-none"),
    ],
)
def test_a_wish_that_cannot_be_met_is_answered_with_what_can(request_text: str, topic: str, film: Draft) -> None:
    plan = direct(film, request_text)
    assert (plan.operations, plan.refused) == ((), (topic,))


def test_weather_is_changed_where_it_is_and_where_it_is_told() -> None:
    three = direct(Draft(), "three scenes: a rainy city, a foggy forest and the sea").draft

    def weather(request: str) -> list[tuple[str, str]]:
        clips = [s for t in direct(three, request).draft.tracks for s in t.segments]
        return [(s.meta.weather, s.meta.strength) for s in clips]

    assert weather("less fog") == [("rain", ""), ("fog", "light"), ("", "")]
    assert weather("no more rain") == [("", ""), ("fog", ""), ("", "")]
    assert weather("no snow at all") == [("rain", ""), ("fog", ""), ("", "")]
    assert weather("森林的雾浓一点") == [("rain", ""), ("fog", "heavy"), ("", "")]
    assert weather("大海加点闪电") == [("rain", ""), ("fog", ""), ("storm", "")]
