"""What is refused: nothing changes, and the answer names something that works."""

from __future__ import annotations

import re

import pytest

from nemo_widgets.local.director import Upload, direct
from nemo_widgets.local.director.refusals import REFUSALS
from nemo_widgets.local.draft import Draft, encode

ON_THE_REEL = [
    ("make it a boomerang", "boomerang"),
    ("freeze the last frame", "freeze"),
    ("rotate the clip by 90 degrees", "rotate"),
    ("mirror the photo", "rotate"),
    ("stabilize the shaky clip", "stabilise"),
    ("picture in picture", "layers"),
    ("split screen with both clips", "layers"),
    ("add automatic subtitles", "captions"),
    ("translate the captions to French", "captions"),
    ("add a voiceover that reads the title", "voice"),
    ("add sound effects", "sound-effects"),
    ("i want to hear the waves", "sound-effects"),
    ("add my logo as a watermark", "logo"),
    ("put a white frame around it", "logo"),
    ("remove the background", "background"),
    ("blur the background", "background"),
    ("remove the person on the left", "background"),
    ("add a glitch effect", "effects"),
    ("make it look like anime", "effects"),
    ("render it in 4k", "resolution"),
    ("export it as a gif", "resolution"),
    ("post it to YouTube", "publish"),
    ("send it to my friend by email", "publish"),
    ("find stock footage of a dog", "schedule"),
    ("speed up the music", "music-tempo"),
    ("make the music louder at the end", "music-part"),
    ("mute the music at the start", "music-part"),
    ("音乐后面大声一点", "music-part"),
    ("use a song by Taylor Swift", "music-name"),
    ("remove the fifth clip", "no-such-clip"),
    ("split the film at 40 seconds", "split-where"),
    ("trim the first 2 seconds of the second and third clips", "trim-which"),
    ("cut from 40 to 50 seconds", "cut-where"),
    ("move the first clip", "reorder-how"),
    ("dissolve between the first and last clips", "not-adjacent"),
    ("crop the first clip", "crop-scene"),
    ("crop the photo", "crop-how"),
    ("crop the photo to the top 2%", "crop-little"),
    ("make it 2 hours long", "too-long"),
    ("make it 0.1 seconds", "too-short"),
    ("speed it up 100x", "speed-range"),
    ("change the speed", "speed-how"),
    ("make the camera move slower", "camera-speed"),
    ("insert a black screen", "blank"),
    ("make the photo dusk", "colour"),
    ("make it better", "vague"),
    ("asdf qwer", "unknown"),
    ("add a title", "title-text"),
    ("change the title", "title-how"),
    ("add the title 'Late' at 30 seconds", "title-late"),
    ("remove the watermark", "no-watermark"),
    ("undo", "nothing-to-undo"),
    ("来回播放", "boomerang"),
    ("定格最后一帧", "freeze"),
    ("旋转90度", "rotate"),
    ("画中画", "layers"),
    ("自动生成字幕", "captions"),
    ("加配音", "voice"),
    ("加雨声音效", "sound-effects"),
    ("加个贴纸", "logo"),
    ("抠图换背景", "background"),
    ("加卡通特效", "effects"),
    ("导出4K", "resolution"),
    ("发布到抖音", "publish"),
    ("音乐加快节奏", "music-tempo"),
    ("用周杰伦的歌", "music-name"),
    ("删掉第九段", "no-such-clip"),
    ("裁剪第一段", "crop-scene"),
    ("改成两小时", "too-long"),
    ("加速100倍", "speed-range"),
    ("添加标题", "title-text"),
    ("去掉水印", "no-watermark"),
    ("搜索网上的视频", "schedule"),
    ("随便弄弄", "unknown"),
    ("撤销", "nothing-to-undo"),
]
ON_ONE_CLIP = [
    ("add a crossfade", "transition-one"),
    ("swap the clips", "reorder-one"),
    ("mute the clips", "no-clip-sound"),
    ("use my song as the music", "upload-audio"),
    ("加一个转场", "transition-one"),
    ("调换顺序", "reorder-one"),
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
    ("fade out the music", "no-clip-music"),
    ("make it 15 seconds", "no-clip"),
    ("make it darker", "no-clip"),
    ("speed it up", "no-clip"),
    ("play it backwards", "no-clip"),
    ("dissolve between the clips", "no-clip"),
    ("split it in half", "no-clip"),
    ("trim the first second", "no-clip"),
    ("duplicate the second clip", "no-clip"),
    ("remove the title", "no-title"),
    ("use my clip", "upload-video"),
    ("   ", "empty"),
    ("word " * 1000, "too-many-words"),
]


@pytest.mark.parametrize(("request_text", "topic"), ON_THE_REEL)
def test_a_film_stays_as_it_is_when_a_wish_is_refused(
    request_text: str, topic: str, reel: Draft, uploads: dict[str, Upload]
) -> None:
    plan = direct(reel, request_text, list(uploads.values()))

    assert plan.refused == (topic,)
    assert encode(plan.draft) == encode(reel)


@pytest.mark.parametrize(("request_text", "topic"), ON_ONE_CLIP)
def test_what_one_clip_alone_cannot_have_is_refused(request_text: str, topic: str, film: Draft) -> None:
    plan = direct(film, request_text)

    assert plan.refused == (topic,)
    assert encode(plan.draft) == encode(film)


@pytest.mark.parametrize(("request_text", "topic"), ON_NOTHING)
def test_nothing_comes_of_a_wish_that_lacks_its_material(request_text: str, topic: str) -> None:
    plan = direct(Draft(), request_text)

    assert topic in plan.refused
    assert encode(plan.draft) == encode(Draft())
    assert not plan.operations


@pytest.mark.parametrize("request_text", [text for text, _ in [*ON_THE_REEL, *ON_ONE_CLIP]])
def test_a_refusal_speaks_the_language_of_the_request(
    request_text: str, reel: Draft, uploads: dict[str, Upload]
) -> None:
    reply = direct(reel, request_text, list(uploads.values())).reply

    assert bool(re.search(r"[\u3400-\u9fff]", request_text)) == bool(re.search(r"[\u3400-\u9fff]", reply))


def _suggestions(reply: str) -> list[str]:
    """What a reply proposes to say: its quoted texts that are no name in the request."""
    return re.findall(r"“((?:[^“”]|“[^”]*”)+)”", reply)


@pytest.mark.parametrize("topic", REFUSALS)
@pytest.mark.parametrize("chinese", [False, True])
def test_whatever_a_refusal_proposes_to_say_works(
    topic: str, chinese: bool, reel: Draft, uploads: dict[str, Upload]
) -> None:
    """On a film of four clips with a title, music and a watermark, each quoted proposal does something."""
    ready = direct(reel, "add the watermark '© Ana'").draft
    ready = direct(ready, "crop the photo to the center, make everything a bit warmer").draft

    for proposal in _suggestions(REFUSALS[topic][chinese].format("", can="", clips="")):
        plan = direct(ready, proposal, list(uploads.values()))
        assert plan.operations or "undo" in proposal or "撤销" in proposal, (proposal, plan.reply)


def test_a_refusal_names_what_can_be_done_instead(film: Draft) -> None:
    assert "half speed" in direct(film, "freeze the last frame").reply
    assert "0.5倍速" in direct(film, "定格最后一帧").reply


def test_what_is_not_understood_in_several_parts_is_told_once(film: Draft) -> None:
    plan = direct(film, "asdf, qwer, zxcv")

    assert plan.refused == ("unknown",)
    assert plan.reply.startswith("I didn't understand “asdf”, “qwer”, “zxcv”.")


def test_what_can_be_done_of_a_request_is_done_and_the_rest_is_told(film: Draft) -> None:
    plan = direct(film, "make it vertical, rotate it by 90 degrees")

    assert (plan.draft.canvas.width, plan.draft.canvas.height) == (1080, 1920)
    assert plan.refused == ("rotate",)
    assert "9:16" in plan.reply
    assert "rotate" in plan.reply
