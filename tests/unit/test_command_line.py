"""`nemo-widgets` in a terminal: what it says of itself, and of a line that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import nemo_widgets as nemo
from nemo_widgets.__main__ import main


def test_without_a_command_it_tells_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    told = capsys.readouterr().err
    assert all(f"    {command} " in told for command in ("demo", "serve", "doctor"))


@pytest.mark.parametrize("command", ["demo", "serve", "doctor"])
def test_each_command_says_what_it_does_and_what_its_defaults_are(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert ".\n\noptions:" in told
    assert "None" not in told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("dem", "invalid choice: 'dem'"),
        ("serve --port x", "not a number from 0 to 65535: 'x'"),
        ("serve --port 65536", "not a number from 0 to 65535: '65536'"),
        ("serve --upload-mb 0", "not a number of at least 1: '0'"),
        ("serve --disk-gb nan", "not a number of at least 0.1: 'nan'"),
        ("serve --disk-gb inf", "not a number of at least 0.1: 'inf'"),
    ],
)
def test_a_wrong_line_is_told_before_anything_begins(line: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(line.split())
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_photo_that_is_not_there_is_told_before_anything_is_made(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--photo", "nothere.jpg"]) == 1
    assert capsys.readouterr().err == "\nThere is no file nothere.jpg. Check its name and folder.\n"
    assert not nemo.sessions()


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"nemo-widgets {nemo.__version__}\n"
