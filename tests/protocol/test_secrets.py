"""The token shows up nowhere: not in an error, its chain, a traceback with its locals, a repr or a log."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from nemo_widgets.client import Anonymous, NemoClient, OwnToken, RenderStatus, Reply
from nemo_widgets.errors import AuthenticationError, NemoError, as_record
from nemo_widgets.secret import Secret


def everything_in(error: BaseException) -> str:
    """All that any tool could show of an error: texts, chain, and the locals of every frame of ours."""
    seen: list[str] = []
    at: BaseException | None = error
    while at is not None:
        seen += [str(at), repr(at), repr(vars(at)), *traceback.format_exception(at)]
        step = at.__traceback__
        while step is not None:
            if "nemo_widgets" in step.tb_frame.f_code.co_filename:
                seen.append(repr(step.tb_frame.f_locals))
            step = step.tb_next
        assert type(at).__module__.split(".")[0] not in {"httpx", "httpcore", "h11", "anyio"}
        at = at.__cause__ or at.__context__
    return "\n".join(seen)


CALLS: list[Callable[[NemoClient, Path], Any]] = [
    lambda client, _: client.credits(),
    lambda client, _: client.state("1"),
    lambda client, _: client.create_session(),
    lambda client, _: client.start_render("r", "1", b"{}"),
    lambda client, folder: client.upload("1", folder / "photo.jpg"),
    lambda client, folder: client.download(RenderStatus("r", "completed"), folder / "film.mp4"),
    lambda client, _: client.chat("1", "hello").__aenter__(),
]


@pytest.mark.rule("token-hidden")
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("trouble", ["refused", "echoed", "cut"])
async def test_no_error_and_no_log_holds_the_token(
    backend: Any,
    said: Any,
    client: NemoClient,
    token: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    call: Callable[[NemoClient, Path], Any],
    trouble: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    echo = f'{{"code":1001,"message":"Bearer {token} is no good","request_id":"{token}"}}'.encode()
    answer = {
        "refused": said(401, b"{}"),
        "echoed": said(200, echo, {"content-type": "application/json", "x-request-id": token}),
        "cut": said(200, b'{"code', {"content-length": "100"}, cut=True),
    }[trouble]
    for route in (
        "GET /api/credits/balance/simple",
        "GET /api/state/nemo_agent/me/1/latest",
        "POST /api/tasks/me/with-session/nemo_agent",
        "POST /api/render/proxy/lambda",
        "POST /api/upload-video/nemo_agent/me/1",
        "GET /api/render/proxy/r/download",
        "POST /run_sse",
    ):
        backend.on(route, answer)
    with pytest.raises(NemoError) as caught:
        await call(client, tmp_path)
    assert token not in everything_in(caught.value)
    assert token not in str(as_record(caught.value))
    assert token not in caplog.text
    assert backend.seen[0].headers["authorization"] == f"Bearer {token}"


@pytest.mark.rule("token-hidden")
async def test_a_token_told_in_a_stream_is_blotted_out(hear: Any, token: str) -> None:
    events, reply = await hear(
        {"type": "text", "content": f"your token is {token}"},
        {"error": f"RuntimeError: {token}", "error_details": {"error_type": token}},
    )
    assert token not in repr(events)
    assert reply.text == "your token is •••"


@pytest.mark.rule("token-hidden")
async def test_a_token_told_by_a_failed_render_is_blotted_out(backend: Any, client: NemoClient, token: str) -> None:
    backend.on("GET /api/render/proxy/lambda/r", {"taskId": "r", "status": "failed", "error": f"no {token}"})
    assert (await client.render_status("r")).error == "no •••"


@pytest.mark.rule("token-hidden")
async def test_an_anonymous_token_is_hidden_too(
    backend: Any,
    said: Any,
    make_client: Callable[..., NemoClient],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    backend.on("POST /api/auth/anonymous-token", {"data": {"token": "nmv_usr_nobody", "user_id": "anon_1"}})
    backend.on("POST /run_sse", said(403, b"nmv_usr_nobody may not"))
    async with make_client(auth=Anonymous(tmp_path / "tokens", tmp_path / "id")) as client:
        with pytest.raises(NemoError) as caught:
            await client.chat("1", "hello").__aenter__()
    assert "nmv_usr_nobody" not in everything_in(caught.value)
    assert "nmv_usr_nobody" not in caplog.text
    assert "may not" in str(caught.value)


@pytest.mark.rule("token-hidden")
@pytest.mark.parametrize("pasted", ["", "  ", "töken", "two words", "line\nbreak", "\ud800"])
async def test_what_cannot_be_a_token_is_not_sent(
    backend: Any, make_client: Callable[..., NemoClient], pasted: str
) -> None:
    async with make_client(auth=OwnToken(Secret(pasted))) as client:
        with pytest.raises(AuthenticationError) as caught:
            await client.credits()
    assert backend.seen == []
    assert not pasted.strip() or pasted.strip() not in everything_in(caught.value)


@pytest.mark.rule("token-hidden")
async def test_a_token_pasted_with_its_line_end_is_fine(
    backend: Any, make_client: Callable[..., NemoClient], token: str
) -> None:
    backend.chat({"text": "ok"})
    reply = Reply()
    async with make_client(auth=OwnToken(Secret(f" {token}\n"))) as client, client.chat("1", "hi") as stream:
        async for event in stream:
            reply.add(event)
    assert reply.text == "ok"
    assert backend.seen[0].headers["authorization"] == f"Bearer {token}"


@pytest.mark.rule("token-hidden", "download-no-token")
async def test_signed_addresses_and_headers_of_the_backend_are_not_logged_and_others_still_log(
    backend: Any, said: Any, client: NemoClient, token: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    backend.on("GET /film.mp4?signature=s3cret", said(410, headers={"x-echo": token}))
    with pytest.raises(NemoError):
        await client.download(RenderStatus("r", "completed", url="/film.mp4?signature=s3cret"), tmp_path / "film.mp4")
    assert "s3cret" not in caplog.text
    assert token not in caplog.text
    async with httpx.AsyncClient(trust_env=False) as other:
        await other.get(f"{backend.url}/film.mp4?mine=1")
    assert "mine=1" in caplog.text


def test_a_client_shows_and_pickles_no_token(client: NemoClient, token: str) -> None:
    assert token not in repr(client)
    assert token not in repr(OwnToken(Secret(token)))
    with pytest.raises((TypeError, AttributeError)):
        pickle.dumps(OwnToken(Secret(token)))
