"""An anonymous token as it is kept, and as the backend gives it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec

from nemo_widgets.client.answer import Answer
from nemo_widgets.errors import AuthenticationError

MARGIN = dt.timedelta(hours=1)
"""How long before its end a token is renewed."""
INSTEAD = "Try again, or set NEMO_TOKEN to a token of your own."
_LIFETIME = dt.timedelta(days=7)


class Kept(msgspec.Struct, frozen=True):
    """An anonymous token as it is kept on disk."""

    token: str
    expires_at: Annotated[dt.datetime, msgspec.Meta(tz=True)]
    user_id: str | None = None
    earlier: str | None = None
    """The token before this one, where that had not ended yet: it sees what it began."""
    earlier_until: Annotated[dt.datetime, msgspec.Meta(tz=True)] | None = None

    def __repr__(self) -> str:
        return f"Kept(user_id={self.user_id!r}, expires_at={self.expires_at:%Y-%m-%d})"

    def holds(self, margin: dt.timedelta = dt.timedelta()) -> bool:
        """Whether it is still valid, `margin` from now."""
        return dt.datetime.now(dt.UTC) + margin < self.expires_at


def read_token(answer: Answer) -> Kept:
    """The token of an answer.

    Raises:
        AuthenticationError: There is none in it.
    """
    token, user_id = answer.data.get("token"), answer.data.get("user_id")
    if not isinstance(token, str) or not is_sendable(token.strip()):
        raise AuthenticationError("The backend gave no token.", INSTEAD)
    return Kept(token.strip(), _expiry(answer.data.get("expires_at")), str(user_id) if user_id else None)


def is_sendable(token: str) -> bool:
    """Whether it can be a token: printable ASCII, no blanks."""
    return bool(token) and token.isascii() and token.isprintable() and " " not in token


def _expiry(told: object) -> dt.datetime:
    """When a new token ends; later texts of the vendor do not show it, but all say seven days."""
    now = dt.datetime.now(dt.UTC)
    try:
        moment = dt.datetime.fromisoformat(told) if isinstance(told, str) else now + _LIFETIME
    except ValueError:
        moment = now + _LIFETIME
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    # A token that was given this moment is good, whatever this machine's clock says.
    return max(moment, now + 2 * MARGIN)
