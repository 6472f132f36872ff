"""Large files in and out of the page, with JupyterLab's default limits."""

import hashlib
import random
import re
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

MB = 1024 * 1024
LONG_MS = 300_000
SETUP = "import nemo_widgets as nemo\nsession = nemo.connect('local', name='films')\nstudio = session.show(); studio"
SEEK = """
async (to) => {
  const video = document.querySelector('.nemo video');
  const shown = new Promise((done) => video.requestVideoFrameCallback((_, frame) => done(frame.mediaTime)));
  video.currentTime = to;
  return await shown;
}
"""


@pytest.fixture(scope="module")
def notebook(lab: Any, open_notebook: Callable[..., Any], blank: Callable[..., str]) -> Any:
    return studio_in(lab, open_notebook, blank)


def studio_in(lab: Any, open_notebook: Callable[..., Any], blank: Callable[..., str]) -> Any:
    notebook = open_notebook(lab, blank(lab.folder, "films", SETUP))
    notebook.run_all()
    expect(notebook.studio).to_be_visible(timeout=LONG_MS)
    return notebook


def padded(film: bytes, size: int) -> bytes:
    """The same film and `size` bytes in all: a `free` box within, between two of its own, where players pass it over.

    It stands before `mdat`, so that the pictures lie behind it and a seek has to jump; the sample tables are moved on.
    """
    at, moov_at, mdat_at = 0, 0, 0
    while at < len(film):
        length, kind = struct.unpack(">I4s", film[at : at + 8])
        moov_at, mdat_at = (at, mdat_at) if kind == b"moov" else (moov_at, at if kind == b"mdat" else mdat_at)
        at += length
    assert moov_at < mdat_at, "a film with its head at its beginning"
    gap = size - len(film)
    head = bytearray(film[:mdat_at])
    for found in re.finditer(rb"stco", film[:mdat_at]):
        table = found.start() + 8
        (count,) = struct.unpack(">I", head[table : table + 4])
        for entry in range(count):
            place = table + 4 + 4 * entry
            (offset,) = struct.unpack(">I", head[place : place + 4])
            head[place : place + 4] = struct.pack(">I", offset + gap)
    return bytes(head) + struct.pack(">I4s", gap, b"free") + bytes(gap - 8) + film[mdat_at:]


def add_file(notebook: Any, path: Path) -> Any:
    with notebook.page.expect_file_chooser() as chooser:
        notebook.part("button", "Add files").click()
    chooser.value.set_files(path)
    return notebook.part("list", "Files").get_by_role("listitem").filter(has_text=path.name)


def sums(folder: Path, size: int) -> dict[str, str]:
    """Every file of that size below a folder, with its SHA-256."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size == size]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def arrives_whole(notebook: Any, media: Path, path: Path, size: int) -> list[str]:
    """A clip of that size, chosen in the page, is the engine's byte for byte; the methods and addresses it went by."""
    clip = (media / "waves.mp4").read_bytes()
    noise = random.Random(40).randbytes(size - len(clip) - 8)  # noqa: S311 - bytes that differ, and no secret
    path.write_bytes(clip + struct.pack(">I4s", len(noise) + 8, b"free") + noise)
    asked: list[str] = []
    notebook.page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    row = add_file(notebook, path)
    expect(row).to_contain_text("ready", timeout=LONG_MS)
    wanted = hashlib.sha256(path.read_bytes()).hexdigest()
    kept = sums(notebook.lab.home / "engine", size)
    print("the engine's copy:", kept)
    assert list(kept.values()) == [wanted]
    return asked


def test_an_upload_of_40_mb_arrives_whole_and_goes_past_the_kernel(notebook: Any, media: Path, tmp_path: Path) -> None:
    asked = arrives_whole(notebook, media, tmp_path / "forty.mp4", 40 * MB)
    assert len([line for line in asked if line.startswith("PUT ") and "/nemo-widgets/upload/" in line]) == 10
    assert list((notebook.lab.home / "media" / "uploads").iterdir()) == [], "no ticket outlives its file"
    assert notebook.errors == []


def test_nothing_is_taken_from_a_stranger_or_for_an_unknown_file(notebook: Any) -> None:
    address = f"nemo-widgets/upload/{'x' * 32}?offset=0"
    with pytest.raises(HTTPError, match="404"):
        notebook.lab.call("PUT", address)
    with pytest.raises(HTTPError, match="403"):
        replace(notebook.lab, token="x" * 32).call("PUT", address)
    forged = "async (url) => (await fetch(url, {method: 'PUT', body: 'x'})).status"
    assert notebook.page.evaluate(forged, f"/{address}") == 403
    notebook.errors.clear()  # the page's console tells of that refusal


def make_film(notebook: Any) -> None:
    notebook.say("generate a 10-second cinematic clip of a calm sea")
    notebook.film()
    notebook.ready()


def swell(notebook: Any, size: int) -> Path:
    """Give the take's small film `size` bytes, as a large film would have, and let the page learn of it anew."""
    (film,) = (notebook.lab.home / "previews").glob("*.mp4")
    film.write_bytes(padded(film.read_bytes(), size))
    return film


def route(notebook: Any) -> str:
    notebook.part("button", "Player menu").click()
    told: str = notebook.studio.locator(".nemo-panel p").inner_text()
    notebook.page.keyboard.press("Escape")
    return told


def test_a_clip_of_200_mb_plays_from_the_range_route_and_a_seek_lands(notebook: Any) -> None:
    make_film(notebook)
    film = swell(notebook, 200 * MB)
    assert film.stat().st_size == 200 * MB
    answers: list[tuple[int, str]] = []
    notebook.page.on(
        "response",
        lambda answer: (
            answers.append((answer.status, answer.headers.get("content-range", "")))
            if "/nemo-widgets/media/" in answer.url
            else None
        ),
    )
    notebook.run("studio.close(); studio = session.show(); studio")
    notebook.film()
    told = route(notebook)
    assert told == "Streamed by the Jupyter server · 210 MB"
    notebook.page.evaluate("() => document.querySelector('.nemo video').play()")
    notebook.page.wait_for_function("() => document.querySelector('.nemo video').currentTime > 0.3")
    notebook.page.evaluate("() => document.querySelector('.nemo video').pause()")
    for to in (8.3, 2.1, 9.6):
        shown = notebook.page.evaluate(SEEK, to)
        print(f"seek to {to} s shows the picture of {shown} s · {told}")
        assert shown == pytest.approx(to, abs=0.1)
    print(answers)
    assert {status for status, _ in answers} == {206}
    assert any(content.endswith(f"/{200 * MB}") for _, content in answers)
    assert notebook.errors == []


def test_without_the_extension_films_go_through_the_kernel_both_ways_and_nothing_is_asked_in_vain(
    labs: Callable[..., Any],
    open_notebook: Callable[..., Any],
    blank: Callable[..., str],
    media: Path,
    tmp_path: Path,
) -> None:
    notebook = studio_in(labs(extension=False), open_notebook, blank)
    asked = arrives_whole(notebook, media, tmp_path / "twelve.mp4", 12 * MB)
    assert not [line for line in asked if "/nemo-widgets/" in line]
    make_film(notebook)
    told = route(notebook)
    print(told)
    assert told.startswith("Sent by the kernel")
    for to in (8.3, 2.1):
        assert notebook.page.evaluate(SEEK, to) == pytest.approx(to, abs=0.1)
    assert notebook.errors == []
