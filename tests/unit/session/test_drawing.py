import json
from xml.etree import ElementTree as ET

from nemo_widgets.session.draft import Draft
from nemo_widgets.session.drawing import timeline_svg

LARGEST_SVG = 20_000


def draft(tracks: int, segments: int) -> Draft:
    made = {
        "t": [
            {"tt": 0, "sg": [{"id": f"{t}.{n}", "d": 1000, "m": {"name": "<b>&" * 200}} for n in range(segments)]}
            for t in range(tracks)
        ]
    }
    return Draft(json.dumps(made).encode())


def test_a_large_timeline_is_a_small_picture_that_names_every_track() -> None:
    drawn = timeline_svg(draft(tracks=12, segments=500), {"0.0"})
    assert len(drawn.encode()) < LARGEST_SVG
    labels = [text for text in ET.fromstring(drawn).findall("{*}text") if text.text == "Video"]  # noqa: S314 - our own
    assert len(labels) == 12


def test_names_from_outside_are_text_and_nothing_else() -> None:
    drawn = timeline_svg(draft(tracks=1, segments=1))
    assert "<b>" not in drawn
    assert "&lt;b&gt;&amp;" in drawn


def test_what_has_changed_is_outlined() -> None:
    assert timeline_svg(draft(1, 2), {"0.1"}).count('stroke="#ffd8a8"') == 1


def titles(*spans: tuple[int, int]) -> Draft:
    segments = [{"s": start, "d": end - start, "m": {"text": f"{start}-{end}"}} for start, end in spans]
    return Draft(json.dumps({"d": 8000, "t": [{"tt": 7, "sg": segments}]}).encode())


def tops(drawn: str) -> dict[str, str]:
    """How far down each title stands, by its words."""
    blocks = ET.fromstring(drawn).findall("{*}svg")  # noqa: S314 - our own
    return {block.find("{*}text").text: block.get("y") for block in blocks}  # type: ignore[union-attr,misc]


def test_titles_that_are_read_at_the_same_time_stand_below_each_other() -> None:
    found = tops(timeline_svg(titles((4000, 8000), (0, 4000), (2000, 6000))))
    assert found["0-4000"] == found["4000-8000"] != found["2000-6000"]


def test_a_heap_of_titles_is_no_tower() -> None:
    heap = titles(*[(0, 8000)] * 30)
    assert int(ET.fromstring(timeline_svg(heap)).get("height") or 0) < 200  # noqa: S314 - our own


def test_a_chinese_reader_is_told_in_chinese() -> None:
    drawn = timeline_svg(titles((0, 4000)), language="zh-CN")
    assert "时间线 · 8 秒" in drawn
    assert ">标题</text>" in drawn
