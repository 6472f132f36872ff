"""A session that the backend has lost: a new timeline from the next message on, and no edit replayed onto it."""

from __future__ import annotations

from typing import Any

import pytest

from nemo_widgets.journal import State

GONE = {"code": 1002, "message": "session not found"}
NOT_FOUND = {"detail": "Session not found"}


@pytest.fixture
async def old(desk: Any, backend: Any) -> Any:
    """A session whose first turn has left a take."""
    backend.do["state"] = [empty]
    turn = desk.add("turn", text="a city")
    await desk.work()
    assert desk.row(turn).state is State.SUCCEEDED
    return desk.journal.session(desk.session.id)


def empty(request: Any) -> None:
    request.answer({"code": 0, "data": {"state": {"draft": None}}})


def gone(request: Any) -> None:
    request.answer(GONE)


async def not_found(request: Any) -> None:
    await request.read()
    request.answer(NOT_FOUND, 404)


async def test_edits_meant_for_the_lost_timeline_are_not_sent_to_the_new_one(desk: Any, backend: Any, old: Any) -> None:
    edits = [desk.add("turn", text=text) for text in ("make it longer", "add a title")]
    backend.do["state"] = [gone]
    await desk.work()
    for edit in edits:
        row = desk.row(edit)
        assert row.state is State.FAILED
        assert "Your takes are kept" in row.error["message"]
    assert backend.count("run") == 1
    assert desk.journal.session(desk.session.id).remote_id is None


async def test_the_next_message_begins_a_new_timeline(desk: Any, backend: Any, old: Any) -> None:
    backend.do["state"] = [gone]
    desk.add("turn", text="make it longer")
    await desk.work()
    again = desk.add("turn", text="a sea")
    backend.do["state"] = [empty]
    await desk.work()
    assert desk.row(again).state is State.SUCCEEDED
    assert desk.journal.session(desk.session.id).remote_id not in {None, old.remote_id}
    assert [(take.number, take.parent) for take in desk.journal.takes(desk.session.id)] == [(1, None), (2, None)]


async def test_a_message_refused_with_not_found_lets_go_of_a_session_that_is_gone(
    desk: Any, backend: Any, old: Any
) -> None:
    edit = desk.add("turn", text="make it longer")
    backend.do["run"] = [not_found]
    backend.do["state"] = [backend.on_state, gone]
    await desk.work()
    assert desk.row(edit).state is State.FAILED
    assert "Your takes are kept" in desk.row(edit).error["message"]
    assert desk.journal.session(desk.session.id).remote_id is None


async def test_a_message_refused_with_not_found_keeps_a_session_that_is_there(
    desk: Any, backend: Any, old: Any
) -> None:
    edit = desk.add("turn", text="make it longer")
    backend.do["run"] = [not_found]
    await desk.work()
    assert desk.row(edit).state is State.FAILED
    kept = desk.journal.session(desk.session.id)
    assert (kept.remote_id, kept.head) == (old.remote_id, old.head)
