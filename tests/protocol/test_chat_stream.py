"""How a chat begins, runs and ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from nemo_widgets.client import ChatStream, NemoClient, Reply, StreamError
from nemo_widgets.errors import (
    AuthenticationError,
    BackendUnreachableError,
    BadRequestError,
    NoCreditsError,
    PromptError,
    ProtocolError,
    RateLimitError,
    ServerError,
    SessionNotFoundError,
    StreamInterruptedError,
)

RUN = "POST /run_sse"


async def listen(client: NemoClient, text: str = "make it warmer", session: str = "5529798706024415232") -> Reply:
    reply = Reply()
    async with client.chat(session, text) as stream:
        async for event in stream:
            reply.add(event)
    return reply


@pytest.mark.rule("chat-request")
async def test_the_message_travels_in_the_vendors_body(backend: Any, client: NemoClient) -> None:
    backend.chat({"text": "ok"})
    await listen(client, "add the title 'Urban Dreams' 标题 😀")
    sent = backend.requests(RUN)[0]
    assert sent.json == {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": "5529798706024415232",
        "new_message": {"parts": [{"text": "add the title 'Urban Dreams' 标题 😀"}]},
        "streaming": True,
    }
    assert sent.headers["accept"] == "text/event-stream"
    assert sent.headers["content-type"] == "application/json"
    assert "origin" not in sent.headers


@pytest.mark.rule("chat-streaming-fallback")
@pytest.mark.parametrize("status", [400, 422])
async def test_a_backend_that_refuses_streaming_gets_the_message_once_without_it_and_is_remembered(
    backend: Any, said: Any, client: NemoClient, status: int
) -> None:
    complaint = {"detail": [{"type": "extra_forbidden", "loc": ["body", "streaming"], "msg": "Extra inputs"}]}
    ok = said(body=b'data: {"text":"ok"}\n\n', headers={"content-type": "text/event-stream"})
    backend.on(RUN, said(status, json.dumps(complaint).encode(), {"content-type": "application/json"}), ok)
    assert (await listen(client)).text == "ok"
    assert (await listen(client)).text == "ok"
    assert ["streaming" in sent.json for sent in backend.requests(RUN)] == [True, False, False]


@pytest.mark.rule("chat-streaming-fallback")
async def test_a_message_that_is_refused_either_way_is_reported_and_nothing_is_remembered(
    backend: Any, said: Any, client: NemoClient
) -> None:
    backend.on(RUN, said(422, b'{"detail":[{"loc":["body","new_message"],"msg":"Field required","input":{}}]}'))
    with pytest.raises(BadRequestError, match=r"body\.new_message: Field required"):
        await listen(client)
    backend.chat({"text": "ok"})
    await listen(client)
    assert ["streaming" in sent.json for sent in backend.requests(RUN)] == [True, False, True]


@pytest.mark.rule("adk-surrogates")
async def test_a_lone_surrogate_in_a_prompt_is_repaired_before_it_is_sent(backend: Any, client: NemoClient) -> None:
    backend.chat({"text": "ok"})
    await listen(client, "a \ud83d b \ud83d\ude00")
    assert backend.requests(RUN)[0].json["new_message"]["parts"][0]["text"] == "a \ufffd b 😀"


async def test_an_empty_prompt_is_not_sent(backend: Any, client: NemoClient) -> None:
    with pytest.raises(PromptError):
        client.chat("1", " \n ")
    assert backend.seen == []


@pytest.mark.rule("chat-refusals")
@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (404, '{"detail":"Session not found"}', SessionNotFoundError),
        (404, '{"detail":"Session not found: 5529798706024415232"}', SessionNotFoundError),
        (200, '{"code":1002,"message":"session not found"}', SessionNotFoundError),
        (200, '{"code":1001,"message":"token expired"}', AuthenticationError),
        (401, "", AuthenticationError),
        (200, '{"code":2001,"message":"insufficient credits"}', NoCreditsError),
        (402, '{"code":2001}', NoCreditsError),
        (500, "Internal Server Error", ServerError),
        (503, "<html>busy</html>", ServerError),
        (400, '{"detail":"bad UTF-8"}', BadRequestError),
        (405, '{"detail":"Method Not Allowed"}', BadRequestError),
        (307, "", BadRequestError),
    ],
)
async def test_refusals_are_raised_on_entering(
    backend: Any, said: Any, client: NemoClient, status: int, body: str, error: type[Exception]
) -> None:
    backend.on(RUN, said(status, body.encode(), {"content-type": "application/json"}))
    with pytest.raises(error):
        async with client.chat("1", "hello"):
            pytest.fail("the refusal came too late")


@pytest.mark.rule("chat-sent-once")
async def test_a_server_error_is_not_answered_with_the_same_message(
    backend: Any, said: Any, client: NemoClient
) -> None:
    backend.on(RUN, said(503, b"busy"))
    with pytest.raises(ServerError):
        await listen(client)
    assert len(backend.requests(RUN)) == 1


@pytest.mark.rule("rate-limit")
async def test_a_rate_limited_message_is_sent_once_more_after_the_pause_asked_for(
    backend: Any, said: Any, client: NemoClient, pauses: list[float]
) -> None:
    ok = said(body=b'data: {"text":"ok"}\n\n', headers={"content-type": "text/event-stream"})
    backend.on(RUN, said(429, b"", {"retry-after": "7"}), ok)
    assert (await listen(client)).text == "ok"
    assert pauses == [7.0]


@pytest.mark.rule("rate-limit")
async def test_the_pause_is_thirty_seconds_and_the_second_refusal_final(
    backend: Any, said: Any, client: NemoClient, pauses: list[float]
) -> None:
    backend.on(RUN, said(200, b'{"code":429,"message":"slow down"}', {"content-type": "application/json"}))
    with pytest.raises(RateLimitError):
        await listen(client)
    assert pauses == [30.0]
    assert len(backend.requests(RUN)) == 2


@pytest.mark.rule("rate-limit")
async def test_nobody_waits_an_hour_for_a_rate_limit(
    backend: Any, said: Any, client: NemoClient, pauses: list[float]
) -> None:
    backend.on(RUN, said(429, b"", {"retry-after": "3600"}))
    with pytest.raises(RateLimitError) as caught:
        await listen(client)
    assert caught.value.retry_after == 3600
    assert pauses == []


@pytest.mark.rule("chat-not-a-stream")
@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("application/json", '{"type":"text","content":"Your clip is ready."}', "Your clip is ready."),
        ("application/json", '[{"content":{"parts":[{"text":"Your clip is ready."}]}}]', "Your clip is ready."),
        ("application/json", '{"code":0,"data":{"reply":"Your clip is ready."}}', "Your clip is ready."),
        ("application/json", '{"code":0,"data":{"text":"Your clip is ready."}}', "Your clip is ready."),
        ("text/plain", "Your clip is ready.", "Your clip is ready."),
        ("text/plain", 'data: {"text":"Your clip "}\n\ndata: {"text":"is ready."}\n\n', "Your clip is ready."),
        ("", "Your clip is ready.", "Your clip is ready."),
    ],
)
async def test_an_answer_that_is_no_stream_is_the_reply(
    backend: Any, said: Any, client: NemoClient, content_type: str, body: str, text: str
) -> None:
    backend.on(RUN, said(200, body.encode(), {"content-type": content_type} if content_type else {}))
    assert (await listen(client)).text == text


@pytest.mark.rule("chat-not-a-stream")
async def test_a_web_page_in_place_of_a_reply_is_not_shown_as_one(backend: Any, said: Any, client: NemoClient) -> None:
    backend.on(RUN, said(200, b"<html>Log in to this network</html>", {"content-type": "text/html"}))
    with pytest.raises(ProtocolError, match="web page"):
        await listen(client)


@pytest.mark.rule("chat-unreachable")
async def test_nobody_listening_is_told_apart_from_a_lost_answer(make_client: Callable[..., NemoClient]) -> None:
    closed = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = closed.sockets[0].getsockname()[1]
    closed.close()
    await closed.wait_closed()
    async with make_client(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(BackendUnreachableError):
            await listen(client)


@pytest.mark.rule("chat-interrupted")
async def test_a_message_without_any_answer_is_of_open_outcome(make_client: Callable[..., NemoClient]) -> None:
    got = []

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        got.append(await reader.readexactly(length))
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server, make_client(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as client:
        with pytest.raises(StreamInterruptedError):
            await listen(client)
    assert len(got) == 1


@pytest.mark.rule("chat-interrupted")
async def test_a_cut_stream_gives_what_came_and_then_says_so(backend: Any, client: NemoClient) -> None:
    backend.chat({"text": "Your clip is"}, cut=True)
    reply = Reply()

    async def follow(stream: ChatStream) -> None:
        async for event in stream:
            reply.add(event)

    async with client.chat("1", "hello") as stream:
        with pytest.raises(StreamInterruptedError):
            await follow(stream)
    assert reply.text == "Your clip is"


@pytest.mark.rule("chat-close-ends")
async def test_the_close_of_the_stream_is_the_end_of_the_turn(backend: Any, client: NemoClient) -> None:
    backend.chat({"text": "ok"})
    assert (await listen(client)).text == "ok"


@pytest.mark.rule("chat-leave")
async def test_leaving_early_closes_the_connection_at_once(backend: Any, client: NemoClient) -> None:
    backend.chat({"text": "one"}, hold=True)
    async with client.chat("1", "hello") as stream:
        async for _ in stream:
            break
    assert await asyncio.to_thread(backend.left.wait, 5)


@pytest.mark.rule("chat-leave")
async def test_cancelling_the_reader_closes_the_connection_at_once(backend: Any, client: NemoClient) -> None:
    backend.chat({"text": "one"}, hold=True)
    first = asyncio.Event()

    async def follow() -> None:
        async with client.chat("1", "hello") as stream:
            async for _ in stream:
                first.set()

    reader = asyncio.create_task(follow())
    await first.wait()
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    assert await asyncio.to_thread(backend.left.wait, 5)


@pytest.mark.rule("chat-fresh-connection")
async def test_each_request_has_a_connection_of_its_own(backend: Any, said: Any, client: NemoClient) -> None:
    backend.on(RUN, said(500, b"Internal Server Error"))
    with pytest.raises(ServerError):
        await listen(client)
    backend.chat({"text": "ok"})
    assert (await listen(client)).text == "ok"


@pytest.mark.rule("sse-frames")
async def test_a_last_frame_without_its_empty_line_is_read(backend: Any, said: Any, client: NemoClient) -> None:
    body = '\ufeffdata: {"text":"one "}\r\n\r\n: comment\r\n\r\nid: 7\r\n\r\ndata:{"text":"two"}'.encode()
    backend.on(RUN, said(200, body, {"content-type": "text/event-stream"}))
    assert (await listen(client)).text == "one two"


async def test_an_error_inside_a_stream_has_the_kind_of_its_code(client: NemoClient) -> None:
    assert isinstance(client.refusal(StreamError("insufficient credits", "2001")), NoCreditsError)
    assert isinstance(client.refusal(StreamError("blocked by safety", "SAFETY")), ServerError)
