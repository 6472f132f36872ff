"""The client used alone: which backend, and whose token."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.client import Anonymous, NemoClient, OwnToken, environment
from nemo_widgets.errors import UnknownBackendError

CREDITS = "GET /api/credits/balance/simple"
ASK = "POST /api/auth/anonymous-token"
BALANCE = {"code": 0, "data": {"available": 1, "frozen": 0, "total": 1}}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment that says nothing, and a home that is empty."""
    for name in ("NEMO_TOKEN", "NEMO_API_URL", "NEMO_WEB_URL", "NEMO_CLIENT_ID", "NEMO_HOME", "SKILL_SOURCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.mark.rule("host-api")
def test_the_api_is_the_vendors_unless_the_environment_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.backend() == "https://mega-api-prod.nemovideo.ai"
    monkeypatch.setenv("NEMO_API_URL", "https://eu.example/api/")
    assert environment.backend() == "https://eu.example/api"
    monkeypatch.setenv("NEMO_API_URL", "http://eu.example")
    with pytest.raises(UnknownBackendError):
        NemoClient.from_environment()


@pytest.mark.rule("host-web")
async def test_links_lead_to_the_web_site_of_the_environment(
    backend: Any, client: NemoClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEMO_WEB_URL", "https://web.example/")
    backend.on("POST /api/auth/claim-token", {"data": {"claim_token": "clm_1"}})
    assert await client.claim_link("task_xxx", "1") == "https://web.example/workspace/claim?ct=clm_1"


@pytest.mark.rule("token-origin")
def test_a_token_goes_to_its_own_origin_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_TOKEN", " nmv_usr_mine\n")
    own = environment.auth_for("https://mega-api-prod.nemovideo.ai/")
    assert isinstance(own, OwnToken)
    assert own.token.reveal() == "nmv_usr_mine"
    for other in ("https://eu.example", "http://127.0.0.1:1", "https://mega-api-prod.nemovideo.ai:8443"):
        assert isinstance(environment.auth_for(other), Anonymous)
    explicit = environment.auth_for("https://eu.example", "nmv_usr_eu")
    assert isinstance(explicit, OwnToken)
    assert explicit.token.reveal() == "nmv_usr_eu"
    monkeypatch.setenv("NEMO_API_URL", "https://eu.example")
    assert isinstance(environment.auth_for("https://eu.example"), OwnToken)
    assert isinstance(environment.auth_for("https://mega-api-prod.nemovideo.ai"), Anonymous)


@pytest.mark.rule("token-origin")
async def test_another_backend_never_sees_the_environments_token(
    backend: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "nmv_usr_mine")
    backend.on(ASK, {"data": {"token": "nmv_usr_nobody"}})
    backend.on(CREDITS, BALANCE)
    async with NemoClient.from_environment(backend.url) as client:
        await client.credits()
    assert backend.requests(CREDITS)[0].headers["authorization"] == "Bearer nmv_usr_nobody"
    assert not any("nmv_usr_mine" in str(sent.headers) for sent in backend.seen)
    assert environment.tokens() == tmp_path / "state" / "nemo_widgets" / "tokens"
    assert list(environment.tokens().glob("*.json"))


@pytest.mark.rule("token-own")
async def test_the_environments_token_is_used_and_no_other_is_asked_for(
    backend: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "nmv_usr_mine")
    monkeypatch.setenv("NEMO_API_URL", backend.url)
    monkeypatch.setenv("NEMO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SKILL_SOURCE", "kling-ai-30")
    backend.on(CREDITS, BALANCE)
    async with NemoClient.from_environment() as client:
        await client.credits()
    (sent,) = backend.seen
    assert sent.headers["authorization"] == "Bearer nmv_usr_mine"
    assert sent.headers["x-skill-source"] == "kling-ai-30"
    assert environment.tokens() == tmp_path / "home" / "tokens"


@pytest.mark.rule("register-link")
@pytest.mark.parametrize(
    ("user", "link"), [("anon_a b/c", "https://nemovideo.com/register?bind=anon_a%20b%2Fc"), ("u_7", None)]
)
async def test_only_an_anonymous_user_gets_the_link_wherever_the_id_came_from(
    backend: Any, make_client: Callable[..., NemoClient], user: str, link: str | None
) -> None:
    told = {"session_id": "1", "user_id": user}
    for route, call in (
        ("POST /api/tasks/me/with-session/nemo_agent", lambda client: client.create_session()),
        ("GET /api/state/nemo_agent/me/1/latest", lambda client: client.state("1")),
    ):
        backend.on(route, {"code": 0, "data": told})
        async with make_client() as client:
            assert client.register_url is None
            await call(client)
            assert (client.user_id, client.register_url) == (user, link)
