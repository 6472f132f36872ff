"""Tables and progress in terminals of all widths, in letters of both."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from os import terminal_size
from typing import Any

import pytest

from nemo_widgets.session.progress import ProgressLine
from nemo_widgets.session.table import Table, columns, cut, wrapped

TAKES = Table(
    ("take", "prompt", "what changed"),
    (
        ("1", "generate a 2-second clip of the sea at dusk", "Clip added: the sea at dusk (0-2s)"),
        ("2", "生成一个5秒的海边日落视频，镜头慢慢推近", "已添加片段：海边日落 (2-7s)"),
    ),
    "Session 'sea'",
)


@pytest.mark.parametrize("width", [30, 40, 80])
def test_a_table_fits_the_terminal_and_loses_no_word(width: int) -> None:
    told = TAKES.text(width)
    assert max(map(columns, told.splitlines())) <= width
    letters = re.sub(r"\s", "", "".join(word for row in TAKES.rows for word in row))
    assert sorted(re.sub(r"\s", "", told)) == sorted(letters + "takepromptwhatchangedSession'sea'")


def test_a_table_is_as_wide_as_it_needs_where_nobody_says_how_wide_it_may_be() -> None:
    assert len(TAKES.text().splitlines()) == 4
    assert len(TAKES.text(200).splitlines()) == 4


def test_a_column_without_a_word_takes_no_room() -> None:
    table = Table(("", "part", "what to do"), (("✓", "disk", ""), ("✗", "fonts", "")))
    assert table.text() == "   part\n✓  disk\n✗  fonts"
    assert "what to do" not in table._repr_html_()
    assert Table(("take", "film"), ()).text() == "take  film"


def test_its_columns_stand_below_each_other_in_letters_of_both_widths() -> None:
    starts = [
        columns(line[: line.index(word)])
        for line, word in zip(TAKES.text().splitlines()[1:], ("what", "Clip", "已"), strict=True)
    ]
    assert len(set(starts)) == 1


def test_lines_are_broken_between_words_and_never_before_a_full_stop() -> None:
    assert wrapped("a calm sea at dusk", 10) == ["a calm sea", "at dusk"]
    assert wrapped("海边，日落", 4) == ["海", "边，", "日落"]
    assert wrapped("unbreakable", 4) == ["unbr", "eaka", "ble"]
    assert wrapped("", 4) == [""]
    assert cut("海边", 3) == "海"


class Terminal(io.StringIO):
    """A terminal that keeps what was written to it."""

    def isatty(self) -> bool:
        return True


class Work:
    """A job under way, as far as a line of progress looks at it."""

    def __init__(self, language: str) -> None:
        self.done = self.stopping = False
        self.progress = {"phase": "downloading", "fraction": 0.25}
        self.session = type("session", (), {"language": language})


@pytest.mark.parametrize(
    ("language", "wide", "said"), [("en", 80, "  Fetching the film… 25 %"), ("zh", 13, "  下载影片…")]
)
def test_a_line_of_progress_is_written_over_and_never_wider_than_the_terminal(
    monkeypatch: pytest.MonkeyPatch, until: Callable[..., Any], language: str, wide: int, said: str
) -> None:
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: terminal_size((wide, 24)))
    monkeypatch.setenv("TERM", "xterm")
    screen = Terminal()
    line = ProgressLine(screen, Work(language))  # type: ignore[arg-type]
    line.begin()
    until(screen.getvalue)
    line.end()
    first, *more = screen.getvalue().removeprefix("\r\x1b[K").split("\r\x1b[K")
    assert first.startswith(said)
    assert more[-1] == ""
    assert max(map(columns, (first, *more))) < wide
    assert len(set(more)) == len(more)  # what stands there is not written again


@pytest.mark.parametrize(("out", "term"), [(io.StringIO(), "xterm"), (Terminal(), "dumb")])
def test_where_lines_cannot_be_written_over_there_is_none(
    monkeypatch: pytest.MonkeyPatch, out: io.StringIO, term: str
) -> None:
    monkeypatch.setenv("TERM", term)
    line = ProgressLine(out, Work("en"))  # type: ignore[arg-type]
    line.begin()
    line.end()
    assert out.getvalue() == ""
