"""Hostile texts, from where they enter (the journal, as a backend or a notebook filled it) to a real Chromium page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from nemo_widgets.journal import State
from nemo_widgets.server.registry import register
from nemo_widgets.session.connect import connect
from nemo_widgets.session.session import Session
from nemo_widgets.widgets.parts import Compare, Studio
from nemo_widgets.widgets.record import job_record, session_record
from tests.browser.bare import START, bare_page, show
from tests.browser.payloads import EVERY, URLS

pytestmark = pytest.mark.slow

HALF = 40
"""Turns in a session: fewer than a log shows."""
WATCH = """() => {
  globalThis.changed = [];
  const host = document.getElementById("host");
  const look = (records) => records.forEach(({target, type, addedNodes}) => {
    if (!host.contains(target)) changed.push(`${type} ${target.nodeName} ${[...addedNodes].map((n) => n.nodeName)}`);
  });
  new MutationObserver(look).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
}"""
DANGEROUS = """() => {
  const found = [];
  for (const el of document.querySelectorAll("#host *")) {
    if (/^(script|iframe|object|embed|base|link|meta|form|foreignobject)$/i.test(el.localName) ||
        /^(animate|use|x-evil|marquee|math)$/i.test(el.localName))
      found.push(el.outerHTML.slice(0, 200));
    for (const {name, value} of el.attributes)
      if (/^on/i.test(name) || /^(srcdoc|formaction|action)$/i.test(name) ||
          (/^(href|src|xlink:href|data|poster)$/i.test(name) && !/^(blob:|https?:)/.test(value)))
        found.push(`${name}=${value.slice(0, 100)}`);
  }
  return found;
}"""


def fill(session: Session, payloads: list[str]) -> None:
    """Each payload as a prompt, a reply, an error, a rating's note, and a name on the timeline."""
    journal, own = session._journal, session._row.id
    for number, text in enumerate(payloads, 1):
        turn = journal.add_intent(own, "turn", {"text": text, "needs": []})
        journal.begin_send(turn.id, None, {})
        journal.advance(turn.id, State.STREAMING, came_from=[State.SENDING])
        journal.add_events(turn.id, [("text", {"block": 0, "op": "append", "text": f"{text}\n\n**{text}**\n- {text}"})])
        failed = number % 4 == 0
        draft = drawn(payloads[: number + 1])
        journal.settle_turn(
            turn.id,
            State.FAILED if failed else State.SUCCEEDED,
            draft=None if failed else draft,
            result={},
            error={"type": "ServerError", "message": text, "next_step": text} if failed else None,
            receipt={},
            take=not failed,
        )
    session._refresh(journal)
    for take in session.takes.values():
        take.note = take.prompt


def drawn(names: list[str]) -> bytes:
    """A draft of three tracks whose every word is a payload."""
    rows = [
        {"tt": kind, "sg": [{"id": name, "s": 100 * at, "d": 100, "m": {key: name}} for at, name in enumerate(names)]}
        for kind, key in ((0, "name"), (1, "name"), (7, "text"))
    ]
    return json.dumps(
        {"t": rows, "d": 100 * len(names), "m": {"title": names[-1], "width": 1920, "height": 1080}}
    ).encode()


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Iterator[tuple[Page, str, list[str], list[str]]]:
    """A page, its address, the addresses it asked for, and the scripts that ran."""
    with bare_page(browser, viewport={"width": 1300, "height": 1000}) as (page, address, errors):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: (errors.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        yield page, address, errors, asked


def poke(page: Page) -> None:
    """What a person does: points at everything, focuses everything, presses what is not a command."""
    page.evaluate("""() => {
      for (const el of document.querySelectorAll("#host *"))
        for (const name of [
          "pointerover", "pointermove", "mouseover", "pointerenter", "focusin", "wheel", "animationstart", "toggle",
        ])
          el.dispatchEvent(new Event(name, {bubbles: true, cancelable: true}));
    }""")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))")


def poke_timeline(page: Page) -> set[str]:
    """Pokes at each part of the timeline, which shows only what is in view and has room; the parts it has shown."""
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    seen: set[str] = set()
    for at in range(9):
        page.locator(".nemo-rows").evaluate("(rows, at) => { rows.scrollLeft = rows.scrollWidth * at / 9; }", at)
        poke(page)
        seen |= set(
            page.locator("[data-segment]").evaluate_all("(all) => all.map((one) => one.dataset.segment.trim())")
        )
    return seen


def unharmed(page: Page, address: str, errors: list[str], asked: list[str]) -> None:
    assert errors == []
    assert page.evaluate("globalThis.changed") == []
    assert page.evaluate(DANGEROUS) == []
    assert page.url == address
    assert page.title() == "bare"
    expect(page.locator("#outside")).to_be_visible()
    assert page.locator("#broken-out").count() == 0
    own = urlsplit(address).netloc
    assert [url for url in asked if not url.startswith(("blob:", "data:")) and urlsplit(url).netloc != own] == []


def test_a_payload_that_ran_would_be_noticed(opened: Any) -> None:
    page, address, errors, asked = opened
    page.goto(address)
    page.evaluate(WATCH)
    page.evaluate("document.getElementById('host').innerHTML = '<img src=x: onerror=alert(1)><form></form>'")
    page.evaluate("document.getElementById('outside').title = 'changed'")
    poke(page)
    assert "a dialog: 1" in errors
    assert len(page.evaluate(DANGEROUS)) == 3
    assert page.evaluate("globalThis.changed") == ["attributes P "]
    assert "x:" in asked
    errors.clear()
    asked.clear()


@pytest.mark.parametrize("part", range(-(-len(EVERY) // HALF)))
def test_no_payload_runs_or_leaves_the_widget(opened: Any, home: Path, part: int) -> None:
    page, address, errors, asked = opened
    payloads = EVERY[part * HALF : (part + 1) * HALF]
    session = connect("local", name=f"hostile-{part}")
    session._follower.stop()
    fill(session, payloads)
    studio = Studio(session)
    for number, text in enumerate(payloads):
        begun = {"kind": "upload-begin", "upload": f"u{number}", "name": f"{text}.png", "size": 10, "type": "image/png"}
        assert studio._commands.run(begun, [])[0]["ok"]
        assert studio._commands.run({"kind": "upload-begin", "upload": f"x{number}", "name": text, "size": 1}, [])[0][
            "error"
        ]
    studio._publish(whole=True)
    snapshot = dict(studio.snapshot)
    for entry in snapshot["log"]:
        if entry["kind"] == "error":
            entry["action"] = {"label": entry["text"], "url": entry["text"]}
    show(page, address, "studio", snapshot)
    page.evaluate(WATCH)
    log = page.get_by_role("log")
    expect(log).to_contain_text(payloads[0].strip()[:20])
    for text in payloads:
        delta = {"kind": "delta", "turn": "hostile", "block": 0, "op": "append", "text": f"{text}\n\n"}
        page.evaluate(
            "(delta) => say({...delta, seq: (globalThis.n = (globalThis.n ?? delta.base) + 1)})",
            delta | {"base": snapshot["seq"]},
        )
    page.evaluate("delete globalThis.n")
    poke(page)
    assert page.locator("#host .nemo-file").count() >= len(payloads)
    assert page.locator("#host .nemo-take").count() > 0
    assert poke_timeline(page) == {text.strip() for text in payloads}
    unharmed(page, address, errors, asked)
    compare = Compare([session.takes[1], session.takes[len(session.takes)]])
    show(page, address, "compare", compare.snapshot)
    page.evaluate(WATCH)
    poke(page)
    unharmed(page, address, errors, asked)
    compare.close()
    studio.close()


def test_records_of_payloads_carry_no_script_and_load_nothing(opened: Any, home: Path) -> None:
    page, address, errors, asked = opened
    session = connect("local", name="hostile-records")
    session._follower.stop()
    fill(session, EVERY)
    page.goto(address)
    made = [job_record(session, turn)["text/html"] for turn in session.turns] + [session_record(session)["text/html"]]
    assert len(made) > 100
    page.evaluate(WATCH)
    # As a trusted notebook does: the markup is parsed, and scripts in it would run.
    page.evaluate(
        """(all) => {
          for (const html of all) {
            document.getElementById("host").append(document.createRange().createContextualFragment(html));
          }
        }""",
        made,
    )
    poke(page)
    assert page.evaluate("globalThis.changed") == []
    marks = page.evaluate(
        """() => [...document.querySelectorAll("#host *")].flatMap((el) => [...el.attributes])
          .filter(({name, value}) => /^on/i.test(name) || (name === "href" && /^[a-z]+:/i.test(value)) ||
            (name === "src" && !/^data:image\\/(jpeg|svg\\+xml);base64,/.test(value)))
          .map(({name, value}) => `${name}=${value.slice(0, 80)}`)"""
    )
    assert marks == []
    kinds = page.evaluate(
        "() => [...new Set([...document.querySelectorAll('#host *')].map((el) => el.localName))].sort()"
    )
    assert set(kinds) <= {"div", "img", "li", "ol", "span", "style", "a", "strong", "br"}
    assert page.evaluate("() => [...document.querySelectorAll('#host style')].length") == 1
    assert errors == []
    assert page.locator("#broken-out").count() == 0
    own = urlsplit(address).netloc
    assert [url for url in asked if not url.startswith(("blob:", "data:")) and urlsplit(url).netloc != own] == []


def test_no_address_of_a_film_is_opened_but_a_web_address(opened: Any, home: Path) -> None:
    page, address, errors, asked = opened
    clip = {"key": "k", "bytes": 10, "mime": "video/mp4", "name": "x.mp4"}
    studio = Studio(connect("local", name="hostile-films"))
    take = {"number": 1, "prompt": "", "current": True, "head": True, "state": "done", "clip": clip, "poster": None}
    take |= {"large": None, "rating": 0, "note": "", "duration_ms": 1000}
    wicked = [url for url in URLS if not url.startswith("http")]
    page.goto(address)
    for number, url in enumerate(wicked):
        page.evaluate("(url) => { globalThis.routes = [{kind: 'url', url}, {kind: 'range', url, nonce: 'n'}]; }", url)
        shown = studio.snapshot | {"takes": [take | {"clip": clip | {"key": str(number)}}], "seq": 100 + number}
        page.evaluate("() => document.getElementById('host').replaceChildren()")
        page.evaluate(START, ["player", shown, None])
        expect(page.locator("#host .nemo-veil")).to_be_visible()
        assert page.locator("#host video").count() == 0
    assert [one for one in errors if "404" not in one and "405" not in one] == []
    errors.clear()
    own = urlsplit(address).netloc
    assert [url for url in asked if not url.startswith(("blob:", "data:")) and urlsplit(url).netloc != own] == []
    studio.close()


def test_a_page_that_calls_itself_a_film_does_not_act_as_a_page(lab: Any, browser: Browser, tmp_path: Path) -> None:
    script = "<!doctype html><title>film</title><script>document.title = 'ran'; alert(1)</script><svg onload=alert(1)>"
    with browser.new_context() as context:
        page = context.new_page()
        ran: list[str] = []
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        for ending in ("mp4", "webm", "mkv", "jpg", "png", "gif", "webp", "mp3", "wav"):
            path = tmp_path / f"film.{ending}"
            path.write_text(script, "utf-8")
            media_id, _ = register(path, lab.home / "media")
            answer = context.request.get(f"{lab.url}/nemo-widgets/media/{media_id}?token={lab.token}")
            assert answer.status == 200
            headers = answer.headers
            assert headers["x-content-type-options"] == "nosniff"
            assert "sandbox" in headers["content-security-policy"]
            assert headers["content-type"].split("/")[0] in {"video", "audio", "image"}
            page.goto(lab.url + "/api/status")
            page.evaluate(
                """(src) => new Promise((done) => {
                  const frame = document.createElement("iframe");
                  Object.assign(frame, {src, onload: done});
                  document.body.append(frame);
                })""",
                f"/nemo-widgets/media/{media_id}?token={lab.token}",
            )
        assert ran == []
        for ending in ("svg", "html", "htm", "xml", "pdf", "js", "xhtml"):
            path = tmp_path / f"page.{ending}"
            path.write_text(script, "utf-8")
            with pytest.raises(ValueError, match="not a media file"):
                register(path, lab.home / "media")
