"""What a page bears in a real JupyterLab and Chromium, beside its peers: long replies, long timelines, many studios."""

from __future__ import annotations

from typing import Any

import pytest

from tests.benchmarks.conftest import Watched
from tests.benchmarks.watch import Borne, bearing, drawn, heap

COUNTS = (1000, 5000, 20_000)
TEXT_BYTES = len("word 0 ")
LONG_TASK_MS = 100
OVER = 1.5
PEER_S = 12
"""How long a peer may take for its lines; how far it came is told."""

SETUP = """
import time
import nemo_widgets as nemo
from tests.benchmarks.test_session import timeline
from tests.unit.widgets.test_loss import stream
# A backend that nobody asks anything: what comes from it is written into the journal, as its courier would.
session = nemo.connect("http://127.0.0.1:9", name="long")
def word(at):
    if at % 100 == 0:
        time.sleep(0.05)
    return f"word {at % 10} "
studio = session.show(); studio
"""
STILL = "session._follower.stop(); session._follower._thread.join()"
PEERS = """
import time
def word(at):
    if at % 100 == 0:
        time.sleep(0.05)
    return f"word {at % 10} "
def lines(append, count):
    began = time.monotonic()
    for at in range(count):
        append(word(at))
        if time.monotonic() > began + LIMIT:
            break
    print("came to", at + 1)
"""
SCROLLER = ".nemo-log-scroll"
BEGUN = f"(before) => document.querySelector('{SCROLLER}').scrollHeight > before + 600"


def begin(notebook: Any, source: str) -> None:
    """Run a cell, and do not wait for it."""
    notebook.page.locator(".jp-CodeCell .cm-content").last.click()
    notebook.page.keyboard.insert_text(source)
    notebook.page.keyboard.press("Shift+Enter")


@pytest.fixture(scope="module")
def notebook(lab: Any, watched: Watched) -> Any:
    return watched(lab, "long", SETUP, STILL)


def over(borne: Borne, count: int) -> tuple[float, float]:
    """Bytes to the page for each byte of text: of all messages, and of their content."""
    return tuple(borne.bytes(part=part) / (count * TEXT_BYTES) for part in ("bytes", "content"))  # type: ignore[return-value]


def test_a_long_reply_costs_its_own_length_and_never_holds_up_the_page(notebook: Any) -> None:
    page = notebook.page
    costs = []
    print()
    for count in COUNTS:
        with bearing(page) as found:
            notebook.run(f"turn = stream(session, {count}, word, batch=100)")
        costs.append(over(found[0], count))
        print(
            f"{count:6} deltas, at the end of the log: {costs[-1][0]:.2f} bytes a byte ({costs[-1][1]:.2f} without "
            f"Jupyter's envelopes); {found[0]}"
        )
        assert len(page.locator(".nemo-prose").last.text_content() or "") >= count * TEXT_BYTES - 1
        assert found[0].longest <= LONG_TASK_MS
    with bearing(page) as found:
        before = page.evaluate(f"() => document.querySelector('{SCROLLER}').scrollHeight")
        begin(notebook, f"turn = stream(session, {count}, word, batch=100)")
        page.wait_for_function(BEGUN, arg=before)
        page.evaluate(f"() => {{ document.querySelector('{SCROLLER}').scrollTop = 100; }}")
        notebook.wait_for_cells()
        assert page.evaluate(f"() => document.querySelector('{SCROLLER}').scrollTop") == 100
    print(f"{count:6} deltas, read further up: {found[0]}")
    assert found[0].longest <= LONG_TASK_MS
    assert costs[-1][0] <= OVER
    assert costs[-1][0] <= costs[0][0]


@pytest.mark.parametrize("count", [250, 500, 1000])
def test_what_output_of_ipywidgets_makes_of_it(lab: Any, watched: Watched, count: int) -> None:
    cells = PEERS.replace("LIMIT", str(PEER_S)), "from ipywidgets import Output\nout = Output(); out"
    peer = watched(lab, f"output-{count}", *cells)
    with bearing(peer.page) as found:
        peer.run(f"lines(out.append_stdout, {count})")
    tell("Output.append_stdout", peer, found[0])
    peer.page.close()


@pytest.mark.parametrize("count", [1000, 5000])
def test_what_chat_interface_of_panel_makes_of_it(lab: Any, watched: Watched, panel: str, count: int) -> None:
    chat = "import panel as pn\npn.extension(inline=True)\nchat = pn.chat.ChatInterface(); chat"
    peer = watched(lab, f"panel-{count}", chat, PEERS.replace("LIMIT", str(PEER_S)), kernel=panel)
    with bearing(peer.page) as found:
        peer.run(f"""
message = None
def append(text):
    global message
    message = chat.stream(text, message=message)
lines(append, {count})""")
    tell("ChatInterface.stream", peer, found[0])
    peer.page.close()


def tell(name: str, peer: Any, borne: Borne) -> None:
    """What a peer came to, and what it cost."""
    told = peer.page.locator(".jp-OutputArea-output", has_text="came to").last.inner_text()
    count = int(told.split()[-1])
    print(f"\n{name}, {count} pieces: {over(borne, count)[0]:.1f} bytes a byte; {borne}")
    assert over(borne, count)[0] > OVER


SEGMENTS = 1000


def test_a_timeline_of_1000_segments_is_zoomed_scrolled_and_read_smoothly(notebook: Any) -> None:
    page = notebook.page
    make = f"""
journal = session._journal
made = journal.add_intent(session._row.id, "turn", {{"text": "a thousand", "needs": []}})
from nemo_widgets.journal import State
journal.begin_send(made.id, None, {{}})
ended = {{"draft": timeline({SEGMENTS}), "result": {{}}, "error": None, "receipt": {{}}, "take": True}}
journal.settle_turn(made.id, State.SUCCEEDED, **ended)
session._refresh(journal)"""
    with bearing(page) as shown:
        notebook.run(make)
        page.locator("button[data-segment]").nth(SEGMENTS - 1).wait_for(state="attached")
    rows = page.locator(".nemo-rows")
    rows.scroll_into_view_if_needed()
    told = page.locator(".nemo-timeline-head .nemo-told")
    with bearing(page) as found:
        for _ in range(6):
            notebook.part("button", "Zoom in").click()
        box = rows.bounding_box()
        assert box is not None
        middle = box["y"] + box["height"] * 0.6
        for at in range(30):
            page.mouse.move(box["x"] + 150 + at * 15, middle)
            page.mouse.wheel(300, 0)
        heard = set()
        for place in (2, 300, 700, 850, 950):
            page.locator("button[data-segment]").nth(place).hover(force=True)
            heard.add(told.inner_text())
        page.locator("button[data-segment]").first.focus()
        for _ in range(60):
            page.keyboard.press("ArrowRight")
        by_key, name = told.inner_text(), page.evaluate("() => document.activeElement.getAttribute('aria-label')")
        for _ in range(6):
            notebook.part("button", "Zoom out").click()
    print(f"\n{SEGMENTS} segments, shown: {shown[0]}\n{SEGMENTS} segments, used: {found[0]}")
    assert page.locator("button[data-segment]").count() == SEGMENTS
    assert len(heard) == 5, "what is pointed at is told"
    assert "clip 60" in by_key
    assert "clip 60" in name
    assert "clip 60" in by_key
    assert found[0].longest <= LONG_TASK_MS
    assert shown[0].longest <= 2 * LONG_TASK_MS


BOXES = """
from ipywidgets import HTML, Button, Dropdown, HBox, IntSlider, Text, VBox
VBox([HBox([Button(), Text(), Dropdown(options=["a", "b"]), IntSlider(), HTML("word")]) for _ in range(8)])
"""
ROUNDS = 5


def test_a_studio_stands_there_as_soon_as_a_box_of_ipywidgets_does(lab: Any, watched: Watched) -> None:
    notebook = watched(lab, "first", "import nemo_widgets as nemo\nsession = nemo.connect('local', name='first')")
    cells = {
        "studio": ("studio = session.show(); studio", ".nemo-studio"),
        "a VBox of 40 widgets": (BOXES, ".jp-OutputArea-output .widget-vbox"),
    }
    times: dict[str, list[float]] = {name: [] for name in cells}
    for _ in range(ROUNDS):
        for name, (cell, selector) in cells.items():
            times[name].append(drawn(notebook.page, lambda cell=cell: notebook.run(cell), selector)[1])  # type: ignore[misc]
    for name, taken in times.items():
        print(f"\n{name}: drawn after {taken[0]:.2f} s at first, then {min(taken[1:]):.2f} s at best")
    ours, peers = (min(taken) for taken in times.values())
    assert ours <= 2 * peers
    notebook.page.close()


STUDIOS = """
import asyncio
from IPython.display import clear_output, display
for _ in range(COUNT):
    one = SHOWN
    display(one)
    await asyncio.sleep(0.4)
    for child in getattr(one, "children", ()):
        child.close()
    one.close()
    clear_output()
    await asyncio.sleep(0.1)
"""
PLAIN = """
import anywidget
import ipywidgets
import nemo_widgets as nemo
session = nemo.connect("local", name="many")
class Plain(anywidget.AnyWidget):
    _esm = "export default { render({ el }) { el.textContent = 'plain'; } }"
"""
HEAP_MB = 0.8
"""Each: the page keeps the module of each instance and what it compiled of it. Of models and views nothing is left."""


def test_studios_that_were_closed_leave_no_views_in_the_page(lab: Any, watched: Watched) -> None:
    notebook = watched(lab, "many", PLAIN)
    grown = {}
    for shown in ("nemo.Studio(session)", "Plain()", "ipywidgets.VBox([ipywidgets.Button() for _ in range(40)])"):
        cell = STUDIOS.replace("SHOWN", shown)
        notebook.run(cell.replace("COUNT", "5"))
        before = heap(notebook.page)
        notebook.run(cell.replace("COUNT", "20"))
        grown[shown] = [(after - was) / 20 for was, after in zip(before, heap(notebook.page), strict=True)]
        used, nodes, listeners = grown[shown]
        print(f"\n{shown}: each leaves {used / 1e6:.2f} MB, {nodes:.1f} nodes, {listeners:.1f} listeners in the page")
    used, nodes, listeners = grown["nemo.Studio(session)"]
    plain = grown["Plain()"]
    assert nodes <= plain[1] + 1
    assert listeners <= plain[2] + 1
    assert used <= HEAP_MB * 1e6
    notebook.page.close()
