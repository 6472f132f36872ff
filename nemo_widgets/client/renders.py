"""Exports at the backend: begun, asked for, fetched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import msgspec

from nemo_widgets.client import downloads, wire
from nemo_widgets.client.auth import Pause
from nemo_widgets.client.calls import Calls, encode
from nemo_widgets.client.uploads import Progress
from nemo_widgets.errors import BadRequestError
from nemo_widgets.secret import Secret

_PATH = "/api/render/proxy/lambda"


class Renders:
    """The renders of a client, each asked for with the token that began it.

    A token renewed meanwhile may not see what the old one began (the backend's documents say so of exports).

    Args:
        calls: Sends the requests.
        clean: Takes secrets out of the backend's own words.
        pause: Waits so many seconds.
    """

    def __init__(self, calls: Calls, clean: Callable[[str], str], pause: Pause) -> None:
        self._calls = calls
        self._clean_text = clean
        self._pause = pause
        self._begun_with: dict[str, Secret] = {}

    async def start(self, render_id: str, session_id: str, draft: bytes, output: dict[str, str]) -> wire.RenderStatus:
        """What `NemoClient.start_render` does."""
        body = {"id": render_id, "sessionId": session_id, "draft": msgspec.Raw(draft), "output": output}
        answer = await self._calls.post(_PATH, encode(body), about="render")
        self._begun_with[render_id] = await self._calls.token()
        return self._clean(wire.read_render(answer, render_id))

    async def status(self, render_id: str) -> wire.RenderStatus:
        """What `NemoClient.render_status` does."""
        path = f"{_PATH}/{quote(render_id, safe='')}"
        begun_with = self._begun_with.get(render_id)
        try:
            answer = await self._calls.get(path, "render", begun_with)
        except BadRequestError:
            # Begun by an earlier process, perhaps with the token before this one.
            earlier = self._calls.earlier_token
            if begun_with is not None or earlier is None:
                raise
            answer = await self._calls.get(path, "render", earlier)
            self._begun_with[render_id] = earlier
        return self._clean(wire.read_render(answer, render_id))

    async def poster(self, render_id: str) -> bytes | None:
        """What `NemoClient.render_poster` does."""
        answer = await self._calls.get(f"/_nemo/poster/{quote(render_id, safe='')}", "render")
        return wire.read_poster(answer)

    async def download(
        self, status: wire.RenderStatus, destination: Path, *, progress: Progress | None, max_bytes: int
    ) -> Path:
        """What `NemoClient.download` does."""
        return await downloads.download(
            self._calls,
            status,
            destination,
            token=self._begun_with.get(status.id),
            progress=progress,
            max_bytes=max_bytes,
            pause=self._pause,
        )

    def _clean(self, status: wire.RenderStatus) -> wire.RenderStatus:
        if status.error is None:
            return status
        return msgspec.structs.replace(status, error=self._clean_text(status.error))
