"""Crashes: real kernels and couriers, an engine, and a gate between them that stops at a given moment."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.request import ProxyHandler, Request, build_opener

import av
import pytest

from nemo_widgets.journal import Home, Journal

PROMPT = "generate a 1-second clip of the stars"
PACE = "first_look=0.1,next_look=0.2,patience=1.5,poll=0.1,again=0.1,stop_watch=0.5"
PATIENCE_S = 90.0
AT_ONCE = 4
PHOTO_BYTES = 24_000_000
"""More than the buffers of two loopback connections hold, so that a part of it is not on its way yet."""

Work = Literal["send", "upload", "export", "all"]
Victim = Literal["kernel", "courier", "both"]
Policy = Literal["goes on", "aborts"]

KERNEL = f"""
import json, sys
import nemo_widgets as nemo
from nemo_widgets.errors import NemoError

work, folder = sys.argv[1:]
if work == "look":
    session = nemo.connect(name="city")
else:
    session = nemo.connect("cloud", name="city", language="en", clips=folder + "/clips")
    session.refresh().wait(60)
    if work == "export":
        session.send({PROMPT!r}, yes=True).wait(60)
    print("ready", flush=True)
    sys.stdin.readline()
    if work in ("upload", "all"):
        session.upload(folder + "/photo.jpg")
    if work in ("send", "all"):
        session.send({PROMPT!r}, yes=True)
    if work in ("export", "all"):
        session.export(quality="preview")
    print("begun", flush=True)

def ended(job):
    try:
        job.wait(60)
    except NemoError:
        pass
    return {{"state": job.state, "verdict": getattr(job, "verdict", ""), "error": str(job.error or "")}}

print(json.dumps({{
    "uploads": [ended(job) for job in session.uploads],
    "turns": [ended(job) for job in session.turns],
    "exports": [ended(job) | {{"path": str(job.path)}} for job in session.exports],
    "takes": list(session.takes),
}}), flush=True)
"""


class Backend:
    """An engine that is open to anybody, as the cloud is."""

    def __init__(self, folder: Path, policy: Policy) -> None:
        command = [sys.executable, "-m", "nemo_widgets.local", "--home", str(folder), "--open", "--delay-ms", "5"]
        self._process = subprocess.Popen(command)
        file = folder / "rendezvous.json"
        wait_for(lambda: file.exists() or self._process.poll() is not None)
        told = json.loads(file.read_text("utf-8"))
        self.url, self._token = told["url"], told["token"]
        if policy == "aborts":
            self.call("POST", "/_nemo/scenario", {"name": "abort_on_disconnect"})

    def call(self, method: str, path: str, body: Any = None, token: str = "", **headers: str) -> Any:
        """A request of the owner's, or of whoever `token` is."""
        told = {"Authorization": f"Bearer {token or self._token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data, told | headers, method=method)  # noqa: S310 - loopback
        with build_opener(ProxyHandler({})).open(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def customer(self, name: str) -> str:
        """A user's token; each has their own credits."""
        return str(self.call("POST", "/api/auth/anonymous-token", **{"X-Client-Id": name})["data"]["token"])

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


def wait_for(condition: Callable[[], Any]) -> Any:
    """The first true value; whole machines may be busy meanwhile."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := condition():
            return found
        threading.Event().wait(0.01)
    raise AssertionError("it did not come about")


@dataclass(frozen=True)
class Crash:
    """Who is killed when, on which backend."""

    work: Work
    step: str
    victim: Victim
    policy: Policy
    stop: tuple[Any, ...] | None = None
    """What the gate is armed with."""
    after: float = 0.0
    """Where no stop is given: seconds from the start."""
    hold: bool = False
    """The run waits in the backend before its edit until the deed is done."""


@dataclass
class Outcome:
    """What came of it."""

    found: str = ""
    """The journal's state of the work when it happened."""
    messages: int = 0
    renders: int = 0
    files: int = 0
    told: dict[str, Any] = field(default_factory=dict)
    whole: bool = True
    """Every film opens and plays to its end, and nothing half lies beside it."""
    error: str = ""

    def row(self, crash: Crash) -> str:
        """A line of the table."""
        jobs = [job for kind in ("uploads", "turns", "exports") for job in self.told.get(kind, [])]
        shown = ", ".join(job["verdict"] or job["state"] for job in jobs) or self.error
        counts = f"{self.messages:>4} {self.files:>5} {self.renders:>7}  {'yes' if self.whole else 'NO':5}"
        name = f"{crash.work:7} {crash.step:14} {crash.victim:8} {crash.policy:8}"
        return f"{name} {self.found:10} {counts} {self.told.get('takes', '')!s:5} {shown}"


HEAD = "work    step           killed   backend  journal    msgs files renders whole takes shown as"


class Road:
    """One crash: a home, a gate, kernels, couriers."""

    def __init__(self, folder: Path, backend: Backend, gate: Any, crash: Crash) -> None:
        self._folder, self._backend, self._gate, self._crash = folder, backend, gate, crash
        self._home = folder / "home"
        self._token = backend.customer(folder.name)
        self._kernels: list[subprocess.Popen[str]] = []

    def drive(self, photo: bytes) -> Outcome:
        """Let it happen, and see what is there afterwards."""
        (self._folder / "photo.jpg").write_bytes(photo)
        try:
            return self._drive()
        finally:
            for kernel in self._kernels:
                kernel.kill()
                kernel.wait()
                for end in (kernel.stdin, kernel.stdout):
                    end and end.close()
            for pid in self._couriers():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def _drive(self) -> Outcome:
        crash, gate, outcome = self._crash, self._gate, Outcome()
        kernel = self._kernel(crash.work)
        assert self._line(kernel) == "ready"
        journal = Journal(Home(self._home))
        remote = str(journal.sessions()[0].remote_id)
        if crash.hold:
            self._backend.call("POST", "/_nemo/scenario", {"name": "hold", "at": "edit", "session_id": remote})
        if crash.stop is not None:
            gate.arm(*crash.stop)
        kernel.stdin.write("go\n")
        kernel.stdin.flush()
        assert self._line(kernel) == "begun"
        outcome.found = self._moment(journal)
        if crash.hold:
            self._wait(remote, "holding")
        self._kill(kernel)
        gate.decide(pass_on=crash.victim == "kernel")
        if crash.hold:
            if crash.victim != "kernel" and crash.policy == "aborts":
                self._wait(remote, "closed")
            self._backend.call("POST", "/_nemo/release", {"session_id": remote})
        last = kernel if crash.victim == "courier" else self._kernel("look")
        outcome.told = json.loads(self._line(last))
        self._count(outcome, remote)
        journal.close()
        return outcome

    def _moment(self, journal: Journal) -> str:
        """Wait for the moment; the states of the work by the journal then."""
        crash = self._crash

        def states() -> list[str]:
            kinds = KINDS[crash.work]
            return [str(row.state) for row in journal.intents(1) if row.kind in kinds][-len(kinds) :]

        if crash.stop is not None:
            assert self._gate.reached.wait(PATIENCE_S), "the gate was not reached"
            # What was let through before it may still be on its way into the journal.
            due = crash.step.partition(":")[0]
            wait_for(lambda: states() == [due])
        elif crash.step == "settled":
            wait_for(lambda: states() == ["succeeded"])
        else:
            threading.Event().wait(crash.after)
        return " ".join(states())

    def _wait(self, remote: str, until: str) -> None:
        assert self._backend.call("POST", "/_nemo/wait", {"session_id": remote, "until": until})["reached"]

    def _kill(self, kernel: subprocess.Popen[str]) -> None:
        if self._crash.victim != "kernel":
            for pid in self._couriers():
                os.kill(pid, signal.SIGKILL)
        if self._crash.victim != "courier":
            kernel.kill()
            kernel.wait()

    def _couriers(self) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    line = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
                    if "nemo_widgets.courier" in line and str(self._home) in line:
                        found.append(int(entry.name))
        return found

    def _kernel(self, work: str) -> subprocess.Popen[str]:
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("NEMO_", "JPY_"))},
            "NEMO_HOME": str(self._home),
            "NEMO_API_URL": self._gate.url,
            "NEMO_TOKEN": self._token,
            "NEMO_PACE": PACE,
        }
        command = [sys.executable, "-c", KERNEL, work, str(self._folder)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._kernels.append(subprocess.Popen(command, env=env, cwd=self._folder, text=True, **pipes))
        return self._kernels[-1]

    def _line(self, kernel: subprocess.Popen[str]) -> str:
        return kernel.stdout.readline().strip()

    def _count(self, outcome: Outcome, remote: str) -> None:
        told = self._backend.call("GET", "/_nemo/stats")["sessions"][remote]
        outcome.messages, outcome.renders = told["messages"], told["renders"]
        state = self._backend.call("GET", f"/api/state/nemo_agent/me/{remote}/latest", token=self._token)
        outcome.files = len(state["data"]["state"]["generated_media"])
        films = [Path(job["path"]) for job in outcome.told["exports"] if job["state"] == "succeeded"]
        clips = self._folder / "clips"
        beside = [path for path in clips.iterdir() if path.suffix == ".part"] if clips.exists() else []
        outcome.whole = not beside and all(plays(film) for film in films)


KINDS = {"send": ("turn",), "upload": ("upload",), "export": ("export",), "all": ("upload", "turn", "export")}


def plays(film: Path) -> bool:
    """Decode it to its end: a second of pictures, and sound."""
    with av.open(str(film)) as container:
        pictures = sum(1 for _ in container.decode(video=0))
        rate = float(container.streams.video[0].average_rate or 0)
    with av.open(str(film)) as container:
        sound = sum(frame.samples for frame in container.decode(audio=0)) / 48_000
    return abs(pictures / rate - 1.0) < 0.1 and sound > 0.8


Drive = Callable[[tuple[Any, ...]], Outcome]
"""Gives the outcome of a crash that is written as a tuple of the fields of `Crash`."""


@pytest.fixture(scope="module")
def drive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, gates: Any) -> Iterator[Drive]:
    """The outcome of a crash. All that this module asks for happen side by side; the table is printed at the end."""
    here = [item for item in request.session.items if item.path == request.path and hasattr(item, "callspec")]
    wanted = [Crash(*item.callspec.params["crash"]) for item in here]
    root = tmp_path_factory.mktemp("road")
    photo = (Path(__file__).parents[3] / "notebooks" / "media" / "harbour.jpg").read_bytes()
    large = photo + bytes(PHOTO_BYTES - len(photo))
    backends = {policy: Backend(root / policy.replace(" ", "-"), policy) for policy in {c.policy for c in wanted}}

    def one(crash: Crash) -> Outcome:
        folder = root / f"{wanted.index(crash)}-{crash.work}"
        folder.mkdir()
        gate = gates(backends[crash.policy].url)
        try:
            small = crash.work == "all" or crash.step == "sending:lost"
            return Road(folder, backends[crash.policy], gate, crash).drive(photo if small else large)
        except Exception as error:  # noqa: BLE001 - it is told by the test of this crash
            return Outcome(error=f"{type(error).__name__}: {error}")
        finally:
            gate.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = dict(zip(wanted, pool.map(one, wanted), strict=True))
    print(f"\n{HEAD}")
    for crash in wanted:
        print(outcomes[crash].row(crash))
    yield lambda crash: outcomes[Crash(*crash)]
    for backend in backends.values():
        backend.close()
