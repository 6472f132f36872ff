"""Two kernels on one session, and two couriers that start at once: one history, and nothing done twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.detached import Detached

pytestmark = pytest.mark.slow

EACH = 25
ROUNDS = 100
AT_ONCE = 20

KERNEL = """
import json, sys
import nemo_widgets as nemo

mine, each = sys.argv[1], int(sys.argv[2])
session = nemo.connect("local", name="city", language="en")
for n in range(each):
    sys.stdin.readline()
    begins = (mine, n) == ("A", 0)
    session.send("generate a minute of the sea" if begins else f"add the title '{mine} {n}' for 1 second")
    print("sent", flush=True)
sys.stdin.readline()
for turn in session.turns:
    turn.wait(120)
print(json.dumps([
    [turn.prompt, turn.state, turn.text, turn.take and turn.take.number, turn.take and repr(turn.take.draft)]
    for turn in session.turns
]), flush=True)
"""

PAIRS = """
import json, os, signal, sys, time
from pathlib import Path
from nemo_widgets.courier import process
from nemo_widgets.journal import Home, Journal
from nemo_widgets.journal.rows import courier_key

root, url, token, rounds, at_once = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
key = courier_key(url, "token-x")

def courier(home, barrier):
    pid = os.fork()
    if pid:
        return pid
    token_out, token_in = os.pipe()
    os.write(token_in, token.encode() + b"\\n")
    os.close(token_in)
    os.dup2(token_out, 0)
    os.close(barrier[1])
    os.read(barrier[0], 1)  # ends when the parent closes its side: for both at the same time
    os._exit(process.main(["--home", str(home.root), "--key", key, "--idle", "60"]))

def told(home):
    text = home.courier_file(key, "log").read_text() if home.courier_file(key, "log").exists() else ""
    return text.count(" starts")

def batch(numbers):
    homes = {}
    for number in numbers:
        home = Home(root / str(number)).create()
        journal = Journal(home)
        row = journal.open_session(name="s", backend=url, courier=key, profile="kling-ai-30", language="en", clips="/x")
        intent = journal.add_intent(row.id, "turn", {"text": "generate a 1-second clip of the sea"})
        journal.close()
        homes[number] = (home, intent.id)
    barrier = os.pipe()
    pairs = {number: {courier(home, barrier), courier(home, barrier)} for number, (home, _) in homes.items()}
    os.close(barrier[0])
    os.close(barrier[1])
    results = []
    for number, pids in pairs.items():
        home, intent_id = homes[number]
        gone, status = {}, None
        deadline = time.monotonic() + 120
        journal = Journal(home)
        while time.monotonic() < deadline and not (len(gone) == 1 and journal.intent(intent_id).state.settled):
            for pid in pids - gone.keys():
                ended, status = os.waitpid(pid, os.WNOHANG)
                if ended:
                    gone[pid] = os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        row = journal.intent(intent_id)
        journal.close()
        for pid in pids - gone.keys():
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)
        results.append([row.state, row.receipt.get("remote_id"), list(gone.values()), told(home)])
    return results

print(json.dumps([found for first in range(0, rounds, at_once) for found in batch(range(first, first + at_once))]))
"""


@pytest.fixture
def quick(home: Path, engine: Any, until: Callable[..., Any]) -> Any:
    """An engine that is open to anybody and speaks without pauses."""
    folder = home / "engine"
    folder.mkdir(parents=True, mode=0o700)
    Detached("nemo_widgets.local", ["--home", str(folder), "--open", "--delay-ms", "1"], home)
    until((folder / "rendezvous.json").exists)
    return engine


def test_two_kernels_that_send_in_turns_have_the_same_history(quick: Any) -> None:
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    kernels = [subprocess.Popen([sys.executable, "-c", KERNEL, name, str(EACH)], **pipes) for name in "AB"]
    for _ in range(EACH):
        for kernel in kernels:
            kernel.stdin.write("send\n")
            kernel.stdin.flush()
            assert kernel.stdout.readline() == "sent\n"
    histories = []
    for kernel in kernels:
        told, _ = kernel.communicate("tell\n", timeout=240)
        histories.append(json.loads(told))
    first, second = histories
    assert first == second
    assert len(first) == 2 * EACH == len({prompt for prompt, *_ in first}) == quick.messages()
    assert all(("A" in prompt or "sea" in prompt) == (place % 2 == 0) for place, (prompt, *_) in enumerate(first))
    assert {state for _, state, *_ in first} == {"succeeded"}
    assert [take for *_, take, _ in first] == list(range(1, 2 * EACH + 1))


def test_of_two_couriers_that_start_at_once_one_works(quick: Any, tmp_path: Path) -> None:
    told = json.loads((tmp_path / "home" / "engine" / "rendezvous.json").read_text("utf-8"))
    arguments = [str(tmp_path / "pairs"), told["url"], told["token"], str(ROUNDS), str(AT_ONCE)]
    done = subprocess.run(
        [sys.executable, "-c", PAIRS, *arguments], capture_output=True, text=True, check=False, timeout=280
    )
    assert done.returncode == 0, done.stderr
    rounds = json.loads(done.stdout)
    assert len(rounds) == ROUNDS
    sessions = quick.stats()["sessions"]
    for state, remote, left, starts in rounds:
        assert (state, left, starts) == ("succeeded", [0], 1)
        assert sessions[remote]["messages"] == 1
