"""A token planted in the environment is nowhere but in the request that needs it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

TOKEN = "nmv_usr_planted_7f3a9c"

SCRIPT = """
import os, sys, traceback
import nemo_widgets as nemo
session = nemo.connect("cloud", name="mine")
turn = session.send("generate a 1-second clip of the sea", yes=True)
try:
    turn.wait(60)
except Exception:
    traceback.print_exc(file=sys.stdout)
print(repr(session), repr(turn), vars(session), turn.events)
for pid in filter(str.isdigit, os.listdir("/proc")):
    if int(pid) == os.getpid():
        continue
    for name in ("cmdline", "environ"):
        try:
            found = open(f"/proc/{pid}/{name}", "rb").read()
        except OSError:
            continue
        if b"nemo_widgets" in found and os.environ["NEMO_TOKEN"].encode() in found:
            print("LEAK", pid, name)
"""


def test_a_planted_token_is_in_no_journal_log_name_process_or_traceback(
    home: Path, engine: Any, until: Callable[..., Any], monkeypatch: Any
) -> None:
    engine.start()
    url = json.loads((home / "engine" / "rendezvous.json").read_text())["url"]
    monkeypatch.setenv("NEMO_TOKEN", TOKEN)
    monkeypatch.setenv("NEMO_API_URL", url)
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "AuthenticationError" in done.stdout  # the token did go to the engine, which does not know it
    assert TOKEN not in done.stdout + done.stderr
    assert "LEAK" not in done.stdout
    for path in home.parent.rglob("*"):
        assert TOKEN not in path.name
        if path.is_file():
            assert TOKEN.encode() not in path.read_bytes(), path
