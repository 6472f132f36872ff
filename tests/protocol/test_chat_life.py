"""What a long turn may bring: silence, beats, twins, slow listeners; and when it is given up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from nemo_widgets.client import Heartbeat, NemoClient, Patience, Reply, TextDelta, TextFinal, Thought, ToolCall
from nemo_widgets.client.reader import Reader
from nemo_widgets.errors import StreamInterruptedError

RUN = "POST /run_sse"
STOCK = "I encountered a temporary issue. Please try again."


def kit(text: str, **more: Any) -> dict[str, Any]:
    return {"content": {"parts": [{"text": text}], "role": "model"}, "author": "nemo_agent", **more}


async def follow(client: NemoClient, patience: Patience | None = None) -> Reply:
    """Hear a turn out; with another patience for its stream than for its connection."""
    reply, chat = Reply(), client.chat("1", "hello")
    chat._patience = patience or chat._patience
    async with chat as stream:
        async for event in stream:
            reply.add(event)
    return reply


@pytest.mark.rule("chat-keepalives")
async def test_beats_come_out_and_are_no_text(hear: Any) -> None:
    events, reply = await hear("heartbeat", "", {"type": "heartbeat"}, {"unknown": 1}, {"type": "ping"})
    assert events == [Heartbeat()] * 5
    assert reply.text == ""


@pytest.mark.rule("chat-quiet")
async def test_a_turn_that_only_beats_is_given_up_and_its_outcome_open(
    backend: Any, make_client: Callable[..., NemoClient]
) -> None:
    backend.chat(*["heartbeat"] * 50, hold=True)
    async with make_client() as client:
        with pytest.raises(StreamInterruptedError, match="nothing but signs of life") as caught:
            await follow(client, Patience(quiet=-1))
    assert "look at its state" in caught.value.next_step
    assert len(backend.requests(RUN)) == 1


@pytest.mark.rule("chat-turn-limit")
async def test_a_turn_ends_after_its_longest_time_however_much_it_says(
    backend: Any, make_client: Callable[..., NemoClient]
) -> None:
    assert Patience().turn == 15 * 60
    assert Patience().quiet == 10 * 60
    backend.chat(*[{"text": "on and on "}] * 50, hold=True)
    async with make_client() as client:
        with pytest.raises(StreamInterruptedError, match="took too long"):
            await follow(client, Patience(turn=-1))


@pytest.mark.rule("adk-silence")
async def test_silence_shorter_than_patience_is_normal(backend: Any, make_client: Callable[..., NemoClient]) -> None:
    assert Patience().quiet > Patience().silence
    backend.chat({"text": "so far"}, hold=True)
    async with make_client(patience=Patience(quiet=0.2, silence=0.01)) as client, client.chat("1", "hi") as stream:
        events = aiter(stream)
        assert await anext(events) == TextDelta(0, "so far")
        with pytest.raises(StreamInterruptedError, match="ReadTimeout"):
            await anext(events)


@pytest.mark.rule("adk-artifact-twin")
async def test_an_event_told_twice_for_its_artifact_says_its_words_once(hear: Any) -> None:
    actions = {"stateDelta": {"scene_revision": 1, "user:theme": "dark"}, "artifactDelta": {}}
    whole = kit("Rendered.", id="c9be", actions=actions)
    twin = {"author": "nemo_agent", "id": "c9be", "actions": {**actions, "artifactDelta": {"render.png": 0}}}
    events, reply = await hear(whole, twin)
    assert events == [TextFinal(0, "Rendered."), Heartbeat()]
    assert reply.text == "Rendered."


@pytest.mark.rule("adk-slow-reader")
async def test_a_slow_listener_loses_nothing(backend: Any, client: NemoClient) -> None:
    backend.chat(*[{"text": f"{number:06d}{'x' * 2000}"} for number in range(2000)])
    numbers = []
    async with client.chat("1", "hello") as stream:
        async for event in stream:
            assert isinstance(event, TextDelta)
            numbers.append(int(event.text[:6]))
            await asyncio.sleep(0)
    assert numbers == list(range(2000))


@pytest.mark.rule("adk-json")
async def test_null_nan_base64_and_raw_line_separators_are_read(hear: Any) -> None:
    image = {"inlineData": {"mimeType": "image/png", "data": "-_8="}}
    events, reply = await hear(
        {"content": {"parts": [image, {"text": "a\u2028b\u2029c\u0085d"}]}, "author": "a"},
        '{"type":"tool_call","name":"edit","args":{"x":NaN,"y":null}}',
    )
    assert events[0] == TextFinal(0, "a\u2028b\u2029c\u0085d")
    assert isinstance(events[1], ToolCall)
    assert events[1].args["y"] is None
    assert reply.tools == ["edit"]


@pytest.mark.rule("chat-temporary-issue")
@pytest.mark.parametrize("size", [1, 2, 5, 31, 100])
async def test_the_stock_phrase_in_small_pieces_is_never_shown_even_in_part(hear: Any, size: int) -> None:
    pieces = [kit(STOCK[at : at + size], partial=True) for at in range(0, len(STOCK), size)]
    for last in ([], [kit(STOCK)]):
        events, reply = await hear(kit("Your clip is ready."), *pieces, *last)
        shown = [event for event in events if isinstance(event, TextDelta | TextFinal) and not event.ignore]
        assert shown == [TextFinal(0, "Your clip is ready.")]
        assert reply.text == "Your clip is ready."


@pytest.mark.rule("chat-temporary-issue")
@pytest.mark.parametrize("rest", ["I", " i ENCOUNTERED a bird", "I encountered a temporary"])
@pytest.mark.parametrize("end", ["close", "tool", "voice", "whole"])
async def test_words_that_only_begin_like_it_are_not_lost(hear: Any, rest: str, end: str) -> None:
    pieces = [kit(letter, partial=True) for letter in rest]
    more: dict[str, list[Any]] = {
        "close": [],
        "tool": [{"content": {"parts": [{"functionResponse": {"name": "edit"}}]}, "author": "nemo_agent"}],
        "voice": [kit("Hm.", author="editor")],
        "whole": [kit(rest)],
    }
    _, reply = await hear(kit("Your clip is ready."), *pieces, *more[end])
    assert reply.blocks[1].strip() == rest.strip()


@pytest.mark.rule("chat-temporary-issue")
async def test_held_words_come_out_before_the_stock_phrase_that_follows_them() -> None:
    reader, reply = Reader(), Reply()
    for event in (kit("Ready."), kit("I", partial=True), kit(STOCK, partial=True), kit("", partial=True)):
        for found in reader.read(json.dumps(event)):
            reply.add(found)
    for found in reader.end():
        reply.add(found)
    assert reply.blocks == ["Ready.", "I"]


@pytest.mark.rule("chat-sent-once")
async def test_a_chat_is_entered_once_and_read_after_that(backend: Any, client: NemoClient) -> None:
    backend.chat({"text": "ok"})
    stream = client.chat("1", "hello")
    with pytest.raises(RuntimeError, match="enter the chat"):
        aiter(stream)
    async with stream:
        pass
    with pytest.raises(RuntimeError, match="entered once"):
        async with stream:
            pass
    await client.chat("1", "never entered").__aexit__(None, None, None)
    assert len(backend.requests(RUN)) == 1


@pytest.mark.rule("adk-host-origin")
async def test_neither_a_browsers_origin_nor_its_host_goes_along(backend: Any, client: NemoClient) -> None:
    backend.chat({"text": "ok"})
    await follow(client)
    (sent,) = backend.seen
    assert sent.headers["host"] == backend.url.removeprefix("http://")
    assert not {"origin", "referer", "cookie"} & sent.headers.keys()
    assert sent.headers["accept-encoding"] == "identity"


@pytest.mark.rule("token-scopes")
async def test_an_anonymous_token_may_try_to_export_and_a_refusal_is_told(
    backend: Any, said: Any, client: NemoClient
) -> None:
    backend.on("POST /api/render/proxy/lambda", said(403, b'{"message":"scope render is missing"}'))
    with pytest.raises(Exception, match="scope render is missing") as caught:
        await client.start_render("r", "1", b"{}")
    assert caught.value.args


@pytest.mark.rule("chat-user-echo")
async def test_the_users_own_words_are_not_repeated_as_a_reply(hear: Any) -> None:
    thinking = {"content": {"parts": [{"text": "hm", "thought": True}]}, "author": "user"}
    own = kit("make it warmer", author="user")
    events, reply = await hear(own, {"text": "Done.", "author": "user", "branch": "x"}, thinking)
    assert reply.text == ""
    assert set(events) == {Heartbeat()}


@pytest.mark.rule("sse-frames")
async def test_a_beat_and_a_text_without_an_empty_line_between_them_are_both_read(hear: Any) -> None:
    events, reply = await hear('heartbeat\ndata: {"text":"two"}')
    assert events == [Heartbeat(), TextDelta(0, "two")]
    assert reply.text == "two"


@pytest.mark.rule("adk-thoughts")
async def test_a_thought_that_comes_whole_at_once_is_told_once(hear: Any) -> None:
    events, _ = await hear({"content": {"parts": [{"text": "hm", "thought": True}]}, "author": "a"})
    assert events == [Thought("hm")]
