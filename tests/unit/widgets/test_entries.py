"""What the log says of a turn, in the session's language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from nemo_widgets.errors import NoCreditsError
from nemo_widgets.session.changes import Change
from nemo_widgets.session.connect import connect
from nemo_widgets.session.draft import VIDEO, Segment
from nemo_widgets.session.phrases import Action
from nemo_widgets.session.session import Session
from nemo_widgets.widgets import words
from nemo_widgets.widgets.entries import CHANGES_SHOWN, change_item, changes_told, entries
from nemo_widgets.widgets.parts import Studio
from nemo_widgets.widgets.view import detail

ROOM = Path(words.__file__).parent


class Said:
    """A turn that has ended, as far as the log asks it."""

    id, prompt, take, verdict, seconds, cost, error, done = "t1", "make it warm", None, "done", 4.2, None, None, True

    def __init__(self, state: str = "succeeded", **more: Any) -> None:
        self.state = state
        self.blocks: tuple[str, ...] = ()
        self.actions: tuple[Action, ...] = ()
        self.readings: tuple[str, ...] = ()
        self.__dict__.update(more)


def told(turn: Said, language: str = "en") -> dict[str, dict[str, Any]]:
    return {entry["id"].partition(":")[2]: entry for entry in entries(turn, language)}  # type: ignore[arg-type]


def test_talk_of_buttons_is_translated_into_the_sessions_language() -> None:
    block = "All set. Click the Export button."
    assert told(Said(blocks=(block,)))["reply"]["blocks"] == ["All set. Export it."]
    assert "导出" in told(Said(blocks=(block,)), "zh-CN")["reply"]["blocks"][0]


def test_an_error_comes_with_its_next_step_in_the_sessions_language() -> None:
    turn = Said("failed", error=NoCreditsError("There is nothing to send."))
    assert told(turn)["error"]["action"]["label"] == "Send again"
    chinese = told(turn, "zh")["error"]
    assert (chinese["text"], chinese["action"]["label"]) == ("没有可发送的内容。", "再次发送")
    assert re.search(r"[\u4e00-\u9fff]", chinese["next_step"])


def test_what_may_cost_becomes_a_button_and_what_is_free_is_read_out() -> None:
    turn = Said(blocks=("…",), actions=(Action("credits"), Action("export"), Action("send", "Do it")), readings=("7",))
    entry = told(turn)["next"]
    assert entry["readings"] == ["7"]
    assert [action["command"] for action in entry["actions"]] == [
        {"kind": "export", "take": None},
        {"kind": "send", "text": "Do it"},
    ]
    assert [action["label"] for action in told(turn, "zh")["next"]["actions"]] == ["导出", "请它来做"]


def test_a_running_or_failed_turn_suggests_nothing() -> None:
    for state in ("streaming", "failed", "cancelled", "unknown"):
        assert "next" not in told(Said(state, done=state != "streaming", actions=(Action("export"),)))


def test_a_change_points_at_its_segment_and_one_unasked_for_brings_its_undoing() -> None:
    assert "undo" not in change_item(Change("added", 7, "Title added: Hi", "s1"))
    assert change_item(Change("added", 7, "Title added: Hi", "s1"))["segment"] == "s1"
    item = change_item(Change("added", 1, "Music added: Lo-fi (not asked for)", "s2", unasked=True))
    assert (item["head"], item["text"]) == ("Music added", "Lo-fi")
    assert item["undo"]["command"] == {
        "kind": "send",
        "text": "Undo this change, which I did not ask for: Music added: Lo-fi",
    }
    assert (
        change_item(Change("added", 1, "已添加音乐：Lo-fi（未要求）", "s2", unasked=True), "zh")["undo"]["label"]
        == "撤销"
    )


def test_every_phrase_said_here_has_its_chinese() -> None:
    said = set()
    for file in ROOM.glob("*.py"):
        said |= set(re.findall(r'\bsay\(\s*"([^"]+)"', file.read_text("utf-8")))
    said |= {"Stopped. The timeline is as it was.", "Stopped before it was sent."}
    said |= {
        "The stop came too late: this was done.",
        "The stop came too late: this was done, and may have been charged.",
    }
    assert said <= words.CHINESE.keys()
    for english, chinese in words.CHINESE.items():
        assert english.count("{}") == chinese.count("{}"), english


@pytest.mark.parametrize(("language", "label"), [("en", "Local engine"), ("zh", "本地引擎")])
def test_refusals_and_labels_are_in_the_sessions_language(home: Path, language: str, label: str) -> None:
    session: Session = connect("local", name=f"said-{language}", language=language)
    studio = Studio(session)
    assert studio.snapshot["engine"]["label"] == label
    answer, _ = studio._commands.run({"kind": "select-take", "take": 3}, [])
    assert answer["error"] == ("There is no take 3." if language == "en" else "没有版本 3。")
    studio.close()


@pytest.mark.parametrize(("language", "told_as"), [("en", "zoom in"), ("zh-CN", "推近")])
def test_a_blocks_camera_is_told_in_the_sessions_language(language: str, told_as: str) -> None:
    assert detail(Segment(VIDEO, "harbour.jpg", 0, 4000, raw={"m": {"camera": "zoom-in"}}), language) == told_as


def test_of_very_many_changes_the_first_are_told_and_all_that_nobody_asked_for() -> None:
    many = [Change("trimmed", 0, f"Clip {n} trimmed", unasked=n == 900) for n in range(1000)]
    found = changes_told(many, "en")
    heads = [item["head"] for item in found["changes"]]
    assert (heads[0], heads[-1], len(heads)) == ("Clip 0 trimmed", "Clip 900 trimmed", CHANGES_SHOWN)
    assert found["more"] == 1000 - CHANGES_SHOWN
    assert changes_told(many[:3], "en")["more"] == 0
