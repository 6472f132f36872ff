"""What a page bears in a real JupyterLab and Chromium, beside its peers: long replies, long timelines, many studios."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

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
    told = peer.page.locator(".jp-OutputArea-output", has_text="came to").last.text_content()  # drawn yet or not
    count = int(told.split()[-1])
    print(f"\n{name}, {count} pieces: {over(borne, count)[0]:.1f} bytes a byte; {borne}")
    assert over(borne, count)[0] > OVER


SEGMENTS = (100, 1000, 5000)
PLACES = (2, 30, 55, 70, 95)
"""Where a timeline is pointed at, in hundredths of its length."""


@pytest.mark.parametrize("count", SEGMENTS)
def test_a_long_timeline_is_zoomed_scrolled_and_read_smoothly(notebook: Any, count: int) -> None:
    page = notebook.page
    make = f"""
journal = session._journal
made = journal.add_intent(session._row.id, "turn", {{"text": "{count} parts", "needs": []}})
from nemo_widgets.journal import State
journal.begin_send(made.id, None, {{}})
ended = {{"draft": timeline({count}), "result": {{}}, "error": None, "receipt": {{}}, "take": True}}
journal.settle_turn(made.id, State.SUCCEEDED, **ended)
session._refresh(journal)"""
    told = page.locator(".nemo-timeline-head .nemo-told")
    with bearing(page) as shown:
        notebook.run(make)
        expect(told).to_contain_text(f"{count * 8 // 10} s")
    nodes = page.evaluate("() => document.querySelectorAll('.nemo-rows *').length")
    rows = page.locator(".nemo-rows")
    rows.scroll_into_view_if_needed()
    lane = page.locator("ul.nemo-lane").first.bounding_box()
    assert lane is not None
    middle = lane["y"] + lane["height"] / 2
    heard = set()
    with bearing(page) as found:
        for place in PLACES:
            page.mouse.move(lane["x"] + lane["width"] * place / 100, middle, steps=10)
            heard.add(told.inner_text())
        for _ in range(6):
            notebook.part("button", "Zoom in").click()
        for at in range(30):
            page.mouse.move(lane["x"] + 150 + at * 15, middle)
            page.mouse.wheel(300, 0)
        page.locator("button[data-segment][tabindex='0']").focus()
        page.keyboard.press("Home")
        for _ in range(60):
            page.keyboard.press("ArrowRight")
        by_key, name = told.inner_text(), page.evaluate("() => document.activeElement.getAttribute('aria-label')")
        for _ in range(6):
            notebook.part("button", "Zoom out").click()
    print(f"\n{count} segments, shown: {nodes} elements; {shown[0]}\n{count} segments, used: {found[0]}")
    assert len(heard) == len(PLACES), "what is pointed at is told"
    assert name == by_key
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
import re
from pathlib import Path
import anywidget
import ipywidgets
import nemo_widgets as nemo
session = nemo.connect("local", name="many")
class Plain(anywidget.AnyWidget):
    _esm = "export default { render({ el }) { el.textContent = 'plain'; } }"
class Large(anywidget.AnyWidget):
    # Our studio's code, evaluated and not used: what each instance of any widget costs that brings so much.
    code = (Path(nemo.__file__).parent / "static" / "studio.js").read_text("utf-8")
    _esm = re.sub(r"export *{[^}]*};?\\s*$", "", code) + ";" + Plain._esm
"""
KINDS = {
    "studio": "nemo.Studio(session)",
    "plain": "Plain()",
    "large": "Large()",
    "box": "ipywidgets.VBox([ipywidgets.Button() for _ in range(40)])",
}
FEW, MANY = 5, 25
MORE_THAN_PLAIN_MB = 0.05


def test_studios_that_were_closed_leave_what_any_anywidget_leaves_in_the_page(lab: Any, watched: Watched) -> None:
    notebook = watched(lab, "many", PLAIN)
    left = {}
    for kind, shown in KINDS.items():
        cell = STUDIOS.replace("SHOWN", shown)
        notebook.run(cell.replace("COUNT", str(FEW)))
        seen = [heap(notebook.page)]
        for count in (FEW, MANY):
            notebook.run(cell.replace("COUNT", str(count)))
            seen.append(heap(notebook.page))
        # What a cell costs by itself, some thousand listeners of Lab's toolbars, is in both.
        few, many = ([after - was for was, after in zip(*pair, strict=True)] for pair in (seen[:2], seen[1:]))
        left[kind] = [(more - less) / (MANY - FEW) for less, more in zip(few, many, strict=True)]
        used, nodes, listeners = left[kind]
        print(f"\n{shown}: each leaves {used / 1e6:.3f} MB, {nodes:.1f} nodes, {listeners:.1f} listeners in the page")
    ours, plain, large = left["studio"], left["plain"], left["large"]
    assert ours[0] <= plain[0] + MORE_THAN_PLAIN_MB * 1e6
    assert ours[0] <= large[0] / 2
    for mine, peers in zip(ours[1:], plain[1:], strict=True):
        assert mine <= peers + 1
    notebook.page.close()
