"""Who may talk to the engine at all: the Host and Origin checks, and what every answer carries."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nemo_widgets.local import wire
from nemo_widgets.local.ledger import Ledger


class Guard:
    """Refuses a foreign Host (a rebound name) or Origin (another page), counts requests, adds `nosniff`.

    Args:
        app: What is guarded.
        hosts: The host names that are ours, without port.
        port: The port that is ours.
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], port: int, ledger: Ledger) -> None:
        self._app = app
        self._hosts = hosts
        self._port = port
        self._ledger = ledger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, count, pass on."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        if not self._ours(f"//{headers.get('host', '')}"):
            return await wire.forbidden("host")(scope, receive, send)
        origin = headers.get("origin")
        if origin is not None and not (origin.startswith("http://") and self._ours(origin, port_needed=True)):
            return await wire.forbidden("origin")(scope, receive, send)

        unread = scope["method"] == "POST"

        async def reading() -> Message:
            nonlocal unread
            message = await receive()
            unread = unread and message.get("more_body", False)
            return message

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Content-Type-Options"] = "nosniff"
                # A refusal over a body left unread would reach a client that is still sending as a broken pipe.
                while unread:
                    await reading()
            await send(message)

        self._ledger.requests += 1
        self._ledger.touch()
        try:
            await self._app(scope, reading, send_with_headers)
        finally:
            self._ledger.requests -= 1
            self._ledger.touch()

    def _ours(self, url: str, *, port_needed: bool = False) -> bool:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        if port is None and not port_needed:
            port = self._port
        return parts.hostname in self._hosts and port == self._port and not parts.username
