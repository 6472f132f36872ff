"""Following the journal: the one thread that tells a session's handles what is new."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from typing import TYPE_CHECKING

from nemo_widgets.errors import NemoError
from nemo_widgets.journal import Home, Journal

if TYPE_CHECKING:
    from nemo_widgets.session.session import Session

log = logging.getLogger(__name__)

_BUSY_S = 0.05
_IDLE_S = 0.5
_COURIER_S = 1.0


class Follower:
    """Polls `PRAGMA data_version` at 20 Hz while something runs, at 2 Hz else; ends with its session."""

    def __init__(self, session: Session, home: Home) -> None:
        self._session = weakref.ref(session)
        self._home = home
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin, unless it has begun."""
        with self._lock:
            # One that was told to stop may live a little longer; it has a bell of its own, so that it will.
            if self._thread is None or not self._thread.is_alive() or self._stop.is_set():
                self._stop = threading.Event()
                self._thread = threading.Thread(target=self._run, args=(self._stop,), name="nemo-follower", daemon=True)
                self._thread.start()

    def wake(self) -> None:
        """Look at once."""
        self.start()
        self._wake.set()

    def stop(self) -> None:
        """End; `start` may begin anew."""
        with self._lock:
            self._stop.set()
            self._wake.set()

    def _run(self, stop: threading.Event) -> None:
        journal = Journal(self._home)
        version, courier_due = -1, 0.0
        try:
            while not stop.is_set():
                session = self._session()
                if session is None:
                    return
                try:
                    seen = journal.data_version()
                    if seen != version:
                        version = seen
                        session._refresh(journal)
                    busy = session._busy
                    if busy and time.monotonic() >= courier_due:
                        # A courier that was killed is replaced while anyone waits for it.
                        session._ensure_courier()
                        courier_due = time.monotonic() + _COURIER_S
                except NemoError as error:
                    log.warning("following: %s", error)
                    busy = False
                except Exception:  # whatever it was, somebody may be waiting for what comes next
                    log.exception("following")
                    busy = False
                del session
                self._wake.wait(_BUSY_S if busy else _IDLE_S)
                if self._wake.is_set():
                    self._wake.clear()
                    version = -1
        finally:
            journal.close()
