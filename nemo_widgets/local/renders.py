"""Exports: queued, rendered one at a time in a worker, taken up again after a crash."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import uuid
from pathlib import Path
from typing import Any, Final, Literal

from nemo_widgets import errors
from nemo_widgets.local import scenarios as scn
from nemo_widgets.local.draft import Draft, decode
from nemo_widgets.local.ledger import Ledger
from nemo_widgets.local.scenarios import Scenarios
from nemo_widgets.local.store import Render, Store
from nemo_widgets.local.turns import Floor
from nemo_widgets.local.workers import WorkerDied, Workers

log = logging.getLogger(__name__)

ATTEMPTS: Final = 2
"""How often an export is begun: once, and once more if the engine or its worker died."""

_HASH = re.compile(r"[0-9a-f]{64}")


class Renders:
    """The queue of exports.

    Args:
        store: Where they are remembered.
        home: The engine's folder; films are in `renders/`, uploads in `media/`.
    """

    def __init__(self, store: Store, home: Path, ledger: Ledger, scenarios: Scenarios, floor: Floor) -> None:
        self._store = store
        self._films = home / "renders"
        self._media = home / "media"
        self._ledger = ledger
        self._scenarios = scenarios
        self._floor = floor
        self._workers = Workers()
        self._one_at_a_time = asyncio.Semaphore(1)
        self._tasks: set[asyncio.Task[None]] = set()

    def resume(self) -> None:
        """Take up what a crash left, and clear away its half films."""
        for part in self._films.glob("*.part*"):
            part.unlink(missing_ok=True)
        for render in self._store.unfinished():
            self._begin(render)

    def start(self, render_id: str, sid: str, draft: bytes, quality: str) -> Render:
        """Queue an export.

        Raises:
            errors.BadRequestError: The id is taken, or the draft shows media that is not there.
        """
        self._media_of(decode(draft), sid)
        render = self._store.add_render(render_id, sid, draft, quality)
        if render is None:
            raise errors.BadRequestError("Duplicate render id: use a new one.", code=400, status=409)
        self._begin(render)
        return render

    def progress(self, render: Render) -> int:
        """How far an export is, 0 … 100."""
        if render.status == "completed":
            return 100
        with contextlib.suppress(OSError, ValueError):
            return min(99, int(100 * float(self._progress_file(render).read_text())))
        return 0

    def film(self, render: Render) -> Path:
        """Where a finished film is."""
        return self._films / f"{render.file}.mp4"

    @property
    def busy(self) -> bool:
        """Whether exports are waiting or under way."""
        return bool(self._tasks)

    def close(self) -> None:
        """Stop; what is unfinished is taken up at the next start."""
        for task in self._tasks:
            task.cancel()
        self._workers.close()

    def _begin(self, render: Render) -> None:
        task = asyncio.create_task(self._render(render))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._ledger.touch()

    async def _render(self, render: Render) -> None:
        async with self._one_at_a_time:
            await self._floor.hold(render.session, "render")
            try:
                if failing := self._scenarios.take(scn.FailedRender, render.session):
                    raise errors.RenderFailedError(failing.error)
                await self._attempt(render)
            except errors.NemoError as error:
                self._store.render_failed(render.id, str(error))
            except Exception as error:
                log.exception("an export failed")
                self._store.render_failed(render.id, f"{type(error).__name__}: {error}")
            finally:
                self._progress_file(render).unlink(missing_ok=True)

    async def _attempt(self, render: Render) -> None:
        draft = decode(render.draft)
        media = self._media_of(draft, render.session)
        while True:
            if self._store.render_started(render.id) > ATTEMPTS:
                raise errors.RenderFailedError("The render was interrupted twice; export again.")
            part = self._films / f"{render.file}.{uuid.uuid4().hex}.part.mp4"
            try:
                duration, size = await self._workers.run(
                    render_film, render.draft, media, part, self._progress_file(render), render.quality
                )
            except WorkerDied:
                log.warning("the render worker died")
                continue
            finally_at = self.film(render)
            os.replace(part, finally_at)  # noqa: PTH105 - atomic over an older film of the same name
            self._store.render_done(render.id, duration, size)
            return

    def _media_of(self, draft: Draft, sid: str) -> dict[str, Path]:
        wanted = {s.meta.media for t in draft.tracks for s in t.segments if s.meta.media}
        there = {f.hash for f in self._store.files(sid)}
        paths = {h: self._media / h for h in wanted if h in there and _HASH.fullmatch(h)}
        if missing := wanted - {h for h, p in paths.items() if p.exists()}:
            text = f"The draft shows {len(missing)} file(s) that were not uploaded to this session."
            raise errors.BadRequestError(text, code=400, status=400)
        return paths

    def _progress_file(self, render: Render) -> Path:
        return self._films / f"{render.file}.progress"


def render_film(
    raw: bytes, media: dict[str, Path], out: Path, progress: Path, quality: Literal["high", "preview"] | str
) -> tuple[float, int]:
    """In the worker: render a draft to `out`; its length in s and size in bytes. Progress, 0 … 1, goes to a file."""
    from nemo_widgets.local.render import render  # noqa: PLC0415 - libav is heavy, and the server needs none of it

    shown = -1.0

    def on_progress(done: float, *_: Any) -> None:
        nonlocal shown
        if done - shown >= 0.01:
            shown = done
            progress.write_text(f"{done:.3f}")

    try:
        film = render(
            decode(raw), media, out, quality="preview" if quality == "preview" else "high", on_progress=on_progress
        )
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    return film.duration, film.size
