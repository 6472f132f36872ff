"""Ctrl+C where there is no kernel: it ends the wait, `cancel()` ends the work, and the next turn goes through."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

pytestmark = pytest.mark.slow

SEA = "generate a 1-second clip of the sea"
BEGIN = f"""
import asyncio
import nemo_widgets as nemo
session = nemo.connect("local")
turn = session.send({SEA!r}).wait(60)
print("made", flush=True)
"""
STOP = """
turn.cancel()
try:
    turn.wait(60)
except nemo.NemoError as error:
    print(type(error).__name__, turn.verdict)
"""
ON = """
print(session.send("make it 3 seconds").wait(60).take.number, session.draft.duration)
"""
WAIT = """
turn = session.send("make it 2 seconds")
try:
    turn.wait()
except {caught}:
    print("the wait is over")
"""
SCRIPT = BEGIN + "input()" + WAIT.format(caught="KeyboardInterrupt") + STOP + ON


def indented(text: str) -> str:
    return text.replace("\n", "\n    ")


LOOP = (
    "async def main():"
    + indented(BEGIN + "input()" + WAIT.format(caught="asyncio.CancelledError"))
    + "    asyncio.current_task().uncancel()"
    + indented(STOP + ON)
    + "\nimport asyncio\ntry:\n    asyncio.run(main())\nexcept KeyboardInterrupt:\n    pass\n"
)
IPYTHON = f"""
import nemo_widgets as nemo
%load_ext nemo_widgets
%nemo {SEA}
print("made", flush=True)
input()
try:
    %nemo make it 2 seconds
except nemo.NemoError as error:
    print(type(error).__name__, "stopped")
%nemo make it 3 seconds
"""
REPL = BEGIN.strip().splitlines()
TYPED = ('turn = session.send("make it 2 seconds")', "turn.wait()")


@pytest.fixture
def start(home: Path, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a program that makes a first take; it goes on when it is given a line."""
    started: list[subprocess.Popen[str]] = []

    def begin(*command: str, lines: tuple[str, ...] = ()) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=tmp_path,
            env=os.environ | {"IPYTHONDIR": str(tmp_path / "ipython"), "PYTHONUNBUFFERED": "1"},
        )
        started.append(process)
        go_on(process, *lines)
        assert process.stdout is not None
        for line in process.stdout:
            if "made" in line:
                return process
        raise AssertionError("it ended before its first take")

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def go_on(process: subprocess.Popen[str], *lines: str) -> None:
    assert process.stdin is not None
    process.stdin.write("".join(f"{line}\n" for line in lines))
    process.stdin.flush()


def streams(engine: Any) -> list[dict[str, Any]]:
    (session,) = engine.stats()["sessions"].values()
    found: list[dict[str, Any]] = session["streams"]
    return found


class Ended(NamedTuple):
    """A program that was interrupted, and has gone on to its end."""

    stream_s: float
    """How long the stream stayed open after Ctrl+C, s."""
    said: str


def interrupted(process: subprocess.Popen[str], engine: Any, until: Any, *lines: str) -> Ended:
    """Let it begin a turn that is held and never released, press Ctrl+C, and let it end."""
    engine.scenario("abort_on_disconnect")
    engine.scenario("hold", at="plan")
    go_on(process, *lines)
    until(lambda: [one for one in engine.stats()["sessions"].values() if one["holding"] == "plan"])
    process.send_signal(signal.SIGINT)
    at = time.time()
    if len(lines) > 1:  # a REPL: what comes next is typed
        # A line at a time: a block that is typed ends at its first line in Python 3.13's `python -m asyncio`.
        go_on(process, f"exec({STOP!r})", *ON.strip().splitlines())
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None
    said, _ = process.communicate(timeout=120)
    stream = streams(engine)[1]
    assert stream["closed_by_client"], said
    return Ended(stream["closed"] - at, said)


def test_in_a_script(start: Callable[..., Any], engine: Any, until: Any) -> None:
    said = interrupted(start("-c", SCRIPT), engine, until, "").said
    assert said == "the wait is over\nJobCancelledError stopped\n2 3000\n"


def test_in_another_running_loop(start: Callable[..., Any], engine: Any, until: Any) -> None:
    said = interrupted(start("-c", LOOP), engine, until, "").said
    assert said == "the wait is over\nJobCancelledError stopped\n2 3000\n"


def test_in_terminal_ipython(start: Callable[..., Any], engine: Any, until: Any, tmp_path: Path) -> None:
    (tmp_path / "film.ipy").write_text(IPYTHON, "utf-8")
    process = start("-m", "IPython", "--no-banner", "--colors=NoColor", "film.ipy")
    said = interrupted(process, engine, until, "").said
    assert "JobCancelledError stopped" in said
    assert "Take 2 · succeeded" in said


def test_in_the_asyncio_repl(start: Callable[..., Any], engine: Any, until: Any) -> None:
    process = start("-m", "asyncio", lines=tuple(REPL))
    said = interrupted(process, engine, until, *TYPED).said
    assert "KeyboardInterrupt" in said
    assert "JobCancelledError stopped" in said
    assert "2 3000" in said
