"""What a prompt is about decides which scene is drawn."""

from __future__ import annotations

import pytest

from nemo_widgets.local.director import Upload, direct
from nemo_widgets.local.draft import VIDEO, Draft
from nemo_widgets.local.render import SUBJECTS

DRAWN = (
    ("a city street at night", "street"),
    ("a quiet alley in the morning", "street"),
    ("generate a 6-second clip of a road at dusk", "street"),
    ("a cosy coffee shop", "street"),
    ("a city with busy streets", "city"),
    ("a road through the mountains", "mountains"),
    ("雨后的小巷", "street"),
    ("城市街道夜景", "street"),
    ("上海的夜晚", "city"),
    ("a perfume bottle on a table", "bottle"),
    ("a product on a table, soft light", "bottle"),
    ("a cup of coffee", "cup"),
    ("a phone on a desk, neon", "phone"),
    ("a luxury watch", "watch"),
    ("a gift box with a ribbon", "box"),
    ("桌上的香水瓶", "bottle"),
    ("一杯咖啡", "cup"),
    ("桌上的手机", "phone"),
    ("一块手表", "watch"),
    ("clouds drifting in a blue sky", "clouds"),
    ("蓝天白云", "clouds"),
    ("clouds over the sea", "sea"),
    ("the night sky full of stars", "stars"),
    ("a planet in space", "planet"),
    ("太空中的星球", "planet"),
    ("a road in the desert", "desert"),
    ("a tea garden", "forest"),
    ("天空下的城市", "city"),
    ("适合手机的竖屏海边视频", "sea"),
)


@pytest.mark.parametrize(("prompt", "subject"), DRAWN, ids=[prompt for prompt, _ in DRAWN])
def test_the_scene_is_what_the_words_say(prompt: str, subject: str) -> None:
    (clip,) = direct(Draft(), prompt).draft.of_type(VIDEO)
    assert clip.meta.subject == subject
    assert subject in SUBJECTS


@pytest.mark.parametrize("prompt", ["animate my product photo", "用我的产品照片做一个视频"])
def test_a_photo_of_a_product_stays_the_photo(prompt: str, uploads: dict[str, Upload]) -> None:
    (clip,) = direct(Draft(), prompt, [uploads["harbour"]]).draft.of_type(VIDEO)
    assert clip.meta.kind == "image"
    assert clip.meta.media == uploads["harbour"].hash


@pytest.mark.parametrize("wish", ["去掉云", "让天空更蓝", "山再亮一点", "remove the street", "make the sky bluer"])
def test_a_wish_about_part_of_the_picture_draws_no_other_scene(wish: str) -> None:
    film = direct(Draft(), "a city at night").draft
    clips = direct(film, wish).draft.of_type(VIDEO)
    assert [clip.meta.subject for clip in clips] == ["city"]
