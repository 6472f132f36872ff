"""What comes out of a chat, whatever shape it travelled in.

The visible reply is a list of blocks. `TextDelta` appends to one, `TextFinal` sets one's whole text: a streaming
backend repeats all it has said when a message is done, and that repetition replaces the deltas (adk.md 3.1).
"""

from __future__ import annotations

from typing import Any

import msgspec


class TextDelta(msgspec.Struct, frozen=True, tag=True):
    """More text for a block."""

    block: int
    text: str
    ignore: bool = False
    """The backend's stock phrase about "a temporary issue" after a normal reply: not worth showing."""


class TextFinal(msgspec.Struct, frozen=True, tag=True):
    """The whole text of a block; it replaces what its deltas said, and may differ from it."""

    block: int
    text: str
    ignore: bool = False
    """As in `TextDelta`."""


class Thought(msgspec.Struct, frozen=True, tag=True):
    """The model thinking aloud: not part of the reply."""

    text: str


class ToolCall(msgspec.Struct, frozen=True, tag=True):
    """The agent set a tool to work."""

    name: str
    args: dict[str, Any] = {}
    id: str | None = None


class ToolResult(msgspec.Struct, frozen=True, tag=True):
    """A tool is done."""

    name: str
    id: str | None = None


class Heartbeat(msgspec.Struct, frozen=True, tag=True):
    """A sign of life without content."""


class StreamError(msgspec.Struct, frozen=True, tag=True):
    """An error told inside the stream. What was said before it stands."""

    message: str
    code: str | None = None
    """A number as in the envelope (`"2001"`), or a name (`"SAFETY"`, `"RuntimeError"`)."""


ChatEvent = TextDelta | TextFinal | Thought | ToolCall | ToolResult | Heartbeat | StreamError


class Block(msgspec.Struct):
    """A paragraph of the reply."""

    text: str = ""
    whole: bool = False
    """False while only deltas have come: it may be cut off."""
    ignore: bool = False


class Reply:
    """The events of a chat, folded: what was said, which tools ran, what went wrong.

    Example:
        >>> reply = Reply()
        >>> for event in (TextDelta(0, "Your cl"), TextFinal(0, "Your clip is ready.")):
        ...     reply.add(event)
        >>> reply.text
        'Your clip is ready.'
    """

    def __init__(self) -> None:
        self._blocks: dict[int, Block] = {}
        self.tools: list[str] = []
        """Names, in the order of their calls."""
        self.errors: list[StreamError] = []

    def add(self, event: ChatEvent) -> None:
        """Take the next event."""
        match event:
            case TextDelta():
                block = self._blocks.setdefault(event.block, Block())
                block.text += event.text
                block.ignore = block.ignore or event.ignore
            case TextFinal():
                self._blocks[event.block] = Block(event.text, whole=True, ignore=event.ignore)
            case ToolCall():
                self.tools.append(event.name)
            case StreamError():
                self.errors.append(event)
            case _:
                pass

    @property
    def blocks(self) -> list[str]:
        """The visible blocks, in the order in which they began."""
        return [block.text for _, block in sorted(self._blocks.items()) if block.text.strip() and not block.ignore]

    @property
    def text(self) -> str:
        """The whole visible reply, blocks apart by an empty line; empty after a silent turn."""
        return "\n\n".join(text.strip() for text in self.blocks)

    @property
    def complete(self) -> bool:
        """Whether every block was confirmed whole."""
        return all(block.whole for block in self._blocks.values() if not block.ignore)
