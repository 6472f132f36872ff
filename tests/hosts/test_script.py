"""The road from prompt to film as a script walks it: a real courier, a real engine, real files."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

import nemo_widgets as nemo

GOLDEN = (
    "Timeline (3 tracks): 1. Video: futuristic city at night (0-10s) 2. BGM: Lo-fi (0-10s, 35%) "
    '3. Title: "Urban Dreams" (0-3s)'
)


@pytest.fixture
def session(home: Path) -> nemo.Session:
    return nemo.connect("local", name="city")


def frames(film: Path, *seconds: float) -> Iterator[np.ndarray[Any, Any]]:
    """Frames of a film at given times, small and grey."""
    with av.open(str(film)) as container:
        wanted = list(seconds)
        for frame in container.decode(video=0):
            if wanted and frame.time is not None and frame.time >= wanted[0]:
                wanted.pop(0)
                yield small(frame.to_image())


def small(image: Image.Image) -> np.ndarray[Any, Any]:
    return np.asarray(image.convert("L").resize((96, 54)), dtype=float)


def likeness(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> float:
    """Correlation of two pictures: 1 for the same, near 0 for strangers."""
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def test_three_prompts_leave_three_takes_and_the_golden_timeline(session: nemo.Session) -> None:
    city = session.send("generate a 10-second cinematic clip of a futuristic city at night").wait(60)
    title = session.send("add the title 'Urban Dreams' for 3 seconds").wait(60)
    music = session.send("add lo-fi music at 35%").wait(60)
    assert str(session.draft) == GOLDEN
    assert [take.prompt for take in session.takes.values()] == [city.prompt, title.prompt, music.prompt]
    assert title.text == ""
    assert title.summary() == ('The backend said nothing; the timeline changed:\n✅ Title added: "Urban Dreams" (0-3s)')
    assert [str(change) for change in session.takes[3].diff(session.takes[1])] == [
        "Music added: Lo-fi (0-10s, 35%)",
        'Title added: "Urban Dreams" (0-3s)',
    ]
    clip = session.export(quality="preview").wait(180)
    assert abs(clip.duration - 10) <= 1 / 30
    assert clip.codecs == ("h264", "aac")
    one, five = frames(clip.path, 1, 5)
    assert np.abs(one - five).mean() > 2  # of 255: the picture moves


def test_the_users_photo_and_clip_are_in_the_film(session: nemo.Session, media: Path) -> None:
    uploaded = session.upload(media / "harbour.jpg", media / "waves.mp4")
    photo, waves = uploaded.wait(60)
    assert (photo.type, waves.type) == ("image", "video")
    session.send("animate harbour.jpg into a 3-second video with smooth motion").wait(60)
    session.send("then add waves.mp4").wait(60)
    clip = session.export("both.mp4", quality="preview").wait(180)
    (at_start,) = frames(clip.path, 0.1)
    assert likeness(at_start, small(Image.open(media / "harbour.jpg"))) > 0.8
    (source,) = frames(media / "waves.mp4", 1.0)
    (in_film,) = frames(clip.path, 4.0)
    assert likeness(in_film, source) > 0.8
    assert likeness(at_start, source) < 0.8


def test_the_film_has_a_sidecar_that_tells_what_made_it(session: nemo.Session) -> None:
    session.send("generate a 1-second clip of the sea").wait(60)
    clip = session.export("sea.mp4", quality="preview").wait(120)
    made = json.loads(clip.path.with_name("sea.mp4.json").read_text())
    assert made["prompts"] == ["generate a 1-second clip of the sea"]
    assert made["session"] == "city"
    assert made["exported_at"].endswith("+00:00")


def test_a_film_is_never_written_over(session: nemo.Session) -> None:
    session.send("generate a 1-second clip of the sea").wait(60)
    first = session.export("sea.mp4", quality="preview").wait(120)
    again = session.export("sea.mp4", quality="preview").wait(120)
    assert (first.path.name, again.path.name) == ("sea.mp4", "sea-2.mp4")


def test_any_take_can_be_exported(session: nemo.Session) -> None:
    session.send("generate a 1-second clip of the sea").wait(60)
    session.send("make it 2 seconds").wait(60)
    old = session.takes[1].export("old.mp4", quality="preview").wait(120)
    assert abs(old.duration - 1) < 0.05
    assert session.takes[1].clip == old
    assert session.takes[2].clip is None


def test_a_file_is_sent_once(session: nemo.Session, media: Path, tmp_path: Path) -> None:
    shutil.copy(media / "harbour.jpg", tmp_path / "same.jpg")
    (first,) = session.upload(media / "harbour.jpg").wait(60)
    (again,) = session.upload(tmp_path / "same.jpg").wait(60)
    assert first.url == again.url


def test_a_silent_edit_is_told_in_chinese_too(home: Path) -> None:
    session = nemo.connect("local", name="city", language="zh-CN")
    session.send("生成一个1秒的大海").wait(60)
    title = session.send("添加标题“海”").wait(60)
    assert title.summary() == '后端没有回复；时间线有了变化：\n✅ 已添加标题："海" (0-1s)'


def test_what_a_person_says_is_routed(session: nemo.Session) -> None:
    session.ask("generate a 1-second clip of the sea").wait(60)
    assert repr(session.ask("credits").wait(60)) == "Credits: free (local engine)"
    assert str(session.ask("状态").wait(60)).startswith("Timeline (1 track)")
    assert session.ask("导出").wait(120).duration > 0.9


def test_a_turn_can_be_awaited_and_ending_the_wait_does_not_end_the_work(session: nemo.Session) -> None:
    async def script() -> nemo.Turn:
        turn = session.send("generate a 1-second clip of the sea")
        waiting = asyncio.ensure_future(turn._wait_async())
        await asyncio.sleep(0)
        waiting.cancel()
        return await turn

    assert asyncio.run(script()).take is not None


def test_a_wait_with_a_timeout_ends_the_wait_alone(session: nemo.Session) -> None:
    turn = session.send("generate a 1-second clip of the sea")
    with pytest.raises(TimeoutError, match="the work goes on"):
        turn.wait(0)
    assert turn.wait(60).take is not None


def test_a_batch_makes_each_its_own_film(home: Path, media: Path) -> None:
    work = {
        str(media / "harbour.jpg"): "animate this image into a 1-second video",
        str(media / "waves.mp4"): "turn my clip into a vertical video",
    }
    films = nemo.batch(work, "local", name="many").wait(240)
    assert [film.path.name for film in films] == ["harbour.mp4", "waves.mp4"]
    assert films[1].height > films[1].width
    assert {row.name for row in nemo.sessions()} == {"many-harbour", "many-waves"}


def test_deltas_arrive_one_after_another(session: nemo.Session) -> None:
    seen: list[str] = []
    turn = session.send("generate a 1-second clip of the sea")
    turn.changed.connect(lambda: seen.append(turn.text))
    turn.wait(60)
    lengths = sorted({len(text) for text in seen if text})
    assert len(lengths) >= 3
    assert seen[-1] == turn.text


def test_thread_mode_does_the_same_without_a_process(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_COURIER", "thread")
    session = nemo.connect("local", name="city")
    session.send("generate a 1-second clip of the sea").wait(60)
    assert session.export(quality="preview").wait(120).path.exists()


def test_two_sessions_in_one_process_share_one_object_by_name(home: Path) -> None:
    assert nemo.connect("local", name="city") is nemo.connect(name="city")
