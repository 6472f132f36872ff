"""Weather in requests: read from a scene's words, added to what is there, taken away again."""

from __future__ import annotations

import pytest

from nemo_widgets.local.director import direct
from nemo_widgets.local.draft import VIDEO, Draft


def scenes(draft: Draft) -> list[tuple[str, str]]:
    """Subject and weather of each clip."""
    return [(s.meta.subject, s.meta.weather) for s in draft.of_type(VIDEO)]


@pytest.mark.parametrize(
    ("request_text", "subject", "weather"),
    [
        ("generate a 5-second clip of a city in the rain at night", "city", "rain"),
        ("a rainy city", "city", "rain"),
        ("雨夜的城市", "city", "rain"),
        ("snowing in the mountains", "mountains", "snow"),
        ("a snowy city", "city", "snow"),
        ("下雪的森林", "forest", "snow"),
        ("a foggy sea", "sea", "fog"),
        ("a forest in the morning mist", "forest", "fog"),
        ("雾中的森林", "forest", "fog"),
        ("a thunderstorm over the desert", "desert", "storm"),
        ("暴风雨中的大海", "sea", "storm"),
        ("an overcast sea", "sea", "overcast"),
        ("阴天的海边", "sea", "overcast"),
        ("snowy mountains", "mountains", ""),
        ("snow-capped mountains at dawn", "mountains", ""),
        ("雪山日出", "mountains", ""),
        ("rainforest", "forest", ""),
        ("a meteor shower over the desert", "stars", ""),
        ("a city without rain", "city", ""),
    ],
)
def test_a_scene_has_the_weather_that_its_words_tell(request_text: str, subject: str, weather: str) -> None:
    assert scenes(direct(Draft(), request_text).draft) == [(subject, weather)]


@pytest.mark.parametrize(
    ("request_text", "weather"),
    [
        *(("rain", "rain"), ("heavy rain", "rain"), ("rainy night", "rain"), ("下雨了", "rain"), ("雨夜", "rain")),
        *(("snowfall", "snow"), ("大雪", "snow"), ("mist", "fog"), ("大雾", "fog"), ("storm", "storm")),
        ("生成一段下雨的视频", "rain"),
    ],
)
def test_a_weather_alone_is_shown_over_a_scene_that_suits_it(request_text: str, weather: str) -> None:
    plan = direct(Draft(), request_text)
    assert not plan.refused
    [(subject, shown)] = scenes(plan.draft)
    assert shown == weather
    assert subject in {"city", "street", "sea", "forest"}
    assert "can't draw" not in plan.reply


@pytest.mark.parametrize(
    ("request_text", "weather"),
    [
        *(("make it rain", "rain"), ("add some rain", "rain"), ("it's raining", "rain"), ("rain", "rain")),
        *(("add snow", "snow"), ("let it snow", "snow"), ("make it snowy", "snow"), ("add fog", "fog")),
        *(("make it foggy", "fog"), ("add a storm", "storm"), ("make it stormy", "storm")),
        *(("让它下雨", "rain"), ("改成雨天", "rain"), ("加一点雨", "rain"), ("下雪吧", "snow"), ("加上雾", "fog")),
    ],
)
def test_weather_comes_over_the_scene_that_is_there_and_goes_again(request_text: str, weather: str) -> None:
    city = direct(Draft(), "generate a 5-second clip of a city at dusk").draft
    wet = direct(city, request_text).draft
    assert scenes(wet) == [("city", weather)]
    [before], [after] = city.of_type(VIDEO), wet.of_type(VIDEO)
    assert (after.meta.seed, after.meta.time, after.meta.mood) == (before.meta.seed, "dusk", "")


@pytest.mark.parametrize(
    "request_text",
    [
        *("no more rain", "stop the rain", "remove the rain", "no rain", "clear sky", "make it sunny"),
        *("不要下雨了", "雨停了", "放晴", "去掉雨"),
    ],
)
def test_the_weather_goes_when_it_is_told_to(request_text: str) -> None:
    rain = direct(Draft(), "generate a 5-second clip of a city in the rain").draft
    assert scenes(rain) == [("city", "rain")]
    assert scenes(direct(rain, request_text).draft) == [("city", "")]


@pytest.mark.parametrize(
    ("request_text", "weather"),
    [
        ("a city in heavy rain", ("rain", "heavy")),
        ("a forest in light snow", ("snow", "light")),
        ("a street in a drizzle", ("rain", "light")),
        ("the sea in thick fog", ("fog", "heavy")),
        ("a big city in the rain", ("rain", "")),
        ("a soft light over the sea, fog", ("fog", "")),
        ("大雨中的城市", ("rain", "heavy")),
        ("毛毛雨里的小巷", ("rain", "light")),
        ("浓雾中的森林", ("fog", "heavy")),
        ("下小雪的山谷", ("snow", "light")),
    ],
)
def test_a_new_scenes_weather_is_as_strong_as_it_is_told(request_text: str, weather: tuple[str, str]) -> None:
    [clip] = direct(Draft(), request_text).draft.of_type(VIDEO)
    assert (clip.meta.weather, clip.meta.strength) == weather


STRONGER = (
    *("make it rain harder", "more rain", "a bit more rain", "heavier rain", "the rain should be stronger"),
    *("it should rain more", "increase the rain", "make the rain heavier", "heavy rain", "let it pour"),
    *("雨再大一点", "雨大一点", "雨下得更大", "再多一点雨", "雨太小了", "下大雨", "让雨下得大一些"),
)
WEAKER = (
    *("less rain", "lighter rain", "reduce the rain", "tone down the rain", "make the rain softer", "too much rain"),
    *("the rain is too strong", "make it a light drizzle", "rain less", "雨小一点", "少一点雨", "雨太大了", "下小雨"),
)


@pytest.mark.parametrize(
    ("request_text", "strength"), [*((r, "heavy") for r in STRONGER), *((r, "light") for r in WEAKER)]
)
def test_the_weather_that_is_there_becomes_stronger_or_weaker(request_text: str, strength: str) -> None:
    rain = direct(Draft(), "generate a 5-second clip of a city in the rain at night").draft
    [clip] = direct(rain, request_text).draft.of_type(VIDEO)
    assert (clip.meta.weather, clip.meta.strength) == ("rain", strength)


def test_a_weather_goes_one_step_at_a_time_and_ends_somewhere() -> None:
    draft = direct(Draft(), "a forest in heavy snow").draft
    seen = []
    for _ in range(3):
        plan = direct(draft, "less snow")
        draft = plan.draft
        seen.append((draft.of_type(VIDEO)[0].meta.strength, plan.refused))
    assert seen == [("", ()), ("light", ()), ("light", ("weather-limit",))]
    assert direct(draft, "make it snow").reply == "That is how it is already, so nothing changed."


def test_of_a_weather_that_is_not_there_more_is_some_and_less_is_refused() -> None:
    city = direct(Draft(), "a city at dusk").draft
    assert scenes(direct(city, "more rain").draft) == [("city", "rain")]
    assert direct(city, "less fog").refused == ("weather-none",)
    assert "加上雾" in direct(city, "雾小一点").reply


def test_a_storm_rains_more_without_becoming_rain() -> None:
    storm = direct(Draft(), "a stormy sea").draft
    [clip] = direct(storm, "more rain").draft.of_type(VIDEO)
    assert (clip.meta.weather, clip.meta.strength) == ("storm", "heavy")


@pytest.mark.parametrize(
    "wish", ["turn the rain into snow", "change the rain to snow", "snow instead of rain", "雨变成雪"]
)
def test_one_weather_takes_the_place_of_another(wish: str) -> None:
    rain = direct(Draft(), "a forest in heavy rain").draft
    [clip] = direct(rain, wish).draft.of_type(VIDEO)
    assert (clip.meta.weather, clip.meta.strength) == ("snow", "")


@pytest.mark.parametrize("wish", ["make it rain at the end only", "rain only in the second half", "只在结尾下雨"])
def test_weather_over_a_part_of_a_clip_is_refused_with_the_way_to_get_it(wish: str) -> None:
    city = direct(Draft(), "a city at dusk").draft
    plan = direct(city, wish)
    assert plan.refused == ("half",)
    assert plan.draft == city


def test_a_clip_that_is_named_after_its_weather_is_removed_as_a_clip() -> None:
    film = direct(Draft(), "generate the sea for 4 seconds, then a rainy city for 4 seconds").draft
    assert scenes(direct(film, "remove the rainy city clip").draft) == [("sea", "")]


def test_the_sound_of_rain_is_still_refused() -> None:
    city = direct(Draft(), "a city at dusk").draft
    plan = direct(city, "add rain sounds")
    assert plan.refused == ("sound-effects",)
    assert plan.draft == city


def test_the_answer_tells_the_weather() -> None:
    city = direct(Draft(), "generate a 5-second clip of a city at dusk").draft
    assert direct(city, "make it rain").reply == "Done: the scene is rainy now."
    assert direct(city, "让它下雨").reply == "好了：场景改成雨天。"
    assert direct(city, "add light rain").reply == "Done: the scene is in light rain now."
    assert direct(city, "下大雪").reply == "好了：场景改成大雪。"
