"""What the backend's refusals mean: (HTTP status, body) into the error tree, with the reader's next step.

No literal error body is public, so `code` is read wherever it may be, and the text from `message`, `detail`,
`reason` or `error` (protocol.md, Envelope and Codes).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nemo_widgets.client.answer import Answer
from nemo_widgets.errors import (
    APIError,
    AuthenticationError,
    BadRequestError,
    ExportBlockedError,
    FileTooLargeError,
    NoCreditsError,
    RateLimitError,
    ServerError,
    SessionNotFoundError,
    UnsupportedFileError,
    plain,
    repair,
)

About = Literal["session", "render", "token", "upload", "account"]
"""What a request was about: it tells a missing session from a missing render."""

FORMATS = "mp4, mov, avi, webm, mkv, jpg, png, gif, webp, mp3, wav, m4a or aac"
_FINE = (0, 200)
_TEXT_KEYS = ("message", "msg", "detail", "reason", "error", "errorMessage", "error_message")


@dataclass(frozen=True)
class Kind:
    """A refusal: its error, what it says happened, and the next step."""

    error: type[APIError]
    headline: str
    next_step: str = ""


_NOT_OFFERED = Kind(BadRequestError, "The backend does not offer this.", "Check the backend's address.")
KINDS: dict[int, Kind] = {
    1001: Kind(AuthenticationError, "The token is not valid or has expired."),
    401: Kind(AuthenticationError, "The token is not valid or has expired."),
    1002: Kind(SessionNotFoundError, "The backend no longer knows this session.", "Start a new session."),
    404: Kind(SessionNotFoundError, "The backend no longer knows this session.", "Start a new session."),
    2001: Kind(NoCreditsError, "The credits are used up."),
    4001: Kind(UnsupportedFileError, "The backend does not take this file.", f"Use {FORMATS}."),
    4002: Kind(FileTooLargeError, "The file is too large."),
    413: Kind(FileTooLargeError, "The file is too large."),
    415: Kind(UnsupportedFileError, "The backend does not take this file.", f"Use {FORMATS}."),
    402: Kind(
        ExportBlockedError,
        "The plan of this account does not include export.",
        "Register or upgrade your plan to unlock export. It is not about credits. "
        "(The backend says the same when a request does not name its skill: check SKILL_SOURCE.)",
    ),
    403: Kind(APIError, "The backend does not allow this.", "Check that the token may do it, and the address."),
    429: Kind(RateLimitError, "Too many requests.", "Wait a little, then try again."),
    400: Kind(BadRequestError, "The backend did not understand the request.", "Please report it."),
    405: _NOT_OFFERED,
    409: Kind(BadRequestError, "The backend has one of that name already.", "Try again under another name."),
    422: Kind(BadRequestError, "The backend did not understand the request.", "Please report it."),
    408: Kind(ServerError, "The backend waited too long for the request.", "Try again in a moment."),
}
_SERVER = Kind(ServerError, "The backend failed.", "Try again in a moment.")
_OTHER = Kind(APIError, "The backend refused the request.")
_MOVED = Kind(BadRequestError, "The backend's address leads elsewhere.", "Use the address it has now.")
_TAKEN = re.compile(r"duplicate|already exists", re.IGNORECASE)
_UNKNOWN_RENDER = Kind(BadRequestError, "The backend knows no render of that name.", "Export again.")


@dataclass(frozen=True)
class Refusals:
    """Judges answers for one client.

    Args:
        redact: Blots the token out of a text.
        anonymous: Whether the token is an anonymous one.
        register_url: The link that binds the anonymous user to an account, where one is known.
        limit_mb: The skill's upload limit.
    """

    redact: Callable[[str], str]
    anonymous: bool
    register_url: Callable[[], str | None]
    limit_mb: int

    def judge(self, answer: Answer, about: About = "account") -> APIError | None:
        """The error that an answer is, or None for a success."""
        code = _code(answer)
        if answer.status < 300 and (code is None or code in _FINE) and not _said_no(answer.fields):
            return None
        return self.error(code, answer.status, self.reason(answer), about, answer)

    def error(
        self, code: int | None, status: int | None, reason: str, about: About, answer: Answer | None = None
    ) -> APIError:
        """The error for a code, else for an HTTP status."""
        kind = KINDS[409] if about == "render" and _TAKEN.search(reason) else _kind(code, status, about)
        next_step = self._next_step(kind)
        if kind.error is UnsupportedFileError and ". " in reason:
            # What is wrong with this one file, and what to do about it, the backend knows better.
            reason, _, step = reason.partition(". ")
            next_step = f"{step}."
        error = kind.error(
            f"{kind.headline.removesuffix('.')} ({reason})." if reason else kind.headline,
            next_step,
            code=code,
            status=status,
            request_id=answer.request_id and plain(self.redact(answer.request_id), 120) if answer else None,
        )
        if isinstance(error, RateLimitError) and answer is not None:
            error.retry_after = answer.retry_after
        return error

    def reason(self, answer: Answer) -> str:
        """The backend's own words, fit to be shown; empty where it has none."""
        words = _words(answer.json)
        if not words and answer.json is None and answer.content_type in {"", "text/plain"}:
            words = answer.text
        return self.clean(words).rstrip(".")

    def clean(self, text: str) -> str:
        """Words of the backend without the token and without control characters."""
        return plain(self.redact(repair(text)), 300)

    def _next_step(self, kind: Kind) -> str:
        if kind.error is NoCreditsError:
            link = self.register_url()
            return f"Register to get more: {link}" if link else "Top up credits in your account."
        if kind.error is AuthenticationError:
            return (
                "Connect again; a new anonymous token will be asked for."
                if self.anonymous
                else "Check NEMO_TOKEN, or unset it to go on anonymously."
            )
        if kind.error is FileTooLargeError:
            return f"The limit is {self.limit_mb} MB: compress or trim it."
        return kind.next_step


def _kind(code: int | None, status: int | None, about: About) -> Kind:
    number = code if code in KINDS else status
    if number == 404 and about == "render":
        return _UNKNOWN_RENDER
    if number == 404 and about in {"token", "account"}:
        return _NOT_OFFERED
    if number in KINDS:
        return KINDS[number]
    if 300 <= (status or 0) < 400:
        return _MOVED
    if 400 <= (status or 0) < 500 or 1000 <= (code or 0) < 5000:
        return _OTHER
    return _SERVER


def _code(answer: Answer) -> int | None:
    """The envelope's code, wherever it is; within `data`, where it could be anything, only if the status is bad."""
    fields = answer.fields
    places: list[Any] = [fields, fields.get("error"), fields.get("detail")]
    if answer.status >= 300:
        places.append(fields.get("data"))
    for place in places:
        if isinstance(place, Mapping):
            code = as_code(place.get("code", place.get("errorCode", place.get("error_code"))))
            if code is not None:
                return code
    return None


def as_code(value: object) -> int | None:
    """A code as a number: `1001`, `"1001"`; None for names and for nothing."""
    if isinstance(value, bool) or not isinstance(value, int | str | float):
        return None
    try:
        return int(value)
    except (ValueError, OverflowError):
        return None


def _said_no(fields: Mapping[str, Any]) -> bool:
    """A refusal without a code: `success: false`, or an error alone. A render's failed status is no refusal."""
    data = fields.get("data")
    if isinstance(fields.get("status"), str) or (isinstance(data, Mapping) and data.get("status")):
        return False
    return fields.get("success") is False or (bool(fields.get("error")) and not data)


def _words(value: Any, depth: int = 0) -> str:
    """The text of an error body: a string, a list of complaints, or the first of the keys that hold one."""
    if isinstance(value, str):
        return value
    if depth > 3:
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, (_complaint(item, depth) for item in value[:5])))
    if isinstance(value, Mapping):
        found = (_words(value[key], depth + 1) for key in (*_TEXT_KEYS, "data") if value.get(key))
        return next(filter(None, found), "")
    return ""


def _complaint(item: Any, depth: int) -> str:
    """One of FastAPI's complaints: where, and what. Its `input` is what was sent and stays out."""
    words = _words(item, depth + 1)
    where = item.get("loc") if isinstance(item, Mapping) else None
    return f"{'.'.join(map(str, where))}: {words}" if isinstance(where, list) and words else words
