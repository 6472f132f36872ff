import json

import pytest

from nemo_widgets.session.draft import Draft

GOLDEN = {
    "d": 10000,
    "m": {"title": "Urban Dreams", "width": 1920, "height": 1080},
    "t": [
        {"tt": 0, "sg": [{"d": 10000, "m": {"name": "city timelapse"}}]},
        {"tt": 1, "sg": [{"d": 10000, "m": {"name": "Lo-fi", "volume": 0.35}}]},
        {"tt": 7, "sg": [{"d": 3000, "m": {"text": "Urban Dreams"}}]},
    ],
}


def draft(data: object) -> Draft:
    return Draft(json.dumps(data).encode())


def test_the_summary_is_the_vendors_golden_form() -> None:
    """protocol.md, State: "Golden summary"."""
    assert str(draft(GOLDEN)) == (
        "Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) "
        '3. Title: "Urban Dreams" (0-3s)'
    )


@pytest.mark.parametrize("raw", [None, b"{}", b"null", b"[]", b"not json", b'{"t": null}', b'{"t": 7}', b'{"t": []}'])
def test_nothing_or_nonsense_is_an_empty_timeline(raw: bytes | None) -> None:
    empty = Draft(raw)
    assert not empty
    assert str(empty) == "Timeline (empty)"
    assert empty.duration == 0


def test_the_bytes_stay_as_they_came() -> None:
    raw = b'{ "t" :[], "huge": 123456789012345678901234567890, "n": 1.10 }'
    assert Draft(raw).raw is raw


def test_exportable_is_some_track_with_a_segment() -> None:
    assert draft(GOLDEN).exportable
    assert not draft({"t": [{"tt": 0, "sg": []}]}).exportable


def test_clips_without_a_start_follow_one_another_and_music_starts_with_the_film() -> None:
    found = draft({"t": [{"tt": 0, "sg": [{"d": 2000}, {"d": 3000}]}, {"tt": 1, "sg": [{"d": 5000}]}]})
    assert [(s.start, s.end) for s in found.segments] == [(0, 2000), (2000, 5000), (0, 5000)]
    assert [s.name for s in found.segments] == ["clip 1", "clip 2", "music"]


def test_a_track_of_unknown_type_is_shown_and_kept() -> None:
    found = draft({"t": [{"tt": 42, "sg": [{"d": 1000, "m": {"name": "sparkle"}}]}]})
    assert str(found) == "Timeline (1 track): 1. Track type 42: sparkle (0-1s)"


@pytest.mark.parametrize(("told", "shown"), [(0.35, "35%"), (35, "35%"), ("35", "35%"), (1, "100%"), (0, "0%")])
def test_a_level_is_read_as_a_share_or_as_percent(told: object, shown: str) -> None:
    found = draft({"t": [{"tt": 1, "sg": [{"d": 1000, "m": {"name": "m", "volume": told}}]}]})
    assert shown in str(found)


@pytest.mark.parametrize("value", ["x", None, [], {}, 1e400, "9" * 400, -5, True])
def test_odd_numbers_do_no_harm(value: object) -> None:
    data = {"d": value, "t": [{"tt": 0, "sg": [{"d": value, "s": value, "m": {"volume": value}}, value]}]}
    found = Draft(json.dumps(data).encode())
    assert found.tracks[0].segments[0].duration >= 0
    assert isinstance(str(found), str)


def test_names_from_the_backend_are_made_plain() -> None:
    found = draft({"t": [{"tt": 7, "sg": [{"d": 1000, "m": {"text": "a\u202eb\x1b[2J" + "x" * 500}}]}]})
    assert "\u202e" not in str(found)
    assert "\x1b" not in str(found)
    assert len(str(found)) < 250
