"""marimo, where there is no ipykernel: waits, cancel, and what is shown, in a notebook that marimo itself runs."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

NOTEBOOK = """
import marimo

app = marimo.App()


@app.cell
def _():
    import json, os, threading, time
    from pathlib import Path
    from urllib.request import Request, urlopen
    import nemo_widgets as nemo

    def hold():
        found = json.loads((Path(os.environ["NEMO_HOME"]) / "engine" / "rendezvous.json").read_text())
        headers = {"Authorization": "Bearer " + found["token"], "Content-Type": "application/json"}
        urlopen(Request(found["url"] + "/_nemo/scenario", b'{"name": "hold", "at": "plan"}', headers)).close()

    session = nemo.connect("local", name="marimo")
    first = session.send("generate a 1-second clip of the sea").wait(60)
    print("waited", first.take.number, session.draft.duration)
    return first, hold, nemo, session, threading, time


@app.cell
async def _(first, session):
    second = await session.send("make it 2 seconds")
    print("awaited", second.take.number, session.draft.duration)
    return (second,)


@app.cell
def _(hold, nemo, second, session, threading, time):
    hold()
    held = session.send("make it 3 seconds")

    def stop():
        while held.state != "running":
            threading.Event().wait(0.01)
        print("cancel at", time.time())
        held.cancel()

    threading.Thread(target=stop).start()
    try:
        held.wait(60)
    except nemo.NemoError as error:
        print("cancelled", type(error).__name__, held.verdict)
    third = session.send("make it 4 seconds").wait(60)
    print("went on", third.take.number, session.draft.duration)
    return (third,)


@app.cell
def _(nemo, session, third):
    nemo.Studio(session)
    return


@app.cell
def _(session, third):
    session.draft
    return


@app.cell
def _(session, third):
    third
    return


if __name__ == "__main__":
    app.run()
"""


def test_a_notebook_waits_cancels_goes_on_and_shows_the_studio(
    home: Path, tmp_path: Path, engine: Any, environment: Callable[[str], Path]
) -> None:
    python = environment("marimo==0.25.2")
    engine.start()
    engine.scenario("abort_on_disconnect")
    (tmp_path / "film.py").write_text(NOTEBOOK, "utf-8")
    done = subprocess.run(
        [python, "-m", "marimo", "export", "html", "film.py", "-o", "film.html", "--no-sandbox"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    page = (tmp_path / "film.html").read_text("utf-8")
    assert "waited 1 1000" in page
    assert "awaited 2 2000" in page
    assert "went on 3 4000" in page
    assert "cancelled JobCancelledError stopped" in page
    (session,) = engine.stats()["sessions"].values()
    told = re.search(r"cancel at ([\d.]+)", page)
    assert told
    closed = session["streams"][2]["closed"] - float(told[1])
    print(f"marimo, cancel() during a wait: stream closed after {closed:.2f} s")
    assert closed < 1
    assert re.search("marimo-anywidget", page)  # the studio, as a widget
    assert "image/svg+xml" in page  # the timeline, as a picture
    assert "Take 3" in page  # the turn, in words
