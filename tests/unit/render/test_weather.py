"""Weather over a scene: it shows, it falls, it dulls the light, and it never flickers."""

from __future__ import annotations

import numpy as np
import pytest

from nemo_widgets.local.draft import decode, encode
from nemo_widgets.local.render.frames import Size, black, canvas, view
from nemo_widgets.local.render.plate import Plate
from nemo_widgets.local.render.scenes.paint import Layer
from nemo_widgets.local.render.scenes.weather import WEATHERS
from nemo_widgets.local.render.timeline import Timeline


@pytest.fixture
def pictures(draft, segment):
    """The first frames of a scene at 12 frames a second: luma and both chromas, frame by frame."""

    def shown(frames=2, **meta):
        ms = frames * 1000 / 12
        timeline = Timeline(draft(segment("scene", 0, round(ms), **meta), fps=12), {}, Size(320, 180))
        return [[view(plane).astype(int) for plane in timeline.frame(n).planes] for n in range(frames)]

    return shown


@pytest.fixture
def laid():
    """Where on a black picture the one bright spot of a sinking layer lies: its row and column."""

    def spot(seconds, **motion):
        alpha = np.zeros((64, 96), np.float32)
        alpha[10:12, 20:22] = 1
        layer = Layer(np.ones((64, 96, 3), np.float32), alpha, period=96, **motion)
        picture = black(Size(96, 64)).reformat(format="yuv420p")
        Plate(layer, 1.0).lay([canvas(plane) for plane in picture.planes], 0.0, seconds, 1)
        rows, cols = np.nonzero(view(picture.planes[0]) > 200)
        return sorted({*rows.tolist()}), sorted({*cols.tolist()})

    return spot


def test_what_falls_sinks_at_its_speed_and_comes_in_again_at_the_top(laid):
    assert laid(0.0, fall=8.0) == ([10, 11], [20, 21])
    assert laid(1.0, fall=8.0) == ([18, 19], [20, 21])
    assert laid(6.5, fall=8.0) == ([62, 63], [20, 21])
    assert laid(7.0, fall=8.0) == ([2, 3], [20, 21])
    assert laid(8.0, fall=8.0) == laid(0.0, fall=8.0)


def test_what_sways_swings_to_both_sides_and_back(laid):
    assert laid(1.25, fall=8.0, sway=6.0) == ([20, 21], [14, 15])
    assert laid(3.75, fall=8.0, sway=6.0) == ([40, 41], [26, 27])
    assert laid(5.0, fall=8.0, sway=6.0) == ([50, 51], [20, 21])


@pytest.mark.parametrize("weather", WEATHERS)
def test_every_weather_dulls_the_colours_of_the_day(pictures, weather):
    def colour(picture):
        return sum(np.abs(chroma - 128).mean() for chroma in picture[1:])

    fair, dull = pictures(1, subject="sea", time="day")[0], pictures(1, subject="sea", time="day", weather=weather)[0]
    assert colour(dull) < 0.85 * colour(fair)


@pytest.mark.parametrize("weather", ["rain", "storm", "snow", "fog", "overcast"])
def test_no_sharp_sun_stands_in_the_sky_of_a_weather(pictures, weather):
    def brightest(**meta):
        return pictures(1, subject="sea", time="day", seed=5, **meta)[0][0][:90].max()

    assert brightest() > 225
    assert brightest(weather=weather) < 215


def test_a_storm_is_darker_than_rain_and_rain_than_a_fair_day(pictures):
    storm, rain, fair = (pictures(1, subject="sea", time="day", weather=w)[0][0].mean() for w in ("storm", "rain", ""))
    assert storm < rain - 5 < fair - 10


@pytest.mark.parametrize("weather", WEATHERS)
def test_a_weather_takes_the_more_colour_the_stronger_it_is(pictures, weather):
    def colour(strength):
        [picture] = pictures(1, subject="sea", time="day", weather=weather, strength=strength)
        return sum(np.abs(chroma - 128).mean() for chroma in picture[1:])

    assert colour("light") > colour("") > colour("heavy")


@pytest.mark.parametrize("weather", ["rain", "storm", "snow"])
def test_the_more_falls_the_stronger_it_is(pictures, weather):
    def change(strength):
        meta = {"weather": weather, "strength": strength, "camera": "still"}
        first, second = pictures(2, subject="mountains", time="night", **meta)
        return np.abs(first[0] - second[0]).mean()

    assert change("light") < 0.8 * change("") < 0.8 * 0.8 * change("heavy")


def test_rain_falls_outside_of_a_room_and_not_in_it(pictures):
    """A product stands in a studio: the rain is seen through its window, and only motes float before it."""

    def change(weather):
        first, second = pictures(2, subject="cup", time="day", weather=weather, camera="still", seed=5)
        moved = np.abs(first[0] - second[0])
        return moved[14:100, 60:260].mean(), moved[130:].mean()

    (window, table), (foggy_window, foggy_table) = change("rain"), change("fog")
    assert window > 2 * foggy_window
    assert table < 1.3 * foggy_table


@pytest.mark.parametrize("seed", [3, 5, 8])
def test_a_street_by_day_mirrors_its_houses_in_the_rain(pictures, seed):
    def mirrored(weather):
        [(_, *chromas)] = pictures(1, subject="street", time="day", weather=weather, seed=seed, camera="still")
        houses_and_road = [(chroma[40:66].mean(axis=0), chroma[72:76].mean(axis=0)) for chroma in chromas]
        return sum(np.corrcoef(*pair)[0, 1] for pair in houses_and_road)

    assert mirrored("rain") > mirrored("") + 0.15


@pytest.mark.parametrize("weather", WEATHERS)
def test_a_weather_is_the_same_again_for_the_same_seed(pictures, weather):
    one, again, other = (pictures(2, subject="stars", weather=weather, seed=seed)[1][0] for seed in (3, 3, 4))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("weather", WEATHERS)
def test_a_weather_never_flickers(pictures, weather):
    means = [
        picture[0].mean() for picture in pictures(12, subject="city", time="night", weather=weather, camera="still")
    ]
    assert np.abs(np.diff(means)).max() < 1


def test_drops_and_flakes_are_elsewhere_in_the_next_frame(pictures):
    def change(**meta):
        first, second = pictures(2, subject="mountains", time="night", camera="still", **meta)
        return np.abs(first[0] - second[0]).mean()

    still = change()
    assert change(weather="rain") > still + 1
    assert change(weather="snow") > still + 1


def test_a_draft_without_weather_is_written_as_before(draft, segment):
    fair = draft(segment("scene", 0, 500, subject="sea"))
    assert b"weather" not in encode(fair)
    assert decode(encode(fair)).tracks[0].segments[0].meta.weather == ""
