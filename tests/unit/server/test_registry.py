import os
import stat
from pathlib import Path

import pytest

from nemo_widgets.server import registry
from nemo_widgets.server.registry import announce, is_served, look_up, register


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"film")
    return path


def test_a_registered_film_is_found_by_its_id(film: Path, tmp_path: Path) -> None:
    media_id, nonce = register(film, tmp_path / "media")
    entry = look_up(media_id, tmp_path / "media")
    assert entry is not None
    assert (entry.path, entry.type, entry.nonce) == (film, "video/mp4", nonce)


def test_the_registry_is_for_its_user_alone(film: Path, tmp_path: Path) -> None:
    media_id, _ = register(film, tmp_path / "media")
    assert stat.S_IMODE((tmp_path / "media").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "media" / f"{media_id}.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "script.js", "film", "film.mp4.exe"])
def test_only_media_can_be_registered(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("<script>")
    with pytest.raises(ValueError, match="not a media file"):
        register(tmp_path / name, tmp_path / "media")


def test_the_oldest_ids_are_forgotten_also_where_another_kernel_forgets_them_too(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_KEPT", 2)
    first, _ = register(film, tmp_path / "media")
    os.utime(tmp_path / "media" / f"{first}.json", (0, 0))
    for _ in range(2):
        register(film, tmp_path / "media")
    assert look_up(first, tmp_path / "media") is None
    forgotten = tmp_path / "media" / "forgotten.json"
    monkeypatch.setattr(Path, "glob", lambda folder, _: [forgotten, *folder.iterdir()])
    media_id, _ = register(film, tmp_path / "media")
    assert look_up(media_id, tmp_path / "media") is not None


@pytest.mark.parametrize("media_id", ["", "x" * 32, "../../../../../../etc/passwd\0", "a/b", "." * 32])
def test_an_id_that_was_never_given_finds_nothing(media_id: str, film: Path, tmp_path: Path) -> None:
    register(film, tmp_path / "media")
    assert look_up(media_id, tmp_path / "media") is None


def test_a_link_put_in_a_films_place_is_not_followed(film: Path, tmp_path: Path) -> None:
    media_id, _ = register(film, tmp_path / "media")
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(b"secret")
    film.unlink()
    film.symlink_to(secret)
    assert look_up(media_id, tmp_path / "media") is None


def test_a_kernel_knows_whether_its_own_server_serves_films(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_served(tmp_path)
    mark = announce(tmp_path)
    monkeypatch.setenv("JPY_PARENT_PID", str(os.getpid()))
    assert is_served(tmp_path)
    monkeypatch.setenv("JPY_PARENT_PID", "1")
    assert not is_served(tmp_path), "another server's word is not ours"
    monkeypatch.setenv("JPY_PARENT_PID", str(os.getpid()))
    mark.unlink()
    assert not is_served(tmp_path)
