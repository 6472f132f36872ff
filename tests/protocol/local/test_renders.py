"""Exports: both answer shapes, the film itself, refusals, and what survives a kill."""

from __future__ import annotations

import json
import os
import signal
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

EXPORT = "/api/render/proxy/lambda"


@pytest.fixture
def draft(project: Any) -> Any:
    """A small film, so that it renders quickly."""
    project.say("generate a 1-second clip of the sea")
    return _small(project.draft())


def _small(draft: Any) -> Any:
    draft["m"] |= {"width": 320, "height": 180, "fps": 10}
    return draft


def test_an_export_becomes_a_film_of_the_drafts_length(engine: Any, project: Any, draft: Any) -> None:
    started = project.export("render_length", draft).json()
    done = project.finished("render_length")

    assert (started["taskId"], started["status"]) == ("render_length", "pending")
    assert done["status"] == "completed"
    assert done["progress"] == 100
    assert done["output"]["duration"] == pytest.approx(1.0, abs=0.1)
    film = engine.client(None).get(done["output"]["url"])
    assert film.headers["content-type"] == "video/mp4"
    assert film.headers["x-content-type-options"] == "nosniff"
    assert len(film.content) == done["output"]["size"]
    assert film.content[4:8] == b"ftyp"
    assert project.stats()["renders"] == 1


def test_a_film_is_served_in_parts(engine: Any, project: Any, draft: Any) -> None:
    project.export("render_range", draft)
    url = project.finished("render_range")["output"]["url"]

    part = engine.client(None).get(url, headers={"Range": "bytes=4-7"})

    assert (part.status_code, part.content) == (206, b"ftyp")
    assert part.headers["content-range"].startswith("bytes 4-7/")


def test_the_download_address_needs_the_token_and_gives_the_file(engine: Any, project: Any, draft: Any) -> None:
    project.export("render_download", draft)
    project.finished("render_download")
    path = "/api/render/proxy/render_download/download"

    assert project.http.get(path).content[4:8] == b"ftyp"
    assert engine.client(None).get(path).json()["code"] == 1001


def test_the_other_answer_shape(project: Any, draft: Any) -> None:
    project.scenario("render_shape", shape="B")

    started = project.export("render_b", draft).json()
    done = project.until(lambda: (p := project.poll("render_b"))["data"]["status"] == "completed" and p)

    assert started["success"] is True
    assert started["data"]["id"] == "render_b"
    assert done["data"]["outputUrl"].endswith(".mp4")
    assert {"createdAt", "completedAt", "progress"} <= set(done["data"])


def test_without_attribution_headers_only_export_is_402(project: Any, draft: Any) -> None:
    body = {"id": "render_402", "sessionId": project.sid, "draft": draft}

    answer = project.http.post(EXPORT, json=body)

    assert (answer.status_code, answer.json()["code"]) == (402, 402)
    assert project.export("render_402", draft).json()["taskId"] == "render_402"


def test_an_id_is_used_once(project: Any, draft: Any) -> None:
    project.export("render_twice", draft)

    again = project.export("render_twice", draft)

    assert again.status_code == 409
    assert "Duplicate" in again.json()["message"]
    assert project.stats()["renders"] == 1


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"t": []},
        {"t": [{"id": "v", "tt": 0, "sg": []}]},
        {"t": "nonsense"},
        [],
        {"d": 1000, "m": {}, "t": [{"id": "v", "tt": 0, "sg": [{"id": "a", "s": -9, "d": 9, "m": {"kind": "scene"}}]}]},
        {"d": 1000, "t": [{"id": "a", "tt": 1, "sg": [{"id": "a", "s": 0, "d": 10**12, "m": {"kind": "music"}}]}]},
        {"d": 10**9, "m": {}, "t": [{"id": "v", "tt": 0, "sg": [{"id": "a", "s": 0, "d": 1, "m": {"kind": "scene"}}]}]},
    ],
)
def test_a_draft_that_cannot_be_rendered_is_refused_at_once(project: Any, broken: Any) -> None:
    answer = project.export("render_broken", broken)

    assert (answer.status_code, answer.json()["code"]) == (400, 400)


def test_a_draft_cannot_show_media_that_this_session_did_not_upload(project: Any, draft: Any) -> None:
    for media in ("0" * 64, "../projects.db"):
        draft["t"][0]["sg"][0]["m"] = {"kind": "image", "name": "x", "media": media}
        assert project.export("render_foreign", draft).json()["code"] == 400


def test_a_failed_export_says_so_and_the_next_one_works(project: Any, draft: Any) -> None:
    project.scenario("failed_render", error="The renderer gave up.")
    project.export("render_fails", draft)

    failed = project.finished("render_fails")
    project.export("render_works", draft)

    assert (failed["status"], failed["error"]) == ("failed", "The renderer gave up.")
    assert project.finished("render_works")["status"] == "completed"


def test_a_poll_can_be_refused_without_harm_to_the_export(project: Any, draft: Any) -> None:
    project.scenario("code", code=429, endpoint="poll", session_id=None)
    project.export("render_polled", draft)

    assert project.http.get(f"{EXPORT}/render_polled").status_code == 429
    assert project.finished("render_polled")["status"] == "completed"


def test_an_unknown_export_is_404(project: Any) -> None:
    assert project.http.get(f"{EXPORT}/render_nowhere").status_code == 404


def test_the_server_answers_while_it_renders(project: Any, draft: Any) -> None:
    draft["t"][0]["sg"][0]["d"] = draft["d"] = 3000
    project.export("render_long", draft)
    project.until(lambda: project.poll("render_long")["status"] == "processing")

    project.say("make it vertical")

    assert project.draft()["m"]["height"] == 1920
    assert project.finished("render_long")["status"] == "completed"


def test_an_export_is_completed_under_its_id_after_the_engine_was_killed(start: Callable[..., Any]) -> None:
    first = start()
    project = first.project()
    project.say("generate a 1-second clip of the sea")
    project.scenario("hold", at="render")
    project.export("render_survives", _small(project.draft()))
    project.wait("holding", "render")
    first.kill()

    again = start().again(project)

    assert again.finished("render_survives")["status"] == "completed"
    assert again.stats()["renders"] == 1


def test_an_engine_killed_in_the_middle_of_a_render_takes_its_worker_along(start: Callable[..., Any]) -> None:
    first = start()
    project = first.project()
    project.say("generate a 20-second clip of the sea")
    project.export("render_killed", _small(project.draft()))
    worker = project.until(lambda: _workers(first.process.pid))[0]
    pieces = first.home / "pieces"
    project.until(lambda: len(list(pieces.glob("[0-9a-f]*.mp4"))) >= 3)
    first.kill()
    project.until(lambda: not Path(f"/proc/{worker}").exists() or _state(worker) == "Z")
    finished = _files(pieces)

    again = start().again(project)

    assert again.finished("render_killed")["status"] == "completed"
    assert len(list((again.engine.home / "renders").iterdir())) == 1
    assert again.stats()["renders"] == 1
    assert finished <= _files(pieces), "what was finished is not made again"
    assert not list(pieces.glob(".*"))


def test_an_export_survives_the_death_of_its_worker(start: Callable[..., Any]) -> None:
    engine = start()
    project = engine.project()
    project.say("generate a 20-second clip of the sea")
    project.export("render_worker", _small(project.draft()))
    pieces = engine.home / "pieces"
    project.until(lambda: len(list(pieces.glob("[0-9a-f]*.mp4"))) >= 3)
    finished = _files(pieces)
    os.kill(_workers(engine.process.pid)[0], signal.SIGKILL)

    assert project.finished("render_worker")["status"] == "completed"
    assert finished <= _files(pieces)


def test_the_poster_of_a_preview_overtakes_the_films_that_are_being_made(project: Any, draft: Any) -> None:
    long = json.loads(json.dumps(draft))
    long["t"][0]["sg"][0]["d"] = long["d"] = 120_000
    project.export("film_of_minutes", long, "high")
    project.export("poster_first", draft)

    answer = project.http.get("/_nemo/poster/poster_first").json()

    with Image.open(BytesIO(b64decode(answer["data"]["jpeg"]))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (320, 180))
    assert {project.poll(name)["status"] for name in ("film_of_minutes", "poster_first")} <= {"pending", "processing"}


def test_the_many_exports_of_one_user_do_not_make_another_wait_for_all_of_them(
    engine: Any, project: Any, draft: Any
) -> None:
    headers = {"X-Client-Id": "somebody-else"}
    token = engine.client(None).post("/api/auth/anonymous-token", headers=headers).json()["data"]["token"]
    other = engine.project(token)
    many = [f"render_many_{n}" for n in range(6)]
    for n, render_id in enumerate(many):
        draft["m"]["fps"] = 10 + n  # each a film of its own
        project.export(render_id, draft, "high")
    other.say("generate a 1-second clip of the sea")

    other.export("render_alone", _small(other.draft()), "high")

    assert other.finished("render_alone")["status"] == "completed"
    assert project.poll(many[-1])["status"] != "completed"
    assert [project.finished(render_id)["status"] for render_id in many] == ["completed"] * 6


def test_only_previews_have_a_poster_of_their_own_and_only_for_the_owner(project: Any, engine: Any, draft: Any) -> None:
    project.export("poster_none", draft, "high")

    assert project.http.get("/_nemo/poster/poster_none").json()["data"] == {"jpeg": None}
    assert project.http.get("/_nemo/poster/nowhere").status_code == 404
    assert engine.client(None).get("/_nemo/poster/poster_none").json()["code"] == 1001


def _files(pieces: Path) -> set[tuple[str, int]]:
    """Finished pieces; one that is made again is another file."""
    return {(path.name, path.stat().st_ino) for path in pieces.glob("[0-9a-f]*.mp4")}


def _workers(pid: int) -> list[int]:
    """The engine's spawned children that work."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(c) for c in children if b"spawn_main" in _command(c)]


def _command(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "Z"


def test_an_engine_for_others_says_how_soon_to_ask_again(engine: Any, project: Any, start: Callable[..., Any]) -> None:
    def first_poll(project: Any) -> Any:
        project.say("generate a 1-second clip of the sea")
        project.scenario("hold", at="render")
        assert project.export("served", project.draft()).status_code == 200
        project.wait("holding", "render")
        asked = project.http.get("/api/render/proxy/lambda/served")
        project.release()
        return asked.headers.get("retry-after")

    assert first_poll(project) == "1"
    assert first_poll(start().project()) is None
