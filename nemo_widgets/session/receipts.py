"""What can be shown of an attempt afterwards: to oneself, and to whoever has to find it at the backend."""

from __future__ import annotations

from dataclasses import dataclass, fields

from nemo_widgets.errors import plain
from nemo_widgets.journal import IntentRow, SessionRow


@dataclass(frozen=True)
class Receipt:
    """An attempt in figures. Times are ISO 8601 with zone, UTC; credits as the balance told them; None: not known.

    Example:
        >>> import nemo_widgets as nemo
        >>> session = nemo.connect("local", name="shore")
        >>> turn = session.send("generate a 1-second clip of the sea").wait()
        >>> turn.receipt.kind, turn.receipt.state
        ('turn', 'succeeded')
    """

    intent: str
    """The journal's id."""
    kind: str
    """turn, upload, export, credits or refresh"""
    session: str
    """The session's name here."""
    backend: str
    remote_id: str | None
    """The backend's id of the session."""
    render_id: str | None
    request_id: str | None
    """The backend's id of the request that was refused, where it sent one."""
    asked_at: str
    sent_at: str | None
    settled_at: str | None
    state: str
    last_status: str | None
    """The last the backend said: a render's status, or a refusal's HTTP status and code."""
    credits_before: float | None
    credits_after: float | None
    frozen_before: float | None
    frozen_after: float | None

    @classmethod
    def of(cls, row: IntentRow, session: SessionRow) -> Receipt:
        """The receipt of a row of the journal."""
        told, error = row.receipt, row.error or {}
        return cls(
            intent=row.id,
            kind=row.kind,
            session=session.name,
            backend=session.backend,
            remote_id=told.get("remote_id") or session.remote_id,
            render_id=row.result.get("render_id"),
            request_id=error.get("request_id"),
            asked_at=row.created_at,
            sent_at=told.get("sent_at"),
            settled_at=told.get("settled_at") or (row.updated_at if row.state.settled else None),
            state=str(row.state),
            last_status=told.get("last_status") or _status(error.get("status"), error.get("code")),
            credits_before=told.get("credits_before"),
            credits_after=told.get("credits_after"),
            frozen_before=told.get("frozen_before"),
            frozen_after=told.get("frozen_after"),
        )

    def __repr__(self) -> str:
        told = ((field.name.replace("_", " "), getattr(self, field.name)) for field in fields(self))
        return "\n".join(f"{name:<14} {_shown(value)}" for name, value in told if value is not None)


def _shown(value: str | float) -> str:
    return plain(value, 200) if isinstance(value, str) else f"{value:,.10g}"


def _status(status: int | None, code: int | None) -> str | None:
    told = [f"HTTP {status}" if status is not None else "", f"code {code}" if code is not None else ""]
    return ", ".join(filter(None, told)) or None
