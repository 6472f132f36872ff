"""The director's promises: pure, seeded, in the user's language, silent where it must be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nemo_widgets.local.director import History, Upload, direct
from nemo_widgets.local.director.lexicon import CANVASES, GENRE_NAMES
from nemo_widgets.local.director.operations import TOOLS, AddMusic, AddTitle, GenerateScene
from nemo_widgets.local.director.quantities import number, percent, times
from nemo_widgets.local.director.reading import LONGEST_REQUEST, clauses
from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Draft, encode
from nemo_widgets.local.render import CAMERAS, GENRES, SUBJECTS

CITY = "generate a 10-second cinematic clip of a futuristic city at night"


def test_the_draft_given_is_never_changed(film: Draft) -> None:
    before = encode(film)

    for request in (
        "make it vertical",
        "delete everything",
        "add the title 'X'",
        "swap the music for jazz",
        "15 seconds",
    ):
        direct(film, request)

    assert encode(film) == before


def test_the_same_request_gives_the_same_draft_and_another_seed_another_scene() -> None:
    assert encode(direct(Draft(), CITY).draft) == encode(direct(Draft(), CITY).draft)
    assert encode(direct(Draft(), CITY).draft) != encode(direct(Draft(), CITY, seed=1).draft)


def test_drawing_anew_changes_the_seed_and_nothing_else(film: Draft) -> None:
    (before,), (after,) = film.of_type(VIDEO), direct(film, "regenerate").draft.of_type(VIDEO)

    assert before.meta.seed != after.meta.seed
    assert (before.id, before.meta.name, before.duration) == (after.id, after.meta.name, after.duration)


def test_tracks_come_in_the_order_video_audio_text_and_nothing_is_added_unasked(film: Draft) -> None:
    assert [t.type for t in film.tracks] == [VIDEO, AUDIO, TEXT]
    assert [t.type for t in direct(Draft(), CITY).draft.tracks] == [VIDEO]


def test_a_plan_tells_its_operations_as_data(film: Draft) -> None:
    plan = direct(Draft(), f"{CITY}, add lo-fi music at 35% and the title 'Go' at the end")

    assert [type(o) for o in plan.operations] == [GenerateScene, AddMusic, AddTitle]
    assert plan.operations[2] == AddTitle("Go", 7000, 3000)
    assert all(type(o) in TOOLS for o in plan.operations)


def test_only_adding_titles_is_silent(film: Draft) -> None:
    bare = direct(film, "remove the title").draft
    assert direct(bare, "add the title 'Urban Dreams' for 3 seconds").silent
    assert direct(bare, "添加标题“你好”").silent
    assert not direct(film, "add the title 'Urban Nights'").silent, "it comes later than was to be expected"
    for request in ("remove the title", "change the title to 'X'", "make it vertical and add the title 'X'", "hello"):
        assert not direct(film, request).silent


def test_it_introduces_itself_when_it_draws_and_is_asked_to() -> None:
    assert "local preview engine" in direct(Draft(), CITY, introduce=True).reply
    assert "本地预览引擎" in direct(Draft(), "生成一个5秒的大海视频", introduce=True).reply
    assert "local preview engine" not in direct(Draft(), CITY).reply


def test_a_subject_it_cannot_draw_is_told() -> None:
    plan = direct(Draft(), "generate a 5-second clip of a cat playing the piano")

    assert plan.draft.of_type(VIDEO)[0].meta.subject == "abstract"
    assert "can't draw that subject" in plan.reply


def test_undo_and_redo_move_in_the_history(film: Draft) -> None:
    drafts = (Draft(), film, direct(film, "make it vertical").draft)

    back = direct(drafts[2], "undo", history=History(drafts, 2))
    twice = direct(drafts[2], "撤销两次", history=History(drafts, 2))
    forth = direct(drafts[1], "redo", history=History(drafts, 1))

    assert (back.move, encode(back.draft)) == (-1, encode(drafts[1]))
    assert (twice.move, encode(twice.draft)) == (-2, encode(drafts[0]))
    assert (forth.move, encode(forth.draft)) == (1, encode(drafts[2]))


def test_redo_with_nothing_undone_draws_anew(film: Draft) -> None:
    plan = direct(film, "redo", history=History((Draft(), film), 1))

    assert plan.move == 0
    assert plan.draft.of_type(VIDEO)[0].meta.seed != film.of_type(VIDEO)[0].meta.seed


@pytest.mark.parametrize(
    ("request_text", "fact"),
    [
        ("how long is it?", "10 s"),
        ("what's on the timeline?", "futuristic city at night (0-10s)"),
        ("which music is playing?", "Lo-fi at 35%"),
        ("what titles are there?", "“Urban Dreams” (0-3s)"),
        ("what is the aspect ratio?", "1920×1080"),
        ("what did I upload?", "Nothing is uploaded"),
        ("what can you do?", "captions and music"),
        ("help", "captions and music"),
        ("hello", "Hello"),
        ("export 1080p MP4", "ready to export: 10 s"),
        ("影片多长？", "10秒"),
        ("时间线上有什么？", "futuristic city at night"),
        ("有音乐吗？", "35%"),
        ("how long is the first clip?", "Clip 1 of 1 is “futuristic city at night”: 0-10s"),
        ("第一段多长？", "长10秒"),
        ("which transitions are there?", "follow each other by cuts"),
        ("你能做什么？", "加标题、字幕和音乐"),
    ],
)
def test_questions_are_answered_without_a_change(request_text: str, fact: str, film: Draft) -> None:
    plan = direct(film, request_text)

    assert fact in plan.reply
    assert not plan.operations
    assert not plan.refused
    assert encode(plan.draft) == encode(film)


def test_a_polite_question_that_is_an_order_is_carried_out(film: Draft) -> None:
    assert direct(film, "could you please make it vertical?").draft.canvas.height == 1920
    assert direct(film, "能不能改成竖屏？").draft.canvas.height == 1920


@pytest.mark.parametrize(
    "quoted", ['"Go"', "'Go'", "“Go”", "‘Go’", "「Go」", "『Go』", "《Go》", "«Go»", "`Go`", "„Go“"]
)
def test_quotes_of_all_kinds(quoted: str, film: Draft) -> None:
    assert direct(film, f"add the title {quoted} at the end").draft.of_type(TEXT)[-1].meta.text == "Go"


def test_orders_inside_quotes_are_no_orders(film: Draft) -> None:
    plan = direct(film, "add the title 'remove the music, then undo and make it vertical'")

    assert plan.draft.of_type(TEXT)[-1].meta.text == "remove the music, then undo and make it vertical"
    assert plan.draft.of_type(AUDIO)
    assert plan.draft.canvas.width == 1920


def test_a_closing_title_stays_at_the_end_when_the_length_changes(film: Draft) -> None:
    with_end = direct(film, "add the title 'The End' at the end").draft

    for request, span in (("make it 20 seconds", (17_000, 20_000)), ("make it 4 seconds", (1000, 4000))):
        title = direct(with_end, request).draft.of_type(TEXT)[-1]
        assert (title.start, title.end) == span


@pytest.mark.parametrize(
    ("request_text", "fades"),
    [
        ("trim the first 2 seconds", [(2000, 0), (0, 2000)]),
        ("剪掉前2秒", [(2000, 0), (0, 2000)]),
        ("cut the last 2 seconds", [(2000, 0), (0, 2000)]),
        ("剪掉最后2秒", [(2000, 0), (0, 2000)]),
        ("trim the first 10 seconds", [(2000, 2000)]),
        ("keep only seconds 2 to 8", [(2000, 2000)]),
        ("remove from 3 to 5 seconds", [(2000, 0), (0, 0), (0, 2000)]),
        ("split the first clip at 4 seconds", [(2000, 0), (0, 0), (0, 2000)]),
        ("trim the first 7 seconds of the first clip", [(2000, 0), (0, 2000)]),
    ],
)
def test_a_film_that_is_trimmed_fades_as_it_did(request_text: str, fades: list[tuple[int, int]]) -> None:
    film = direct(Draft(), "generate a 10-second clip of a city, then the sea for 5 seconds").draft
    film = direct(film, "fade in over 2 seconds and fade to black at the end over 2 seconds").draft

    clips = direct(film, request_text).draft.of_type(VIDEO)
    assert [(s.meta.fade_in, s.meta.fade_out) for s in clips] == fades


def test_an_uploaded_clip_is_not_stretched_beyond_its_file(
    uploads: dict[str, Upload], told: Callable[[Draft], str]
) -> None:
    surf, harbour = uploads["surf"], uploads["harbour"]
    alone = direct(Draft(), "use my clip", [surf]).draft
    both = direct(alone, "then this photo", [surf, harbour]).draft

    assert direct(alone, "make it 20 seconds", [surf]).refused == ("clip-too-short",)
    assert told(direct(both, "make it 20 seconds", [surf, harbour]).draft) == "surfing.mp4 6s | harbour.jpg 14s"


def test_lengths_are_shared_out_to_the_millisecond() -> None:
    three = direct(
        Draft(), "generate a 3-second clip of a city, then the sea for 3 seconds, then a forest for 3 seconds"
    )

    draft = direct(three.draft, "make it 10 seconds").draft

    assert draft.duration == 10_000
    assert [s.start for s in draft.of_type(VIDEO)[1:]] == [s.end for s in draft.of_type(VIDEO)[:-1]]


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("10-second", 10_000),
        ("10s", 10_000),
        ("ten seconds", 10_000),
        ("1.5 sec", 1500),
        ("half a minute", 30_000),
        ("a minute", 60_000),
        ("1 minute 30 seconds", 90_000),
        ("1 minute and 5 seconds", 65_000),
        ("500 ms", 500),
        ("10秒", 10_000),
        ("十五秒钟", 15_000),
        ("两分钟", 120_000),
        ("半分钟", 30_000),
        ("1分30秒", 90_000),
        ("二十五秒", 25_000),
    ],
)
def test_lengths_of_time(text: str, ms: int) -> None:
    assert [t.ms for t in times(text)] == [ms]


@pytest.mark.parametrize("text", ["1080p", "the second clip", "a second title", "16:9", "mp4s", "第二段", "35%"])
def test_what_is_no_length_of_time(text: str) -> None:
    assert times(text) == []


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("35%", 0.35),
        ("35 percent", 0.35),
        ("百分之三十五", 0.35),
        ("half volume", 0.5),
        ("full volume", 1.0),
        ("loud", None),
    ],
)
def test_shares(text: str, share: float | None) -> None:
    assert percent(text) == share


@pytest.mark.parametrize(
    ("text", "n"), [("十", 10), ("十二", 12), ("三十", 30), ("四十五", 45), ("一百二十", 120), ("九", 9)]
)
def test_chinese_numerals(text: str, n: int) -> None:
    assert number(text) == n


def test_subjects_that_hold_an_and_or_a_comma_stay_whole() -> None:
    found = clauses("generate a clip of mountains and lakes with mist in the valley")

    assert len(found) == 1


def test_every_word_of_the_lexicon_is_known_to_the_renderer() -> None:
    kinds = {"city", "mountains", "sea", "forest", "stars", "desert", "abstract"}
    cameras = {"still", "zoom-in", "zoom-out", "pan-left", "pan-right", "tilt-up", "tilt-down"}

    assert kinds <= set(SUBJECTS)
    assert cameras <= set(CAMERAS)
    assert set(GENRE_NAMES) <= set(GENRES)
    assert all(max(size) <= 1920 and min(size) >= 1080 for size in CANVASES.values())


@pytest.mark.parametrize(
    "text",
    [
        "a " * (LONGEST_REQUEST // 2 - 1),
        "add " * 900,
        "," * 3900,
        "slow slowly gentle " * 200,
        "the title " * 390,
        "生成" * 1900,
        "“" * 3900,
        "'a " * 1200,
        "zoom pan tilt move the camera " * 120,
        "1 minute " * 400,
        "at " * 1300,
        "a city" + " " * 3900 + "at night",
        "a city" + "\n \t" * 1300 + "at night",
        "my " * 1200 + "photo",
        "\ue000\ue001 add the title \ue000",
    ],
)
def test_odd_requests_neither_hang_nor_break_it(text: str, film: Draft, uploads: dict[str, Upload]) -> None:
    plan = direct(film, text, list(uploads.values()))

    assert plan.reply
