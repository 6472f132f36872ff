"""Compressed answers, unpacked in bounded steps.

The client asks for none (`Accept-Encoding: identity`), but a proxy may pack an answer all the same; and a small one
may be made to unpack into gigabytes.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncGenerator, AsyncIterator

from nemo_widgets.errors import ProtocolError

_STEP = 64 * 1024
_ANY_HEADER = 32 + zlib.MAX_WBITS
"""zlib finds out by itself whether it is gzip or zlib."""


class PackedError(Exception):
    """The packed bytes are damaged or end early."""


def check_encoding(encoding: str) -> bool:
    """Whether a body has to be unpacked.

    Raises:
        ProtocolError: It is packed in a way that was not asked for and is not known here.
    """
    if encoding in ("", "identity"):
        return False
    if encoding in ("gzip", "x-gzip", "deflate"):
        return True
    raise ProtocolError(
        "The backend's answer is packed in a way that was not asked for.", "Look for a proxy in between that packs it."
    )


async def inflated(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """The unpacked bytes, in pieces of at most 64 KB, each as soon as it can be had.

    Raises:
        PackedError: They cannot be unpacked, or end before their end.
    """
    unpacker = zlib.decompressobj(_ANY_HEADER)
    try:
        async for chunk in chunks:
            rest, more = chunk, True
            while more:
                piece = unpacker.decompress(rest, _STEP)
                if piece:
                    yield piece
                rest = unpacker.unconsumed_tail
                more = not unpacker.eof and (bool(rest) or len(piece) == _STEP)
    except zlib.error:
        raise PackedError from None
    if not unpacker.eof:
        raise PackedError
