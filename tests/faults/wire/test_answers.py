"""Whatever an endpoint answers, or fails to: an error of ours or a value, never another exception and never a hang."""

from __future__ import annotations

import gzip
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.client import NemoClient
from nemo_widgets.errors import (
    BackendUnreachableError,
    BadRequestError,
    NemoError,
    ProtocolError,
    StreamInterruptedError,
)

Call = Callable[[NemoClient, str], Awaitable[Any]]
JSON = "Content-Type: application/json"


async def chat(client: NemoClient, case: str) -> None:
    async with client.chat(case, "hello") as stream:
        async for _ in stream:
            pass


ENDPOINTS: dict[str, Call] = {
    "chat": chat,
    "session": lambda client, case: client.create_session(task_name=case),
    "state": lambda client, case: client.state(case),
    "upload": lambda client, case: client.upload(case, b"\xff\xd8\xff" * 40_000, name="photo.jpg"),
    "urls": lambda client, case: client.upload_urls(case, ["https://example.com/a.mp4"]),
    "render": lambda client, case: client.start_render(case, "1", b"{}"),
    "poll": lambda client, case: client.render_status(case),
    "claim": lambda client, case: client.claim_link(case, "1"),
}
HARMLESS = {"state", "poll"}
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "a page": b"<html><body>Bad Gateway</body></html>",
    "text": b"Internal Server Error",
    "cut JSON": b'{"code":0,"data":{"session_id":"55',
    "a list": b"[]",
    "null": b"null",
    "a word": b'"no"',
    "wrong kinds": b'{"code":{},"data":[1],"detail":{"loc":3},"error":[[]],"status":7,"success":"x"}',
    "bytes": bytes(range(256)),
    "deep": b"[" * 20_000,
    "FastAPI": b'{"detail":[{"type":"missing","loc":["body",1],"msg":"Field required","input":null}]}',
    "NaN": b'{"code":NaN,"data":{"available":Infinity,"progress":-NaN}}',
}
STATUSES = [200, 204, 400, 401, 402, 403, 404, 405, 408, 409, 413, 415, 418, 422, 429, 500, 502, 503, 504, 599]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_any_status_with_any_body_and_any_type_is_an_error_of_ours_or_a_value(
    bench: Any, wire: Any, clean: Callable[..., None], endpoint: str
) -> None:
    cases = []
    for status in STATUSES:
        for name, body in BODIES.items():
            body = b"" if status == 204 else body  # noqa: PLW2901 - such an answer has none
            kinds = [JSON, "Content-Type: text/html"] if status == 200 else [JSON]
            for kind in kinds:
                script = wire.whole(body, kind, "Retry-After: 7", status=status)
                due = NemoError if status >= 300 else None
                cases.append((f"{endpoint} {status} {name}", [script], ENDPOINTS[endpoint], due))
    clean(await bench.run("odd answers", cases))


def broken(wire: Any) -> dict[str, list[Any]]:
    full = json.dumps({"code": 0, "data": {"session_id": "5", "available": 1, "claim_token": "c"}}).encode()
    promise = wire.head(200, JSON, f"Content-Length: {len(full) + 9}")
    packed = gzip.compress(full * 50)
    in_gzip = wire.head(200, JSON, "Content-Encoding: gzip", "Connection: close")
    return {
        "closed at once": [],
        "reset at once": [wire.reset],
        "no HTTP": [b"220 mail.example ESMTP\r\n"],
        "half a head": [b"HTTP/1.1 200 OK\r\nContent-Le"],
        "half a head, reset": [b"HTTP/1.1 200 OK\r\nContent-Le", wire.reset],
        "a bad header": [b"HTTP/1.1 200 OK\r\nContent Length\r\n\r\n"],
        "a bad length": [b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"],
        "an endless head": [b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"y" * 300_000],
        "cut body": [promise + full],
        "reset body": [promise + full, wire.reset],
        "a bad chunk": [wire.head(200, JSON, "Transfer-Encoding: chunked") + b"zz\r\n" + full],
        "a cut chunk": [wire.head(200, JSON, "Transfer-Encoding: chunked") + b"fff\r\n" + full],
        "cut gzip": [in_gzip + packed[:-9]],
        "broken gzip": [in_gzip + packed[:20] + b"\0" * 40],
        "no gzip": [in_gzip + full],
        "brotli": [wire.head(200, JSON, "Content-Encoding: br", "Connection: close") + full],
        "too large": [wire.head(200, JSON, "Connection: close"), *[b" " * 1024**2] * 65],
    }


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_a_broken_answer_is_told_and_what_may_be_running_is_not_sent_again(
    bench: Any, wire: Any, clean: Callable[..., None], endpoint: str
) -> None:
    cut = BackendUnreachableError if endpoint in HARMLESS else StreamInterruptedError
    due = {"brotli": ProtocolError, "too large": ProtocolError}
    if endpoint == "chat":
        due["a bad header"] = due["too large"] = NemoError
    cases = [
        (f"{endpoint}, {name}", [script], ENDPOINTS[endpoint], due.get(name, cut))
        for name, script in broken(wire).items()
    ]
    clean(await bench.run("broken answers", cases))


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_a_stalling_or_trickling_answer_ends_in_time(
    bench: Any, wire: Any, clean: Callable[..., None], hurry: Any, endpoint: str
) -> None:
    body = b'{"code":0,"data":{}}' * 9
    promise = wire.head(200, JSON, f"Content-Length: {len(body)}")
    scripts = {
        "silence": [wire.stall],
        "half a head": [promise[:30], wire.stall],
        "half a body": [promise + body[:9], wire.stall],
        "a slow head": [wire.step("slowly", promise + body)],
        "a slow body": [promise, wire.step("slowly", body)],
    }
    cut = BackendUnreachableError if endpoint in HARMLESS else StreamInterruptedError
    cases = [(f"{endpoint}, {name}", [script], ENDPOINTS[endpoint], cut) for name, script in scripts.items()]
    clean(await bench.run("stalled answers", cases, patience=hurry))


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_another_origin_is_refused_and_the_token_stays(
    bench: Any, wire: Any, clean: Callable[..., None], endpoint: str, status: int
) -> None:
    asked = len(bench.rogue.strangers)
    places = [f"{bench.rogue.elsewhere}/api", "//localhost/api", "https://example.com/", "/run_sse", "", "file:///etc"]
    cases = [
        (
            f"{endpoint}, {status} to {place}",
            [wire.whole(b"", f"Location: {place}", status=status)],
            ENDPOINTS[endpoint],
            BadRequestError,
        )
        for place in places
    ]
    clean(await bench.run("redirected calls", cases))
    assert len(bench.rogue.strangers) == asked


async def test_a_render_id_that_is_taken_is_told_and_begins_nothing_twice(
    bench: Any, wire: Any, clean: Callable[..., None]
) -> None:
    begun = wire.whole(b'{"taskId":"r","status":"pending"}', JSON)
    refusals = {
        "409": wire.whole(b'{"detail":"duplicate render id"}', JSON, status=409),
        "code": wire.whole(b'{"code":5003,"message":"render already exists"}', JSON),
        "success": wire.whole(b'{"success":false,"error":"Duplicate id"}', JSON),
        "500": wire.whole(b'{"message":"duplicate key value violates unique constraint"}', JSON, status=500),
    }

    async def twice(client: NemoClient, case: str) -> str:
        await client.start_render(case, "1", b"{}")
        with pytest.raises(BadRequestError, match="one of that name already") as caught:
            await client.start_render(case, "1", b"{}")
        assert len(bench.rogue.seen[case]) == 2
        return caught.value.next_step

    due = "Try again under another name."
    clean(await bench.run("duplicate renders", [(name, [begun, said], twice, due) for name, said in refusals.items()]))


async def test_a_file_is_not_sent_again_once_it_may_have_arrived(
    bench: Any, wire: Any, clean: Callable[..., None], tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"\0\0\0\x18ftypisom" + bytes(2_000_000))

    async def send(client: NemoClient, case: str) -> int:
        with pytest.raises((StreamInterruptedError, NemoError)):
            await client.upload(case, film)
        return len(bench.rogue.seen[case])

    scripts = {
        "reset": [wire.reset],
        "closed": [],
        "500": wire.whole(b"", status=500),
        "cut": [wire.head(200, JSON, "Content-Length: 99")],
    }
    clean(await bench.run("uploads", [(name, [script], send, 1) for name, script in scripts.items()]))
