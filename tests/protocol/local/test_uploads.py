"""Uploads: taken by content, looked into, kept; refused with a reason."""

from __future__ import annotations

import hashlib
import io
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nemo_widgets.local.draft import VIDEO, Canvas, Draft, Meta, Segment, Track


def _png(color: str = "teal", size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return out.getvalue()


def _wav(seconds: float = 1.0) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes((np.sin(np.arange(int(8000 * seconds)) / 5) * 9000).astype("<i2").tobytes())
    return out.getvalue()


def _files(answer: Any) -> list[dict[str, Any]]:
    assert answer.json()["code"] == 0, answer.text
    assert answer.json()["data"]["session_state_applied"] is True
    return answer.json()["data"]["files"]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A short real video."""
    from nemo_widgets.local.render import render  # noqa: PLC0415 - heavy

    out = tmp_path_factory.mktemp("clip") / "clip.mp4"
    scene = Segment("a", 0, 1000, Meta(kind="scene", name="sea", prompt="sea", subject="sea"))
    render(Draft(1000, Canvas(width=160, height=90, fps=10), [Track("v", VIDEO, [scene])]), {}, out, quality="preview")
    return out.read_bytes()


def test_an_image_is_looked_into_and_kept_under_its_hash(engine: Any, project: Any) -> None:
    data = _png()

    (file,) = _files(project.upload(("harbour.png", data, "image/png")))

    assert (file["filename"], file["file_type"]) == ("harbour.png", "image")
    assert (file["width"], file["height"], file["duration"]) == (64, 48, None)
    assert file["hash"] == hashlib.sha256(data).hexdigest()
    assert (engine.home / "media" / file["hash"]).read_bytes() == data
    assert project.state()["generated_media"] == [file]


def test_a_video_has_length_and_size_in_seconds_and_px(project: Any, clip: bytes) -> None:
    (file,) = _files(project.upload(("surf.mp4", clip, "video/mp4")))

    assert file["file_type"] == "video"
    assert file["duration"] == pytest.approx(1.0, abs=0.15)
    assert file["width"] > file["height"] > 0
    assert project.state()["video_infos"] == [file]


def test_sound_is_taken_too_and_can_be_the_music(project: Any) -> None:
    (file,) = _files(project.upload(("my song.wav", _wav(), "audio/wav")))
    project.say("generate a 2-second clip of the sea and use my song as the music")

    assert file["file_type"] == "audio"
    assert project.draft()["t"][1]["sg"][0]["m"]["media"] == file["hash"]


def test_several_files_come_in_one_request(project: Any) -> None:
    files = _files(project.upload(("a.png", _png("red"), "image/png"), ("b.png", _png("blue"), "image/png")))

    assert [f["filename"] for f in files] == ["a.png", "b.png"]


def test_this_image_is_the_one_just_uploaded(project: Any) -> None:
    project.upload(("a.png", _png("red"), "image/png"))
    (file,) = _files(project.upload(("b.png", _png("blue"), "image/png")))

    project.say("animate this image into a 5-second video with smooth motion")

    meta = project.draft()["t"][0]["sg"][0]["m"]
    assert (meta["media"], meta["name"], meta["camera"]) == (file["hash"], "b.png", "zoom-in")


def test_an_uploaded_file_is_served_in_parts_under_an_address_nobody_can_guess(engine: Any, project: Any) -> None:
    data = _png("olive")
    (file,) = _files(project.upload(("x.png", data, "image/png")))
    stranger = engine.client(None)

    whole = stranger.get(file["cdn_url"])
    part = stranger.get(file["cdn_url"], headers={"Range": "bytes=1-9"})

    assert whole.content == data
    assert whole.headers["content-type"] == "image/png"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in whole.headers["content-security-policy"]
    assert (part.status_code, part.content) == (206, data[1:10])
    for name in ("0" * 64, "..%2Fprojects.db", "x.png"):
        assert stranger.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize("name", ["notes.txt", "archive.zip", "noextension", "page.html", "a.svg"])
def test_a_file_of_another_kind_is_4001_and_tells_which_kinds_work(project: Any, name: str) -> None:
    answer = project.upload((name, b"hello", "text/plain"))

    assert answer.json()["code"] == 4001
    assert "mp4" in answer.json()["message"]


@pytest.mark.parametrize("data", [b"", b"not a picture", _png()[:40], b"<html><script>alert(1)</script>"])
def test_damaged_content_is_4001_whatever_its_name_says(engine: Any, project: Any, data: bytes) -> None:
    answer = project.upload(("photo.png", data, "image/png"))

    assert answer.json()["code"] == 4001
    assert "photo.png" in answer.json()["message"]
    assert ".part" not in answer.json()["message"]
    assert project.state()["generated_media"] == []
    assert not list((engine.home / "media").glob("*.part"))


def test_a_large_body_with_a_bad_token_is_still_answered_with_the_reason(engine: Any, project: Any) -> None:
    files = [("files", ("big.mp4", b"\0" * 20_000_000, "video/mp4"))]

    answer = engine.client("wrong").post(f"/api/upload-video/nemo_agent/me/{project.sid}", files=files)

    assert (answer.status_code, answer.json()["code"]) == (401, 1001)


def test_a_file_over_the_limit_is_4002_and_leaves_nothing(engine: Any, project: Any) -> None:
    answer = project.upload(("big.mp4", b"\0" * 3_000_001, "video/mp4"))

    assert (answer.status_code, answer.json()["code"]) == (413, 4002)
    assert "3 MB" in answer.json()["message"]
    assert not list((engine.home / "media").glob("*.part"))


def test_addresses_are_not_fetched(project: Any) -> None:
    body = {"urls": ["http://127.0.0.1/x.mp4"], "source_type": "url"}

    answer = project.http.post(f"/api/upload-video/nemo_agent/me/{project.sid}", json=body)

    assert answer.json()["code"] == 4001
    assert "upload" in answer.json()["message"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\Users\\me\\photo.png", "photo.png"),
        ("海港 照片.png", "海港 照片.png"),
        ("a<script>.png", "a_script_.png"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
    ],
)
def test_file_names_lose_path_parts_and_what_could_harm(project: Any, name: str, kept: str) -> None:
    (file,) = _files(project.upload((name, _png(), "image/png")))

    assert file["filename"] == kept


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"hello", "text/plain"),
        (b"hello", "multipart/form-data"),
        (b"--b\r\n\r\n", "multipart/form-data; boundary=b"),
        (b"--b--\r\n", "multipart/form-data; boundary=b"),
        (b"nonsense", "multipart/form-data; boundary=b"),
    ],
)
def test_a_malformed_upload_is_code_400(project: Any, content: bytes, kind: str) -> None:
    url = f"/api/upload-video/nemo_agent/me/{project.sid}"

    answer = project.http.post(url, content=content, headers={"Content-Type": kind})

    assert (answer.status_code, answer.json()["code"]) == (400, 400)


def test_a_request_of_very_many_parts_or_of_an_endless_header_is_refused_and_leaves_nothing(
    engine: Any, project: Any
) -> None:
    before = set((engine.home / "media").iterdir())
    url, head = f"/api/upload-video/nemo_agent/me/{project.sid}", b'--b\r\nContent-Disposition: form-data; name="files"'
    kind = {"Content-Type": "multipart/form-data; boundary=b"}

    many = project.http.post(
        url, content=(head + b'; filename="a.png"\r\n\r\nx\r\n') * 300 + b"--b--\r\n", headers=kind
    )
    endless = project.http.post(url, content=head + b"x" * 100_000 + b"\r\n\r\nx\r\n--b--\r\n", headers=kind)

    assert [(a.status_code, a.json()["code"]) for a in (many, endless)] == [(400, 400)] * 2
    assert "more than 100 files" in many.json()["message"]
    assert set((engine.home / "media").iterdir()) == before


def test_the_same_content_again_is_one_file_and_counts_as_new(engine: Any, project: Any) -> None:
    first, again = (_files(project.upload((n, _png("gold"), "image/png")))[0] for n in ("a.png", "b.png"))

    assert first["hash"] == again["hash"]
    assert [f["filename"] for f in project.state()["generated_media"]] == ["b.png"]
    assert isinstance(engine.home, Path)


def test_addresses_are_fetched_only_by_an_engine_that_was_told_to(start: Callable[..., Any], project: Any) -> None:
    def by_address(project: Any) -> Any:
        body = {"urls": [f"{project.engine.url}/_nemo/health"], "source_type": "url"}
        return project.http.post(f"/api/upload-video/nemo_agent/me/{project.sid}", json=body).json()

    assert "fetches nothing" in by_address(project)["message"]
    assert "private network" in by_address(start("--fetch").project())["message"]
