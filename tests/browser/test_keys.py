"""Typing: a notebook's shortcuts must not eat a prompt, and nothing may need a mouse."""

import string
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

LONG_MS = 300_000
FIRST_CLIP = "generate a 2-second cinematic clip of a calm sea"
# Each is a shortcut in command mode: cut, copy, paste, delete, interrupt, restart, undo, merge, find, comment …
SHORTCUTS = [
    "x",
    "c",
    "v",
    "dd",
    "ii",
    "00",
    "z",
    "a",
    "b",
    "m",
    "y",
    "r",
    "h",
    "l",
    "o",
    "f",
    "jk",
    " ",
    "M",
    "Z",
    "P",
]


@pytest.fixture(scope="module")
def notebook(lab: Any, open_notebook: Callable[..., Any], blank: Callable[..., str]) -> Any:
    source = "import nemo_widgets as nemo\nsession = nemo.connect('local', name='keys')\nsession.show()"
    notebook = open_notebook(lab, blank(lab.folder, "keys", source))
    notebook.run_all()
    expect(notebook.studio).to_be_visible(timeout=LONG_MS)
    return notebook


def cells(notebook: Any) -> int:
    count: int = notebook.page.locator(".jp-Cell").count()
    return count


def command_mode(notebook: Any) -> None:
    notebook.page.locator(".jp-CodeCell .cm-content").first.click()
    notebook.page.keyboard.press("Escape")
    expect(notebook.page.locator(".jp-Notebook.jp-mod-commandMode")).to_be_visible()


def test_every_letter_arrives_also_those_that_are_shortcuts(notebook: Any) -> None:
    before, source = cells(notebook), notebook.page.locator(".jp-CodeCell .cm-content").first.inner_text()
    for text in [string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation, *SHORTCUTS, "海"]:
        command_mode(notebook)
        notebook.prompt.click()
        notebook.prompt.fill("")
        notebook.page.keyboard.type(text)
        expect(notebook.prompt).to_have_value(text)
    assert cells(notebook) == before
    assert notebook.page.locator(".jp-CodeCell .cm-content").first.inner_text() == source
    assert notebook.errors == []


def test_enter_is_a_new_line_and_escape_loses_nothing(notebook: Any) -> None:
    command_mode(notebook)
    notebook.prompt.click()
    notebook.prompt.fill("")
    keyboard = notebook.page.keyboard
    for key in ["o", "n", "e", "Enter", "t", "w", "o", "Escape", "d", "d", "Shift+Enter", "Backspace", "x"]:
        keyboard.press(key)
    expect(notebook.prompt).to_have_value("one\ntwoddx")
    keyboard.press("Control+a")
    keyboard.press("Control+x")
    keyboard.press("Control+v")
    expect(notebook.prompt).to_have_value("one\ntwoddx")
    expect(notebook.prompt).to_be_focused()


def test_ctrl_s_in_the_prompt_saves_the_notebook(notebook: Any) -> None:
    notebook.run("1 + 1")
    expect(notebook.page.locator(".jp-mod-dirty").first).to_be_attached()
    notebook.prompt.click()
    notebook.page.keyboard.press("Control+s")
    expect(notebook.page.locator(".jp-mod-dirty")).to_have_count(0)


def test_prompt_to_film_by_keyboard_alone(notebook: Any) -> None:
    keyboard = notebook.page.keyboard

    def go_to(role: Any, name: str) -> None:
        """By Tab, forwards, from where the focus is."""
        wanted = notebook.part(role, name)
        for _ in range(60):
            if wanted.count() == 1 and wanted.evaluate("(el) => el === document.activeElement"):
                return
            keyboard.press("Tab")
        pytest.fail(f"Tab does not lead to {name}")

    notebook.prompt.fill("")
    notebook.prompt.focus()
    keyboard.type(FIRST_CLIP)
    go_to("button", "Send")
    keyboard.press("Enter")
    options = notebook.part("listbox", "Takes").get_by_role("option")
    expect(options).to_have_count(1, timeout=LONG_MS)
    expect(notebook.prompt).to_be_focused()
    notebook.ready()

    keyboard.type("add the title 'Calm' for 1 second")
    keyboard.press("Control+Enter")
    expect(options).to_have_count(2, timeout=LONG_MS)
    notebook.ready()
    keyboard.press("ArrowUp")
    expect(notebook.prompt).to_have_value("add the title 'Calm' for 1 second")
    keyboard.press("ArrowDown")
    expect(notebook.prompt).to_have_value("")

    # Shift+Tab from the prompt goes up the studio: to the takes.
    takes = notebook.part("listbox", "Takes")
    for _ in range(40):
        if takes.evaluate("(el) => el === document.activeElement"):
            break
        keyboard.press("Shift+Tab")
    expect(takes).to_be_focused()
    keyboard.press("ArrowLeft")
    keyboard.press("Enter")
    expect(options.first).to_have_attribute("aria-selected", "true")

    go_to("button", "Export")
    keyboard.press("Enter")
    expect(notebook.part("button", "Download")).to_be_visible(timeout=LONG_MS)
    expect(notebook.part("region", "Player")).to_contain_text("Take 1")
    notebook.film()

    notebook.part("button", "Engine: local").focus()
    go_to("button", "Play")
    keyboard.press("Enter")
    notebook.page.wait_for_function("() => document.querySelector('.nemo video').currentTime > 0.2")
    go_to("slider", "Position")
    before = notebook.page.evaluate("() => document.querySelector('.nemo video').pause()")
    keyboard.press("Home")
    notebook.page.wait_for_function("() => document.querySelector('.nemo video').currentTime < 0.05")
    for _ in range(10):
        keyboard.press("ArrowRight")
    notebook.page.wait_for_function("() => Math.abs(document.querySelector('.nemo video').currentTime - 1) < 0.1")
    assert before is None
    assert notebook.errors == []
