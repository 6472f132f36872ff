"""A class at once: thirty clients on one engine, each with a project of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

pytestmark = pytest.mark.slow

CLIENTS = 30
SUBJECTS = ("the sea", "a forest", "snowy mountains", "a desert", "a city at night", "the stars")


def test_thirty_clients_work_at_once_and_nothing_is_mixed(engine: Any) -> None:
    def visit(number: int) -> list[Any]:
        headers = {"X-Client-Id": f"student-{number}"}
        told = engine.client(None).post("/api/auth/anonymous-token", headers=headers).json()["data"]
        project = engine.project(told["token"])
        project.say(f"generate a {number + 1}-second clip of {SUBJECTS[number % len(SUBJECTS)]}", streaming=True)
        project.say(f"add the title 'Student {number}' for 1 second", streaming=True)
        return [told["user_id"], project.sid, project.draft()]

    with ThreadPoolExecutor(CLIENTS) as crowd:
        visits = list(crowd.map(visit, range(CLIENTS)))
    assert len({user for user, _, _ in visits}) == CLIENTS
    assert len({sid for _, sid, _ in visits}) == CLIENTS
    for number, (_, _, draft) in enumerate(visits):
        assert draft["d"] == (number + 1) * 1000
        (title,) = [segment for track in draft["t"] if track["tt"] == 7 for segment in track["sg"]]
        assert title["m"]["text"] == f"Student {number}"
    stats = engine.http.get("/_nemo/stats").json()["sessions"]
    assert {stats[sid]["messages"] for _, sid, _ in visits} == {2}
