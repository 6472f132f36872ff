"""What the journal's rows are to the code that reads them."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec


class State(StrEnum):
    """Where an intent stands. Only `written` may be sent; the last four are settled."""

    WRITTEN = "written"
    SENDING = "sending"
    ACCEPTED = "accepted"
    STREAMING = "streaming"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def settled(self) -> bool:
        """True once nothing more will come by itself."""
        return self in SETTLED

    @property
    def sent(self) -> bool:
        """True while the request is with the backend, or was when its courier died."""
        return self in UNDERWAY


SETTLED = frozenset({State.SUCCEEDED, State.FAILED, State.CANCELLED, State.UNKNOWN})
UNDERWAY = frozenset({State.SENDING, State.ACCEPTED, State.STREAMING})


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A named session and the backend's ids for it."""

    id: int
    name: str
    backend: str
    """`local`, or the API's origin."""
    courier: str
    """Key of the courier that serves it: backend and credential, see `courier_key`."""
    profile: str
    language: str | None
    clips: str
    """Directory for films."""
    remote_id: str | None
    """The backend's session id."""
    task_id: str | None
    user_id: str | None
    head: str | None
    """Hash of the newest draft seen."""
    created_at: str
    cap: float | None = None
    """Credits that its turns may spend, all together; None: no limit."""
    seed_draft: str | None = None
    """Hash of the draft that the backend's session is to begin with, until there is one."""
    seed_remote: str | None = None
    """The backend's id of the session whose files it may use."""


class IntentRow(msgspec.Struct, frozen=True, kw_only=True):
    """Something the user wants done, and how far it is."""

    seq: int
    id: str
    session_id: int
    kind: str
    """turn, upload, export, credits, refresh"""
    payload: dict[str, Any]
    state: State
    cancel: bool
    progress: dict[str, Any]
    result: dict[str, Any]
    error: dict[str, Any] | None
    receipt: dict[str, Any]
    base: str | None
    """Hash of the draft before the turn."""
    created_at: str
    updated_at: str
    reserved: float = 0
    """Credits set aside for it under its session's cap."""


class EventRow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that came back: text, a tool at work, a note. `seq` only grows."""

    seq: int
    intent_id: str
    kind: str
    data: dict[str, Any]
    at: str


class TakeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the timeline that a turn left behind."""

    session_id: int
    number: int
    intent_id: str
    prompt: str
    parent: int | None
    draft: str
    """Hash of the draft."""
    base: str | None
    """Hash of the draft it came from."""
    rating: int | None
    note: str
    created_at: str
    tags: tuple[str, ...] = ()


def courier_key(backend: str, credential: str) -> str:
    """One courier serves one backend with one credential (`local`, `anonymous`, `token-<fingerprint>`)."""
    return f"{backend}|{credential}"


def split_courier_key(key: str) -> tuple[str, str]:
    """Backend and credential of a courier key."""
    backend, _, credential = key.rpartition("|")
    return backend, credential
