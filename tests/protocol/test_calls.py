"""Sessions, states, credits, uploads and renders: the literal examples of protocol.md."""

from __future__ import annotations

import email
import email.policy
import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.client import Anonymous, Attribution, Credits, NemoClient, SessionInfo, UploadedFile
from nemo_widgets.errors import (
    APIError,
    BadRequestError,
    MediaError,
    MissingFileError,
    ProtocolError,
    SessionNotFoundError,
    UnknownBackendError,
    UnsupportedFileError,
)

SID = "5529798706024415232"
CREATE = "POST /api/tasks/me/with-session/nemo_agent"
STATE = f"GET /api/state/nemo_agent/me/{SID}/latest"
CREDITS = "GET /api/credits/balance/simple"
UPLOAD = f"POST /api/upload-video/nemo_agent/me/{SID}"
RENDER = "POST /api/render/proxy/lambda"
POLL = "GET /api/render/proxy/lambda/render_1"
POSTER = "GET /_nemo/poster/render_1"
FILE = {
    "filename": "video.mp4",
    "file_type": "video",
    "cdn_url": "https://cdn.example/video.mp4",
    "duration": 30.5,
    "width": 1920,
    "height": 1080,
    "fps": 30,
    "hash": "ab12",
}


def state_of(draft: str) -> bytes:
    return (
        '{"code":0,"data":{"session_id":5529798706024415232,"task_id":"task_xxx","task_name":"project",'
        f'"state":{{"draft":{draft},"video_infos":[],"user_id":"anon_abc123"}}}}}}'
    ).encode()


@pytest.mark.rule("attribution")
async def test_every_request_carries_the_token_and_says_who_asks(
    backend: Any, said: Any, client: NemoClient, tmp_path: Path, token: str
) -> None:
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(b"\xff\xd8\xff")
    backend.on(CREATE, {"code": 0, "data": {"session_id": SID}})
    backend.on(STATE, said(body=state_of("{}")))
    backend.on(CREDITS, {"code": 0, "data": {"available": 1, "frozen": 0, "total": 1}})
    backend.on(UPLOAD, {"code": 0, "data": {"files": [FILE]}})
    backend.on(RENDER, {"taskId": "render_1", "status": "pending"})
    backend.on(POLL, {"taskId": "render_1", "status": "pending"})
    backend.on(POSTER, {"code": 0, "data": {}})
    backend.on("POST /api/auth/claim-token", {"data": {"claim_token": "clm_1"}})
    backend.chat({"text": "ok"})
    await client.create_session()
    await client.state(SID)
    await client.credits()
    await client.upload(SID, picture)
    await client.upload_urls(SID, ["https://example.com/a.mp4"])
    await client.start_render("render_1", SID, b"{}")
    await client.render_status("render_1")
    await client.render_poster("render_1")
    await client.claim_link("task_xxx", SID)
    async with client.chat(SID, "hello") as stream:
        assert [event async for event in stream]
    assert len(backend.seen) == 10
    for sent in backend.seen:
        assert sent.headers["authorization"] == f"Bearer {token}"
        assert sent.headers["x-skill-source"] == "kling-ai-30"
        assert sent.headers["x-skill-version"] == "1.0.0"
        assert sent.headers["x-skill-platform"] == "unknown"
        assert token not in sent.path


@pytest.mark.rule("attribution")
@pytest.mark.parametrize(
    ("path", "platform"),
    [
        ("/home/me/.clawhub/skills/nemo/x.py", "clawhub"),
        ("/home/me/.cursor/skills/nemo/x.py", "cursor"),
        ("/usr/lib/python3/nemo/x.py", "unknown"),
    ],
)
def test_the_install_path_tells_the_platform(path: str, platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SKILL_SOURCE", raising=False)
    assert Attribution.detect("kling-ai-video", Path(path)) == Attribution("kling-ai-video", "1.0.0", platform)


@pytest.mark.rule("attribution")
def test_the_environment_overrides_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKILL_SOURCE", "my-skill\n标")
    assert Attribution.detect("kling-ai-video").headers["X-Skill-Source"] == "my-skill"


@pytest.mark.rule("session-create")
async def test_a_session_is_made_and_its_id_stays_exact(backend: Any, said: Any, client: NemoClient) -> None:
    data = {"task_id": "task_xxx", "session_id": SID, "user_id": "anon_abc123"}
    backend.on(CREATE, {"code": 0, "data": data})
    assert await client.create_session("zh-CN") == SessionInfo(SID, "task_xxx", "anon_abc123")
    assert backend.seen[0].json == {"task_name": "project", "language": "zh-CN"}
    assert client.user_id == "anon_abc123"
    backend.on(CREATE, said(body=b'{"code":0,"data":{"session_id":5529798706024415232}}'))
    assert await client.create_session() == SessionInfo(SID)
    assert backend.seen[1].json == {"task_name": "project"}


async def test_the_local_engine_forks_a_timeline_byte_for_byte(backend: Any, client: NemoClient) -> None:
    backend.on("POST /_nemo/fork", {"code": 0, "data": {"session_id": SID}})
    assert await client.fork_session(b'{"t": [ ], "x":1.0}', "5529798706024415231") == SessionInfo(SID)
    assert backend.seen[0].body == b'{"session_id":"5529798706024415231","draft":{"t": [ ], "x":1.0}}'


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"code":0,"data":{"session_id":null}}', b"<html>"])
async def test_a_session_without_an_id_is_no_session(backend: Any, said: Any, client: NemoClient, body: bytes) -> None:
    backend.on(CREATE, said(body=body))
    with pytest.raises(ProtocolError):
        await client.create_session()


@pytest.mark.rule("session-claim")
async def test_the_workspace_link_holds_the_claim_token(backend: Any, client: NemoClient) -> None:
    backend.on("POST /api/auth/claim-token", {"data": {"claim_token": "clm_1", "expires_in": 604800}})
    link = await client.claim_link("task_xxx", SID)
    assert link == "https://nemovideo.com/workspace/claim?ct=clm_1"
    assert backend.seen[0].json == {"task_id": "task_xxx", "session_id": SID}


@pytest.mark.rule("session-claim")
@pytest.mark.parametrize("data", [{}, {"claim_token": ""}, {"claim_token": 7}])
async def test_no_claim_token_is_no_link(backend: Any, client: NemoClient, data: Any) -> None:
    backend.on("POST /api/auth/claim-token", {"code": 0, "data": data})
    with pytest.raises(ProtocolError, match="no link"):
        await client.claim_link("task_xxx", SID)


@pytest.mark.rule("state-draft-bytes")
async def test_the_draft_is_kept_byte_for_byte(backend: Any, said: Any, client: NemoClient) -> None:
    draft = (
        '{"t": [ {"tt":0,"sg":[{"m":{"x":1.50,"x":2}}],"é":"\\u00e9\u2028"} ],"d":10000.0,"n":12345678901234567890123}'
    )
    backend.on(STATE, said(body=state_of(draft)))
    state = await client.state(SID)
    assert state.draft == draft.encode()
    assert state.exportable
    assert (state.session_id, state.task_id, state.user_id) == (SID, "task_xxx", "anon_abc123")
    assert client.register_url == "https://nemovideo.com/register?bind=anon_abc123"


@pytest.mark.rule("state-no-draft")
@pytest.mark.parametrize(
    "body",
    [
        state_of("null"),
        state_of("{}"),
        state_of("{ }"),
        b'{"code":0,"data":{"state":{}}}',
        b'{"code":0,"data":{"state":null}}',
        b'{"code":0,"data":{}}',
        b"{}",
    ],
)
async def test_a_session_before_its_first_edit_has_no_draft(
    backend: Any, said: Any, client: NemoClient, body: bytes
) -> None:
    backend.on(STATE, said(body=body))
    state = await client.state(SID)
    assert state.draft is None
    assert not state.exportable


@pytest.mark.rule("state-exportable")
@pytest.mark.parametrize(
    ("draft", "exportable"),
    [
        ('{"t":[{"tt":0,"sg":[{}]}]}', True),
        ('{"t":[{"tt":0,"sg":[]},{"tt":9,"sg":[{"d":1}]}]}', True),
        ('{"t":[{"tt":0,"sg":[]}]}', False),
        ('{"t":[{"tt":0}]}', False),
        ('{"t":{}}', False),
        ('{"t":[null,1]}', False),
        ('"text"', False),
    ],
)
async def test_a_draft_with_a_segment_can_be_exported(
    backend: Any, said: Any, client: NemoClient, draft: str, exportable: bool
) -> None:
    backend.on(STATE, said(body=state_of(draft)))
    assert (await client.state(SID)).exportable is exportable


async def test_a_forgotten_session_is_told(backend: Any, said: Any, client: NemoClient) -> None:
    backend.on(STATE, {"code": 1002, "message": "session not found"})
    with pytest.raises(SessionNotFoundError):
        await client.state(SID)


async def test_an_unreadable_state_is_told(backend: Any, said: Any, client: NemoClient) -> None:
    backend.on(STATE, said(body=b"<html>"))
    with pytest.raises(ProtocolError):
        await client.state(SID)


@pytest.mark.rule("credits")
@pytest.mark.parametrize(
    ("data", "balance"),
    [
        ({"available": 25000, "frozen": 40, "total": 25040}, Credits(25000, 40, 25040)),
        ({"available": "25000", "frozen": "40", "total": "25040"}, Credits(25000, 40, 25040)),
        ({"available": 25000, "total": 25040}, Credits(25000, 40, 25040)),
        ({"available": 25000, "frozen": 40}, Credits(25000, 40, 25040)),
        ({"frozen": 40, "total": 25040}, Credits(25000, 40, 25040)),
        ({"available": 7.5}, Credits(7.5, 0, 7.5)),
    ],
)
async def test_the_balance_is_read_from_what_there_is(
    backend: Any, client: NemoClient, data: Any, balance: Credits
) -> None:
    backend.on(CREDITS, {"code": 0, "data": data})
    assert await client.credits() == balance


async def test_a_balance_that_is_not_told_is_not_made_up(backend: Any, client: NemoClient) -> None:
    backend.on(CREDITS, {"code": 0, "data": {"frozen": None}})
    with pytest.raises(ProtocolError):
        await client.credits()


@pytest.mark.rule("upload-multipart")
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("video.mp4", "video/mp4"),
        ("CLIP.MOV", "video/quicktime"),
        ("a.avi", "video/x-msvideo"),
        ("a.webm", "video/webm"),
        ("a.mkv", "video/x-matroska"),
        ("a.jpg", "image/jpeg"),
        ("a.png", "image/png"),
        ("a.gif", "image/gif"),
        ("a.webp", "image/webp"),
        ("a.mp3", "audio/mpeg"),
        ("a.wav", "audio/wav"),
        ("a.m4a", "audio/mp4"),
        ("a.aac", "audio/aac"),
    ],
)
async def test_a_file_travels_as_multipart_with_its_type(
    backend: Any, client: NemoClient, tmp_path: Path, name: str, kind: str
) -> None:
    file = tmp_path / name
    file.write_bytes(bytes(range(256)) * 1000)
    backend.on(UPLOAD, {"code": 0, "data": {"files": [FILE], "session_state_applied": True}})
    told: list[tuple[int, int]] = []
    files = await client.upload(SID, file, progress=lambda sent, total: told.append((sent, total)))
    assert files == (UploadedFile(**FILE),)
    sent = backend.seen[0]
    head = f"Content-Type: {sent.headers['content-type']}\r\n\r\n".encode()
    (part,) = email.message_from_bytes(head + sent.body, policy=email.policy.HTTP).iter_parts()
    assert part.get_param("name", header="content-disposition") == "files"
    assert part.get_filename() == name
    assert part.get_content_type() == kind
    assert file.read_bytes() in sent.body
    assert int(sent.headers["content-length"]) == len(sent.body)
    assert told[-1] == (256_000, 256_000)
    assert told == sorted(told)


@pytest.mark.rule("upload-multipart")
async def test_a_file_goes_by_the_name_it_is_given(backend: Any, client: NemoClient, tmp_path: Path) -> None:
    file = tmp_path / "upload-3f2a.jpg"
    file.write_bytes(b"\xff\xd8\xff")
    backend.on(UPLOAD, {"code": 0, "data": {"files": []}})
    assert await client.upload(SID, file, name='../海 "two"\r\nX: y.jpg') == ()
    disposition = backend.seen[0].body.split(b"\r\n")[1].decode()
    assert "海 %22two%22" in disposition
    assert "../" not in disposition


@pytest.mark.rule("upload-multipart")
async def test_an_upload_refused_for_its_token_is_sent_again_whole(
    backend: Any, said: Any, make_client: Callable[..., NemoClient], tmp_path: Path
) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"\xff\xd8\xff" + b"x" * 100_000)
    backend.on("POST /api/auth/anonymous-token", *({"data": {"token": f"nmv_usr_{n}"}} for n in "ab"))
    backend.on(UPLOAD, {"code": 1001}, {"code": 0, "data": {"files": [FILE]}})
    async with make_client(auth=Anonymous(tmp_path / "tokens", tmp_path / "id")) as client:
        assert await client.upload(SID, file) == (UploadedFile(**FILE),)
    first, second = backend.requests(UPLOAD)
    assert file.read_bytes() in first.body
    assert file.read_bytes() in second.body


@pytest.mark.rule("upload-multipart")
async def test_a_file_that_grows_goes_as_it_was_and_one_that_shrinks_does_not_go(
    backend: Any, client: NemoClient, tmp_path: Path
) -> None:
    file = tmp_path / "growing.mp4"
    file.write_bytes(b"x" * 2_000_000)
    backend.on(UPLOAD, {"code": 0, "data": {"files": [FILE]}})
    await client.upload(SID, file, progress=lambda sent, _: sent < 1_000_000 and file.write_bytes(b"x" * 3_000_000))
    assert backend.seen[0].body.count(b"x") == 2_000_000
    with pytest.raises(MediaError, match="cut short"):
        await client.upload(SID, file, progress=lambda *_: file.write_bytes(b"x" * 1_000_000))


async def test_files_that_cannot_be_sent_are_not(backend: Any, client: NemoClient, tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.txt").write_text("hello")
    (tmp_path / "folder.mp4").mkdir()
    for name, kind in {
        "none.mp4": MissingFileError,
        "folder.mp4": MissingFileError,
        "empty.mp4": MediaError,
        "text.txt": UnsupportedFileError,
    }.items():
        with pytest.raises(kind):
            await client.upload(SID, tmp_path / name)
    assert backend.seen == []


@pytest.mark.rule("upload-urls")
async def test_urls_travel_as_json(backend: Any, client: NemoClient) -> None:
    backend.on(UPLOAD, {"code": 0, "data": {"files": [{**FILE, "fps": "29.97", "width": "1920", "hash": 12}]}})
    (file,) = await client.upload_urls(SID, ["https://example.com/a.mp4"])
    assert backend.seen[0].json == {"urls": ["https://example.com/a.mp4"], "source_type": "url"}
    assert (file.fps, file.width, file.hash) == (29.97, 1920, "12")


@pytest.mark.rule("render-request")
async def test_a_render_is_asked_for_with_the_draft_as_it_came(backend: Any, client: NemoClient) -> None:
    draft = b'{"t": [ {"sg":[{}],"e":"\\u00e9"} ] , "d":1.50}'
    backend.on(RENDER, {"taskId": "render_1", "status": "pending"})
    status = await client.start_render("render_1", SID, draft)
    assert (status.id, status.status) == ("render_1", "pending")
    sent = backend.seen[0]
    assert b'"draft":' + draft + b"," in sent.body
    assert sent.json == {
        "id": "render_1",
        "sessionId": SID,
        "draft": json.loads(draft),
        "output": {"format": "mp4", "quality": "high"},
    }


SHAPE_A = {"taskId": "r", "status": "completed", "output": {"url": "https://x/y.mp4", "duration": 10, "size": 7}}
SHAPE_B = {"success": True, "data": {"id": "r", "status": "completed", "outputUrl": "https://x/y.mp4"}}


@pytest.mark.rule("render-shapes")
@pytest.mark.parametrize("body", [SHAPE_A, SHAPE_B, {"code": 0, "data": SHAPE_A}, {**SHAPE_A, "status": "COMPLETED"}])
async def test_both_shapes_of_a_finished_render_read_the_same(backend: Any, client: NemoClient, body: Any) -> None:
    backend.on(POLL, body)
    status = await client.render_status("render_1")
    assert (status.id, status.status, status.progress, status.url) == (
        "render_1",
        "completed",
        1.0,
        "https://x/y.mp4",
    )


@pytest.mark.rule("render-shapes")
async def test_length_and_size_of_a_film_are_read(backend: Any, client: NemoClient) -> None:
    backend.on(POLL, SHAPE_A)
    status = await client.render_status("render_1")
    assert (status.duration, status.size) == (10.0, 7)


@pytest.mark.rule("render-statuses")
@pytest.mark.parametrize(
    ("word", "progress", "status", "fraction"),
    [
        ("pending", 0, "pending", 0.0),
        ("processing", 45, "processing", 0.45),
        ("processing", 0.45, "processing", 0.45),
        ("processing", "45%", "processing", 0.45),
        ("processing", 1, "processing", 0.01),
        ("processing", None, "processing", None),
        ("processing", 250, "processing", 1.0),
        ("warming up", 3, "processing", 0.03),
        ("completed", 99, "completed", 1.0),
    ],
)
async def test_progress_is_a_fraction(
    backend: Any, client: NemoClient, word: str, progress: Any, status: str, fraction: float | None
) -> None:
    backend.on(POLL, {"taskId": "r", "status": word, "progress": progress})
    seen = await client.render_status("render_1")
    assert (seen.status, seen.progress) == (status, fraction)


@pytest.mark.rule("render-statuses")
async def test_completed_without_a_url_has_none(backend: Any, client: NemoClient) -> None:
    backend.on(POLL, {"success": True, "data": {"id": "r", "status": "completed", "outputUrl": ""}})
    assert (await client.render_status("render_1")).url in {None, ""}


@pytest.mark.rule("render-failed")
@pytest.mark.parametrize(
    "body",
    [
        {"taskId": "r", "status": "failed", "error": "no such font"},
        {"taskId": "r", "status": "failed", "error": {"message": "no such font"}},
        {"success": True, "data": {"id": "r", "status": "failed", "error": "no such font"}},
        {"success": False, "data": {"id": "r", "status": "failed"}, "error": "no such font"},
    ],
)
async def test_a_failed_render_is_a_status_and_not_a_refusal(backend: Any, client: NemoClient, body: Any) -> None:
    backend.on(POLL, body)
    status = await client.render_status("render_1")
    assert (status.status, status.error) == ("failed", "no such font")


@pytest.mark.rule("render-failed")
async def test_a_refused_render_is_a_refusal(backend: Any, client: NemoClient) -> None:
    backend.on(RENDER, {"success": False, "error": "duplicate id"})
    with pytest.raises(APIError, match="duplicate id"):
        await client.start_render("render_1", SID, b"{}")


@pytest.mark.rule("render-failed")
async def test_an_unknown_render_is_not_taken_for_an_unknown_session(
    backend: Any, said: Any, client: NemoClient
) -> None:
    backend.on(POLL, said(404, b'{"detail":"not found"}'))
    with pytest.raises(BadRequestError, match="no render"):
        await client.render_status("render_1")


@pytest.mark.rule("render-poll-pause")
async def test_the_pause_a_poll_asks_for_is_passed_on(backend: Any, said: Any, client: NemoClient) -> None:
    backend.on(POLL, said(body=b'{"taskId":"r","status":"processing"}', headers={"retry-after": "30"}))
    assert (await client.render_status("render_1")).retry_after == 30


@pytest.mark.rule("token-over-https")
@pytest.mark.parametrize(
    "url",
    [
        "http://mega-api-prod.nemovideo.ai",
        "http://10.0.0.1",
        "http://127.0.0.1.example.com",
        "ftp://mega-api-prod.nemovideo.ai",
        "mega-api-prod.nemovideo.ai",
        "https://",
        "https://me:secret@example.com",
        "https://example.com/?token=x",
        "https://[::1",
        "http://localhost:port",
        "",
    ],
)
def test_a_token_is_not_sent_unencrypted_nor_to_a_strange_address(
    make_client: Callable[..., NemoClient], url: str
) -> None:
    with pytest.raises(UnknownBackendError):
        make_client(url)


@pytest.mark.rule("token-over-https")
@pytest.mark.parametrize(
    "url", ["https://mega-api-prod.nemovideo.ai/", "http://127.0.0.1:1", "http://localhost", "http://[::1]:8000/x"]
)
def test_https_and_this_machine_are_fine(make_client: Callable[..., NemoClient], url: str) -> None:
    make_client(url)


async def test_a_poster_that_is_painted_already_is_read_and_one_that_is_not_is_none(
    backend: Any, client: NemoClient
) -> None:
    backend.on(POSTER, {"code": 0, "data": {"jpeg": b64encode(b"\xff\xd8\xff poster").decode()}})
    assert await client.render_poster("render_1") == b"\xff\xd8\xff poster"
    backend.on(POSTER, {"code": 0, "data": {}})
    assert await client.render_poster("render_1") is None
