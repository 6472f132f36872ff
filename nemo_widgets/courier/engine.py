"""Finding the local engine, or starting it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from nemo_widgets.detached import Detached
from nemo_widgets.errors import EngineError, plain
from nemo_widgets.secret import Secret

_START_S = 30.0
_GLANCE_S = 0.05


@dataclass(frozen=True)
class EngineAddress:
    """Where the engine listens, and its token, as its rendezvous file says."""

    url: str
    token: Secret


async def find_or_start(directory: Path) -> EngineAddress:
    """The running engine of `directory`, or a new one.

    Raises:
        EngineError: It did not come up in 30 s; its log says why.
    """
    process: subprocess.Popen[bytes] | None = None
    deadline = asyncio.get_running_loop().time() + _START_S
    while asyncio.get_running_loop().time() < deadline:
        address = _read(directory)
        if address is not None and await _answers(address):
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
        return EngineAddress(str(found["url"]), Secret(str(found["token"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None


async def _answers(address: EngineAddress) -> bool:
    parts = urlsplit(address.url)
    try:
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


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
