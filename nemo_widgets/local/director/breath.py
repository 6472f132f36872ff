"""What is said in one breath with a new clip is about that clip: "then a forest at dawn, pan left"."""

from __future__ import annotations

import re
from typing import Final

from nemo_widgets.local.director.operations import DuplicateClips, GenerateScene, Operation, PlaceMedia
from nemo_widgets.local.director.reading import Clause
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import VIDEO, Draft

_ADDS_OVER: Final = re.compile(
    r"(?:also\s+)?(?:add|put|write|show|insert)\b|再?(?:加|添|写|配|放)|.*(?:\beach\b|每)", re.IGNORECASE
)
"""Orders of their own, or for each: about all that came, not the last of it."""


class Breath:
    """The clips that came in a request, and with which of its orders."""

    def __init__(self) -> None:
        self._new: list[tuple[int, int, tuple[str, ...]]] = []
        """Of each order that brought clips: its place, its sentence, and the clips."""

    def see(self, order: int, clause: Clause, outcome: tuple[Operation, ...], before: Draft, after: Draft) -> None:
        """Note the clips that an outcome brings."""
        if any(isinstance(o, GenerateScene | PlaceMedia | DuplicateClips) for o in outcome):
            old = {s.id for s in before.of_type(VIDEO)}
            self._new.append((order, clause.sentence, tuple(s.id for s in after.of_type(VIDEO) if s.id not in old)))

    @property
    def came(self) -> tuple[str, ...]:
        """All the clips that came so far."""
        return tuple(i for _, _, ids in self._new for i in ids)

    def scope(self, clause: Clause, order: int, now: Situation) -> tuple[str, ...]:
        """The clips a clause means that names none: those of its breath; of a new sentence, all that came."""
        new = [(sentence, ids) for n, sentence, ids in self._new if n < order]
        if not new:
            return ()
        every = {i for _, ids in new for i in ids}
        if new[-1][0] == clause.sentence and not _ADDS_OVER.match(clause.text):
            return new[-1][1]
        return tuple(s.id for s in now.clips if s.id in every) if len(every) < len(now.clips) else ()
