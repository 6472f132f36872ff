"""Finding the local engine, or starting it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from nemo_widgets.client.answer import parse_json
from nemo_widgets.detached import Detached
from nemo_widgets.errors import EngineError, plain
from nemo_widgets.secret import Secret

_START_S = 30.0
_GLANCE_S = 0.05
_HEALTH_S = 5.0
_HEALTH_BYTES = 4096


@dataclass(frozen=True)
class EngineAddress:
    """Where the engine listens, and its token, as its rendezvous file says."""

    url: str
    token: Secret
    pid: int


async def find_or_start(directory: Path, known: EngineAddress | None = None) -> EngineAddress:
    """The running engine of `directory`, or a new one.

    Args:
        directory: The engine's own.
        known: The one that was found before.

    Raises:
        EngineError: It did not come up in 30 s; its log says why.
    """
    process: subprocess.Popen[bytes] | None = None
    deadline = asyncio.get_running_loop().time() + _START_S
    while asyncio.get_running_loop().time() < deadline:
        address = _read(directory)
        if address is not None and await _is_there(address, known=address == known):
            return address
        if process is not None and process.poll() not in (None, 0):
            break
        # One start at a time; an engine that leaves at once met another's lock, and that one may be leaving.
        if process is None or process.poll() is not None:
            process = _start(directory)
        await asyncio.sleep(_GLANCE_S)
    raise EngineError(f"The local engine did not start{_last_words(directory)}.", f"More is in {directory}.")


def _read(directory: Path) -> EngineAddress | None:
    try:
        found = json.loads((directory / "rendezvous.json").read_text("utf-8"))
        return EngineAddress(str(found["url"]), Secret(str(found["token"])), int(found["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


async def _is_there(address: EngineAddress, *, known: bool) -> bool:
    """Whether the engine listens there: the port of one that was killed may be another program's by now."""
    parts = urlsplit(address.url)
    try:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    except OSError:
        return False
    try:
        return known or await _says_who_it_is(reader, writer, parts.netloc, address.pid)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _says_who_it_is(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, pid: int) -> bool:
    """Asked before it is told the token; one that is too busy to answer passes."""
    writer.write(f"GET /_nemo/health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    try:
        async with asyncio.timeout(_HEALTH_S):
            answer = await reader.read(_HEALTH_BYTES)
            while len(answer) < _HEALTH_BYTES and (more := await reader.read(_HEALTH_BYTES)):
                answer += more
    except TimeoutError:
        return True
    except OSError:
        return False
    told = parse_json(answer.partition(b"\r\n\r\n")[2])
    return isinstance(told, dict) and (told.get("engine"), told.get("pid")) == ("nemo_widgets.local", pid)


def _last_words(directory: Path) -> str:
    """What it said before it ended: the last line of its standard error."""
    try:
        lines = (directory / "engine.out").read_text("utf-8", "replace").split("\n")
    except OSError:
        return ""
    said = [plain(line, 200) for line in lines if line.strip()]
    return f": {said[-1]}" if said else ""


def _start(directory: Path) -> subprocess.Popen[bytes]:
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (directory / "engine.out").open("wb") as out:
            return Detached("nemo_widgets.local", ["--home", str(directory.absolute())], directory, output=out)
    except OSError as error:
        raise EngineError(
            f"The local engine could not be started ({error.strerror}).",
            "Set NEMO_HOME to a directory you can write to.",
        ) from error
