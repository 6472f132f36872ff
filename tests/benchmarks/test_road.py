"""What the journal and the courier cost: against an empty journal, the bare client, and doing nothing."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

import nemo_widgets as nemo
from nemo_widgets.client import NemoClient, OwnToken
from nemo_widgets.journal import Home, Journal, State
from nemo_widgets.journal.compaction import compact
from nemo_widgets.secret import Secret
from nemo_widgets.session import connect

TAKES = 10_000
OPENING_LIMIT_S = 0.2
TURN_LIMIT_S = 0.15
IDLE_LIMIT = 0.01
"""Of a core."""
TURNS = 11
WATCHED_S = 12.0
PROMPT = "show tracks please, all of them"


def fill(home: Home, takes: int) -> None:
    """A session whose turns have left so many takes, each with a reply and a draft of its own."""
    journal = Journal(home)
    session = journal.open_session(
        name="city", backend="local", courier="local|local", profile="kling-ai-30", language="en", clips="/clips"
    )
    rows = range(1, takes + 1)
    with journal.transaction() as db:
        db.executemany(
            "INSERT INTO drafts (hash, raw) VALUES (?, ?)",
            [(f"hash {n}", json.dumps({"t": [{"tt": 0, "sg": [{"d": n, "m": {"text": "x" * 300}}]}]})) for n in rows],
        )
        db.executemany(
            """INSERT INTO intents (id, session_id, kind, payload, state, result, receipt, base, created_at, updated_at)
               VALUES (?, ?, 'turn', ?, 'succeeded', ?, '{}', ?, '2026-01-01T00:00:00.000+00:00',
                 '2026-01-01T00:00:09.000+00:00')""",
            [
                (
                    f"{n:026x}",
                    session.id,
                    json.dumps({"text": f"edit {n}"}),
                    json.dumps({"take": n}),
                    f"hash {max(1, n - 1)}",
                )
                for n in rows
            ],
        )
        db.executemany(
            "INSERT INTO events (intent_id, kind, data, at) VALUES (?, 'text', ?, '2026-01-01T00:00:05.000+00:00')",
            [(f"{n:026x}", json.dumps({"block": 0, "op": "set", "text": "Done. " * 20})) for n in rows],
        )
        db.executemany(
            """INSERT INTO takes (session_id, number, intent_id, prompt, parent, draft, base, created_at)
               VALUES (?, ?, ?, ?, ?, ?, ?, '2026-01-01T00:00:09.000+00:00')""",
            [
                (session.id, n, f"{n:026x}", f"edit {n}", n - 1 or None, f"hash {n}", f"hash {max(1, n - 1)}")
                for n in rows
            ],
        )
    journal.set_head(session.id, b'{"t":[]}')
    journal.close()


def forget_connections() -> None:
    """As a new kernel begins."""
    for session in list(connect._live.values()):
        session.close()
    for journal in connect._journals.values():
        journal.close()
    connect._journals.clear()
    connect._live.clear()


def test_a_journal_of_10_000_takes_opens_like_an_empty_one(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = {"empty": Home(tmp_path / "empty"), "full": Home(tmp_path / "full")}
    fill(homes["empty"], 0)
    fill(homes["full"], TAKES)
    times: dict[str, list[float]] = {"empty": [], "full": []}
    for _ in range(7):
        for name, place in homes.items():
            monkeypatch.setenv("NEMO_HOME", str(place.root))
            began = time.perf_counter()
            session = nemo.connect("local", name="city")
            shown = (len(session.takes), session.draft, nemo.sessions())
            times[name].append(time.perf_counter() - began)
            assert shown[0] == (TAKES if name == "full" else 0)
            forget_connections()
    empty, full = (min(times[name]) for name in ("empty", "full"))
    journal = Journal(homes["full"])
    began = time.perf_counter()
    compact(journal)
    tidied = time.perf_counter() - began
    journal.close()
    megabytes = homes["full"].journal.stat().st_size / 1e6
    print(f"\nopening: empty {empty * 1e3:.0f} ms, {TAKES:,} takes {full * 1e3:.0f} ms ({megabytes:.0f} MB)")
    print(f"a courier's tidying of it: {tidied * 1e3:.0f} ms")
    assert full - empty <= OPENING_LIMIT_S


@pytest.fixture
def quick(home: Path, engine: Any) -> Any:
    """The engine, started."""
    engine.start()
    return engine


def test_a_turn_through_the_courier_costs_little_more_than_the_bare_client(quick: Any, home: Path) -> None:
    told = json.loads((home / "engine" / "rendezvous.json").read_text("utf-8"))
    session = nemo.connect("local", name="city", language="en")
    session.send(PROMPT).wait(60)

    async def bare(remote: str) -> float:
        """What a script without a journal would do: the state, the balance, the message, and both again."""
        async with NemoClient(told["url"], auth=OwnToken(Secret(told["token"]))) as client:
            await client.state(remote)
            began = time.perf_counter()
            await client.state(remote)
            await client.credits()
            async with client.chat(remote, PROMPT) as stream:
                async for _ in stream:
                    pass
            await client.state(remote)
            await client.credits()
            return time.perf_counter() - began

    remote = str(session._journal.session(session._row.id).remote_id)
    through, alone = [], []
    for _ in range(TURNS):
        alone.append(asyncio.run(bare(remote)))
        began = time.perf_counter()
        session.send(PROMPT).wait(60)
        through.append(time.perf_counter() - began)
    extra = statistics.median(b - a for a, b in zip(alone, through, strict=True))
    middle = statistics.median(alone), statistics.median(through)
    print(f"\na turn: bare client {middle[0] * 1e3:.0f} ms, through the courier {middle[1] * 1e3:.0f} ms")
    print(f"the courier's share, median of {TURNS} pairs: {extra * 1e3:.0f} ms")
    assert extra <= TURN_LIMIT_S


def test_a_courier_and_a_kernel_with_nothing_to_do_cost_next_to_nothing(
    quick: Any, home: Path, processes_of: Callable[..., list[int]]
) -> None:
    session = nemo.connect("local", name="city", language="en")
    session.send(PROMPT).wait(60)
    session.follow()
    (pid,) = processes_of(home, "nemo_widgets.courier")
    courier, kernel = psutil.Process(pid), psutil.Process(os.getpid())

    def used(process: psutil.Process) -> float:
        times = process.cpu_times()
        return float(times.user + times.system)

    before = {name: used(process) for name, process in (("courier", courier), ("kernel", kernel))}
    threading.Event().wait(WATCHED_S)
    shares = {
        name: (used(process) - before[name]) / WATCHED_S for name, process in (("courier", courier), ("kernel", kernel))
    }
    for name, share in shares.items():
        print(f"\nidle {name}: {share:.2%} of a core")
        assert share <= IDLE_LIMIT
    assert session.turns[0].state == State.SUCCEEDED
