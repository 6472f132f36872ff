"""`nemo-widgets serve`: an engine for a class, in a terminal of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.slow


class Served:
    """The command, running."""

    def __init__(self, home: Path, *, token: str = "", port: int = 0) -> None:
        command = [sys.executable, "-m", "nemo_widgets", "serve", "--home", str(home), "--port", str(port)]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "NEMO_TOKEN": "nmv_usr_planted", **({"NEMO_SERVE_TOKEN": token} if token else {})},
        )
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Projects"):
                break
        found = re.search(r"at (http://\S+):", self.said)
        self.url = found[1] if found else ""

    def end(self) -> tuple[int, str]:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out + err


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    started: list[Served] = []

    def start(home: Path = tmp_path / "class", **more: Any) -> Served:
        started.append(Served(home, **more))
        return started[-1]

    yield start
    for served in started:
        served.end()


def anonymous(url: str, client: str) -> httpx.Response:
    return httpx.post(f"{url}/api/auth/anonymous-token", headers={"X-Client-Id": client})


def test_it_says_how_to_connect_and_gives_everybody_a_space_of_their_own(serve: Callable[..., Served]) -> None:
    served = serve()
    assert f'nemo.connect("{served.url}")' in served.said
    users = {anonymous(served.url, client).json()["data"]["user_id"] for client in ("a", "b", "a")}
    assert len(users) == 2
    code, said = served.end()
    assert code == 0
    assert "Stopping" in said


def test_with_a_token_only_those_who_know_it_come_in(serve: Callable[..., Served]) -> None:
    served = serve(token="a-class-of-ours")
    assert anonymous(served.url, "a").status_code == 403
    balance = f"{served.url}/api/credits/balance/simple"
    assert httpx.get(balance, headers={"Authorization": "Bearer a-class-of-ours"}).json()["code"] == 0
    assert httpx.get(balance, headers={"Authorization": "Bearer guessed"}).json()["code"] == 1001
    # The token is in what was started with it, and nowhere else: no command line, nothing printed.
    assert "a-class-of-ours" not in served.said
    assert "a-class-of-ours" not in " ".join(served.process.args)


def test_a_folder_has_one_engine(serve: Callable[..., Served]) -> None:
    first = serve()
    second = serve()
    assert second.url == ""
    code, said = second.end()
    assert code == 1
    assert "An engine already serves" in said
    assert anonymous(first.url, "a").status_code == 200


def test_a_port_that_is_taken_is_told_in_one_line(serve: Callable[..., Served], tmp_path: Path) -> None:
    first = serve()
    code, said = serve(tmp_path / "another", port=int(first.url.rpartition(":")[2])).end()
    assert code == 1
    assert "Address already in use). Is the port free" in said
    assert "Traceback" not in said


def test_a_folder_that_cannot_be_one_is_named(serve: Callable[..., Served], tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    code, said = serve(tmp_path / "taken").end()
    assert code == 1
    assert "taken cannot be used" in said
    assert "--home" in said
