"""Faults on request."""

from __future__ import annotations

from typing import Any

import pytest

CITY = "generate a 10-second cinematic clip of a futuristic city at night"


def _balance(project: Any) -> dict[str, int]:
    return project.http.get("/api/credits/balance/simple").json()["data"]


@pytest.mark.parametrize(
    ("code", "status"),
    [(1001, 401), (1002, 404), (2001, 200), (402, 402), (429, 429), (400, 400), (4001, 400), (4002, 413)],
)
def test_a_code_refuses_the_next_message_before_any_work_and_only_that_one(
    project: Any, code: int, status: int
) -> None:
    project.scenario("code", code=code)

    refused = project.http.post("/run_sse", json=project.body(CITY))

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert project.stats()["messages"] == 0
    assert project.say(CITY)


def test_a_rate_limit_tells_when_to_come_back(project: Any) -> None:
    project.scenario("code", code=429)

    assert project.http.post("/run_sse", json=project.body(CITY)).headers["retry-after"] == "30"


def test_a_code_can_be_set_for_another_endpoint_and_for_several_times(project: Any) -> None:
    project.scenario("code", code=1001, endpoint="state", times=2)

    url = f"/api/state/nemo_agent/me/{project.sid}/latest"
    assert [project.http.get(url).json()["code"] for _ in range(3)] == [1001, 1001, 0]


def test_work_is_free_unless_told(project: Any) -> None:
    before = _balance(project)
    project.say(CITY)

    assert _balance(project) == before
    assert before["available"] == before["total"] > 0
    assert before["frozen"] == 0


def test_charged_credits_are_frozen_while_the_run_works_and_gone_afterwards(project: Any) -> None:
    before = _balance(project)["total"]
    project.scenario("charge", credits=100)
    project.scenario("hold", at="edit")

    with project.stream(CITY) as events:
        project.wait("holding")
        assert _balance(project) == {"available": before - 100, "frozen": 100, "total": before}
        project.release()
        list(events)
    project.wait("idle")

    assert _balance(project) == {"available": before - 100, "frozen": 0, "total": before - 100}
    project.say("make it vertical")
    assert _balance(project)["total"] == before - 100


def test_a_credit_stands_reserved_while_a_run_works_and_is_given_back(project: Any) -> None:
    before = _balance(project)
    project.scenario("hold", at="edit")
    with project.stream(CITY) as events:
        next(events)
        project.wait("holding")
        assert _balance(project)["frozen"] == 1
    project.release()
    project.wait("idle")
    assert _balance(project) == before


def test_an_aborted_run_costs_nothing(project: Any) -> None:
    before = _balance(project)
    project.scenario("charge", credits=100)
    project.scenario("hold", at="edit")
    project.scenario("abort_on_disconnect")
    with project.stream(CITY) as events:
        next(events)
        project.wait("holding")
    project.wait("idle")  # it leaves the hold by itself

    assert _balance(project) == before


def test_a_late_edit_comes_after_the_stream_with_credits_frozen_until_then(project: Any) -> None:
    project.scenario("late_edit", ms=0, title="Surprise")
    project.scenario("hold", at="late")

    project.say(CITY)
    project.wait("holding", "late")

    assert len(project.draft()["t"]) == 1
    assert _balance(project)["frozen"] == 40
    project.release()
    project.wait("idle")
    assert project.draft()["t"][-1]["sg"][0]["m"]["text"] == "Surprise"
    assert _balance(project)["frozen"] == 0


def test_any_edit_can_be_made_silent_and_even_say_that_the_model_was_empty(project: Any) -> None:
    project.scenario("silent", no_content=True)

    events = project.say(CITY)

    assert events[-1]["errorCode"] == "MODEL_RETURNED_NO_CONTENT"
    assert not any("text" in p for e in events for p in e.get("content", {}).get("parts", []))
    assert project.draft()["d"] == 10_000


def test_an_exception_inside_the_stream_comes_at_status_200(project: Any) -> None:
    project.scenario("stream_error", message="RuntimeError: the stage is locked")

    (event,) = project.say(CITY)

    assert event["error"] == "RuntimeError: the stage is locked"
    assert event["error_details"]["error_type"] == "RuntimeError"
    assert project.draft() is None


def test_too_few_credits_end_the_turn_with_an_error(engine: Any) -> None:
    answer = engine.client(None).post("/api/auth/anonymous-token", headers={"X-Client-Id": "poor"})
    poor = engine.project(answer.json()["data"]["token"])
    poor.scenario("charge", credits=1000)

    (event,) = poor.say(CITY)

    assert "credits" in event["error"]
    assert poor.draft() is None


def test_a_scenario_without_a_session_is_for_all_until_reset(start: Any) -> None:
    engine = start()
    engine.http.post("/_nemo/scenario", json={"name": "event_shape", "shape": 3})
    shapes = [engine.project().say(CITY)[0] for _ in range(2)]
    engine.http.post("/_nemo/scenario", json={"name": "reset"})

    assert shapes == ["heartbeat", "heartbeat"]
    assert engine.http.get("/_nemo/scenario").json() == {"scenarios": []}
    assert "invocationId" in engine.project().say(CITY)[0]


@pytest.mark.parametrize("body", [{"name": "nonsense"}, {"name": "code"}, {"name": "slow", "minutes": 3}, {}])
def test_a_scenario_that_does_not_exist_is_422(engine: Any, body: dict[str, Any]) -> None:
    assert engine.http.post("/_nemo/scenario", json=body).status_code == 422


def test_a_message_can_order_a_fault_for_itself(project: Any) -> None:
    project.say(CITY)
    told = project.say("add the title 'Hello' [demo: stream_error message=oh]")
    assert any("oh" in str(event) for event in told)
    refused = project.http.post("/run_sse", json=project.body("make it warmer [demo: code code=2001]"))
    assert refused.json()["code"] == 2001
    assert project.http.post("/run_sse", json=project.body("把画面调暖 [演示：code code=402]")).json()["code"] == 402
    project.say("add the title 'Hello' [Demo: event-shape shape=3]")
    titles = [one["m"]["text"] for track in project.draft()["t"] if track["tt"] == 7 for one in track["sg"]]
    assert titles == ["Hello"]


def test_what_a_message_orders_reaches_no_other_project(engine: Any, project: Any) -> None:
    refused = project.http.post("/run_sse", json=project.body(f"{CITY} [demo: code code=2001 times=3]"))
    assert refused.json()["code"] == 2001
    assert engine.project().say(CITY)


@pytest.mark.parametrize("order", ["nothing", "slow seconds=1e9", "slow speed=1", "hold at=edit", "code code=x"])
def test_an_order_that_cannot_be_carried_out_is_told_before_any_work(project: Any, order: str) -> None:
    refused = project.http.post("/run_sse", json=project.body(f"{CITY} [demo: {order}]"))
    assert refused.status_code == 400
    assert "There is no such demo" in refused.json()["message"]
    assert project.stats()["messages"] == 0


@pytest.mark.parametrize("text", ["add the title '[demo] reel'", "add the title 'Demo: one'"])
def test_what_only_looks_like_an_order_is_a_prompt(project: Any, text: str) -> None:
    project.say(CITY)
    project.say(text)
    assert project.draft()["t"][-1]["sg"][0]["m"]["text"] in text
