"""How the studio looks and reads: axe-core in every state, both themes, and pictures at three widths."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"
LONG_MS = 300_000
WIDTHS = (360, 700, 1120)
SETUP = "import nemo_widgets as nemo\nsession = nemo.connect('local', name='{name}')\nsession.show()"
TURNS = (
    "generate a 10-second cinematic clip of a futuristic city at night",
    "add the title 'Urban Dreams' for 3 seconds",
    "add lo-fi music at 35%",
    "add a 4-second cinematic clip of mountains in the mist",
)
RESIZE = """
(width) => {
  const host = [...document.querySelectorAll('.nemo')].at(-1).parentElement;
  host.style.cssText = `width: ${width}px; max-width: none; flex: none`;
}
"""


@pytest.fixture(scope="module", params=["Light", "Dark"])
def notebook(
    request: pytest.FixtureRequest, lab: Any, open_notebook: Callable[..., Any], blank: Callable[..., str]
) -> Iterator[Any]:
    theme = request.param
    lab.settings("apputils-extension/themes", {"theme": f"JupyterLab {theme}"})
    name = f"look-{theme.lower()}"
    notebook = open_notebook(lab, blank(lab.folder, name, SETUP.format(name=name)))
    notebook.page.set_viewport_size({"width": 1560, "height": 1800})
    notebook.run_all()
    expect(notebook.studio).to_be_visible(timeout=LONG_MS)
    expect(notebook.page.locator(".nemo").last).to_have_attribute("data-nemo-theme", theme.lower())
    yield notebook
    assert notebook.errors == []
    notebook.page.close()


def complaints(notebook: Any) -> list[str]:
    """What axe-core finds in the studio, each with the rule and the element."""
    if not notebook.page.evaluate("() => 'axe' in window"):
        # As a value: Lab's page has a loader of modules that a script tag would hand it to.
        notebook.page.evaluate(f"() => {{ const define = undefined, module = undefined; {AXE.read_text('utf-8')} }}")
    found = notebook.page.evaluate("async () => await axe.run([...document.querySelectorAll('.nemo')].at(-1))")
    assert found["passes"], "axe-core looked at nothing"
    rules = found["violations"]
    return [f"{rule['id']}: {rule['help']} · {node['html'][:200]}" for rule in rules for node in rule["nodes"]]


def test_the_empty_studio_has_nothing_to_complain_of(notebook: Any) -> None:
    assert complaints(notebook) == []
    notebook.part("button", "Engine: local").click()
    assert complaints(notebook) == []
    notebook.page.keyboard.press("Escape")


def test_nor_has_one_that_runs(notebook: Any) -> None:
    notebook.say(TURNS[0])
    notebook.film()
    notebook.ready()
    notebook.lab.scenario("abort_on_disconnect")
    notebook.lab.scenario("hold", at="plan")
    notebook.say("make it darker")
    expect(notebook.part("button", "Stop")).to_be_visible()
    assert complaints(notebook) == []
    notebook.part("button", "Stop").click()
    expect(notebook.part("log", "Response log")).to_contain_text("Stopped", timeout=LONG_MS)
    notebook.lab.scenario("reset")
    notebook.ready()


def test_nor_has_one_after_some_turns(notebook: Any) -> None:
    options = notebook.part("listbox", "Takes").get_by_role("option")
    for number, text in enumerate(TURNS[1:], 2):
        notebook.say(text)
        expect(options).to_have_count(number, timeout=LONG_MS)
        notebook.ready()
    notebook.film()
    expect(options.last.locator("img")).to_be_visible(timeout=LONG_MS)
    assert complaints(notebook) == []
    notebook.part("button", "Player menu").click()
    assert complaints(notebook) == []
    notebook.part("button", "Loop to here").click()
    notebook.page.keyboard.press("Escape")


def test_nor_has_a_comparison_or_a_timeline_seen_closely(notebook: Any) -> None:
    notebook.part("button", "Zoom in").click()
    notebook.studio.locator(".nemo-segment button").first.focus()
    assert complaints(notebook) == []
    notebook.part("button", "Fit the timeline").click()
    notebook.part("button", "Compare").click()
    compare = notebook.part("region", "Compare")
    expect(compare.locator("video")).to_have_count(2, timeout=LONG_MS)
    assert complaints(notebook) == []
    compare.get_by_role("button", name="Wipe").click()
    assert complaints(notebook) == []
    notebook.part("group", "Compare with").get_by_role("button", name="Take 1", exact=True).click()
    expect(compare.locator("figure")).to_have_count(3, timeout=LONG_MS)
    assert complaints(notebook) == []
    notebook.part("button", "Close the comparison").click()
    expect(notebook.part("region", "Player")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_into_any_width(notebook: Any, width: int, tmp_path: Path) -> None:
    notebook.page.evaluate(RESIZE, width)
    box = notebook.studio.bounding_box()
    assert box["width"] == pytest.approx(width, abs=4)
    sticking_out = """
    (studio) => [...studio.querySelectorAll('button, input, select, textarea, video, h3, p')].filter((el) => {
      const box = el.getBoundingClientRect(), whole = studio.getBoundingClientRect();
      return box.width > 1 && (box.right > whole.right + 1 || box.left < whole.left - 1);
    }).map((el) => el.outerHTML.slice(0, 120))
    """
    assert notebook.studio.evaluate(sticking_out) == []
    assert complaints(notebook) == []
    theme = notebook.page.locator(".nemo").last.get_attribute("data-nemo-theme")
    notebook.studio.screenshot(path=tmp_path / f"{theme}-{width}.png", animations="disabled")
    notebook.page.evaluate(RESIZE, 1120)


def test_nor_has_one_with_an_error(notebook: Any) -> None:
    notebook.lab.scenario("code", code=2001)
    notebook.say("make it a little warmer")
    expect(notebook.studio.locator(".nemo-error")).to_be_visible(timeout=LONG_MS)
    assert complaints(notebook) == []
    notebook.studio.get_by_role("button", name="From a link").click()
    notebook.part("textbox", "From a link").fill("https://127.0.0.1:9/nothing.mp4")
    notebook.page.keyboard.press("Enter")
    expect(notebook.studio.locator(".nemo-file-failed")).to_be_visible(timeout=LONG_MS)
    assert complaints(notebook) == []
