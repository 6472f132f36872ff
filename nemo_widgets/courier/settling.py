"""Writing down how a turn ended."""

from __future__ import annotations

import hashlib
from enum import Enum

from nemo_widgets import errors
from nemo_widgets.client import Credits
from nemo_widgets.client import State as RemoteState
from nemo_widgets.courier.desk import Desk
from nemo_widgets.journal import IntentRow, State
from nemo_widgets.journal.journal import now


class Verdict(Enum):
    """What the readings of the state say of a turn."""

    DONE = "the turn ran to its end"
    RECOVERED = "the stream was lost; the timeline shows that the turn ran to its end"
    STOPPED = "stopped in time: nothing changed, nothing is reserved"
    TOO_LATE = "the stop came too late: the timeline has changed"
    UNKNOWN = "may be running and charged"


STATES = {
    Verdict.DONE: State.SUCCEEDED,
    Verdict.RECOVERED: State.SUCCEEDED,
    Verdict.STOPPED: State.CANCELLED,
    Verdict.TOO_LATE: State.SUCCEEDED,
    Verdict.UNKNOWN: State.UNKNOWN,
}


def draft_hash(state: RemoteState) -> str | None:
    """The hash by which the journal knows the draft."""
    return hashlib.sha256(state.draft).hexdigest() if state.draft is not None else None


def settle_by_state(
    desk: Desk, intent: IntentRow, verdict: Verdict, state: RemoteState | None, balance: Credits | None
) -> None:
    """Settle a turn by the last reading; a changed timeline leaves a take, unless the outcome is unknown."""
    unknown = verdict is Verdict.UNKNOWN
    session = desk.journal.session(intent.session_id)
    draft = desk.journal.draft(session.head) if state is None else state.draft
    changed = state is not None and draft_hash(state) != intent.base
    desk.journal.settle_turn(
        intent.id,
        STATES[verdict],
        draft=draft,
        result={"verdict": verdict.name.lower(), "changed": changed},
        error=errors.as_record(unknown_outcome(intent, changed=changed)) if unknown else None,
        receipt=_receipt(intent, balance),
        take=changed and draft is not None and not unknown,
    )


def fail_turn(
    desk: Desk,
    intent: IntentRow,
    draft: bytes | None,
    error: errors.NemoError,
    balance: Credits | None = None,
    *,
    verdict: str = "refused",
) -> None:
    """Settle a turn that did no work; with a balance after it, one that was begun and failed."""
    desk.journal.settle_turn(
        intent.id,
        State.FAILED,
        draft=draft,
        result={"verdict": verdict if balance is None else "failed", "changed": False},
        error=errors.as_record(error),
        receipt=_receipt(intent, balance),
        take=False,
    )


def not_sent() -> errors.NemoError:
    """The error of a turn whose message is known not to have reached the backend."""
    return errors.NemoError(
        "Not sent: the message did not reach the backend, and nothing was done.", "Send it again: it cost nothing."
    )


def unknown_outcome(intent: IntentRow, *, changed: bool) -> errors.UnknownOutcomeError:
    """The error a turn of open outcome ends a wait with; it claims no more than is known."""
    next_step = "Reattach to look again; send it again only if you accept paying twice."
    if changed:
        return errors.UnknownOutcomeError(
            "The timeline has changed, and credits may still be reserved: the work may be running and charged.",
            next_step,
        )
    if intent.state is State.SENDING:
        return errors.UnknownOutcomeError(
            "It is not known whether the backend took the message, and the timeline has not changed: "
            "the work may be running and charged.",
            next_step,
        )
    return errors.UnknownOutcomeError(
        "The connection was lost and the timeline has not changed: the work may be running and charged.", next_step
    )


def _receipt(intent: IntentRow, balance: Credits | None) -> dict[str, object]:
    after = {"credits_after": balance.available, "frozen_after": balance.frozen} if balance else {}
    return {**intent.receipt, **after, "settled_at": now()}
