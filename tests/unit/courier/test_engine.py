"""Finding the local engine: by what it says of itself, not by a port that somebody answers at."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.courier import engine

PID = 4711


@pytest.fixture
async def rendezvous(tmp_path: Path) -> AsyncIterator[Callable[..., Awaitable[Path]]]:
    """A folder whose file leads to somebody who answers with `said`, or never where that is None."""
    servers = []

    async def made(said: bytes | None) -> Path:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            if said is None:
                await reader.read()
            else:
                writer.write(said)
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        servers.append(server)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        (tmp_path / "rendezvous.json").write_text(json.dumps({"url": url, "token": "t", "pid": PID}))
        return tmp_path

    yield made
    for server in servers:
        server.close()


def says(**told: Any) -> bytes:
    return b"HTTP/1.1 200 OK\r\n\r\n" + json.dumps(told).encode()


@pytest.mark.parametrize(
    "said",
    [says(engine="nemo_widgets.local", pid=PID + 1), says(hello=1), b"\xff\x00\x00\x00", b"", says()[:9]],
    ids=["another engine", "a web server", "no web server", "silence and its end", "half an answer"],
)
async def test_a_port_that_is_anothers_by_now_is_not_taken_for_the_engine(
    rendezvous: Any, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    class StartedError(Exception):
        pass

    def start(_: Path) -> None:
        raise StartedError

    monkeypatch.setattr(engine, "_start", start)
    folder = await rendezvous(said)
    with pytest.raises(StartedError):
        await engine.find_or_start(folder)


@pytest.mark.parametrize("said", [says(engine="nemo_widgets.local", pid=PID), None], ids=["idle", "busy"])
async def test_an_engine_that_is_there_is_used_even_if_it_is_too_busy_to_say_so(
    rendezvous: Any, monkeypatch: pytest.MonkeyPatch, said: bytes | None
) -> None:
    monkeypatch.setattr(engine, "_HEALTH_S", 5.0 if said else 0.05)
    folder = await rendezvous(said)
    found = await engine.find_or_start(folder)
    assert found.pid == PID
    assert await engine.find_or_start(folder, found) == found
