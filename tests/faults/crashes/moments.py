"""Random moments of a photo, a message and a film under way, and what must be whenever somebody was killed."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

LATEST_S = 1.2
"""By then all three are under way, and the film nearly done."""


def crashes(seed: str, policy: str) -> list[tuple[Any, ...]]:
    """Ten moments, each with the kernel, the courier and both killed, as the fields of `Crash`.

    Args:
        seed: The same gives the same moments.
        policy: What the backend does with a run whose listener left.
    """
    moments = sorted(round(random.Random(f"{seed} {n}").uniform(0.0, LATEST_S), 3) for n in range(10))  # noqa: S311
    return [
        ("all", f"{moment:.3f} s", victim, policy, None, moment)
        for moment, victim in product(moments, ("kernel", "courier", "both"))
    ]


def name(crash: tuple[Any, ...]) -> str:
    """A crash in the tests' report."""
    return "-".join(crash[1:3]).replace(" ", "_")


def check(outcome: Any) -> None:
    """The photo and the film are there once, the message was accepted at most once, and nothing waits for a person."""
    assert not outcome.error
    (upload,), (turn,), (export,) = (outcome.told[kind] for kind in ("uploads", "turns", "exports"))
    assert (upload["state"], outcome.files) == ("succeeded", 1), upload
    assert outcome.whole
    if turn["state"] == "succeeded":
        assert (outcome.messages, outcome.told["takes"]) == (1, [1])
        assert (export["state"], outcome.renders) == ("succeeded", 1), export
    elif turn["state"] == "unknown":
        assert (outcome.messages, outcome.told["takes"]) == (1, [])
        assert "may be running and charged" in turn["error"]
    else:
        # The courier was killed as it sent the message, and the engine's count says that it never came.
        assert (turn["verdict"], outcome.messages, outcome.told["takes"]) == ("not_sent", 0, [])
