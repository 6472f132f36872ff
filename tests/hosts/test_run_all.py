"""Running cells again costs nothing: where a kernel stands in the takes, and what it sends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import nemo_widgets as nemo
from nemo_widgets.errors import NemoError
from nemo_widgets.session import connect, waiting
from nemo_widgets.session.cursor import Sent

SEA = "generate a 1-second clip of the sea"
TWO, THREE, TITLE = "make it 2 seconds", "make it 3 seconds", "add the title 'Blue'"
Cells = list[tuple[str, str]]
THE_CELLS: Cells = [("a", SEA), ("b", TWO), ("c", TITLE)]


class Notebook:
    """A notebook whose kernel can be restarted, run cell by cell in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._runs = 0
        self._monkeypatch = monkeypatch
        self.restart()

    def restart(self) -> None:
        """A kernel that knows nothing."""
        connect._live.clear()
        self.session = nemo.connect("local", name="city")

    def cell(self, cell: str | None, *prompts: str, **how: Any) -> list[Sent]:
        """Run a cell with its `%nemo` lines; the session is then the one of the last of them."""
        self._runs += 1
        ran = waiting.Cell(cell, f"run-{self._runs}")
        self._monkeypatch.setattr(waiting, "running_cell", lambda: ran)
        found = []
        for prompt in prompts:
            sent = self.session.cursor.send(prompt, **how)
            sent.turn.wait(60)
            self.session = sent.turn.session
            found.append(sent)
        return found

    def run(self, cells: Cells) -> list[bool]:
        """Run cells in their order; which of them were recorded."""
        return [self.cell(cell, prompt)[0].recorded for cell, prompt in cells]

    @property
    def stands_at(self) -> tuple[str, int | None]:
        return self.session.name, self.session.cursor.take


@pytest.fixture
def notebook(home: Path, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    return Notebook(monkeypatch)


def nameless(cells: Cells) -> Cells:
    return [(None, prompt) for _, prompt in cells]  # type: ignore[misc] - a front end that tells no ids


@pytest.mark.parametrize("told", [lambda cells: cells, nameless], ids=["Lab", "nbclient"])
def test_a_notebook_run_again_sends_nothing(notebook: Notebook, engine: Any, told: Callable[[Cells], Cells]) -> None:
    cells = told(THE_CELLS)
    assert notebook.run(cells) == [False, False, False]
    for _ in range(2):
        notebook.restart()
        assert notebook.run(cells) == [True, True, True]
    assert engine.messages() == 3
    assert notebook.stands_at == ("city", 3)


def test_run_all_in_the_kernel_that_has_run_it_sends_nothing_either(notebook: Notebook, engine: Any) -> None:
    notebook.run(THE_CELLS)
    assert notebook.run(THE_CELLS) == [True, True, True]
    assert engine.messages() == 3


@pytest.mark.parametrize("told", [lambda cells: cells, nameless], ids=["Lab", "nbclient"])
@pytest.mark.parametrize("after", [1, 2])
def test_a_restart_between_two_cells_goes_on_where_it_was(
    notebook: Notebook, engine: Any, after: int, told: Callable[[Cells], Cells]
) -> None:
    cells = told(THE_CELLS)
    notebook.run(cells[:after])
    notebook.restart()
    assert notebook.run(cells[after:]) == [False] * (3 - after)
    notebook.restart()  # and again, run from there once more
    assert notebook.run(cells[after:]) == [True] * (3 - after)
    assert engine.messages() == 3
    assert [take.prompt for take in notebook.session.takes.values()] == [SEA, TWO, TITLE]


def test_a_cell_that_is_run_again_alone_shows_its_record_and_moves_the_cursor(notebook: Notebook, engine: Any) -> None:
    notebook.run(THE_CELLS)
    (sent,) = notebook.cell("b", TWO)
    assert sent.recorded
    assert sent.turn.take is not None
    assert notebook.stands_at == ("city", 2)
    assert notebook.run([("c", TITLE)]) == [True]
    assert engine.messages() == 3


def test_the_same_words_in_a_new_cell_or_a_loop_are_a_new_message(notebook: Notebook, engine: Any) -> None:
    notebook.run([("a", SEA)])
    assert [sent.recorded for sent in notebook.cell("b", TITLE, TITLE)] == [False, False]
    assert notebook.run([("c", TITLE)]) == [False]
    assert engine.messages() == 4
    assert notebook.run([("a", SEA)]) == [True]
    assert [sent.turn.take.number for sent in notebook.cell("b", TITLE, TITLE) if sent.turn.take] == [2, 3]
    assert engine.messages() == 4


def test_again_sends_anew(notebook: Notebook, engine: Any) -> None:
    notebook.run([("a", SEA), ("b", TITLE)])
    (sent,) = notebook.cell("b", TITLE, again=True)
    assert not sent.recorded
    assert engine.messages() == 3


def test_an_edited_cell_goes_on_from_the_cursor_in_a_fork_and_that_is_recorded_too(
    notebook: Notebook, engine: Any
) -> None:
    notebook.run(THE_CELLS)
    edited: Cells = [("a", SEA), ("b", THREE), ("c", TITLE)]
    assert notebook.run(edited) == [True, False, False]
    assert notebook.stands_at == ("city-take-1", 3)
    assert notebook.session.draft.duration == 3000
    assert nemo.connect(name="city").draft.duration == 2000
    messages = engine.messages()
    notebook.restart()
    assert notebook.run(edited) == [True, True, True]
    assert notebook.stands_at == ("city-take-1", 3)
    # The words of before bring back the takes of before.
    assert notebook.run(THE_CELLS) == [True, True, True]
    assert notebook.stands_at == ("city", 3)
    assert engine.messages() == messages == 5


def test_an_edited_first_cell_begins_a_timeline_of_its_own(notebook: Notebook) -> None:
    notebook.run(THE_CELLS)
    notebook.restart()
    (sent,) = notebook.cell("a", "generate a 1-second clip of a forest")
    assert not sent.recorded
    assert notebook.stands_at == ("city-2", 1)


def test_another_profile_is_another_message(notebook: Notebook, engine: Any) -> None:
    notebook.run([("a", SEA)])
    notebook.restart()
    notebook.session.use_skill("kling-ai-30")
    assert notebook.run([("a", SEA)]) == [False]
    assert engine.messages() == 2


def photo(path: Path, colour: str) -> Path:
    Image.new("RGB", (320, 180), colour).save(path)
    return path


@pytest.mark.parametrize("how", ["a flag", "a cell before it"])
def test_another_content_of_a_file_is_another_message(
    notebook: Notebook, engine: Any, tmp_path: Path, how: str
) -> None:
    def run() -> bool:
        if how == "a flag":
            return notebook.cell("a", "animate this image for 1 second", files=[picture])[0].recorded
        notebook.session.upload(picture)
        return notebook.cell("a", "animate this image for 1 second")[0].recorded

    picture = photo(tmp_path / "photo.png", "navy")
    assert not run()
    notebook.restart()
    assert run()
    photo(picture, "orange")
    notebook.restart()
    assert not run()
    assert engine.messages() == 2


def test_a_turn_that_still_runs_is_waited_for_and_not_sent_again(notebook: Notebook, engine: Any, until: Any) -> None:
    notebook.run([("a", SEA)])
    engine.scenario("hold", at="plan")
    begun = notebook.session.cursor.send(TITLE)
    until(lambda: [one for one in engine.stats()["sessions"].values() if one["holding"] == "plan"])
    notebook.restart()
    found = notebook.session.cursor.send(TITLE)
    assert found.recorded
    assert found.turn.id == begun.turn.id
    engine.call("POST", "/_nemo/release", {})
    found.turn.wait(60)
    assert notebook.session.cursor.take == 2
    assert engine.messages() == 2


def test_what_failed_is_sent_anew(notebook: Notebook, engine: Any) -> None:
    notebook.run([("a", SEA)])
    engine.scenario("code", code=2001)
    with pytest.raises(NemoError):
        notebook.cell("b", TITLE)
    assert notebook.session.cursor.take == 1
    assert notebook.run([("b", TITLE)]) == [False]


def test_an_answer_that_changed_nothing_is_recorded_as_well(notebook: Notebook, engine: Any) -> None:
    cells: Cells = [("a", SEA), ("b", "what can you do?"), ("c", TITLE)]
    notebook.run(cells)
    notebook.restart()
    assert notebook.run(cells) == [True, True, True]
    assert engine.messages() == 3


def test_a_film_that_was_made_is_shown_and_not_made_again(notebook: Notebook) -> None:
    notebook.run([("a", SEA)])
    export, recorded = notebook.session.cursor.export("sea.mp4")
    assert not recorded
    clip = export.wait(120)
    notebook.restart()
    notebook.run([("a", SEA)])
    again, recorded = notebook.session.cursor.export("sea.mp4")
    assert recorded
    assert again.clip == clip
    assert not notebook.session.cursor.export("other.mp4")[1]
    clip.path.unlink()
    assert not notebook.session.cursor.export("sea.mp4")[1]


@pytest.mark.parametrize("held", ["plan", "render"])
def test_a_film_that_is_being_made_is_waited_for_and_not_made_twice(
    notebook: Notebook, engine: Any, until: Any, held: str
) -> None:
    """Whether its message is answered by then or not."""
    notebook.run([("a", SEA)])
    engine.scenario("hold", at=held)
    notebook.session.cursor.send(TWO)
    begun, _ = notebook.session.cursor.export("sea.mp4")
    until(lambda: [one for one in engine.stats()["sessions"].values() if one["holding"] == held])
    notebook.restart()
    notebook.session.cursor.send(TWO)
    same, recorded = notebook.session.cursor.export("sea.mp4")
    assert recorded
    assert same.id == begun.id
    assert not notebook.session.cursor.export("other.mp4")[1]
    engine.call("POST", "/_nemo/release", {})
    assert same.wait(120).duration == 2
    notebook.run([("b", THREE)])
    assert not notebook.session.cursor.export("sea.mp4")[1]


def test_on_a_backend_that_cannot_fork_the_person_chooses(
    notebook: Notebook, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook.run(THE_CELLS)
    notebook.run([("a", SEA)])
    with monkeypatch.context() as patched:
        patched.setattr(type(notebook.session), "is_local", False)
        patched.setattr(notebook.session, "_agree", lambda _: None)
        with pytest.raises(NemoError, match="goes on from take 1, but the timeline is at take 3") as caught:
            notebook.session.cursor.send(THREE)
        assert "--head" in caught.value.next_step
        assert engine.messages() == 3
        (sent,) = notebook.cell("b", THREE, head=True)
        assert not sent.recorded
        # What follows goes on from there without another question, and the whole is recorded by then.
        assert notebook.run([("c", TITLE)]) == [False]
        assert notebook.run([("a", SEA), ("b", THREE), ("c", TITLE)]) == [True, True, True]
    assert engine.messages() == 5


def test_send_with_reuse_gives_the_recorded_turn(notebook: Notebook, engine: Any) -> None:
    turn = notebook.session.send(SEA, reuse=True).wait(60)
    notebook.restart()
    assert notebook.session.send(SEA, reuse=True).id == turn.id
    assert notebook.session.send(SEA).wait(60).id != turn.id
    assert engine.messages() == 2


def test_a_batch_gives_what_was_made_before_and_makes_what_was_changed_on_a_timeline_of_its_own(
    home: Path, tmp_path: Path, engine: Any
) -> None:
    picture = str(photo(tmp_path / "photo.png", "navy"))
    look, other = "turn this image into a 1-second square video", "turn this image into a 1-second vertical video"

    def make(words: str) -> nemo.Batch:
        batch = nemo.batch({picture: words}, "local", name="album", reuse=True)
        batch.wait(120)
        return batch

    first, second = make(look), make(other)
    for _ in range(2):  # in this kernel, and in the next
        for batch, words in ((first, look), (second, other)):
            again = make(words)
            assert [turn.id for turn in again.turns] == [turn.id for turn in batch.turns]
            assert [film.id for film in again.exports] == [film.id for film in batch.exports]
        connect._live.clear()
    assert engine.messages() == 2
    assert len(second.turns[0].session.draft.tracks[0].segments) == 1
