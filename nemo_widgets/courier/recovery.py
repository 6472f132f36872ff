"""Settling a turn by reading, when its stream was lost.

Done is: two equal readings of the state that differ from the one before the turn, **and** the reserved credits back
at their earlier value; the agent often adds music or a title after the clip, so a first change may be half of it.
Nothing changed for long, and nothing reserved: unknown, "may be running and charged". Never "failed" by silence.

A message of which nobody knows whether it left (the courier was killed between the journal's `sending` and the
network) is settled as not sent where that can be proved. The local engine counts the messages that it has taken, on
disk and before any work, and tells the count with the state: two readings with the count of before prove it. On the
cloud nothing proves it. What is published of the state shows the timeline and the files, no messages; a timeline that
stands still and credits that are not reserved are what a queued message looks like too. So there it stays unknown,
however long one looks.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from nemo_widgets.client import Credits, NemoClient
from nemo_widgets.client import State as RemoteState
from nemo_widgets.courier.desk import Desk
from nemo_widgets.courier.settling import Verdict, draft_hash, fail_turn, not_sent, settle_by_state
from nemo_widgets.errors import NemoError, SessionNotFoundError
from nemo_widgets.journal import IntentRow, State
from nemo_widgets.journal.journal import now


@dataclass
class Readings:
    """The readings of one turn's state so far."""

    base: str | None
    frozen_before: float | None
    seen: list[str | None] = field(default_factory=list)
    reserved: bool = False
    """Credits are reserved beyond what was before the turn."""
    state: RemoteState | None = None
    balance: Credits | None = None
    messages_before: int | None = None
    """What the backend had taken before it, where it tells that."""
    unheard: int = 0
    """So many readings in a row told that it had taken no more since."""

    @classmethod
    def of(cls, intent: IntentRow) -> Readings:
        """None yet, of a turn that may have been sent."""
        base = _frozen_base(intent)
        return cls(intent.base, base, messages_before=intent.receipt.get("messages_before"))

    def add(self, state: RemoteState | None, balance: Credits | None) -> None:
        """Take a reading; what could not be read counts for nothing."""
        if state is not None:
            self.state = state
            self.seen.append(draft_hash(state))
            same = state.messages is not None and state.messages == self.messages_before
            self.unheard = self.unheard + 1 if same else 0
        if balance is not None:
            self.balance = balance
            self.reserved = balance.frozen > (self.frozen_before or 0)

    @property
    def changed(self) -> bool:
        """The last reading differs from the state before the turn."""
        return bool(self.seen) and self.seen[-1] != self.base

    @property
    def never_arrived(self) -> bool:
        """It is proved that the backend has not taken the message."""
        return self.unheard > 1 and not self.changed and not self.reserved

    @property
    def moving(self) -> bool:
        """More is to come: credits are reserved, or a change was seen that one more look can confirm."""
        return self.reserved or (self.changed and not self.done)

    @property
    def done(self) -> bool:
        """The rule above. A balance that was never read since is not known to be back."""
        twice = self.changed and len(self.seen) > 1 and self.seen[-1] == self.seen[-2]
        return twice and self.balance is not None and not self.reserved


def frozen_base(desk: Desk, balance: Credits | None) -> float | None:
    """What stands reserved when none of this user's turns is at work.

    A turn that begins while another works, in any session, finds the other's credits reserved; they are given back
    while it still runs itself, and then its own would pass for what was there before.
    """
    if balance is None:
        return None
    others = [_held_above(turn) for turn in desk.journal.last_turns(desk.key)]
    return min([balance.frozen, *(base for base in others if base is not None)])


def _held_above(turn: IntentRow) -> float | None:
    """Where a turn's own credits begin, if it may still hold some."""
    base = _frozen_base(turn)
    holds = turn.state.sent or (turn.receipt.get("frozen_after") or 0) > (base or 0)
    return base if holds else None


def _frozen_base(turn: IntentRow) -> float | None:
    found = turn.receipt.get("frozen_base", turn.receipt.get("frozen_before"))
    return None if found is None else float(found)


async def recover_turn(desk: Desk, intent: IntentRow, stop: asyncio.Event) -> None:
    """Read until the turn's outcome is clear or has long been unclear, and settle it. A Stop ends the watching."""
    readings = Readings.of(intent)
    session = desk.journal.session(intent.session_id)
    loop = asyncio.get_running_loop()
    began = loop.time()
    pause = desk.pace.first_look
    # A courier that finds a turn underway has nothing to wait for before its first look but the backend's own work.
    while session.remote_id is not None:
        desk.phase(intent, "recovering", last_sign=intent.progress.get("last_sign"), looked=now())
        if await _pause(stop, pause):
            break
        try:
            client = await desk.client(session)
            readings.add(*await desk.look(client, session.remote_id))
        except SessionNotFoundError:
            break
        except NemoError:
            pass  # the backend cannot be reached just now; look again
        if readings.done:
            settle_by_state(desk, intent, Verdict.RECOVERED, readings.state, readings.balance)
            return
        if readings.never_arrived and intent.state is State.SENDING:
            draft = readings.state.draft if readings.state else None
            fail_turn(desk, intent, draft, not_sent(), verdict="not_sent")
            return
        waited = loop.time() - began
        if waited > desk.pace.longest_watch or (waited > desk.pace.patience and not readings.moving):
            break
        pause = desk.pace.next_look
    settle_by_state(desk, intent, Verdict.UNKNOWN, readings.state, readings.balance)


async def watch_stop(desk: Desk, intent: IntentRow, remote_id: str, client: NemoClient) -> None:
    """After the stream was closed on request: was it in time?"""
    desk.phase(intent, "stopping")
    readings = Readings.of(intent)
    loop = asyncio.get_running_loop()
    began = loop.time()
    # While it moves the work goes on, and only its end says whether the stop was in time.
    while not readings.done and loop.time() - began < (desk.pace.patience if readings.moving else desk.pace.stop_watch):
        readings.add(*await desk.look(client, remote_id))
        await asyncio.sleep(min(desk.pace.next_look, desk.pace.stop_watch / 4))
    if readings.done:
        verdict = Verdict.TOO_LATE
    elif readings.state is not None and not readings.changed and not readings.reserved:
        verdict = Verdict.STOPPED
    else:
        verdict = Verdict.UNKNOWN
    settle_by_state(desk, intent, verdict, readings.state, readings.balance)


async def _pause(stop: asyncio.Event, seconds: float) -> bool:
    """Wait; True if a Stop came meanwhile."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True
