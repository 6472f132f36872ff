"""Turns whose stream is cut, chopped, packed or overlarge: each word once, and one message accepted once."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from nemo_widgets.client import Heartbeat, NemoClient, Reply, StreamError
from nemo_widgets.errors import ProtocolError, StreamInterruptedError

ACTIONS = {"stateDelta": {}, "artifactDelta": {}, "requestedAuthConfigs": {}, "requestedToolConfirmations": {}}


def adk(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    content = {"parts": list(parts), "role": "model"}
    return {"content": content, "invocationId": "e-63e8", "author": "nemo_agent", "actions": ACTIONS, **more}


TURNS: dict[str, list[tuple[dict[str, Any], str]]] = {
    # Each turn as it was recorded: a frame, and all that may be read once it has come.
    "typed": [
        ({"type": "heartbeat"}, ""),
        ({"type": "tool_call", "name": "generate_video_with_seedance", "args": {"prompt": "城市 at night 😀"}}, ""),
        ({"type": "tool_result", "name": "generate_video_with_seedance", "result": {"ok": True}}, ""),
        ({"type": "text", "content": "Your clip"}, "Your clip"),
        ({"type": "heartbeat"}, "Your clip"),
        ({"type": "text", "content": " of the 城市 \u2028 is ready 😀"}, "Your clip of the 城市 \u2028 is ready 😀"),
        ({"type": "text", "content": "."}, "Your clip of the 城市 \u2028 is ready 😀."),
    ],
    "agent kit": [
        (adk({"text": "Let me"}, partial=True, id="e37e"), "Let me"),
        (adk({"text": " see 😀"}, partial=True, id="e37e"), "Let me see 😀"),
        (adk({"text": "Let me see 😀."}, partial=False, finishReason="STOP"), "Let me see 😀."),
        (adk({"functionCall": {"id": "adk-1", "name": "edit_draft", "args": {"n": 2**70}}}), "Let me see 😀."),
        (
            adk({"functionResponse": {"id": "adk-1", "name": "edit_draft", "response": {"result": None}}}),
            "Let me see 😀.",
        ),
        (adk({"text": "Done"}, partial=True), "Let me see 😀.\n\nDone"),
        (adk({"text": "Done:\u2029 标题 added."}, partial=False), "Let me see 😀.\n\nDone:\u2029 标题 added."),
    ],
    "bare": [
        ({"text": "One "}, "One"),
        ({"text": "two 😀\u2028"}, "One two 😀"),
        ({"text": "three 三 "}, "One two 😀\u2028three 三"),
        ({"text": "\u0085four"}, "One two 😀\u2028three 三 \u0085four"),
        ({"text": " and the end."}, "One two 😀\u2028three 三 \u0085four and the end."),
    ],
    "mixed": [
        ({"type": "text", "content": "Working "}, "Working"),
        (adk({"functionCall": {"name": "suno", "args": {}}}), "Working"),
        ({"text": "on the 音乐 😀. "}, "Working on the 音乐 😀."),
        (adk({"text": "hm", "thought": True}, partial=True), "Working on the 音乐 😀."),
        (adk({"text": "It is"}, partial=True), "Working on the 音乐 😀.\n\nIt is"),
        (adk({"text": "It is in."}), "Working on the 音乐 😀.\n\nIt is in."),
        (adk({"text": "I encountered a temporary issue."}), "Working on the 音乐 😀.\n\nIt is in."),
    ],
}


def frames_of(turn: str, newline: str = "\n") -> list[bytes]:
    return [f"data: {json.dumps(frame, ensure_ascii=False)}{newline}{newline}".encode() for frame, _ in TURNS[turn]]


def read_by(turn: str, offset: int) -> str:
    """What may be read of a turn that was cut at an offset: all whose JSON has come, and not a word more."""
    end, text = 0, ""
    for (_, after), frame in zip(TURNS[turn], frames_of(turn), strict=True):
        if end + len(frame.rstrip(b"\n")) > offset:
            break
        end, text = end + len(frame), after
    return text


async def listen(client: NemoClient, case: str) -> tuple[str, type[BaseException] | None]:
    """The reply's text, and how the turn ended."""
    reply = Reply()
    try:
        async with client.chat(case, f"make it warmer ({case})") as stream:
            async for event in stream:
                reply.add(event)
    except StreamInterruptedError as error:
        return reply.text, type(error)
    return reply.text, None


@pytest.mark.parametrize("turn", TURNS)
async def test_a_turn_cut_at_any_byte_gives_what_came_and_says_so(
    bench: Any, wire: Any, clean: Callable[..., None], turn: str
) -> None:
    body = b"".join(frames_of(turn))
    cases = []
    for offset in range(len(body) + 1):
        # By turns: the connection is closed, or reset.
        script = [wire.stream + wire.chunk(body[:offset]), *([wire.reset] if offset % 2 else [])]
        cases.append((f"{turn} at {offset}", [script], listen, (read_by(turn, offset), StreamInterruptedError)))
    clean(await bench.run("cut at every byte", cases))


@pytest.mark.parametrize("turn", TURNS)
async def test_where_a_cut_cannot_be_seen_half_a_frame_is_not_read(
    bench: Any, wire: Any, clean: Callable[..., None], turn: str
) -> None:
    body = b"".join(frames_of(turn))
    ends_by_closing = wire.head(200, "Content-Type: text/event-stream", "Connection: close")
    clean(
        await bench.run(
            "closed at a byte",
            [
                (f"{turn} at {offset}", [[ends_by_closing + body[:offset]]], listen, (read_by(turn, offset), None))
                for offset in range(0, len(body) + 1, 7)
            ],
        )
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
async def test_a_turn_reads_the_same_however_it_is_chopped_packed_and_lined(
    bench: Any, wire: Any, clean: Callable[..., None], newline: str
) -> None:
    cases = []
    for turn, frames in TURNS.items():
        plain = b"".join(frames_of(turn, newline))
        for mark in (b"", b"\xef\xbb\xbf"):
            for packed in (False, True):
                body = gzip.compress(mark + plain) if packed else mark + plain
                lines = ["Content-Type: text/event-stream", "Transfer-Encoding: chunked"]
                start = wire.head(200, *lines, *(["Content-Encoding: gzip"] if packed else []))
                for size in (1, 2, 3, 5, 7, 16, 61, len(body)):
                    pieces = b"".join(wire.chunk(body[at : at + size]) for at in range(0, len(body), size))
                    label = f"{turn} in {size}s{', BOM' * bool(mark)}{', gzip' * packed}"
                    cases.append((label, [[start + pieces + wire.end]], listen, (frames[-1][1], None)))
    clean(await bench.run("chopped and packed", cases))


@pytest.mark.parametrize("turn", TURNS)
async def test_an_empty_line_forgotten_a_comment_added_or_a_frame_broken_costs_no_other_frame(
    bench: Any, wire: Any, clean: Callable[..., None], turn: str
) -> None:
    frames, last = frames_of(turn), TURNS[turn][-1][1]
    spoilt = [b": ping\n\n", b"event: beat\n\n", b"retry: 3000\n", b"data:\n\n", b'data: {"text":\n\n', b"data: [1\n\n"]
    spoilt += [b"data: heartbeat\n\n", b"heartbeat\n", b"data: \xff\xfe\n\n", b"id: 7\n\n", b'data: {"new":1}\n\n']
    cases = []
    for place in range(len(frames)):
        for odd in spoilt:
            body = b"".join([*frames[:place], odd, *frames[place:]])
            script = [wire.stream + wire.chunk(body) + wire.end]
            cases.append((f"{turn}, {odd!r} at {place}", [script], listen, (last, None)))
    cases += [
        (f"{turn}, lines forgotten", [[wire.stream + wire.chunk(glued) + wire.end]], listen, (last, None))
        for glued in (b"".join(frames).replace(b"\n\n", b"\n"), b"".join(frames).rstrip(b"\n"))
    ]
    clean(await bench.run("spoilt frames", cases))


async def test_a_hundred_thousand_deltas_are_read_each_once(bench: Any, wire: Any, clean: Callable[..., None]) -> None:
    deltas = [adk({"text": f"{number} "}, partial=True) for number in range(100_000)]
    body = b"".join(wire.chunk(f"data: {json.dumps(delta)}\n\n".encode()) for delta in deltas)
    text = " ".join(map(str, range(100_000)))
    clean(await bench.run("100,000 deltas", [("deltas", [[wire.stream, body, wire.end]], listen, (text, None))]))


async def test_a_frame_beyond_16_mb_is_a_clear_error_and_does_not_fill_the_memory(
    bench: Any, wire: Any, clean: Callable[..., None]
) -> None:
    piece, line = wire.chunk(b"x" * 60_000), wire.chunk(b"data: " + b"x" * 60_000 + b"\n")
    scripts = {
        "one line": [wire.stream + wire.chunk(b'data: {"text":"'), *[piece] * 1000],
        "many lines": [wire.stream, *[line] * 1000],
        "no lines": [wire.stream, *[piece] * 1000],
    }
    packed = gzip.compress(b"data: " + b"x" * 300_000_000, 9)
    lines = ["Content-Type: text/event-stream", "Content-Encoding: gzip", f"Content-Length: {len(packed)}"]
    scripts["packed"] = [wire.head(200, *lines) + packed]

    async def hear(client: NemoClient, case: str) -> str:
        with pytest.raises(ProtocolError, match="more than 16 MB") as caught:
            await listen(client, case)
        return caught.value.next_step

    due = "The work may still be running; look at its state before sending it again."
    tracemalloc.start()
    try:
        for label, script in scripts.items():
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            clean(await bench.run("oversize frames", [(label, [script], hear, due)]))
            assert tracemalloc.get_traced_memory()[1] - before < 64 * 1024**2
    finally:
        tracemalloc.stop()


async def test_a_frame_just_below_16_mb_is_read(bench: Any, wire: Any, clean: Callable[..., None]) -> None:
    text = "x" * (16 * 1024**2 - 100)
    script = [wire.stream + wire.chunk(f'data: {{"text":"{text}"}}\n\n'.encode()) + wire.end]
    clean(await bench.run("oversize frames", [("just fits", [script], listen, (text, None))]))


async def test_signs_of_life_are_told_however_they_are_spelt(bench: Any, wire: Any, clean: Callable[..., None]) -> None:
    async def beats(client: NemoClient, case: str) -> tuple[int, list[StreamError]]:
        async with client.chat(case, "hello") as stream:
            events = [event async for event in stream]
        return sum(event == Heartbeat() for event in events), [e for e in events if isinstance(e, StreamError)]

    spelt = [
        b": ping\n\n",
        b":\n\n",
        b"data:\n\n",
        b"data: heartbeat\n\n",
        b'data: {"type":"heartbeat"}\n\n',
        b"heartbeat\n",
    ]
    cases = [(repr(one), [[wire.stream + wire.chunk(one) * 3 + wire.end]], beats, (3, [])) for one in spelt]
    clean(await bench.run("signs of life", cases))


async def test_a_silent_a_trickling_and_an_endless_turn_end_in_time(
    bench: Any, wire: Any, clean: Callable[..., None], hurry: Any
) -> None:
    frame = b'data: {"text":"so far"}\n\n'
    beats = b"".join(wire.chunk(b'data: {"type":"heartbeat"}\n\n') for _ in range(400))
    words = b"".join(wire.chunk(b'data: {"text":"on and on "}\n\n') for _ in range(400))
    silent = [wire.stream + wire.chunk(frame), wire.stall]
    trickle = [wire.stream + wire.chunk(frame), wire.step("slowly", beats)]

    async def fail(client: NemoClient, case: str) -> None:
        async with client.chat(case, f"{case}: hello") as stream:
            async for _ in stream:
                pass

    due, endless = StreamInterruptedError, [wire.stream, wire.step("slowly", words)]
    cases = [
        ("silent", [silent], listen, ("so far", due)),
        ("only beats", [trickle], listen, ("so far", due)),
        ("no head", [[wire.stall]], fail, due),
        ("half a head", [[b"HTTP/1.1 200", wire.stall]], fail, due),
        ("a slow head", [[wire.step("slowly", wire.stream * 9)]], fail, due),
        ("endless", [endless], fail, due),
    ]
    clean(await bench.run("stalled turns", cases, patience=hurry))


async def test_the_figures_of_two_thousand_streams_are_noughts(bench: Any) -> None:
    assert not bench.total.harm
