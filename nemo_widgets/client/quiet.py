"""Keeps httpx and httpcore from writing this client's requests into the user's logs.

At INFO, httpx logs every URL, and a film's is signed; at DEBUG, httpcore logs the headers that came, and a careless
backend echoes a token there. Other users of these libraries in the same process keep their logs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)
_ours: ContextVar[bool] = ContextVar("nemo_widgets.client.quiet", default=False)


def _is_not_ours(record: logging.LogRecord) -> bool:  # noqa: ARG001 - a filter's form
    return not _ours.get()


def hush() -> None:
    """Begin to sort out what `unlogged` marks; may be called twice."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_is_not_ours)


@contextmanager
def unlogged() -> Iterator[None]:
    """What is done within is not logged by httpx and httpcore."""
    token = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(token)
