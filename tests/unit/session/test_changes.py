import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


KEYS = st.sampled_from(["t", "tt", "sg", "d", "m", "id", "s", "name", "text", "volume", "crop", "speed", "glow"])
JSON = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "dissolve", "a b"])


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


def test_a_clip_split_in_two_and_in_three_and_before_its_own_id() -> None:
    two = timeline(video=[clip("city", 0, 4000), {**clip("city", 4000, 6000), "id": "s2"}])
    assert told(CITY, two) == ["Clip 1 (city) split: 0-4s, 4-10s"]
    assert told(CITY, two, "zh") == ["片段 1（city）已分割：0-4s，4-10s"]
    pieces = [{**clip("city", 0, 3000), "id": "s1"}, {**clip("city", 3000, 3000), "id": "s2"}, clip("city", 6000, 4000)]
    assert told(CITY, timeline(video=pieces)) == ["Clip 3 (city) split: 0-3s, 3-6s, 6-10s"]


def test_a_shorter_clip_beside_a_new_one_is_no_split() -> None:
    after = timeline(video=[clip("city", 0, 4000), clip("sea", 4000, 6000)])
    assert told(CITY, after) == ["Clip 1 (city) trimmed: 10 s → 4 s", "Clip added: sea (4-10s)"]
    other = timeline(video=[clip("city", 0, 4000, seed=1), {**clip("city", 4000, 6000, seed=2), "id": "s2"}])
    assert "split" not in " ".join(told(CITY, other))


def test_a_clip_duplicated_or_only_named_alike() -> None:
    first = timeline(video=[clip("city", 0, 10000, seed=1)])
    twice = timeline(video=[clip("city", 0, 10000, seed=1), {**clip("city", 10000, 10000, seed=1), "id": "2"}])
    assert told(first, twice) == ["Clip duplicated: city (10-20s)", "Length: 10 s → 20 s"]
    alike = timeline(video=[clip("city", 0, 10000, seed=1), {**clip("city", 10000, 10000, seed=2), "id": "2"}])
    assert told(first, alike)[0] == "Clip added: city (10-20s)"


def test_clips_that_changed_places() -> None:
    rows = [clip("a", 0, 1000), clip("b", 1000, 2000), clip("c", 3000, 1000), clip("d", 4000, 1000)]
    last = [clip("d", 0, 1000), clip("a", 1000, 1000), clip("b", 2000, 2000), clip("c", 4000, 1000)]
    assert told(timeline(video=rows), timeline(video=last)) == ["Clip 1 (d) reordered: place 4 → 1"]
    assert told(timeline(video=rows), timeline(video=last), "zh") == ["片段 1（d）已调整顺序：第 4 位 → 第 1 位"]


def test_what_closes_up_behind_a_trimmed_clip_is_not_told() -> None:
    before = timeline(
        video=[clip("a", 0, 4000), clip("b", 4000, 10000), clip("c", 14000, 2000)],
        audio=[clip("Lo-fi", 0, 16000, volume=0.35)],
        text=[title("The end", 14000, 2000)],
    )
    after = timeline(
        video=[clip("a", 0, 4000), clip("b", 4000, 6000), clip("c", 10000, 2000)],
        audio=[clip("Lo-fi", 0, 12000, volume=0.35)],
        text=[title("The end", 10000, 2000)],
    )
    assert told(before, after) == ["Clip 2 (b) trimmed: 10 s → 6 s", "Length: 16 s → 12 s"]


def test_a_clip_in_the_place_of_another() -> None:
    before = timeline(video=[clip("a", 0, 1000), clip("b", 1000, 1000)])
    after = timeline(video=[clip("a", 0, 1000), clip("z", 1000, 1000)])
    assert told(before, after) == ["Clip replaced: b (1-2s) → z (1-2s)"]
    elsewhere = timeline(video=[clip("b", 0, 1000), clip("z", 1000, 1000)])
    assert told(before, elsewhere) == ["Clip added: z (1-2s)", "Clip removed: a (0-1s)"]


def test_music_swapped_within_its_segment() -> None:
    before = timeline(audio=[{"id": "m", "s": 0, "d": 1000, "m": {"name": "Lo-fi", "genre": "lofi"}}])
    after = timeline(audio=[{"id": "m", "s": 0, "d": 1000, "m": {"name": "Jazz", "genre": "jazz"}}])
    assert told(before, after) == ["Music replaced: Lo-fi (0-1s) → Jazz (0-1s)"]


SETTINGS: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({}, {"speed": 2.0}, "Clip city speed: 1× → 2×", "片段 city速度：1× → 2×"),
    ({"speed": 0.5}, {}, "Clip city speed: 0.5× → 1×", "片段 city速度：0.5× → 1×"),
    ({}, {"reverse": True}, "Clip city: plays backwards", "片段 city：倒放"),
    ({"reverse": True}, {}, "Clip city: plays forwards again", "片段 city：恢复正放"),
    (
        {},
        {"transition": "dissolve", "transition_ms": 1000},
        "Clip city transition: cut → dissolve (1 s)",
        "片段 city转场：直切 → 叠化 (1 秒)",
    ),
    (
        {"transition": "fade", "transition_ms": 500},
        {"transition": "fade", "transition_ms": 800},
        "Clip city transition: fade through black (0.5 s) → fade through black (0.8 s)",
        "片段 city转场：黑场过渡 (0.5 秒) → 黑场过渡 (0.8 秒)",
    ),
    (
        {},
        {"brightness": 0.2, "saturation": -0.3, "grade": "bw"},
        "Clip city colour: brightness 0% → +20%, saturation 0% → -30%, look none → black and white",
        "片段 city调色：亮度 0% → +20%，饱和度 0% → -30%，风格 无 → 黑白",
    ),
    (
        {},
        {"crop": [0.2, 0.1, 0.6, 0.8]},
        "Clip city crop: whole picture → 60×80% @ 20,10%",
        "片段 city裁剪：完整画面 → 60×80% @ 20,10%",
    ),
    ({}, {"fit": "contain"}, "Clip city changed: fit as usual → shown whole", "片段 city已修改：填充 默认 → 完整显示"),
    ({}, {"fade_in": 1500}, "Clip city changed: fade in 0 s → 1.5 s", "片段 city已修改：淡入 0 秒 → 1.5 秒"),
    (
        {"time": "day"},
        {"time": "night"},
        "Clip city changed: time of day day → night",
        "片段 city已修改：时段 白天 → 夜晚",
    ),
    ({}, {"weather": "rain"}, "Clip city changed: weather fair → rain", "片段 city已修改：天气 晴 → 雨"),
    (
        {"weather": "rain"},
        {"weather": "rain", "strength": "heavy"},
        "Clip city changed: weather strength as usual → heavy",
        "片段 city已修改：天气强度 默认 → 较强",
    ),
    ({"seed": 1}, {"seed": 2}, "Clip city: drawn anew", "片段 city：已重新生成画面"),
    ({"kind": "video"}, {"kind": "video", "volume": 0.0}, "Clip city sound: 100% → 0%", "片段 city声音：100% → 0%"),
    ({"speed": 1.0, "fade_out": 0}, {}, "", ""),
    ({}, {"glow": 3}, "Clip city: other settings changed (glow)", "片段 city：其他设置已修改（glow）"),
    (
        {"fx": {"a": [1]}},
        {"fx": {"a": [2]}},
        "Clip city: other settings changed (fx)",
        "片段 city：其他设置已修改（fx）",
    ),
    ({}, {"8$": 1, "<b>": 2}, "Clip city: other settings changed", "片段 city：其他设置已修改"),
    ({"speed": [1]}, {"speed": {"x": 2}}, "Clip city speed: … → …", "片段 city速度：… → …"),
]


@pytest.mark.parametrize(("old", "new", "english", "chinese"), SETTINGS)
def test_a_setting_is_told_in_words(old: dict[str, Any], new: dict[str, Any], english: str, chinese: str) -> None:
    before, after = timeline(video=[clip("city", 0, 5000, **old)]), timeline(video=[clip("city", 0, 5000, **new)])
    assert told(before, after) == ([english] if english else [])
    assert told(before, after, "zh-CN") == ([chinese] if chinese else [])


def test_a_clip_sped_up_is_not_said_to_be_trimmed_too() -> None:
    after = timeline(video=[clip("city", 0, 5000, speed=2.0)])
    assert told(CITY, after) == ["Clip city speed: 1× → 2×", "Length: 10 s → 5 s"]


def test_lettering_is_called_by_its_style_and_its_place_told() -> None:
    def lettering(**meta: Any) -> Draft:
        return timeline(text=[{"id": "x", "s": 0, "d": 1000, "m": {"text": "Nemo", **meta}}])

    caption = lettering(style="caption", position="bottom")
    empty = Draft()
    assert told(empty, caption)[0] == 'Caption added: "Nemo" (0-1s)'
    assert told(empty, lettering(style="lower-third"), "zh")[0] == '已添加下方字幕条："Nemo" (0-1s)'
    assert told(caption, lettering(style="caption", position="top-left", color="#e53935")) == [
        'Caption "Nemo" changed: position bottom → top left, colour as usual → red'
    ]
    assert told(caption, lettering(style="watermark", position="bottom")) == [
        'Watermark "Nemo" changed: style caption → watermark'
    ]


def test_the_whole_films_own_settings() -> None:
    before = timeline(video=[clip("c", 0, 1000)], m={"title": "A", "fps": 30})
    after = timeline(video=[clip("c", 0, 1000)], m={"title": "B", "fps": 25, "loudness": -14}, theme="dark")
    assert told(before, after) == [
        "Frame rate: 30 → 25",
        "Project title: A → B",
        "Timeline: other settings changed (theme, loudness)",
    ]


def test_a_tracks_own_settings() -> None:
    before, after = (
        Draft(json.dumps({"t": [{"tt": 1, "sg": [clip("Lo-fi", 0, 1000)], "muted": muted}]}).encode())
        for muted in (False, True)
    )
    assert told(before, after) == ["Music track: other settings changed (muted)"]


def test_new_ids_and_another_order_of_keys_are_no_change() -> None:
    before = Draft(b'{"t":[{"id":"a","tt":0,"sg":[{"id":"x","s":0,"d":1000,"m":{"name":"city"}}]}],"d":1000}')
    after = Draft(b'{"d":1000,"t":[{"tt":0,"id":"b","sg":[{"d":1000,"id":"y","m":{"name":"city"},"s":0}]}]}')
    assert told(before, after) == []


def test_a_change_that_has_no_words_is_still_a_change() -> None:
    before, after = (Draft(b'{"t":[{"tt":0,"sg":[{"d":1000}],"x":[{"y":%d}]}],"t2":1}' % n) for n in (1, 2))
    assert told(before, after) == ["Clip track: other settings changed"]
    odd, other = (Draft(b'{"t":[{"tt":0,"sg":[{"d":1000},%d]}]}' % n) for n in (1, 2))
    assert told(odd, other) == ["Timeline: other settings changed"]


@pytest.mark.parametrize("raw", [b"not json", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_timeline_that_cannot_be_read_is_not_said_to_be_empty(raw: bytes) -> None:
    assert told(CITY, Draft(raw)) == ["Timeline: it has changed, and cannot be read here"]
    assert told(Draft(raw), Draft(raw)) == []


@given(
    old=st.binary(max_size=40) | st.none(),
    new=st.recursive(JSON, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner)),
)
def test_no_draft_breaks_it_and_no_change_shows_json(old: bytes | None, new: Any) -> None:
    for change in changes(Draft(old), Draft(json.dumps(new).encode()), prompt="add a title"):
        assert change.text
        assert not set("{}[]") & set(change.text)


UNASKED = [
    ("add the title 'Urban Dreams'", ["music"]),
    ("trim clip 2 to 6 seconds", ["music", "title"]),
    ("add lo-fi music at 35%", ["title"]),
    ("给视频加一个标题“你好”", ["music"]),
    ("generate a 5-second clip of a city", ["music", "title"]),
    ("add a song and a caption", []),
    ("make it better", []),
    ("6 seconds", []),
    ("turn it into a trailer with a title", []),
    ("undo", []),
    ("fügt einen Titel hinzu", []),
]


@pytest.mark.parametrize(("prompt", "unasked"), UNASKED)
def test_what_the_message_surely_did_not_ask_for_is_marked(prompt: str, unasked: list[str]) -> None:
    after = timeline(
        video=[clip("city", 0, 10000)], audio=[clip("Lo-fi", 0, 10000)], text=[{**title("Go", 0, 3000), "id": "t"}]
    )
    found = {("music" if change.type == 1 else "title"): change for change in changes(CITY, after, prompt=prompt)}
    assert sorted(name for name, change in found.items() if change.unasked) == unasked
    assert all(str(change).endswith(" (not asked for)") == change.unasked for change in found.values())


@pytest.mark.parametrize(
    "prompt", ["then dissolve to a forest", "然后叠化到森林", "then a forest in the rain with a wipe"]
)
def test_a_clip_that_a_transition_leads_to_was_asked_for(prompt: str) -> None:
    after = timeline(video=[clip("city", 0, 10000), clip("forest", 10000, 5000, transition="dissolve")])
    assert not any(change.unasked for change in changes(CITY, after, prompt=prompt))


def test_a_shape_that_is_set_before_there_is_a_clip_is_told() -> None:
    assert told(Draft(None), Draft(b'{"d":0,"m":{"width":1080,"height":1920},"t":[]}')) == ["Format: – → 1080×1920"]


@pytest.mark.parametrize("prompt", ["swap the first and the second clip", "把第一个和第二个片段交换顺序"])
def test_a_transition_that_goes_with_its_clips_place_was_asked_for(prompt: str) -> None:
    city = clip("city", 0, 5000)
    before = timeline(video=[city, clip("sea", 5000, 5000, transition="dissolve", transition_ms=800)])
    after = timeline(video=[clip("sea", 0, 5000), clip("city", 5000, 5000)])
    found = changes(before, after, prompt=prompt)
    assert any("transition" in str(change) for change in found)
    assert not any(change.unasked for change in found)


def test_a_photo_made_to_look_old_was_asked_for() -> None:
    before, after = timeline(video=[clip("a", 0, 5000)]), timeline(video=[clip("a", 0, 5000, grade="vintage")])
    assert not any(change.unasked for change in changes(before, after, prompt="照片做成老照片效果"))


def test_music_taken_away_and_colours_changed_unasked_are_marked() -> None:
    before = timeline(video=[clip("city", 0, 10000)], audio=[clip("Lo-fi", 0, 10000)])
    after = timeline(video=[clip("city", 0, 10000, grade="sepia")])
    assert [change.unasked for change in changes(before, after, prompt="add the title 'Go'")] == [True, True]
    assert str(changes(before, after, "zh", prompt="加一个标题“你好”")[1]) == "已删除音乐：Lo-fi (0-10s)（未要求）"
    assert [change.unasked for change in changes(before, after, prompt="generate a new clip in sepia")] == [
        False,
        False,
    ]


def test_a_comparison_of_takes_asks_for_nothing_and_marks_nothing() -> None:
    assert not any(change.unasked for change in changes(Draft(), CITY))


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
        "Clip removed: a (0-1s)",
        "Length: 2 s → 1 s",
    ]


def test_a_timeline_nested_too_deep_to_be_looked_through_is_compared_all_the_same() -> None:
    def nested(value: bytes, levels: int = 600) -> Draft:
        return Draft(b'{"x":' + b"[" * levels + value + b"]" * levels + b"}")

    assert nested(b"1").readable
    assert told(nested(b"1"), nested(b"2")) == ["Timeline: other settings changed"]
    assert told(nested(b"1"), nested(b"1 ")) == []


def test_a_new_scene_in_the_place_of_a_film_tells_every_clip_that_went() -> None:
    film = timeline(video=[clip("city", 0, 6000), clip("sea", 6000, 4000), clip("forest", 10000, 5000)])
    told_ = [str(change) for change in changes(film, timeline(video=[clip("desert", 0, 5000)]), prompt="大海")]
    assert told_ == [
        "Clip replaced: city (0-6s) → desert (0-5s)",
        "Clip removed: sea (6-10s)",
        "Clip removed: forest (10-15s)",
        "Length: 15 s → 5 s",
    ]
