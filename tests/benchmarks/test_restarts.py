"""Each lesson with its kernel restarted between any two cells: the same takes and films, and no message more.

A person runs the first cell anew, and goes on where the old kernel ended; in lessons whose cells hand on variables of
Python's, all cells from the top. Printed: for each lesson how many restarts, and the messages of each run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import end_all
from tests.notebooks.conftest import NOTEBOOKS, Classroom

FROM_THE_TOP = ("04", "06", "07")
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
TELL = """
import json
import nemo_widgets as nemo
made = {}
for row in nemo.sessions():
    session = nemo.connect(name=row.name)
    made[row.name] = [[take.prompt, str(take.draft)] for take in session.takes.values()]
    session.close()
print(json.dumps(made))
"""


@pytest.fixture
def rooms(tmp_path: Path) -> Iterator[Callable[[str], Classroom]]:
    """Classrooms, each in an empty home."""
    made: list[Classroom] = []

    def room(name: str) -> Classroom:
        (tmp_path / name).mkdir()
        made.append(Classroom(tmp_path / name / "home"))
        return made[-1]

    yield room
    for one in made:
        end_all(one.home)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_goes_on_in_a_new_kernel_from_wherever_the_old_one_ended(
    rooms: Callable[[str], Classroom], engine_of: Any, lesson: str
) -> None:
    def left_by(room: Classroom, *parts: list[str]) -> tuple[Any, int, list[str]]:
        """Kernel after kernel; what is there in the end: takes by session, messages, films."""
        for at, part in enumerate(parts):
            room.run(room.save(f"part-{at}-{lesson}", *part))
        films = sorted(path.name for path in (room.folder / "nemo-clips").glob("*.mp4"))
        engine = engine_of(room.home)
        messages = engine.messages() if (room.home / "engine" / "rendezvous.json").exists() else 0
        takes = json.loads(room.python("-c", TELL))
        return {name: made for name, made in takes.items() if not name.startswith("student-")}, messages, films

    # One name for all parts: a session without a name is called after its notebook.
    cells = ["".join(cell["source"]) for cell in rooms("source").cells(lesson)]
    whole = rooms("whole")
    whole.environment["JPY_SESSION_NAME"] = lesson
    undisturbed = left_by(whole, cells)
    for at in range(1, len(cells)):
        room = rooms(f"cut-{at}")
        room.environment["JPY_SESSION_NAME"] = lesson
        rest = cells if lesson.startswith(FROM_THE_TOP) else [cells[0], *cells[at:]]
        assert left_by(room, cells[:at], rest) == undisturbed, f"restarted before cell {at + 1}"
    print(f"{lesson}: {len(cells) - 1} restarts, {undisturbed[1]} messages each, as without")
