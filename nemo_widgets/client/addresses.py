"""Which addresses may be spoken to: a backend's, and those that its films are fetched from.

The backend hands out a film's URL, so a hostile one could point the user's machine at its own network. A public
backend's films come over HTTPS from public addresses; a local backend's may come from anywhere the local machine sees.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from nemo_widgets.errors import DownloadError, UnknownBackendError, plain

_REFUSED = "Nothing was fetched from there. Export again; if it stays so, report it to the backend's makers."
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Address:
    """A film's address, found fit to be fetched.

    Args:
        url: The absolute URL.
        pinned: The IP addresses that were looked at: the connection goes to one of them and to no other, whatever
            the name stands for by then (DNS rebinding). Empty where any will do.
    """

    url: str
    pinned: tuple[str, ...] = ()


def is_loopback(host: str) -> bool:
    """Whether a host's name says that it is this machine; nothing is looked up."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of a URL, with the scheme's own port filled in."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)


def check_base_url(url: str) -> str:
    """A backend's address, fit to be sent a token to: HTTPS, or HTTP on this machine.

    Raises:
        UnknownBackendError: It is not.
    """
    try:
        scheme, host, _ = origin(url)
        extra = urlsplit(url).username or urlsplit(url).query or urlsplit(url).fragment
    except ValueError:
        scheme, host, extra = "", "", None
    if scheme not in _PORTS or not host or extra:
        raise UnknownBackendError(
            "That is not a backend's address.", "Give one such as https://mega-api-prod.nemovideo.ai."
        )
    if scheme == "http" and not is_loopback(host):
        raise UnknownBackendError(f"{host} would get your token unencrypted.", "Use its https:// address.")
    return url.rstrip("/")


async def check_address(url: str, base: str, backend: str) -> Address:
    """The absolute form of a film's URL, once it is found fit to be fetched.

    Args:
        url: As the backend gave it; it may be relative.
        base: What it is relative to.
        backend: The backend's own address; what lies there may always be fetched.

    Raises:
        DownloadError: It must not be fetched.
    """
    try:
        absolute = urljoin(base, url.strip())
        parts = urlsplit(absolute)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise DownloadError("The film's address cannot be read.", _REFUSED) from None
    local = is_loopback(origin(backend)[1])
    if parts.scheme not in ({"http", "https"} if local else {"https"}) or not host or parts.username:
        raise DownloadError(f"The film's address is no web address ({plain(parts.scheme, 20)}://…).", _REFUSED)
    if local or origin(absolute) == origin(backend):
        return Address(absolute)
    return Address(absolute, await _look_up(host, port or _PORTS["https"]))


async def _look_up(host: str, port: int) -> tuple[str, ...]:
    """The public IP addresses of a host."""
    if is_loopback(host):
        raise DownloadError("The film's address is on this machine.", _REFUSED)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()  # nobody here knows it: connecting will fail, or go through a proxy that does
    numbers = tuple(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    if not all(ipaddress.ip_address(number).is_global for number in numbers):
        raise DownloadError("The film's address is in a private network.", _REFUSED)
    return numbers
