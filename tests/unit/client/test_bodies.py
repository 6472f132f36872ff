"""Bodies of answers: packed, overlarge, endless."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest

from nemo_widgets.client.http import Connection
from nemo_widgets.client.inflate import PackedError, check_encoding, inflated
from nemo_widgets.errors import BackendUnreachableError, ProtocolError, StreamInterruptedError

TEXT = b"a city at night " * 40_000


class Bytes(httpx.AsyncByteStream):
    def __init__(self, *chunks: bytes, endless: bool = False) -> None:
        self.chunks, self.endless = chunks, endless

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk
        if self.endless:
            await asyncio.Event().wait()


def answer(body: Bytes, encoding: str = "", *, harmless: bool = True, within: float | None = None) -> Connection:
    headers = {"content-encoding": encoding} if encoding else {}
    return Connection(httpx.Response(200, headers=headers, stream=body), harmless=harmless, within=within)


@pytest.mark.rule("body-packed")
@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "GZIP"])
async def test_a_packed_answer_is_unpacked_in_small_pieces(encoding: str) -> None:
    packed = zlib.compress(TEXT) if encoding == "deflate" else gzip.compress(TEXT)
    for size in (1, 100, len(packed)):
        chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
        assert (await answer(Bytes(*chunks), encoding).whole()).body == TEXT
    pieces = [piece async for piece in answer(Bytes(packed), encoding).chunks()]
    assert max(map(len, pieces)) <= 64 * 1024


@pytest.mark.rule("body-packed")
async def test_every_byte_comes_out_before_the_next_is_awaited() -> None:
    packer = zlib.compressobj()
    for text in (b"x" * 65_536, b"y" * 131_072, b"z"):
        packed = packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)

    async def one(chunk: bytes) -> AsyncIterator[bytes]:
        yield chunk

    whole = zlib.compress(b"x" * 131_072)
    assert b"".join([piece async for piece in inflated(one(whole + b"trailing"))]) == b"x" * 131_072
    assert packed


@pytest.mark.rule("body-packed")
@pytest.mark.parametrize("spoil", [lambda packed: packed[:-5], lambda packed: packed[:9] + b"\xff" * 9, lambda _: TEXT])
@pytest.mark.parametrize(("harmless", "error"), [(True, BackendUnreachableError), (False, StreamInterruptedError)])
async def test_a_packed_answer_that_is_damaged_or_cut_is_told(spoil, harmless: bool, error: type[Exception]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error):
        await answer(Bytes(spoil(gzip.compress(TEXT))), "gzip", harmless=harmless).whole()
    with pytest.raises(PackedError):
        async for _ in inflated(aiter(Bytes(b"no gzip"))):
            pass


@pytest.mark.rule("body-packed")
@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
async def test_a_packing_that_nobody_asked_for_is_told(encoding: str) -> None:
    with pytest.raises(ProtocolError, match="not asked for"):
        await answer(Bytes(TEXT), encoding).whole()
    assert not check_encoding("identity")


@pytest.mark.rule("body-limit")
async def test_an_overlarge_answer_is_not_read_to_its_end() -> None:
    with pytest.raises(ProtocolError, match="larger than 1 MB"):
        await answer(Bytes(*[bytes(65_536)] * 17, endless=True)).whole(1024 * 1024)
    packed = gzip.compress(bytes(100_000_000), 9)
    with pytest.raises(ProtocolError, match="larger than 1 MB"):
        await answer(Bytes(packed), "gzip").whole(1024 * 1024)


@pytest.mark.rule("body-time")
@pytest.mark.parametrize(("harmless", "error"), [(True, BackendUnreachableError), (False, StreamInterruptedError)])
async def test_an_endless_answer_ends_in_time(harmless: bool, error: type[Exception]) -> None:
    with pytest.raises(error, match="TimeoutError"):
        await answer(Bytes(b"{", endless=True), harmless=harmless, within=0.01).whole()
