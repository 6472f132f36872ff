"""How long the client waits for what."""

from __future__ import annotations

from dataclasses import dataclass

from nemo_widgets.errors import RateLimitError

_PAUSE_S = 30.0
_LONGEST_PAUSE_S = 60.0


@dataclass(frozen=True)
class Patience:
    """Times in seconds. Silence is normal in a turn and nowhere else (protocol.md, Chat; adk.md 3.7).

    The work behind a turn that was given up may go on, and so its end is a `StreamInterruptedError`.
    """

    connect: float = 10.0
    """Until a connection stands."""
    silence: float = 60.0
    """Between two pieces of an answer or a film, and between two pieces that the backend takes in."""
    answer: float = 300.0
    """Until a whole answer is there, however steadily it trickles. Turns, uploads and films have their own limits."""
    upload: float = 300.0
    """Until the backend has looked at a file that it has got."""
    quiet: float = 600.0
    """A turn that gives nothing but signs of life."""
    turn: float = 900.0
    """A whole turn."""
    slowest: float = 1024.0
    """Bytes a second: a film that comes slower than this is given up after `silence`; an upload may be this slow."""


def pause_after(error: RateLimitError) -> float | None:
    """Seconds to wait before what came too fast is sent once more; None if that would be too long to wait here."""
    asked = _PAUSE_S if error.retry_after is None else error.retry_after
    return asked if asked <= _LONGEST_PAUSE_S else None
