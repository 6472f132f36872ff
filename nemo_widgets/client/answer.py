"""An answer of the backend: status, headers, body. A leaf that everything else here builds on."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

_REQUEST_ID_HEADERS = ("x-request-id", "x-amzn-requestid", "x-amz-request-id", "x-correlation-id")
_REQUEST_ID_KEYS = ("request_id", "requestId", "trace_id", "traceId")


def parse_json(text: str | bytes) -> Any:
    """The JSON value, or None for anything else, however deep, broken or badly encoded."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


@dataclass(frozen=True)
class Answer:
    """A whole answer.

    Args:
        status: The HTTP status.
        headers: By lower-case name.
        body: As received, after content decoding.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)  # it may hold a token, and a repr may end up in a traceback

    @property
    def content_type(self) -> str:
        """The media type alone, in lower case; empty when the backend did not tell."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or None."""
        return parse_json(self.body)

    @property
    def fields(self) -> dict[str, Any]:
        """The JSON object's fields; empty for any other body."""
        return self.json if isinstance(self.json, dict) else {}

    @property
    def data(self) -> dict[str, Any]:
        """What the envelope holds, or the bare object where there is no envelope."""
        inner = self.fields.get("data")
        return inner if isinstance(inner, dict) else self.fields

    @property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 become U+FFFD."""
        return self.body.decode("utf-8-sig", "replace")

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, from `Retry-After` in either of its forms."""
        value = self.headers.get("retry-after", "").strip()
        try:
            return max(0.0, float(value))
        except ValueError:
            pass
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())

    @property
    def request_id(self) -> str | None:
        """The backend's own id of the request, where it sent one."""
        named = (self.headers.get(name) for name in _REQUEST_ID_HEADERS)
        told = (self.fields.get(name) for name in _REQUEST_ID_KEYS)
        return next((str(value) for value in (*named, *told) if value), None)
