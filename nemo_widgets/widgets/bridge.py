"""Between a session and its pages: the kernel's half of `js/src/lib/protocol.ts`.

Changes are gathered for 50 ms (150 ms where text rushes in) and sent by one thread at a time, under one lock: callbacks
arrive on the main thread, on subshell threads and on the following thread.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import logging
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from nemo_widgets.errors import NemoError
from nemo_widgets.session.jobs import CreditsJob, Job, Turn
from nemo_widgets.session.session import Session
from nemo_widgets.session.takes import Take
from nemo_widgets.widgets.commands import Commands
from nemo_widgets.widgets.news import news, pieces
from nemo_widgets.widgets.view import Showing, pictures, snapshot

log = logging.getLogger(__name__)

_STATIC = Path(__file__).parent.parent / "static"
_GATHER_S = 0.05
_GATHER_RUSH_S = 0.15
_RUSH = 10_000
"""Text in bytes a second from which on a message's envelope, some 700 bytes, would weigh more than half of its text."""
_ECHOES_S = (0.8, 1.7, 3.2)
_ANSWERS_KEPT = 200


class Built:
    """A file of `static/`, read when a widget is made.

    anywidget would take the path itself, but a widget of its watched files is never collected (0.11: the file's signal
    keeps a closure over it), and each turn in a notebook makes a widget.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __str__(self) -> str:
        return _built(self._name)


def _built(name: str) -> str:
    file = _STATIC / name
    return _read(file, file.stat().st_mtime_ns)


@functools.lru_cache(maxsize=32)
def _read(file: Path, _: int) -> str:
    """A file's text; one string for all widgets, until the file is built anew."""
    return file.read_text("utf-8")


@functools.lru_cache(maxsize=32)
def _page(name: str, code: str) -> dict[str, str]:
    """A widget's page under a name that no other version of it has."""
    return {"id": f"{name}-{hashlib.sha256(code.encode()).hexdigest()[:16]}", "code": code}


class SessionWidget(anywidget.AnyWidget):
    """A view of a session. Its trait is the snapshot; what changes travels as numbered messages."""

    _esm = Built("loader.js")
    _css = Built("nemo.css")
    _built_from = ""
    """The widget's folder in `js/src/widgets/`, which is the name of what is built from it."""

    _page = traitlets.Dict().tag(sync=True)
    """The widget's own code and its name. Not `_esm`: browsers keep one module for each instance of that for ever."""
    snapshot = traitlets.Dict().tag(sync=True)
    """Everything on show: the `Snapshot` of `protocol.ts`. Always up to date here; pages are sent what is new in it."""
    pictures = traitlets.Dict().tag(sync=True)
    """Posters and thumbnails by key: JPEG bytes of some kB each."""
    position_ms = traitlets.Int(0).tag(sync=True)
    """Where the player stands, ms, as the page tells it. To move it, set `position`."""

    _closed = True
    """Until it is made, and after `close`."""
    _made_layout: ipywidgets.Layout | None = None

    def __init__(self, session: Session, *, only: str | None = None, compared: tuple[Take, ...] = ()) -> None:
        self._session = session
        self._showing = Showing(only=only, compared=compared, only_compared=bool(compared))
        self._lock = threading.RLock()
        self._seq = 0
        self._sent: dict[str, int] = {}
        self._told: dict[str, tuple[str, ...]] = {}
        self._answers: dict[str, dict[str, Any] | None] = {}
        self._timers: dict[str, threading.Timer] = {}
        self._gather = _GATHER_S
        self._closed = False
        self._quiet = False
        self._listening = _weakly(self, "_on_change")
        self._commands = Commands(self, session, self._showing)
        super().__init__(_page=_page(self._built_from, _built(f"{self._built_from}.js")))
        self._made_layout = self.layout
        self.on_msg(_weakly(self, "_on_message"))
        self._listen()

    @property
    def position(self) -> float:
        """Where the player stands, in seconds. Setting it seeks, on every page that shows this view."""
        return self.position_ms / 1000

    @position.setter
    def position(self, seconds: float) -> None:
        ms = max(0, round(seconds * 1000))
        with self._lock:
            self._showing.seek = {"n": self._showing.seek["n"] + 1, "ms": ms}
        self.position_ms = ms
        self._publish()

    # From the session

    @property
    def session(self) -> Session:
        """The session on show; the page's engine button may turn it to another."""
        return self._session

    def _sessions(self) -> list[Session]:
        """The session, and those of the takes beside it; in one order everywhere, because their locks are taken so."""
        return sorted({self._session, *(take.session for take in self._showing.compared)}, key=id)

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        """The sessions' locks come before the view's, here as everywhere."""
        with contextlib.ExitStack() as stack:
            for session in self._sessions():
                stack.enter_context(session.lock)
            stack.enter_context(self._lock)
            yield

    def _listen(self) -> None:
        for session in self._sessions():
            session.changed.connect(self._listening)
            session.follow()
        self._publish(whole=True)

    def turn_to(self, session: Session) -> None:
        """Show another session from here on, on every page that shows this view."""
        self._session.changed.disconnect(self._listening, missing_ok=True)
        with session.lock, self._lock:
            seek = self._showing.seek
            self._session, self._sent, self._told = session, {}, {}
            self._showing = Showing(only=self._showing.only, seek=seek)
            self._commands.turn_to(session, self._showing)
            self._listen()

    def _on_change(self, job: Job[Any]) -> None:
        if isinstance(job, CreditsJob | Turn) and job.done and job.balance and job.session is self._session:
            self._showing.balance = job.balance
        self.touch()

    def touch(self) -> None:
        """Publish soon."""
        self._later("publish", self._gather, self._publish)

    def _later(self, what: str, seconds: float, call: Callable[[], None], *, anew: bool = False) -> None:
        """Call once after a time, however often it is asked for; `anew` begins the time again."""

        def due() -> None:
            with self._lock:
                if self._timers.get(what) is timer:
                    del self._timers[what]
            call()

        with self._lock:
            if self._closed or (what in self._timers and not anew):
                return
            if what in self._timers:
                self._timers.pop(what).cancel()
            timer = self._timers[what] = threading.Timer(seconds, due)
            timer.daemon = True
            timer.start()

    def _publish(self, *, whole: bool = False) -> None:
        """Send what is new on show, or all of it."""
        with self._held():
            if self._closed:
                return
            try:
                self._commands.tend()
                for turn in self._session.turns:
                    self._send_deltas(turn)
                made = snapshot(self._session, self._showing, self._seq + 1)
                shown = pictures(self._session, self._showing, made)
            except NemoError as error:
                log.warning("not shown: %s", error)
                return
            if shown.keys() != self.pictures.keys():
                self.pictures = shown
            if whole or not self.snapshot:
                self._seq += 1
                self.snapshot = made
            elif patch := news(self.snapshot, made, self._told):
                self._seq += 1
                self._keep(made)
                self._say({"kind": "patch", "seq": self._seq, **patch})
            else:
                return
            running = [turn for turn in self._session.turns if not turn.done]
            # What was sent just now is not sent again as deltas.
            self._sent = {turn.id: len(turn.events) for turn in running}
            self._told = {f"{turn.id}:reply": turn.blocks for turn in running}

    def _keep(self, made: dict[str, Any]) -> None:
        """Have the whole at hand, for pages that come later, without sending it to those that are here."""
        self._quiet = True
        try:
            self.snapshot = made
        finally:
            self._quiet = False

    def _should_send_property(self, key: str, value: Any) -> bool:
        # Of ipywidgets, and not public: without it pages get snapshots besides, which they take as well.
        return not (self._quiet and key == "snapshot") and bool(super()._should_send_property(key, value))

    def _send_deltas(self, turn: Turn) -> None:
        """New text of a turn that the page knows, each piece under its number."""
        begun = self._sent.get(turn.id)
        if begun is None or begun == len(turn.events):
            return
        new = pieces(turn, begun)
        rush = sum(len(piece["text"]) for piece in new) > _RUSH * self._gather
        self._gather = _GATHER_RUSH_S if rush else _GATHER_S
        for piece in new:
            self._seq += 1
            self._say({"kind": "delta", "seq": self._seq, "turn": turn.id, **piece})
        self._sent[turn.id] = len(turn.events)
        self._told[f"{turn.id}:reply"] = turn.blocks

    def _say(self, message: dict[str, Any]) -> None:
        """Send a numbered message; a little later its number alone, so that the loss of the last one is noticed."""
        self.send(message)
        for seconds in _ECHOES_S:
            self._later(f"echo-{seconds}", seconds, self._tell_latest, anew=True)

    def _tell_latest(self) -> None:
        with self._lock:
            if not self._closed:
                self.send({"kind": "latest", "seq": self._seq, "now": round(time.time() * 1000)})

    # From the page

    def _on_message(self, _: object, content: dict[str, Any], buffers: list[Any]) -> None:
        kind = content.get("kind")
        if kind == "latest?":
            self._tell_latest()
        elif kind == "resync":
            self._publish(whole=True)
            self.send_state("pictures")
        elif isinstance(content.get("id"), str):
            self._answer(content["id"], content, buffers)

    def _answer(self, command: str, content: dict[str, Any], buffers: list[Any]) -> None:
        """Carry a command out and acknowledge it; asked again, its answer lost, it is carried out once."""
        with self._lock:
            if command in self._answers:
                known = self._answers[command]
                if known is not None:
                    self.send({"kind": "ack", "id": command, **known})
                return  # or it is being carried out on another thread, and will be answered
            self._answers[command] = None
            if len(self._answers) > _ANSWERS_KEPT:
                del self._answers[next(iter(self._answers))]
        answer, found = self._commands.run(content, buffers)
        with self._lock:
            if found:
                self._answers.pop(command, None)  # a piece of a film is read anew
            else:
                self._answers[command] = answer
        self.send({"kind": "ack", "id": command, **answer}, found)
        if not found:
            self.touch()

    def close(self) -> None:
        """Take it off every page. The session and its work go on."""
        if not self._closed:
            with self._lock:
                self._closed = True
                for timer in self._timers.values():
                    timer.cancel()
                self._timers.clear()
            for session in self._sessions():
                session.changed.disconnect(self._listening, missing_ok=True)
            self._commands.close()
        super().close()
        # Not closed by ipywidgets (8.1), and through it pages keep the view and the model of every closed widget.
        if self._made_layout is not None:
            self._made_layout.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__} · {self._session!r}"


def _weakly(widget: SessionWidget, method: str) -> Any:
    """A callback that does not keep the widget alive: one that is closed or forgotten can be collected."""
    reference = weakref.ref(widget)

    def call(*args: Any) -> None:
        target = reference()
        if target is not None:
            getattr(target, method)(*args)

    return call
