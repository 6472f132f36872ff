"""What the engine tells of its own troubles."""

from __future__ import annotations

import sqlite3

import pytest

from nemo_widgets.local.wire import unforeseen


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileNotFoundError(2, "No such file or directory", "/home/teacher/film.mp4"), "No such file or directory"),
        (OSError(28, "No space left on device", "/home/teacher/a"), "No space left on device"),
        (sqlite3.OperationalError("database or disk is full"), "database or disk is full"),
        (KeyError("/home/teacher/film.mp4"), "its log has the reason"),
        (OSError("/home/teacher/film.mp4"), "its log has the reason"),
    ],
)
def test_an_error_nobody_foresaw_is_told_without_the_paths_of_the_machine(error: Exception, told: str) -> None:
    text = unforeseen(error)

    assert text.startswith(f"{type(error).__name__}: ")
    assert told in text
    assert "teacher" not in text
