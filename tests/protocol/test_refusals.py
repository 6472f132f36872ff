"""Refusals: each code of protocol.md, wherever it stands, and what the reader is told to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.client import Anonymous, Attribution, NemoClient
from nemo_widgets.errors import (
    APIError,
    AuthenticationError,
    BadRequestError,
    ExportBlockedError,
    FileTooLargeError,
    NoCreditsError,
    RateLimitError,
    ServerError,
    SessionNotFoundError,
    UnsupportedFileError,
)

CREDITS = "GET /api/credits/balance/simple"
JSON = {"content-type": "application/json"}


async def refused(backend: Any, said: Any, client: NemoClient, status: int, body: Any, **headers: str) -> APIError:
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    kind = {"content-type": "text/plain"} if isinstance(body, str) else JSON
    backend.on("POST /api/auth/claim-token", said(status, raw, kind | headers))
    with pytest.raises(APIError) as caught:
        await client.claim_link("task_1", "1")
    return caught.value


@pytest.mark.rule("code-1001", "code-1002", "code-2001", "code-4001", "code-4002", "code-402", "code-429", "code-400")
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (1001, AuthenticationError),
        (1002, SessionNotFoundError),
        (2001, NoCreditsError),
        (4001, UnsupportedFileError),
        (4002, FileTooLargeError),
        (400, BadRequestError),
        (402, ExportBlockedError),
        (429, RateLimitError),
        (5003, ServerError),
        (1234, APIError),
    ],
)
@pytest.mark.parametrize("status", [200, 400])
async def test_each_code_is_its_own_error_with_and_without_a_bad_status(
    backend: Any, said: Any, client: NemoClient, code: int, kind: type[APIError], status: int
) -> None:
    if code in {5003, 1234} and status == 400:
        kind = BadRequestError  # a code that nobody knows leaves the word to the status
    error = await refused(backend, said, client, status, {"code": code, "message": "the backend's words"})
    assert type(error) is kind
    assert (error.code, error.status) == (code, status)
    assert "the backend's words" in error.message


@pytest.mark.rule("envelope-fallback-status")
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, AuthenticationError),
        (402, ExportBlockedError),
        (403, APIError),
        (405, BadRequestError),
        (408, ServerError),
        (413, FileTooLargeError),
        (415, UnsupportedFileError),
        (418, APIError),
        (422, BadRequestError),
        (500, ServerError),
        (502, ServerError),
    ],
)
async def test_without_a_code_the_http_status_decides(
    backend: Any, said: Any, client: NemoClient, status: int, kind: type[APIError]
) -> None:
    error = await refused(backend, said, client, status, "Forbidden: host not allowed")
    assert type(error) is kind
    assert error.status == status
    assert "Forbidden: host not allowed" in error.message


@pytest.mark.rule("envelope-code-anywhere")
@pytest.mark.parametrize(
    "body",
    [
        {"code": 2001, "message": "spent"},
        {"code": "2001", "message": "spent"},
        {"error": {"code": 2001, "message": "spent"}},
        {"detail": {"code": 2001, "reason": "spent"}},
        {"success": False, "code": 2001, "error": "spent"},
        {"errorCode": 2001, "errorMessage": "spent"},
    ],
)
async def test_the_code_is_read_wherever_it_is(backend: Any, said: Any, client: NemoClient, body: Any) -> None:
    error = await refused(backend, said, client, 200, body)
    assert isinstance(error, NoCreditsError)
    assert "spent" in error.message


@pytest.mark.rule("envelope-text-anywhere")
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"message": "out of paper"}, "out of paper"),
        ({"detail": "out of paper"}, "out of paper"),
        ({"reason": "out of paper"}, "out of paper"),
        ({"error": "out of paper"}, "out of paper"),
        ({"error": {"message": "out of paper"}}, "out of paper"),
        ({"detail": [{"type": "missing", "loc": ["body", "x"], "msg": "Field required"}]}, "body.x: Field required"),
        ({"detail": ["out of", "paper"]}, "out of; paper"),
        ("out of paper", "out of paper"),
    ],
)
async def test_the_text_is_read_wherever_it_is(
    backend: Any, said: Any, client: NemoClient, body: Any, words: str
) -> None:
    assert words in (await refused(backend, said, client, 500, body)).message


@pytest.mark.rule("envelope-fallback-status")
@pytest.mark.parametrize("body", ["", "<html><b>Bad Gateway</b></html>", "\x00\xff" * 9, "[" * 5000])
async def test_unreadable_bodies_still_make_a_plain_error(
    backend: Any, said: Any, client: NemoClient, body: str
) -> None:
    error = await refused(backend, said, client, 502, body, **{"content-type": "text/html"})
    assert str(error) == "The backend failed. Try again in a moment."


async def test_control_characters_of_the_backend_do_not_reach_the_reader(
    backend: Any, said: Any, client: NemoClient
) -> None:
    error = await refused(backend, said, client, 500, {"message": "\x1b[31mred\u202e \ud800" + "x" * 5000})
    assert "\x1b" not in str(error)
    assert "\u202e" not in str(error)
    assert len(str(error)) < 500


async def test_the_backends_id_of_the_request_is_kept(backend: Any, said: Any, client: NemoClient) -> None:
    assert (await refused(backend, said, client, 500, {}, **{"x-request-id": "req-7"})).request_id == "req-7"
    assert (await refused(backend, said, client, 500, {"requestId": "req-8"})).request_id == "req-8"


@pytest.mark.rule("code-2001")
async def test_no_credits_leads_an_anonymous_user_to_the_link_that_keeps_the_work(
    backend: Any, said: Any, make_client: Callable[..., NemoClient], tmp_path: Path
) -> None:
    backend.on(
        "POST /api/auth/anonymous-token",
        {"code": 0, "data": {"token": "nmv_usr_xxxxxx", "user_id": "anon_abc123", "credits": 100}},
    )
    auth = Anonymous(tmp_path / "tokens", tmp_path / "client_id")
    async with make_client(auth=auth) as client:
        error = await refused(backend, said, client, 200, {"code": 2001})
    assert "https://nemovideo.com/register?bind=anon_abc123" in error.next_step


@pytest.mark.rule("code-2001")
async def test_no_credits_tells_a_registered_user_to_top_up(backend: Any, said: Any, client: NemoClient) -> None:
    error = await refused(backend, said, client, 200, {"code": 2001})
    assert error.next_step == "Top up credits in your account."


@pytest.mark.rule("code-402")
async def test_a_blocked_export_names_both_causes(backend: Any, said: Any, client: NemoClient) -> None:
    error = await refused(backend, said, client, 402, {})
    assert "Register or upgrade your plan to unlock export." in error.next_step
    assert "not about credits" in error.next_step
    assert "SKILL_SOURCE" in error.next_step


@pytest.mark.rule("code-4001")
async def test_an_unsupported_file_names_the_formats(backend: Any, said: Any, client: NemoClient) -> None:
    error = await refused(backend, said, client, 200, {"code": 4001})
    for kind in ("mp4", "mov", "avi", "webm", "mkv", "jpg", "png", "gif", "webp", "mp3", "wav", "m4a", "aac"):
        assert kind in error.next_step


@pytest.mark.rule("code-4001")
async def test_what_the_backend_says_is_wrong_with_a_file_comes_with_its_own_next_step(
    backend: Any, said: Any, client: NemoClient
) -> None:
    body = {"code": 4001, "message": "a.mp4 is damaged. Open it in another program and save it again."}
    error = await refused(backend, said, client, 200, body)
    assert error.message == "The backend does not take this file (a.mp4 is damaged)."
    assert error.next_step == "Open it in another program and save it again."


@pytest.mark.rule("code-4002")
@pytest.mark.parametrize(("source", "limit"), [("kling-ai-30", "200 MB"), ("ai-video-editor-kling", "500 MB")])
async def test_too_large_a_file_names_the_skills_limit(
    backend: Any, said: Any, make_client: Callable[..., NemoClient], source: str, limit: str
) -> None:
    async with make_client(attribution=Attribution(source)) as client:
        error = await refused(backend, said, client, 200, {"code": 4002})
    assert limit in error.next_step
    assert "compress or trim" in error.next_step


@pytest.mark.rule("code-1001")
async def test_a_users_own_token_is_reported_and_not_replaced(backend: Any, said: Any, client: NemoClient) -> None:
    error = await refused(backend, said, client, 401, {"detail": "bad token"})
    assert "NEMO_TOKEN" in error.next_step
    assert len(backend.seen) == 1


@pytest.mark.rule("code-429")
@pytest.mark.parametrize("value", ["120", "Wed, 21 Oct 2099 07:28:00 GMT", "Wed, 21 Oct 2099 07:28:00 -0000"])
async def test_the_pause_asked_for_is_in_the_error(backend: Any, said: Any, client: NemoClient, value: str) -> None:
    error = await refused(backend, said, client, 429, {}, **{"retry-after": value})
    assert isinstance(error, RateLimitError)
    assert error.retry_after is not None
    assert error.retry_after >= 120


@pytest.mark.rule("reads-are-retried")
@pytest.mark.parametrize("status", [408, 500, 503])
async def test_reads_are_tried_three_times(backend: Any, said: Any, client: NemoClient, status: int) -> None:
    backend.on(CREDITS, said(status), said(status), {"code": 0, "data": {"available": 1, "frozen": 0, "total": 1}})
    assert (await client.credits()).available == 1
    backend.on(CREDITS, said(status))
    backend.seen.clear()
    with pytest.raises(ServerError):
        await client.credits()
    assert len(backend.seen) == 3


@pytest.mark.rule("reads-are-retried")
async def test_refused_reads_are_not_tried_again(backend: Any, said: Any, client: NemoClient) -> None:
    backend.on(CREDITS, said(402))
    with pytest.raises(ExportBlockedError):
        await client.credits()
    assert len(backend.seen) == 1


@pytest.mark.rule("reads-are-retried")
async def test_requests_for_work_are_never_tried_again(backend: Any, said: Any, client: NemoClient) -> None:
    backend.on("POST /api/tasks/me/with-session/nemo_agent", said(503))
    with pytest.raises(ServerError):
        await client.create_session()
    assert len(backend.seen) == 1


@pytest.mark.rule("envelope-text-anywhere")
async def test_a_reason_buried_too_deep_is_none(backend: Any, said: Any, client: NemoClient) -> None:
    deep = {"error": {"error": {"error": {"error": {"error": "here"}}}}}
    assert "here" not in (await refused(backend, said, client, 500, deep)).message


@pytest.mark.rule("render-id-unique")
@pytest.mark.parametrize(
    ("status", "body"),
    [(409, {}), (200, {"success": False, "error": "Duplicate id"}), (500, {"detail": "id already exists"})],
)
async def test_a_render_id_that_is_taken_is_its_own_refusal(
    backend: Any, said: Any, client: NemoClient, status: int, body: Any
) -> None:
    backend.on("POST /api/render/proxy/lambda", said(status, json.dumps(body).encode(), JSON))
    with pytest.raises(BadRequestError, match="one of that name already"):
        await client.start_render("render_1", "1", b"{}")
    assert len(backend.seen) == 1
