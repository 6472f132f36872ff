"""The client beside its peers, as ratios taken in one run: decoding a stream, and moving 200 MB.

Both sides of a pair are measured by turns, and the best run of each counts: what else the machine does can only add.
"""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import httpx_sse
import pytest
from openai._streaming import SSEDecoder

from nemo_widgets.client import ChatStream, NemoClient, OwnToken, Patience, RenderStatus, TextDelta
from nemo_widgets.client.http import Connection
from nemo_widgets.client.reader import Reader
from nemo_widgets.secret import Secret

TOKEN = Secret("nmv_usr_0123456789")
DELTAS = 100_000
DECODING_LIMIT = 1.2
SIZE = 200 * 1024 * 1024
MOVING_LIMIT = 1.3
GROWTH_MB = 16

EVENT = {
    "content": {"parts": [{"text": "word "}], "role": "model"},
    "partial": True,
    "invocationId": "e-63e8",
    "author": "nemo_agent",
    "actions": {"stateDelta": {}, "artifactDelta": {}, "requestedAuthConfigs": {}, "requestedToolConfirmations": {}},
    "nodeInfo": {"path": ""},
    "id": "e37e",
    "timestamp": 1795196422.989628,
}
FRAME = f"data: {json.dumps(EVENT, separators=(',', ':'))}\n\n".encode()


class Chunks(httpx.AsyncByteStream):
    def __init__(self, chunks: list[bytes]) -> None:
        self.chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk


def answer(chunks: list[bytes]) -> httpx.Response:
    return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Chunks(chunks))


async def ours(chunks: list[bytes]) -> int:
    """All the way: frames, JSON, secrets blotted out, typed events."""
    count = 0

    async def send() -> Connection:
        return Connection(answer(chunks), harmless=False)

    async with ChatStream(send, Reader(TOKEN.redact), Patience()) as stream:
        async for event in stream:
            count += type(event) is TextDelta
    return count


async def sse(chunks: list[bytes]) -> int:
    """Frames alone, their JSON unread."""
    return len([None async for _ in httpx_sse.EventSource(answer(chunks)).aiter_sse()])


async def sse_and_json(chunks: list[bytes]) -> int:
    return len([None async for event in httpx_sse.EventSource(answer(chunks)).aiter_sse() if event.json()])


async def openai(chunks: list[bytes]) -> int:
    """Frames alone, their JSON unread."""
    return len([None async for _ in SSEDecoder().aiter_bytes(answer(chunks).aiter_bytes())])


async def best(runs: int, *calls: Callable[[], Awaitable[object]]) -> list[float]:
    """Seconds of the best run of each, taken by turns."""
    found = [float("inf")] * len(calls)
    for _ in range(runs):
        for number, call in enumerate(calls):
            gc.collect()
            began = time.perf_counter()
            await call()
            found[number] = min(found[number], time.perf_counter() - began)
    return found


@pytest.mark.parametrize("chunking", ["a frame a chunk", "64 KB a chunk"])
async def test_a_hundred_thousand_deltas_take_at_most_1_2_times_httpx_sse_alone(chunking: str) -> None:
    body = FRAME * DELTAS
    chunks = [body[at : at + 65_536] for at in range(0, len(body), 65_536)]
    if chunking.startswith("a frame"):
        chunks = [FRAME] * DELTAS  # as the agent kit's server sends them
    peers = {"this client": ours, "httpx-sse": sse, "httpx-sse and json": sse_and_json, "openai-python": openai}
    assert [await peer(chunks) for peer in peers.values()] == [DELTAS] * len(peers)
    took = dict(zip(peers, await best(5, *(lambda peer=peer: peer(chunks) for peer in peers.values())), strict=True))
    alone = took["httpx-sse"]
    print()
    for name, seconds in took.items():
        print(f"{chunking:16} {name:20} {seconds * 1e6 / DELTAS:5.2f} µs a delta  {seconds / alone:5.2f} × httpx-sse")
    assert took["this client"] <= DECODING_LIMIT * alone


SERVER = r"""
import socket, sys, threading

listener, film = socket.socket(fileno=int(sys.argv[1])), sys.argv[2]
ANSWER = b'{"data":{"files":[{"filename":"film.mp4"}]}}'

def serve(peer):
    head = b""
    while b"\r\n\r\n" not in head:
        head += peer.recv(65536)
    head, _, rest = head.partition(b"\r\n\r\n")
    if head.startswith(b"GET"):
        with open(film, "rb") as file:
            peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % file.seek(0, 2))
            file.seek(0)
            peer.sendfile(file)
    else:
        if b"100-continue" in head:
            peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        left = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]) - len(rest)
        block = bytearray(1 << 18)
        while left > 0:
            left -= peer.recv_into(block)
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(ANSWER))
        peer.sendall(ANSWER)
    peer.close()

while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """200 MB with the boxes of an MP4."""
    path = tmp_path / "film.mp4"
    head = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2\0\0\0\x10moov" + bytes(8) + (SIZE - 40).to_bytes(4, "big") + b"mdat"
    path.write_bytes(head + bytes(SIZE - len(head)))
    return path


@pytest.fixture
def url(film: Path) -> Iterator[str]:
    """A server with as little in the way as there can be: sendfile down, a bin up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number = listener.fileno()
        server = subprocess.Popen([sys.executable, "-c", SERVER, str(number), str(film)], pass_fds=[number])
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.kill()
        server.wait()


@pytest.mark.parametrize("way", ["down", "up"])
async def test_200_mb_take_at_most_1_3_times_curl_and_16_mb(url: str, film: Path, tmp_path: Path, way: str) -> None:
    target = tmp_path / "copy.mp4"
    by_curl = ["-o", str(target), f"{url}/film"] if way == "down" else ["-o", "/dev/null", "-F", f"files=@{film}", url]

    async def curl() -> None:
        target.unlink(missing_ok=True)
        running = await asyncio.create_subprocess_exec("curl", "-s", *by_curl)
        assert await running.wait() == 0

    async with NemoClient(url, auth=OwnToken(TOKEN)) as made:

        async def client() -> None:
            target.unlink(missing_ok=True)
            if way == "down":
                await made.download(RenderStatus("r", "completed", url="/film"), target)
            else:
                assert await made.upload("1", film)

        with Peak() as peak:
            await client()  # once for what is loaded on first use
            peer, own = await best(9, curl, client)
    speeds = f"curl {SIZE / peer / 1e6:5.0f} MB/s, this client {SIZE / own / 1e6:5.0f} MB/s"
    print(f"\n200 MB {way:4} {speeds}, {own / peer:.2f} × curl, memory +{peak.growth_mb:.1f} MB")
    assert own <= MOVING_LIMIT * peer
    assert peak.growth_mb <= GROWTH_MB


class Peak:
    """The largest growth of this process's memory meanwhile, as Linux keeps it."""

    growth_mb = 0.0

    def __enter__(self) -> Peak:
        Path("/proc/self/clear_refs").write_text("5")  # forgets the highest mark so far
        self._before = self._mark("VmRSS")
        return self

    def __exit__(self, *_: object) -> None:
        self.growth_mb = (self._mark("VmHWM") - self._before) / 1024

    def _mark(self, name: str) -> int:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
