"""The picture at each moment: which segment shows, how it came, and the titles over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import av

from nemo_widgets.errors import MediaError
from nemo_widgets.local.draft import TEXT, VIDEO, Draft, Segment
from nemo_widgets.local.render.camera import Move
from nemo_widgets.local.render.clip import Clip
from nemo_widgets.local.render.colour import Look as Colour
from nemo_widgets.local.render.frames import Size, black
from nemo_widgets.local.render.lettering import missing
from nemo_widgets.local.render.picture import Photo
from nemo_widgets.local.render.scenes import Look
from nemo_widgets.local.render.stage import Stage
from nemo_widgets.local.render.titles import Title, when
from nemo_widgets.local.render.transitions import TRANSITIONS, between, faded


class Source(Protocol):
    """Something that shows a picture for each frame of its segment, asked for in order."""

    def frame(self, index: int) -> av.VideoFrame:
        """The picture at a frame counted from the segment's start."""

    def close(self) -> None:
        """Let go of files."""


@dataclass(eq=False)
class Span:
    """A segment in frames of the film.

    Attributes:
        segment: What it shows.
        first: Its first frame.
        last: The frame after its last.
        coming: How many frames its transition takes.
        before: What stood before it on its track, if its transition needs that.
        tail: How many frames it goes on under the next one's transition.
    """

    segment: Segment
    first: int
    last: int
    coming: int = 0
    before: Span | None = None
    tail: int = 0

    def level(self, index: int, fps: int) -> float:
        """How far it is from black at a frame of the film, 0 … 1."""
        meta = self.segment.meta
        rise, fall = (round(ms * fps / 1000) for ms in (meta.fade_in, meta.fade_out))
        into = (index - self.first + 1) / (rise + 1) if rise else 1.0
        left = (self.last - index) / (fall + 1) if fall else 1.0
        return max(0.0, min(1.0, into, left))


def spans(draft: Draft) -> list[Span]:
    """The pictures of a draft, the lowest track first."""
    found: list[Span] = []
    for track in draft.tracks:
        if track.type == VIDEO:
            found += _row(sorted(track.segments, key=lambda s: s.start), draft.canvas.fps)
    return found


def _row(segments: list[Segment], fps: int) -> list[Span]:
    row: list[Span] = []
    for segment in segments:
        span = Span(segment, round(segment.start * fps / 1000), round(segment.end * fps / 1000))
        meta = segment.meta
        if meta.transition in TRANSITIONS and meta.transition_ms > 0:
            span.coming = min(round(meta.transition_ms * fps / 1000), span.last - span.first)
            span.before = row[-1] if row and row[-1].last >= span.first else None
            if span.before:
                span.before.tail = max(0, span.first + span.coming - span.before.last)
        row.append(span)
    return row


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
        self.frames = length(draft)
        self._media, self._fine = media, fine
        self._spans = spans(draft)
        texts = [s for s in draft.of_type(TEXT) if s.duration > 0]
        self._texts = [s.meta.text or s.meta.name for s in texts]
        self._titles = [(*when(s, self.fps, self.frames), s) for s in texts]
        self._drawn: dict[int, Title] = {}
        self._black = black(size)
        self._open: dict[Span, Source] = {}

    @property
    def notes(self) -> list[str]:
        """What a person should know about this film."""
        return list(dict.fromkeys(note for text in self._texts for note in missing(text)))

    def frame(self, index: int) -> av.VideoFrame:
        """The film's picture at a frame; calls must go forward. It may be the same object as the one before."""
        picture = self._picture(index)
        for number, (first, last, segment) in enumerate(self._titles):
            if first <= index < last:
                if number not in self._drawn:
                    self._drawn[number] = Title(segment, self.size, self.fps, self.frames)
                picture = self._drawn[number].over(picture, index)
            else:
                self._drawn.pop(number, None)
        return picture

    def close(self) -> None:
        """Let go of files."""
        for span in list(self._open):
            self._open.pop(span).close()

    def _picture(self, index: int) -> av.VideoFrame:
        for span in [s for s in self._open if not s.first <= index < s.last + s.tail]:
            self._open.pop(span).close()
        return self._shown(index, [s for s in self._spans if s.first <= index < s.last])

    def _shown(self, index: int, stack: list[Span]) -> av.VideoFrame:
        """The uppermost of `stack`: the last track lies on top."""
        if not stack:
            return self._black
        span = stack[-1]
        picture = self._of(span, index)
        into = index - span.first
        if into >= span.coming:
            return picture
        old = self._of(span.before, index) if span.before else self._shown(index, stack[:-1])
        return between(span.segment.meta.transition, old, picture, (into + 1) / (span.coming + 1))

    def _of(self, span: Span, index: int) -> av.VideoFrame:
        if span not in self._open:
            self._open[span] = self._source(span)
        return faded(self._open[span].frame(index - span.first), span.level(index, self.fps))

    def _source(self, span: Span) -> Source:
        segment, frames = span.segment, max(1, span.last - span.first)
        meta = segment.meta
        if meta.kind == "image":
            return Photo(self._file(segment), meta, self.size, frames + span.tail, fine=self._fine)
        if meta.kind == "video":
            return Clip(self._file(segment), meta, self.size, self.fps, frames)
        look = Look(meta.subject, meta.time, meta.mood, meta.seed, meta.weather, meta.strength)
        move, colour = Move.scene(meta.camera), Colour.of(meta)
        return Stage(look, move, self.size, self.fps, frames, tail=span.tail, tint=colour, fine=self._fine)

    def _file(self, segment: Segment) -> Path:
        path = self._media.get(segment.meta.media)
        if path is None:
            raise MediaError(f"{segment.meta.name or 'A file'} of this draft is not here.", "Upload it again.")
        return path


def length(draft: Draft) -> int:
    """How many frames a draft's film has."""
    return max(1, round(draft.duration * draft.canvas.fps / 1000))
