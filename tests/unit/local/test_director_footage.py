"""Two or more uploads in one request, each with its own length and motion, and what becomes of the film before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nemo_widgets.local.director import History, Upload, direct
from nemo_widgets.local.draft import VIDEO, Draft

# Said with a clip and a photo uploaded, and nothing on the timeline; the film that comes of it.
BOTH = [
    ("add my clip for 3 seconds, then my photo for 4 seconds with a slow zoom", "zoom-in"),
    ("use my clip for 3 seconds and my photo for 4 seconds", ""),
    ("my clip for 3 seconds, my photo for 4 seconds, slow zoom in", "zoom-in"),
    ("use 3 seconds of my clip then 4 seconds of my photo with a slow zoom", "zoom-in"),
    ("3 seconds of my clip followed by 4 seconds of my photo, panning left", "pan-left"),
    ("start with my clip for 3 seconds, then show my photo for 4 seconds zooming in slowly", "zoom-in"),
    ("add my clip (3 seconds) and then the photo (4 seconds), panning left", "pan-left"),
    ("my clip, 3 seconds, then my photo, 4 seconds, pan left", "pan-left"),
    ("put my video first for 3s, then my photo for 4s, with a slow zoom out", "zoom-out"),
    ("add surfing.mp4 for 3 seconds, then harbour.jpg for 4 seconds with a slow zoom", "zoom-in"),
    ("用我的视频3秒，然后我的照片4秒，慢慢放大", "zoom-in"),
    ("先放我的视频3秒，再放我的照片4秒，慢慢放大", "zoom-in"),
    ("加上我的视频3秒，再加上我的照片4秒，慢慢拉远", "zoom-out"),
    ("把我的视频放3秒，接着我的照片放4秒，镜头慢慢推近", "zoom-in"),
    ("用我的视频（3秒）和我的照片（4秒）", ""),
    ("视频3秒，照片4秒，慢慢放大", "zoom-in"),
    ("先是视频3秒，然后是照片4秒，向左平移", "pan-left"),
    ("前3秒用我的视频，后4秒用我的照片", ""),
]
# Edits said with a photo uploaded and nothing on the timeline; the film that comes of it.
EDITS = [
    ("zoom in slowly", "harbour.jpg 5s zoom-in"),
    ("pan left", "harbour.jpg 5s pan-left"),
    ("make it move", "harbour.jpg 5s zoom-in"),
    ("ken burns", "harbour.jpg 5s zoom-in"),
    ("add the title 'Hello'", "harbour.jpg 5s | 'Hello' 0-3"),
    ("add lo-fi music at 35%", "harbour.jpg 5s | lofi 35%"),
    ("zoom in slowly, add the title 'Hello' and lo-fi music", "harbour.jpg 5s zoom-in | lofi 50% | 'Hello' 0-3"),
    ("make it 8 seconds", "harbour.jpg 8s"),
    ("慢慢放大", "harbour.jpg 5s zoom-in"),
    ("让它动起来", "harbour.jpg 5s zoom-in"),
    ("加上标题“港口”", "harbour.jpg 5s | '港口' 0-3"),
    ("配上轻松的音乐", "harbour.jpg 5s | lofi 50%"),
    ("a city at night", "city:city at night 5s night"),
    ("something like a hyperbolic thing", ""),
]
# Said with two photos uploaded, the harbour before the beach.
PHOTOS = [
    (
        "add my first photo for 3 seconds, then my second photo for 4 seconds with a slow zoom",
        "harbour.jpg 3s | beach.png 4s zoom-in",
    ),
    (
        "my first photo for 3 seconds with a pan left, then the other photo for 4 seconds with a slow zoom",
        "harbour.jpg 3s pan-left | beach.png 4s zoom-in",
    ),
    ("add a photo for 3 seconds and another photo for 4 seconds", "beach.png 3s | harbour.jpg 4s"),
    ("第一张照片3秒，第二张照片4秒，慢慢放大", "harbour.jpg 3s | beach.png 4s zoom-in"),
    ("先放第二张照片3秒，然后第一张照片4秒，慢慢拉远", "beach.png 3s | harbour.jpg 4s zoom-out"),
]


@pytest.mark.parametrize(("request_text", "camera"), BOTH)
def test_each_upload_gets_its_own_length_and_motion(
    request_text: str, camera: str, told: Callable[[Draft], str], uploads: dict[str, Upload]
) -> None:
    plan = direct(Draft(), request_text, [uploads["surf"], uploads["harbour"]])

    assert told(plan.draft) == f"surfing.mp4 3s | harbour.jpg 4s {camera}".strip()
    assert not plan.refused


@pytest.mark.parametrize(("request_text", "film"), EDITS)
def test_an_edit_with_no_film_yet_means_what_was_uploaded(
    request_text: str, film: str, told: Callable[[Draft], str], uploads: dict[str, Upload]
) -> None:
    assert told(direct(Draft(), request_text, [uploads["harbour"]]).draft) == film


@pytest.mark.parametrize(
    ("request_text", "ms"),
    [
        ("add my photos for 10 seconds each with a slow zoom and a dissolve between them", 800),
        ("use my photos, 10 seconds each, with a slow zoom and cross-fades between them", 800),
        ("add my photos for 10 seconds each with a slow zoom and a 2-second dissolve between each", 2000),
    ],
)
def test_photos_with_a_join_between_them_keep_their_length_and_motion(
    request_text: str, ms: int, uploads: dict[str, Upload]
) -> None:
    film = direct(Draft(), request_text, [uploads["harbour"], uploads["beach"]]).draft

    assert [(c.duration, c.meta.camera) for c in film.of_type(VIDEO)] == [(10_000, "zoom-in")] * 2
    assert [(c.meta.transition, c.meta.transition_ms) for c in film.of_type(VIDEO)][1:] == [("dissolve", ms)]


@pytest.mark.parametrize(("request_text", "film"), PHOTOS)
def test_uploads_of_one_kind_are_told_apart(
    request_text: str, film: str, told: Callable[[Draft], str], uploads: dict[str, Upload]
) -> None:
    assert told(direct(Draft(), request_text, [uploads["harbour"], uploads["beach"]]).draft) == film


def test_clips_of_the_film_are_not_taken_for_uploads(
    reel: Draft, told: Callable[[Draft], str], uploads: dict[str, Upload]
) -> None:
    plan = direct(reel, "the third clip 3 seconds", list(uploads.values()))

    assert told(plan.draft).split(" | ")[2] == "harbour.jpg 3s"


@pytest.mark.parametrize(
    ("request_text", "what"),
    [
        ("generate the sea at dusk", "the 4 clips before; “undo” brings them back, and “then a clip of sea at dusk”"),
        ("a sunset over the ocean", "the 4 clips before; “undo” brings them back, and “then a clip of sunset over"),
        ("make a video of my beach photo", "the 4 clips before; “undo” brings them back, and “then beach.png”"),
        ("大海", "它取代了原来的4段：说“撤销”可以找回来；想接在后面，撤销后说“然后生成大海”"),
        ("生成一片森林", "它取代了原来的4段"),
        ("用我的海滩照片生成视频", "它取代了原来的4段：说“撤销”可以找回来；想接在后面，撤销后说“然后beach.png”"),
    ],
)
def test_the_answer_says_what_was_replaced(
    request_text: str, what: str, reel: Draft, uploads: dict[str, Upload]
) -> None:
    assert what in direct(reel, request_text, list(uploads.values())).reply


@pytest.mark.parametrize("request_text", ["generate the sea at dusk", "make a video of my beach photo", "大海"])
def test_what_the_answer_says_brings_it_back_and_adds_to_it(
    request_text: str, reel: Draft, told: Callable[[Draft], str], uploads: dict[str, Upload]
) -> None:
    files = list(uploads.values())
    plan = direct(reel, request_text, files)
    back = plan.reply.replace("“", "”").split("”")

    undo = next(word for word in back if word in {"undo", "撤销"})
    undone = direct(plan.draft, undo, files, history=History((reel, plan.draft), 1)).draft
    assert undone == reel
    then = next(word for word in back if word.startswith(("then ", "然后")))
    added = told(direct(undone, then, files).draft).split(" | ")
    assert added[:4] == told(reel).split(" | ")[:4]
    assert added[4] == told(plan.draft).split(" | ")[0]


@pytest.mark.parametrize(
    ("request_text", "place"),
    [("generate the sea", Draft()), ("then the sea", None), ("replace the first clip with the sea", None)],
)
def test_nothing_is_said_where_nothing_else_is_lost(request_text: str, place: Draft | None, reel: Draft) -> None:
    assert "takes the place" not in direct(place or reel, request_text).reply


@pytest.mark.parametrize(
    "request_text",
    [
        "generate a city. No wait, generate a forest instead",
        "generate a city, actually, generate a forest",
        "生成一个城市，算了，生成一片森林",
    ],
)
def test_a_second_thought_takes_the_first_back_and_only_it_is_told(
    request_text: str, told: Callable[[Draft], str]
) -> None:
    plan = direct(Draft(), request_text)

    assert told(plan.draft) in {"forest:forest 5s", "forest:森林 5s"}
    assert "city" not in plan.reply
    assert "城市" not in plan.reply


@pytest.mark.parametrize(
    ("request_text", "film"),
    [
        ("a calm sea at sunset with a slow pan", "sea:calm sea at sunset 5s pan-right dusk calm"),
        ("mountains at dawn with the camera panning left", "mountains:mountains at dawn 5s pan-left dawn"),
        ("zoom in on the sea", "sea:sea 5s zoom-in"),
        ("平静的大海，镜头慢慢推近", "sea:平静的大海 5s zoom-in calm"),
    ],
)
def test_a_scene_told_with_its_motion_begins_a_film(request_text: str, film: str, told: Callable[[Draft], str]) -> None:
    assert told(direct(Draft(), request_text).draft) == film
