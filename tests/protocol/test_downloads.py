"""A film comes whole, or not at all."""

from __future__ import annotations

import asyncio
import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.client import NemoClient, Patience, RenderStatus
from nemo_widgets.client.addresses import Address, check_address
from nemo_widgets.client.partfile import PartFile
from nemo_widgets.errors import DiskFullError, DownloadError

FILM = "GET /films/city.mp4"
PROXY = "GET /api/render/proxy/render_1/download"


@pytest.fixture
def done(backend: Any) -> RenderStatus:
    return RenderStatus("render_1", "completed", url=f"{backend.other}/films/city.mp4")


@pytest.fixture
def serve(backend: Any, said: Any, film: bytes) -> Callable[..., Any]:
    """An answer with a stretch of the film; a stretch that does not begin at 0 is a 206."""

    def answer(start: int = 0, stop: int | None = None, *, cut: bool = False, **headers: str) -> Any:
        piece = film[start:stop]
        length = {"content-length": str(len(film) - start)}
        if start:
            length["content-range"] = f"bytes {start}-{len(film) - 1}/{len(film)}"
        return said(206 if start else 200, piece, {"content-type": "video/mp4", **length, **headers}, cut=cut)

    return answer


def names_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


def nothing_left_in(folder: Path) -> bool:
    return names_in(folder) == []


@pytest.mark.rule("download-no-token")
async def test_the_url_is_fetched_without_the_token_or_attribution(
    backend: Any, serve: Any, client: NemoClient, done: RenderStatus, clips: Path, film: bytes
) -> None:
    backend.on(FILM, serve())
    told: list[tuple[int, int]] = []
    path = await client.download(done, clips / "city.mp4", progress=lambda *now: told.append(now))
    assert path.read_bytes() == film
    assert names_in(clips) == ["city.mp4"]
    assert told[-1] == (len(film), len(film))
    assert "authorization" not in backend.seen[0].headers
    assert not any(name.startswith("x-skill") for name in backend.seen[0].headers)


@pytest.mark.rule("download-no-token")
async def test_not_even_the_backends_own_origin_gets_the_token_with_a_url(
    backend: Any, serve: Any, client: NemoClient, clips: Path
) -> None:
    backend.on(FILM, serve())
    for url in (f"{backend.url}/films/city.mp4", "/films/city.mp4"):
        await client.download(RenderStatus("render_1", "completed", url=url), clips / "city.mp4")
    assert all("authorization" not in sent.headers for sent in backend.seen)


@pytest.mark.rule("download-fallback")
@pytest.mark.parametrize("status", [403, 404, 410])
async def test_a_url_that_has_died_falls_back_on_the_backends_own_route(
    backend: Any, said: Any, serve: Any, client: NemoClient, done: RenderStatus, clips: Path, film: bytes, status: int
) -> None:
    backend.on(FILM, said(status))
    backend.on(PROXY, serve())
    assert (await client.download(done, clips / "city.mp4")).read_bytes() == film
    assert backend.requests(PROXY)[0].headers["authorization"].startswith("Bearer ")


@pytest.mark.rule("download-fallback")
@pytest.mark.parametrize("shape", [{"url": "@"}, {"success": True, "data": {"downloadUrl": "@"}}, {"data": "@"}])
async def test_the_fallback_may_answer_json_that_tells_the_url(
    backend: Any, serve: Any, client: NemoClient, clips: Path, film: bytes, shape: dict[str, Any]
) -> None:
    backend.on(FILM, serve())
    backend.on(PROXY, json.loads(json.dumps(shape).replace("@", f"{backend.other}/films/city.mp4")))
    path = await client.download(RenderStatus("render_1", "completed"), clips / "city.mp4")
    assert path.read_bytes() == film
    assert "authorization" not in backend.requests(FILM)[0].headers


@pytest.mark.rule("download-fallback")
async def test_no_film_anywhere_says_why(
    backend: Any, said: Any, client: NemoClient, done: RenderStatus, clips: Path
) -> None:
    backend.on(FILM, said(410))
    backend.on(PROXY, {"code": 0, "data": {}})
    with pytest.raises(DownloadError, match="HTTP 410"):
        await client.download(done, clips / "city.mp4")
    assert nothing_left_in(clips)


@pytest.mark.rule("download-resume")
async def test_a_cut_download_goes_on_where_it_stopped(
    backend: Any, serve: Any, client: NemoClient, done: RenderStatus, clips: Path, film: bytes
) -> None:
    tag = '"v1"'
    backend.on(FILM, serve(0, 262_144, cut=True, etag=tag), serve(262_144, etag=tag))
    assert (await client.download(done, clips / "city.mp4")).read_bytes() == film
    _, again = backend.requests(FILM)
    assert again.headers["range"] == "bytes=262144-"
    assert again.headers["if-range"] == tag


@pytest.mark.rule("download-resume")
async def test_a_server_that_cannot_go_on_begins_again(
    backend: Any, serve: Any, client: NemoClient, done: RenderStatus, clips: Path, film: bytes
) -> None:
    backend.on(FILM, serve(0, 300_000, cut=True), serve())
    assert (await client.download(done, clips / "city.mp4")).read_bytes() == film


@pytest.mark.rule("download-resume")
async def test_a_wrong_stretch_is_not_glued_on(
    backend: Any, serve: Any, client: NemoClient, done: RenderStatus, clips: Path, film: bytes
) -> None:
    backend.on(FILM, serve(0, 262_144, cut=True), serve(100), serve())
    assert (await client.download(done, clips / "city.mp4")).read_bytes() == film


@pytest.mark.rule("download-resume")
async def test_a_film_that_changed_meanwhile_is_fetched_anew(
    backend: Any, said: Any, serve: Any, client: NemoClient, done: RenderStatus, clips: Path, film: bytes
) -> None:
    other = said(206, b"x" * 10, {"content-range": "bytes 262144-262153/262154"})
    backend.on(FILM, serve(0, 262_144, cut=True), other, serve())
    assert (await client.download(done, clips / "city.mp4")).read_bytes() == film


@pytest.mark.rule("download-resume")
async def test_a_download_that_never_gets_on_is_given_up_and_leaves_nothing(
    backend: Any, serve: Any, said: Any, client: NemoClient, done: RenderStatus, clips: Path
) -> None:
    backend.on(FILM, serve(0, 0, cut=True))
    backend.on(PROXY, said(503))
    with pytest.raises(DownloadError):
        await client.download(done, clips / "city.mp4")
    assert nothing_left_in(clips)
    assert len(backend.requests(FILM)) == 4


@pytest.mark.rule("download-whole")
async def test_a_film_without_a_length_is_checked_by_its_boxes(
    backend: Any, said: Any, client: NemoClient, done: RenderStatus, clips: Path, film: bytes
) -> None:
    backend.on(FILM, said(body=film[:-100]), said(body=film))
    assert (await client.download(done, clips / "city.mp4")).read_bytes() == film


@pytest.mark.rule("download-whole")
@pytest.mark.parametrize("body", [b"", b"<html>Sign in</html>", b'{"error":"gone"}', b"\x1aE\xdf\xa3webm" * 9])
async def test_what_is_no_mp4_is_not_kept(
    backend: Any, said: Any, client: NemoClient, done: RenderStatus, clips: Path, body: bytes
) -> None:
    backend.on(FILM, said(body=body))
    with pytest.raises(DownloadError):
        await client.download(done, clips / "city.mp4")
    assert nothing_left_in(clips)


@pytest.mark.rule("download-whole")
async def test_a_film_of_the_same_name_stays_until_the_new_one_is_whole(
    backend: Any, said: Any, client: NemoClient, done: RenderStatus, clips: Path
) -> None:
    (clips / "city.mp4").write_bytes(b"the old film")
    backend.on(FILM, said(404))
    with pytest.raises(DownloadError):
        await client.download(done, clips / "city.mp4")
    assert (clips / "city.mp4").read_bytes() == b"the old film"


@pytest.mark.rule("download-whole")
async def test_cancelling_leaves_nothing(
    backend: Any, said: Any, client: NemoClient, done: RenderStatus, clips: Path, film: bytes
) -> None:
    backend.on(FILM, said(body=film, headers={"content-length": str(len(film) * 2)}, hold=True))
    begun = asyncio.Event()
    fetching = asyncio.create_task(client.download(done, clips / "city.mp4", progress=lambda *_: begun.set()))
    await begun.wait()
    assert not nothing_left_in(clips)
    fetching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetching
    assert nothing_left_in(clips)


@pytest.mark.rule("download-limits")
@pytest.mark.parametrize("told", [True, False])
async def test_too_large_a_film_is_not_kept(
    backend: Any, said: Any, serve: Any, client: NemoClient, done: RenderStatus, clips: Path, film: bytes, told: bool
) -> None:
    backend.on(FILM, serve() if told else said(body=film))
    with pytest.raises(DownloadError, match="larger"):
        await client.download(done, clips / "city.mp4", max_bytes=100_000)
    assert nothing_left_in(clips)


@pytest.mark.rule("download-limits")
async def test_a_full_disk_is_told_and_leaves_nothing(
    backend: Any,
    serve: Any,
    client: NemoClient,
    done: RenderStatus,
    clips: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(part: PartFile, chunk: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(PartFile, "_write", full)
    backend.on(FILM, serve())
    with pytest.raises(DiskFullError, match=r"city\.mp4"):
        await client.download(done, clips / "city.mp4")
    assert nothing_left_in(clips)


async def test_a_folder_that_is_not_there_is_told(
    backend: Any, serve: Any, client: NemoClient, done: RenderStatus, clips: Path
) -> None:
    with pytest.raises(DownloadError, match="cannot be written"):
        await client.download(done, clips / "none" / "city.mp4")


@pytest.mark.rule("download-addresses")
@pytest.mark.parametrize(
    "url",
    [
        "http://films.example/city.mp4",
        "file:///etc/passwd",
        "ftp://films.example/city.mp4",
        "data:video/mp4;base64,AAAA",
        "https://127.0.0.1/city.mp4",
        "https://localhost/city.mp4",
        "https://10.1.2.3/city.mp4",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/city.mp4",
        "https://[::ffff:10.0.0.1]/city.mp4",
        "https://2130706433/city.mp4",
        "https://me:secret@films.example/city.mp4",
        "https://[broken/city.mp4",
    ],
)
async def test_a_public_backend_cannot_point_at_the_users_own_network(
    make_client: Callable[..., NemoClient], clips: Path, url: str
) -> None:
    async with make_client("https://mega-api-prod.nemovideo.ai") as client:
        with pytest.raises(DownloadError):
            await client.download(RenderStatus("render_1", "completed", url=url), clips / "city.mp4")
    assert nothing_left_in(clips)


@pytest.mark.rule("download-addresses")
async def test_a_backends_own_origin_is_fine_wherever_it_is() -> None:
    own = "https://192.168.1.5:8443"
    assert await check_address("/films/city.mp4", own + "/", own) == Address(f"{own}/films/city.mp4")
    with pytest.raises(DownloadError, match="private"):
        await check_address("https://192.168.1.5/city.mp4", own, own)


@pytest.mark.rule("download-addresses")
async def test_redirects_are_followed_without_the_token_and_each_is_checked(
    backend: Any, said: Any, serve: Any, client: NemoClient, done: RenderStatus, clips: Path, film: bytes
) -> None:
    backend.on(FILM, said(302, headers={"location": "../elsewhere.mp4"}))
    backend.on("GET /elsewhere.mp4", serve())
    assert (await client.download(done, clips / "city.mp4")).read_bytes() == film
    assert all("authorization" not in sent.headers for sent in backend.seen)
    backend.on(FILM, said(302, headers={"location": "file:///etc/passwd"}))
    with pytest.raises(DownloadError, match="no web address"):
        await client.download(done, clips / "city.mp4")


@pytest.mark.rule("download-addresses")
async def test_redirects_in_a_circle_end(
    backend: Any, said: Any, client: NemoClient, done: RenderStatus, clips: Path
) -> None:
    backend.on(FILM, said(302, headers={"location": "/films/city.mp4"}))
    with pytest.raises(DownloadError):
        await client.download(done, clips / "city.mp4")
    assert len(backend.requests(FILM)) == 6


@pytest.mark.rule("download-resume")
async def test_a_film_that_was_whole_when_the_line_broke_is_not_fetched_again(
    backend: Any, said: Any, serve: Any, client: NemoClient, done: RenderStatus, clips: Path, film: bytes
) -> None:
    span = {"content-range": f"bytes 1000-{len(film) - 1}/{len(film)}"}
    backend.on(FILM, serve(0, 1000, cut=True), said(206, film[1000:], span, cut=True), said(416))
    assert (await client.download(done, clips / "city.mp4")).read_bytes() == film
    assert len(backend.requests(FILM)) == 3


@pytest.mark.rule("download-resume")
@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_a_server_that_is_busy_is_asked_again(
    backend: Any, said: Any, serve: Any, client: NemoClient, done: RenderStatus, clips: Path, film: bytes, status: int
) -> None:
    backend.on(FILM, said(status), serve())
    assert (await client.download(done, clips / "city.mp4")).read_bytes() == film


@pytest.mark.rule("download-whole")
async def test_boxes_without_a_film_are_not_kept(
    backend: Any, said: Any, client: NemoClient, done: RenderStatus, clips: Path, film: bytes
) -> None:
    stub = film[:32]
    backend.on(FILM, said(body=stub, headers={"content-length": str(len(stub))}))
    with pytest.raises(DownloadError, match="no MP4 film"):
        await client.download(done, clips / "city.mp4")
    assert nothing_left_in(clips)


@pytest.mark.rule("download-slow")
async def test_a_film_that_only_trickles_is_given_up(
    backend: Any,
    serve: Any,
    make_client: Callable[..., NemoClient],
    done: RenderStatus,
    clips: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backend.on(FILM, serve())
    async with make_client() as client:
        monkeypatch.setattr(client._http, "_timeout", lambda _: None)
        client._http.patience = Patience(silence=0.0, slowest=1e15)
        with pytest.raises(DownloadError):
            await client.download(done, clips / "city.mp4")
    assert nothing_left_in(clips)
