"""Whatever a frame holds, reading it gives events and never an exception."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_widgets.client.events import Heartbeat, Reply, StreamError
from nemo_widgets.client.reader import Reader

KEYS = [
    "type", "content", "parts", "text", "partial", "author", "branch", "thought", "functionCall", "functionResponse",
    "name", "args", "id", "error", "error_details", "errorCode", "errorMessage", "code", "message", "role",
]  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["text", "tool_call", "tool_result", "heartbeat", "error", "user", "I encountered a temporary issue"]
    )
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(VALUES, max_size=6))
def test_any_json_is_read(values: list[object]) -> None:
    reader, reply = Reader(), Reply()
    for value in values:
        events = reader.read(json.dumps(value))
        assert events or isinstance(value, list)
        for event in events:
            reply.add(event)
    reply.text.encode()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_is_read(data: str) -> None:
    assert Reader().read(data)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.text(alphabet="ab .", min_size=1, max_size=5), min_size=1, max_size=8))
def test_deltas_and_their_whole_give_the_whole_once(pieces: list[str]) -> None:
    reader, reply = Reader(), Reply()
    frames = [{"content": {"parts": [{"text": piece}]}, "partial": True} for piece in pieces]
    for frame in [*frames, {"content": {"parts": [{"text": "".join(pieces)}]}}]:
        for event in reader.read(json.dumps(frame)):
            reply.add(event)
    assert reply.text == "".join(pieces).strip()
    assert reply.complete


def test_an_unknown_frame_is_a_heartbeat_and_an_error_frame_is_shown() -> None:
    assert Reader().read('{"new": true}') == [Heartbeat()]
    assert Reader().read('{"error": {"code": 7, "message": "no"}}') == [StreamError("no", "7")]
