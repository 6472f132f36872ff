"""Films side by side in a real Chromium: how far apart they are while they play."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import browser
from tests.browser.test_in_step import FRAME_S, shown

__all__ = ["browser", "shown"]

PLAYED = """async () => {
  const videos = [...document.querySelectorAll("#host video")];
  const apart = [];
  await new Promise((done) => {
    const look = () => {
      const times = videos.map((video) => video.currentTime);
      if (Math.min(...times) > 1) apart.push(Math.max(...times) - Math.min(...times));
      if (times[0] > 3.5 || videos[0].ended) done();
      else requestAnimationFrame(look);
    };
    look();
  });
  return apart;
}"""


@pytest.mark.parametrize("shown", [2, 4], indirect=True)
def test_playing_films_stay_within_a_frame_of_one_another(shown: Page) -> None:
    shown.get_by_role("button", name="Play").click()
    apart = sorted(shown.evaluate(PLAYED))
    half, most, worst = (1000 * apart[int(len(apart) * part)] for part in (0.5, 0.9, 0.9999))
    print(f"{len(apart)} looks: half within {half:.1f} ms, nine in ten within {most:.1f} ms, all within {worst:.1f} ms")
    assert len(apart) > 20
    assert most <= 1000 * FRAME_S
