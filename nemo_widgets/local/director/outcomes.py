"""What a clause can come to besides operations: a refusal, an answer, a step through history, or nothing to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from nemo_widgets.local.director.operations import Operation
from nemo_widgets.local.director.reading import Clause
from nemo_widgets.local.director.references import Situation


class Refusal(msgspec.Struct, frozen=True):
    """Something that is not done. `topic` is a key of `replies.REFUSALS`, `detail` what to name in it."""

    topic: str
    detail: str = ""


class Answer(msgspec.Struct, frozen=True):
    """Something to say without a change. `topic` says what about, `detail` which segment (its id)."""

    topic: str
    detail: str = ""


class Move(msgspec.Struct, frozen=True):
    """Steps through the draft's history: back if negative."""

    steps: int


Outcome = tuple[Operation, ...] | Refusal | Answer | Move
Rule = Callable[[Clause, Situation], Outcome | None]
"""Reads a clause; None if it is not this rule's business."""


def first(rules: Iterable[Rule], clause: Clause, now: Situation) -> Outcome | None:
    """What the first rule that knows a clause makes of it; None if none does."""
    return next((o for o in (rule(clause, now) for rule in rules) if o is not None), None)
