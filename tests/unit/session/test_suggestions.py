"""What a turn suggests next, and what it reads by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

import nemo_widgets as nemo
from nemo_widgets.journal import State

DRAFT = b'{"t":[{"tt":0,"sg":[{"d":1000,"m":{"name":"sea"}}]}],"d":1000}'


def turn(prompt: str, reply: str, *, draft: bytes | None = DRAFT, language: str | None = None) -> nemo.Turn:
    """A turn as the journal keeps it once it is settled."""
    session = nemo.connect("https://api.example.com", name="city", token="t", language=language)
    journal = session._journal
    row = journal.add_intent(session._row.id, "turn", {"text": prompt})
    journal.begin_send(row.id, None, {})
    journal.add_events(row.id, [("text", {"block": 0, "op": "append", "text": reply})])
    journal.settle_turn(
        row.id,
        State.SUCCEEDED,
        draft=draft,
        result={"verdict": "done"},
        error=None,
        receipt={"credits_before": 100, "credits_after": 60, "frozen_after": 5},
        take=draft is not None,
    )
    return session.turns[-1]


def test_a_prompt_that_asked_for_the_film_is_offered_its_export(home: Path) -> None:
    made = turn("generate a clip of the sea and send me the video", "Done.")
    assert [action.kind for action in made.actions] == ["export"]
    assert not made._session.exports  # offered, not done


def test_the_timeline_is_told_in_the_sessions_language(home: Path) -> None:
    made = turn("生成一段海景", "好了。")
    line = "时间线（1 条轨道）：1. 视频：sea (0-1s)"
    assert made.afterword == line
    assert repr(made.take) == f"版本 1 · 生成一段海景\n{line}"
    assert repr(made.session) == f"会话 'city' · https://api.example.com · Video generative\n{line}"
    empty = nemo.connect("local", name="hai", language="zh-CN")
    assert repr(empty) == "会话 'hai' · 本地引擎，免费 · Video generative\n时间线（空）"


def test_a_list_of_sessions_tells_no_folder_and_no_id(home: Path, tmp_path: Path) -> None:
    session = turn("generate a clip of the sea", "Done.").session
    session._journal.set_remote(session._row.id, "5529798706024415232", "task_1", "anon_abc123")
    (row,) = listed = nemo.sessions()
    assert row.user_id == "anon_abc123"
    for shown in (repr(listed), listed._repr_html_()):
        assert "city" in shown
        assert not any(secret in shown for secret in ("5529798706024415232", "anon_abc123", str(tmp_path)))


def test_a_rating_keeps_the_note_that_another_kernel_wrote_meanwhile(home: Path) -> None:
    made = turn("generate a clip of the sea", "Done.")
    take, session = made.take, made.session
    assert take is not None
    session._journal.note_take(session._row.id, 1, "theirs")
    take.rating = 4
    assert (take.rating, take.note) == (4, "theirs")
    session._journal.rate_take(session._row.id, 1, 5)
    take.note = "ours"
    assert (take.rating, take.note) == (5, "ours")
    with pytest.raises(nemo.NemoError, match="1 to 5 stars, not 9"):
        take.rating = 9


def test_an_export_is_offered_once(home: Path) -> None:
    made = turn("generate a clip of the sea and send me the video", "Done. Click the Export button.")
    assert [action.kind for action in made.actions] == ["export"]


def test_without_a_change_there_is_no_new_film_to_offer(home: Path) -> None:
    assert turn("generate a clip of the sea and send me the video", "What sea?", draft=None).actions == ()


def test_what_reads_for_free_is_read(home: Path) -> None:
    made = turn("how is it?", "Check your account. You can preview it in the timeline.")
    balance, timeline = made.readings
    assert balance == "Credits: 60 available, 5 reserved by running work"
    assert timeline.startswith("Timeline (1 track)")
    assert balance in made.summary()


def test_what_costs_or_makes_a_film_waits_for_a_click(home: Path) -> None:
    made = turn("make it warm", "Click Export, then drag the clip to the end.")
    assert [(action.kind, action.free) for action in made.actions] == [("export", False), ("send", False)]
    assert made.readings == ()
    assert len(made._session.turns) == 1
    assert not made._session.exports


@pytest.mark.parametrize(("language", "said"), [("en", "4 min without a word"), ("zh-CN", "4 分钟没有新消息")])
def test_long_silence_is_told_as_work_that_goes_on(home: Path, language: str, said: str) -> None:
    session = nemo.connect("local", name="slow", language=language)
    row = session._journal.add_intent(session._row.id, "turn", {"text": "make it darker"})
    session._journal.begin_send(row.id, None, {})
    session._journal.add_events(row.id, [], progress={"phase": "working", "silent_s": 240.1})
    assert said in session.turns[-1].waiting
    session._journal.advance(row.id, State.UNKNOWN, came_from=[State.SENDING])
    session._refresh(session._journal)
    assert session.turns[-1].waiting == ""


def test_an_error_is_told_in_the_sessions_language(home: Path) -> None:
    session = nemo.connect("local", name="zh", language="zh-CN")
    row = session._journal.add_intent(session._row.id, "export", {"path": "/x/a.mp4"})
    error = {"type": "NemoError", "message": "There is nothing to export yet.", "next_step": "Export again."}
    session._journal.advance(row.id, State.FAILED, came_from=[State.WRITTEN], error=error)
    export = session.exports[0]
    assert "还没有可导出的内容。请重新导出。" in repr(export)
    assert str(export.error) == "There is nothing to export yet. Export again."


def test_bytes_are_uploaded_as_a_file_is(home: Path, media: Path) -> None:
    session = nemo.connect("local", name="city")
    (photo,) = session.upload(("view.jpg", (media / "harbour.jpg").read_bytes())).wait(60)
    assert (photo.name, photo.type) == ("view.jpg", "image")
    assert session.uploads[0].receipt.remote_id
