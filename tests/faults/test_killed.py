"""Whatever is killed when: one message, one take, the film whole, no manual step."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nemo_widgets as nemo
from nemo_widgets.errors import UnknownOutcomeError

PROMPT = "generate a 1-second clip of the sea"

KERNEL = f"""
import nemo_widgets as nemo
session = nemo.connect("local", name="city")
turn = session.send({PROMPT!r})
print("sent", flush=True)
turn.wait()
"""


def hold(engine: Any, step: str) -> None:
    engine.start()
    engine.scenario("hold", at=step)


def start_kernel() -> subprocess.Popen[str]:
    kernel = subprocess.Popen([sys.executable, "-c", KERNEL], stdout=subprocess.PIPE, text=True)
    assert kernel.stdout is not None
    assert kernel.stdout.readline() == "sent\n"
    return kernel


def holding(engine: Any) -> str | None:
    """The backend's session whose run is held."""
    sessions = engine.stats()["sessions"]
    return next((sid for sid, told in sessions.items() if told["holding"]), None)


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def check_whole(session: nemo.Session, turn: nemo.Turn, engine: Any) -> None:
    turn.wait(60)
    assert turn.state == "succeeded"
    assert list(session.takes) == [1]
    assert engine.messages() == 1
    clip = session.export(quality="preview").wait(120)
    assert clip.path.exists()
    assert abs(clip.duration - 1.0) < 0.06
    assert clip.codecs == ("h264", "aac")


@pytest.mark.parametrize("step", ["plan", "edit", "text"])
def test_a_kernel_killed_mid_turn_loses_nothing(home: Path, engine: Any, until: Callable[..., Any], step: str) -> None:
    hold(engine, step)
    kernel = start_kernel()
    until(lambda: holding(engine))
    kill(kernel)
    session = nemo.connect(name="city")
    (turn,) = session.turns
    # The engine has it, though the word of that may not have got through.
    assert turn.state in {"submitting", "running"}
    engine.call("POST", "/_nemo/release", {})
    check_whole(session, turn, engine)


@pytest.mark.parametrize("step", ["plan", "edit", "text"])
def test_a_courier_killed_mid_turn_is_replaced_and_reads_what_came_of_it(
    home: Path, engine: Any, until: Callable[..., Any], processes_of: Callable[..., list[int]], step: str
) -> None:
    hold(engine, step)
    session = nemo.connect("local", name="city")
    turn = session.send(PROMPT)
    until(lambda: holding(engine))
    (courier,) = processes_of(home, "nemo_widgets.courier")
    os.kill(courier, signal.SIGKILL)
    engine.call("POST", "/_nemo/release", {})
    check_whole(session, turn, engine)
    assert turn.verdict == "recovered"


def test_kernel_and_courier_killed_together_lose_nothing(
    home: Path, engine: Any, until: Callable[..., Any], processes_of: Callable[..., list[int]]
) -> None:
    hold(engine, "edit")
    kernel = start_kernel()
    until(lambda: holding(engine))
    (courier,) = processes_of(home, "nemo_widgets.courier")
    os.kill(courier, signal.SIGKILL)
    kill(kernel)
    engine.call("POST", "/_nemo/release", {})
    session = nemo.connect(name="city")
    (turn,) = session.turns
    check_whole(session, turn, engine)


def test_a_run_that_its_backend_aborted_is_unknown_and_never_sent_again(
    home: Path, engine: Any, until: Callable[..., Any], processes_of: Callable[..., list[int]]
) -> None:
    hold(engine, "edit")
    engine.scenario("abort_on_disconnect")
    session = nemo.connect("local", name="city")
    turn = session.send(PROMPT)
    remote = until(lambda: holding(engine))
    (courier,) = processes_of(home, "nemo_widgets.courier")
    os.kill(courier, signal.SIGKILL)
    assert engine.call("POST", "/_nemo/wait", {"session_id": remote, "until": "closed"})["reached"]
    engine.call("POST", "/_nemo/release", {})
    with pytest.raises(UnknownOutcomeError, match="may be running and charged") as caught:
        turn.wait(60)
    assert "Reattach" in caught.value.next_step
    assert turn.state == "unknown"
    assert not session.takes
    assert engine.messages() == 1


def test_the_engine_killed_mid_export_makes_the_film_after_its_restart_once(
    home: Path, engine: Any, until: Callable[..., Any], processes_of: Callable[..., list[int]]
) -> None:
    session = nemo.connect("local", name="city")
    session.send(PROMPT).wait(60)
    engine.scenario("hold", at="render")
    export = session.export(quality="preview")
    until(lambda: export.progress.get("phase") == "rendering")
    (running,) = processes_of(home, "nemo_widgets.local")
    os.kill(running, signal.SIGKILL)
    clip = export.wait(120)
    assert abs(clip.duration - 1.0) < 0.06
    assert sum(told["renders"] for told in engine.stats()["sessions"].values()) == 1
