"""What stays in a notebook, in the language of its session."""

from __future__ import annotations

import json
import re
from pathlib import Path

from PIL import Image

import nemo_widgets as nemo
from nemo_widgets.errors import NoCreditsError, as_record
from nemo_widgets.journal import State
from nemo_widgets.widgets.record import job_record, session_record, take_record

DRAFT = b'{"t":[{"tt":0,"sg":[{"d":1000,"m":{"name":"sea"}}]}],"d":1000}'
LONGEST_RECORD = 60_000
SEGMENTS = 5000
LETTERS = re.compile(r"[A-Za-z]{3,}")


def turn(session: nemo.Session, prompt: str, reply: str = "", verdict: str = "done", draft: bytes = DRAFT) -> nemo.Turn:
    """A turn as the journal keeps it once it is settled."""
    journal = session._journal
    made = journal.add_intent(session._row.id, "turn", {"text": prompt})
    journal.begin_send(made.id, None, {})
    if reply:
        journal.add_events(made.id, [("text", {"block": 0, "op": "append", "text": reply})])
    failed = verdict == "failed"
    journal.settle_turn(
        made.id,
        State.FAILED if failed else State.SUCCEEDED,
        draft=draft,
        result={"verdict": verdict},
        error=as_record(NoCreditsError("The credits are used up.")) if failed else None,
        receipt={},
        take=not failed,
    )
    return session.turns[-1]


def test_a_chinese_conversation_leaves_chinese_records(home: Path) -> None:
    session = nemo.connect("local", name="海")
    sea = turn(session, "生成一个1秒的海", "好了。")
    lost = turn(session, "调暖一点", verdict="recovered")
    refused = turn(session, "再暖一点", verdict="failed")
    records = [job_record(session, job, drawing=True) for job in (sea, lost, refused)]
    records += [take_record(session.takes[1]), session_record(session)]
    shown = " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", record["text/html"]) for record in records)
    assert set(LETTERS.findall(shown)) <= {"sea", "Nemo", "Studio"}
    for said in ("版本 1", "首个画面正在绘制", "连接中断，但任务继续进行", "消息 · 失败", "积分已用完。", "本地引擎"):
        assert said in shown


def test_a_record_says_that_the_connection_was_lost_whatever_had_come_before(home: Path) -> None:
    session = nemo.connect("local", name="sea")
    for reply in ("", "On it"):
        told = job_record(session, turn(session, "make it warm", reply, "recovered"))["text/plain"]
        assert "The connection was lost, and the work went on; the timeline shows what was done:" in told
        assert "The backend said nothing" not in told


def test_a_take_is_shown_with_what_made_it_and_its_timeline(home: Path) -> None:
    session = nemo.connect("local", name="sea")
    made = turn(session, "generate a 1-second clip of the <sea>", "Done.")
    record = take_record(made.take or session.takes[1])
    assert "Take 1 · generate a 1-second clip of the &lt;sea&gt;" in record["text/html"]
    assert 'alt="Timeline (1 track): 1. Video: sea (0-1s)"' in record["text/html"]
    assert session.takes[1]._repr_html_() is None  # a terminal takes the words


def test_an_upload_shows_the_pictures_that_were_given(home: Path, tmp_path: Path) -> None:
    session = nemo.connect("local", name="sea")
    picture = tmp_path / "night & day.png"
    Image.new("RGB", (1440, 960), "navy").save(picture)
    row = session._journal.add_intent(session._row.id, "upload", {"name": picture.name, "path": str(picture)})
    file = {"filename": picture.name, "file_type": "image", "width": 1440, "height": 960}
    session._journal.advance(row.id, State.SUCCEEDED, came_from=(State.WRITTEN,), result={"file": file})
    record = job_record(session, session.uploads[-1])
    assert record["text/plain"] == "＋ night & day.png · 1440×960"
    assert '<img src="data:image/jpeg;base64,' in record["text/html"]
    assert 'alt="night &amp; day.png"' in record["text/html"]
    assert len(record["text/html"]) < 10_000


def long_timeline(shift: int) -> bytes:
    """So many clips under so many titles, each with a name of its own."""
    clips = [{"id": f"c{n}", "s": n * 1000, "d": 1000, "m": {"name": f"shot {n + shift}"}} for n in range(SEGMENTS)]
    titles = [{"id": f"t{n}", "s": n * 1000, "d": 900, "m": {"text": f"Title {n + shift}"}} for n in range(SEGMENTS)]
    return json.dumps({"d": SEGMENTS * 1000, "t": [{"tt": 0, "sg": clips}, {"tt": 7, "sg": titles}]}).encode()


def test_a_record_of_a_very_long_timeline_is_small(home: Path) -> None:
    session = nemo.connect("local", name="long")
    turn(session, "make them all", draft=long_timeline(0))
    renamed = turn(session, "rename them all", draft=long_timeline(7))
    assert renamed.take is not None
    assert len(renamed.take.changes) > SEGMENTS, "each has another name"
    for record in (job_record(session, renamed), session_record(session)):
        assert len(json.dumps(record)) <= LONGEST_RECORD
        assert "shot 7" in record["text/plain"]
