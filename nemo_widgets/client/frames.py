"""Bytes of an event stream into the data of its events.

Written here because no library does all four: frames of any size are refused before they fill the memory, comments
are handed on as signs of life, a frame comes out as soon as it is whole even if the server forgets the empty line
after it, and 100,000 deltas are no work (`tests/benchmarks/test_client.py` has the comparison). Where the standard
speaks (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream), a test holds it to
httpx-sse.
"""

from __future__ import annotations

import msgspec

from nemo_widgets.errors import ProtocolError

LARGEST_FRAME = 16 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"
ALIVE = b""
"""What stands for a frame without content."""


class Frames:
    r"""Takes an event stream in chunks, however they are cut.

    Only LF, CR and CR LF end lines: U+2028, U+2029 and U+0085 are text, and travel raw (adk.md 2).

    Args:
        limit: The largest frame, bytes.

    Example:
        >>> Frames().feed(b'data: {"text":"one"}\n\n: still here\n\n')
        [b'{"text":"one"}', b'']
    """

    def __init__(self, limit: int = LARGEST_FRAME) -> None:
        self._limit = limit
        self._line = bytearray()
        """A line that has no end yet."""
        self._data: list[bytes] = []
        """The data lines of a frame that has no end yet."""
        self._size = 0
        self._after_cr = False
        self._at_start = True

    def feed(self, chunk: bytes) -> list[bytes]:
        """The data of the events that are whole now; `ALIVE` for a comment or a field without data.

        Raises:
            ProtocolError: A frame is larger than the limit.
        """
        if self._after_cr and chunk:
            self._after_cr = False
            chunk = chunk.removeprefix(b"\n")
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if chunk.startswith(b"data: ") and chunk.find(b"\n\n") == len(chunk) - 2 and self._is_one_line(chunk):
            return [chunk[6:-2]]  # one chunk, one frame: how the agent kit's server sends them
        whole, newline, rest = chunk.rpartition(b"\n")
        if not newline:
            self._line += chunk
            self._check(len(self._line) + self._size)
            return []
        if self._line:
            whole = bytes(self._line) + whole
            self._line.clear()
        found: list[bytes] = []
        *blocks, last = self._begun(whole).split(b"\n\n")
        for block in blocks:
            if block.startswith(b"data: ") and b"\n" not in block and not self._data:
                found.append(block[6:])
            else:
                self._take_all(block + b"\n", found)
        self._take_all(last, found)
        if self._data:
            self._hand_out_early(found)
        if rest:
            self._line += rest
            self._check(len(rest) + self._size)
        return found

    def end(self, *, cut: bool = False) -> list[bytes]:
        """What is left when the stream has ended; after a cut, only what is whole for all that."""
        found: list[bytes] = []
        if self._line:
            self._take_all(self._begun(bytes(self._line)), found)
            self._line.clear()
        if self._data:
            data = b"\n".join(self._data)
            self._data.clear()
            if not cut or _is_json(data):
                found.append(data)
        return found

    def _is_one_line(self, chunk: bytes) -> bool:
        """Whether a chunk that ends with its only empty line holds one line besides, and nothing came before it."""
        self._at_start = False
        return not self._line and not self._data and chunk.find(b"\n") == len(chunk) - 2

    def _begun(self, text: bytes) -> bytes:
        """`text` without the byte order mark that may stand at the stream's beginning."""
        if self._at_start:
            self._at_start = False
            return text.removeprefix(_BOM)
        return text

    def _take_all(self, lines: bytes, found: list[bytes]) -> None:
        for line in lines.split(b"\n"):
            self._take(line, found)

    def _take(self, line: bytes, found: list[bytes]) -> None:
        if line.startswith(b"data:"):
            value = line[6:] if line.startswith(b"data: ") else line[5:]
            if self._data and value.startswith(b"{") and self._data[-1].endswith(b"}"):
                self._hand_out(found)  # no JSON goes on like this: the empty line between two frames is missing
            self._size += len(value)
            self._check(self._size)
            self._data.append(value)
        elif line:
            found.append(ALIVE)
        elif self._data:
            self._hand_out(found)

    def _hand_out(self, found: list[bytes]) -> None:
        found.append(self._data[0] if len(self._data) == 1 else b"\n".join(self._data))
        self._data.clear()
        self._size = 0

    def _hand_out_early(self, found: list[bytes]) -> None:
        """The pending frame, if it is one whole object: nothing that may follow belongs to it."""
        if len(self._data) == 1 and self._data[0].endswith(b"}") and _is_json(self._data[0]):
            self._hand_out(found)

    def _check(self, size: int) -> None:
        if size > self._limit:
            self._line.clear()
            self._data.clear()
            raise ProtocolError(
                f"The backend sent one event of more than {self._limit // 1024**2} MB.",
                "The work may still be running; look at its state before sending it again.",
            )


def _is_json(data: bytes) -> bool:
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
