"""Films side by side in a real Chromium: they come back into step, where they stand, and the wipe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from nemo_widgets.session.connect import connect
from nemo_widgets.widgets.parts import Studio
from tests.browser.bare import bare_page, show

pytestmark = pytest.mark.slow

FILM = "/notebooks/media/waves.mp4"
FRAME_S = 1 / 30
STANDS = "() => [...document.querySelectorAll('#host video')].map((video) => video.currentTime)"


def film(number: int) -> dict[str, Any]:
    clip = {"key": f"film-{number}", "bytes": 1000, "mime": "video/mp4", "name": "film.mp4"}
    told = {"id": f"local:x:{number}", "number": number, "session": "", "prompt": f"take {number}", "clip": clip}
    told |= {"state": "done", "poster": None, "duration_ms": 5000, "width": 1280, "height": 720}
    return told | {"rating": 0, "note": "", "changes": [], "more": 0}


@pytest.fixture
def shown(browser: Browser, home: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    studio = Studio(connect("local", name="in-step"))
    snapshot = studio.snapshot | {"compare": {"films": [film(number) for number in range(1, request.param + 1)]}}
    studio.close()
    with bare_page(browser, viewport={"width": 1200, "height": 900}) as (page, address, errors):
        show(page, address, "compare", snapshot, FILM)
        page.wait_for_function(
            """(count) => {
              const ready = [...document.querySelectorAll("#host video")].filter((video) => video.readyState >= 3);
              return ready.length === count;
            }""",
            arg=request.param,
        )
        yield page
        assert errors == []


@pytest.mark.parametrize("shown", [2, 4], indirect=True)
def test_a_film_that_falls_out_of_step_is_brought_back_while_all_play(shown: Page) -> None:
    """How far apart they are while they play depends on the machine: tests/benchmarks/test_in_step.py."""
    shown.get_by_role("button", name="Play").click()
    shown.wait_for_function("() => [...document.querySelectorAll('#host video')].every((one) => one.currentTime > 0.2)")
    shown.evaluate("() => { [...document.querySelectorAll('#host video')].at(-1).currentTime += 1 }")
    shown.wait_for_function(
        """(frame) => {
          const videos = [...document.querySelectorAll("#host video")];
          const times = videos.map((video) => video.currentTime);
          return videos.every((video) => !video.seeking) && Math.max(...times) - Math.min(...times) <= frame;
        }""",
        arg=FRAME_S,
        polling=20,
    )
    shown.get_by_role("button", name="Pause").click()
    assert len(set(shown.evaluate(STANDS))) == 1


@pytest.mark.parametrize("shown", [3], indirect=True)
def test_one_scrubber_and_the_frame_keys_move_all(shown: Page) -> None:
    time = shown.get_by_role("slider", name="Time")
    time.focus()
    for _ in range(20):
        shown.keyboard.press("ArrowRight")
    assert shown.evaluate(STANDS) == pytest.approx([2, 2, 2], abs=0.001)
    expect(time).to_have_attribute("aria-valuetext", "0:02.0 / 0:05")
    shown.get_by_role("button", name="Next frame").click()
    assert shown.evaluate(STANDS) == pytest.approx([2 + FRAME_S] * 3, abs=0.002)
    shown.get_by_role("button", name="Previous frame").press("Enter")
    assert shown.evaluate(STANDS) == pytest.approx([2, 2, 2], abs=0.002)
    heard = shown.evaluate("() => [...document.querySelectorAll('#host video')].map((video) => video.muted)")
    assert heard == [False, True, True]
    shown.get_by_role("button", name="Sound of Take 3").click()
    shown.wait_for_function("() => !document.querySelectorAll('#host video')[2].muted")
    assert shown.evaluate("() => document.querySelectorAll('#host video')[0].muted")


@pytest.mark.parametrize("shown", [2], indirect=True)
def test_a_wipe_uncovers_the_second_by_keyboard(shown: Page) -> None:
    shown.get_by_role("button", name="Wipe").press("Enter")
    wipe = shown.get_by_role("slider", name="Wipe")
    wipe.focus()
    for _ in range(10):
        shown.keyboard.press("ArrowRight")
    expect(wipe).to_have_value("60")
    cut = shown.locator("#host figure").nth(1)
    expect(cut).to_have_attribute("style", "clip-path: inset(0px 0px 0px 60%);")
    boxes = [shown.locator("#host figure").nth(at).bounding_box() for at in (0, 1)]
    assert boxes[0] == boxes[1]
    shown.get_by_role("button", name="Side by side").click()
    assert shown.locator("#host figure").nth(0).bounding_box() != cut.bounding_box()
