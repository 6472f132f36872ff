"""Between a session and its pages: the kernel's half of `js/src/lib/protocol.ts`.

Changes are gathered for 50 ms and sent by one thread at a time, under one lock: callbacks arrive on the main thread,
on subshell threads and on the following thread.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from nemo_widgets.errors import NemoError
from nemo_widgets.session.jobs import Job, Turn
from nemo_widgets.session.session import Session
from nemo_widgets.widgets.commands import Commands
from nemo_widgets.widgets.view import Showing, pictures, snapshot

log = logging.getLogger(__name__)

_STATIC = Path(__file__).parent.parent / "static"
_GATHER_S = 0.05
_SIGN_MS = 5000


class Built:
    """A file of `static/`, read when a widget is made.

    anywidget would take the path itself, but a widget of its watched files is never collected (0.11: the file's signal
    keeps a closure over it), and each turn in a notebook makes a widget.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __str__(self) -> str:
        return (_STATIC / self._name).read_text("utf-8")


class SessionWidget(anywidget.AnyWidget):
    """A view of a session. Its traits are the snapshot; streaming text travels as numbered messages."""

    _css = Built("nemo.css")

    snapshot = traitlets.Dict().tag(sync=True)
    """Everything on show: the `Snapshot` of `protocol.ts`."""
    pictures = traitlets.Dict().tag(sync=True)
    """Posters and thumbnails by key: JPEG bytes of some kB each."""
    position_ms = traitlets.Int(0).tag(sync=True)
    """Where the player stands, ms; set it to seek."""

    def __init__(self, session: Session, *, only: str | None = None) -> None:
        self._session = session
        self._showing = Showing(only=only)
        self._lock = threading.RLock()
        self._seq = 0
        self._sent: dict[str, int] = {}
        self._timer: threading.Timer | None = None
        self._closed = False
        self._shape: Any = None
        self._listening = _weakly(self, "_on_change")
        self._commands = Commands(self, session, self._showing)
        super().__init__()
        self.on_msg(_weakly(self, "_on_message"))
        self._listen()

    # From the session

    @property
    def session(self) -> Session:
        """The session on show; the page's engine button may turn it to another."""
        return self._session

    def _listen(self) -> None:
        self._session.changed.connect(self._listening)
        self._session.follow()
        self._publish()

    def turn_to(self, session: Session) -> None:
        """Show another session from here on, on every page that shows this view."""
        self._session.changed.disconnect(self._listening, missing_ok=True)
        with session.lock, self._lock:
            self._session, self._shape, self._sent = session, None, {}
            self._showing = Showing(only=self._showing.only)
            self._commands.turn_to(session, self._showing)
            self._listen()

    def _on_change(self, job: Job[Any]) -> None:
        with self._session.lock, self._lock:
            if isinstance(job, Turn) and not job.done and not self._closed:
                self._send_deltas(job)
        self.touch()

    def touch(self) -> None:
        """Publish soon."""
        with self._lock:
            if self._timer is None and not self._closed:
                self._timer = threading.Timer(_GATHER_S, self._publish_gathered)
                self._timer.daemon = True
                self._timer.start()

    def _publish_gathered(self) -> None:
        with self._lock:
            self._timer = None
        self._publish()

    def _publish(self, *, anyway: bool = False) -> None:
        """Send what is on show, if it is news. The session's lock comes before the view's, here as everywhere."""
        with self._session.lock, self._lock:
            if self._closed:
                return
            try:
                self._commands.tend()
                made = snapshot(self._session, self._showing, self._seq + 1)
                shape = _shape(made)
                if shape == self._shape and not anyway:
                    return
                shown = pictures(self._session, self._showing, made)
            except NemoError as error:
                log.warning("not shown: %s", error)
                return
            self._shape = shape
            self._seq += 1
            # What a snapshot contains is not sent again as deltas.
            self._sent = {turn.id: len(turn.events) for turn in self._session.turns if not turn.done}
            if shown.keys() != self.pictures.keys():
                self.pictures = shown
            self.snapshot = made

    def _send_deltas(self, turn: Turn) -> None:
        """New text of a running turn, each piece under its number; the first of a turn comes with its snapshot."""
        begun = self._sent.get(turn.id)
        if begun is None or self._showing.only not in (None, turn.id):
            return
        for event in turn.events[begun:]:
            if event.kind == "text":
                self._seq += 1
                piece = {key: event.data[key] for key in ("block", "op", "text")}
                self.send({"kind": "delta", "seq": self._seq, "turn": turn.id, **piece})
        self._sent[turn.id] = len(turn.events)

    # From the page

    def _on_message(self, _: object, content: dict[str, Any], buffers: list[Any]) -> None:
        kind = content.get("kind")
        if kind == "latest?":
            with self._lock:
                self.send({"kind": "latest", "seq": self._seq, "now": round(time.time() * 1000)})
        elif kind == "resync":
            self._publish(anyway=True)
        elif isinstance(content.get("id"), str):
            answer, pieces = self._commands.run(content, buffers)
            self.send({"kind": "ack", "id": content["id"], **answer}, pieces)
            if not pieces:
                self.touch()

    def close(self) -> None:
        """Take it off every page. The session and its work go on."""
        with self._lock:
            self._closed = True
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        self._session.changed.disconnect(self._listening, missing_ok=True)
        self._commands.close()
        super().close()

    def __repr__(self) -> str:
        return f"{type(self).__name__} · {self._session!r}"


def _shape(made: dict[str, Any]) -> Any:
    """What makes a snapshot worth sending again: text that streams travels by itself, signs of life can wait."""
    sign = made["activity"]["last_sign"]
    activity = made["activity"] | {"last_sign": None if sign is None else sign // _SIGN_MS}
    log = [
        {key: value for key, value in entry.items() if key != "blocks"} if entry.get("state") == "streaming" else entry
        for entry in made["log"]
    ]
    return made | {"seq": 0, "activity": activity, "log": log}


def _weakly(widget: SessionWidget, method: str) -> Any:
    """A callback that does not keep the widget alive: one that is closed or forgotten can be collected."""
    reference = weakref.ref(widget)

    def call(*args: Any) -> None:
        target = reference()
        if target is not None:
            getattr(target, method)(*args)

    return call
