"""Every error this package raises, in one tree.

```
NemoError                       what happened, and `next_step`: what to do now
├── APIError                    the backend said no: `code`, `status`, `request_id`
│   ├── AuthenticationError     1001, 401: the token is bad or expired
│   ├── SessionNotFoundError    1002, 404: the backend has no such session
│   ├── NoCreditsError          2001: the credits are used up
│   ├── UnsupportedFileError    4001, and before sending          (ValueError)
│   ├── FileTooLargeError       4002, and before sending          (ValueError)
│   ├── ExportBlockedError      402: the plan, not the credits
│   ├── RateLimitError          429: `retry_after`, seconds
│   ├── BadRequestError         400, 405, 422: the request's shape was refused
│   └── ServerError             5xx, and errors inside a stream
├── ProtocolError               an answer that cannot be read     (ValueError)
├── BackendUnreachableError     nobody answers; nothing was sent  (ConnectionError)
├── StreamInterruptedError      cut off after sending: the outcome is open (ConnectionError)
├── RenderFailedError           the backend gave up on an export
├── DownloadError               a film could not be fetched whole
├── UnknownOutcomeError         may be running and charged; never "failed" by silence
├── JobCancelledError           stopped on request
├── WaitTimeoutError            a wait ended; the work goes on    (TimeoutError)
├── PromptError                 an empty or unusable prompt       (ValueError)
├── MissingFileError            no such file                      (FileNotFoundError)
├── MediaError                  a damaged or unusable media file  (ValueError)
├── DiskFullError               no room left                      (OSError)
├── UnknownBackendError         not a backend's name or address   (ValueError)
├── UnknownNameError            no such take, profile or session  (KeyError)
├── SpendingError               needs a yes
│   └── CapError                would pass the session's cap
├── JournalError                the journal cannot be read or written
└── EngineError                 the local engine or the courier cannot start or work
```

An error's text is for the person in front of the screen: what happened, then the next step. Texts of the
backend pass through `plain`, so that nothing in them can pose as ours.
"""

from __future__ import annotations

import re
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST_TEXT = 600
TOKENS = re.compile(
    r"\b(?:nmv|clm)_[a-z]{2,8}_\w{4,}|\bsk-[\w-]{16,}|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bhf_\w{20,}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\beyJ[\w-]{10,}\.[\w-]{10,}"
)
"""Tokens by their looks: ours, and those of services that notebooks often hold."""


def plain(text: object, limit: int = _LONGEST_TEXT) -> str:
    """Text from outside, made safe to show: no control or direction characters, no token, `limit` long at most."""
    clean = TOKENS.sub("•••", _CONTROL.sub(" ", str(text))).strip()
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def repair(text: str) -> str:
    """Text without lone surrogates: pairs become their character, the rest U+FFFD.

    A prompt with one poisons a session for good (adk.md 3.10), and no UTF-8 file takes it.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class NemoError(Exception):
    """The root of all errors here.

    Args:
        message: What happened, in a sentence.
        next_step: What the reader can do about it, in a sentence; may be empty.

    Example:
        >>> import nemo_widgets as nemo
        >>> try:
        ...     nemo.connect("local", name="new").takes[9]
        ... except nemo.NemoError as error:
        ...     print(error.message, error.next_step)
        There is no take 9. There are none yet.
    """

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


class APIError(NemoError):
    """The backend refused, with a reason.

    Args:
        message: The reason, as shown to a person.
        next_step: What to do about it.
        code: The envelope's `code`, where there was one.
        status: The HTTP status.
        request_id: The backend's own id of the request, where it sent one.
    """

    def __init__(
        self,
        message: str,
        next_step: str = "",
        *,
        code: int | None = None,
        status: int | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message, next_step)
        self.code = code
        self.status = status
        self.request_id = request_id


class AuthenticationError(APIError):
    """The token is bad, expired or missing (1001, 401)."""


class SessionNotFoundError(APIError):
    """The backend does not know the session (1002, 404)."""


class NoCreditsError(APIError):
    """No credits are left (2001)."""


class UnsupportedFileError(APIError, ValueError):
    """A kind of file the backend does not take (4001)."""


class FileTooLargeError(APIError, ValueError):
    """A file over the limit (4002)."""


class ExportBlockedError(APIError):
    """The plan does not include export, or attribution headers were missing (402)."""


class RateLimitError(APIError):
    """Too many requests (429). `retry_after` is in seconds, where the backend told."""

    retry_after: float | None = None


class BadRequestError(APIError):
    """The request's shape was refused before any work (400, 405, 422)."""


class ServerError(APIError):
    """The backend failed (5xx, or an error inside a stream)."""


class ProtocolError(NemoError, ValueError):
    """An answer that cannot be understood."""


class BackendUnreachableError(NemoError, ConnectionError):
    """Nobody answers at the backend's address; the request did not get there."""


class StreamInterruptedError(NemoError, ConnectionError):
    """The connection ended after the request was sent; what became of the work is open."""


class RenderFailedError(NemoError):
    """The backend gave up on an export."""


class DownloadError(NemoError):
    """A film could not be fetched whole."""


class UnknownOutcomeError(NemoError):
    """Work that may be running and charged."""


class JobCancelledError(NemoError):
    """Work that was stopped on request."""


class WaitTimeoutError(NemoError, TimeoutError):
    """A wait ended before the work did; the work goes on."""


class PromptError(NemoError, ValueError):
    """A prompt that cannot be sent."""


class MissingFileError(NemoError, FileNotFoundError):
    """A file that is not there."""


class MediaError(NemoError, ValueError):
    """A media file that is damaged or of no use here."""


class DiskFullError(NemoError, OSError):
    """No room left on a disk."""


class UnknownBackendError(NemoError, ValueError):
    """Not the name or address of a backend."""


class UnknownNameError(NemoError, KeyError):
    """No take, profile or session of that name."""

    __str__ = NemoError.__str__


class SpendingError(NemoError):
    """A message that could cost needs a yes."""


class CapError(SpendingError):
    """A message that may cost more than is left under the session's cap."""


class JournalError(NemoError):
    """The journal cannot be read or written."""


class EngineError(NemoError):
    """The local engine or the courier cannot start or work."""


def as_record(error: NemoError) -> dict[str, Any]:
    """An error as the journal keeps it: plain data, without cause or traceback."""
    record: dict[str, Any] = {"type": type(error).__name__, "message": error.message, "next_step": error.next_step}
    if isinstance(error, APIError):
        record |= {"code": error.code, "status": error.status, "request_id": error.request_id}
    return record


def from_record(record: dict[str, Any]) -> NemoError:
    """The error that `as_record` wrote down; a kind this version does not know becomes its root."""
    kind = globals().get(str(record.get("type")), NemoError)
    if not (isinstance(kind, type) and issubclass(kind, NemoError)):
        kind = NemoError
    extra = {key: record.get(key) for key in ("code", "status", "request_id")} if issubclass(kind, APIError) else {}
    return kind(str(record.get("message", "")), str(record.get("next_step", "")), **extra)
