"""Films on a line that breaks, lies and leads elsewhere: whole and the right one, or an error and nothing left."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.client import NemoClient, RenderStatus
from nemo_widgets.errors import BackendUnreachableError, DownloadError, NemoError

NOISE = random.Random(5).randbytes(6_000)  # noqa: S311 - any bytes will do
FILM = (
    b"\0\0\0\x18ftypisom\0\0\2\0isomiso2"
    b"\0\0\0\x10moov" + bytes(8) + (len(NOISE) + 8).to_bytes(4, "big") + b"mdat" + NOISE
)
KIND = "Content-Type: video/mp4"


def fetch(folder: Path, url: str) -> Callable[[NemoClient, str], Any]:
    async def download(client: NemoClient, case: str) -> bytes:
        target = folder / f"{case}.mp4"
        try:
            await client.download(RenderStatus(case, "completed", url=f"{url}/{case}.mp4"), target)
            return target.read_bytes()
        finally:
            target.unlink(missing_ok=True)

    return download


def rest(wire: Any, start: int) -> Any:
    span = f"Content-Range: bytes {start}-{len(FILM) - 1}/{len(FILM)}"
    return wire.whole(FILM[start:], KIND, span, status=206)


async def test_a_film_cut_anywhere_comes_whole_in_the_end(
    bench: Any, wire: Any, clean: Callable[..., None], tmp_path: Path
) -> None:
    promise = wire.head(200, KIND, f"Content-Length: {len(FILM)}", 'ETag: "v1"')
    unsized = wire.head(200, KIND, "Connection: close")
    cases = []
    for offset in [*range(64), *range(64, len(FILM), 61)]:
        first = [promise + FILM[:offset], *([wire.reset] if offset % 2 else [])]
        go_on = rest(wire, offset) if offset else wire.whole(FILM, KIND)
        cases.append((f"goes on at {offset}", [first, go_on], fetch(tmp_path, bench.rogue.url), FILM))
        cases.append((f"again from {offset}", [first, wire.whole(FILM, KIND)], fetch(tmp_path, bench.rogue.url), FILM))
        if offset > 8:
            wrong = rest(wire, offset - 1)
            again = [first, wrong, wire.whole(FILM, KIND)]
            cases.append((f"wrong stretch at {offset}", again, fetch(tmp_path, bench.rogue.url), FILM))
            blind = [[unsized + FILM[:offset]], wire.whole(FILM, KIND)]
            cases.append((f"no length, cut at {offset}", blind, fetch(tmp_path, bench.rogue.url), FILM))
    clean(await bench.run("cut films", cases))
    assert not any(await asyncio.to_thread(lambda: [*tmp_path.iterdir()]))


async def test_what_is_no_whole_film_leaves_nothing(
    bench: Any, wire: Any, clean: Callable[..., None], tmp_path: Path
) -> None:
    page = wire.whole(b"<html>Sign in</html>", "Content-Type: text/html")
    scripts: dict[str, list[Any]] = {
        "a page": [page],
        "nothing": [wire.whole(b"", KIND)],
        "seven bytes": [wire.whole(FILM[:7], KIND)],
        "never more": [[wire.head(200, KIND, f"Content-Length: {len(FILM)}") + FILM[:500]]],
        "reset": [[wire.reset]],
        "gzip that lies": [wire.whole(FILM, KIND, "Content-Encoding: gzip")],
        "brotli": [wire.whole(FILM, KIND, "Content-Encoding: br")],
        "boxes that lie": [[wire.head(200, KIND, "Connection: close") + b"\0\0\0\x04ftyp" + FILM]],
        **{str(status): [wire.whole(b"", status=status)] for status in (204, 401, 403, 404, 410, 416, 429, 500, 503)},
    }
    cases = [(name, script, fetch(tmp_path, bench.rogue.url), NemoError) for name, script in scripts.items()]
    clean(await bench.run("no films", cases))
    assert not any(await asyncio.to_thread(lambda: [*tmp_path.iterdir()]))


async def test_a_stalling_or_trickling_film_is_given_up_in_time(
    bench: Any, wire: Any, clean: Callable[..., None], hurry: Any, tmp_path: Path
) -> None:
    promise = wire.head(200, KIND, f"Content-Length: {len(FILM)}")
    scripts = {
        "stalls": ([promise + FILM[:100], wire.stall], BackendUnreachableError),
        "trickles": ([promise, wire.step("slowly", FILM)], DownloadError),
    }
    get = fetch(tmp_path, bench.rogue.url)
    cases = [(name, [script], get, due) for name, (script, due) in scripts.items()]
    clean(await bench.run("stalled films", cases, patience=hurry))
    assert not any(await asyncio.to_thread(lambda: [*tmp_path.iterdir()]))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_other_origin_is_told_who_asks_for_a_film(
    bench: Any, wire: Any, clean: Callable[..., None], tmp_path: Path, status: int
) -> None:
    film, elsewhere = wire.whole(FILM, KIND), bench.rogue.elsewhere
    before = len(bench.rogue.strangers)
    direct = [(f"{status} direct {number}", [film], fetch(tmp_path, elsewhere), FILM) for number in range(20)]
    clean(await bench.run("films elsewhere", direct))

    async def hop(client: NemoClient, case: str) -> bytes:
        place = f"Location: {elsewhere}/{case}.mp4"
        bench.rogue.scripts[case] = [wire.whole(b"", place, status=status), film]
        return await fetch(tmp_path, bench.rogue.url)(client, case)  # type: ignore[no-any-return]

    clean(await bench.run("films elsewhere", [(f"{status} hop {n}", [film], hop, FILM) for n in range(20)]))

    async def proxied(client: NemoClient, case: str) -> bytes:
        # The backend's own download route, which is asked with the token, sends the client elsewhere.
        told = f'{{"data":{{"url":"{elsewhere}/{case}.mp4"}}}}'.encode()
        bench.rogue.scripts[case] = [wire.whole(told, "Content-Type: application/json"), film]
        target = tmp_path / f"{case}.mp4"
        await client.download(RenderStatus(case, "completed"), target)
        found = target.read_bytes()
        target.unlink()
        return found

    clean(await bench.run("films elsewhere", [(f"{status} told {n}", [film], proxied, FILM) for n in range(20)]))
    asked = bench.rogue.strangers[before:]
    assert len(asked) == 60
    assert not [one for one in asked if "authorization" in one.headers]


DISK = """
import asyncio, sys
from pathlib import Path
from nemo_widgets.client import NemoClient, OwnToken, RenderStatus
from nemo_widgets.errors import DiskFullError
from nemo_widgets.secret import Secret

SIZE, kind, folder = 3_000_000, sys.argv[1], Path(sys.argv[2])
FILM = b"\\0\\0\\0\\x18ftypisom\\0\\0\\2\\0isomiso2" + SIZE.to_bytes(4, "big") + b"mdat" + bytes(SIZE - 8)

async def serve(reader, writer):
    await reader.readuntil(b"\\r\\n\\r\\n")
    length = b"Content-Length: %d\\r\\n" % len(FILM) if kind == "told" else b""
    writer.write(b"HTTP/1.1 200 OK\\r\\nConnection: close\\r\\n" + length + b"\\r\\n" + FILM)
    writer.close()

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    (folder / "city.mp4").write_bytes(b"the old film")
    async with server, NemoClient(url, auth=OwnToken(Secret("t-123456"))) as client:
        try:
            await client.download(RenderStatus("r", "completed", url="/film"), folder / "city.mp4")
        except DiskFullError as error:
            print(error)
    print(*[f"{file.name} {file.read_bytes().decode()}" for file in folder.iterdir()])

asyncio.run(main())
"""


@pytest.mark.parametrize("length", ["told", "not told"])
def test_a_full_disk_is_told_and_the_old_film_stays(tmp_path: Path, length: str) -> None:
    small = tmp_path / "small"
    small.mkdir()
    own_mounts = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]
    inner = f'mount -t tmpfs -o size=1m tmpfs {small} && exec "$0" -c "$1" "{length}" {small}'
    done = subprocess.run(
        [*own_mounts, "sh", "-c", inner, sys.executable, DISK], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    told, left = done.stdout.strip().splitlines()
    assert told.startswith("There is no room for city.mp4")
    assert "the render itself is done" in told
    assert left == "city.mp4 the old film"
