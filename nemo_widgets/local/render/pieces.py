"""Pieces: stretches of a film, each named by everything that is seen in it.

Borders lie where segments, transitions and titles begin and end, and in long stretches every two seconds or so. Times
within a piece count from its own start, so a piece that only moves on the timeline keeps its name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import msgspec
import PIL

from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Draft, Segment
from nemo_widgets.local.piecework import Piece, Quality
from nemo_widgets.local.render import fonts
from nemo_widgets.local.render.frames import Size
from nemo_widgets.local.render.timeline import Span, length, spans
from nemo_widgets.local.render.titles import when

RENDERER = 8
"""Grows with each change of what films look or sound like, so that older pieces are not used again."""
_LONGEST, _SHORTEST = 2.5, 0.5
"""Seconds of a piece. A keyframe every two seconds costs a quarter of the file's size, and makes seeking quick."""
_UNSEEN = {"name", "prompt", "volume", "duck", "genre"}
_UNHEARD = {
    "name",
    "prompt",
    "camera",
    "brightness",
    "contrast",
    "saturation",
    "warmth",
    "grade",
    "fit",
    "crop",
    "transition",
}
_HASH = re.compile(r"[0-9a-f]{64}")


def pieces(draft: Draft, media: Mapping[str, Path], size: Size, quality: Quality) -> list[Piece]:
    """A film's pieces, in order."""
    row = spans(draft)
    total, fps = length(draft), draft.canvas.fps
    titles = [(*when(s, fps, total), s) for s in draft.of_type(TEXT) if s.duration > 0]
    edges = {e for s in row for e in (s.first, s.first + s.coming, s.last)}
    edges |= {e for first, last, _ in titles for e in (first, last)}
    found = []
    head = [*_versions(), tuple(size), fps, quality]
    for first, last in _stretches(edges, total, fps):
        seen: list[Any] = [*head, last - first]
        seen += [_seen(s, first, media) for s in row if s.first < last and s.last + s.tail > first]
        seen += [_titled(b - first, e - first, s) for b, e, s in titles if b < last and e > first]
        found.append(Piece(_named(seen), first, last))
    return found


def sound_key(draft: Draft, media: Mapping[str, Path], quality: Quality) -> str:
    """The name of everything that is heard in a film."""
    heard = []
    for segment in (*draft.of_type(AUDIO), *draft.of_type(VIDEO)):
        if segment.meta.kind in ("music", "audio", "video") and segment.meta.volume > 0:
            meta = _meta(segment, _UNHEARD, media)
            heard.append([segment.start, segment.duration, meta])
    return _named([*_versions(), quality, length(draft), draft.canvas.fps, heard])


def _stretches(edges: set[int], total: int, fps: int) -> list[tuple[int, int]]:
    shortest, longest = max(1, round(_SHORTEST * fps)), max(2, round(_LONGEST * fps))
    borders = [0]
    for edge in sorted(edges):
        if edge - borders[-1] >= shortest and total - edge >= shortest:
            borders.append(edge)
    borders.append(total)
    found: list[tuple[int, int]] = []
    for first, last in pairwise(borders):
        parts = -(-(last - first) // longest)
        cuts = [first + (last - first) * part // parts for part in range(parts + 1)]
        found += list(pairwise(cuts))
    return found


def _seen(span: Span, first: int, media: Mapping[str, Path]) -> list[Any]:
    shape = [span.first - first, span.last - first, span.coming, span.tail]
    before = _seen(span.before, first, media) if span.before and span.first + span.coming > first else None
    return [shape, _meta(span.segment, _UNSEEN, media), before]


def _titled(begin: int, end: int, segment: Segment) -> list[Any]:
    meta = segment.meta
    look = [meta.style, meta.position, meta.color, meta.size, meta.fade_in, meta.fade_out]
    return [begin, end, meta.text or meta.name, look, [str(path) for path in (*fonts.colour(), *fonts.chain())]]


def _meta(segment: Segment, without: set[str], media: Mapping[str, Path]) -> dict[str, Any]:
    found = {k: v for k, v in msgspec.to_builtins(segment.meta).items() if k not in without}
    if "media" in found and found["media"] in media:
        found["media"] = _content(found["media"], media[found["media"]])
    return found


def _content(name: str, path: Path) -> str:
    """The hash of a file's content; where the file is named by it, it is not read."""
    if _HASH.fullmatch(name):
        return name
    try:
        told = path.stat()
        return _hash(path, told.st_size, told.st_mtime_ns)
    except OSError:
        return name


@lru_cache(maxsize=64)
def _hash(path: Path, *state: int) -> str:
    """The hash of a file in a `state`: one that changes is read again."""
    del state
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _versions() -> list[Any]:
    return [RENDERER, av.__version__, PIL.__version__]


def _named(told: list[Any]) -> str:
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()
