"""What the frames of a chat mean: the literal examples of protocol.md and adk.md."""

from __future__ import annotations

from typing import Any

import pytest

from nemo_widgets.client import Heartbeat, StreamError, TextDelta, TextFinal, Thought, ToolCall, ToolResult

ACTIONS = '"actions":{"stateDelta":{},"artifactDelta":{},"requestedAuthConfigs":{},"requestedToolConfirmations":{}}'
DELTA = (
    '{"content":{"parts":[{"text":"the scene "}],"role":"model"},"partial":true,"invocationId":"e-63e8",'
    '"author":"nemo_agent",' + ACTIONS + ',"nodeInfo":{"path":""},"id":"e37e","timestamp":1795196422.989628}'
)
FINAL = (
    '{"content":{"parts":[{"text":"the scene is warmer"}],"role":"model"},"partial":false,"finishReason":"STOP",'
    '"invocationId":"e-63e8","author":"nemo_agent",' + ACTIONS + ',"id":"e37e"}'
)
CALL = (
    '{"content":{"parts":[{"functionCall":{"id":"adk-7504","args":{"prim_path":"/World/Robot/Arm"},'
    '"name":"edit_scene"}}],"role":"model"},"author":"nemo_agent","longRunningToolIds":["adk-7504"],' + ACTIONS + "}"
)
RESULT = (
    '{"content":{"parts":[{"functionResponse":{"id":"adk-7504","name":"edit_scene","response":{"status":"ok",'
    '"revision":1}}}],"role":"user"},"author":"nemo_agent","actions":{"stateDelta":{"scene_revision":1,'
    '"user:theme":"dark"}}}'
)
NO_CONTENT = '{"errorCode":"MODEL_RETURNED_NO_CONTENT","finishReason":"STOP","author":"nemo_agent","partial":false}'
EXCEPTION = (
    '{"error": "RuntimeError: USD stage is locked", "error_details": {"error_type": "RuntimeError", '
    '"error_message": "USD stage is locked", "timestamp": 1795196423.70}}'
)
HAND_ON = (
    '{"content":{"parts":[{"functionResponse":{"name":"transfer_to_agent","response":{"result":null}}}],'
    '"role":"user"},"author":"nemo_agent","actions":{"transferToAgent":"editor"}}'
)


def adk(text: str, *, partial: bool | None = None, author: str = "nemo_agent", **more: Any) -> dict[str, Any]:
    event = {"content": {"parts": [{"text": text}], "role": "model"}, "author": author, **more}
    return event if partial is None else {**event, "partial": partial}


def call(call_id: str | None = "c1", *, partial: bool | None = None) -> dict[str, Any]:
    part = {"functionCall": {"name": "generate_video_with_seedance", "args": {"seconds": 5}, "id": call_id}}
    event = {"content": {"parts": [part], "role": "model"}, "author": "nemo_agent"}
    return event if partial is None else {**event, "partial": partial}


@pytest.mark.rule("chat-shape-typed")
async def test_typed_events_are_text_tools_and_heartbeats(hear: Any) -> None:
    events, reply = await hear(
        {"type": "tool_call", "name": "generate_video_with_seedance", "args": {}},
        {"type": "tool_result", "name": "generate_video_with_seedance", "result": {}},
        {"type": "heartbeat"},
        {"type": "text", "content": "Your clip is ready."},
    )
    assert events == [
        ToolCall("generate_video_with_seedance", {}),
        ToolResult("generate_video_with_seedance"),
        Heartbeat(),
        TextDelta(0, "Your clip is ready."),
    ]
    assert reply.text == "Your clip is ready."
    assert reply.tools == ["generate_video_with_seedance"]


@pytest.mark.rule("chat-shape-adk")
async def test_agent_kit_events_are_read(hear: Any) -> None:
    events, reply = await hear(CALL, RESULT, DELTA, FINAL)
    assert events == [
        ToolCall("edit_scene", {"prim_path": "/World/Robot/Arm"}, "adk-7504"),
        ToolResult("edit_scene", "adk-7504"),
        TextDelta(0, "the scene "),
        TextFinal(0, "the scene is warmer"),
    ]
    assert reply.text == "the scene is warmer"
    assert reply.complete


@pytest.mark.rule("chat-shape-bare")
async def test_bare_texts_are_pieces_of_one_reply(hear: Any) -> None:
    _, reply = await hear({"text": "Your clip "}, {"text": "is ready."})
    assert reply.text == "Your clip is ready."


@pytest.mark.rule("chat-any-mix")
async def test_shapes_may_come_in_any_mix(hear: Any) -> None:
    _, reply = await hear(
        {"type": "text", "content": "Working on it."},
        {"type": "tool_call", "name": "edit_draft", "args": {}},
        adk("Done", partial=True),
        adk("Done."),
        {"text": "Anything else?"},
    )
    assert reply.blocks == ["Working on it.", "Done.", "Anything else?"]
    assert reply.tools == ["edit_draft"]


@pytest.mark.rule("adk-text-twice")
async def test_a_whole_message_replaces_its_deltas(hear: Any) -> None:
    _, reply = await hear(adk("A warm", partial=True), adk(" cty", partial=True), adk("A warm city.", partial=False))
    assert reply.text == "A warm city."


@pytest.mark.rule("adk-text-twice")
async def test_the_same_words_said_twice_are_kept_twice(hear: Any) -> None:
    _, reply = await hear(adk("Done.", partial=True), adk("Done."), adk("Done.", partial=True), adk("Done."))
    assert reply.blocks == ["Done.", "Done."]


@pytest.mark.rule("adk-text-twice")
async def test_deltas_and_their_whole_belong_together_by_author_and_branch_not_by_id(hear: Any) -> None:
    _, reply = await hear(
        adk("left ", partial=True, author="a", id="1"),
        adk("right ", partial=True, author="b", id="2"),
        adk("below ", partial=True, author="a", branch="a.x", id="3"),
        adk("right hand", author="b", id="4"),
        adk("left hand", author="a", id="5"),
    )
    assert reply.blocks == ["left hand", "right hand", "below "]
    assert not reply.complete


@pytest.mark.rule("adk-text-twice")
async def test_deltas_that_are_never_confirmed_stay_and_count_as_incomplete(hear: Any) -> None:
    _, reply = await hear(adk("A warm", partial=True), adk(" city", partial=True))
    assert reply.text == "A warm city"
    assert not reply.complete


@pytest.mark.rule("adk-text-twice")
async def test_an_empty_whole_does_not_wipe_the_deltas(hear: Any) -> None:
    _, reply = await hear(adk("A warm city", partial=True), adk("", partial=False, finishReason="STOP"))
    assert reply.text == "A warm city"


@pytest.mark.rule("adk-text-twice")
async def test_unconfirmed_words_before_a_tool_are_not_replaced_by_those_after_it(hear: Any) -> None:
    _, reply = await hear(
        adk("Let me see.", partial=True), call(), RESULT, adk("Do", partial=True), adk("Done.", partial=False)
    )
    assert reply.blocks == ["Let me see.", "Done."]


@pytest.mark.rule("adk-partial-is-true")
async def test_only_partial_true_is_a_delta(hear: Any) -> None:
    events, _ = await hear(adk("whole"), adk("whole", partial=False), adk("delta", partial=True))
    assert [type(event) for event in events] == [TextFinal, TextFinal, TextDelta]


@pytest.mark.rule("adk-call-once")
async def test_a_call_that_comes_twice_comes_out_once(hear: Any) -> None:
    events, reply = await hear(call(partial=True), call(partial=False), call(partial=False))
    assert events.count(ToolCall("generate_video_with_seedance", {"seconds": 5}, "c1")) == 1
    assert reply.tools == ["generate_video_with_seedance"]


@pytest.mark.rule("adk-call-once")
async def test_two_calls_of_one_tool_are_two(hear: Any) -> None:
    _, reply = await hear(call("c1"), call("c2"), call(None), call(None))
    assert len(reply.tools) == 4


@pytest.mark.rule("adk-thoughts")
async def test_thoughts_are_no_part_of_the_reply_and_come_once(hear: Any) -> None:
    part = {"text": "the user wants warmth", "thought": True}
    whole = {"content": {"parts": [part, {"text": "Warmer now."}]}, "author": "a"}
    events, reply = await hear({"content": {"parts": [part]}, "author": "a", "partial": True}, whole)
    assert events == [Thought("the user wants warmth"), TextFinal(0, "Warmer now.")]
    assert reply.text == "Warmer now."


@pytest.mark.rule("adk-silent-edit")
async def test_a_silent_edit_is_no_error(hear: Any) -> None:
    _, reply = await hear(CALL, RESULT, NO_CONTENT)
    assert reply.text == ""
    assert reply.errors == []
    assert reply.tools == ["edit_scene"]


@pytest.mark.rule("adk-silent-edit")
async def test_a_stream_without_any_frame_is_a_silent_turn(hear: Any) -> None:
    events, reply = await hear()
    assert events == []
    assert reply.text == ""


@pytest.mark.rule("adk-odd-content")
@pytest.mark.parametrize(
    "odd",
    [
        {"author": "nemo_agent", "actions": {"stateDelta": {"scene_revision": 1}}},
        {"content": {"parts": []}, "author": "nemo_agent"},
        {"content": {"parts": [{}]}, "author": "nemo_agent"},
        {"content": {"parts": [{"text": ""}]}, "author": "nemo_agent"},
        {"content": None},
        {"content": {"parts": [None, 3, {"text": 7}]}},
        {"turnComplete": True},
        {"type": "something new", "payload": [1, 2]},
        "heartbeat",
        "",
        "[DONE]",
        "null",
        "[1, 2]",
        "NaN",
        '{"cut off',
        "[" * 100_000,
    ],
)
async def test_frames_without_content_are_signs_of_life(hear: Any, odd: Any) -> None:
    events, reply = await hear(odd)
    assert set(events) <= {Heartbeat()}
    assert events
    assert reply.text == ""
    assert reply.errors == []


@pytest.mark.rule("adk-tool-role")
async def test_tool_events_are_known_by_their_parts_not_by_their_role(hear: Any) -> None:
    events, _ = await hear(HAND_ON, adk("I am the editor.", author="editor"))
    assert events == [ToolResult("transfer_to_agent"), TextFinal(0, "I am the editor.")]


@pytest.mark.rule("adk-errors")
@pytest.mark.parametrize(
    ("told", "message", "code"),
    [
        (
            EXCEPTION,
            "RuntimeError: USD stage is locked",
            "RuntimeError",
        ),
        ('{"error": "USD stage is locked"}', "USD stage is locked", None),
        ('{"error": "cannot open "a\\b.usd": {"code": 5}"}', 'cannot open "a\\b.usd": {"code": 5}', None),
        (
            '{"partial":false,"errorCode":"SAFETY","errorMessage":"blocked by safety"}',
            "blocked by safety",
            "SAFETY",
        ),
        ('{"code":2001,"message":"insufficient credits"}', "insufficient credits", "2001"),
        ('{"type":"error","message":"no luck"}', "no luck", None),
    ],
)
async def test_each_error_channel_is_heard(hear: Any, told: str, message: str, code: str | None) -> None:
    events, reply = await hear(told)
    assert events == [StreamError(message, code)] == reply.errors


@pytest.mark.rule("adk-errors")
async def test_an_error_frame_broken_by_its_own_newline_is_heard(hear: Any) -> None:
    _, reply = await hear('{"error": "first line\nsecond line"}')
    assert reply.errors[0].message == "first line"


@pytest.mark.rule("adk-error-twice")
async def test_an_exception_told_twice_is_one_error(hear: Any) -> None:
    _, reply = await hear(
        {"errorCode": "RuntimeError", "errorMessage": "USD stage is locked", "author": "nemo_agent"},
        {
            "error": "RuntimeError: USD stage is locked",
            "error_details": {"error_type": "RuntimeError", "error_message": "USD stage is locked"},
        },
    )
    assert len(reply.errors) == 1


@pytest.mark.rule("adk-error-after-answer")
async def test_an_error_after_an_answer_leaves_the_answer(hear: Any) -> None:
    _, reply = await hear(adk("Your clip is ready."), {"error": "late trouble"})
    assert reply.text == "Your clip is ready."
    assert [error.message for error in reply.errors] == ["late trouble"]


@pytest.mark.rule("adk-error-after-answer")
async def test_an_error_code_beside_text_leaves_the_text(hear: Any) -> None:
    _, reply = await hear(adk("A city at", errorCode="MAX_TOKENS", errorMessage="cut short"))
    assert reply.text == "A city at"
    assert reply.errors == [StreamError("cut short", "MAX_TOKENS")]


@pytest.mark.rule("chat-temporary-issue")
async def test_a_trailing_temporary_issue_is_marked_and_left_out(hear: Any) -> None:
    issue = "I encountered a temporary issue. Please try again."
    for frames in (
        [adk("Your clip is ready."), adk(issue)],
        [{"text": "Your clip is ready."}, {"text": issue}],
        [adk("Your clip is ready."), adk(issue[:20], partial=True), adk(issue[20:], partial=True)],
    ):
        events, reply = await hear(*frames)
        assert reply.text == "Your clip is ready."
        assert any(getattr(event, "ignore", False) for event in events)


@pytest.mark.rule("chat-temporary-issue")
async def test_a_temporary_issue_alone_is_the_reply(hear: Any) -> None:
    _, reply = await hear(adk("I encountered a temporary issue."))
    assert reply.text == "I encountered a temporary issue."


@pytest.mark.rule("adk-surrogates")
async def test_a_lone_surrogate_becomes_a_replacement_character(hear: Any) -> None:
    _, reply = await hear('{"text":"half \\ud83d, whole \\ud83d\\ude00"}')
    assert reply.text == "half \ufffd, whole 😀"


@pytest.mark.rule("adk-big-numbers")
async def test_numbers_beyond_64_bits_do_no_harm(hear: Any) -> None:
    events, _ = await hear('{"type":"tool_call","name":"edit","args":{"n":123456789012345678901234567890}}')
    assert events == [ToolCall("edit", {"n": 123456789012345678901234567890})]


@pytest.mark.rule("sse-frames")
async def test_frames_without_an_empty_line_between_them_are_read(hear: Any) -> None:
    _, reply = await hear('{"text":"one "}\ndata: {"text":"two "}\ndata: {"text":"three"}')
    assert reply.text == "one two three"
