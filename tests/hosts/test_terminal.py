"""Hosts without widgets: terminal IPython, and somebody's own asyncio program."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
from pathlib import Path

from nemo_widgets.session import waiting

SEA = "generate a 1-second clip of the sea"


def ipython(folder: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    """Lines of an `.ipy` file, run by terminal IPython."""
    (folder / "film.ipy").write_text("\n".join(lines), "utf-8")
    command = [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", "film.ipy"]
    environment = os.environ | {"IPYTHONDIR": str(folder / "ipython")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=90)


def test_in_a_terminal_the_magic_tells_the_turn_in_words(home: Path, tmp_path: Path) -> None:
    done = ipython(
        tmp_path, "%load_ext nemo_widgets", "n = 1", "%nemo generate a {n}-second clip of the sea", "%nemo status"
    )
    assert f"› {SEA}\nTake 1 · succeeded" in done.stdout
    assert "✅ Clip added: sea (0-1s)" in done.stdout
    assert done.stdout.rstrip().endswith("Timeline (1 track): 1. Video: sea (0-1s)")
    assert done.stderr == ""


def test_in_a_terminal_the_studio_is_told_once(home: Path, tmp_path: Path) -> None:
    done = ipython(tmp_path, "%load_ext nemo_widgets", f"%nemo {SEA}", "%nemo", "%nemo make it 2 seconds")
    assert done.stdout.count("Nemo Studio · ") == 1
    assert done.stdout.rstrip().endswith("Timeline (1 track): 1. Video: sea (0-2s)")
    assert done.stderr == ""


def test_on_a_screen_the_progress_is_one_line_that_goes_away(home: Path, tmp_path: Path) -> None:
    (tmp_path / "film.ipy").write_text(f"%load_ext nemo_widgets\nx = %nemo {SEA}\n%nemo export sea.mp4\nx.state\n")
    screen, terminal = pty.openpty()
    environment = os.environ | {"IPYTHONDIR": str(tmp_path / "ipython"), "TERM": "xterm"}
    command = [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", "film.ipy"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=terminal, stderr=terminal) as process:
        os.close(terminal)
        told = b""
        with contextlib.suppress(OSError):  # how a terminal says that its program has ended
            while piece := os.read(screen, 65536):
                told += piece
        process.wait(90)
    os.close(screen)
    shown = told.decode()
    assert "\r\x1b[K  " in shown
    left = [line.rpartition("\r\x1b[K")[2] for line in shown.replace("\r\n", "\n").split("\n")]
    assert left[0] == f"› {SEA}"
    assert not [line for line in left if "…" in line]
    assert any(line.startswith("nemo-clips/sea.mp4 · 1 s") for line in left)


def test_in_a_terminal_an_error_is_one_line(home: Path, tmp_path: Path) -> None:
    done = ipython(tmp_path, "%load_ext nemo_widgets", "%nemo upload nothere.jpg", "print('not reached')")
    (line,) = [line for line in (done.stdout + done.stderr).splitlines() if "nothere" in line]
    assert line.startswith("MissingFileError: nothere.jpg is not there")
    assert "not reached" not in done.stdout


# In a process of its own: `nest_asyncio` patches asyncio for good.
PROGRAM = f"""
import asyncio
import nemo_widgets as nemo

ticks = 0

async def tick():
    global ticks
    while True:
        ticks += 1
        await asyncio.sleep(0.01)

async def main():
    ticking = asyncio.create_task(tick())
    others = [asyncio.create_task(asyncio.sleep(0)) for _ in range(5)]  # ready in the very step that blocks
    await asyncio.sleep(0)
    turn = nemo.connect("local").send({SEA!r})
    print(turn.wait(60).take.number, ticks > 5)
    try:
        nemo.connect("local").send("make it 2 seconds").wait(0)
    except TimeoutError:
        print("the wait is over")
    ticking.cancel()

asyncio.run(main())
"""


def test_a_blocking_wait_inside_a_running_loop_lets_its_other_tasks_go_on(home: Path) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=90)
    assert done.stdout == "1 True\nthe wait is over\n", done.stderr


def test_a_wait_in_a_script_has_no_loop_to_care_for() -> None:
    assert waiting.until(lambda callback: callback(), 1)
    assert not waiting.until(lambda _: None, 0)
