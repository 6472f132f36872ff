"""Each fault of the design end to end, ordered by a session's setting and by a message's own words."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

CITY = "generate a 1-second clip of a city at night"
WARMER = "make it warmer"

Order = Callable[..., str]


@pytest.fixture(params=["setting", "words"])
def order(request: pytest.FixtureRequest, project: Any) -> Order:
    """Orders a fault for what is said next: what is to be said then."""

    def by_setting(text: str, fault: str, **fields: Any) -> str:
        project.scenario(fault, **fields)
        return text

    def by_words(text: str, fault: str, **fields: Any) -> str:
        told = "".join(
            f" {key}={value if isinstance(value, str) else json.dumps(value)}" for key, value in fields.items()
        )
        return f"{text} [demo: {fault.replace('_', '-')}{told}]"

    return by_setting if request.param == "setting" else by_words


def _texts(events: list[Any]) -> list[str]:
    parts = [part for e in events if isinstance(e, dict) for part in e.get("content", {}).get("parts", [])]
    return [part["text"] for part in parts if "text" in part]


def _warmth(project: Any) -> float:
    return project.draft()["t"][0]["sg"][0]["m"].get("warmth", 0)


def _cut(project: Any, text: str) -> list[Any]:
    """What came of a stream before it broke."""
    events: list[Any] = []
    with pytest.raises(httpx.RemoteProtocolError), project.stream(text) as stream:
        events += stream
    return events


def test_a_silent_edit_is_an_edit_without_a_word(project: Any, order: Order) -> None:
    project.say(CITY)

    assert _texts(project.say(order(WARMER, "silent"))) == []
    assert _warmth(project) > 0
    assert _texts(project.say(WARMER))


def test_a_slow_run_is_silent_before_the_work(project: Any, order: Order) -> None:
    began = time.monotonic()

    assert _texts(project.say(order(CITY, "slow", seconds=0.3)))
    assert time.monotonic() - began >= 0.3
    assert project.draft()["d"] == 1000


def test_a_cut_stream_leaves_the_run_going_on(project: Any, order: Order) -> None:
    project.say(CITY)

    assert len(_cut(project, order(WARMER, "disconnect"))) <= 1
    project.wait("idle")
    assert _warmth(project) > 0
    assert project.stats()["messages"] == 2


def test_a_cut_stream_can_abort_the_run(project: Any, order: Order) -> None:
    project.say(CITY)
    project.scenario("hold", at="edit")

    _cut(project, order(WARMER, "disconnect", abort=True))
    project.wait("idle")
    assert _warmth(project) == 0


def test_a_client_that_leaves_can_abort_the_run(project: Any, order: Order) -> None:
    project.say(CITY)
    project.scenario("hold", at="edit")

    with project.stream(order(WARMER, "abort_on_disconnect")) as stream:
        next(stream)
        project.wait("holding")
    project.wait("idle")
    assert _warmth(project) == 0


@pytest.mark.parametrize(
    ("code", "status"), [(1001, 401), (1002, 404), (2001, 200), (402, 402), (429, 429), (4001, 400), (4002, 413)]
)
def test_a_code_refuses_the_message_once_and_nothing_is_done(
    project: Any, order: Order, code: int, status: int
) -> None:
    refused = project.http.post("/run_sse", json=project.body(order(CITY, "code", code=code)))

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.json()["message"]
    assert project.draft() is None
    assert _texts(project.say(CITY))


def test_an_export_is_refused_on_a_free_plan(project: Any, order: Order) -> None:
    project.say(order(CITY, "code", code=402, endpoint="render"))

    id_ = f"render_402_{project.sid}"
    refused = project.export(id_, project.draft())
    assert (refused.status_code, refused.json()["code"]) == (402, 402)
    assert project.stats()["renders"] == 0


@pytest.mark.parametrize("endpoint", ["poll", "download"])
def test_what_is_asked_of_an_export_can_be_refused_once(project: Any, order: Order, endpoint: str) -> None:
    project.say(CITY)
    project.scenario("failed_render")
    id_ = f"render_{endpoint}_{project.sid}"
    project.export(id_, project.draft())
    project.say(order(WARMER, "code", code=429, endpoint=endpoint))

    url = f"/api/render/proxy/lambda/{id_}" if endpoint == "poll" else f"/api/render/proxy/{id_}/download"
    assert [project.http.get(url).status_code == 429 for _ in range(2)] == [True, False]


@pytest.mark.parametrize("shape", ["A", "B"])
def test_a_render_fails_in_either_shape(project: Any, order: Order, shape: str) -> None:
    project.say(CITY)
    project.say(order(WARMER, "render_shape", shape=shape))
    project.say(order(WARMER, "failed_render"))
    id_ = f"render_{shape}_{project.sid}"

    told = [project.export(id_, project.draft()).json()]
    told.append(project.until(lambda: (p := project.poll(id_)) and "failed" in str(p) and p))

    keys = ({"taskId", "status"}, {"success", "data"})
    assert all(keys[shape == "B"] <= set(answer) for answer in told)
    assert "The renderer gave up." in str(told[-1])


@pytest.mark.parametrize(("shape", "key"), [(1, "type"), (2, "invocationId"), (3, "text")])
def test_events_have_the_shape_that_was_ordered(project: Any, order: Order, shape: int, key: str) -> None:
    events = [e for e in project.say(order(CITY, "event_shape", shape=shape)) if isinstance(e, dict)]

    assert events
    assert all(key in event for event in events)
    assert project.draft()["d"] == 1000


def test_an_exception_inside_the_stream_leaves_the_film_as_it_was(project: Any, order: Order) -> None:
    project.say(CITY)

    (event,) = project.say(order(WARMER, "stream_error"))
    assert "the agent stumbled" in event["error"]
    assert _warmth(project) == 0


def test_a_title_comes_late_and_unasked(project: Any, order: Order) -> None:
    project.say(order(CITY, "late_edit", ms=1, title="Surprise"))
    project.wait("idle")

    assert project.draft()["t"][-1]["sg"][0]["m"]["text"] == "Surprise"
