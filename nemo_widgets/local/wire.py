"""What travels: requests read strictly, answers in the backend's envelope. This room's own reading of the protocol."""

from __future__ import annotations

import re
import sqlite3
from typing import Any, Final, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from nemo_widgets import errors
from nemo_widgets.local.draft import Draft, Segment, decode

STATUS_OF_CODE: Final = {1001: 401, 1002: 404, 2001: 200, 4001: 400, 4002: 413, 400: 400, 402: 402, 403: 403, 429: 429}
"""The HTTP status each code of the envelope travels with, unless told otherwise."""

FORMATS: Final = "mp4 mov avi webm mkv · jpg png gif webp · mp3 wav m4a aac"
ATTRIBUTION: Final = ("X-Skill-Source", "X-Skill-Version", "X-Skill-Platform")

LARGEST_BODY: Final = 16_000_000
"""bytes of a request in JSON; the longest draft that is taken has a fraction of it"""

_DAY: Final = 86_400_000
"""ms"""
_UPPER = re.compile(r"(?<=[a-z])([A-Z])")


class Part(msgspec.Struct, forbid_unknown_fields=True):
    """A part of a message; this engine reads text."""

    text: str = ""


class Message(msgspec.Struct):
    """What the user says."""

    parts: list[Part]


class RunRequest(msgspec.Struct):
    """The body of `/run_sse`."""

    app_name: str
    user_id: str
    session_id: str
    new_message: Message
    streaming: bool = False

    @property
    def text(self) -> str:
        """All its text."""
        return "\n".join(p.text for p in self.new_message.parts if p.text)


class TaskRequest(msgspec.Struct):
    """The body that opens a session."""

    task_name: str = "project"
    language: str = ""


class ClaimRequest(msgspec.Struct):
    """The body of `/api/auth/claim-token`."""

    session_id: str
    task_id: str = ""


class Output(msgspec.Struct):
    """What an export should be."""

    format: str = "mp4"
    quality: str = "high"


class RenderRequest(msgspec.Struct):
    """The body that starts an export."""

    id: str
    session_id: str = msgspec.field(name="sessionId")
    draft: msgspec.Raw
    output: Output = msgspec.field(default_factory=Output)


class UrlUpload(msgspec.Struct):
    """Files to be fetched by the backend."""

    urls: list[str]
    source_type: str = "url"


_T = TypeVar("_T")


class Unprocessable(Exception):  # noqa: N818 - the HTTP status's own name
    """A body of the wrong shape: 422, as the framework says it."""


async def read(request: Request, kind: type[_T], *, snake: bool = False) -> _T:
    """Read a request's body, JSON.

    Args:
        request: Of what came.
        kind: What it should be.
        snake: Whether camelCase keys count as their snake_case twins.

    Raises:
        Unprocessable: The body is not of that shape.
        errors.BadRequestError: It is too large.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            text = f"The request is too large: {LARGEST_BODY // 1_000_000} MB at most."
            raise errors.BadRequestError(text, "Files go to the upload.", code=400, status=413)
    try:
        if not snake:
            return msgspec.json.decode(body or b"{}", type=kind)
        return msgspec.convert(_snake(msgspec.json.decode(body)), kind)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeError) as error:
        raise Unprocessable(str(error)) from None


def read_draft(raw: bytes) -> Draft:
    """The draft of an export; `BadRequestError` (code 400) if it is none, or none that can be rendered."""
    try:
        draft = decode(raw)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise errors.BadRequestError(f"The draft cannot be read: {error}", code=400, status=400) from None
    if not any(t.segments for t in draft.tracks):
        raise errors.BadRequestError("The timeline is empty: nothing to export.", code=400, status=400)
    sizes_fit = 16 <= draft.canvas.width <= 3840 and 16 <= draft.canvas.height <= 3840 and 1 <= draft.canvas.fps <= 60
    segments = [s for t in draft.tracks for s in t.segments]
    times_fit = 0 < draft.duration <= 600_000 and all(_in_time(s) for s in segments)
    if not sizes_fit or not times_fit or len(segments) > 1000:
        raise errors.BadRequestError("The draft is outside this engine's limits.", code=400, status=400)
    return draft


def _in_time(segment: Segment) -> bool:
    """Whether a segment's times are ones that a person could mean."""
    meta = segment.meta
    within = (segment.start, segment.duration, meta.offset, meta.transition_ms, meta.fade_in, meta.fade_out)
    return all(0 <= ms <= _DAY for ms in within)


def json(content: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer in JSON."""
    return Response(msgspec.json.encode(content), status, headers, "application/json")


def ok(data: object) -> Response:
    """The envelope of a success."""
    return json({"code": 0, "data": data})


def refusal(error: errors.APIError) -> Response:
    """The envelope of a refusal."""
    code = error.code or 500
    status = error.status or STATUS_OF_CODE.get(code, 500)
    headers = {"Retry-After": "30"} if code == 429 else None
    return json({"code": code, "message": str(error)}, status, headers)


def unprocessable(error: Unprocessable) -> Response:
    """The framework's answer to a body of the wrong shape."""
    return json({"detail": [{"type": "value_error", "loc": ["body"], "msg": str(error), "input": None}]}, 422)


def forbidden(what: str) -> Response:
    """The framework's answer to a foreign Host or Origin."""
    return PlainTextResponse(f"Forbidden: {what} not allowed", 403)


def _snake(body: Any) -> Any:
    if not isinstance(body, dict):
        return body
    return {_UPPER.sub(lambda m: f"_{m[1].lower()}", str(k)): v for k, v in body.items()}


def unforeseen(error: Exception) -> str:
    """What to tell of an error that nobody foresaw: its kind, and no path of what may be somebody else's machine."""
    told = error.strerror if isinstance(error, OSError) else str(error) if isinstance(error, sqlite3.Error) else ""
    return f"{type(error).__name__}: {told or 'the engine failed at this, and its log has the reason'}"
