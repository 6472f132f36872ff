"""Exports: queued, rendered one at a time by a pool of workers, taken up again after a crash."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import uuid
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from nemo_widgets import errors
from nemo_widgets.local import scenarios as scn
from nemo_widgets.local.draft import Draft, decode
from nemo_widgets.local.ledger import Ledger
from nemo_widgets.local.piecework import Piece, Piecework, Plan
from nemo_widgets.local.scenarios import Scenarios
from nemo_widgets.local.store import Render, Store
from nemo_widgets.local.turns import Floor
from nemo_widgets.local.wire import unforeseen
from nemo_widgets.local.workers import Queue, WorkerDied, Workers

log = logging.getLogger(__name__)

ATTEMPTS: Final = 3
"""How often an export is begun: once, and again if the engine or a worker died. Finished pieces are not made again."""
PIECES_LIMIT: Final = 2_000_000_000
"""bytes of pieces kept for the next export"""

POSTERS_KEPT: Final = 32

_HASH = re.compile(r"[0-9a-f]{64}")


class Renders:
    """The queue of exports.

    Args:
        store: Where they are remembered.
        home: The engine's folder; films are in `renders/`, pieces of them in `pieces/`, uploads in `media/`.
        limit: bytes that pieces may take.
    """

    def __init__(
        self,
        store: Store,
        home: Path,
        ledger: Ledger,
        scenarios: Scenarios,
        floor: Floor,
        *,
        limit: int = PIECES_LIMIT,
    ) -> None:
        self._store = store
        self._films = home / "renders"
        self._pieces = home / "pieces"
        self._limit = limit
        self._media = home / "media"
        self._ledger = ledger
        self._scenarios = scenarios
        self._floor = floor
        self._workers = Workers(min(4, os.cpu_count() or 1), scheduler=os.environ.get("NEMO_DASK", ""))
        self._one_at_a_time = Queue()
        self._own: dict[tuple[str, int], Queue] = {}
        self._posters: OrderedDict[str, asyncio.Task[bytes | None]] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def resume(self) -> None:
        """Take up what a crash left, and clear away its half films."""
        for part in (*self._films.glob("*.part*"), *self._pieces.glob(".*.part")):
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
        return min(99, int(100 * self._piecework(render).share()))

    def film(self, render: Render) -> Path:
        """Where a finished film is."""
        return self._films / f"{render.file}.mp4"

    async def poster(self, render: Render) -> bytes | None:
        """A JPEG of the film, as soon as it is painted; None where there is none."""
        painted = self._posters.get(render.id)
        return await asyncio.shield(painted) if painted else None

    def warm(self) -> None:
        """Have a worker ready: a film is likely to be asked for soon."""
        self._workers.warm(load)

    @property
    def busy(self) -> bool:
        """Whether exports are waiting or under way."""
        return bool(self._tasks)

    def close(self) -> None:
        """Stop; what is unfinished is taken up at the next start."""
        for task in (*self._tasks, *self._posters.values()):
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
        try:
            await self._floor.hold(render.session, "render")
            if failing := self._scenarios.take(scn.FailedRender, render.session):
                raise errors.RenderFailedError(failing.error)
            if render.quality == "preview":
                self._begin_poster(render)
            async with self._turn(render):
                await self._attempt(render)
        except errors.NemoError as error:
            self._store.render_failed(render.id, str(error))
        except Exception as error:
            log.exception("an export failed")
            self._store.render_failed(render.id, unforeseen(error))
        finally:
            self._piecework(render).close()

    def _begin_poster(self, render: Render) -> None:
        """Have the poster painted, before any piece of a film."""
        media = self._media_of(decode(render.draft), render.session)
        self._posters[render.id] = asyncio.create_task(self._painted(render, media))
        while len(self._posters) > POSTERS_KEPT:
            self._posters.popitem(last=False)

    async def _painted(self, render: Render, media: dict[str, Path]) -> bytes | None:
        try:
            return await self._workers.urgent(0, paint_poster, render.draft, media, render.quality)
        except errors.NemoError:
            return None  # the film itself will tell
        except Exception:
            log.exception("a poster failed")
            return None

    @asynccontextmanager
    async def _turn(self, render: Render) -> AsyncIterator[None]:
        """Wait for a film's turn. Of each user one stands in the queue: nobody's many exports make the others wait."""
        whose = (self._store.owner(render.session), _rank(render))
        own = self._own.setdefault(whose, Queue())
        try:
            async with own.turn(), self._one_at_a_time.turn(_rank(render)):
                yield
        finally:
            if own.empty:
                self._own.pop(whose, None)

    async def _attempt(self, render: Render) -> None:
        media = self._media_of(decode(render.draft), render.session)
        work, rank = self._piecework(render), _rank(render)
        while True:
            if self._store.render_started(render.id) > ATTEMPTS:
                raise errors.RenderFailedError("The render was interrupted again and again; export again.")
            part = self._films / f"{render.file}.{uuid.uuid4().hex}.part.mp4"
            try:
                film = await self._workers.urgent(
                    rank, plan_film, render.draft, media, render.quality, self._pieces, work.folder
                )
                work.begin(film.missing)
                await self._made(film, rank)
                duration, size = await self._workers.urgent(rank, join_film, film, part, self._limit)
            except WorkerDied:
                log.warning("a render worker died")
                continue
            finally_at = self.film(render)
            os.replace(part, finally_at)  # noqa: PTH105 - atomic over an older film of the same name
            self._store.render_done(render.id, duration, size)
            return

    async def _made(self, film: Plan, rank: int) -> None:
        """Have everything made that is missing; the first failure stops the rest."""
        run = self._workers.urgent
        tasks = [asyncio.ensure_future(run(rank, make_sound, film))]
        tasks += [asyncio.ensure_future(run(rank, make_piece, film, piece)) for piece in film.missing]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            if not all(task.done() for task in tasks):
                Piecework(film.work).close()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _media_of(self, draft: Draft, sid: str) -> dict[str, Path]:
        wanted = {s.meta.media for t in draft.tracks for s in t.segments if s.meta.media}
        there = {f.hash for f in self._store.files(sid)}
        paths = {h: self._media / h for h in wanted if h in there and _HASH.fullmatch(h)}
        if missing := wanted - {h for h, p in paths.items() if p.exists()}:
            text = f"The draft shows {len(missing)} file(s) that were not uploaded to this session."
            raise errors.BadRequestError(text, code=400, status=400)
        return paths

    def _piecework(self, render: Render) -> Piecework:
        return Piecework(self._pieces / f"{render.file}.work")


def _rank(render: Render) -> int:
    """Whose turn is first: posters (0), previews, exports."""
    return 1 if render.quality == "preview" else 2


def load() -> None:
    """In a worker: be ready to render."""
    import nemo_widgets.local.render  # noqa: F401, PLC0415 - libav is heavy, and the server needs none of it


def paint_poster(raw: bytes, media: dict[str, Path], quality: str) -> bytes:
    """In a worker: a JPEG of a moment early in a film."""
    from nemo_widgets.local.render import glimpse  # noqa: PLC0415 - libav again

    return glimpse(decode(raw), media, "preview" if quality == "preview" else "high")


def plan_film(raw: bytes, media: dict[str, Path], quality: str, pieces: Path, work: Path) -> Plan:
    """In a worker: what has to be made for a film."""
    from nemo_widgets.local.render import plan  # noqa: PLC0415 - libav again

    return plan(raw, media, "preview" if quality == "preview" else "high", pieces, work)


def make_piece(film: Plan, piece: Piece) -> None:
    """In a worker: one piece of a film."""
    from nemo_widgets.local.render import make  # noqa: PLC0415 - libav again

    make(film, piece)


def make_sound(film: Plan) -> None:
    """In a worker: the sound of a film."""
    from nemo_widgets.local.render import make_sound as make  # noqa: PLC0415 - libav again

    make(film)


def join_film(film: Plan, out: Path, limit: int) -> tuple[float, int]:
    """In a worker: the pieces, joined to a film at `out`; its length in s and size in bytes."""
    from nemo_widgets.local.render import assemble  # noqa: PLC0415 - libav again

    done = assemble(film, out, limit)
    return done.duration, done.size
