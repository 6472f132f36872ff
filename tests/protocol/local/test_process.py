"""The engine as a process: one for each home, found by its rendezvous file, gone when nobody needs it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Start = Callable[..., Any]


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_its_address_and_secret_are_in_a_private_file_of_a_private_folder(start: Start, tmp_path: Path) -> None:
    engine = start()
    home = tmp_path / "home"
    note = json.loads((home / "rendezvous.json").read_text())

    assert set(note) == {"url", "token", "pid", "version"}
    assert note["pid"] == engine.process.pid
    assert note["url"].startswith("http://127.0.0.1:")
    assert _mode(home) == 0o700
    assert all(_mode(home / name) == 0o600 for name in ("rendezvous.json", "engine.lock", "engine.log", "projects.db"))


def test_a_second_start_in_the_same_home_leaves_at_once_and_disturbs_nothing(start: Start, tmp_path: Path) -> None:
    engine = start()
    command = [sys.executable, "-m", "nemo_widgets.local", "--home", str(tmp_path / "home")]

    second = subprocess.run(command, capture_output=True, timeout=30, check=False)

    assert (second.returncode, second.stdout, second.stderr) == (0, b"", b"")
    assert engine.http.get("/_nemo/health").json()["pid"] == engine.process.pid


def test_sigterm_ends_it_in_order_and_takes_its_address_away(start: Start, tmp_path: Path) -> None:
    engine = start()

    assert engine.stop() == (0, b"")
    assert not (tmp_path / "home" / "rendezvous.json").exists()


def test_it_leaves_by_itself_when_idle(start: Start, tmp_path: Path) -> None:
    engine = start("--idle", "0.2")

    assert engine.process.wait(timeout=30) == 0
    assert not (tmp_path / "home" / "rendezvous.json").exists()


def test_it_does_not_leave_while_a_turn_runs(start: Start) -> None:
    engine = start("--idle", "2")  # on a busy machine the requests before the turn take a while
    project = engine.project()
    project.scenario("slow", seconds=3)

    events = project.say("generate a 2-second clip of the sea")

    assert events[-1]["content"]["parts"][0]["text"].startswith("Done")
    assert engine.process.wait(timeout=30) == 0


def test_projects_outlive_a_kill(start: Start) -> None:
    first = start()
    project = first.project()
    project.say("generate a 2-second clip of the sea")
    before = project.draft()
    first.kill()

    again = start().again(project)

    assert again.draft() == before
    assert again.stats()["messages"] == 1


def test_neither_tokens_nor_prompts_get_into_its_log(start: Start, tmp_path: Path) -> None:
    engine = start("--open")
    answer = engine.client(None).post("/api/auth/anonymous-token", headers={"X-Client-Id": "someone"})
    anonymous = answer.json()["data"]["token"]
    engine.project(anonymous).say("generate a 2-second clip of the sea")
    engine.stop()

    log = (tmp_path / "home" / "engine.log").read_text()
    stored = b"".join(p.read_bytes() for p in (tmp_path / "home").glob("projects.db*"))

    assert "listening" in log
    assert not any(secret in log for secret in (engine.token, anonymous, "the sea"))
    assert anonymous.encode() not in stored
    assert engine.token.encode() not in stored


def test_a_monitor_reads_what_goes_on(start: Start) -> None:
    engine = start()
    engine.project().say("generate a 1-second clip of the sea")
    told = engine.http.get("/_nemo/metrics")
    assert told.headers["content-type"].startswith("text/plain")
    found = dict(line.split(" ") for line in told.text.splitlines() if not line.startswith("#"))
    assert {found["nemo_sessions"], found["nemo_messages_total"], found["nemo_requests_running"]} == {"1"}
    assert engine.client(None).get("/_nemo/metrics").json()["code"] == 1001
