"""What the backend's answers hold, in words.

Tolerant: unknown fields are ignored, numbers may come as text and ids as numbers (they exceed 2^53 and stay exact),
and what is missing is None. Both shapes of a render's answer read the same.
"""

from __future__ import annotations

import math
import re
import secrets
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import msgspec

from nemo_widgets.client.answer import Answer, parse_json
from nemo_widgets.errors import ProtocolError, plain, repair

RenderState = Literal["pending", "processing", "completed", "failed"]
T = TypeVar("T", bound=msgspec.Struct)

_RENDER_STATES: dict[str, RenderState] = {
    "pending": "pending",
    "queued": "pending",
    "completed": "completed",
    "complete": "completed",
    "succeeded": "completed",
    "success": "completed",
    "done": "completed",
    "failed": "failed",
    "failure": "failed",
    "error": "failed",
    "cancelled": "failed",
    "canceled": "failed",
}


_JPEG = b"\xff\xd8"
_SURROGATE = re.compile(rb"(?<!\\)((?:\\\\)*)\\(u[dD][89a-fA-F][0-9a-fA-F]{2})")


class SessionInfo(msgspec.Struct, frozen=True):
    """A session that the backend made."""

    session_id: str
    task_id: str | None = None
    user_id: str | None = None


class UploadedFile(msgspec.Struct, frozen=True):
    """A file as the backend keeps it. `duration` in seconds, `width` and `height` in px, `fps` in frames a second."""

    filename: str | None = None
    file_type: str | None = None
    """`video`, `image` or `audio`."""
    cdn_url: str | None = None
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    hash: str | None = None


class Credits(msgspec.Struct, frozen=True):
    """The balance. `frozen` is reserved by running work; `total` is the sum of both."""

    available: float
    frozen: float
    total: float


class State(msgspec.Struct, frozen=True):
    """A session's state.

    `draft` is the timeline as JSON bytes, exactly as received; None where it is absent, null or `{}`.
    """

    draft: bytes | None = None
    session_id: str | None = None
    task_id: str | None = None
    task_name: str | None = None
    user_id: str | None = None
    video_infos: Any = None
    generated_media: Any = None
    canvas_config: Any = None
    video_analyses: Any = None
    messages: int | None = None
    """How many messages it has taken, on disk before any work begins: told by our own engine alone, as `_nemo`."""
    content_addressed: bool = False
    """It keeps files by their content, so that one which is sent twice is there once: likewise."""

    @property
    def exportable(self) -> bool:
        """Whether some track has a segment."""
        if self.draft is None:
            return False
        draft = parse_json(self.draft)
        tracks = draft.get("t") if isinstance(draft, dict) else None
        return isinstance(tracks, list) and any(isinstance(track, dict) and bool(track.get("sg")) for track in tracks)


class RenderStatus(msgspec.Struct, frozen=True):
    """How far a render is.

    `progress` goes from 0 to 1; `duration` is in seconds, `size` in bytes, `retry_after` in seconds. A render may be
    `completed` before it has a `url`: keep polling.
    """

    id: str
    status: RenderState = "pending"
    progress: float | None = None
    url: str | None = None
    duration: float | None = None
    size: int | None = None
    error: str | None = None
    retry_after: float | None = None


def read(kind: type[T], source: Mapping[str, Any], **more: Any) -> T:
    """A struct from a JSON object; `more` fills what the object lacks.

    Raises:
        ProtocolError: A field that must be there is not, or cannot be read.
    """
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        raw = source.get(field.name)
        value = None if raw is None else _convert(raw, field.type)
        if value is None:
            value = more.get(field.name)
        if value is not None:
            values[field.name] = value
        elif field.required:
            raise ProtocolError(f"The backend's answer lacks {field.name}.", "Try again; if it stays so, report it.")
    return kind(**values)


def _convert(raw: Any, kind: Any) -> Any:
    """The value as the type wants it, or None where it cannot be."""
    if isinstance(raw, str):
        raw = repair(raw)
    elif isinstance(raw, int) and not isinstance(raw, bool) and _is_text(kind):
        raw = str(raw)
    for candidate in (raw, _rounded(raw)):
        try:
            return msgspec.convert(candidate, kind, strict=False)
        except msgspec.ValidationError:
            continue
    return None


def _is_text(kind: Any) -> bool:
    return kind is str or kind == str | None


def _rounded(raw: Any) -> Any:
    """1080.5 and "1080.0" for a field of whole numbers."""
    try:
        return round(float(raw))
    except (TypeError, ValueError, OverflowError):
        return raw


def _number(raw: Any) -> float | None:
    value = _convert(raw, float) if raw is not None else None
    return value if isinstance(value, float) else None


def read_session(answer: Answer) -> SessionInfo:
    """A new session's ids."""
    return read(SessionInfo, answer.data)


def read_files(answer: Answer) -> tuple[UploadedFile, ...]:
    """The files of an upload's answer."""
    files = answer.data.get("files")
    listed = files if isinstance(files, list) else [files]
    return tuple(read(UploadedFile, item) for item in listed if isinstance(item, Mapping))


def read_credits(answer: Answer) -> Credits:
    """The balance; of its three numbers one may be missing, `frozen` even with another."""
    available, frozen, total = (_number(answer.data.get(key)) for key in ("available", "frozen", "total"))
    frozen = frozen if frozen is not None else max(0.0, (total or 0.0) - (available or 0.0)) if total else 0.0
    if available is None and total is not None:
        available = total - frozen
    if available is None:
        raise ProtocolError("The backend's answer lacks the balance.", "Try again in a moment.")
    return Credits(available=available, frozen=frozen, total=total if total is not None else available + frozen)


def read_state(answer: Answer) -> State:
    """A session's state, the draft untouched.

    Raises:
        ProtocolError: The answer is not a JSON object.
    """
    mask = b"\\"
    root = _peel(answer.body)
    if root is None:
        # msgspec takes no lone surrogates, and a prompt that held one may be quoted anywhere in a state.
        mask = secrets.token_hex(8).encode()
        root = _peel(_SURROGATE.sub(rb"\g<1>" + mask + rb"\g<2>", answer.body))
    if root is None or not isinstance(answer.json, dict):
        raise ProtocolError("The backend's answer about the session cannot be read.", "Try again in a moment.")
    peeled = _peel((_peel(root.get("data")) or root).get("state")) or {}
    state = answer.data.get("state")
    fields = state if isinstance(state, dict) else {}
    draft = bytes(peeled["draft"]).replace(mask, b"\\") if fields.get("draft") else None
    told = {key: value for key, value in answer.data.items() if value is not None}
    ours = answer.data.get("_nemo")
    ours = ours if isinstance(ours, dict) else {}
    count = ours.get("messages")
    ours = {
        "messages": count if type(count) is int else None,
        "content_addressed": ours.get("content_addressed") is True,
    }
    return read(State, {**fields, **told, "draft": None, **ours}, draft=draft)


def _peel(raw: bytes | msgspec.Raw | None) -> dict[str, msgspec.Raw] | None:
    """One layer of a JSON object, its values still as they were received."""
    if raw is None:
        return None
    try:
        return msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def read_render(answer: Answer, render_id: str) -> RenderStatus:
    """A render's status, in either shape: at the root, or in `data` beside `success`."""
    body = answer.data
    output = body.get("output")
    layers = [output if isinstance(output, Mapping) else {}, body, answer.fields]

    def find(*keys: str) -> Any:
        return next((layer[key] for layer in layers for key in keys if layer.get(key) is not None), None)

    url = find("url", "outputUrl", "output_url", "downloadUrl", "download_url") or (
        output if isinstance(output, str) else None
    )
    error = find("error", "errorMessage", "message")
    status = _render_state(
        body.get("status") or answer.fields.get("status"), failed=answer.fields.get("success") is False
    )
    return read(
        RenderStatus,
        {"url": url, "duration": find("duration"), "size": find("size")},
        id=render_id,
        status=status,
        progress=1.0 if status == "completed" else _fraction(body.get("progress")),
        error=plain(_error_text(error)) if status == "failed" and error else None,
        retry_after=answer.retry_after,
    )


def read_poster(answer: Answer) -> bytes | None:
    """The JPEG that a local engine's answer holds, if it does."""
    try:
        picture = b64decode(answer.data.get("jpeg") or "", validate=True)
    except (ValueError, TypeError):
        return None
    return picture if picture.startswith(_JPEG) else None


def _render_state(word: Any, *, failed: bool) -> RenderState:
    if word is None:
        return "failed" if failed else "pending"
    return _RENDER_STATES.get(str(word).strip().lower(), "processing")


def _error_text(error: Any) -> str:
    if isinstance(error, Mapping):
        error = error.get("message") or error.get("detail") or "no reason given"
    return repair(str(error))


def _fraction(raw: Any) -> float | None:
    """Progress as 0 … 1 from a fraction, from percent, or from "45%"."""
    if isinstance(raw, str):
        raw = re.sub(r"\s*%$", "", raw)
    value = _number(raw)
    if value is None or math.isnan(value):
        return None
    # A bare 1 of a render that is not done is one percent, not the end.
    percent = value > 1 or (isinstance(raw, int) and value == 1)
    return min(1.0, max(0.0, value / 100 if percent else value))
