import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from nemo_widgets.errors import FileTooLargeError, NemoError, UnsupportedFileError
from nemo_widgets.server.incoming import ticket
from nemo_widgets.server.registry import announce, default_directory
from nemo_widgets.session.profiles import MB, PROFILES
from nemo_widgets.widgets.intake import CHUNK_LIMIT, Intake, safe_name

SKILL = PROFILES["video-generative"]


@pytest.fixture
def intake() -> Iterator[Intake]:
    intake = Intake()
    yield intake
    intake.close()


def test_a_file_in_pieces_arrives_whole(intake: Intake) -> None:
    intake.begin("u", "photo.jpg", 10, SKILL)
    assert intake.add("u", 0, b"hello") == 5
    assert intake.add("u", 5, b"world") == 10
    path = intake.end("u")
    assert path.name == "photo.jpg"
    assert path.read_bytes() == b"helloworld"


def test_a_piece_sent_twice_or_too_early_changes_nothing(intake: Intake) -> None:
    intake.begin("u", "photo.jpg", 10, SKILL)
    intake.add("u", 0, b"hello")
    assert intake.add("u", 0, b"hello") == 5
    assert intake.add("u", 8, b"xx") == 5
    assert intake.held("u") == 5


def test_where_the_server_takes_files_a_page_may_send_pieces_either_way(
    intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEMO_HOME", str(tmp_path))
    assert intake.begin("comm", "photo.jpg", 10, SKILL).route == ""
    monkeypatch.setenv("JPY_PARENT_PID", str(os.getpid()))
    mark = announce(default_directory())
    begun = intake.begin("u", "photo.jpg", 15, SKILL)
    name, _, ticket_id = begun.route.rpartition("/")
    assert name == "nemo-widgets/upload"
    found = ticket(ticket_id, default_directory())
    assert found is not None
    found.write(0, b"hello")
    assert intake.held("u") == 5
    assert intake.add("u", 5, b"world") == 10
    assert intake.add("u", 5, b"world") == 10, "one that the server has taken since changes nothing"
    assert found.write(10, b" here") == 15
    assert intake.end("u").read_bytes() == b"helloworld here"
    assert ticket(ticket_id, default_directory()) is None
    mark.unlink()


def test_a_file_that_is_not_whole_is_not_used(intake: Intake) -> None:
    intake.begin("u", "photo.jpg", 10, SKILL)
    with pytest.raises(NemoError, match="did not arrive whole"):
        intake.end("u")


def test_type_and_size_are_looked_at_before_a_byte(intake: Intake) -> None:
    with pytest.raises(UnsupportedFileError):
        intake.begin("u", "virus.exe", 10, SKILL)
    with pytest.raises(FileTooLargeError, match="200 MB"):
        intake.begin("u", "film.mp4", 300 * MB, SKILL)


def test_a_piece_over_the_limit_or_past_the_end_is_refused(intake: Intake) -> None:
    intake.begin("u", "film.mp4", 10 * MB, SKILL)
    with pytest.raises(NemoError, match="too large"):
        intake.add("u", 0, bytes(CHUNK_LIMIT + 1))
    with pytest.raises(NemoError, match="too large"):
        intake.add("u", 10 * MB - 1, b"xx")


def test_a_cancelled_file_leaves_nothing(intake: Intake) -> None:
    path = intake.begin("u", "photo.jpg", 10, SKILL).path
    intake.cancel("u")
    assert not path.exists()
    with pytest.raises(NemoError, match="not known here"):
        intake.add("u", 0, b"x")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("photo.jpg", "photo.jpg"),
        ("../../etc/passwd.jpg", "_.._etc_passwd.jpg"),
        ("C:\\x\\y.png", "C__x_y.png"),
        (".hidden.png", "hidden.png"),
        ("\x00\u202e", "file"),
        ("海.mp4", "海.mp4"),
    ],
)
def test_a_name_from_a_page_is_made_safe(given: str, kept: str) -> None:
    assert safe_name(given) == kept
    assert Path(safe_name(given)).name == safe_name(given)


def test_a_long_name_keeps_its_ending() -> None:
    kept = safe_name("a" * 400 + ".png")
    assert kept.endswith(".png")
    assert len(kept) <= 120
    assert len(safe_name("a." + "b" * 400)) <= 120
