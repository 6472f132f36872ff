"""How long to wait between looks at the backend."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from nemo_widgets.journal.rows import split_courier_key


@dataclass(frozen=True)
class Pace:
    """Times in seconds. The defaults are the cloud's (`protocol.md`: Chat, Export); a local engine answers sooner.

    Whoever starts the courier may set others in its environment: `NEMO_PACE="patience=1800,next_look=20"` for any of
    these names, in seconds, from 0.05 to 86,400; and `NEMO_POLL` for `poll` alone, from 0.05 to 600. What cannot be
    read is left as it is.
    """

    first_look: float = 30.0
    """After a lost stream, before the first reading of the state."""
    next_look: float = 60.0
    """Between readings."""
    patience: float = 900.0
    """A timeline unchanged for so long, with no credits reserved, leaves the outcome unknown."""
    longest_watch: float = 1800.0
    """The end of watching in any case."""
    stop_watch: float = 20.0
    """How long to look at what a Stop achieved."""
    quiet: float = 600.0
    """A stream without content for so long counts as lost."""
    still: float = 120.0
    """After so much silence, and as often, a turn says that it is still working."""
    turn: float = 900.0
    """A turn's longest stream."""
    poll: float = 30.0
    """Between polls of an export, where the backend gives no hint (its Retry-After goes first)."""
    again: float = 2.0
    """Before something that did not get through is sent again; doubled each time."""
    listing: float = 120.0
    """A file that was wholly sent and is not listed after so long is not on its way any more."""
    export: float = 1800.0
    """An export's longest wait."""

    @classmethod
    def of_key(cls, key: str) -> Pace:
        """The pace that suits a courier's backend."""
        backend, _ = split_courier_key(key)
        pace = cls() if backend != "local" else cls(**_LOCAL)
        pace = replace(pace, **dict(_told(os.environ.get("NEMO_PACE", ""))))
        return replace(pace, poll=_asked_for(os.environ.get("NEMO_POLL", ""), pace.poll))


_LOCAL = {
    "first_look": 0.5,
    "next_look": 1.0,
    "patience": 8.0,
    "longest_watch": 120.0,
    "stop_watch": 0.5,
    "listing": 2.0,
    "poll": 0.25,
    "again": 0.2,
}
_SHORTEST_S, _LONGEST_S = 0.05, 600.0
_LONGEST_PACE_S = 86_400.0


def _told(text: str) -> Iterator[tuple[str, float]]:
    """The times that `NEMO_PACE` names."""
    names = {field.name for field in fields(Pace)}
    for part in text.split(","):
        name, _, seconds = (piece.strip() for piece in part.partition("="))
        if name in names:
            asked = _asked_for(seconds, math.nan, _LONGEST_PACE_S)
            if not math.isnan(asked):
                yield name, asked


def _asked_for(told: str, otherwise: float, longest: float = _LONGEST_S) -> float:
    try:
        seconds = float(told)
    except ValueError:
        return otherwise
    return min(longest, max(_SHORTEST_S, seconds)) if math.isfinite(seconds) else otherwise
