"""The local engine under a class: how long until the first words, as clients grow from 1 to 30."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

EACH_S = 30.0
"""For each number of clients; four of them make two minutes."""
CROWDS = (1, 3, 10, 30)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[str]:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "nemo_widgets.local", "--home", str(home), "--open", "--delay-ms", "0"]
    process = subprocess.Popen(command)
    while not (home / "rendezvous.json").exists():
        assert process.poll() is None
        threading.Event().wait(0.02)
    yield json.loads((home / "rendezvous.json").read_text())["url"]
    process.terminate()
    process.wait()


def first_words(http: httpx.Client, sid: str, text: str) -> float:
    """Seconds from sending a message to the first words of its answer."""
    message: dict[str, Any] = {"parts": [{"text": text}]}
    body = {"app_name": "nemo_agent", "user_id": "me", "session_id": sid, "new_message": message, "streaming": True}
    began, first = time.perf_counter(), 0.0
    with http.stream("POST", "/run_sse", json=body) as answer:
        assert answer.status_code == 200
        for line in answer.iter_lines():
            if not first and '"text"' in line:
                first = time.perf_counter() - began
    return first


def visit(engine: str, client: str, until: float) -> list[float]:
    """Waits for the first words, seconds: one student's, a message after the other."""
    took = []
    with httpx.Client(base_url=engine, timeout=60) as http:
        told = http.post("/api/auth/anonymous-token", headers={"X-Client-Id": client}).json()["data"]
        http.headers["Authorization"] = f"Bearer {told['token']}"
        made = http.post("/api/tasks/me/with-session/nemo_agent", json={"task_name": "p"}).json()["data"]
        first_words(http, made["session_id"], "generate a 10-second clip of the sea")
        while time.monotonic() < until:
            took.append(first_words(http, made["session_id"], "make it warmer"))
            threading.Event().wait(0.5)  # a person reads before typing on
    return took


def test_the_first_words_come_within_a_second_however_many_ask(engine: str) -> None:
    medians = {}
    for crowd in CROWDS:
        end = time.monotonic() + EACH_S
        with ThreadPoolExecutor(crowd) as students:
            visits = students.map(lambda number: visit(engine, f"{crowd}-{number}", end), range(crowd))  # noqa: B023 - done here
            took = [seconds for one in visits for seconds in one]
        medians[crowd] = statistics.median(took)
        waits = f"first words after {medians[crowd] * 1e3:6.1f} ms, at worst {max(took) * 1e3:6.1f} ms"
        print(f"{crowd:3} clients: {len(took):5} turns, {waits}")
    print(f"thirty clients wait {medians[30] / medians[1]:.1f} times as long as one")
    assert medians[30] < 1
