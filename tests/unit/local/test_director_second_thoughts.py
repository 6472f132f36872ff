"""Second thoughts and several wishes at once: corrections, “the first … and the second …”, what “it” means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nemo_widgets.local.director import History, Plan, Upload, direct
from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Draft


@pytest.fixture
def talk(uploads: dict[str, Upload]) -> Callable[..., tuple[Draft, Plan]]:
    """What is left, and the last answer, after requests said one after the other."""

    def said(*requests: str, files: tuple[str, ...] = ()) -> tuple[Draft, Plan]:
        drafts, at = [Draft()], 0
        for request in requests:
            plan = direct(drafts[at], request, [uploads[f] for f in files], history=History(tuple(drafts), at))
            at += plan.move
            if plan.operations:
                drafts[at + 1 :] = [plan.draft]
                at += 1
        return drafts[at], plan

    return said


TWO = "generate the sea for 4 seconds, then a forest for 4 seconds"


@pytest.mark.parametrize(
    "wish",
    [
        "make the first clip darker and the second one brighter",
        "the first one should be darker and the second one brighter",
        "make clip 1 darker and clip 2 brighter",
        "第一段暗一点，第二段亮一点",
    ],
)
def test_each_of_two_clips_gets_its_own_change(wish: str, talk: Callable[..., tuple[Draft, Plan]]) -> None:
    draft, _ = talk(TWO, wish)
    assert [c.meta.brightness for c in draft.of_type(VIDEO)] == [-0.25, 0.25]


def test_each_of_two_clips_gets_its_own_camera(talk: Callable[..., tuple[Draft, Plan]]) -> None:
    draft, _ = talk(TWO, "the first one should zoom in and the second one pan right")
    assert [c.meta.camera for c in draft.of_type(VIDEO)] == ["zoom-in", "pan-right"]


@pytest.mark.parametrize("wish", ["no, the first one", "not that, the other clip", "不对，是第一段", "是另一段"])
def test_another_clip_for_the_edit_before_is_told_how_to_get_it(
    wish: str, talk: Callable[..., tuple[Draft, Plan]]
) -> None:
    before, _ = talk(TWO, "make the second clip darker")
    draft, plan = talk(TWO, "make the second clip darker", wish)
    assert draft == before
    assert plan.refused == ("which-edit",)


@pytest.mark.parametrize("wish", ["swap them", "switch both", "把两段换过来"])
def test_two_clips_change_places_in_few_words(wish: str, talk: Callable[..., tuple[Draft, Plan]]) -> None:
    draft, _ = talk(TWO, wish)
    assert [c.meta.subject for c in draft.of_type(VIDEO)] == ["forest", "sea"]


@pytest.mark.parametrize("wish", ["恢复", "bring it back", "restore it"])
def test_what_was_deleted_just_now_comes_back(wish: str, talk: Callable[..., tuple[Draft, Plan]]) -> None:
    draft, _ = talk(TWO, "delete the last clip", wish)
    assert len(draft.of_type(VIDEO)) == 2


@pytest.mark.parametrize("wish", ["discard all changes", "undo everything", "放弃所有修改", "回到最开始"])
def test_all_changes_are_taken_back_and_no_clip_is_removed(wish: str, talk: Callable[..., tuple[Draft, Plan]]) -> None:
    draft, plan = talk(TWO, "make it warmer", "add jazz music", wish)
    assert (draft, plan.operations) == (Draft(), ())


@pytest.mark.parametrize("wish", ["mute it", "静音", "mute"])
def test_a_clip_that_is_all_that_sounds_is_muted(wish: str, talk: Callable[..., tuple[Draft, Plan]]) -> None:
    draft, plan = talk("use my clip", wish, files=("surf",))
    assert draft.of_type(VIDEO)[0].meta.volume == 0
    assert not plan.refused


def test_mute_means_the_music_where_there_is_some(talk: Callable[..., tuple[Draft, Plan]]) -> None:
    draft, _ = talk("use my clip", "add lo-fi music", "mute it", files=("surf",))
    assert (draft.of_type(AUDIO)[0].meta.volume, draft.of_type(VIDEO)[0].meta.volume) == (0, 1)


def test_a_song_is_swapped_for_a_genre_and_comes_back(talk: Callable[..., tuple[Draft, Plan]]) -> None:
    start = ("generate a clip of the sea", "use my song", "replace it with jazz")
    draft, _ = talk(*start, files=("song",))
    assert [s.meta.genre for s in draft.of_type(AUDIO)] == ["jazz"]
    draft, _ = talk(*start, "no go back to my song", files=("song",))
    assert [s.meta.name for s in draft.of_type(AUDIO)] == ["my-song.mp3"]


@pytest.mark.parametrize(
    "wish", ["start the song at 10 seconds in", "loop the song", "can the music start later?", "音乐循环播放"]
)
def test_where_music_begins_is_refused_and_nothing_is_said_to_be_done(
    wish: str, talk: Callable[..., tuple[Draft, Plan]]
) -> None:
    _, plan = talk("generate a clip of the sea", "use my song", wish, files=("song",))
    assert plan.refused == ("music-start",)
    assert not plan.operations


@pytest.mark.parametrize(
    ("wish", "text", "position"),
    [
        ("add my name in the corner: Ana", "Ana", "bottom-right"),
        ("write our school name at the top: Hill School", "Hill School", "top"),
        ("右下角加上我的名字：小安", "小安", "bottom-right"),
    ],
)
def test_a_name_after_a_colon_is_a_title(
    wish: str, text: str, position: str, talk: Callable[..., tuple[Draft, Plan]]
) -> None:
    draft, plan = talk(TWO, wish)
    assert [(t.meta.text, t.meta.position) for t in draft.of_type(TEXT)] == [(text, position)]
    assert not plan.refused


@pytest.mark.parametrize(
    ("wish", "kept"),
    [
        ("would you mind removing the music?", []),
        ("Would it be possible to remove the music?", []),
        ("I'd like the music to be removed, please", []),
        ("would you mind adding jazz music instead?", ["jazz"]),
    ],
)
def test_a_polite_question_is_an_order(wish: str, kept: list[str], talk: Callable[..., tuple[Draft, Plan]]) -> None:
    draft, plan = talk(TWO, "add piano music", wish)
    assert [s.meta.genre for s in draft.of_type(AUDIO)] == kept
    assert not plan.refused


def test_what_a_later_wish_of_the_request_set_anew_is_not_told_twice(talk: Callable[..., tuple[Draft, Plan]]) -> None:
    _, plan = talk("生成一个大海视频", "时间长一点，15秒吧")
    assert plan.reply == "好了：影片现在长15秒。"


def test_whom_a_film_is_for_is_no_part_of_it(talk: Callable[..., tuple[Draft, Plan]]) -> None:
    draft, _ = talk("你好，我想给我的学生做一个关于太空的视频")
    assert draft.of_type(VIDEO)[0].meta.name == "太空"


def test_a_new_film_that_is_removed_in_the_same_breath_leaves_an_empty_timeline(
    talk: Callable[..., tuple[Draft, Plan]],
) -> None:
    draft, plan = talk(TWO, "a city at night. Delete the last clip")
    assert not draft.of_type(VIDEO)
    assert plan.reply


def test_a_look_that_is_taken_off_is_told(talk: Callable[..., tuple[Draft, Plan]]) -> None:
    _, plan = talk(TWO, "make it sepia", "look none")
    assert plan.reply
