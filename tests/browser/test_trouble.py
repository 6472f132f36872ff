"""What befalls a widget in a notebook: a cut or lossy line, other views, a reload, a new kernel. It ends as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.slow

LONG_MS = 300_000
SHOW = """import gc, weakref
import nemo_widgets as nemo
from IPython.display import display
session = nemo.connect("local", name="trouble")
if "studio" in globals(): studio.close()
studio = session.show(); studio"""
LONG = " then ".join(["help"] * 6)
"""Answered with some 290 words, 30 ms apart."""
TALKING = 100
"""Characters of a reply that has begun and is far from its end."""
WIRE = """
globalThis.sockets = [];
globalThis.lossy = globalThis.lastWords = false;
globalThis.lost = [];

// Mulberry32: the same messages are lost in each run.
let state = 42;
const chance = () => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
};
/** The parts of a message in Jupyter's binary framing: the header, and the content. */
const read = (data) => {
  const view = new DataView(data);
  const part = (at) => {
    const [from, to] = [at, at + 1].map((one) => Number(view.getBigUint64(8 * (one + 1), true)));
    return JSON.parse(new TextDecoder().decode(new Uint8Array(data, from, to - from)));
  };
  return {type: part(1).msg_type, content: part(4)};
};
const isLost = (data) => {
  if (!lossy || !(data instanceof ArrayBuffer)) return false;
  const {type, content} = read(data);
  if (type !== "comm_msg") return false;
  const kind = content.data.content?.kind ?? content.data.method;
  const last = lastWords && kind === "patch";
  if (!last && chance() >= 0.05) return false;
  lost.push(kind);
  if (last) { lastWords = false; globalThis.lostAt = performance.now(); }
  return true;
};
globalThis.WebSocket = class extends WebSocket {
  constructor(...how) { super(...how); sockets.push(this); }
  get onmessage() { return super.onmessage; }
  set onmessage(hear) { super.onmessage = hear && ((event) => isLost(event.data) || hear(event)); }
  send(data) { if (!isLost(data)) super.send(data); }
};
globalThis.channels = () => sockets.filter((one) => one.url.includes("/channels") && one.readyState === 1);
"""
CUT = """(long) => {
  const reply = [...document.querySelectorAll(".nemo-it-reply .nemo-prose")].at(-1)?.textContent ?? "";
  const open = channels();
  if (reply.length < long || !open.length) return false;
  for (const one of open) one.close();
  return true;
}"""
HEALED = """(note) => {
  lastWords = true;
  const timer = setInterval(() => {
    if (note.value !== "the last word") return;
    clearInterval(timer);
    globalThis.healed = (performance.now() - lostAt) / 1000;
  }, 20);
}"""
SPEAKS = "(long) => [...document.querySelectorAll('.nemo-it-reply .nemo-prose')].at(-1)?.textContent.length > long"
KEEP_TRACK = """() => {
  /** What the root of a view was drawn from, as Preact keeps it: the first of its nodes that was given a store. */
  const storeOf = (root) => {
    const seen = new Set(Object.values(root));
    for (const one of seen) {
      if (one?.props?.store) return one.props.store;
      if (Array.isArray(one) || one?.props) Object.values(one).forEach((part) => seen.add(part));
    }
  };
  const roots = [...document.querySelectorAll(".nemo")].slice(1);
  globalThis.tracked = [...roots, ...roots.map(storeOf)].map((one) => new WeakRef(one));
}"""
ALIKE = """() => {
  const [first, second] = [...document.querySelectorAll("[role=log]")].map((one) => one.textContent);
  return first.includes("I can draw scenes") && first === second;
}"""
ALIVE = "() => tracked.filter((one) => one.deref()).length"


@pytest.fixture(scope="module")
def notebook(lab: Any, context: Any, open_notebook: Callable[..., Any], blank: Callable[..., str]) -> Any:
    """A notebook of a session that has one take and its film."""
    context.add_init_script(WIRE)
    notebook = open_notebook(lab, blank(lab.folder, "trouble"))
    notebook.run(SHOW)
    notebook.say("generate a 2-second cinematic clip of a calm sea")
    expect(takes(notebook.studio)).to_have_count(1, timeout=LONG_MS)
    return notebook


@pytest.fixture(autouse=True)
def shown(notebook: Any) -> Iterator[None]:
    """Each test begins with a studio of its own, and leaves no error in the page."""
    notebook.run(SHOW)
    expect(takes(notebook.studio).first).to_be_visible(timeout=LONG_MS)
    yield
    assert [error for error in notebook.errors if "nemo" in error.casefold()] == []


def studios(notebook: Any) -> Locator:
    return notebook.page.get_by_role("region", name="Nemo Studio")


def takes(studio: Locator) -> Locator:
    return studio.get_by_role("listbox", name="Takes").get_by_role("option")


def log_of(studio: Locator) -> Locator:
    return studio.get_by_role("log", name="Response log")


def answer(notebook: Any, expression: str) -> str:
    """What a cell prints."""
    notebook.run(f"print({expression})")
    cells = notebook.page.locator(".jp-CodeCell")
    return cells.nth(cells.count() - 2).locator(".jp-OutputArea-output").last.inner_text().strip()


def speak(notebook: Any) -> None:
    """Send a message that is answered at length, and wait until the answer is under way."""
    replies = notebook.studio.locator(".nemo-it-reply")
    before = replies.count()
    notebook.say(LONG)
    expect(replies).to_have_count(before + 1, timeout=LONG_MS)


def is_whole(notebook: Any) -> None:
    """The log ends as the kernel has it, nothing lost and nothing doubled; a view that never saw trouble agrees."""
    notebook.ready()
    said = answer(notebook, "session.turns[-1].text")
    assert said.count("I can draw scenes") == LONG.count("help")
    expect(notebook.studio.locator(".nemo-it-reply .nemo-prose").last).to_have_text(said, timeout=LONG_MS)
    notebook.run("fresh = session.show(); fresh")
    expect(studios(notebook)).to_have_count(2, timeout=LONG_MS)
    notebook.page.wait_for_function(ALIKE, timeout=LONG_MS)
    notebook.run("fresh.close()")
    expect(studios(notebook)).to_have_count(1, timeout=LONG_MS)


def test_a_line_cut_amid_a_reply_comes_back_and_the_log_is_whole(notebook: Any) -> None:
    speak(notebook)
    notebook.page.wait_for_function(CUT, arg=TALKING, timeout=LONG_MS)
    notebook.page.wait_for_function("() => channels().length > 0", timeout=LONG_MS)
    is_whole(notebook)


def test_one_message_in_twenty_lost_both_ways_and_the_last_ones_too_the_page_ends_equal(notebook: Any) -> None:
    page = notebook.page
    page.evaluate("() => { lossy = true }")
    speak(notebook)
    notebook.ready()
    page.evaluate(HEALED, notebook.part("textbox", "Note").element_handle())
    notebook.run("session.takes[1].note = 'the last word'; studio.touch()")
    healed = page.wait_for_function("() => globalThis.healed", timeout=LONG_MS).json_value()
    kinds = page.evaluate("() => { lossy = false; return lost }")
    print(f"{len(kinds)} messages lost {kinds}; the last one made good after {healed:.1f} s")
    assert len(kinds) > 1
    # Promised are 5 s. The next question that comes of itself would be due after 20 s.
    assert healed < 15
    is_whole(notebook)


def test_a_second_view_of_the_output_shows_the_same_and_its_end_is_not_the_other_s(notebook: Any) -> None:
    page = notebook.page
    log_of(notebook.studio).click(button="right")
    page.get_by_role("menuitem", name="Create New View for Cell Output").click()
    expect(studios(notebook)).to_have_count(2, timeout=LONG_MS)
    first, second = studios(notebook).first, studios(notebook).last
    first.get_by_role("textbox", name="Prompt").fill("help")
    first.get_by_role("textbox", name="Prompt").press("Control+Enter")
    expect(log_of(first)).to_contain_text("I can draw scenes", timeout=LONG_MS)
    for studio in (first, second):
        expect(studio.get_by_role("status", name="Activity")).to_have_text("Ready", timeout=LONG_MS)
    page.wait_for_function(ALIKE, timeout=LONG_MS)
    notebook.run("studio.position = 1.5")
    for video in (first, second):
        there = "(video) => Math.abs(video.currentTime - 1.5) < 0.05"
        page.wait_for_function(there, arg=video.locator("video").element_handle(), timeout=LONG_MS)
    page.get_by_role("tab", name="Output View").locator(".lm-TabBar-tabCloseIcon").click()
    expect(studios(notebook)).to_have_count(1, timeout=LONG_MS)
    notebook.run("session.takes[1].note = 'still here'; studio.touch()")
    expect(notebook.part("textbox", "Note")).to_have_value("still here", timeout=LONG_MS)


def test_twenty_studios_shown_and_closed_leave_nothing_in_python_and_nothing_in_the_page(
    notebook: Any, until: Callable[..., Any]
) -> None:
    page = notebook.page
    notebook.run(
        "many = [nemo.Studio(session) for _ in range(20)]\n"
        "left = [weakref.ref(one) for one in many]\n"
        "for one in many: display(one)\n"
        "del one"
    )
    expect(studios(notebook)).to_have_count(21, timeout=LONG_MS)
    page.evaluate(KEEP_TRACK)
    assert page.evaluate(ALIVE) == 40
    notebook.run("for one in many: one.close()\ndel one, many")
    expect(studios(notebook)).to_have_count(1, timeout=LONG_MS)
    # A timer that was called off still ends its thread, and holds its studio until then.
    until(lambda: answer(notebook, "gc.collect() and None, sum(one() is not None for one in left)") == "None 0")
    inspector = page.context.new_cdp_session(page)

    def alive() -> int:
        inspector.send("HeapProfiler.collectGarbage")
        return page.evaluate(ALIVE)

    until(lambda: alive() == 0, timeout=60)
    inspector.detach()
    assert page.evaluate("() => globalThis[Symbol.for('nemo_widgets.pages')].size") == 1, "the code is there once"


def test_a_page_reloaded_amid_a_reply_shows_it_whole(notebook: Any) -> None:
    page = notebook.page
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    speak(notebook)
    page.wait_for_function(SPEAKS, arg=TALKING, timeout=LONG_MS)
    page.reload()
    expect(page.locator(".jp-Notebook")).to_be_visible(timeout=LONG_MS)
    notebook.idle()
    expect(studios(notebook)).to_have_count(1, timeout=LONG_MS)
    is_whole(notebook)


def test_a_restarted_kernel_is_told_nothing_looks_live_and_the_cell_run_again_brings_all_back(notebook: Any) -> None:
    page, lab = notebook.page, notebook.lab
    lab.scenario("hold", at="plan")
    notebook.say("add the title 'Calm' for 1 second")
    expect(notebook.part("button", "Stop")).to_be_visible(timeout=LONG_MS)
    before = takes(notebook.studio).count()
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Restart Kernel…")).click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    said = page.get_by_text("The kernel has ended. Nothing is lost: run this cell again.")
    expect(said).to_be_visible(timeout=LONG_MS)
    expect(notebook.part("status", "Activity")).to_have_text("Disconnected")
    expect(notebook.part("button", "Stop")).to_have_count(0)
    expect(notebook.studio.locator(".nemo-spin, [role=progressbar]")).to_have_count(0)
    expect(notebook.studio.locator("button:enabled, textarea:enabled, select:enabled, input:enabled")).to_have_count(0)
    expect(takes(notebook.studio)).to_have_count(before)
    notebook.idle()
    lab.engine("release", {})
    page.locator(".jp-CodeCell", has=page.locator(".nemo")).last.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    notebook.wait_for_cells()
    expect(said).to_have_count(0)
    expect(takes(notebook.studio)).to_have_count(before + 1, timeout=LONG_MS)
    notebook.ready()
