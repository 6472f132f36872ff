"""Conversations: what "it" means, undo and redo, and what holds after any number of requests."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nemo_widgets.local.director import History, Plan, Upload, direct
from nemo_widgets.local.director.operations import LONGEST_FILM
from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Draft, decode, encode


class Talk:
    """A person and the director, with the history that the engine keeps: a new edit forgets what was undone."""

    def __init__(self, draft: Draft | None = None, uploads: list[Upload] | None = None) -> None:
        self.drafts = [draft or Draft()]
        self.at = 0
        self.uploads = uploads or []

    @property
    def draft(self) -> Draft:
        return self.drafts[self.at]

    def say(self, request: str) -> Plan:
        plan = direct(self.draft, request, self.uploads, history=History(tuple(self.drafts), self.at))
        if plan.move:
            self.at += plan.move
        elif plan.operations:
            self.drafts[self.at + 1 :] = [plan.draft]
            self.at += 1
        return plan


@pytest.fixture
def talk(reel: Draft, uploads: dict[str, Upload]) -> Talk:
    return Talk(reel, list(uploads.values()))


def test_it_is_the_title_right_after_a_title_came(talk: Talk) -> None:
    talk.say("add the title 'Go' at 5 seconds")
    talk.say("make it red")
    talk.say("move it to the bottom left")
    talk.say("change it to 'Stop'")

    title = talk.draft.of_type(TEXT)[-1].meta
    assert (title.text, title.color, title.position) == ("Stop", "#e53935", "bottom-left")
    assert talk.draft.of_type(TEXT)[0].meta.color == ""

    talk.say("remove it")
    assert [t.meta.text for t in talk.draft.of_type(TEXT)] == ["Urban Dreams"]


def test_black_and_white_is_the_pictures_look_right_after_a_title_too(talk: Talk) -> None:
    talk.say("add the title 'Go'")
    talk.say("make it black and white")
    assert {s.meta.grade for s in talk.draft.of_type(VIDEO)} == {"bw"}
    assert talk.draft.of_type(TEXT)[-1].meta.color != "#111111"


@pytest.mark.parametrize(
    "request_text", ["make the first clip warmer and slower", "make the first clip slower and warmer"]
)
def test_a_look_and_a_pace_are_both_done(request_text: str, talk: Talk) -> None:
    talk.say(request_text)
    first, *others = talk.draft.of_type(VIDEO)
    assert first.meta.warmth > 0
    assert first.meta.speed < 1
    assert all((s.meta.warmth, s.meta.speed) == (0, 1) for s in others)


def test_it_is_the_clip_right_after_a_clip_came(talk: Talk) -> None:
    talk.say("then a forest for 3 seconds")
    talk.say("make it darker")
    talk.say("play it backwards")
    talk.say("speed it up 2x")

    *others, forest = talk.draft.of_type(VIDEO)
    assert (forest.meta.name, forest.meta.brightness, forest.duration) == ("forest", -0.25, 1500)
    assert all((s.meta.brightness, s.meta.speed) == (0, 1) for s in others)

    talk.say("delete it")
    assert [s.meta.name for s in talk.draft.of_type(VIDEO)] == [s.meta.name for s in others]


def test_it_is_the_music_right_after_music_came(talk: Talk) -> None:
    talk.say("swap the music for jazz")
    talk.say("fade it out over 3 seconds")
    assert talk.draft.of_type(AUDIO)[0].meta.fade_out == 3000

    talk.say("remove it")
    assert not talk.draft.of_type(AUDIO)
    assert len(talk.draft.of_type(VIDEO)) == 4


def test_without_a_word_for_it_the_whole_film_is_meant(talk: Talk) -> None:
    talk.say("then a forest for 3 seconds")
    talk.say("make everything warmer")
    talk.say("brighter")

    assert {(s.meta.warmth, s.meta.brightness) for s in talk.draft.of_type(VIDEO)} == {(0.25, 0.25)}


def test_it_in_chinese_is_what_was_just_made(talk: Talk) -> None:
    talk.say("再加一段3秒的森林")
    talk.say("把它调暗一点")
    assert [s.meta.brightness for s in talk.draft.of_type(VIDEO)] == [0, 0, 0, 0, -0.25]

    talk.say("加标题“出发”")
    talk.say("把它改成红色")
    assert talk.draft.of_type(TEXT)[-1].meta.color == "#e53935"


def test_the_other_one_is_the_clip_that_was_not_touched() -> None:
    talk = Talk()
    talk.say("generate a city for 4 seconds, then the sea for 4 seconds")
    talk.say("make the second clip black and white")
    talk.say("make the other one sepia")

    assert [s.meta.grade for s in talk.draft.of_type(VIDEO)] == ["sepia", "bw"]


def test_within_one_request_it_is_what_the_request_just_made(talk: Talk) -> None:
    talk.say("add the title 'Go' at the end and make it yellow, then duplicate the photo and make it sepia")

    assert talk.draft.of_type(TEXT)[-1].meta.color == "#fdd835"
    assert [s.meta.grade for s in talk.draft.of_type(VIDEO)] == ["", "", "", "sepia", ""]


EDITS = [
    "split the second clip in half",
    "trim the first 2 seconds",
    "duplicate the photo",
    "move the last clip to the start",
    "speed it up 2x",
    "play it backwards",
    "dissolve between the clips",
    "fade to black",
    "warmer and darker",
    "black and white",
    "crop 10% off the top of the photo",
    "show the whole photo",
    "replace the sea with a forest",
    "add a lower third 'Ana'",
    "add the watermark '© Ana'",
    "fade the title out over 1 second",
    "duck the music",
    "fade out the music",
    "mute the last clip",
    "改成黑白，倒放，加叠化转场",
]


@pytest.mark.parametrize("request_text", EDITS)
def test_every_edit_is_undone_and_redone_whole(request_text: str, talk: Talk) -> None:
    before = encode(talk.draft)
    talk.say(request_text)
    after = encode(talk.draft)
    assert after != before

    assert talk.say("undo").move == -1
    assert encode(talk.draft) == before
    assert talk.say("重做").move == 1
    assert encode(talk.draft) == after


def test_what_was_made_is_taken_back_by_its_own_words(talk: Talk) -> None:
    for made, taken_back in (
        ("speed it up 2x", "back to normal speed"),
        ("dissolve between the clips", "remove the transitions"),
        ("warmer, black and white", "reset the colours"),
        ("crop the photo to the center", "uncrop the photo"),
        ("fade to black", "no fade out"),
        ("加速两倍", "恢复正常速度"),
        ("加叠化转场", "去掉转场"),
        ("改成黑白", "恢复原色"),
    ):
        before = talk.draft
        talk.say(made)
        assert talk.draft != before
        talk.say(taken_back)
        assert talk.draft == before


def test_what_is_so_already_is_told_and_makes_no_edit(talk: Talk) -> None:
    plan = talk.say("make it 16:9")

    assert plan.reply == "That is how it is already, so nothing changed."
    assert not plan.operations
    assert talk.at == 0


def test_a_step_back_goes_alone_and_says_so(talk: Talk) -> None:
    talk.say("make it darker")

    plan = talk.say("undo, then make it vertical")

    assert (plan.move, talk.at) == (-1, 0)
    assert "say the rest now" in plan.reply


def test_titles_go_with_their_clips_and_the_opening_and_closing_stay(talk: Talk) -> None:
    talk.say("add the title 'Sea' at 12 seconds for 2 seconds, add the title 'End' at the end")
    talk.say("add the watermark '© Ana'")

    talk.say("remove the first clip")
    assert {t.meta.text: (t.start, t.end) for t in talk.draft.of_type(TEXT)} == {
        "Urban Dreams": (0, 3000),
        "Sea": (2000, 4000),
        "End": (12_000, 15_000),
        "© Ana": (0, 15_000),
    }
    talk.say("move the sea to the end")
    assert next(t.start for t in talk.draft.of_type(TEXT) if t.meta.text == "Sea") == 12_000
    talk.say("trim the first 2 seconds")
    assert {t.meta.text: (t.start, t.end) for t in talk.draft.of_type(TEXT)} == {
        "Urban Dreams": (0, 3000),
        "Sea": (10_000, 12_000),
        "End": (10_000, 13_000),
        "© Ana": (0, 13_000),
    }


def test_a_cut_video_goes_on_where_it_was_cut(talk: Talk) -> None:
    """Its parts show the file's own seconds, also at another speed and backwards."""
    talk.say("make the last clip 2x, split the last clip at 1 second")
    assert [(s.meta.offset, s.duration) for s in talk.draft.of_type(VIDEO)[-2:]] == [(0, 1000), (2000, 2000)]

    other = Talk(talk.drafts[0], talk.uploads)
    other.say("reverse the last clip, split the last clip at 2 seconds")
    assert [(s.meta.offset, s.duration) for s in other.draft.of_type(VIDEO)[-2:]] == [(4000, 2000), (0, 4000)]
    other.say("trim the first second of the last clip")
    assert (other.draft.of_type(VIDEO)[-1].meta.offset, other.draft.of_type(VIDEO)[-1].duration) == (0, 3000)


def test_another_photo_of_ones_own_is_placed_and_the_one_there_left_alone(talk: Talk) -> None:
    for request in (
        "then add my photo for 4 seconds with a slow zoom",
        "then add my photo for 4 seconds, slow zoom in",
        "加上我的照片，4秒，慢慢推近",
        "然后加入我的照片，4秒，镜头慢慢推近",
    ):
        other = Talk(talk.draft, talk.uploads)
        other.say(request)

        *before, added = other.draft.of_type(VIDEO)
        assert (added.meta.name, added.duration, added.meta.camera) == ("beach.png", 4000, "zoom-in")
        assert before == talk.draft.of_type(VIDEO)


def test_the_workflows_of_the_skills_go_through(uploads: dict[str, Upload]) -> None:
    """From scratch, polish, batch, iterative: each ends with a film to export."""
    scratch = Talk()
    for request in ("generate a 10-second cinematic clip of a futuristic city at night", "make it 5 seconds"):
        assert not scratch.say(request).refused
    polish = Talk(uploads=[uploads["harbour"]])
    for request in (
        "generate a 5-second cinematic video clip from this image",
        "adjust the colors and swap the music",
        "export 1080p MP4",
    ):
        assert not polish.say(request).refused
    batch = Talk(uploads=[uploads["harbour"], uploads["beach"]])
    for request in ("animate harbour.jpg with slow motion", "then turn my beach photo into a 4-second clip"):
        assert not batch.say(request).refused

    assert scratch.draft.duration == 5000
    assert polish.draft.of_type(VIDEO)[0].meta.saturation > 0
    assert polish.draft.of_type(AUDIO)
    assert [s.meta.name for s in batch.draft.of_type(VIDEO)] == ["harbour.jpg", "beach.png"]


REQUESTS = [
    *EDITS,
    "generate a 6-second clip of the sea",
    "then a forest at dawn with a dissolve",
    "add a 3-second clip of the desert after the first clip",
    "then my harbour photo",
    "use my clip",
    "add my beach photo at the start",
    "add lo-fi music at 35% with a 20 second fade out",
    "use my song",
    "add the title 'Go' at the end",
    "add a caption 'Hello' from 2 to 5 seconds",
    "make the title last 9 seconds",
    "move the title to the end",
    "remove the second clip",
    "remove it",
    "delete the last two clips",
    "delete everything",
    "keep only the first 3 seconds",
    "remove from 1 to 2.3 seconds",
    "cut the last 1.7 seconds",
    "split it into three parts",
    "split at 2 seconds",
    "loop it twice",
    "reverse the order",
    "half speed",
    "8x speed",
    "normal speed",
    "make it 15 seconds",
    "make it half as long",
    "make each clip 1 second",
    "make it 3 seconds longer",
    "fade in over 9 seconds and fade out over 9 seconds",
    "wipe transitions for 4 seconds",
    "remove the transitions",
    "make it vertical",
    "much brighter",
    "reset the colours",
    "crop the edges",
    "crop to the left half",
    "mute everything",
    "regenerate",
    "undo",
    "redo",
    "undo the last 3 changes",
    "how long is it?",
    "撤销",
    "剪掉前1秒",
    "把最后一段移到开头",
    "复制第一段",
    "对半切开",
    "快一点",
    "去掉标题",
]


def _invariants(draft: Draft, files: dict[str, int]) -> None:
    clips = draft.of_type(VIDEO)
    segments = [s for t in draft.tracks for s in t.segments]
    clock = 0
    for clip in clips:
        assert clip.start == clock
        assert clip.duration >= 100
        assert 0.125 <= clip.meta.speed <= 8
        assert clip.meta.transition_ms <= clip.duration
        left, top, width, height = clip.meta.crop
        assert min(left, top) >= 0
        assert max(left + width, top + height) <= 1.001
        assert min(width, height) >= 0.1
        if clip.meta.kind == "video":
            assert clip.meta.offset >= 0
            assert clip.meta.offset + clip.duration * clip.meta.speed <= files[clip.meta.media] + 20
        clock = clip.end
    assert draft.duration == clock <= LONGEST_FILM
    assert not clips or (not clips[0].meta.transition and not clips[0].meta.transition_ms)
    assert len({s.id for s in segments}) == len(segments)
    assert not segments or clips
    for segment in segments:
        assert segment.start >= 0
        assert segment.duration > 0
        assert segment.end <= draft.duration
        assert segment.meta.fade_in + segment.meta.fade_out <= segment.duration
        assert all(abs(getattr(segment.meta, f)) <= 1 for f in ("brightness", "contrast", "saturation", "warmth"))
        assert 0 <= segment.meta.volume <= 1
    assert all((s.start, s.end) == (0, draft.duration) for s in draft.of_type(AUDIO))
    assert decode(encode(draft)) == draft


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=st.lists(st.sampled_from(REQUESTS), min_size=1, max_size=14), begun=st.booleans())
def test_any_conversation_leaves_a_sound_film(
    requests: list[str], begun: bool, reel: Draft, uploads: dict[str, Upload]
) -> None:
    talk = Talk(reel if begun else Draft(), list(uploads.values()))
    files = {u.hash: u.duration for u in uploads.values()}
    for request in requests:
        before = encode(talk.draft)
        plan = talk.say(request)
        assert plan.reply
        assert plan.operations or plan.move or encode(plan.draft) == before
        assert plan.reply.startswith(("Done", "好了")) is bool(plan.operations), "it tells what it did, and only that"
        _invariants(talk.draft, files)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.sampled_from(" ".join(REQUESTS).split())
        | st.text(max_size=8)
        | st.sampled_from(list("把第一段和剪掉秒，。“”")),
        max_size=12,
    )
)
def test_any_words_leave_a_sound_film(words: list[str], reel: Draft, uploads: dict[str, Upload]) -> None:
    plan = direct(reel, " ".join(words), list(uploads.values()))

    assert plan.reply
    _invariants(plan.draft, {u.hash: u.duration for u in uploads.values()})
