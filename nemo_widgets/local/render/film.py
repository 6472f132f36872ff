"""Films: a draft cut into pieces, the pieces made side by side, and joined to an MP4 that plays everywhere."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from nemo_widgets.errors import RenderFailedError
from nemo_widgets.local.draft import Draft, decode, encode
from nemo_widgets.local.piecework import Piece, Piecework, Plan, Quality
from nemo_widgets.local.render import encoder
from nemo_widgets.local.render.cache import CACHE_LIMIT, Cache
from nemo_widgets.local.render.frames import Size
from nemo_widgets.local.render.guard import writing
from nemo_widgets.local.render.mix import mixdown
from nemo_widgets.local.render.pieces import pieces, sound_key
from nemo_widgets.local.render.synth import RATE
from nemo_widgets.local.render.timeline import Timeline

_PREVIEW = 540
_LONGEST = 20 * 60_000
_GLANCE = 0.05
"""Seconds between two looks at how far the pieces are."""


@dataclass(frozen=True)
class Rendered:
    """A finished film.

    Attributes:
        path: The file.
        duration: Seconds.
        width: px.
        height: px.
        size: Bytes.
        notes: What a person should know, such as a font that is missing.
    """

    path: Path
    duration: float
    width: int
    height: int
    size: int
    notes: list[str] = field(default_factory=list)


def plan(raw: bytes, media: Mapping[str, Path], quality: Quality, folder: Path, work: Path) -> Plan:
    """Cut a draft into pieces.

    Args:
        raw: The draft, as it travels.
        media: Uploaded files by content hash.
        quality: "high" or "preview".
        folder: Where finished pieces are kept.
        work: Where it is told how far the others are.

    Raises:
        RenderFailedError: It cannot be a film.
    """
    draft = decode(raw)
    size = canvas(draft, quality)
    with writing():
        timeline = Timeline(draft, media, size)
        cut, cache = pieces(draft, media, size, quality), Cache(folder)
        return Plan(
            draft=raw,
            media=media,
            quality=quality,
            folder=folder,
            work=work,
            size=size,
            fps=timeline.fps,
            frames=timeline.frames,
            pieces=cut,
            missing=list({piece.key: piece for piece in cut if not cache.has(piece.key)}.values()),
            sound=sound_key(draft, media, quality),
            notes=timeline.notes,
        )


def make(film: Plan, piece: Piece) -> None:
    """Make one piece, unless it is there.

    Raises:
        Stopped: The film is not wanted any more.
        MediaError: A file of the draft is missing or damaged.
        DiskFullError: No room left.
        RenderFailedError: Anything else.
    """
    work = Piecework(film.work)

    def write(part: Path) -> None:
        timeline = Timeline(decode(film.draft), film.media, Size(*film.size), fine=film.quality == "high")
        try:
            encoder.encode(timeline, piece, part, film.quality, lambda made: work.tell(piece.first, made))
        finally:
            timeline.close()

    _kept(Cache(film.folder), piece.key, write)
    work.tell(piece.first, piece.last - piece.first)


def make_sound(film: Plan) -> None:
    """Make the film's sound, unless it is there; raises as `make` does."""
    draft = decode(film.draft)

    def write(part: Path) -> None:
        with mixdown(draft, film.media, round(film.frames * RATE / film.fps), part.parent) as sound:
            encoder.encode_sound(sound, part, film.quality)

    _kept(Cache(film.folder), film.sound, write)


def assemble(film: Plan, out: Path, limit: int = CACHE_LIMIT) -> Rendered:
    """Join the pieces to a film that appears under its name when it is whole, and keep the cache within its bound."""
    cache = Cache(film.folder, limit)
    part = out.with_name(f".{out.stem[:60]}.{secrets.token_hex(4)}.part.mp4")
    try:
        with writing():
            pictures = [(cache.path(piece.key), piece.last - piece.first) for piece in film.pieces]
            encoder.join(pictures, cache.path(film.sound), film.fps, part)
            part.replace(out)
            written = out.stat().st_size
            cache.trim()
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Rendered(out, film.frames / film.fps, *film.size, written, film.notes)


def _kept(cache: Cache, key: str, write: Callable[[Path], None]) -> None:
    if cache.has(key):
        return
    part = cache.part(key)
    try:
        with writing():
            write(part)
            cache.keep(part, key)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def render(
    draft: Draft,
    media: Mapping[str, Path],
    out: Path,
    *,
    quality: Quality = "high",
    on_progress: Callable[[float], None] | None = None,
    cache: Path | None = None,
    pool: Executor | None = None,
) -> Rendered:
    """Make the film of a draft: H.264 High and AAC in a faststart MP4.

    The file appears under its name when it is whole, never before.

    Args:
        draft: What to show and play.
        media: Uploaded files by content hash.
        out: Where the film goes; an older file there is replaced.
        quality: "preview" is at most 540 px high (or wide, if upright) and quick.
        on_progress: Called with 0 … 1 now and then; if it raises, the render ends with that exception and leaves no
            file.
        cache: A folder where pieces are kept for the next film; None keeps none.
        pool: Who makes the pieces: processes, or a cluster that sees the same files; None: a thread of this process.

    Raises:
        MediaError: A file of the draft is missing or damaged.
        DiskFullError: No room left.
        RenderFailedError: Anything else.
    """
    report = on_progress or (lambda _: None)
    with writing(), tempfile.TemporaryDirectory(prefix="nemo-", dir=None if cache else _beside(out)) as place:
        film = plan(encode(draft), media, quality, cache or Path(place) / "pieces", Path(place) / "work")
        report(0.0)
        with _pool(pool) as workers:
            _made(film, workers, report)
        done = assemble(film, out)
    report(1.0)
    return done


def _made(film: Plan, workers: Executor, report: Callable[[float], None]) -> None:
    """Have everything made that is missing."""
    work = Piecework(film.work)
    work.begin(film.missing)
    # The sound is one long piece of work: it goes first.
    waiting: set[Future[None]] = {workers.submit(make_sound, film)}
    waiting |= {workers.submit(make, film, piece) for piece in film.missing}
    shown = 0.0
    try:
        while waiting:
            done, waiting = wait(waiting, _GLANCE, "FIRST_COMPLETED")
            for future in done:
                future.result()
            share = min(0.99, work.share())
            if share - shown >= 0.01:
                shown = share
                report(share)
    finally:
        work.close()
        for future in waiting:
            future.cancel()
        wait(waiting)


@contextmanager
def _pool(given: Executor | None) -> Iterator[Executor]:
    if given:
        yield given
        return
    with ThreadPoolExecutor(1, thread_name_prefix="nemo-pieces") as own:
        yield own


def _beside(out: Path) -> Path:
    """Where the pieces of a film that keeps none may lie: on the film's own disk."""
    if not out.parent.is_dir():
        raise RenderFailedError(f"There is no folder {out.parent.name}.", "Choose another place.")
    return out.parent


def canvas(draft: Draft, quality: Quality) -> Size:
    """The film's size in px: the draft's, even, and smaller for a preview."""
    meta = draft.canvas
    if not (16 <= meta.width <= 4096 and 16 <= meta.height <= 4096 and 1 <= meta.fps <= 120):
        raise RenderFailedError(
            f"A canvas of {meta.width} × {meta.height} px at {meta.fps} fps cannot be rendered.",
            "Use 16 to 4096 px and 1 to 120 fps.",
        )
    if not 0 < draft.duration <= _LONGEST:
        raise RenderFailedError(
            "The draft is empty." if draft.duration <= 0 else "The draft is longer than 20 minutes.",
            "Add a clip first." if draft.duration <= 0 else "Make it shorter.",
        )
    size = Size(meta.width, meta.height)
    return size.times(min(1.0, _PREVIEW / min(size)) if quality == "preview" else 1.0)
