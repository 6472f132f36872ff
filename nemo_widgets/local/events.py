"""A turn's events as they travel: the agent framework's by default, or either of the protocol's other two shapes."""

from __future__ import annotations

import re
import secrets
import time
import uuid
from collections.abc import Callable
from typing import Any, Final, Literal, Protocol

import msgspec

AUTHOR: Final = "nemo_agent"
_PIECES = re.compile(r"[\u3000-\u9fff\uff00-\uffef]{1,2}|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+")


class Call(msgspec.Struct, frozen=True):
    """A tool call: its id, the tool, what with, and what it gave."""

    id: str
    name: str
    args: dict[str, Any]
    response: dict[str, Any]


class Events(Protocol):
    """Builds the frames of one turn; every method gives whole SSE frames."""

    def call(self, call: Call) -> list[bytes]:
        """A tool is called."""

    def result(self, call: Call, state: dict[str, Any]) -> list[bytes]:
        """A tool has answered; `state` is what changed in the session."""

    def delta(self, text: str) -> list[bytes]:
        """A piece of the answer."""

    def whole(self, text: str) -> list[bytes]:
        """The whole answer, after its pieces."""

    def pulse(self) -> list[bytes]:
        """A sign of life."""

    def nothing(self) -> list[bytes]:
        """The model had nothing to say."""


def pieces(text: str) -> list[str]:
    """An answer cut as a model streams it: by words, Chinese by characters."""
    return _PIECES.findall(text)


def events(shape: Literal[1, 2, 3], *, streaming: bool) -> Events:
    """The builder for a shape."""
    builders: dict[int, Callable[..., Events]] = {1: TypedEvents, 2: AdkEvents, 3: TextEvents}
    return builders[shape](streaming=streaming)


def failed(message: str) -> bytes:
    """An exception inside the stream."""
    kind, _, rest = message.partition(": ")
    details = {
        "error_type": kind if rest else "RuntimeError",
        "error_message": rest or message,
        "timestamp": time.time(),
    }
    return frame({"error": message, "error_details": details})


def frame(event: object) -> bytes:
    """One SSE frame."""
    return b"data: " + msgspec.json.encode(event) + b"\n\n"


class AdkEvents:
    """Events as google-adk 2.x sends them; deltas only if asked for, then the whole text once more."""

    def __init__(self, *, streaming: bool) -> None:
        self._streaming = streaming
        self._invocation = f"e-{uuid.uuid4()}"
        self._answer = str(uuid.uuid4())

    def call(self, call: Call) -> list[bytes]:
        """The call; when streaming, first as a partial event."""
        content = {
            "parts": [{"functionCall": {"id": call.id, "args": call.args, "name": call.name}}],
            "role": "model",
        }
        event_id = str(uuid.uuid4())
        final = self._event({"content": content}, event_id, longRunningToolIds=[])
        if not self._streaming:
            return [final]
        return [
            self._event({"content": content, "partial": True}, event_id),
            self._event({"content": content, "partial": False}, event_id, longRunningToolIds=[]),
        ]

    def result(self, call: Call, state: dict[str, Any]) -> list[bytes]:
        """The response, with what changed in the session."""
        response = {"id": call.id, "name": call.name, "response": call.response}
        content = {"parts": [{"functionResponse": response}], "role": "user"}
        return [self._event({"content": content}, str(uuid.uuid4()), state)]

    def delta(self, text: str) -> list[bytes]:
        """A partial event, when streaming."""
        if not self._streaming:
            return []
        return [self._event({"content": {"parts": [{"text": text}], "role": "model"}, "partial": True}, self._answer)]

    def whole(self, text: str) -> list[bytes]:
        """The aggregate."""
        content: dict[str, Any] = {"content": {"parts": [{"text": text}], "role": "model"}}
        if self._streaming:
            content["partial"] = False
        return [self._event({**content, "finishReason": "STOP"}, self._answer)]

    def pulse(self) -> list[bytes]:
        """The framework sends none."""
        return []

    def nothing(self) -> list[bytes]:
        """What a server says after an edit without words, when it does not stream."""
        code = {"errorCode": "MODEL_RETURNED_NO_CONTENT", "errorMessage": "The model returned no content."}
        return [self._event({**code, "finishReason": "STOP"}, str(uuid.uuid4()))]

    def _event(self, head: dict[str, Any], event_id: str, state: dict[str, Any] | None = None, **more: object) -> bytes:
        actions = {
            "stateDelta": state or {},
            "artifactDelta": {},
            "requestedAuthConfigs": {},
            "requestedToolConfirmations": {},
        }
        tail = {"nodeInfo": {"path": ""}, "id": event_id, "timestamp": time.time()}
        return frame({**head, "invocationId": self._invocation, "author": AUTHOR, "actions": actions, **more, **tail})


class TypedEvents:
    """The vendor's first shape: a `type` in each event, and heartbeats."""

    def __init__(self, *, streaming: bool) -> None:
        self._streaming = streaming

    def call(self, call: Call) -> list[bytes]:
        """`tool_call`."""
        return [frame({"type": "tool_call", "name": call.name, "args": call.args}), *self.pulse()]

    def result(self, call: Call, state: dict[str, Any]) -> list[bytes]:
        """`tool_result`."""
        return [frame({"type": "tool_result", "name": call.name, "result": {**call.response, **state}})]

    def delta(self, text: str) -> list[bytes]:
        """A `text` event for each piece."""
        return [frame({"type": "text", "content": text})] if self._streaming else []

    def whole(self, text: str) -> list[bytes]:
        """The text, unless its pieces went before."""
        return [] if self._streaming else [frame({"type": "text", "content": text})]

    def pulse(self) -> list[bytes]:
        """`heartbeat`."""
        return [frame({"type": "heartbeat"})]

    def nothing(self) -> list[bytes]:
        """Nothing."""
        return []


class TextEvents:
    """The barest shape: `{"text": …}`; tools show as signs of life only."""

    def __init__(self, *, streaming: bool) -> None:
        self._streaming = streaming

    def call(self, call: Call) -> list[bytes]:  # noqa: ARG002
        """A bare heartbeat."""
        return self.pulse()

    def result(self, call: Call, state: dict[str, Any]) -> list[bytes]:  # noqa: ARG002
        """An empty `data:` line."""
        return [b"data:\n\n"]

    def delta(self, text: str) -> list[bytes]:
        """A `text` event for each piece."""
        return [frame({"text": text})] if self._streaming else []

    def whole(self, text: str) -> list[bytes]:
        """The text, unless its pieces went before."""
        return [] if self._streaming else [frame({"text": text})]

    def pulse(self) -> list[bytes]:
        """`data: heartbeat`."""
        return [b"data: heartbeat\n\n"]

    def nothing(self) -> list[bytes]:
        """Nothing."""
        return []


def call_id() -> str:
    """An id for a tool call."""
    return f"adk-{secrets.token_hex(8)}"
