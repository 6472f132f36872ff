"""However a stream is written and cut into chunks, the same events come out."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import httpx
import httpx_sse
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_widgets.client.events import ChatEvent, Heartbeat, Reply, TextDelta, ToolCall
from nemo_widgets.client.frames import Frames
from nemo_widgets.client.http import Connection
from nemo_widgets.client.reader import Reader
from nemo_widgets.errors import ProtocolError

WORDS = "élan 城市 😀 \u2028 \u2029 \u0085 \x0b end"
STREAM = (
    "\ufeff: hello\n\n"
    f'data: {{"content":{{"parts":[{{"text":"{WORDS}"}}]}},"partial":true,"author":"a"}}\n\n'
    'data: {"type":"heartbeat"}\r\n\r\n'
    f'data: {{"content":{{"parts":[{{"text":"{WORDS} 完"}}]}},"partial":false,"author":"a"}}\n\n'
    'data: {"type":"tool_call",\ndata:  "name":"edit"}\n\n'
    "data: heartbeat\n\n"
    'data: {"text":"bye"}'
).replace("\x0b", "\\u000b")
BYTES = STREAM.encode()
TEXTS = st.text(alphabet=["a", " ", "城", "😀", "\u2028", "\u2029", "\u0085", "\\", '"', "}", "{", "\n"], max_size=6)
AUTHORS = st.sampled_from(["a", "b"])


def kit(text: str, author: str, partial: bool | None) -> dict[str, Any]:
    event: dict[str, Any] = {"content": {"parts": [{"text": text}], "role": "model"}, "author": author}
    return event if partial is None else {**event, "partial": partial}


EVENTS = st.one_of(
    st.builds(kit, TEXTS, AUTHORS, st.sampled_from([True, False, None])),
    st.builds(lambda text: {"type": "text", "content": text}, TEXTS),
    st.builds(lambda text: {"text": text}, TEXTS),
    st.builds(
        lambda name: {"type": "tool_call", "name": name, "args": {"n": 2**70}}, st.sampled_from(["edit", "suno"])
    ),
    st.builds(lambda name: {"content": {"parts": [{"functionCall": {"name": name, "id": "1"}}]}}, st.just("draft")),
    st.builds(lambda text: {"content": {"parts": [{"text": text, "thought": True}]}, "partial": True}, TEXTS),
    st.builds(lambda text: {"error": text}, TEXTS),
    st.just({"type": "heartbeat"}),
    st.just({"errorCode": "SAFETY", "errorMessage": "no", "author": "a"}),
)
NEWLINES = st.sampled_from(["\n", "\r\n", "\r"])
BETWEEN = st.sampled_from(["", ": ping{0}", "event: x{0}", "id: 7{0}", "retry: 5{0}", "data:{0}{0}"])


def written(events: list[tuple[dict[str, Any], str]], newline: str, bom: bool) -> bytes:
    """A stream with these events, and what a server may put between them."""
    text = "".join(
        f"{between.format(newline)}data: {json.dumps(event, ensure_ascii=False)}{newline}{newline}"
        for event, between in events
    )
    return ("\ufeff" * bom + text).encode()


class Chunks(httpx.AsyncByteStream):
    def __init__(self, chunks: list[bytes]) -> None:
        self.chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk


def read(chunks: list[bytes], **headers: str) -> list[ChatEvent]:
    async def collect() -> list[ChatEvent]:
        told = {"content-type": "text/event-stream; charset=latin-1", **headers}
        connection = Connection(httpx.Response(200, headers=told, stream=Chunks(chunks)), harmless=False)
        reader = Reader()
        events = [event async for batch in connection.frames() for frame in batch for event in reader.read(frame)]
        return events + reader.end()

    return asyncio.run(collect())


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


def frames(chunks: list[bytes]) -> list[bytes]:
    decoder = Frames()
    return [frame for chunk in chunks for frame in decoder.feed(chunk)] + decoder.end()


def test_the_whole_stream_reads_as_meant() -> None:
    events = read([BYTES])
    words = WORDS.replace("\\u000b", "\x0b")
    assert [type(event).__name__ for event in events] == [
        "Heartbeat",
        "TextDelta",
        "Heartbeat",
        "TextFinal",
        "ToolCall",
        "Heartbeat",
        "TextDelta",
    ]
    assert events[1] == TextDelta(0, words)


@pytest.mark.rule("sse-frames")
@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, len(BYTES)), max_size=40))
def test_any_chunking_gives_the_same_events(cuts: list[int]) -> None:
    assert read(cut(BYTES, cuts)) == read([BYTES])


@pytest.mark.rule("sse-frames")
def test_byte_by_byte_gives_the_same_events() -> None:
    assert read([BYTES[at : at + 1] for at in range(len(BYTES))]) == read([BYTES])


@pytest.mark.rule("sse-frames", "chat-any-mix")
@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(EVENTS, BETWEEN), max_size=12),
    NEWLINES,
    st.booleans(),
    st.booleans(),
    st.lists(st.integers(0, 10_000), max_size=30),
)
def test_any_split_of_any_events_in_any_lines_gives_the_same_turn(
    events: list[tuple[dict[str, Any], str]], newline: str, bom: bool, packed: bool, cuts: list[int]
) -> None:
    reader, due = Reader(), Reply()
    for event, _ in events:
        for found in reader.read(json.dumps(event)):
            due.add(found)
    for found in reader.end():
        due.add(found)
    body, headers = written(events, newline, bom), {"content-encoding": "gzip"} if packed else {}
    if packed:
        body = gzip.compress(body)
    reply = Reply()
    for found in read(cut(body, cuts), **headers):
        reply.add(found)
    assert (reply.blocks, reply.tools, reply.errors, reply.complete) == (
        due.blocks,
        due.tools,
        due.errors,
        due.complete,
    )


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(
        st.sampled_from(
            ["data: {}", "data:x", "data: [1]", "data", ": c", "id: 1", "event: e", "retry: 2", "", "junk"]
        ),
        max_size=12,
    ),
    NEWLINES,
    st.lists(st.integers(0, 500), max_size=12),
)
def test_where_the_standard_speaks_frames_are_those_of_httpx_sse(
    lines: list[str], newline: str, cuts: list[int]
) -> None:
    text = newline.join([*lines, "", ""]).encode()

    async def standard() -> list[str]:
        response = httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Chunks([text]))
        return [event.data async for event in httpx_sse.EventSource(response).aiter_sse() if event.data]

    ours = [frame.decode() for frame in frames(cut(text, cuts)) if frame]
    # Two objects with no empty line between them are two frames here, and one that nobody can read there.
    theirs = [part for data in asyncio.run(standard()) for part in data.split("\n")]
    assert [part for data in ours for part in data.split("\n") if part] == [part for part in theirs if part]


@pytest.mark.rule("sse-frames")
def test_a_frame_comes_out_before_the_empty_line_that_a_server_forgets() -> None:
    decoder = Frames()
    assert decoder.feed(b'data: {"text":"one"}\n') == [b'{"text":"one"}']
    assert decoder.feed(b'data: {"te') == []
    assert decoder.feed(b'xt":"two"}\ndata: {"text":"three"}\ndata: {"a":') == [b'{"text":"two"}', b'{"text":"three"}']
    assert decoder.feed(b"\ndata: {}\n") == []
    assert decoder.feed(b"data: }\n\n") == [b'{"a":\n{}\n}']
    assert decoder.end() == []


def test_an_object_in_many_lines_is_one_frame() -> None:
    pretty = json.dumps({"content": {"parts": [{"text": "ok"}, {"text": "!"}]}, "actions": {}}, indent=1).split("\n")
    for size in (1, 3, 1000):
        data = "".join(f"data: {line}\n" for line in [*pretty, ""])[: -len("data: \n")].encode() + b"\n"
        (found,) = frames([data[at : at + size] for at in range(0, len(data), size)])
        assert json.loads(found)["content"]["parts"][1]["text"] == "!"


@pytest.mark.rule("sse-frames")
def test_after_a_cut_only_what_is_whole_counts() -> None:
    for rest, due in ((b'data: {"a":1}', [b'{"a":1}']), (b'data: {"a":', []), (b"data: hi", []), (b"", [])):
        decoder = Frames()
        decoder.feed(rest)
        assert decoder.end(cut=True) == due


@pytest.mark.rule("chat-frame-limit")
@pytest.mark.parametrize("chunk", [b"x" * 10, b"data: x\n", b"data: xxxxxxxx\n\nxx"])
def test_a_frame_over_the_limit_is_refused_and_forgotten(chunk: bytes) -> None:
    decoder = Frames(limit=100)

    def feed() -> None:
        for _ in range(200):
            decoder.feed(chunk.replace(b"\n\n", b""))

    with pytest.raises(ProtocolError, match="one event of more than"):
        feed()
    assert decoder.end() == []


@pytest.mark.rule("chat-keepalives")
def test_comments_and_fields_without_data_are_signs_of_life() -> None:
    assert read([b": still here\n\n", b"id: 7\n\n", b"event: ping\n"]) == [Heartbeat()] * 3


def test_a_tool_call_right_after_unlined_text_is_read_in_order() -> None:
    body = b'data: {"text":"one"}\ndata: {"type":"tool_call","name":"edit"}\ndata: {"text":"two"}\n'
    assert read([body]) == [TextDelta(0, "one"), ToolCall("edit"), TextDelta(1, "two")]


def test_a_large_frame_in_small_chunks_is_read_in_time_that_grows_with_its_size_alone() -> None:
    def seconds(size: int) -> float:
        data = b'data: {"text":"' + b"x" * size + b'"}\n\n'
        chunks = [data[at : at + 61] for at in range(0, len(data), 61)]
        begun = time.process_time()
        assert len(read(chunks)) == 1
        return time.process_time() - begun

    seconds(10_000)
    assert seconds(1_600_000) < 40 * max(seconds(200_000), 0.005)
