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
