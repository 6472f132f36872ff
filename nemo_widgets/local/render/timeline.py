"""The picture at each moment: which segment shows, with which titles over it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import av

from nemo_widgets.errors import MediaError
from nemo_widgets.local.draft import TEXT, VIDEO, Draft, Segment
from nemo_widgets.local.render.camera import Move
from nemo_widgets.local.render.clip import Clip
from nemo_widgets.local.render.frames import Size, black, own
from nemo_widgets.local.render.picture import Photo
from nemo_widgets.local.render.scenes import Look
from nemo_widgets.local.render.stage import Stage
from nemo_widgets.local.render.titles import Title


class Source(Protocol):
    """Something that shows a picture for each frame of its segment, asked for in order."""

    def frame(self, index: int) -> av.VideoFrame:
        """The picture at a frame counted from the segment's start."""


class Timeline:
    """A draft's pictures at one size.

    Args:
        draft: What to show.
        media: Files by content hash.
        size: The film's canvas, px; both sides even.
        fine: The best camera, else a quick one.
    """

    def __init__(self, draft: Draft, media: Mapping[str, Path], size: Size, *, fine: bool = True) -> None:
        self.size, self.fps = size, draft.canvas.fps
        self.frames = max(1, round(draft.duration * self.fps / 1000))
        self._media, self._fine = media, fine
        self._spans = [(self._first(s), self._last(s), s) for t in draft.tracks if t.type == VIDEO for s in t.segments]
        self._titles = [Title(s, size, self.fps, self.frames) for s in draft.of_type(TEXT) if s.duration > 0]
        self._black = black(size)
        self._showing: tuple[Segment, Source] | None = None

    @property
    def notes(self) -> list[str]:
        """What a person should know about this film."""
        return list(dict.fromkeys(note for title in self._titles for note in title.notes))

    def frame(self, index: int) -> av.VideoFrame:
        """The film's picture at a frame; calls must go forward."""
        picture = self._picture(index)
        for title in self._titles:
            picture = title.over(picture, index)
        return own(picture)

    def close(self) -> None:
        """Let go of files."""
        if self._showing and isinstance(self._showing[1], Clip):
            self._showing[1].close()
        self._showing = None

    def _picture(self, index: int) -> av.VideoFrame:
        # The last track lies on top.
        found = next((span for span in reversed(self._spans) if span[0] <= index < span[1]), None)
        if found is None:
            return self._black
        first, last, segment = found
        if self._showing is None or self._showing[0] is not segment:
            self.close()
            self._showing = (segment, self._source(segment, last - first))
        return self._showing[1].frame(index - first)

    def _first(self, segment: Segment) -> int:
        return round(segment.start * self.fps / 1000)

    def _last(self, segment: Segment) -> int:
        return round(segment.end * self.fps / 1000)

    def _source(self, segment: Segment, frames: int) -> Source:
        meta = segment.meta
        if meta.kind == "image":
            return Photo(
                self._file(segment),
                meta.name or "The photo",
                Move.photo(meta.camera),
                self.size,
                frames,
                fine=self._fine,
            )
        if meta.kind == "video":
            return Clip(
                self._file(segment), meta.name or "The clip", self.size, self.fps, offset=meta.offset, speed=meta.speed
            )
        look = Look(meta.subject, meta.time, meta.mood, meta.seed)
        return Stage(look, Move.scene(meta.camera), self.size, self.fps, frames, fine=self._fine)

    def _file(self, segment: Segment) -> Path:
        path = self._media.get(segment.meta.media)
        if path is None:
            raise MediaError(f"{segment.meta.name or 'A file'} of this draft is not here.", "Upload it again.")
        return path
