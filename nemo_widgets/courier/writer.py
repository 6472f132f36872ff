"""Chat events into journal rows, many to a write."""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType
from typing import Any, Self

from nemo_widgets.client import (
    ChatEvent,
    Heartbeat,
    StreamError,
    TextDelta,
    TextFinal,
    Thought,
    ToolCall,
    ToolResult,
)
from nemo_widgets.errors import NemoError
from nemo_widgets.journal import Journal, State
from nemo_widgets.journal.journal import now

log = logging.getLogger(__name__)

_BATCH_S = 0.05
_AGAIN_S = 1.0

USUAL_S: tuple[tuple[tuple[str, ...], tuple[int, int]], ...] = (
    (("generate_video", "seedance"), (120, 300)),
    (("music", "suno"), (60, 120)),
    (("edit", "draft", "multitrack"), (10, 30)),
)
"""How long a tool usually works, seconds, by what its name holds (protocol.md, Chat)."""


def usual_seconds(tool: str) -> tuple[int, int] | None:
    """A tool's usual duration, shortest and longest, or None for one nobody has told of."""
    name = tool.lower()
    return next((span for words, span in USUAL_S if any(word in name for word in words)), None)


class Writer:
    """Gathers events for about 50 ms and appends them to the journal in one transaction.

    Deltas of one block that arrive together become one row; text is never written twice. While nothing but signs of
    life comes, `silent_s` in the progress says how long that has been, at every `still` seconds. While the journal
    cannot be written, as on a full disk, what has come is held and tried again; on leaving the writer, it is an error.

    Args:
        journal: Where to.
        intent_id: The turn.
        still: After how much silence to say that the work goes on, and how often, seconds (protocol.md, Chat).
    """

    def __init__(self, journal: Journal, intent_id: str, still: float = 120.0) -> None:
        self._journal = journal
        self._intent_id = intent_id
        self._rows: list[tuple[str, dict[str, Any]]] = []
        self._progress: dict[str, Any] = {"phase": "working"}
        self._flushing: asyncio.TimerHandle | None = None
        self._streaming = False
        self._still = still
        self._silence: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._last_content = self._loop.time()
        self._silence = self._loop.call_later(self._still, self._look_at_silence)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._silence is not None:
            self._silence.cancel()
        self.flush()

    def add(self, event: ChatEvent) -> None:
        """Take an event."""
        self._progress["last_sign"] = now()
        if not isinstance(event, Heartbeat):
            self._last_content = self._loop.time()
            self._progress.pop("silent_s", None)
        match event:
            case TextDelta(ignore=True) | TextFinal(ignore=True):
                pass  # "I encountered a temporary issue" after a good reply (protocol.md, Chat)
            case TextDelta(block=block, text=text):
                self._append(block, text)
            case TextFinal(block=block, text=text):
                self._rows.append(("text", {"block": block, "op": "set", "text": text}))
            case ToolCall(name=name):
                usual = usual_seconds(name)
                self._progress |= {"tool": name, "usual": usual}
                self._rows.append(("tool", {"name": name, "usual": usual}))
            case ToolResult():
                self._progress |= {"tool": None, "usual": None}
            case StreamError(message=message, code=code):
                self._rows.append(("error", {"message": message, "code": code}))
            case Thought():
                self._progress["thinking"] = True
        if self._flushing is None:
            self._flushing = self._loop.call_later(_BATCH_S, self._flush_in_time)

    def _flush_in_time(self) -> None:
        try:
            self.flush()
        except NemoError as error:
            log.warning("a reply is held back: %s", error.message)
            self._flushing = self._loop.call_later(_AGAIN_S, self._flush_in_time)

    def _look_at_silence(self) -> None:
        silent = self._loop.time() - self._last_content
        if silent >= self._still:
            self._progress["silent_s"] = round(silent, 1)
            self._flush_in_time()
        self._silence = self._loop.call_later(self._still - silent % self._still, self._look_at_silence)

    def _append(self, block: int, text: str) -> None:
        if self._rows and self._rows[-1][0] == "text" and self._rows[-1][1]["block"] == block:
            self._rows[-1][1]["text"] += text
        else:
            self._rows.append(("text", {"block": block, "op": "append", "text": text}))

    def flush(self) -> None:
        """Write what has gathered."""
        if self._flushing is not None:
            self._flushing.cancel()
            self._flushing = None
        if not self._streaming:
            self._journal.advance(self._intent_id, State.STREAMING, came_from=[State.ACCEPTED])
            self._streaming = True
        self._journal.add_events(self._intent_id, self._rows, progress=self._progress)
        self._rows = []
