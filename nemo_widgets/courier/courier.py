"""Handing intents to errands."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from nemo_widgets import __version__, errors
from nemo_widgets.courier.desk import Desk
from nemo_widgets.courier.exports import carry_export
from nemo_widgets.courier.pace import Pace
from nemo_widgets.courier.reads import carry_credits, carry_refresh
from nemo_widgets.courier.turns import carry_turn
from nemo_widgets.courier.uploads import carry_upload
from nemo_widgets.errors import NemoError
from nemo_widgets.journal import Home, IntentRow, Journal, State
from nemo_widgets.journal.compaction import compact
from nemo_widgets.journal.handover import announce, called_away
from nemo_widgets.journal.rows import UNDERWAY
from nemo_widgets.secret import Secret

log = logging.getLogger(__name__)

Errand = Callable[[Desk, IntentRow, asyncio.Event], Awaitable[None]]
ERRANDS: dict[str, Errand] = {
    "turn": carry_turn,
    "upload": carry_upload,
    "export": carry_export,
    "credits": carry_credits,
    "refresh": carry_refresh,
}
WAITS_FOR: dict[str, frozenset[str]] = {
    # A session's timeline is edited by one message at a time, and a message speaks of the files before it.
    "turn": frozenset({"turn", "upload"}),
    "export": frozenset({"turn"}),
    "refresh": frozenset({"turn"}),
}
UPLOADS_AT_ONCE = 3
"""Files of one session that travel side by side; more would only share the line."""
_GLANCE_S = 0.05


class Courier:
    """Carries the intents of one courier key until it has been idle for `idle_s` seconds.

    Args:
        home: The user's home.
        key: Backend and credential, see `journal.rows.courier_key`.
        token: The user's own token, where the credential is one.
        idle_s: Seconds without work before `run` returns.
        pace: Times between looks at the backend.
    """

    def __init__(
        self, home: Home, key: str, token: Secret | None = None, *, idle_s: float = 60.0, pace: Pace | None = None
    ) -> None:
        self._key = key
        self._token = token
        self._idle_s = idle_s
        self._journal = Journal(home)
        # data_version counts the writes of *other* connections, so the watch has its own.
        self._watch = Journal(home)
        self._desk = Desk(home, self._journal, key, token, pace or Pace.of_key(key))
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stops: dict[str, asyncio.Event] = {}
        self._leaving = False
        self._called_away = False
        self._seen = -1

    def leave(self) -> None:
        """Stop at once. What is underway stays so in the journal, for the next courier to settle."""
        self._leaving = True

    async def run(self) -> None:
        """Work until idle or told to leave."""
        loop = asyncio.get_running_loop()
        try:
            await asyncio.to_thread(self._tidy)
            await asyncio.to_thread(announce, self._journal, self._key, __version__)
            last_work = loop.time()
            while not self._leaving:
                seen = self._watch.data_version()
                if seen != self._seen:
                    self._seen = seen
                    self._look()
                if self._called_away and not self._tasks:
                    log.info("a newer courier takes over")
                    break
                if self._tasks:
                    last_work = loop.time()
                elif loop.time() - last_work > self._idle_s:
                    break
                await asyncio.sleep(_GLANCE_S)
        finally:
            await self._put_down()

    def _tidy(self) -> None:
        try:
            compact(self._journal)
        except NemoError as error:
            log.warning("not tidied: %s", error.message)

    def _look(self) -> None:
        # What is underway is brought to its end; what is only written down is the newer one's.
        self._called_away = self._called_away or called_away(self._journal, self._key, __version__)
        waiting = self._journal.open_intents(courier=self._key)
        for place, intent in enumerate(waiting):
            if intent.id in self._tasks:
                if intent.cancel:
                    self._stops[intent.id].set()
            elif not self._called_away and (intent.state is not State.WRITTEN or not _blocked(intent, waiting[:place])):
                self._start(intent)

    def _start(self, intent: IntentRow) -> None:
        stop = self._stops[intent.id] = asyncio.Event()
        if intent.cancel:
            stop.set()
        task = self._tasks[intent.id] = asyncio.create_task(self._carry(intent, stop))
        task.add_done_callback(lambda _: self._end(intent.id))

    def _end(self, intent_id: str) -> None:
        del self._tasks[intent_id], self._stops[intent_id]
        self._seen = -1  # what waited for it may go, and what was put off may be taken up again

    async def _carry(self, intent: IntentRow, stop: asyncio.Event) -> None:
        try:
            await self._carry_or_settle(intent, stop)
        except NemoError as error:
            # The journal itself cannot be written, as on a full disk: what it says still stands, and is taken up again.
            log.error("%s is put off: %s", intent.kind, error.message)
            await asyncio.sleep(self._desk.pace.again)

    async def _carry_or_settle(self, intent: IntentRow, stop: asyncio.Event) -> None:
        try:
            await ERRANDS[intent.kind](self._desk, intent, stop)
        except NemoError as error:
            self._fail(intent, error)
        except Exception as error:
            text = str(error) if self._token is None else self._token.redact(str(error))
            log.error("errand %s broke: %s: %s", intent.kind, type(error).__name__, errors.plain(text))
            log.debug("where", exc_info=error)
            self._fail(
                intent,
                errors.EngineError(
                    f"Something went wrong here ({type(error).__name__}).", "Please report it, with the courier's log."
                ),
            )

    def _fail(self, intent: IntentRow, error: NemoError) -> None:
        """Settle what an error ended: failed if it was never sent, open if it was."""
        record = errors.as_record(error)
        if self._journal.advance(intent.id, State.FAILED, came_from=[State.WRITTEN], error=record):
            return
        # A turn that went out may be at work and charged, whatever went wrong here.
        outcome = State.UNKNOWN if intent.kind == "turn" else State.FAILED
        self._journal.advance(intent.id, outcome, came_from=UNDERWAY, error=record)

    async def _put_down(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._desk.close()
        self._journal.close()
        self._watch.close()


def _blocked(intent: IntentRow, earlier: Sequence[IntentRow]) -> bool:
    if intent.kind == "export" and intent.payload.get("draft"):
        return False
    before = [other.kind for other in earlier if other.session_id == intent.session_id]
    if intent.kind == "upload":
        return before.count("upload") >= UPLOADS_AT_ONCE
    return not WAITS_FOR.get(intent.kind, frozenset()).isdisjoint(before)
