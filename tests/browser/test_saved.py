"""What a notebook still tells when it was saved and its kernel is gone: in JupyterLab, and through nbconvert."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.slow

PROMPTS = [
    "generate a 10-second cinematic clip of a futuristic city at night",
    "add the title 'Urban Dreams' for 3 seconds",
    "add lo-fi music at 35%",
    "then add my photo for 4 seconds with a slow zoom",
]
TOKEN = "nmv_usr_planted_in_the_environment"
FILM = "nemo-clips/first-clip.mp4"
STUDIO = ".nemo-studio-record"
IN_VIEW = "el => el.complete && el.naturalWidth > 0 && el.getClientRects().length > 0"
LONGEST_RECORD = 60_000


def records(outputs: Locator) -> Locator:
    """Outputs that bear a record of ours."""
    return outputs.locator("div[style*='border-radius:12px']:visible")


def tells_everything(page: Page) -> None:
    """A page that shows the lesson's films, though nothing of ours runs in it."""
    for prompt in PROMPTS:
        turn = records(page.locator("body")).filter(has_text=f"› {prompt}")
        expect(turn).to_have_count(1)
        poster, timeline = turn.get_by_role("img", name="Still of take"), turn.get_by_role("img", name="Timeline (")
        for picture in (poster, timeline):
            picture.scroll_into_view_if_needed()
            page.wait_for_function(IN_VIEW, arg=picture.element_handle())
    expect(page.get_by_text("The backend said nothing; the timeline changed:")).to_be_visible()
    studio = records(page.locator("body")).filter(has=page.locator(STUDIO))
    expect(studio).to_be_visible()
    for prompt in PROMPTS:
        expect(studio).to_contain_text(prompt)
    expect(page.get_by_role("link", name=FILM).last).to_have_attribute("href", re.compile(re.escape(FILM)))
    expect(page.get_by_text("Error displaying widget").locator("visible=true")).to_have_count(0)


@pytest.fixture(scope="module")
def saved(labs: Callable[..., Any], open_notebook: Callable[..., Any]) -> Any:
    """The lesson, run and saved in JupyterLab, its kernel is gone."""
    lab = labs()
    opened = open_notebook(lab)
    opened.run_all()
    # Posters come into their places after their cells have ended.
    expect(opened.page.get_by_text("The first look is being drawn")).to_have_count(0, timeout=60_000)
    opened.page.get_by_role("menuitem", name="File", exact=True).click()
    opened.page.get_by_role("menuitem", name=re.compile("^Save Notebook(?! As)")).click()
    expect(opened.page.locator(".jp-mod-dirty")).to_have_count(0)
    opened.page.close()
    for session in lab.call("GET", "api/sessions"):
        lab.call("DELETE", f"api/sessions/{session['id']}")
    return lab


def outputs_of(path: Path) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [output for cell in cells for output in cell.get("outputs", [])]


def test_reopened_without_its_kernel_it_still_tells_everything(saved: Any, open_notebook: Callable[..., Any]) -> None:
    reopened = open_notebook(saved)
    tells_everything(reopened.page)
    page = reopened.page
    studio = page.locator(f".jp-OutputArea:has({STUDIO})")
    # Lab does say so in the widget's place; the record stands there instead.
    expect(studio.locator(".jp-OutputArea-child").last).to_be_hidden()
    expect(studio.locator(STUDIO)).to_be_visible()
    page.close()


def test_the_file_holds_small_records_and_a_view_of_the_studio_alone(saved: Any) -> None:
    outputs = outputs_of(saved.folder / "notebooks" / "01-first-clip.ipynb")
    views = [output for output in outputs if "application/vnd.jupyter.widget-view+json" in output.get("data", {})]
    assert len(views) == 1
    sizes = [len("".join(output["data"].get("text/html", ""))) for output in outputs if "data" in output]
    print("records, bytes:", sizes)
    assert max(sizes) < LONGEST_RECORD


def test_nbconvert_shows_the_same(saved: Any, browser: Browser) -> None:
    folder = saved.folder / "notebooks"
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "01-first-clip.ipynb"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.goto((folder / "01-first-clip.html").as_uri(), wait_until="domcontentloaded")
        tells_everything(page)
