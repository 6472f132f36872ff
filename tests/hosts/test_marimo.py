"""marimo, where there is no ipykernel: waits, cancel, and what is shown, in a notebook that marimo itself runs."""

from __future__ import annotations

import json
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import pytest
import websocket

pytestmark = pytest.mark.slow

LONG_S = 60

NOTEBOOK = """
import marimo

app = marimo.App()


@app.cell
def _():
    import json, os, threading
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
    return first, hold, nemo, session, threading


@app.cell
async def _(first, session):
    second = await session.send("make it 2 seconds")
    print("awaited", second.take.number, session.draft.duration)
    return (second,)


@app.cell
def _(hold, nemo, second, session, threading):
    hold()
    held = session.send("make it 3 seconds")

    def stop():
        while held.state != "running":
            threading.Event().wait(0.01)
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
    assert session["streams"][2]["closed_by_client"]
    assert re.search("marimo-anywidget", page)  # the studio, as a widget
    assert "image/svg+xml" in page  # the timeline, as a picture
    assert "Take 3" in page  # the turn, in words


BEGIN = """
import nemo_widgets as nemo
session = nemo.connect("local", name="marimo")
session.send("generate a 1-second clip of the sea").wait()
print("made", session.draft.duration)
"""
WAITS = ["await session.send('make it 2 seconds')", "session.send('make it 2 seconds').wait()"]
STOP = """
_turn = session.turns[-1]
_turn.cancel()
try:
    _turn.wait()
except nemo.NemoError:
    print(_turn.state, _turn.verdict)
"""


class Editor:
    """marimo's editor with an empty notebook, spoken to as its page speaks to it."""

    def __init__(self, python: Path, folder: Path) -> None:
        (folder / "empty.py").write_text("import marimo\n\napp = marimo.App()\n", "utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        flags = ["--headless", "--no-token", "--no-skew-protection", "--host=127.0.0.1", f"--port={port}"]
        command = [python, "-m", "marimo", "--quiet", "edit", "empty.py", *flags]
        self.process = subprocess.Popen(command, cwd=folder)
        self.address = f"127.0.0.1:{port}"
        self._events: Any = None

    def connect(self) -> bool:
        """Open the notebook; False if the editor is not up yet."""
        try:
            self._events = websocket.create_connection(
                f"ws://{self.address}/ws?session_id=s_nemo00&file=empty.py", timeout=LONG_S
            )
        except OSError:
            return False
        self.call("instantiate", objectIds=[], values=[], autoRun=False)
        return True

    def close(self) -> None:
        """End the editor, and with it its kernel."""
        if self._events is not None:
            self._events.close()
        self.process.terminate()
        self.process.wait(LONG_S)

    def call(self, path: str, **body: Any) -> None:
        headers = {"Content-Type": "application/json", "Marimo-Session-Id": "s_nemo00"}
        request = Request(f"http://{self.address}/api/kernel/{path}", json.dumps(body).encode(), headers)
        build_opener(ProxyHandler({})).open(request, timeout=LONG_S).close()

    def begin(self, cell: str, code: str) -> str:
        self.call("run", cellIds=[cell], codes=[code])
        return cell

    def end(self, cell: str) -> str:
        """Wait for a cell's end; what it has put out by then."""
        said = ""
        while True:
            event = json.loads(self._events.recv())
            told = event.get("data") or {}
            if event["op"] != "cell-op" or told["cell_id"] != cell:
                continue
            said += "".join(json.dumps(told[key]) for key in ("console", "output") if told[key])
            if told["status"] == "idle":
                return said

    def run(self, cell: str, code: str) -> str:
        return self.end(self.begin(cell, code))


@pytest.fixture
def editor(home: Path, tmp_path: Path, environment: Callable[[str], Path], until: Any) -> Iterator[Editor]:
    editor = Editor(environment("marimo==0.25.2"), tmp_path)
    try:
        until(editor.connect)
        yield editor
    finally:
        editor.close()


def test_an_interrupted_cell_ends_its_wait_cancel_ends_the_work_and_the_next_turn_works(
    editor: Editor, engine: Any, until: Any
) -> None:
    assert "made 1000" in editor.run("begin", BEGIN)
    engine.scenario("abort_on_disconnect")
    for number, wait in enumerate(WAITS, 2):
        cell = begin_held(editor, engine, until, wait)
        editor.call("interrupt")
        assert "interruption" in editor.end(cell)
        assert engine.newest_stream()["closed"] is None  # the wait has ended, and the work goes on
        assert "cancelled stopped" in editor.run(f"stop{number}", STOP)
        assert engine.newest_stream()["closed_by_client"]
        on = f"print('went on', session.send('make it {number + 1} seconds').wait().take.number)"
        assert f"went on {number}" in editor.run(f"on{number}", on)


def begin_held(editor: Editor, engine: Any, until: Any, code: str) -> str:
    """Begin a cell, and give it back once its run is held in the engine."""
    engine.scenario("hold", at="plan")
    cell = editor.begin(f"wait{len(code)}", code)
    until(lambda: [one for one in engine.stats()["sessions"].values() if one["holding"] == "plan"])
    return cell
