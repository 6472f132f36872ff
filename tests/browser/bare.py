"""A real Chromium page with a built widget and no notebook: a model of fifteen lines stands in for the comm.

For what a notebook adds nothing to, and where starting one for each question would take minutes.
"""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>bare</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/nemo_widgets/static/nemo.css"><style>body{margin:0;padding:16px;background:#fff}</style>
<body data-theme="light"><p id="outside">outside</p><main id="host"></main></body></html>"""
START = """async ([widget, snapshot, film]) => {
  const listeners = {}, traits = {snapshot, pictures: {}, position_ms: 0};
  const tell = (name, ...args) => [...(listeners[name] ?? [])].forEach((call) => call(...args));
  const bytes = film && new Uint8Array(await (await fetch(film)).arrayBuffer());
  const answer = (message) => {
    if (globalThis.deaf) return;
    const {seq} = traits.snapshot;
    if (message.kind === "latest?") return tell("msg:custom", {kind: "latest", seq, now: Date.now()});
    if (!message.id) return;
    const ack = {kind: "ack", id: message.id, ok: true};
    const {offset, length} = message;
    if (message.kind === "media-chunk") {
      return tell("msg:custom", ack, [new DataView(bytes.slice(offset, offset + length).buffer)]);
    }
    const routes = globalThis.routes ?? [{kind: "comm"}];
    const media = {key: "film", bytes: bytes?.length ?? 0, mime: "video/mp4", name: "film.mp4", routes};
    tell("msg:custom", message.kind === "media" ? {...ack, media} : ack);
  };
  const model = {
    get: (name) => traits[name], set: (name, value) => { traits[name] = value; }, save_changes() {},
    on: (name, call) => (listeners[name] ??= new Set()).add(call), off: (name, call) => listeners[name]?.delete(call),
    send: (message) => { globalThis.sent.push(message); setTimeout(answer, 5, message); },
  };
  globalThis.sent = [];
  globalThis.say = (message) => tell("msg:custom", message);
  globalThis.show = (next) => { traits.snapshot = next; tell("change:snapshot"); };
  const code = await (await fetch(`/nemo_widgets/static/${widget}.js`)).text();
  traits._page = {id: widget, code};
  const {default: made} = await import("/nemo_widgets/static/loader.js");
  const {initialize, render} = made();
  const life = new AbortController();
  await initialize({model, signal: life.signal});
  await render({model, el: document.getElementById("host"), signal: life.signal});
}"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path != "/":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE.encode())
        return None


@contextmanager
def bare_page(browser: Browser, **how: Any) -> Iterator[tuple[Page, str, list[str]]]:
    """An empty page of a server of our own, its address, and what goes wrong in it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=ROOT))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/"
    errors: list[str] = []
    with browser.new_context(**how) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        try:
            yield page, address, errors
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def show(page: Page, address: str, widget: str, snapshot: dict[str, Any], film: str | None = None) -> None:
    """A widget of that name, showing a snapshot; `film` is the path of what every take plays."""
    page.goto(address)
    page.evaluate(START, [widget, json.loads(json.dumps(snapshot)), film])
