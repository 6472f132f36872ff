"""What is said in the same breath as a new clip is about that clip, and never about older ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nemo_widgets.local.director import Upload, direct
from nemo_widgets.local.draft import VIDEO, Draft

FOREST = "forest:forest at dawn"

# Said to a film of one clip; the clip that came, and what is other about it than about one that is just added.
SAID = [
    ("then a forest at dawn, pan left", f"{FOREST} 5s pan-left dawn", {}),
    ("then a forest at dawn, darker", f"{FOREST} 5s dawn", {"brightness": -0.25}),
    ("then a forest at dawn, make it darker", f"{FOREST} 5s dawn", {"brightness": -0.25}),
    ("then a forest at dawn and warmer", f"{FOREST} 5s dawn", {"warmth": 0.25}),
    ("then a forest at dawn, black and white", f"{FOREST} 5s dawn", {"grade": "bw"}),
    ("then a forest at dawn, 3 seconds", f"{FOREST} 3s dawn", {}),
    ("then a forest at dawn, make it 3 seconds", f"{FOREST} 3s dawn", {}),
    ("then a forest at dawn, slow motion", f"{FOREST} 10s dawn", {"speed": 0.5}),
    ("then a forest at dawn, played backwards", f"{FOREST} 5s pan-left dawn", {}),
    ("then a forest at dawn, make it night", f"{FOREST} 5s night", {}),
    ("then a forest at dawn, fade in", f"{FOREST} 5s dawn", {"fade_in": 1000}),
    ("then a forest at dawn, with a dissolve", f"{FOREST} 5s dawn", {"transition": "dissolve"}),
    ("then a forest at dawn, zoom out and darker", f"{FOREST} 5s zoom-out dawn", {"brightness": -0.25}),
    ("add a clip of a forest at dawn. Pan left.", f"{FOREST} 5s pan-left dawn", {}),
    ("add a clip of a forest at dawn with a slow pan left", f"{FOREST} 5s pan-left dawn", {}),
    ("insert a forest at dawn after the first clip, pan left", f"{FOREST} 5s pan-left dawn", {}),
    ("add my beach photo, black and white", "beach.png 5s", {"grade": "bw"}),
    ("add my beach photo, then zoom out", "beach.png 5s zoom-out", {}),
    ("add my beach photo for 3 seconds, crop the left side", "beach.png 3s", {"crop": (0.2, 0.0, 0.8, 1.0)}),
    ("add my surfing clip, muted", "surfing.mp4 6s", {"volume": 0.0}),
    ("add my surfing clip, trim the first 2 seconds", "surfing.mp4 4s", {"offset": 2000}),
    ("add my surfing clip at half speed", "surfing.mp4 12s", {"speed": 0.5}),
    ("add my surfing clip backwards", "surfing.mp4 6s", {"reverse": True}),
    ("duplicate the first clip, backwards", "city:city 10s pan-left", {}),
    ("再加一段清晨的森林，镜头向左移动", "forest:清晨的森林 5s pan-left dawn", {}),
    ("再加一段清晨的森林，黑白", "forest:清晨的森林 5s dawn", {"grade": "bw"}),
    ("再加一段清晨的森林，调暗一点", "forest:清晨的森林 5s dawn", {"brightness": -0.25}),
    ("再加一段清晨的森林，然后把它调暗", "forest:清晨的森林 5s dawn", {"brightness": -0.25}),
    ("再加一段清晨的森林，3秒", "forest:清晨的森林 3s dawn", {}),
    ("再加一段清晨的森林，改成3秒", "forest:清晨的森林 3s dawn", {}),
    ("再加一段清晨的森林，慢放", "forest:清晨的森林 10s dawn", {"speed": 0.5}),
    ("再加一段清晨的森林，倒放", "forest:清晨的森林 5s pan-left dawn", {}),
    ("再加一段清晨的森林，淡入", "forest:清晨的森林 5s dawn", {"fade_in": 1000}),
    ("然后是大海，镜头推近，暖色调", "sea:大海 5s zoom-in", {"warmth": 0.25}),
    ("加上我的海滩照片，黑白效果", "beach.png 5s", {"grade": "bw"}),
    ("加上我的照片，裁掉左边", "beach.png 5s", {"crop": (0.2, 0.0, 0.8, 1.0)}),
    ("复制第一段，倒放", "city:city 10s pan-left", {}),
]


@pytest.fixture
def city() -> Draft:
    return direct(Draft(), "generate a 10-second clip of a city").draft


@pytest.mark.parametrize(("request_text", "expected", "fields"), SAID)
def test_it_is_about_the_clip_that_came(
    request_text: str,
    expected: str,
    fields: dict[str, object],
    city: Draft,
    told: Callable[[Draft], str],
    uploads: dict[str, Upload],
) -> None:
    plan = direct(city, request_text, list(uploads.values()))

    old, new = plan.draft.of_type(VIDEO)
    assert old == city.of_type(VIDEO)[0]
    assert told(plan.draft).split(" | ")[1] == expected
    assert {name: getattr(new.meta, name) for name in fields} == fields
    assert not plan.refused


@pytest.mark.parametrize(
    ("request_text", "where"),
    [
        ("then a forest with the title 'Dawn'", "'Dawn' 10-13"),
        ("then a forest, titled 'Dawn'", "'Dawn' 10-13"),
        ("then a forest and add the title 'Dawn' for 2 seconds", "'Dawn' 10-12"),
        ("then a forest for 2 seconds, with the caption 'Dawn'", "'Dawn' 10-12"),
        ("then a forest and add the title 'Dawn' at the start", "'Dawn' 0-3"),
        ("then a forest, then the sea, and add the title 'Dawn'", "'Dawn' 10-13"),
        ("then a forest, then the sea with the title 'Dawn'", "'Dawn' 15-18"),
        ("then a forest with the watermark 'Dawn'", "'Dawn' 0-15"),
        ("再加一段森林，加标题“清晨”", "'清晨' 10-13"),
        ("再加一段森林，标题是“清晨”", "'清晨' 10-13"),
    ],
)
def test_a_title_stands_over_the_clip_it_came_with(
    request_text: str, where: str, city: Draft, told: Callable[[Draft], str]
) -> None:
    assert told(direct(city, request_text).draft).endswith(where)


@pytest.mark.parametrize(
    "request_text",
    [
        "then a forest, and make everything darker",
        "then a forest, and make the video darker",
        "then a forest, make the whole film darker",
        "再加一段森林，整个视频调暗",
        "再加一段森林，把视频调暗",
    ],
)
def test_all_of_the_film_is_meant_where_it_is_named(request_text: str, city: Draft) -> None:
    assert [s.meta.brightness for s in direct(city, request_text).draft.of_type(VIDEO)] == [-0.25, -0.25]


def test_a_clip_that_is_named_is_meant_whatever_came(city: Draft) -> None:
    for request in ("then a forest, and make the first clip darker", "再加一段森林，把第一段调暗"):
        assert [s.meta.brightness for s in direct(city, request).draft.of_type(VIDEO)] == [-0.25, 0]


def test_a_new_sentence_is_about_all_that_came(city: Draft) -> None:
    later = direct(city, "then a forest, then the sea. Black and white.").draft.of_type(VIDEO)
    nothing_older = direct(Draft(), "generate a city, then the sea. Black and white.").draft.of_type(VIDEO)

    assert [s.meta.grade for s in later] == ["", "bw", "bw"]
    assert [s.meta.grade for s in nothing_older] == ["bw", "bw"]


def test_the_next_request_is_about_the_film_again(city: Draft) -> None:
    draft = direct(city, "then a forest at dawn").draft

    assert [s.meta.camera for s in direct(draft, "pan left").draft.of_type(VIDEO)] == ["pan-left", "pan-left"]


def test_music_and_shape_are_the_films_whatever_came(city: Draft, told: Callable[[Draft], str]) -> None:
    plan = direct(city, "then a forest, vertical, with lo-fi music at 20%")

    assert told(plan.draft) == "1080x1920 | city:city 10s | forest:forest 5s | lofi 20%"
