"""The lesson as a newcomer walks it, in one page from the first cell to the reload."""

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image, ImageOps
from playwright.sync_api import expect

from tests.browser.hosts import COPY, DROP

pytestmark = pytest.mark.slow

LONG_MS = 300_000
WATCH = """
() => {
  const log = document.querySelector('.nemo [role=log]');
  window.seen = [];
  const look = () => {
    const reply = [...log.querySelectorAll('.nemo-it-reply')].at(-1)?.textContent ?? '';
    if (reply !== window.seen.at(-1)) window.seen.push(reply);
  };
  look();
  new MutationObserver(look).observe(log, {subtree: true, childList: true, characterData: true});
}
"""
SEEK = """
async (to) => {
  const video = document.querySelector('.nemo video');
  const slider = document.querySelector('.nemo-slider');
  const shown = new Promise((done) => video.requestVideoFrameCallback((_, frame) => done(frame.mediaTime)));
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(slider, String(to * 1000));
  slider.dispatchEvent(new InputEvent('input', {bubbles: true}));
  return await shown;
}
"""


@pytest.fixture(scope="module")
def notebook(lab: Any, open_notebook: Callable[..., Any]) -> Any:
    notebook = open_notebook(lab)
    notebook.run_all()
    return notebook


@pytest.fixture(autouse=True)
def quiet(notebook: Any) -> Iterator[None]:
    """Nothing in this walk may leave an error in the page's console."""
    yield
    assert notebook.errors == []


def takes(notebook: Any) -> Any:
    return notebook.part("listbox", "Takes").get_by_role("option")


def test_run_all_leads_to_a_studio_with_film_timeline_and_takes(notebook: Any) -> None:
    expect(notebook.studio).to_be_visible()
    expect(takes(notebook)).to_have_count(4)
    expect(notebook.part("region", "Timeline").get_by_role("listitem")).to_have_count(4)
    notebook.film()


def test_a_prompt_typed_and_sent_streams_its_reply_piece_by_piece(notebook: Any) -> None:
    notebook.page.evaluate(WATCH)
    notebook.prompt.click()
    notebook.page.keyboard.type("add a 4-second cinematic clip of mountains in the mist")
    notebook.page.keyboard.press("Control+Enter")
    expect(notebook.prompt).to_have_value("")
    expect(takes(notebook)).to_have_count(5, timeout=LONG_MS)
    expect(notebook.part("region", "Timeline")).to_contain_text("mountains in the mist")
    last = notebook.page.evaluate("() => window.seen.at(-1)")
    states = [text for text in notebook.page.evaluate("() => window.seen") if text and last.startswith(text)]
    print("states of the reply, in characters:", [len(text) for text in states])
    assert len(states) >= 4
    assert states == sorted(states, key=len)


def test_the_player_says_so_while_the_new_film_is_made_and_then_has_it(notebook: Any) -> None:
    player = notebook.part("region", "Player")
    expect(player).to_contain_text("Take 5")
    expect(player.locator("video")).to_be_visible(timeout=LONG_MS)
    notebook.film()
    assert player.locator("video").get_attribute("poster").startswith("blob:")
    expect(takes(notebook).last.locator("img")).to_be_visible()


def test_a_photo_is_added_by_the_chooser(notebook: Any, media: Path) -> None:
    with notebook.page.expect_file_chooser() as chooser:
        notebook.part("button", "Add files").click()
    chooser.value.set_files(media / "harbour.jpg")
    added = notebook.part("list", "Files").get_by_role("listitem").last
    expect(added).to_contain_text("harbour.jpg", timeout=LONG_MS)
    expect(added).to_contain_text("ready", timeout=LONG_MS)
    expect(added.locator("img")).to_be_visible()


def test_a_photo_is_added_by_dropping_it_anywhere_on_the_studio(notebook: Any, media: Path) -> None:
    mirrored = io.BytesIO()
    ImageOps.mirror(Image.open(media / "harbour.jpg")).save(mirrored, "JPEG")
    photo = base64.b64encode(mirrored.getvalue()).decode()
    notebook.part("region", "Timeline").evaluate(DROP, ["dropped.jpg", "image/jpeg", photo])
    added = notebook.part("list", "Files").get_by_role("listitem").last
    expect(added).to_contain_text("dropped.jpg")
    expect(added).to_contain_text("ready", timeout=LONG_MS)


def test_the_photo_can_be_spoken_of(notebook: Any) -> None:
    notebook.say("then add my photo for 3 seconds with a slow zoom")
    expect(takes(notebook)).to_have_count(6, timeout=LONG_MS)
    expect(notebook.part("region", "Timeline")).to_contain_text("dropped.jpg")
    notebook.ready()


def test_images_are_pasted_anywhere_in_the_studio_and_no_cell_is(notebook: Any) -> None:
    page = notebook.page
    page.locator(".jp-Cell .jp-InputPrompt").first.click()
    page.keyboard.press("c")  # a cell lies ready to be pasted
    cells = page.locator(".jp-Cell").count()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pasted = notebook.part("list", "Files").get_by_role("listitem").filter(has_text="image.png")
    places = [notebook.prompt, notebook.part("button", "Add files"), notebook.part("listbox", "Takes")]
    for number, (place, colour) in enumerate(zip(places, ["teal", "coral", "gold"], strict=True), 1):
        page.evaluate(COPY, colour)
        place.press("Control+v")
        expect(pasted).to_have_count(number)
        expect(pasted.last).to_contain_text("ready", timeout=LONG_MS)
    expect(notebook.prompt).to_have_value("")
    assert page.locator(".jp-Cell").count() == cells


def test_export_shows_its_progress_then_the_path_and_the_file_is_what_was_asked_for(notebook: Any) -> None:
    notebook.part("button", "Export").click()
    expect(notebook.part("progressbar", "Export")).to_be_visible()
    expect(notebook.part("button", "Download")).to_be_visible(timeout=LONG_MS)
    path = notebook.studio.locator(".nemo-path bdi").inner_text()
    with av.open(str(notebook.lab.folder / "notebooks" / path)) as film:
        codecs = {stream.type: stream.codec_context.name for stream in film.streams}
        seconds = (film.duration or 0) / 1_000_000
    print(f"{path}: {codecs}, {seconds} s")
    assert codecs == {"video": "h264", "audio": "aac"}
    assert seconds == pytest.approx(21, abs=0.1)


def test_the_film_plays_and_a_seek_lands(notebook: Any) -> None:
    notebook.film()
    notebook.part("button", "Play").click()
    notebook.page.wait_for_function("() => document.querySelector('.nemo video').currentTime > 0.3")
    notebook.part("button", "Pause").click()
    for to in (15.2, 3.4, 19.9, 0.5):
        landed = notebook.page.evaluate(SEEK, to)
        print(f"seek to {to} s landed at {landed} s")
        assert landed == pytest.approx(to, abs=0.1)
    notebook.part("button", "Player menu").click()
    expect(notebook.studio).to_contain_text("Streamed by the Jupyter server")
    notebook.page.keyboard.press("Escape")


def test_the_log_keeps_its_place_while_someone_reads(notebook: Any) -> None:
    log = notebook.part("log", "Response log")
    log.evaluate("(log) => { log.scrollTop = 0 }")
    notebook.say("make it better")
    jump = notebook.studio.get_by_role("button", name="Jump to latest")
    expect(jump).to_be_visible(timeout=LONG_MS)
    assert log.evaluate("(log) => log.scrollTop") == 0
    jump.click()
    expect(jump).to_have_count(0)
    assert log.evaluate("(log) => log.scrollHeight - log.scrollTop - log.clientHeight") < 2
    notebook.ready()


def test_after_a_reload_the_studio_is_as_it_was(notebook: Any) -> None:
    notebook.film()
    said = notebook.part("log", "Response log").text_content()
    count = takes(notebook).count()
    notebook.prompt.fill("half a thought")
    notebook.page.keyboard.press("Control+s")
    expect(notebook.page.locator(".jp-mod-dirty")).to_have_count(0)
    notebook.page.reload()
    expect(notebook.page.locator(".jp-Notebook")).to_be_visible(timeout=LONG_MS)
    notebook.studio.scroll_into_view_if_needed(timeout=LONG_MS)
    expect(takes(notebook)).to_have_count(count, timeout=LONG_MS)
    assert notebook.part("log", "Response log").text_content() == said
    expect(notebook.prompt).to_have_value("half a thought")
    notebook.film()


def test_a_closed_studio_leaves_the_page_and_the_next_one_shows_the_same(notebook: Any) -> None:
    count = takes(notebook).count()
    notebook.run("studio = session.show(); studio")
    expect(takes(notebook)).to_have_count(count)
    before = notebook.page.get_by_role("region", name="Nemo Studio").count()
    notebook.run("studio.close()")
    expect(notebook.page.get_by_role("region", name="Nemo Studio")).to_have_count(before - 1)
    notebook.run("session.show()")
    expect(takes(notebook)).to_have_count(count)
