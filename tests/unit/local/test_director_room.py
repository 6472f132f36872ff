"""No title covers another: a new one comes after, or stands elsewhere; and the answer says which."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nemo_widgets.local.director import direct
from nemo_widgets.local.director.room import in_the_way
from nemo_widgets.local.draft import TEXT, Draft

# What is added to a film of 10 s with a title in the middle, 0-3 s; where it comes; words of the answer.
SECONDS = [
    ("add the title 'B'", "'B' 3-6", "after “Urban Dreams”"),
    ("add the title 'B' for 2 seconds", "'B' 3-5", "after “Urban Dreams”"),
    ("add the title 'B' for 9 seconds", "'B' 0-9 bottom", "at the bottom, clear of “Urban Dreams”"),
    ("add the title 'B' from 0 to 3 seconds", "'B' 0-3 bottom", "clear of “Urban Dreams”"),
    ("add the title 'B' at 1 second", "'B' 1-4 bottom", "clear of “Urban Dreams”"),
    ("add the title 'B' at the start", "'B' 0-3 bottom", "clear of “Urban Dreams”"),
    ("add the title 'B' throughout", "'B' 0-10 bottom", "clear of “Urban Dreams”"),
    ("add the title 'B' at the end", "'B' 7-10", ""),
    ("add the title 'B' at 5 seconds", "'B' 5-8", ""),
    ("add the title 'B' at the top", "'B' 0-3 top", ""),
    ("add the caption 'B'", "'B' 0-3", ""),
    ("add a lower third 'B'", "'B' 0-3", ""),
    ("add the watermark 'B'", "'B' 0-10", ""),
    ("加标题“B”", "'B' 3-6", "在“Urban Dreams”之后"),
    ("加标题“B”，显示2秒", "'B' 3-5", "在“Urban Dreams”之后"),
    ("加标题“B”，从0到3秒", "'B' 0-3 bottom", "不挡住“Urban Dreams”"),
    ("开头加标题“B”", "'B' 0-3 bottom", "不挡住“Urban Dreams”"),
    ("在顶部加标题“B”", "'B' 0-3 top", ""),
    ("结尾加标题“B”", "'B' 7-10", ""),
    ("加字幕“B”，从0到3秒", "'B' 0-3", ""),
]


def _titles(told: Callable[[Draft], str], draft: Draft) -> list[str]:
    return [part for part in told(draft).split(" | ") if part.startswith("'")]


def _nothing_is_covered(draft: Draft) -> bool:
    titles = draft.of_type(TEXT)
    return not any(in_the_way(t, titles) for t in titles)


@pytest.mark.parametrize(("request_text", "expected", "said"), SECONDS)
def test_a_second_title_finds_room(
    request_text: str, expected: str, said: str, film: Draft, told: Callable[[Draft], str]
) -> None:
    plan = direct(film, request_text)

    assert expected in _titles(told, plan.draft)
    assert "'Urban Dreams' 0-3" in _titles(told, plan.draft)
    assert said in plan.reply
    assert plan.silent is not bool(said)
    assert _nothing_is_covered(plan.draft)


def test_where_no_time_is_left_it_stands_elsewhere_and_in_the_end_is_refused(told: Callable[[Draft], str]) -> None:
    draft = direct(Draft(), "generate a 3-second clip of the sea with the title 'One'").draft
    for text in ("Two", "Three"):
        draft = direct(draft, f"add the title '{text}'").draft

    assert _titles(told, draft) == ["'One' 0-3", "'Two' 0-3 bottom", "'Three' 0-3 top"]
    assert direct(draft, "add the title 'Four'").refused == ("title-room",)
    assert direct(draft, "加标题“四”").refused == ("title-room",)


@pytest.mark.parametrize(
    ("first", "second", "at_once"),
    [
        ("add the title 'A' from 1 to 3 seconds at the bottom", "add the caption 'B' from 2 to 4 seconds", False),
        ("add the caption 'A' from 1 to 3 seconds", "add the caption 'B' from 2 to 4 seconds", False),
        ("add the caption 'A' from 1 to 3 seconds", "add a lower third 'B' from 2 to 4 seconds", True),
        ("add a lower third 'A' from 1 to 3 seconds", "add a lower third 'B' from 2 to 4 seconds", False),
        ("add the watermark 'A'", "add the watermark 'B'", False),
        ("add the watermark 'A'", "add the title 'B' at the bottom right", False),
        ("add the watermark 'A'", "add the caption 'B'", True),
    ],
)
def test_sorts_of_titles_share_a_film(
    first: str, second: str, at_once: bool, film: Draft, told: Callable[[Draft], str]
) -> None:
    """What would cover another stands elsewhere; what has a place of its own keeps it."""
    draft = direct(direct(film, "remove the title").draft, first).draft
    plan = direct(draft, second)

    assert ("clear of “A”" not in plan.reply) is at_once
    assert _nothing_is_covered(plan.draft)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("move the title to the middle", "“A” made way"),
        ("make the film 4 seconds", "“Z” made way"),
        ("影片改成4秒", "“Z”让开了位置"),
    ],
)
def test_an_edit_that_brings_titles_together_moves_the_one_that_was_left_alone(edit: str, said: str) -> None:
    draft = direct(Draft(), "generate a 10-second clip of the sea with the title 'A'").draft
    closing = " at the bottom from 0 to 3 seconds" if "middle" in edit else " at the end"
    draft = direct(draft, f"add the title 'Z'{closing}").draft

    plan = direct(draft, edit)

    assert said in plan.reply
    assert _nothing_is_covered(plan.draft)
