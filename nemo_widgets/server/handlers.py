"""The extension's routes: `<base_url>/nemo-widgets/media/<id>` to the page, `…/upload/<id>` from it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from nemo_widgets.server.incoming import LONGEST_PIECE, ticket
from nemo_widgets.server.registry import Entry, default_directory, look_up


class MediaHandler(JupyterHandler, web.StaticFileHandler):
    """Serves one registered file with Range and ETag, to those whom this server lets in."""

    _entry: Entry

    def initialize(self, registry: Path) -> None:  # type: ignore[override]
        """Tornado's own start of a request."""
        web.StaticFileHandler.initialize(self, path="/")
        self._registry = registry

    @web.authenticated
    async def head(self, media_id: str) -> None:  # type: ignore[override]  # noqa: D102
        await self._serve(media_id, include_body=False)

    @web.authenticated
    async def get(self, media_id: str) -> None:  # type: ignore[override]  # noqa: D102
        await self._serve(media_id, include_body=True)

    async def _serve(self, media_id: str, *, include_body: bool) -> None:
        entry = look_up(media_id, self._registry)
        if entry is None:
            raise web.HTTPError(404, "No such film here.")
        self._entry = entry
        await web.StaticFileHandler.get(self, str(entry.path), include_body)

    @classmethod
    def get_absolute_path(cls, root: str, path: str) -> str:
        """The registry has already said which file; nothing of the URL is joined to a path."""
        del root
        return path

    def validate_absolute_path(self, root: str, absolute_path: str) -> str:
        """As above."""
        del root
        return absolute_path

    def get_content_type(self) -> str:
        """By the registry's list, never by a guess."""
        return self._entry.type

    def set_extra_headers(self, path: str) -> None:
        """Nothing served here may act as a page."""
        del path
        self.set_header("X-Nemo-Nonce", self._entry.nonce)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "sandbox; default-src 'none'")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Content-Disposition", "inline")
        self.set_header("Cache-Control", "private, max-age=3600")

    def check_xsrf_cookie(self) -> None:
        """Reading only."""


class UploadHandler(JupyterHandler):
    """Takes a file in pieces from those whom this server lets in; Jupyter's own check of forged requests stands."""

    def initialize(self, registry: Path) -> None:
        """Tornado's own start of a request."""
        self._registry = registry

    @web.authenticated
    async def put(self, ticket_id: str) -> None:
        """Put the body where the query's `offset` says, and tell how many bytes are held then."""
        found = ticket(ticket_id, self._registry)
        if found is None:
            raise web.HTTPError(404, "No such upload here.")
        piece, offset = self.request.body, self.get_query_argument("offset")
        if not offset.isdecimal() or not 0 < len(piece) <= LONGEST_PIECE:
            raise web.HTTPError(400, "Not a piece of a file.")
        try:
            held = await asyncio.to_thread(found.write, int(offset), piece)
        except OSError:
            raise web.HTTPError(507, "The piece could not be kept.") from None
        self.set_header("Cache-Control", "no-store")
        self.finish({"received": held})


def routes(base_url: str, registry: Path | None = None) -> list[tuple[str, type[JupyterHandler], dict[str, Any]]]:
    """The extension's routes under a server's base URL."""
    known = {"registry": registry or default_directory()}
    return [
        (url_path_join(base_url, rf"/nemo-widgets/{name}/([A-Za-z0-9_-]{{32}})"), handler, known)
        for name, handler in (("media", MediaHandler), ("upload", UploadHandler))
    ]
