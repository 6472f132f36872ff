"""An export: one render a name, followed through every trouble to the film on disk."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.client import downloads
from nemo_widgets.courier import renders
from nemo_widgets.courier.pace import Pace
from nemo_widgets.journal import State
from nemo_widgets.journal.rows import courier_key


@pytest.fixture
def export(desk: Any, tmp_path: Path) -> Any:
    return desk.add("export", path=str(tmp_path / "clips" / "city.mp4"), quality="high")


def poll(**answer: Any) -> Any:
    return lambda request: request.answer({"taskId": "x", **answer})


def fail(status: int) -> Any:
    return lambda request: request.answer({"message": "busy"}, status)


def abort(request: Any) -> None:
    request.writer.transport.abort()


def read(path: str) -> bytes:
    return Path(path).read_bytes()


async def check_film(desk: Any, export: Any, waves: bytes) -> Any:
    await desk.work()
    row = desk.row(export)
    assert row.state is State.SUCCEEDED, row.error
    assert read(row.result["path"]) == waves
    return row


async def test_a_film_arrives_with_its_receipt(desk: Any, export: Any, backend: Any, waves: bytes) -> None:
    row = await check_film(desk, export, waves)
    assert row.result["render_id"].startswith("render_")
    assert row.receipt["last_status"] == "completed"
    assert row.receipt["credits_before"] == row.receipt["credits_after"] == 60
    assert row.receipt["sent_at"].endswith("+00:00")
    assert json.loads(read(row.result["path"] + ".json"))["render_id"] == row.result["render_id"]


async def test_a_film_may_have_a_name_that_is_no_text(desk: Any, backend: Any, waves: bytes, tmp_path: Path) -> None:
    export = desk.add("export", path=str(tmp_path / os.fsdecode(b"caf\xe9.mp4")))
    row = await check_film(desk, export, waves)
    assert json.loads(read(row.result["path"] + ".json"))["path"] == "caf?.mp4"


async def test_each_export_has_its_own_name(desk: Any, backend: Any, tmp_path: Path) -> None:
    for number in range(5):
        desk.add("export", path=str(tmp_path / f"{number}.mp4"))
    await desk.work()
    assert len(backend.renders) == 5


async def test_two_films_for_one_place_are_fetched_one_after_the_other(
    desk: Any, export: Any, backend: Any, waves: bytes
) -> None:
    """A take's small film has one place, and two views may want it at the same moment."""
    asked_again = asyncio.Event()

    async def slowly(request: Any) -> None:
        request.raw(waves[:1000], length=len(waves), content_type="video/mp4")
        await request.writer.drain()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asked_again.wait(), 0.5)
        request.writer.write(waves[1000:])

    def at_once(request: Any) -> None:
        asked_again.set()
        backend.on_film(request)

    backend.do["film"] = [slowly, at_once]
    other = desk.add("export", path=export.payload["path"], quality="high")
    await check_film(desk, export, waves)
    assert desk.row(other).state is State.SUCCEEDED


async def test_a_failed_poll_says_nothing_of_the_render(desk: Any, export: Any, backend: Any, waves: bytes) -> None:
    """protocol.md, Export: "A failed *poll* (408, 429, 5xx, transport) is polled again with the same id"."""
    garbage = [lambda request: request.raw(b"<html>"), lambda request: request.raw(b'{"da', content_type="a/b")]
    backend.do["poll"] = [fail(408), fail(500), fail(503), abort, *garbage, fail(404)]
    await check_film(desk, export, waves)
    assert len(backend.renders) == 1


async def test_completed_without_an_address_is_polled_on(desk: Any, export: Any, backend: Any, waves: bytes) -> None:
    backend.do["poll"] = [poll(status="completed"), poll(status="completed", output={}), poll(status="completed")]
    await check_film(desk, export, waves)
    assert backend.count("poll") >= 4


async def test_a_failed_render_is_begun_once_more_under_a_new_name(
    desk: Any, export: Any, backend: Any, waves: bytes
) -> None:
    """protocol.md, Export: "on a duplicate-id or failed job, a new id, once"."""
    backend.do["poll"] = [poll(status="failed", error="a node went away")]
    row = await check_film(desk, export, waves)
    assert len(backend.renders) == 2
    assert list(backend.renders) == [row.result["first_render_id"], row.result["render_id"]]


async def test_a_render_that_fails_twice_has_failed_with_its_reason(desk: Any, export: Any, backend: Any) -> None:
    backend.do["poll"] = [poll(status="failed", error="no such font")] * 2
    await desk.work()
    row = desk.row(export)
    assert (row.state, row.error["type"]) == (State.FAILED, "RenderFailedError")
    assert "no such font" in row.error["message"]
    assert row.error["next_step"]
    assert backend.count("start") == 2


async def test_a_name_that_is_taken_is_changed_once(desk: Any, export: Any, backend: Any, waves: bytes) -> None:
    async def taken(request: Any) -> None:
        await request.read()
        request.answer({"code": 400, "message": "duplicate id"}, 409)

    backend.do["start"] = [taken]
    await check_film(desk, export, waves)
    assert backend.count("start") == 2
    backend.do["start"] = [taken, taken, taken]
    again = desk.add("export", path=export.payload["path"] + ".mp4")
    await desk.work()
    assert desk.row(again).state is State.FAILED
    assert backend.count("start") == 4


@pytest.mark.parametrize("kept", [True, False])
async def test_a_lost_answer_to_the_start_does_not_render_twice(
    desk: Any, export: Any, backend: Any, waves: bytes, kept: bool
) -> None:
    async def lose(request: Any) -> None:
        await request.read()
        if kept:
            backend.renders[request.json["id"]] = 0
        request.writer.transport.abort()

    backend.do["start"] = [lose]
    await check_film(desk, export, waves)
    assert len(backend.renders) == 1
    assert backend.count("start") == (1 if kept else 2)


async def test_a_plan_without_export_is_told_and_not_tried_again(desk: Any, export: Any, backend: Any) -> None:
    async def blocked(request: Any) -> None:
        await request.read()
        request.answer({"code": 402, "message": "plan"}, 402)

    backend.do["start"] = [blocked, blocked]
    await desk.work()
    error = desk.row(export).error
    assert error["type"] == "ExportBlockedError"
    assert "Register or upgrade your plan to unlock export." in error["next_step"]
    assert "SKILL_SOURCE" in error["next_step"]  # the other cause: attribution is missing
    assert backend.count("start") == 1


async def test_the_backends_hint_sets_the_pace(desk: Any, export: Any, backend: Any, waves: bytes) -> None:
    def hinted(request: Any) -> None:
        request.answer({"taskId": "x", "status": "processing"}, retry_after="0")

    backend.do["poll"] = [hinted, hinted]
    await check_film(desk, export, waves)
    assert backend.count("poll") == 4


@pytest.mark.parametrize(
    ("told", "seconds"), [("5", 5), ("0", 0.05), ("9999", 600), ("soon", 30), ("", 30), ("nan", 30), ("inf", 30)]
)
def test_the_pace_of_polling_can_be_chosen(monkeypatch: pytest.MonkeyPatch, told: str, seconds: float) -> None:
    monkeypatch.setenv("NEMO_POLL", told)
    assert Pace.of_key(courier_key("https://example.com", "anonymous")).poll == seconds


STEPS = {"setting-up": "state", "submitting": "start", "rendering": "poll", "downloading": "film"}


@pytest.mark.parametrize("step", STEPS)
async def test_a_courier_killed_at_any_step_is_followed_by_one_that_ends_the_export(
    desk: Any, export: Any, backend: Any, waves: bytes, step: str
) -> None:
    async def take_and_hold(request: Any) -> None:
        if step == "submitting":
            await request.read()
            backend.renders[request.json["id"]] = 0
        if step == "downloading":
            request.raw(waves[: len(waves) // 2], length=len(waves), content_type="video/mp4")
            await request.writer.drain()
        await backend.hold(request)

    backend.do[STEPS[step]] = [take_and_hold]
    await desk.work_until_killed(backend.reached)
    left = desk.row(export)
    assert left.state is (State.WRITTEN if step == "setting-up" else left.state)
    assert not left.state.settled
    row = await check_film(desk, export, waves)
    assert len(backend.renders) == 1
    assert row.result["render_id"] == left.result.get("render_id", row.result["render_id"])
    assert sorted(path.name for path in Path(row.result["path"]).parent.iterdir()) == ["city.mp4", "city.mp4.json"]


async def test_a_courier_killed_between_its_note_and_the_start_begins_the_render_once(
    desk: Any, export: Any, backend: Any, waves: bytes
) -> None:
    """The journal says `sending`, and the backend knows nothing of it."""

    async def never_read(request: Any) -> None:
        await backend.hold(request)

    backend.do["start"] = [never_read]
    await desk.work_until_killed(backend.reached)
    assert desk.row(export).state is State.SENDING
    await check_film(desk, export, waves)
    assert len(backend.renders) == 1


async def test_a_stop_ends_an_export(desk: Any, export: Any, backend: Any) -> None:
    backend.do["poll"] = [backend.hold]
    working = asyncio.create_task(desk.work())
    await backend.reached.wait()
    desk.journal.request_cancel(export.id)
    await working
    assert desk.row(export).state is State.CANCELLED


async def test_the_file_beside_a_film_tells_what_made_it_and_nothing_secret(
    desk: Any, backend: Any, tmp_path: Path
) -> None:
    backend.do["state"] = [lambda request: request.answer({"code": 0, "data": {"state": {"draft": None}}})]
    turn = desk.add("turn", text="a city at night")
    await desk.work()
    assert desk.row(turn).result["take"] == 1
    made_by = {"session": "s", "skill": "kling-ai-30", "take": None, "prompts": ["a city at night"]}
    desk.add("export", path=str(tmp_path / "clips" / "city.mp4"), quality="high", made_by=made_by)
    await desk.work()
    text = (tmp_path / "clips" / "city.mp4.json").read_text("utf-8")
    told = json.loads(text)
    (take,) = desk.journal.takes(desk.session.id)
    assert told["timeline"].encode() == desk.journal.draft(take.draft)
    assert (told["session"], told["skill"], told["take"], told["prompt"]) == ("s", "kling-ai-30", 1, "a city at night")
    assert (told["prompts"], told["made_at"], told["path"]) == (["a city at night"], take.created_at, "city.mp4")
    assert "planted" not in text  # the token's mark
    assert str(tmp_path) not in text


@pytest.fixture
def losses(backend: Any, monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """What did not get through; a backend that went away is back once a try was in vain."""
    lost: list[Exception] = []
    outlast = renders.Loss.outlast

    async def counted(self: Any, error: Exception) -> None:
        lost.append(error)
        await backend.listen()
        await outlast(self, error)

    monkeypatch.setattr(renders.Loss, "outlast", counted)
    return lost


async def test_a_short_loss_of_the_network_before_the_start_ends_no_export(
    desk: Any, export: Any, backend: Any, waves: bytes, losses: list[Exception]
) -> None:
    def answer_and_go(request: Any) -> None:
        backend.on_credits(request)
        backend.go_away()

    backend.do["credits"] = [answer_and_go]
    await check_film(desk, export, waves)
    assert [type(error).__name__ for error in losses] == ["BackendUnreachableError"]
    assert (backend.count("start"), len(backend.renders)) == (1, 1)


async def test_a_courier_that_finds_an_export_outlasts_a_network_that_is_away(
    desk: Any, export: Any, backend: Any, waves: bytes, losses: list[Exception]
) -> None:
    """It was written down as asked for, the backend does not know it, and then cannot be reached to be asked."""

    def answer_and_go(request: Any) -> None:
        backend.on_poll(request)
        backend.go_away()

    backend.do = {"start": [backend.hold], "poll": [answer_and_go]}
    await desk.work_until(backend.reached)
    assert desk.row(export).state is State.SENDING
    await check_film(desk, export, waves)
    assert len(losses) == 1
    assert len(backend.renders) == 1


async def test_a_film_whose_fetching_was_cut_off_is_fetched_once_the_network_is_back(
    desk: Any, export: Any, backend: Any, waves: bytes, losses: list[Exception], monkeypatch: Any
) -> None:
    async def half(request: Any) -> None:
        request.raw(waves[: len(waves) // 2], length=len(waves), content_type="video/mp4")
        await request.writer.drain()
        backend.go_away()
        request.writer.transport.abort()

    monkeypatch.setattr(downloads, "_TRIES", 1)  # each of which waits for seconds
    backend.do["film"] = [half]
    row = await check_film(desk, export, waves)
    assert len(losses) == 1
    assert len(backend.renders) == 1
    assert sorted(path.name for path in Path(row.result["path"]).parent.iterdir()) == ["city.mp4", "city.mp4.json"]


async def test_an_engine_that_is_restarted_while_its_film_is_fetched_gives_it_at_its_new_address(
    local_desk: Any, backend: Any, waves: bytes, tmp_path: Path, monkeypatch: Any
) -> None:
    async def leave(request: Any) -> None:
        backend.go_away()
        await backend.listen(anew=True)
        request.writer.transport.abort()

    monkeypatch.setattr(downloads, "_TRIES", 1)
    backend.do["film"] = [leave]
    old = backend.url
    export = local_desk.add("export", path=str(tmp_path / "clips" / "city.mp4"))
    await check_film(local_desk, export, waves)
    assert backend.url != old
    assert len(backend.renders) == 1


async def test_somebody_without_a_network_is_told_soon(desk: Any, export: Any, backend: Any) -> None:
    def answer_and_go(request: Any) -> None:
        backend.on_credits(request)
        backend.go_away()

    backend.do["credits"] = [answer_and_go]
    await desk.work(export=0.05)
    row = desk.row(export)
    assert (row.state, row.error["type"]) == (State.FAILED, "BackendUnreachableError")
    assert row.error["next_step"]
