"""Every state of the studio, as a real session brings it about: axe-core finds nothing, and Tab leads everywhere."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from nemo_widgets.errors import NemoError
from nemo_widgets.session.connect import connect
from nemo_widgets.widgets.parts import Studio
from tests.browser.bare import bare_page, show
from tests.browser.hosts import MEDIA

pytestmark = pytest.mark.slow

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"
FILM = "/notebooks/media/waves.mp4"
SEA = "generate a 1-second clip of a calm sea"
LONG_S = 120.0
COMPLAINTS = """async () => (await axe.run("#host")).violations.flatMap(
  ({id, nodes}) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))"""
# What the keyboard must reach; of a group with one stop (takes, stars, the timeline's blocks) its stop.
STOPS = """() => {
  const all = document.querySelectorAll("#host :is(button, a[href], input, select, textarea, [tabindex])");
  const stops = [...all].filter((el) => el.tabIndex >= 0 && !el.disabled && el.checkVisibility())
    .filter((el) => el.type !== "radio" || el.matches("label:first-child input"));
  stops.forEach((el, at) => { el.dataset.stop = at; });
  return stops.map((el) => el.outerHTML.slice(0, 160));
}"""
# Where the focus is, and whether that can be seen.
FOCUS = """() => {
  const el = document.activeElement;
  const ring = (one) => {
    const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0 || boxShadow !== "none";
  };
  const seen = [el, el.parentElement, ...el.children].some(ring) || el.matches(".nemo-box:focus-within textarea");
  return {stop: el.dataset.stop ?? null, seen, html: el.outerHTML.slice(0, 160)};
}"""


@dataclass
class Stage:
    """A session with its studio, and the states that were seen of it."""

    home: Path
    engine: Any
    until: Callable[..., Any]
    seen: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session = connect("local", name="states", language="en")
        self.studio = Studio(self.session)

    def keep(self, state: str, shown: Callable[[dict[str, Any]], Any]) -> None:
        """Wait until the studio shows it, and keep what the page is told then."""

        def look() -> bool:
            self.studio._publish(whole=True)
            return bool(shown(self.studio.snapshot))

        self.until(look, LONG_S)
        self.seen[state] = dict(self.studio.snapshot)

    def say(self, text: str) -> Any:
        """Send it, and wait for its end, whatever that is."""
        turn = self.session.send(text)
        with contextlib.suppress(NemoError):
            turn.wait(LONG_S)
        return turn

    def held(self, step: str) -> None:
        """Wait until the engine holds the work there."""
        self.until(lambda: step in [one["holding"] for one in self.engine.stats()["sessions"].values()], LONG_S)

    def compare(self, *numbers: int) -> None:
        """As the page asks for it."""
        assert self.studio._commands.run({"kind": "compare", "takes": numbers}, [])[0]["ok"]


def phase(wanted: str) -> Callable[[dict[str, Any]], bool]:
    return lambda snapshot: snapshot["activity"]["phase"] == wanted


def tells(kind: str) -> Callable[[dict[str, Any]], bool]:
    return lambda snapshot: phase("idle")(snapshot) and snapshot["log"][-1]["kind"] == kind


@pytest.fixture
def states(home: Path, engine: Any, until: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the page is told, by the name of the state."""
    monkeypatch.setenv("NEMO_PACE", "first_look=0.05,next_look=0.1,patience=1")
    monkeypatch.setenv("NEMO_POLL", "0.1")
    engine.start()
    stage = Stage(home, engine, until)
    stage.keep("empty", phase("idle"))
    stage.say(SEA)
    stage.session.preview(1).wait(LONG_S)
    stage.keep("done", lambda snapshot: phase("idle")(snapshot) and snapshot["takes"][0]["clip"])
    turns(stage)
    films(stage)
    files(stage)
    engine.scenario("disconnect", after=1, abort=True)
    stage.say("make it 4 seconds")
    stage.keep("unknown", phase("unknown"))
    stage.studio.close()
    return stage.seen


def turns(stage: Stage) -> None:
    """One that is held in the engine, and then stopped; one that is refused."""
    stage.engine.scenario("abort_on_disconnect")
    stage.engine.scenario("hold", at="plan")
    turn = stage.session.send("make it 2 seconds")
    stage.held("plan")
    stage.keep("running", lambda snapshot: snapshot["activity"]["phase"] in ("sending", "working"))
    turn.cancel()
    stage.keep("stopped", tells("note"))
    stage.engine.scenario("reset")
    stage.engine.scenario("code", code=2001)
    stage.say("make it 3 seconds")
    stage.keep("failed", tells("error"))
    stage.engine.scenario("reset")


def films(stage: Stage) -> None:
    """An export, while it is held and when it is done; two takes side by side."""
    stage.engine.scenario("hold", at="render")
    export = stage.session.export("film.mp4", quality="preview")
    stage.held("render")
    stage.keep("exporting", phase("exporting"))
    stage.engine.call("POST", "/_nemo/release", {})
    export.wait(LONG_S)
    stage.keep("exported", lambda snapshot: snapshot["exports"][-1]["state"] == "done")
    stage.say("add the title 'Calm' for 1 second")
    stage.compare(1, 2)
    stage.keep("compare", lambda snapshot: snapshot["compare"])
    stage.compare()


def files(stage: Stage) -> None:
    """A file on its way to an engine that takes its time."""
    photo = Path(shutil.copy(MEDIA / "harbour.jpg", "harbour.jpg"))
    (pid,) = engine_processes(stage.home)
    psutil.Process(pid).suspend()
    try:
        upload = stage.session.upload(photo)
        stage.keep("uploading", lambda snapshot: [one["state"] for one in snapshot["files"]] == ["uploading"])
    finally:
        psutil.Process(pid).resume()
    upload.wait(LONG_S)


def engine_processes(home: Path) -> list[int]:
    """The engine of this home; its workers are its children."""
    pids = []
    for process in psutil.process_iter(["pid", "cmdline"]):
        line = process.info["cmdline"] or []
        if "nemo_widgets.local" in line and any(str(home) in part for part in line):
            pids.append(process.info["pid"])
    return pids


def by_tab(page: Page) -> list[str]:
    """What Tab does not lead to, or leads to without a sign of it."""
    stops = page.evaluate(STOPS)
    assert stops
    page.evaluate("() => { document.activeElement.blur(); getSelection().removeAllRanges(); }")
    reached, unseen = set(), []
    for _ in range(len(stops) + 12):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["stop"] is not None:
            reached.add(int(focus["stop"]))
            unseen += [] if focus["seen"] else [f"no sign of the focus: {focus['html']}"]
    return [f"never reached: {html}" for at, html in enumerate(stops) if at not in reached] + unseen


def test_axe_is_content_and_tab_leads_everywhere_in_every_state(browser: Browser, states: dict[str, Any]) -> None:
    found = {}
    with bare_page(browser, viewport={"width": 1200, "height": 1000}, reduced_motion="reduce") as (
        page,
        address,
        errors,
    ):
        for name, snapshot in states.items():
            show(page, address, "studio", snapshot, FILM)
            expect(page.get_by_role("region", name="Nemo Studio")).to_be_visible()
            page.add_script_tag(path=AXE)
            for theme in ("light", "dark"):
                page.evaluate("(theme) => { document.body.dataset.theme = theme; }", theme)
                found[name, theme] = page.evaluate(COMPLAINTS)
            found[name, "keyboard"] = by_tab(page)
        show(page, address, "studio", states["done"], FILM)
        page.add_script_tag(path=AXE)
        page.evaluate("globalThis.deaf = true")
        page.get_by_role("textbox", name="Prompt").fill(SEA)
        page.get_by_role("textbox", name="Prompt").press("Control+Enter")
        expect(page.get_by_text("Waiting for the kernel")).to_be_visible(timeout=60_000)
        found["without a kernel", "light"] = page.evaluate(COMPLAINTS)
        found["without a kernel", "keyboard"] = by_tab(page)
    wrong = {state: said for state, said in found.items() if said}
    print(f"{len(found)} looks at {', '.join(states)} and without a kernel")
    assert wrong == {}
    assert errors == []
