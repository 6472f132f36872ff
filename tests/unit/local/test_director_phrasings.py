"""Requests in English and Chinese, each with the draft it must lead to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nemo_widgets.local.director import Upload, direct
from nemo_widgets.local.draft import Draft

CITY = "city:futuristic city at night 10s night neon"
MUSIC = "lofi 35%"
TITLE = "'Urban Dreams' 0-3"
REST = f"{MUSIC} | {TITLE}"

# On an empty timeline, nothing uploaded.
FROM_NOTHING = [
    (
        "generate a 10-second cinematic clip of a futuristic city at night",
        "city:futuristic city at night 10s night neon",
    ),
    ("generate a 5-second clip of a forest at dawn", "forest:forest at dawn 5s dawn"),
    ("Create a video of waves on a quiet beach, 8 seconds", "sea:waves on a quiet beach 8s calm"),
    ("make me a 6s video about the Sahara desert at sunset", "desert:Sahara desert at sunset 6s dusk"),
    ("can you please generate a ten second clip of the milky way?", "stars:milky way 10s"),
    ("a sunset over the ocean", "sea:sunset over the ocean 5s dusk"),
    ("mountains at sunrise for half a minute", "mountains:mountains at sunrise 30s dawn"),
    ("generate a vertical 5-second clip of a city street at night", "1080x1920 | street:city street at night 5s night"),
    ("generate a square video of autumn leaves", "1080x1080 | forest:autumn leaves 5s"),
    ("generate a clip of snowy mountains with a slow zoom out", "mountains:snowy mountains 5s zoom-out cool"),
    ("film a lighthouse in the fog, pan left, 7 seconds", "sea:lighthouse in the fog 7s pan-left fog"),
    ("generate a photo of a mountain landscape into a 1080p MP4", "mountains:mountain landscape 5s"),
    ("generate a 10-second product clip or a single product photo into a 1080p MP4", "bottle:product 10s"),
    (
        "generate a 5-second clip of a city with neon signs, rain and fog",
        "city:city with neon signs, rain and fog 5s night neon rain",
    ),
    (
        "generate 4 seconds of a city at dusk, then a forest at dawn for 3 seconds, then the sea",
        "city:city at dusk 4s dusk | forest:forest at dawn 3s dawn | sea:sea 5s",
    ),
    (
        "generate a 10-second clip of the sea with piano music at 40% and the title 'Blue' at the end",
        "sea:sea 10s | piano 40% | 'Blue' 7-10",
    ),
    (
        "add the title 'Go' for 2 seconds and generate a 5-second clip of the desert",
        "desert:desert 5s | 'Go' 0-2",
    ),
    ("生成一个10秒的未来城市夜景视频", "city:未来城市夜景 10s night neon"),
    ("帮我生成一段5秒的海边日落短片", "sea:海边日落 5s dusk"),
    ("做一个竖屏的星空视频，15秒", "1080x1920 | stars:星空 15s night"),
    ("请制作一个关于雪山日出的8秒视频", "mountains:雪山日出 8s dawn cool"),
    ("来一段森林清晨的画面，镜头慢慢推近", "forest:森林清晨 5s zoom-in dawn"),
    ("生成一个十秒的沙漠视频，配上钢琴音乐，音量40%", "desert:沙漠 10s | piano 40%"),
    ("先生成5秒的城市夜景，然后是大海，标题“你好”放在结尾", "city:城市夜景 5s night | sea:大海 5s | '你好' 7-10"),
    ("能不能生成一个半分钟的银河视频？", "stars:银河 30s"),
    ("宁静的竹林", "forest:宁静的竹林 5s calm"),
]

# On the golden film.
ON_THE_FILM = [
    # titles
    ("add the title 'The End' at the end", f"{CITY} | {REST} | 'The End' 7-10"),
    ('add a title "Hello" at 4 seconds for 2 seconds', f"{CITY} | {REST} | 'Hello' 4-6"),
    ("put “Night Drive” at the bottom in yellow", f"{CITY} | {MUSIC} | {TITLE} | 'Night Drive' 0-3 bottom #fdd835"),
    ("add a small title saying Welcome Home for 4 seconds", f"{CITY} | {MUSIC} | {TITLE} | 'Welcome Home' 3-7 small"),
    ("add the text 'Let's go' from 2 to 6 seconds", f"{CITY} | {MUSIC} | {TITLE} | 'Let's go' 2-6 bottom"),
    ("change the title to 'City Lights'", f"{CITY} | {MUSIC} | 'City Lights' 0-3"),
    ("rename the title to “City Lights”", f"{CITY} | {MUSIC} | 'City Lights' 0-3"),
    ("make the title last 5 seconds", f"{CITY} | {MUSIC} | 'Urban Dreams' 0-5"),
    ("move the title to the bottom", f"{CITY} | {MUSIC} | {TITLE} bottom"),
    ("move the title to the end", f"{CITY} | {MUSIC} | 'Urban Dreams' 7-10"),
    ("make the title red and smaller", f"{CITY} | {MUSIC} | {TITLE} #e53935 medium"),
    ("remove the title", f"{CITY} | {MUSIC}"),
    ("delete the text 'Urban Dreams'", f"{CITY} | {MUSIC}"),
    ("添加标题“城市之梦”，显示3秒", f"{CITY} | {REST} | '城市之梦' 3-6"),
    ("在结尾加一个标题「完」", f"{CITY} | {REST} | '完' 7-10"),
    ("标题改成“你好”", f"{CITY} | {MUSIC} | '你好' 0-3"),
    ("把标题换成《夜行》", f"{CITY} | {MUSIC} | '夜行' 0-3"),
    ("标题放到底部", f"{CITY} | {MUSIC} | {TITLE} bottom"),
    ("让标题变成红色", f"{CITY} | {MUSIC} | {TITLE} #e53935"),
    ("标题显示5秒", f"{CITY} | {MUSIC} | 'Urban Dreams' 0-5"),
    ("删掉标题", f"{CITY} | {MUSIC}"),
    # music
    ("swap the music for jazz", f"{CITY} | jazz 35% | {TITLE}"),
    ("change the music to something calm", f"{CITY} | ambient 35% | {TITLE}"),
    ("use upbeat music instead at 60%", f"{CITY} | upbeat 60% | {TITLE}"),
    ("swap music", f"{CITY} | cinematic 35% | {TITLE}"),
    ("set the music to 20%", f"{CITY} | lofi 20% | {TITLE}"),
    ("make the music quieter", f"{CITY} | lofi 20% | {TITLE}"),
    ("turn the music up a bit", f"{CITY} | lofi 50% | {TITLE}"),
    ("lower the music by 10%", f"{CITY} | lofi 25% | {TITLE}"),
    ("louder", f"{CITY} | lofi 50% | {TITLE}"),
    ("mute the music", f"{CITY} | lofi 0% | {TITLE}"),
    ("music at half volume", f"{CITY} | lofi 50% | {TITLE}"),
    ("remove the music", f"{CITY} | {TITLE}"),
    ("no music please", f"{CITY} | {TITLE}"),
    ("how about a rock soundtrack?", f"{CITY} | rock 35% | {TITLE}"),
    ("换成爵士音乐", f"{CITY} | jazz 35% | {TITLE}"),
    ("音乐小声一点", f"{CITY} | lofi 20% | {TITLE}"),
    ("音量调到50%", f"{CITY} | lofi 50% | {TITLE}"),
    ("把音乐声音调大一点", f"{CITY} | lofi 50% | {TITLE}"),
    ("去掉背景音乐", f"{CITY} | {TITLE}"),
    ("配一段欢快的音乐，音量百分之四十", f"{CITY} | upbeat 40% | {TITLE}"),
    # shape, length, camera, look
    ("make it vertical", f"1080x1920 | {CITY} | {REST}"),
    ("9:16", f"1080x1920 | {CITY} | {REST}"),
    ("turn it into a square video", f"1080x1080 | {CITY} | {REST}"),
    ("set the aspect ratio to 4:5", f"1080x1350 | {CITY} | {REST}"),
    ("改成竖屏", f"1080x1920 | {CITY} | {REST}"),
    ("换成正方形画幅", f"1080x1080 | {CITY} | {REST}"),
    ("make it 15 seconds", f"city:futuristic city at night 15s night neon | {REST}"),
    ("make it 5 seconds longer", f"city:futuristic city at night 15s night neon | {REST}"),
    ("shorten it to 2 seconds", f"city:futuristic city at night 2s night neon | {MUSIC} | 'Urban Dreams' 0-2"),
    ("改成15秒", f"city:futuristic city at night 15s night neon | {REST}"),
    ("延长到20秒", f"city:futuristic city at night 20s night neon | {REST}"),
    ("缩短3秒", f"city:futuristic city at night 7s night neon | {REST}"),
    ("slow zoom out", f"city:futuristic city at night 10s zoom-out night neon | {REST}"),
    ("pan left slowly", f"city:futuristic city at night 10s pan-left night neon | {REST}"),
    ("镜头向右平移", f"city:futuristic city at night 10s pan-right night neon | {REST}"),
    ("keep the camera still", f"city:futuristic city at night 10s still night neon | {REST}"),
    ("make it dusk", f"city:futuristic city at night 10s dusk neon | {REST}"),
    ("改成黄昏", f"city:futuristic city at night 10s dusk neon | {REST}"),
    ("make it a warm scene", f"city:futuristic city at night 10s night warm | {REST}"),
    # clips
    ("generate a 4-second clip of the sea", f"sea:sea 4s | {MUSIC} | {TITLE}"),
    ("add a 4-second clip of the sea", f"{CITY} | sea:sea 4s | {REST}"),
    ("then a forest at dawn", f"{CITY} | forest:forest at dawn 5s dawn | {REST}"),
    ("put a 3 second shot of the stars at the start", f"stars:stars 3s | {CITY} | {REST}"),
    ("再加一段3秒的星空", f"{CITY} | stars:星空 3s night | {REST}"),
    ("delete everything", ""),
    (
        "make it 15 seconds, vertical, with an upbeat track and the title 'Go' at the end",
        f"1080x1920 | city:futuristic city at night 15s night neon | upbeat 35% | {TITLE} | 'Go' 12-15",
    ),
    (
        "改成15秒，竖屏，配上欢快的音乐，结尾加标题“出发”",
        f"1080x1920 | city:futuristic city at night 15s night neon | upbeat 35% | {TITLE} | '出发' 12-15",
    ),
    ("remove the title and mute the music", f"{CITY} | lofi 0%"),
]

# On an empty timeline with these uploads.
WITH_UPLOADS = [
    (["harbour"], "animate this image into a 5-second video with smooth motion", "harbour.jpg 5s zoom-in"),
    (
        ["harbour"],
        "generate a 30-second cinematic video from this image with slow camera movement",
        "harbour.jpg 30s zoom-in",
    ),
    (["harbour"], "generate a 5-second cinematic video clip from this image", "harbour.jpg 5s"),
    (["harbour"], "turn this image into a 5-second animated video clip", "harbour.jpg 5s"),
    (["harbour"], "turn this image into a 5-second", "harbour.jpg 5s"),
    (["harbour"], "generate my text prompts or images", "harbour.jpg 5s"),
    (["harbour", "beach"], "convert my images", "harbour.jpg 5s | beach.png 5s"),
    (["harbour"], "generating 30-second AI videos from images or text prompts for content creators", "harbour.jpg 30s"),
    (["harbour"], "animate with slow motion", "harbour.jpg 5s zoom-in"),
    (["harbour"], "turn into a vertical clip", "1080x1920 | harbour.jpg 5s"),
    (["harbour"], "generate a 10-second product clip or a single product photo into a 1080p MP4", "harbour.jpg 10s"),
    (["harbour"], "generate an 8 second video", "harbour.jpg 8s"),
    (["harbour", "beach"], "use my harbour photo for 4 seconds, pan right", "harbour.jpg 4s pan-right"),
    (["harbour", "beach"], "animate harbour.jpg, tilt up", "harbour.jpg 5s tilt-up"),
    (["harbour", "beach"], "make a 10-second video from these photos", "harbour.jpg 5s | beach.png 5s"),
    (["harbour", "beach"], "start with my beach photo, then my harbour photo", "beach.png 5s | harbour.jpg 5s"),
    (["surf"], "use my clip", "surfing.mp4 6s"),
    (["surf"], "use this video for 3 seconds and add rock music", "surfing.mp4 3s | rock 50%"),
    (["surf", "harbour"], "my surfing clip, then this photo", "surfing.mp4 6s | harbour.jpg 5s"),
    (
        ["harbour"],
        "generate a 10-second clip of a city at dusk, then my harbour photo, add lo-fi music at 35%",
        "city:city at dusk 10s dusk | harbour.jpg 5s | lofi 35%",
    ),
    (["song"], "generate a 5-second clip of the sea and use my song as the soundtrack", "sea:sea 5s | my-song.mp3 50%"),
    (["harbour"], "generate a 5-second clip of a forest", "forest:forest 5s"),
    (["harbour"], "让这张照片动起来", "harbour.jpg 5s"),
    (["harbour"], "用这张图片生成一个5秒的视频，镜头慢慢推近", "harbour.jpg 5s zoom-in"),
    (["harbour"], "把我的照片做成一个竖屏视频", "1080x1920 | harbour.jpg 5s"),
    (["harbour", "beach"], "用这些照片生成10秒视频", "harbour.jpg 5s | beach.png 5s"),
    (["harbour"], "生成一个5秒的城市夜景，然后接我的照片", "city:城市夜景 5s night | harbour.jpg 5s"),
    (["surf"], "用我的视频，配上电子音乐", "surfing.mp4 6s | electronic 50%"),
]


@pytest.mark.parametrize(("request_text", "expected"), FROM_NOTHING)
def test_a_request_makes_a_film_from_nothing(request_text: str, expected: str, told: Callable[[Draft], str]) -> None:
    plan = direct(Draft(), request_text)

    assert told(plan.draft) == expected
    assert not plan.refused


@pytest.mark.parametrize(("request_text", "expected"), ON_THE_FILM)
def test_a_request_edits_the_film(request_text: str, expected: str, film: Draft, told: Callable[[Draft], str]) -> None:
    plan = direct(film, request_text)

    assert told(plan.draft) == expected
    assert not plan.refused


@pytest.mark.parametrize(("names", "request_text", "expected"), WITH_UPLOADS)
def test_a_request_uses_what_was_uploaded(
    names: list[str], request_text: str, expected: str, uploads: dict[str, Upload], told: Callable[[Draft], str]
) -> None:
    plan = direct(Draft(), request_text, [uploads[n] for n in names])

    assert told(plan.draft) == expected
    assert not plan.refused


def test_there_are_phrasings_enough() -> None:
    assert len(FROM_NOTHING) + len(ON_THE_FILM) + len(WITH_UPLOADS) >= 120
