"""Turns over `/run_sse`: what the stream holds, and what becomes of the work when the listener leaves."""

from __future__ import annotations

import json
import threading
from typing import Any

import httpx
import pytest

CITY = "generate a 10-second cinematic clip of a futuristic city at night"
TITLE = "add the title 'Urban Dreams' for 3 seconds"
MUSIC = "add lo-fi music at 35%"


def _parts(event: dict[str, Any]) -> list[dict[str, Any]]:
    return event.get("content", {}).get("parts", [])


def _texts(events: list[Any], *, partial: bool) -> list[str]:
    chosen = [e for e in events if (e.get("partial") is True) == partial]
    return [p["text"] for e in chosen for p in _parts(e) if "text" in p]


def test_three_requests_make_the_golden_timeline(project: Any) -> None:
    for request in (CITY, TITLE, MUSIC):
        project.say(request, streaming=True)

    video, audio, text = project.draft()["t"]
    assert [t["tt"] for t in (video, audio, text)] == [0, 1, 7]
    (clip,), (music,), (title,) = video["sg"], audio["sg"], text["sg"]
    assert (clip["m"]["name"], clip["s"], clip["d"]) == ("futuristic city at night", 0, 10_000)
    assert (music["m"]["name"], music["s"], music["d"], music["m"]["volume"]) == ("Lo-fi", 0, 10_000, 0.35)
    assert (title["m"]["text"], title["s"], title["d"]) == ("Urban Dreams", 0, 3000)


def test_streaming_sends_deltas_and_then_the_whole_text_once_more(project: Any) -> None:
    events = project.say(CITY, streaming=True)

    deltas, whole = _texts(events, partial=True), _texts(events, partial=False)
    assert len(deltas) > 5
    assert ["".join(deltas)] == whole
    assert events[-1]["partial"] is False
    assert events[-1]["finishReason"] == "STOP"
    assert len({e["id"] for e in events if any("text" in p for p in _parts(e))}) == 1


def test_without_streaming_there_is_one_whole_text_and_no_partial_key(project: Any) -> None:
    events = project.say(CITY)

    assert len(_texts(events, partial=False)) == 1
    assert not any("partial" in e for e in events)


def test_tool_calls_come_with_their_results_and_the_state_delta(project: Any) -> None:
    events = project.say(f"{CITY}, {MUSIC}")

    calls = [p["functionCall"] for e in events for p in _parts(e) if "functionCall" in p]
    results = [
        (p["functionResponse"], e["actions"]["stateDelta"])
        for e in events
        for p in _parts(e)
        if "functionResponse" in p
    ]
    assert [c["name"] for c in calls] == ["generate_scene", "add_music"]
    assert [r["id"] for r, _ in results] == [c["id"] for c in calls]
    assert results[-1][1] == {"draft_revision": 0, "draft_duration": 10_000}
    for event in events:
        assert {"author", "invocationId", "id", "timestamp", "actions", "nodeInfo"} <= set(event)


def test_adding_a_title_is_done_without_a_word(project: Any) -> None:
    project.say(CITY)

    events = project.say(TITLE, streaming=True)

    assert not [p for e in events for p in _parts(e) if "text" in p]
    assert "functionResponse" in _parts(events[-1])[0]
    assert project.draft()["t"][-1]["sg"][0]["m"]["text"] == "Urban Dreams"


def test_it_says_once_in_a_session_that_it_is_a_local_preview_engine(project: Any) -> None:
    first, second = (_texts(project.say(CITY), partial=False)[0] for _ in range(2))

    assert "local preview engine" in first
    assert "local preview engine" not in second


def test_the_answer_is_in_the_language_of_the_request(project: Any) -> None:
    (text,) = _texts(project.say("生成一个10秒的未来城市夜景视频"), partial=False)

    assert text.startswith("好了：10秒的“未来城市夜景”")


def test_undo_and_redo_go_through_the_drafts(project: Any) -> None:
    project.say(CITY)
    with_city = project.draft()
    project.say(f"{MUSIC} and make it vertical")
    edited = project.draft()

    project.say("undo")
    assert project.draft() == with_city
    project.say("redo")
    assert project.draft() == edited
    project.say("undo the last two changes")
    assert not (project.draft() or {}).get("t")


def test_a_refused_wish_changes_nothing_and_calls_no_tool(project: Any) -> None:
    project.say(CITY)
    before = project.draft()

    events = project.say("rotate it by 90 degrees")

    assert project.draft() == before
    assert not any("functionCall" in p for e in events for p in _parts(e))
    assert "rotate" in _texts(events, partial=False)[0]


def test_the_headers_come_before_the_work(project: Any) -> None:
    project.scenario("hold", at="plan")

    with project.http.stream("POST", "/run_sse", json=project.body(CITY)) as answer:
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert answer.headers["transfer-encoding"] == "chunked"
        project.wait("holding", "plan")
        project.release()
        assert answer.read().startswith(b"data: {")


def test_turns_of_one_session_wait_for_each_other_and_those_of_others_do_not(engine: Any, project: Any) -> None:
    other = engine.project()
    project.scenario("hold", at="edit")
    second: list[Any] = []

    with project.stream(CITY) as events:
        project.wait("holding", "edit")
        late = threading.Thread(target=lambda: second.extend(project.say(MUSIC)))
        late.start()
        assert other.say(CITY)
        assert project.stats()["holding"] == "edit"
        project.release()
        assert list(events)
    late.join(30)

    assert [t["tt"] for t in project.draft()["t"]] == [0, 1]
    assert second


def test_a_run_goes_on_when_its_listener_leaves(project: Any) -> None:
    project.scenario("hold", at="edit")
    with project.stream(CITY) as events:
        next(events)
        project.wait("holding", "edit")
    project.wait("closed")
    project.release()
    project.wait("idle")

    assert project.draft()["d"] == 10_000
    (stream,) = project.stats()["streams"]
    assert stream["closed_by_client"]
    assert project.stats()["messages"] == 1


def test_a_run_told_to_abort_leaves_the_draft_as_it_was_when_its_listener_leaves(project: Any) -> None:
    project.say(CITY)
    before = project.draft()
    project.scenario("abort_on_disconnect")
    project.scenario("hold", at="edit")
    with project.stream(MUSIC) as events:
        next(events)
        project.wait("holding", "edit")
    project.wait("idle")  # it leaves the hold by itself

    assert project.draft() == before


def test_an_unknown_session_is_code_1002_or_the_frameworks_words(engine: Any) -> None:
    body = engine.project().body(CITY) | {"session_id": "1111111111111111111"}

    answer = engine.http.post("/run_sse", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, 1002)

    engine.http.post("/_nemo/scenario", json={"name": "unknown_session", "session_id": "1111111111111111111"})
    answer = engine.http.post("/run_sse", json=body)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Session not found"})


def test_camel_case_and_unknown_fields_are_taken(project: Any) -> None:
    body = {
        "appName": "nemo_agent",
        "userId": "me",
        "sessionId": project.sid,
        "newMessage": {"parts": [{"text": CITY}], "role": "user"},
        "somethingElse": 1,
    }

    assert project.http.post("/run_sse", json=body).status_code == 200


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b'{"app_name":"nemo_agent"}', b'{"session_id":5}', b"\xff\xfe", b'{"a":"\\ud800"}'],
)
def test_a_body_of_the_wrong_shape_is_422(engine: Any, content: bytes) -> None:
    answer = engine.http.post("/run_sse", content=content, headers={"Content-Type": "application/json"})

    assert answer.status_code == 422
    assert isinstance(answer.json()["detail"], list)


def test_a_body_beyond_all_measure_is_refused(engine: Any) -> None:
    answer = engine.http.post("/run_sse", content=b" " * 17_000_000, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (413, 400)
    assert "16 MB" in answer.json()["message"]


def test_an_unknown_field_inside_a_part_is_422(project: Any) -> None:
    body = project.body("")
    body["new_message"]["parts"] = [{"text": CITY, "colour": "red"}]

    assert project.http.post("/run_sse", json=body).status_code == 422


def test_unusual_letters_pass_unharmed(project: Any) -> None:
    project.say(CITY)

    events = project.say('add the title "a\u2028b 🎬 \u0085 é"')

    assert project.draft()["t"][-1]["sg"][0]["m"]["text"].startswith("a")
    assert events


@pytest.mark.parametrize("streaming", [True, False])
def test_the_vendors_first_event_shape(project: Any, streaming: bool) -> None:
    project.scenario("event_shape", shape=1)

    events = project.say(CITY, streaming=streaming)

    assert {e["type"] for e in events} == {"tool_call", "tool_result", "text", "heartbeat"}
    text = "".join(e["content"] for e in events if e["type"] == "text")
    assert text.count("Done") == 1


def test_the_barest_event_shape(project: Any) -> None:
    project.scenario("event_shape", shape=3)

    events = project.say(CITY, streaming=True)

    assert "heartbeat" in events
    assert "" in events
    assert "".join(e["text"] for e in events if isinstance(e, dict)).startswith("Done: a 10-second clip")


def test_a_cut_stream_is_an_incomplete_body_and_the_run_goes_on(project: Any) -> None:
    project.scenario("disconnect", after=1)

    with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
        project.say(CITY)
    project.wait("idle")

    assert project.draft()["d"] == 10_000
    assert project.stats()["streams"][0]["cut"]


def test_a_cut_stream_can_abort_the_run(project: Any) -> None:
    project.scenario("disconnect", after=1, abort=True)
    project.scenario("hold", at="edit")

    with pytest.raises(httpx.RemoteProtocolError):
        project.say(CITY)
    project.wait("idle")

    assert project.draft() is None


def test_every_frame_is_one_data_line_of_json(project: Any) -> None:
    with project.http.stream("POST", "/run_sse", json=project.body(CITY, streaming=True)) as answer:
        raw = b"".join(answer.iter_raw())

    assert raw.endswith(b"\n\n")
    for frame in raw[:-2].split(b"\n\n"):
        assert frame.startswith(b"data: {")
        assert b"\n" not in frame
        json.loads(frame[6:])
