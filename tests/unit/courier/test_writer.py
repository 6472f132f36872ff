"""Events into rows: many to a write, no text twice."""

import asyncio
from pathlib import Path

import pytest

from nemo_widgets.client import Heartbeat, TextDelta, TextFinal, Thought, ToolCall, ToolResult
from nemo_widgets.courier import writer as writing
from nemo_widgets.courier.writer import Writer, usual_seconds
from nemo_widgets.errors import DiskFullError
from nemo_widgets.journal import Home, Journal, State


@pytest.fixture
def journal(tmp_path: Path):
    journal = Journal(Home(tmp_path))
    yield journal
    journal.close()


@pytest.fixture
def intent_id(journal: Journal) -> str:
    session = journal.open_session(
        name="s", backend="local", courier="local|local", profile="video-generative", language=None, clips="/c"
    )
    intent = journal.add_intent(session.id, "turn", {"text": "a"})
    journal.begin_send(intent.id, None, {})
    journal.advance(intent.id, State.ACCEPTED, came_from=[State.SENDING])
    return intent.id


async def written(journal: Journal, intent_id: str, *events: object) -> list[tuple[str, dict[str, object]]]:
    async with Writer(journal, intent_id) as writer:
        for event in events:
            writer.add(event)
    return [(row.kind, row.data) for row in journal.events(intent_id)]


async def test_deltas_that_arrive_together_are_one_row(journal: Journal, intent_id: str) -> None:
    rows = await written(journal, intent_id, TextDelta(0, "a "), TextDelta(0, "city"), TextDelta(1, "b"))
    assert rows == [
        ("text", {"block": 0, "op": "append", "text": "a city"}),
        ("text", {"block": 1, "op": "append", "text": "b"}),
    ]


async def test_a_final_text_takes_the_place_of_its_deltas(journal: Journal, intent_id: str) -> None:
    rows = await written(journal, intent_id, TextDelta(0, "a ci"), TextFinal(0, "a city"))
    assert rows[-1] == ("text", {"block": 0, "op": "set", "text": "a city"})


async def test_thoughts_stay_inside_and_tools_feed_the_progress(journal: Journal, intent_id: str) -> None:
    rows = await written(journal, intent_id, Thought("hm"), ToolCall("generate_video_with_seedance", {}))
    assert rows == [("tool", {"name": "generate_video_with_seedance", "usual": [120, 300]})]
    assert journal.intent(intent_id).progress["tool"] == "generate_video_with_seedance"


async def test_a_tools_end_is_told(journal: Journal, intent_id: str) -> None:
    await written(journal, intent_id, ToolCall("edit_draft", {}), ToolResult("edit_draft"))
    assert journal.intent(intent_id).progress["tool"] is None


async def test_the_trailing_temporary_issue_is_left_out(journal: Journal, intent_id: str) -> None:
    """protocol.md, Chat: "Ignore a trailing 'I encountered a temporary issue' after normal replies"."""
    rows = await written(journal, intent_id, TextFinal(0, "Done."), TextFinal(1, "I encountered…", ignore=True))
    assert [data["text"] for _, data in rows] == ["Done."]


async def test_a_heartbeat_is_a_sign_of_life_and_no_row(journal: Journal, intent_id: str) -> None:
    assert await written(journal, intent_id, Heartbeat()) == []
    assert journal.intent(intent_id).progress["last_sign"]
    assert journal.intent(intent_id).state is State.STREAMING


@pytest.mark.parametrize(
    ("tool", "usual"),
    [
        ("generate_video_with_seedance", (120, 300)),
        ("suno_music", (60, 120)),
        ("edit_draft", (10, 30)),
        ("multitrack", (10, 30)),
        ("look_around", None),
    ],
)
def test_a_tools_usual_time_is_the_vendors(tool: str, usual: tuple[int, int] | None) -> None:
    assert usual_seconds(tool) == usual


async def test_silence_is_told_again_and_again_until_there_is_news(journal: Journal, intent_id: str) -> None:
    def told() -> float:
        return journal.intent(intent_id).progress.get("silent_s", 0)

    async with Writer(journal, intent_id, still=0.02) as writer:
        async with asyncio.timeout(30):
            while told() < 0.04:
                writer.add(Heartbeat())
                await asyncio.sleep(0.005)
        writer.add(TextDelta(0, "a"))
        writer.flush()
        assert told() == 0
    assert told() == 0


async def test_a_reply_that_comes_while_the_disk_is_full_is_whole_once_there_is_room(
    journal: Journal, intent_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, tried = [True], asyncio.Event()
    add = Journal.add_events

    def add_events(self: Journal, *given: object, **more: object) -> None:
        tried.set()
        if full[0]:
            raise DiskFullError("The journal could not be written.")
        add(self, *given, **more)

    monkeypatch.setattr(Journal, "add_events", add_events)
    monkeypatch.setattr(writing, "_AGAIN_S", 0.01)
    async with Writer(journal, intent_id) as writer:
        writer.add(TextDelta(0, "a city "))
        await tried.wait()
        writer.add(TextDelta(0, "at "))
        full[0] = False
        tried.clear()
        await tried.wait()
        writer.add(TextDelta(0, "night"))
    assert "".join(str(row.data["text"]) for row in journal.events(intent_id)) == "a city at night"
