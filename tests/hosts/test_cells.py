"""`%nemo` in the cells of a real kernel: where it is awaited, where it blocks, and what it leaves."""

from __future__ import annotations

from typing import Any

import pytest

SEA = "generate a 1-second clip of the sea"
PROMPTS = "[turn.prompt for turn in __import__('nemo_widgets').connect('local').turns]"
# A task of the kernel's own loop ticks while a cell awaits, and stands still while it blocks.
TICKING = """
import asyncio
ticks = []
async def tick():
    while True:
        ticks.append(1)
        await asyncio.sleep(0.01)
ticking = asyncio.get_running_loop().create_task(tick())
"""


@pytest.fixture
def ticking(kernel: Any) -> Any:
    assert kernel.run(f"%nemo {SEA}").status == "ok"
    assert kernel.run(TICKING).status == "ok"
    return kernel


@pytest.mark.parametrize(
    ("cell", "prompts"),
    [
        ("%nemo make it 2 seconds", ["make it 2 seconds"]),
        ("x = %nemo make it 2 seconds", ["make it 2 seconds"]),
        ("%%nemo\nmake it\n2 seconds", ["make it\n2 seconds"]),
        ("for n in (2, 3):\n    %nemo make it {n} seconds", ["make it 2 seconds", "make it 3 seconds"]),
        ("if not ticks:\n    %nemo make it 2 seconds", ["make it 2 seconds"]),
        ("import contextlib\nwith contextlib.nullcontext():\n    %nemo make it 2 seconds", ["make it 2 seconds"]),
        ("async def later(n):\n    %nemo make it {n} seconds\nawait later(2)", ["make it 2 seconds"]),
    ],
)
def test_where_await_may_stand_the_cell_is_async(ticking: Any, cell: str, prompts: list[str]) -> None:
    ran = ticking.run("ticks.clear()\n" + cell if not cell.startswith("%%") else cell)
    assert ran.status == "ok", ran.error
    assert ticking.value("len(ticks)") > 5
    assert ticking.value(PROMPTS) == [SEA, *prompts]


@pytest.mark.parametrize(
    "cell",
    [
        "def make(n):\n    %nemo make it {n} seconds\nmake(2)",
        "%%time\n%nemo make it 2 seconds",
        "%%capture kept\n%nemo make it 2 seconds",
        "class Film:\n    %nemo make it 2 seconds",
    ],
)
def test_elsewhere_it_blocks_and_does_the_same(ticking: Any, cell: str) -> None:
    ran = ticking.run(cell)
    assert ran.status == "ok", ran.error
    assert ran.views == (0 if "capture" in cell else 1)
    assert ticking.value(PROMPTS) == [SEA, "make it 2 seconds"]


def test_the_value_of_a_call_is_the_turn_and_a_bare_call_shows_nothing_twice(kernel: Any) -> None:
    bare = kernel.run(f"%nemo {SEA}")
    assert len(bare.shown) == 1
    assert kernel.run("x = %nemo make it 2 seconds").status == "ok"
    assert kernel.value("x.take.number") == 2


def test_when_the_cell_ends_its_output_is_the_record_and_no_widget(kernel: Any) -> None:
    ran = kernel.run(f"%nemo {SEA}")
    (record,) = ran.shown
    assert ran.views == 1  # it was live
    assert set(record) == {"text/html", "text/plain"}
    assert SEA in record["text/html"]
    assert "Clip added: sea" in record["text/html"]
    assert "data:image/svg+xml" in record["text/html"]
    assert "Take 1" in record["text/plain"]
    kernel.later(lambda: "data:image/jpeg" in record["text/html"])  # the poster comes into its place
    assert len(record["text/html"]) < 60_000


def test_where_nobody_watches_the_cell_waits_for_its_poster_and_opens_no_widget(kernel: Any) -> None:
    ran = kernel.run(f"%nemo {SEA}", attended=False)
    assert ran.views == 0
    assert "data:image/jpeg" in ran.html


def test_a_handle_that_is_a_cells_last_value_becomes_its_record_after_the_cell_has_ended(kernel: Any) -> None:
    kernel.run("import nemo_widgets as nemo\nsession = nemo.connect('local')")
    turn = kernel.run(f"session.send({SEA!r})")
    (output,) = turn.shown
    kernel.later(lambda: "data:image/jpeg" in output.get("text/html", ""))
    assert set(output) == {"text/html", "text/plain"}
    film = kernel.run("session.export('sea.mp4', quality='preview')")
    (output,) = film.shown
    kernel.later(lambda: 'href="nemo-clips/sea.mp4"' in output.get("text/html", ""))
    assert set(output) == {"text/html", "text/plain"}


def test_a_studio_is_a_record_and_a_view_each_in_an_output_of_its_own(kernel: Any) -> None:
    kernel.run(f"%nemo {SEA}")
    ran = kernel.run("%nemo")
    record, view = ran.shown
    assert SEA in record["text/html"]
    assert "text/html" not in view
    assert ran.views == 1
    kernel.run("%nemo make it 2 seconds")
    kernel.later(lambda: "make it 2 seconds" in record["text/html"])  # kept as the session goes on


def test_a_failed_turn_ends_the_cell_with_one_line_and_the_next_step(kernel: Any, engine: Any) -> None:
    assert kernel.run(f"%nemo {SEA}").status == "ok"
    engine.scenario("code", code=2001, message="no credits")
    ran = kernel.run("%nemo make it 2 seconds")
    assert ran.status == "error"
    assert ran.error.startswith("NoCreditsError: ")
    assert "\n" not in ran.error
    assert "make it 2 seconds" in ran.html
    assert "credits" not in ran.text  # the error is told once


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%nemo upload nothere.jpg", "MissingFileError: nothere.jpg is not there"),
        ("%nemo export", "NemoError: There is nothing to export yet."),
        (
            "%nemo make it {much} longer",
            "PromptError: The prompt's {…} cannot be filled in: name 'much' is not defined.",
        ),
    ],
)
def test_errors_are_one_line(kernel: Any, cell: str, said: str) -> None:
    ran = kernel.run(cell)
    assert ran.status == "error"
    assert ran.error.startswith(said)
    assert "\n" not in ran.error


def test_an_error_can_be_caught_by_its_name(kernel: Any) -> None:
    cell = "try:\n    %nemo upload nothere.jpg\nexcept FileNotFoundError:\n    print('caught')"
    assert kernel.run(cell).printed == "caught\n"


def test_an_unknown_flag_is_a_usage_error(kernel: Any) -> None:
    ran = kernel.run("%nemo --loud a sea")
    assert ran.status == "error"
    assert ran.printed == "UsageError: %nemo: there is no flag --loud. See %nemo help.\n"


def test_loading_twice_is_harmless_and_unloading_leaves_nothing_behind(kernels: Any) -> None:
    kernel = kernels()
    state = """[
        [type(one).__name__ for one in get_ipython().input_transformers_post],
        {name: len(calls) for name, calls in get_ipython().events.callbacks.items()},
        {kind: sorted(names) for kind, names in get_ipython().magics_manager.magics.items()},
        sorted(get_ipython().magics_manager.registry),
    ]"""
    kernel.run("%unload_ext nemo_widgets")  # IPython loads its own magics for extensions when they are first used
    before = kernel.value(state)
    kernel.run("%load_ext nemo_widgets")
    loaded = kernel.value(state)
    kernel.run("%reload_ext nemo_widgets")
    kernel.run("get_ipython().extension_manager.loaded.clear()\n%load_ext nemo_widgets")
    assert kernel.value(state) == loaded != before
    kernel.run("%unload_ext nemo_widgets")
    assert kernel.value(state) == before
    assert "not found" in kernel.run("%nemo help").printed
