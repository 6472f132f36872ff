import json
from typing import Any

from nemo_widgets.session.changes import changes
from nemo_widgets.session.draft import Draft


def clip(name: str, start: int, length: int, **meta: Any) -> dict[str, Any]:
    return {"id": name, "s": start, "d": length, "m": {"name": name, **meta}}


def title(text: str, start: int, length: int) -> dict[str, Any]:
    return {"id": "x1", "s": start, "d": length, "m": {"text": text}}


def timeline(*, video: Any = (), audio: Any = (), text: Any = (), **more: Any) -> Draft:
    rows = [(0, video), (1, audio), (7, text)]
    tracks = [{"tt": kind, "sg": list(row)} for kind, row in rows if row]
    return Draft(json.dumps({"t": tracks, **more}).encode())


CITY = timeline(video=[clip("city", 0, 10000)])


def told(old: Draft, new: Draft, language: str = "en") -> list[str]:
    return [str(change) for change in changes(old, new, language)]


def test_nothing_changed_is_nothing_to_tell() -> None:
    assert told(CITY, CITY) == []


def test_a_title_added() -> None:
    after = timeline(video=[clip("city", 0, 10000)], text=[title("Urban Dreams", 0, 3000)])
    assert told(CITY, after) == ['Title added: "Urban Dreams" (0-3s)']
    assert told(CITY, after, "zh-CN") == ['已添加标题："Urban Dreams" (0-3s)']


def test_a_title_reworded_removed_and_moved() -> None:
    one = timeline(text=[title("One", 0, 3000)])
    assert told(one, timeline(text=[title("Two", 0, 3000)])) == ['Title changed: "One" → "Two"']
    assert told(one, timeline(video=[clip("c", 0, 3000)]))[-1] == 'Title removed: "One" (0-3s)'
    assert told(one, timeline(text=[title("One", 2500, 3000)]))[0] == 'Title "One" moved: 0 s → 2.5 s'


def test_music_added_levelled_and_swapped() -> None:
    lofi = timeline(audio=[clip("Lo-fi", 0, 10000, volume=0.35)])
    assert told(Draft(), lofi) == ["Music added: Lo-fi (0-10s, 35%)"]
    assert told(lofi, timeline(audio=[clip("Lo-fi", 0, 10000, volume=0.2)])) == ["Music Lo-fi: 35% → 20%"]
    swapped = timeline(audio=[clip("Upbeat", 0, 10000, volume=0.35)])
    assert told(lofi, swapped) == ["Music replaced: Lo-fi (0-10s, 35%) → Upbeat (0-10s, 35%)"]


def test_a_clip_trimmed_and_the_film_shortened() -> None:
    after = timeline(video=[clip("city", 0, 6000)])
    assert told(CITY, after) == ["Clip city trimmed: 10 s → 6 s", "Length: 10 s → 6 s"]


def test_a_clip_split_in_two_is_trimmed_and_one_added() -> None:
    after = timeline(video=[clip("city", 0, 4000), {**clip("city", 4000, 6000), "id": "s2"}])
    assert told(CITY, after) == ["Clip city trimmed: 10 s → 4 s", "Clip added: city (4-10s)"]


def test_a_camera_changed_is_told_in_words() -> None:
    before = timeline(video=[clip("city", 0, 5000, camera="zoom-in")])
    after = timeline(video=[clip("city", 0, 5000, camera="pan-left")])
    assert told(before, after) == ["Clip city changed: camera zoom-in → pan-left"]


def test_a_turn_to_vertical() -> None:
    wide = timeline(video=[clip("c", 0, 1000)], m={"width": 1920, "height": 1080})
    tall = timeline(video=[clip("c", 0, 1000)], m={"width": 1080, "height": 1920})
    assert told(wide, tall) == ["Format: 1920×1080 → 1080×1920"]


def test_segments_without_ids_are_matched_by_name() -> None:
    before = Draft(b'{"t":[{"tt":0,"sg":[{"d":1000,"m":{"name":"a"}},{"d":1000,"m":{"name":"b"}}]}]}')
    after = Draft(b'{"t":[{"tt":0,"sg":[{"d":1000,"m":{"name":"b"}}]}]}')
    assert told(before, after) == [
        "Clip b moved: 1 s → 0 s",
        "Clip removed: a (0-1s)",
        "Length: 2 s → 1 s",
    ]
