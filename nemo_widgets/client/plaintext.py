"""The short way for frames that hold nothing but text: one typed decoding instead of a walk through a dict.

It takes a frame only if the long way (`reader`) would read the same from it: every field that could mean more is
declared here with a type that refuses it.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Voice = tuple[str, str]
"""Author and branch: deltas and the whole text that replaces them agree in this, and in nothing else (adk.md 3.1)."""
Plain = tuple[str, bool, Voice]
"""Text, whether it is partial, and who says it."""


class _Part(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    text: str


class _Content(msgspec.Struct, gc=False):
    parts: list[_Part]


class _Event(msgspec.Struct, gc=False):
    content: _Content | str | msgspec.UnsetType = msgspec.UNSET
    text: str | msgspec.UnsetType = msgspec.UNSET
    type: Literal["text"] = "text"
    partial: bool | None = None
    author: str = ""
    branch: str = ""
    error: None = None
    errorCode: None = None  # noqa: N815 - the wire's name
    error_code: None = None
    code: None = None


_DECODER = msgspec.json.Decoder(_Event)


def read_plain(data: str | bytes) -> Plain | None:
    """The text of a frame that holds nothing else; None for any other frame."""
    try:
        event = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    content = event.content
    if type(content) is _Content:
        parts = content.parts
        text = parts[0].text if len(parts) == 1 else "".join([part.text for part in parts])
        # Of these two kinds, only the kit's own events come whole by default; the others are pieces of one text.
        partial = event.partial is True
    else:
        text = content if isinstance(content, str) else event.text if isinstance(event.text, str) else ""
        partial = event.partial is not False
    return (text, partial, (event.author, event.branch)) if text else None
