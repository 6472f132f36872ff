"""A film's address is looked up once, judged, and connected to as judged."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.client import NemoClient, RenderStatus
from nemo_widgets.client.addresses import Address, check_address, is_loopback
from nemo_widgets.client.http import Http
from nemo_widgets.errors import BackendUnreachableError, DownloadError

PUBLIC = "https://mega-api-prod.nemovideo.ai"


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whoever asks for a name gets the next of these addresses, and the last again and again."""
    answers: list[str] = []

    async def look_up(self: Any, host: str, port: int, **_: Any) -> list[Any]:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer == "unknown":
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        family = socket.AF_INET6 if ":" in answer else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (answer, port))] * 2

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", look_up)
    return answers


@pytest.mark.rule("download-pinned")
async def test_the_addresses_that_were_judged_are_kept(resolver: list[str]) -> None:
    resolver.append("93.184.216.34")
    found = await check_address("https://films.example/city.mp4", PUBLIC, PUBLIC)
    assert found == Address("https://films.example/city.mp4", ("93.184.216.34",))
    resolver[:] = ["unknown"]
    assert (await check_address("https://films.example/city.mp4", PUBLIC, PUBLIC)).pinned == ()
    resolver[:] = ["fe80::1%eth0"]
    with pytest.raises(DownloadError, match="private network"):
        await check_address("https://films.example/city.mp4", PUBLIC, PUBLIC)


@pytest.mark.rule("download-pinned")
@pytest.mark.parametrize(
    "number", ["10.0.0.7", "169.254.169.254", "127.0.0.1", "::1", "fd00::1", "0.0.0.1", "100.64.0.1"]
)
async def test_a_name_for_a_private_address_is_refused(
    make_client: Callable[..., NemoClient], resolver: list[str], clips: Path, number: str
) -> None:
    resolver.append(number)
    done = RenderStatus("r", "completed", url="https://films.example/city.mp4")
    async with make_client(PUBLIC) as client:
        with pytest.raises(DownloadError, match="private network"):
            await client.download(done, clips / "city.mp4")


@pytest.mark.rule("download-pinned")
async def test_a_pinned_connection_goes_there_under_its_name_and_asks_nobody_again(
    backend: Any, said: Any, resolver: list[str]
) -> None:
    resolver.append("10.0.0.7")  # what the name stands for by the time of the connection
    backend.on("GET /city.mp4", said(body=b"a film"))
    port = backend.url.rpartition(":")[2]
    http = Http(PUBLIC, {})
    try:
        address = Address(f"http://films.example:{port}/city.mp4", ("::1", "127.0.0.1"))
        assert (await (await http.open_url(address, {"Range": "bytes=0-"})).whole()).body == b"a film"
        with pytest.raises(BackendUnreachableError):
            await http.open_url(Address("http://films.example:1/", ("127.0.0.1",)), {})
        with pytest.raises(BackendUnreachableError):
            await http.open_url(Address("http://films.example/", ("127.0.0.9",)), {})
    finally:
        await http.aclose()
    (sent,) = backend.seen
    assert sent.headers["host"] == f"films.example:{port}"
    assert sent.headers["range"] == "bytes=0-"
    assert "authorization" not in sent.headers


@pytest.mark.rule("download-pinned")
async def test_a_pinned_connection_is_encrypted_for_its_name_and_no_other(
    resolver: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver.append("unknown")
    certificate = Path(__file__).parent / "films.example.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secure.load_cert_chain(certificate)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\na film")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=secure) as server:
        port, http = server.sockets[0].getsockname()[1], Http(PUBLIC, {})
        try:
            fine = Address(f"https://films.example:{port}/city.mp4", ("127.0.0.1",))
            assert (await (await http.open_url(fine, {})).whole()).body == b"a film"
            with pytest.raises(BackendUnreachableError):
                await http.open_url(Address(f"https://other.example:{port}/city.mp4", ("127.0.0.1",)), {})
        finally:
            await http.aclose()


@pytest.mark.rule("download-pinned")
async def test_behind_a_proxy_the_proxy_looks_names_up(
    backend: Any, said: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("http_proxy", backend.url)
    backend.on("GET http://films.example/city.mp4", said(body=b"a film"))
    http = Http(PUBLIC, {})
    try:
        found = await http.open_url(Address("http://films.example/city.mp4", ("93.184.216.34",)), {})
        assert (await found.whole()).status in {200, 404}
    finally:
        await http.aclose()
    assert backend.seen[0].headers["host"] == "films.example"


@pytest.mark.rule("download-addresses")
async def test_an_address_that_nobody_can_read_is_refused(client: NemoClient, clips: Path) -> None:
    for url in ("http://films example/\x00", "http://[::1"):
        with pytest.raises(DownloadError):
            await client.download(RenderStatus("r", "completed", url=url), clips / "city.mp4")


def test_loopback_is_known_by_name_and_number() -> None:
    for host in ("localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "::1"):
        assert is_loopback(host)
    for host in ("localhost.example", "128.0.0.1", "example.com", ""):
        assert not is_loopback(host)
