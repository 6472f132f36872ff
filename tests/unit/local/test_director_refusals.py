"""What is refused: nothing changes, and the answer names something that works."""

from __future__ import annotations

import pytest

from nemo_widgets.local.director import direct
from nemo_widgets.local.draft import Draft, encode

ON_THE_FILM = [
    ("play it backwards", "reverse"),
    ("speed it up 2x", "speed"),
    ("rotate the clip by 90 degrees", "rotate"),
    ("add a crossfade between the clips", "transition"),
    ("fade to black at the end", "transition"),
    ("split the clip at 4 seconds", "split"),
    ("trim the first 2 seconds", "split"),
    ("make it brighter", "colour"),
    ("adjust colors", "colour"),
    ("turn it black and white", "colour"),
    ("add automatic subtitles", "captions"),
    ("add a voiceover that reads the title", "voice"),
    ("add sound effects", "sound-effects"),
    ("add my logo as a watermark", "watermark"),
    ("remove the background", "background"),
    ("add a glitch effect", "effects"),
    ("post it to YouTube", "publish"),
    ("fade out the music", "fade-music"),
    ("remove the fifth clip", "no-such-clip"),
    ("make it 2 hours long", "too-long"),
    ("make it 0.1 seconds", "too-short"),
    ("make it better", "unknown"),
    ("asdf qwer", "unknown"),
    ("add a title", "title-text"),
    ("add the title 'Late' at 30 seconds", "title-late"),
    ("mute the clips", "no-clip-sound"),
    ("use my song as the music", "upload-audio"),
    ("undo", "nothing-to-undo"),
    ("倒放", "reverse"),
    ("加速两倍", "speed"),
    ("加一个转场", "transition"),
    ("调亮一点", "colour"),
    ("加配音", "voice"),
    ("去掉水印", "watermark"),
    ("旋转90度", "rotate"),
    ("撤销", "nothing-to-undo"),
]
ON_NOTHING = [
    ("animate this image into a 5-second video with smooth motion", "upload-image"),
    ("turn this image into a 5-second", "upload-image"),
    ("convert my images", "upload-image"),
    ("generate my text prompts or images", "no-subject"),
    ("generating 30-second AI videos from images or text prompts for content creators", "no-subject"),
    (
        "generating short AI videos from images or text prompts using Kling for content creators and marketers",
        "no-subject",
    ),
    ("generate a 10-second cinematic clip of", "no-subject"),
    ("用这张照片生成视频", "upload-image"),
    ("生成一个视频", "no-subject"),
    ("add the title 'Hello'", "no-clip-title"),
    ("add lo-fi music", "no-clip-music"),
    ("remove the music", "no-music"),
    ("make it 15 seconds", "no-clip"),
    ("remove the title", "no-title"),
    ("use my clip", "upload-video"),
    ("   ", "empty"),
    ("word " * 1000, "too-many-words"),
]


@pytest.mark.parametrize(("request_text", "topic"), ON_THE_FILM)
def test_a_film_stays_as_it_is_when_a_wish_is_refused(request_text: str, topic: str, film: Draft) -> None:
    plan = direct(film, request_text)

    assert topic in plan.refused
    assert encode(plan.draft) == encode(film)
    assert len(plan.reply) > 6


@pytest.mark.parametrize(("request_text", "topic"), ON_NOTHING)
def test_nothing_comes_of_a_wish_that_lacks_its_material(request_text: str, topic: str) -> None:
    plan = direct(Draft(), request_text)

    assert topic in plan.refused
    assert encode(plan.draft) == encode(Draft())
    assert not plan.operations


def test_a_refusal_names_what_can_be_done_instead_in_the_language_of_the_request(film: Draft) -> None:
    assert "zoom" in direct(film, "speed it up").reply
    assert "慢慢推近" in direct(film, "加速").reply


def test_what_can_be_done_of_a_request_is_done_and_the_rest_is_told(film: Draft) -> None:
    plan = direct(film, "make it vertical, play it backwards")

    assert (plan.draft.canvas.width, plan.draft.canvas.height) == (1080, 1920)
    assert plan.refused == ("reverse",)
    assert "9:16" in plan.reply
    assert "backwards" in plan.reply
