"""Several scenes in one request: sentences, lines, lists and arrows tell them apart; details stay with their scene."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nemo_widgets.local.director import direct
from nemo_widgets.local.draft import VIDEO, Draft

CITY_AND_FOREST = ("city", "forest")
SEVERAL: tuple[tuple[str, tuple[str, ...]], ...] = (
    *(
        (request, CITY_AND_FOREST)
        for request in (
            "A city at night. A forest at dawn.",
            "a city at night; a forest at dawn",
            "a city at night\na forest at dawn",
            "A city at night. Then a forest at dawn.",
            "a city at night, a forest at dawn",
            "generate a city at night and a forest at dawn",
            "First a city at night, then a forest at dawn",
            "1. a city at night 2. a forest at dawn",
            "1. a city at night\n2. a forest at dawn",
            "1) city at night, 2) forest at dawn",
            "- a city at night\n- a forest at dawn",
            "Scene 1: a city at night. Scene 2: a forest at dawn.",
            "Intro: a city at night. End: a forest at dawn.",
            "a city at night → a forest at dawn",
            "city at night -> forest at dawn",
            "make a video. A city at night. A forest at dawn.",
            "城市夜景。黎明的森林。",
            "城市夜景；黎明的森林",
            "城市夜景\n黎明的森林",
            "1、城市夜景 2、黎明的森林",
            "一、城市夜景 二、黎明的森林",
            "镜头一：城市夜景。镜头二：黎明的森林。",
            "第一个镜头是城市夜景，第二个镜头是黎明的森林",
            "先是城市夜景，最后是黎明的森林",
            "城市夜景→森林黎明",
        )
    ),
    ("desert. sea. forest.", ("desert", "sea", "forest")),
    ("沙漠。大海。森林。", ("desert", "sea", "forest")),
    ("a forest at dawn, then the sea, and finally the stars", ("forest", "sea", "stars")),
    ("first the sea for 3 seconds, second a forest for 4 seconds", ("sea", "forest")),
    ("The city in the morning. The city at night.", ("city", "city")),
    ("城市的早晨；城市的夜晚", ("city", "city")),
    ("New York at night. Tokyo at dawn.", ("city", "city")),
    ("1. A dog running. 2. A cat sleeping.", ("abstract", "abstract")),
    (
        "Create a 20 second video with 4 scenes of 5 seconds each: city, sea, forest, desert",
        ("city", "sea", "forest", "desert"),
    ),
    ("I'd like two clips. The first shows a city. The second shows the sea.", ("city", "sea")),
    ("first clip: city at night. second clip: forest. third clip: sea", ("city", "forest", "sea")),
    ("start with a forest, end with a city", ("forest", "city")),
    ("begin with the sea then cut to mountains and finish on the stars", ("sea", "mountains", "stars")),
    ("three scenes, a rainy city, a foggy forest and the sea", ("city", "forest", "sea")),
    ("做一个有三个场景的短片：日出、正午的沙漠、城市日落", ("sea", "desert", "city")),
)
ONE: tuple[tuple[str, str], ...] = (
    ("A city at night. Neon lights. The camera moves slowly.", "city"),
    ("A city at night. Neon lights everywhere. Rain is falling.", "city"),
    ("The camera moves slowly. A city at night.", "city"),
    ("A quiet forest. Mist between the trees. Birds fly by. Slow zoom in.", "forest"),
    ("A sunset over the ocean. Waves roll onto the beach. Golden light.", "sea"),
    ("A mountain landscape at dawn. Snow on the peaks. A lake in front.", "mountains"),
    ("A forest. The trees sway in the wind. A river runs through it.", "forest"),
    ("A city street in the rain. Neon signs glow. Cars pass by.", "street"),
    ("A river through a forest. Mountains in the distance.", "sea"),
    ("Deep space. A planet with rings. Stars twinkle.", "planet"),
    ("a lake with mountains and forest", "sea"),
    ("10s, city, rain, night", "city"),
    ("slow motion waves", "sea"),
    ("show me a beach", "sea"),
    ("make a desert", "desert"),
    ("慢动作的海浪", "sea"),
    ("城市夜景。霓虹闪烁。镜头缓慢推进。", "city"),
    ("镜头慢慢推近。城市夜景。", "city"),
    ("一座城市的夜晚。街道上车水马龙。远处的山脉若隐若现。", "city"),
    ("清晨的森林。阳光穿过树叶。一条小河流过。", "forest"),
    ("海边日落。海浪轻轻拍打沙滩。金色的阳光。", "sea"),
)


def subjects(draft: Draft) -> tuple[str, ...]:
    """What each clip shows."""
    return tuple(s.meta.subject for s in draft.of_type(VIDEO))


@pytest.mark.parametrize(("request_text", "shown"), SEVERAL, ids=[request for request, _ in SEVERAL])
def test_scenes_told_one_after_the_other_are_a_clip_each(request_text: str, shown: tuple[str, ...]) -> None:
    plan = direct(Draft(), request_text)
    assert subjects(plan.draft) == shown
    assert not plan.refused


@pytest.mark.parametrize(("request_text", "shown"), ONE, ids=[request for request, _ in ONE])
def test_a_scene_told_in_several_sentences_is_one_clip(request_text: str, shown: str) -> None:
    plan = direct(Draft(), request_text)
    assert subjects(plan.draft) == (shown,)
    assert not plan.refused


def test_what_is_told_with_a_scene_of_a_list_is_about_that_scene() -> None:
    clips = direct(Draft(), "Shot 1: city skyline, 3 seconds. Shot 2: beach, pan left, 4 seconds.").draft.of_type(VIDEO)
    assert [(c.meta.name, c.duration, c.meta.camera) for c in clips] == [
        ("city skyline", 3000, ""),
        ("beach", 4000, "pan-left"),
    ]


@pytest.mark.parametrize(
    ("request_text", "shown"),
    [
        ("add the sea and a forest", ("city", "sea", "forest")),
        ("再加一段大海和一段森林", ("city", "sea", "forest")),
        ("continue with a desert at sunset. Then the stars.", ("city", "desert", "stars")),
        ("put a snowy forest in front", ("forest", "city")),
        ("start over with a forest", ("forest",)),
        ("make it a forest", ("forest",)),
        ("i changed my mind, make it a forest instead of a city", ("forest",)),
        ("not a city, a forest", ("forest",)),
        ("make the title 'A forest'", ("city",)),
        ("make it a lower third", ("city",)),
    ],
)
def test_scenes_come_after_before_or_instead_of_the_film(
    request_text: str, shown: tuple[str, ...], film: Draft
) -> None:
    assert subjects(direct(film, request_text).draft) == shown


def test_a_list_of_orders_is_carried_out_one_by_one(film: Draft, told: Callable[[Draft], str]) -> None:
    plan = direct(film, "1. make it vertical 2. add jazz music 3. remove the title")
    assert told(plan.draft) == "1080x1920 | city:futuristic city at night 10s night neon | jazz 35%"


def test_a_song_and_a_caption_are_two_orders_still(film: Draft) -> None:
    plan = direct(film, "add a song and a caption")
    assert len(plan.operations) == len(plan.refused) == 1


def test_an_arrow_before_a_number_tells_a_change_and_no_scene(film: Draft) -> None:
    assert subjects(direct(film, "Clip 1 (city) trimmed: 10 s → 4 s").draft) == ("city",)


def test_a_numbered_clip_that_is_there_is_the_one_that_is_meant(film: Draft) -> None:
    draft = direct(film, "then a forest at dawn").draft
    after = direct(draft, "clip 1: brighter. clip 2: darker").draft
    assert [c.meta.brightness for c in after.of_type(VIDEO)] == [0.25, -0.25]
