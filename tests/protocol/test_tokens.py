"""The life of an anonymous token."""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
import json
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import filelock
import msgspec
import pytest

from nemo_widgets.client import Anonymous, NemoClient, auth
from nemo_widgets.client.client_id import ClientId
from nemo_widgets.client.kept import Kept
from nemo_widgets.errors import (
    AuthenticationError,
    BackendUnreachableError,
    BadRequestError,
    NemoError,
    RateLimitError,
)

ASK = "POST /api/auth/anonymous-token"
CREDITS = "GET /api/credits/balance/simple"
BALANCE = {"code": 0, "data": {"available": 25000, "frozen": 40, "total": 25040}}
EXPIRED = {"code": 1001, "message": "token expired"}


def given(value: str = "nmv_usr_first", days: float | None = 7) -> dict[str, Any]:
    data = {"token": value, "user_id": "anon_abc123", "credits": 100}
    if days is not None:
        end = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
        data["expires_at"] = end.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"code": 0, "data": data}


@pytest.fixture
def place(tmp_path: Path) -> Anonymous:
    return Anonymous(tmp_path / "tokens", tmp_path / "config" / "client_id")


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def anonymous(make_client: Callable[..., NemoClient], place: Anonymous, notices: list[str]) -> Callable[[], NemoClient]:
    return lambda: make_client(auth=place, on_notice=notices.append)


def bearers(backend: Any, route: str = CREDITS) -> list[str]:
    return [sent.headers["authorization"] for sent in backend.requests(route)]


def age(place: Anonymous, **left: float) -> None:
    """Make the stored token end so soon."""
    file = next(place.directory.glob("*.json"))
    stored = json.loads(file.read_text())
    stored["expires_at"] = (dt.datetime.now(dt.UTC) + dt.timedelta(**left)).isoformat()
    file.write_text(json.dumps(stored))


@pytest.mark.rule("token-request")
async def test_the_token_is_asked_for_with_the_client_id_and_without_a_body(
    backend: Any, anonymous: Callable[[], NemoClient], place: Anonymous
) -> None:
    backend.on(ASK, given())
    backend.on(CREDITS, BALANCE)
    async with anonymous() as client:
        await client.credits()
        assert client.user_id == "anon_abc123"
        assert client.register_url == "https://nemovideo.com/register?bind=anon_abc123"
    asked = backend.requests(ASK)[0]
    assert place.client_id is not None
    assert asked.headers["x-client-id"] == place.client_id.read_text().strip()
    assert len(asked.headers["x-client-id"]) <= 64
    assert asked.body == b""
    assert "authorization" not in asked.headers
    assert bearers(backend) == ["Bearer nmv_usr_first"]


@pytest.mark.rule("token-kept")
async def test_the_token_is_kept_for_this_user_alone_and_not_asked_for_again(
    backend: Any, anonymous: Callable[[], NemoClient], place: Anonymous
) -> None:
    backend.on(ASK, given(days=None))
    backend.on(CREDITS, BALANCE)
    for _ in range(2):
        async with anonymous() as client:
            await client.credits()
            assert client.user_id == "anon_abc123"
    assert len(backend.requests(ASK)) == 1
    kept = next(place.directory.glob("*.json"))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.directory.stat().st_mode) == 0o700


@pytest.mark.rule("token-kept")
async def test_each_origin_has_a_token_of_its_own(
    backend: Any, make_client: Callable[..., NemoClient], place: Anonymous
) -> None:
    backend.on(ASK, given("nmv_usr_one"), given("nmv_usr_two"))
    backend.on(CREDITS, BALANCE)
    for url in (backend.url, backend.other):
        async with make_client(url, auth=place) as client:
            await client.credits()
    assert bearers(backend) == ["Bearer nmv_usr_one", "Bearer nmv_usr_two"]
    assert len({sent.headers["x-client-id"] for sent in backend.requests(ASK)}) == 1


@pytest.mark.rule("token-kept")
async def test_requests_and_clients_that_start_together_ask_once(
    backend: Any, anonymous: Callable[[], NemoClient]
) -> None:
    backend.on(ASK, given())
    backend.on(CREDITS, BALANCE)
    async with anonymous() as one, anonymous() as two:
        await asyncio.gather(*(client.credits() for client in (one, two) * 4))
    assert len(backend.requests(ASK)) == 1


@pytest.mark.rule("token-renewed")
@pytest.mark.parametrize("refusal", [EXPIRED, None])
async def test_a_refused_token_is_renewed_with_the_same_id_and_the_request_repeated(
    backend: Any, said: Any, anonymous: Callable[[], NemoClient], notices: list[str], refusal: Any
) -> None:
    backend.on(ASK, given("nmv_usr_first"), given("nmv_usr_second"))
    backend.on(CREDITS, refusal or said(401), BALANCE)
    async with anonymous() as client:
        assert (await client.credits()).total == 25040
    assert bearers(backend) == ["Bearer nmv_usr_first", "Bearer nmv_usr_second"]
    first, second = (sent.headers["x-client-id"] for sent in backend.requests(ASK))
    assert first == second
    assert len(notices) == 1
    assert "may be lost" in notices[0]


@pytest.mark.rule("token-renewed")
async def test_a_message_refused_for_its_token_is_sent_once_more(
    backend: Any, said: Any, anonymous: Callable[[], NemoClient]
) -> None:
    backend.on(ASK, given("nmv_usr_first"), given("nmv_usr_second"))
    ok = said(body=b'data: {"text":"ok"}\n\n', headers={"content-type": "text/event-stream"})
    backend.on("POST /run_sse", EXPIRED, ok)
    async with anonymous() as client, client.chat("1", "hello") as stream:
        assert [event async for event in stream]
    assert bearers(backend, "POST /run_sse") == ["Bearer nmv_usr_first", "Bearer nmv_usr_second"]


@pytest.mark.rule("token-renewed")
async def test_a_token_refused_again_is_an_error(backend: Any, anonymous: Callable[[], NemoClient]) -> None:
    backend.on(ASK, given("nmv_usr_first"), given("nmv_usr_second"))
    backend.on(CREDITS, EXPIRED)
    async with anonymous() as client:
        with pytest.raises(AuthenticationError):
            await client.credits()
    assert len(backend.requests(ASK)) == 2
    assert len(bearers(backend)) == 2


@pytest.mark.rule("token-renewed")
async def test_many_requests_with_one_refused_token_renew_it_once(
    backend: Any, anonymous: Callable[[], NemoClient]
) -> None:
    backend.on(ASK, given("nmv_usr_first"), given("nmv_usr_second"))
    backend.on(CREDITS, lambda seen: EXPIRED if seen.headers["authorization"].endswith("first") else BALANCE)
    async with anonymous() as one, anonymous() as two:
        await asyncio.gather(*(client.credits() for client in (one, two) * 3))
    assert len(backend.requests(ASK)) == 2


@pytest.mark.rule("token-renewed")
async def test_a_token_about_to_end_is_renewed_before_it_does(
    backend: Any, anonymous: Callable[[], NemoClient], place: Anonymous, notices: list[str]
) -> None:
    backend.on(ASK, given("nmv_usr_first"), given("nmv_usr_second"))
    backend.on(CREDITS, BALANCE)
    async with anonymous() as client:
        await client.credits()
    age(place, minutes=5)
    async with anonymous() as client:
        await client.credits()
    assert bearers(backend) == ["Bearer nmv_usr_first", "Bearer nmv_usr_second"]


@pytest.mark.rule("token-rationed")
async def test_a_token_about_to_end_is_used_on_when_no_new_one_is_given(
    backend: Any, said: Any, anonymous: Callable[[], NemoClient], place: Anonymous, pauses: list[float]
) -> None:
    backend.on(ASK, given("nmv_usr_first"), said(429))
    backend.on(CREDITS, BALANCE)
    async with anonymous() as client:
        await client.credits()
    age(place, minutes=5)
    async with anonymous() as client:
        await client.credits()
    assert bearers(backend) == ["Bearer nmv_usr_first"] * 2
    assert pauses == []


@pytest.mark.rule("token-rationed")
async def test_no_token_at_all_is_told_as_rationed(
    backend: Any, said: Any, anonymous: Callable[[], NemoClient], place: Anonymous, pauses: list[float]
) -> None:
    backend.on(ASK, given("nmv_usr_first"), said(429, headers={"retry-after": "86400"}))
    backend.on(CREDITS, BALANCE)
    async with anonymous() as client:
        await client.credits()
    age(place, minutes=-5)
    async with anonymous() as client:
        with pytest.raises(RateLimitError, match="NEMO_TOKEN") as caught:
            await client.credits()
    assert caught.value.retry_after == 86400
    assert len(bearers(backend)) == 1


@pytest.mark.rule("code-400")
async def test_a_refused_client_id_is_replaced_once(
    backend: Any, said: Any, anonymous: Callable[[], NemoClient], place: Anonymous
) -> None:
    backend.on(ASK, said(400, b'{"message":"missing X-Client-Id"}'), given())
    backend.on(CREDITS, BALANCE)
    async with anonymous() as client:
        await client.credits()
    first, second = (sent.headers["x-client-id"] for sent in backend.requests(ASK))
    assert first != second
    assert place.client_id is not None
    assert place.client_id.read_text().strip() == second


@pytest.mark.rule("token-trouble-is-before-sending")
@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (503, b"busy", BackendUnreachableError),
        (200, b'{"code":0,"data":{}}', AuthenticationError),
        (200, b"<html>", AuthenticationError),
        (200, b'{"code":0,"data":{"token":"with blank"}}', AuthenticationError),
        (200, b"\x1f\x8bpacked", AuthenticationError),
        (403, b"", NemoError),
    ],
)
async def test_trouble_with_the_token_is_no_message_of_open_outcome(
    backend: Any,
    said: Any,
    anonymous: Callable[[], NemoClient],
    status: int,
    body: bytes,
    kind: type[NemoError],
) -> None:
    backend.on(ASK, said(status, body, {"content-encoding": "br"} if b"packed" in body else {}))
    async with anonymous() as client:
        with pytest.raises(kind):
            async with client.chat("1", "hello"):
                pass
    assert backend.requests("POST /run_sse") == []


@pytest.mark.rule("token-kept")
@pytest.mark.parametrize("damage", ["", "{", '{"token":1}', '{"token":"x","expires_at":"2099-01-01T00:00:00"}'])
async def test_a_damaged_token_file_is_replaced(
    backend: Any, anonymous: Callable[[], NemoClient], place: Anonymous, damage: str
) -> None:
    backend.on(ASK, given("nmv_usr_first"), given("nmv_usr_second"))
    backend.on(CREDITS, BALANCE)
    async with anonymous() as client:
        await client.credits()
    next(place.directory.glob("*.json")).write_text(damage)
    async with anonymous() as client:
        await client.credits()
    assert bearers(backend)[-1] == "Bearer nmv_usr_second"


@pytest.mark.rule("token-kept")
async def test_where_nothing_can_be_written_the_token_lives_in_memory(
    backend: Any, make_client: Callable[..., NemoClient], tmp_path: Path
) -> None:
    backend.on(ASK, given())
    backend.on(CREDITS, BALANCE)
    (tmp_path / "file").write_text("not a folder")
    async with make_client(auth=Anonymous(tmp_path / "file" / "tokens", tmp_path / "file" / "id")) as client:
        await client.credits()
        await client.credits()
    assert len(backend.requests(ASK)) == 1


@pytest.mark.rule("client-id-shared")
async def test_the_client_id_is_the_one_the_vendors_tools_keep(
    backend: Any, make_client: Callable[..., NemoClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("NEMO_CLIENT_ID", raising=False)
    shared = tmp_path / ".config" / "nemovideo" / "client_id"
    shared.parent.mkdir(parents=True)
    shared.write_text("made-by-the-vendors-tools\n")
    backend.on(ASK, given())
    backend.on(CREDITS, BALANCE)
    async with make_client(auth=Anonymous(tmp_path / "tokens")) as client:
        await client.credits()
    assert backend.requests(ASK)[0].headers["x-client-id"] == "made-by-the-vendors-tools"


@pytest.mark.rule("client-id-shared")
async def test_the_environment_overrides_the_client_id(
    backend: Any, make_client: Callable[..., NemoClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NEMO_CLIENT_ID", "mine")
    backend.on(ASK, given())
    backend.on(CREDITS, BALANCE)
    async with make_client(auth=Anonymous(tmp_path / "tokens")) as client:
        await client.credits()
    assert backend.requests(ASK)[0].headers["x-client-id"] == "mine"
    assert not (tmp_path / ".config").exists()


@pytest.mark.rule("render-token")
async def test_a_render_is_asked_for_with_the_token_that_began_it(
    backend: Any, said: Any, anonymous: Callable[[], NemoClient], tmp_path: Path, film: bytes
) -> None:
    poll, fetch = "GET /api/render/proxy/lambda/r", "GET /api/render/proxy/r/download"
    backend.on(ASK, given("nmv_usr_first"), given("nmv_usr_second"))
    backend.on("POST /api/render/proxy/lambda", {"taskId": "r", "status": "pending"})
    backend.on(CREDITS, EXPIRED, BALANCE)
    backend.on(poll, {"taskId": "r", "status": "completed"}, EXPIRED, {"taskId": "r", "status": "completed"})
    backend.on(fetch, said(body=film))
    async with anonymous() as client:
        await client.start_render("r", "1", b"{}")
        await client.credits()
        status = await client.render_status("r")
        await client.download(status, tmp_path / "city.mp4")
        await client.render_status("r")
    first, second = "Bearer nmv_usr_first", "Bearer nmv_usr_second"
    assert bearers(backend) == [first, second]
    assert bearers(backend, fetch) == [first]
    assert bearers(backend, poll) == [first, first, second]


@pytest.mark.rule("render-token")
async def test_a_render_begun_by_an_earlier_process_is_asked_for_with_the_token_before_this_one(
    backend: Any, said: Any, anonymous: Callable[[], NemoClient], place: Anonymous
) -> None:
    poll = "GET /api/render/proxy/lambda/r"
    unknown = said(404, b'{"detail":"not found"}')
    backend.on(ASK, given("nmv_usr_first"), given("nmv_usr_second"))
    backend.on(CREDITS, BALANCE)
    backend.on(
        poll, lambda sent: {"status": "completed"} if sent.headers["authorization"].endswith("first") else unknown
    )
    async with anonymous() as client:
        await client.credits()
    age(place, minutes=5)
    async with anonymous() as client:
        await client.credits()
    async with anonymous() as client:
        for _ in range(2):
            assert (await client.render_status("r")).status == "completed"
        with pytest.raises(BadRequestError):
            await client.render_status("another")
    assert bearers(backend, poll) == ["Bearer nmv_usr_second", "Bearer nmv_usr_first", "Bearer nmv_usr_first"]
    stored = next(place.directory.glob("*.json"))
    stored.write_text(
        stored.read_text().replace(json.loads(stored.read_text())["earlier_until"], "2020-01-01T00:00:00Z")
    )
    async with anonymous() as client:
        with pytest.raises(BadRequestError):
            await client.render_status("r")


@pytest.mark.rule("token-rationed", "code-429")
@pytest.mark.parametrize("second", [True, False])
async def test_without_any_token_a_rate_limit_is_waited_out_once(
    backend: Any, said: Any, anonymous: Callable[[], NemoClient], pauses: list[float], second: bool
) -> None:
    backend.on(ASK, said(429), given() if second else said(429))
    backend.on(CREDITS, BALANCE)
    async with anonymous() as client:
        if second:
            await client.credits()
        else:
            with pytest.raises(RateLimitError, match="rationed"):
                await client.credits()
    assert pauses == [30.0]
    assert len(backend.requests(ASK)) == 2


@pytest.mark.rule("client-id-kept")
@pytest.mark.parametrize("message", ["daily limit per client reached", "client quota exceeded", "bad language"])
async def test_the_client_id_is_not_changed_to_dodge_a_limit(
    backend: Any, said: Any, anonymous: Callable[[], NemoClient], place: Anonymous, message: str
) -> None:
    backend.on(ASK, said(400, json.dumps({"message": message}).encode(), {"content-type": "application/json"}))
    async with anonymous() as client:
        for _ in range(2):
            with pytest.raises(BadRequestError):
                await client.credits()
    assert len({sent.headers["x-client-id"] for sent in backend.seen}) == 1
    assert len(backend.seen) == 2


@pytest.mark.rule("client-id-shared")
@pytest.mark.parametrize("links", [True, False])
def test_processes_that_start_together_make_one_client_id(
    tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", Mock(side_effect=PermissionError(1, "no hard links here")))
    shared = tmp_path / "config" / "client_id"
    with ThreadPoolExecutor(8) as pool:
        # With links, not even a lock in common is needed.
        makers = [ClientId(shared, tmp_path / f"{number * links}" / "client_id") for number in range(8)]
        found = set(pool.map(lambda maker: maker.get(), makers))
    assert found == {shared.read_text().strip()}
    assert stat.S_IMODE(shared.stat().st_mode) == 0o600
    assert [file.name for file in shared.parent.iterdir()] == ["client_id"]


@pytest.mark.rule("client-id-shared")
def test_an_id_that_another_tool_makes_meanwhile_is_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared, link = tmp_path / "client_id", os.link

    def late(source: Path, target: Path) -> None:
        shared.write_text("made-by-the-vendors-tools")
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    assert ClientId(shared, tmp_path / "tokens" / "client_id").get() == "made-by-the-vendors-tools"


@pytest.mark.rule("client-id-shared")
def test_an_id_made_while_the_lock_was_waited_for_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "client_id"
    acquire = filelock.FileLock.acquire

    def late(lock: Any, *args: Any, **more: Any) -> Any:
        shared.write_text("made-by-another-process")
        return acquire(lock, *args, **more)

    monkeypatch.setattr(filelock.FileLock, "acquire", late)
    assert ClientId(shared, tmp_path / "tokens" / "client_id").get() == "made-by-another-process"


@pytest.mark.rule("client-id-kept")
def test_where_no_id_can_be_written_it_is_the_same_for_the_whole_process(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    nowhere = ClientId(tmp_path / "file" / "client_id", tmp_path / "file" / "tokens" / "client_id")
    assert nowhere.get() == nowhere.get()
    assert nowhere.renew() == nowhere.get()


@pytest.mark.rule("client-id-shared")
@pytest.mark.parametrize("damage", ["", "  ", "x" * 65, "zwölf", "two\nlines"])
def test_a_damaged_client_id_is_made_anew(tmp_path: Path, damage: str) -> None:
    shared = tmp_path / "client_id"
    shared.write_text(damage)
    made = ClientId(shared, tmp_path / "tokens" / "client_id").get()
    assert shared.read_text().strip() == made
    assert 0 < len(made) <= 64


@pytest.mark.rule("token-request")
@pytest.mark.parametrize("told", ["2126-03-18T00:00:00Z", "2126-03-18T00:00:00", "next week", 7, None])
async def test_an_expiry_in_any_form_is_known_or_taken_as_seven_days(
    backend: Any, anonymous: Callable[[], NemoClient], place: Anonymous, told: object
) -> None:
    backend.on(ASK, {"code": 0, "data": {"token": "nmv_usr_first", "expires_at": told}})
    backend.on(CREDITS, BALANCE)
    async with anonymous() as client:
        await client.credits()
    kept = msgspec.json.decode(next(place.directory.glob("*.json")).read_bytes(), type=Kept)
    week = dt.datetime.now(dt.UTC) + dt.timedelta(days=7)
    if str(told).startswith("2126"):
        assert kept.expires_at == dt.datetime(2126, 3, 18, tzinfo=dt.UTC)
    else:
        assert abs(kept.expires_at - week) < dt.timedelta(minutes=5)
    assert "nmv_usr" not in repr(kept)


@pytest.mark.rule("token-kept")
async def test_where_the_token_cannot_be_written_a_line_in_the_log_says_so(
    backend: Any, anonymous: Callable[[], NemoClient], place: Anonymous, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    backend.on(ASK, given())
    backend.on(CREDITS, BALANCE)
    monkeypatch.setattr(auth, "write_private", full)
    async with anonymous() as client:
        await client.credits()
        await client.credits()
    assert "could not be kept" in caplog.text
    assert len(backend.requests(ASK)) == 1


@pytest.mark.rule("token-renewed")
async def test_a_token_that_another_process_renewed_is_used_and_not_renewed_again(
    backend: Any, anonymous: Callable[[], NemoClient]
) -> None:
    backend.on(ASK, given("nmv_usr_first"), given("nmv_usr_second"))
    backend.on(CREDITS, lambda seen: EXPIRED if seen.headers["authorization"].endswith("first") else BALANCE)
    async with anonymous() as one, anonymous() as two:
        backend.on(CREDITS, BALANCE)
        await one.credits()
        await two.credits()
        backend.on(CREDITS, lambda seen: EXPIRED if seen.headers["authorization"].endswith("first") else BALANCE)
        await one.credits()
        await two.credits()
    assert len(backend.requests(ASK)) == 2


def test_before_the_first_token_there_is_none_before_it(
    make_client: Callable[..., NemoClient], place: Anonymous
) -> None:
    client = make_client(auth=place)
    assert client.user_id is None
    assert client._calls.earlier_token is None
    assert make_client()._calls.earlier_token is None
