"""A kernel restarted between any two cells: right session, right take, nothing sent twice, no token told."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.slow

LESSON = "03-from-photo-to-vertical-post.ipynb"
FORKED = (
    "import nemo_widgets as nemo\n%load_ext nemo_widgets",
    "%nemo connect local --session sea\n%nemo generate a 1-second clip of the sea",
    "%nemo make it 2 seconds",
    "%nemo add the title 'Blue'",
)
TELL = "session = x.session\nprint(session.name, session.cursor.take, len(session.takes))"
ANSWERED = "nmv_usr_planted_in_an_answer_1f"
HELD = "sk-planted-in-the-namespace-0123456789"


@pytest.fixture(scope="module")
def engine(classroom: Any, engine_of: Any) -> Any:
    return engine_of(classroom.home)


def printed(classroom: Any, name: str) -> str:
    outputs = classroom.cells(name)[-1]["outputs"]
    return "".join("".join(output.get("text", "")) for output in outputs).strip()


def test_each_cell_in_a_kernel_of_its_own_makes_what_one_kernel_makes(classroom: Any, engine: Any) -> None:
    setup, *cells = ["".join(cell["source"]) for cell in classroom.cells(LESSON)]
    ends = "x = %nemo status\nprint(*[take.prompt for take in x.session.takes.values()], sep='\\n')"
    for n, cell in enumerate(cells[:5]):
        classroom.run(classroom.save(f"alone-{n}.ipynb", setup, cell))
    sent = engine.messages()
    assert sent == 6
    classroom.run(classroom.save("whole.ipynb", setup, *cells[:5], ends))
    assert engine.messages() == sent
    assert printed(classroom, "whole.ipynb").splitlines() == [
        "animate this image into a 4-second video with a slow zoom in",
        "make it vertical",
        "make it fill the frame",
        "add the text 'Home before dark' at the bottom from 0 to 2 seconds",
        "add the text 'Every lamp a window' at the bottom from 2 to 4 seconds",
        "add lo-fi music at 30%",
    ]


def test_run_from_here_after_a_restart_stands_where_the_last_kernel_was(classroom: Any, engine: Any) -> None:
    setup, begin, _, title = FORKED
    classroom.run(classroom.save("sea.ipynb", *FORKED))
    edited = ("%nemo make it 3 seconds", title)
    classroom.run(classroom.save("edited.ipynb", setup, begin, *edited))
    sent = engine.messages()
    # From the edited cell, and from the one behind it: in the fork, where the last kernel was.
    for n, rest in enumerate([edited, edited[1:]]):
        last = f"x = {rest[-1]}\n{TELL}"
        classroom.run(classroom.save(f"from-{n}.ipynb", setup, *rest[:-1], last))
        assert printed(classroom, f"from-{n}.ipynb").splitlines()[-1] == "sea-take-1 3 3"
    assert engine.messages() == sent


def test_no_planted_token_is_in_a_notebook_a_page_or_a_log(classroom: Any, engine: Any) -> None:
    """Of an engine's answer and of the notebook's own variables; the environment's is in all of these."""
    if not (classroom.home / "engine" / "rendezvous.json").exists():
        engine.start()
    engine.scenario("code", code=2001, message=f"no credits for {ANSWERED}")
    name = classroom.save(
        "planted.ipynb",
        "import nemo_widgets as nemo\n%load_ext nemo_widgets\nimport os\nkey = os.environ['HELD']",
        "%nemo connect local --session planted",
        "try:\n    %nemo generate a 1-second clip of the sea\nexcept nemo.NemoError as error:\n    print(error)",
        "try:\n    %nemo generate a 1-second clip about {key}\nexcept nemo.NemoError as error:\n    print(error)",
        "try:\n    %nemo a clip about {key}\nexcept nemo.NemoError:\n    get_ipython().showtraceback()",
        "%tb",
        "nemo.doctor()",
    )
    classroom.environment["HELD"] = HELD
    classroom.run(name)
    classroom.python("-m", "jupyter", "nbconvert", "--to", "html", name)
    told = (classroom.folder / name).read_text("utf-8") + (classroom.folder / "planted.html").read_text("utf-8")
    logs = [path for path in classroom.home.rglob("*") if path.suffix in {".log", ".out"}]
    told += "".join(path.read_text("utf-8", "replace") for path in logs) + classroom.kernels_said
    assert "The prompt holds your token" in told
    assert "no credits for •••" in told
    assert "Traceback (most recent call last)" in told
    assert HELD not in told
    assert ANSWERED not in told
