"""Files by their address, for an engine that was told it may fetch: from public web servers, and nowhere else."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from nemo_widgets import errors

Take = Callable[[bytes], bool]

SILENCE_S: Final = 30.0
LONGEST_S: Final = 300.0
REDIRECTS: Final = 5
_PIECE: Final = 256 * 1024
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_PORTS: Final = {"http": 80, "https": 443}
_INSTEAD: Final = "Download the file and upload it."
_ENDINGS: Final = {"video/mp4": ".mp4", "image/jpeg": ".jpg", "image/png": ".png", "audio/mpeg": ".mp3"}


def is_public(number: str) -> bool:
    """Whether an IP address is one of the open internet, and so is the one that it carries, if it does."""
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour or _translated(address)
        if carried and not is_public(str(carried)):
            return False
    return address.is_global and not address.is_multicast


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a network's NAT64 makes of it (RFC 6052)."""
    return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else None


def fetch(url: str, take: Take, may: Callable[[str], bool] = is_public) -> str:
    """Read a file from its address; blocks. Each redirect is judged like the address itself.

    Args:
        url: `http` or `https`.
        take: Is given the bytes, piece by piece; False ends it.
        may: Whether an IP address may be spoken to.

    Returns:
        What the file is called.

    Raises:
        errors.UnsupportedFileError: 4001, there is no file to be had from there.
    """
    deadline = time.monotonic() + LONGEST_S
    for _ in range(REDIRECTS + 1):
        try:
            onwards, name = _get(url, take, may, deadline)
        except errors.UnsupportedFileError:
            raise
        except (OSError, http.client.HTTPException, ValueError):
            raise _refusal("The address does not answer as a web server does.") from None
        if onwards is None:
            return name
        url = urljoin(url, onwards)
    raise _refusal("The address leads on and on.")


def _get(
    url: str, take: Callable[[bytes], bool], may: Callable[[str], bool], deadline: float
) -> tuple[str | None, str]:
    """Where it leads on to, or None and the file's name."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in _PORTS or not host or parts.username:
        raise _refusal("That is no web address.")
    port = parts.port or _PORTS[parts.scheme]
    connection = _Pinned(host, port, _judged(host, port, may), tls=parts.scheme == "https")
    try:
        target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        connection.request("GET", target, headers={"User-Agent": "nemo-widgets", "Accept-Encoding": "identity"})
        answer = connection.getresponse()
        if answer.status in {301, 302, 303, 307, 308}:
            return answer.getheader("Location", ""), ""
        if answer.status != http.client.OK:
            raise _refusal(f"The address answers with {answer.status}.")
        told, got = answer.length, 0
        while piece := answer.read1(_PIECE):
            got += len(piece)
            if not take(piece):
                told = None
                break
            if time.monotonic() > deadline:
                raise _refusal("The file comes too slowly.")
        if told is not None and got < told:  # `read1` takes an end that came too early for the end
            raise _refusal("The file broke off.")
        return None, _name(parts.path, answer.headers.get_content_type())
    finally:
        connection.close()


def _judged(host: str, port: int, may: Callable[[str], bool]) -> str:
    """An IP address of the host; the connection goes there, whatever the name stands for by then."""
    numbers = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not numbers or not all(map(may, numbers)):
        raise _refusal("The address is in a private network.")
    return numbers[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to one IP address, under the name that TLS and the server go by."""

    def __init__(self, host: str, port: int, number: str, *, tls: bool) -> None:
        super().__init__(host, port, timeout=SILENCE_S)
        self._number = number
        self._tls = tls

    def connect(self) -> None:
        self.sock = socket.create_connection((self._number, self.port), SILENCE_S)
        if self._tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _name(path: str, content_type: str) -> str:
    name = PurePosixPath(unquote(path)).name or "file"
    return name if PurePosixPath(name).suffix else name + _ENDINGS.get(content_type, "")


def _refusal(text: str) -> errors.UnsupportedFileError:
    return errors.UnsupportedFileError(text, _INSTEAD, code=4001)
