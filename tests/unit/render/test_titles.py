"""Titles are seen in their time, and nowhere else."""

import numpy as np
import pytest

from nemo_widgets.local.render import fonts, lettering, titles
from nemo_widgets.local.render.frames import Size


def whiteness(frame):
    return float((frame.min(axis=2) > 215).mean())


@pytest.fixture
def titled(film, draft, segment):
    def make(text, **meta):
        return film(draft(segment("title", 500, 2000, text=text, **meta), duration=3000, size=(640, 360)))

    return make


def test_a_title_shows_only_in_its_span_and_fades(titled):
    made = titled("Urban Dreams")
    assert whiteness(made.at(0.3)) == whiteness(made.at(2.7)) == 0
    assert whiteness(made.at(1.5)) > 0.01
    rise = [made.at(t).max() for t in (0.51, 0.67, 0.84)]
    assert rise[0] < rise[1] < rise[2] - 20
    assert made.at(2.45).max() < made.at(1.5).max() - 60


def test_fades_can_be_set(titled):
    assert titled("Go", fade_in=1, fade_out=1).at(0.6).max() > 230


@pytest.mark.parametrize(
    ("position", "low", "high"),
    [("top", 0, 0.3), ("center", 0.35, 0.65), ("bottom", 0.7, 1), ("lower-third", 0.6, 0.9)],
)
def test_titles_go_where_they_are_put(titled, position, low, high):
    bright = titled("Harbour", position=position, size="medium").at(1.5).min(axis=2) > 215
    rows = np.nonzero(bright.any(axis=1))[0] / bright.shape[0]
    assert low <= rows.min() < rows.max() <= high
    columns = np.nonzero(bright.any(axis=0))[0] / bright.shape[1]
    if position == "lower-third":
        assert columns.min() < 0.12
    else:
        assert abs((columns.min() + columns.max()) / 2 - 0.5) < 0.03


def test_sizes_and_colours_are_kept(titled):
    small, large = (titled("Sea", size=size).at(1.5).min(axis=2) > 215 for size in ("small", "large"))
    assert large.sum() > 2.5 * small.sum()
    frame = titled("Sea", color="#ff8800").at(1.5)
    inked = frame[frame[..., 0] > 220]
    assert np.abs(np.median(inked, axis=0) - (255, 136, 0)).max() < 25


def test_long_titles_are_broken_and_never_leave_the_canvas(titled):
    bright = (
        titled("A very long title that could not possibly fit on one line of a small film, however hard one tries")
        .at(1.5)
        .min(axis=2)
        > 200
    )
    rows, columns = np.nonzero(bright)
    assert 5 < rows.min() < rows.max() < 355
    assert 15 < columns.min() < columns.max() < 625


def test_overlapping_titles_are_both_seen(film, draft, segment):
    one, two = (
        segment("title", 0, 2000, text="Above", position="top"),
        segment("title", 500, 2000, text="Below", position="bottom"),
    )
    made = film(draft(one, two, size=(640, 360)))
    frame = made.at(1.3)
    assert whiteness(frame[:120]) > 0.005
    assert whiteness(frame[240:]) > 0.005
    assert whiteness(made.at(2.2)[:120]) == 0


@pytest.mark.parametrize(
    "text", ["Grüße aus Łódź", "«Quote» – ‘it’s’", "Ελλάδα", "Привет", "line one\nline two", "e\u0301te\u0301"]
)
def test_letters_of_common_scripts_need_no_note(titled, text):
    made = titled(text)
    assert made.made.notes == []
    assert whiteness(made.at(1.5)) > 0.002


def test_characters_no_font_has_are_left_out_with_a_note(titled, monkeypatch):
    monkeypatch.setattr(fonts, "chain", lambda: ())
    monkeypatch.setattr(fonts, "colour", lambda: ())
    made = titled("Go 城市之夜 🎬")
    assert whiteness(made.at(1.5)) > 0.001
    assert any("Noto Sans CJK" in note for note in made.made.notes)
    assert any("emoji" in note for note in made.made.notes)


def test_a_title_of_nothing_that_can_be_drawn_is_no_error(titled, monkeypatch):
    monkeypatch.setattr(fonts, "chain", lambda: ())
    monkeypatch.setattr(fonts, "colour", lambda: ())
    made = titled("城市")
    assert whiteness(made.at(1.5)) == 0
    assert len(made.made.notes) == 1


def test_hostile_texts_are_drawn_as_plain_ones(titled):
    for text in ("\u202eevil", "a\x00b", "%{pts}':x=0", "x" * 5000, "   ", ""):
        titled(text)


@pytest.mark.parametrize("text", ["🎬", "👩\u200d🚀", "👍🏽", "⭐\ufe0f"])
def test_emoji_are_in_colour_where_the_machine_has_them(titled, text):
    made = titled(text, color="#808080")
    frame = made.at(1.5).astype(int)
    if fonts.colour():
        assert made.made.notes == []
        assert np.abs(frame - frame.mean(axis=2, keepdims=True)).max() > 30 or text == "🎬"
        assert 200 < (frame.max(axis=2) > 40).sum() < 0.2 * frame[..., 0].size
    else:
        assert not made.made.notes or "emoji" in made.made.notes[0]


def test_chinese_is_drawn_or_the_note_says_what_to_install(titled):
    made = titled("城市之夜")
    seen = whiteness(made.at(1.5)) > 0.01
    assert seen is not bool(made.made.notes)
    assert seen or "Noto Sans CJK" in made.made.notes[0]


def test_joined_emoji_are_one_picture():
    if not fonts.colour():
        assert lettering.missing("👩\u200d🚀") == lettering.missing("👩🚀")
        return
    alone, joined = (lettering.measure(lettering.runs(text), 40) for text in ("👩", "👩\u200d🚀"))
    assert joined == pytest.approx(alone, rel=0.1)


@pytest.mark.parametrize("width", range(60, 400, 40))
def test_no_line_begins_or_ends_with_punctuation_that_belongs_to_the_other(width):
    text = "夏日促销，全场五折起！（仅限本周末）“真的”吗？ And so on (with care)…"
    found = ["".join(run for _, run in line) for line in lettering.lines(text, width, 40)]
    assert not [line for line in found if line[0] in "，！）”？)…" or line[-1] in "（“("]


def test_a_long_name_in_a_lower_third_stays_a_name_on_both_its_lines(segment):
    meta = segment("title", 0, 1000, style="lower-third", text="Dr. Maria Elisabeth Okonkwo-Lindqvist\nBergen").meta
    layout = titles._Layout(meta, titles._STYLES["lower-third"], Size(270, 480))
    first, second, third = (layout._of(row) for row in range(3))
    assert first == second > third
