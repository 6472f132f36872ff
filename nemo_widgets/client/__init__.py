"""The HTTP client of the NemoVideo API: usable alone, asyncio only."""

from nemo_widgets.client.attribution import Attribution
from nemo_widgets.client.auth import Anonymous, OwnToken
from nemo_widgets.client.chat import ChatStream
from nemo_widgets.client.client import NemoClient
from nemo_widgets.client.events import (
    ChatEvent,
    Heartbeat,
    Reply,
    StreamError,
    TextDelta,
    TextFinal,
    Thought,
    ToolCall,
    ToolResult,
)
from nemo_widgets.client.patience import Patience
from nemo_widgets.client.wire import Credits, RenderStatus, SessionInfo, State, UploadedFile

__all__ = [
    "Anonymous",
    "Attribution",
    "ChatEvent",
    "ChatStream",
    "Credits",
    "Heartbeat",
    "NemoClient",
    "OwnToken",
    "Patience",
    "RenderStatus",
    "Reply",
    "SessionInfo",
    "State",
    "StreamError",
    "TextDelta",
    "TextFinal",
    "Thought",
    "ToolCall",
    "ToolResult",
    "UploadedFile",
]
