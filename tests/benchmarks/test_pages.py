"""What a growing reply costs on its way to the page, beside `ipywidgets.Output.append_stdout`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import comm
import pytest
from comm.base_comm import BaseComm
from ipywidgets import Output

from nemo_widgets.session.connect import connect
from nemo_widgets.widgets.parts import Studio
from tests.unit.widgets.test_loss import stream

OURS = (1000, 5000, 20_000)
PEER = (250, 500, 1000)
"""Output sends all of its lines with each new one: at 20,000 that would be some 15 GB."""


class Counting(BaseComm):  # type: ignore[misc]
    """A comm that counts what it is given to send."""

    sent = 0

    def publish_msg(self, msg_type: str, data: Any = None, buffers: Any = None, **_: Any) -> None:
        del msg_type
        Counting.sent += len(json.dumps(data, ensure_ascii=False).encode()) + sum(map(len, buffers or ()))


def word(at: int) -> str:
    return f"word {at % 10} "


def ours(home: Path, count: int) -> float:
    """Bytes to the page for each byte of text."""
    session = connect("local", name=f"count-{count}")
    studio = Studio(session)
    session._follower.stop()
    thread = session._follower._thread
    assert thread is not None
    thread.join()
    Counting.sent = 0
    turn = stream(session, count, word)
    studio._publish()
    studio.close()
    assert home.exists()
    return Counting.sent / len("".join(turn.blocks).encode())


def peers(count: int) -> float:
    """The same of `Output.append_stdout`, line by line."""
    output = Output()
    Counting.sent = 0
    for at in range(count):
        output.append_stdout(word(at))
    output.close()
    return Counting.sent / sum(len(word(at).encode()) for at in range(count))


def test_a_long_reply_costs_its_own_length_and_not_its_square(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comm, "create_comm", Counting)
    mine = [ours(home, count) for count in OURS]
    theirs = [peers(count) for count in PEER]
    print(f"\nbytes to the page for each byte of text, at {OURS} deltas: {[f'{cost:.2f}' for cost in mine]}")
    print(f"Output.append_stdout, at {PEER} lines: {[f'{cost:.0f}' for cost in theirs]}")
    assert max(mine[1:]) <= 1.5
    assert mine[-1] <= mine[0]
    assert theirs[-1] / theirs[0] > 3
    assert theirs[-1] > 50 * mine[0]
