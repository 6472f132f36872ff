"""A fork: a new session that begins with a timeline of another, and leaves that one alone."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest


@pytest.fixture
def made(project: Any) -> Any:
    """A project with two edits, and its draft after the first."""
    project.say("generate a 2-second clip of the sea")
    first = raw_draft(project)
    project.say("add the title 'Waves'")
    return project, first


def raw_draft(project: Any) -> bytes:
    """The draft as it travels."""
    body = project.http.get(f"/api/state/nemo_agent/me/{project.sid}/latest").content
    return bytes(body.split(b'"draft":', 1)[1].split(b',"video_infos"', 1)[0])


def fork(project: Any, draft: bytes, source: str | None, http: httpx.Client | None = None) -> httpx.Response:
    body = b'{"session_id":%s,"draft":%s}' % (json.dumps(source).encode(), draft)
    return (http or project.http).post("/_nemo/fork", content=body, headers={"Content-Type": "application/json"})


def other(project: Any, answer: httpx.Response) -> Any:
    assert answer.json()["code"] == 0, answer.text
    return type(project)(project.engine, project.http, answer.json()["data"]["session_id"])


def test_a_fork_begins_with_the_draft_byte_for_byte_and_goes_its_own_way(made: Any) -> None:
    project, first = made
    before = raw_draft(project)
    forked = other(project, fork(project, first, project.sid))
    assert raw_draft(forked) == first
    forked.say("add lo-fi music at 35%")
    assert [track["tt"] for track in forked.draft()["t"]] == [0, 1]
    assert raw_draft(project) == before


def test_a_fork_can_undo_what_came_before_it(made: Any) -> None:
    project, first = made
    forked = other(project, fork(project, raw_draft(project), project.sid))
    forked.say("undo")
    assert raw_draft(forked) == first


def test_a_fork_has_the_files_of_its_source_and_none_of_them_is_new(project: Any, media: Any) -> None:
    harbour = (media / "harbour.jpg").read_bytes()
    project.upload(("harbour.jpg", harbour, "image/jpeg"))
    project.say("animate this image into a 2-second video")
    forked = other(project, fork(project, raw_draft(project), project.sid))
    assert [file["filename"] for file in forked.state()["generated_media"]] == ["harbour.jpg"]
    forked.say("then add my photo for 1 second")
    assert [segment["m"]["name"] for segment in forked.draft()["t"][0]["sg"]] == ["harbour.jpg", "harbour.jpg"]


def test_a_fork_of_a_session_that_is_not_known_has_the_timeline_alone(made: Any) -> None:
    project, first = made
    for source in (None, "1234567890123456789"):
        assert raw_draft(other(project, fork(project, first, source))) == first


@pytest.mark.parametrize(
    ("draft", "status"), [(b"{}", 400), (b'{"t":[{"id":"v","tt":0,"sg":[]}]}', 400), (b"[", 422), (b'"no"', 400)]
)
def test_what_is_no_timeline_is_refused(project: Any, draft: bytes, status: int) -> None:
    assert fork(project, draft, project.sid).status_code == status


def test_only_the_engines_owner_may_fork(made: Any) -> None:
    project, first = made
    assert fork(project, first, project.sid, project.engine.client("nmv_usr_stranger")).status_code in {401, 403}
    assert fork(project, first, project.sid, project.engine.client(None)).status_code in {401, 403}
