import stat
from pathlib import Path

import pytest

from nemo_widgets.server.incoming import issue, ticket, withdraw


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.touch()
    return path


def test_pieces_are_written_where_they_belong(file: Path, tmp_path: Path) -> None:
    found = ticket(issue(file, 10, tmp_path), tmp_path)
    assert found is not None
    assert found.write(0, b"hello") == 5
    assert found.write(5, b"world") == 10
    assert file.read_bytes() == b"helloworld"


def test_a_piece_sent_twice_too_early_or_past_the_end_changes_nothing(file: Path, tmp_path: Path) -> None:
    found = ticket(issue(file, 10, tmp_path), tmp_path)
    assert found is not None
    found.write(0, b"hello")
    assert found.write(0, b"again") == 5
    assert found.write(8, b"xx") == 5
    assert found.write(5, b"too long") == 5
    assert file.read_bytes() == b"hello"


@pytest.mark.parametrize("ticket_id", ["", "x" * 32, "../../../../../../etc/passwd\0", "a/b", "." * 32])
def test_an_id_that_was_never_given_lets_nothing_in(ticket_id: str, file: Path, tmp_path: Path) -> None:
    issue(file, 10, tmp_path)
    assert ticket(ticket_id, tmp_path) is None


def test_a_withdrawn_ticket_lets_nothing_in(file: Path, tmp_path: Path) -> None:
    ticket_id = issue(file, 10, tmp_path)
    withdraw(ticket_id, tmp_path)
    assert ticket(ticket_id, tmp_path) is None
    withdraw(ticket_id, tmp_path)


def test_no_file_is_made_and_no_link_followed(file: Path, tmp_path: Path) -> None:
    found = ticket(issue(file, 10, tmp_path), tmp_path)
    assert found is not None
    file.unlink()
    with pytest.raises(OSError, match="No such file"):
        found.write(0, b"hello")
    secret = tmp_path / "secret"
    secret.touch()
    file.symlink_to(secret)
    with pytest.raises(OSError, match="symbolic link"):
        found.write(0, b"hello")
    assert secret.read_bytes() == b""


def test_tickets_are_for_their_user_alone(file: Path, tmp_path: Path) -> None:
    ticket_id = issue(file, 10, tmp_path / "media")
    folder = tmp_path / "media" / "uploads"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / f"{ticket_id}.json").stat().st_mode) == 0o600
