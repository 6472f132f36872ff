"""`nemo-widgets serve`: a local engine for a class on one machine, in a terminal of its own."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TextIO

from nemo_widgets.errors import EngineError, plain

_START_S = 30.0
_GLANCE_S = 0.05
_LOOK_S = 0.5


def serve(
    out: TextIO,
    *,
    home: Path,
    host: str = "127.0.0.1",
    port: int = 8871,
    upload_mb: int = 200,
    disk_gb: float = 20.0,
    fetch: bool = False,
) -> None:
    """Run an engine until Ctrl+C, and say how to connect.

    Everybody gets a space of their own through an anonymous token, unless `NEMO_SERVE_TOKEN` is set: then only those
    who know that token come in, and share one space.

    Args:
        out: Where to say so.
        home: Folder for projects, uploads and films.
        host: The address to listen on.
        port: The port to listen on; 0 for a free one.
        upload_mb: The largest file that is taken, MB.
        fetch: Take files by their public web address too.
        disk_gb: Uploads and films may take so much room, GB; the oldest go first.

    Raises:
        EngineError: It did not start, or it ended by itself.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EngineError(f"The folder {home} cannot be used ({error.strerror}).", "Name another: --home.") from None
    closed = bool(os.environ.get("NEMO_SERVE_TOKEN"))
    engine = subprocess.Popen(  # noqa: S603 - our own module
        [
            *(sys.executable, "-m", "nemo_widgets.local", "--home", str(home.absolute()), "--idle", "inf"),
            *("--host", host, "--port", str(port), *([] if closed else ["--open"]), *(["--fetch"] if fetch else [])),
            *("--upload-limit", str(upload_mb * 1_000_000), "--disk-limit", str(round(disk_gb * 1e9))),
        ],
        env={name: value for name, value in os.environ.items() if name != "NEMO_TOKEN"},
        stderr=subprocess.PIPE,  # it logs to a file; here it only says why it could not start
        start_new_session=True,  # Ctrl+C is ours to pass on
    )
    ended = threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: ended.set())
    try:
        url = _address(engine, home)
        out.writelines(f"{line}\n" for line in _invitation(url, host, home, closed=closed))
        out.flush()
        while engine.poll() is None and not ended.wait(_LOOK_S):
            pass
        if engine.poll() is not None:
            raise EngineError(
                f"The engine ended by itself ({engine.returncode}).", f"Its log is {home / 'engine.log'}."
            )
        out.write("Stopping: what runs may end first; unfinished exports go on at the next start.\n")
    finally:
        engine.terminate()
        engine.communicate()


def _address(engine: subprocess.Popen[bytes], home: Path) -> str:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and engine.poll() is None:
        try:
            note = json.loads((home / "rendezvous.json").read_text("utf-8"))
        except (OSError, ValueError):
            note = {}
        if note.get("pid") == engine.pid:
            return str(note["url"])
        with contextlib.suppress(subprocess.TimeoutExpired):
            engine.wait(_GLANCE_S)
    if engine.poll() == 0:
        raise EngineError(f"An engine already serves {home}.", "Use that one, or another folder: --home.")
    raise EngineError(f"The engine did not start{_last_words(engine)}.", "Is the port free, and the address ours?")


def _last_words(engine: subprocess.Popen[bytes]) -> str:
    if engine.poll() is None or engine.stderr is None:
        return ""
    said = engine.stderr.read().decode("utf-8", "replace").split("\n")
    words = [plain(line, 200) for line in said if line.strip()]
    return f" ({words[-1].rstrip('.')})" if words else ""


def _invitation(url: str, host: str, home: Path, *, closed: bool) -> list[str]:
    token = ', token="…"' if closed else ""
    lines = [
        f"Nemo Studio serves a class at {url}: no account, no cost. Ctrl+C ends it.",
        "In each notebook on this machine:",
        "",
        "    import nemo_widgets as nemo",
        f'    session = nemo.connect("{url}"{token})',
        '    session.send("generate a 5-second clip of the sea", yes=True)  # asked once at any address; free here',
        "",
        f"Projects, uploads and films: {home.absolute()}",
    ]
    if not _is_loopback(host):
        lines.append("From other machines a token travels over HTTPS alone: put an HTTPS proxy before this address.")
    return lines


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
