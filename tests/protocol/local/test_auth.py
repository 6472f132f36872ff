"""Who may come in: tokens, their users' projects, and the checks against other pages and rebound names."""

from __future__ import annotations

from typing import Any

import httpx
import pytest


def _token(engine: Any, client_id: str) -> dict[str, Any]:
    answer = engine.client(None).post("/api/auth/anonymous-token", headers={"X-Client-Id": client_id})
    assert answer.json()["code"] == 0
    return answer.json()["data"]


@pytest.mark.parametrize("token", [None, "wrong", "nmv_usr_wrong"])
def test_without_a_good_token_the_answer_is_1001(engine: Any, token: str | None) -> None:
    answer = engine.client(token).get("/api/credits/balance/simple")

    assert answer.status_code == 401
    assert answer.json()["code"] == 1001
    assert answer.json()["message"]


def test_an_anonymous_token_comes_with_a_user_an_expiry_and_100_credits(engine: Any) -> None:
    data = _token(engine, "a-client")

    assert data["token"].startswith("nmv_usr_")
    assert data["user_id"].startswith("anon_")
    assert data["expires_at"].endswith("Z")
    assert data["credits"] == 100
    assert engine.client(data["token"]).get("/api/credits/balance/simple").json()["data"]["total"] == 100


def test_the_same_client_stays_the_same_user(engine: Any) -> None:
    assert _token(engine, "stable")["user_id"] == _token(engine, "stable")["user_id"]
    assert _token(engine, "stable")["user_id"] != _token(engine, "other")["user_id"]


def test_a_missing_client_id_is_code_400(engine: Any) -> None:
    assert engine.client(None).post("/api/auth/anonymous-token").json()["code"] == 400


def test_a_private_engine_gives_no_tokens(start: Any) -> None:
    answer = start().client(None).post("/api/auth/anonymous-token", headers={"X-Client-Id": "a"})

    assert (answer.status_code, answer.json()["code"]) == (403, 403)


def test_users_see_only_their_own_projects(engine: Any) -> None:
    mine = engine.project(_token(engine, "one")["token"])
    mine.say("generate a 2-second clip of the sea")
    theirs = engine.client(_token(engine, "two")["token"])

    assert mine.draft()
    for answer in (
        theirs.get(f"/api/state/nemo_agent/me/{mine.sid}/latest"),
        theirs.post("/run_sse", json=mine.body("undo")),
        theirs.post("/api/auth/claim-token", json={"task_id": "t", "session_id": mine.sid}),
        engine.http.get(f"/api/state/nemo_agent/me/{mine.sid}/latest"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, 1002)


def test_only_the_owner_may_look_inside_or_order_faults(engine: Any) -> None:
    guest = engine.client(_token(engine, "guest")["token"])

    assert guest.get("/_nemo/stats").status_code == 403
    assert guest.post("/_nemo/scenario", json={"name": "reset"}).status_code == 403
    assert guest.get("/_nemo/health").json()["status"] == "ok"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1:1", "127.0.0.1.evil.example", ""])
def test_a_foreign_host_is_refused_in_plain_text(engine: Any, host: str) -> None:
    answer = engine.http.get("/_nemo/health", headers={"Host": host})

    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text == "Forbidden: host not allowed"


@pytest.mark.parametrize("origin", ["http://localhost:8888", "https://evil.example", "null", "http://127.0.0.1"])
def test_another_pages_origin_is_refused_in_plain_text(engine: Any, origin: str) -> None:
    answer = engine.http.get("/_nemo/health", headers={"Origin": origin})

    assert (answer.status_code, answer.text) == (403, "Forbidden: origin not allowed")


def test_its_own_host_and_origin_are_welcome(engine: Any) -> None:
    port = httpx.URL(engine.url).port

    for host in (f"127.0.0.1:{port}", f"localhost:{port}"):
        answer = engine.http.get("/_nemo/health", headers={"Host": host, "Origin": f"http://{host}"})
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_session_is_a_number_too_large_for_a_float_as_a_string(engine: Any) -> None:
    answer = engine.http.post("/api/tasks/me/with-session/nemo_agent", json={"task_name": "project"}).json()["data"]

    assert isinstance(answer["session_id"], str)
    assert len(answer["session_id"]) == 19
    assert int(answer["session_id"]) > 2**53
    assert answer["task_id"].startswith("task_")


def test_a_project_can_be_handed_over_to_a_browser(engine: Any, project: Any) -> None:
    data = engine.http.post("/api/auth/claim-token", json={"task_id": "t", "session_id": project.sid}).json()["data"]

    assert data["claim_token"].startswith("clm_")
    assert data["expires_in"] == 604800
