"""Sockets that are read in large pieces.

httpcore asks for 64 KB at a time, whatever has come. A film of 200 MB then takes 3,200 rounds through all layers;
asking for as much as there is makes it a quarter, and a download keep up with curl's
(`tests/benchmarks/test_client.py`).
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

_MOST = 512 * 1024
"""Bytes of one read; asyncio itself takes at most 256 KB off a socket."""


class WideBackend(httpcore.AnyIOBackend):
    """httpcore's own connections, read in large pieces."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's form
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect, as httpcore does."""
        return _WideStream(await super().connect_tcp(host, port, timeout, local_address, socket_options))


class _WideStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - likewise
        return await self._stream.read(max(max_bytes, _MOST), timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - likewise
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - likewise
    ) -> httpcore.AsyncNetworkStream:
        return _WideStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
