"""The timeline as a picture that needs nobody: an SVG with its own background, readable on light and dark pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

from nemo_widgets.errors import plain
from nemo_widgets.session.draft import AUDIO, TEXT, VIDEO, Draft, Segment, Track, percent, seconds
from nemo_widgets.session.wordings import TIMELINE, of_language

WIDTH = 720
_LABEL, _PAD, _HEAD, _ROW, _GAP = 64, 12, 30, 26, 6
_STEP = _ROW + _GAP
_COLORS = {VIDEO: "#4a63de", AUDIO: "#0b7d5f", TEXT: "#b9530f"}
_OTHER = "#5f6977"
"""The studio's own, on which white letters can be read."""
_ROWS = 12
_LANES = 4
"""Titles that are shown below each other at most."""
_BLOCKS = 40
"""Blocks drawn at most, all tracks together: a picture in a notebook has to stay small."""
_LONGEST_CAPTION = 60


def timeline_svg(draft: Draft, changed: Collection[str] = (), language: str = "en") -> str:
    """A timeline drawn to scale: a row a track, a block a segment.

    Args:
        draft: The timeline.
        changed: Ids of segments to outline as changed.
        language: `zh…` for Chinese, else English.

    Returns:
        SVG text, 720 px wide; as high as its tracks need: 12 of them, titles in 4 lanes, and 40 blocks at the most.
    """
    tracks = draft.tracks[:_ROWS]
    rows = _rows(tracks)
    tops = [_HEAD]
    for row in rows:
        tops.append(tops[-1] + (max(lane for lane, _ in row) + 1) * _STEP)
    height = tops[-1] + _PAD
    head = TIMELINE[of_language(language)]["head"].format(seconds(draft.duration))
    size = f" · {draft.canvas[0]}×{draft.canvas[1]}" if draft.canvas else ""
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            f'role="img" font-family="system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,Noto Sans CJK SC,sans-serif">'
        ),
        f"<title>{escape(plain(draft))}</title>",
        f'<rect width="{WIDTH}" height="{height}" rx="10" fill="#1f2329"/>',
        f'<text x="{_PAD}" y="20" font-size="12" font-weight="600" fill="#c3c9d1">{head}{size}</text>',
    ]
    for track, row, top in zip(tracks, rows, tops[:-1], strict=True):
        label = escape(track.named(language))
        parts.append(f'<text x="{_PAD}" y="{top + 17}" font-size="11.5" fill="#a4abb4">{label}</text>')
        for lane, segment in row:
            outlined = segment.id is not None and segment.id in changed
            parts.append(_block(segment, top + lane * _STEP, max(draft.duration, 1), outlined=outlined))
    return "".join([*parts, "</svg>"])


def _block(segment: Segment, top: int, length: int, *, outlined: bool) -> str:
    room = WIDTH - _LABEL - 2 * _PAD
    left = _PAD + _LABEL + room * min(segment.start / length, 1)
    width = max(room * min(segment.duration / length, 1) - 1.5, 2)
    outline = ' stroke="#ffd8a8" stroke-width="2"' if outlined else ""
    return (
        f'<svg x="{left:.1f}" y="{top}" width="{width:.1f}" height="{_ROW}">'
        f'<rect x="1" y="1" width="{max(width - 2, 1):.1f}" height="{_ROW - 2}" rx="5" '
        f'fill="{_COLORS.get(segment.type, _OTHER)}"{outline}/>'
        f'<text x="8" y="17" font-size="11.5" fill="#fff">{escape(_caption(segment))}</text></svg>'
    )


def _rows(tracks: Sequence[Track]) -> list[list[tuple[int, Segment]]]:
    """The segments of each track that are drawn, each with its lane."""
    rows: list[list[tuple[int, Segment]]] = []
    left = _BLOCKS
    for number, track in enumerate(tracks):
        shown = track.segments[: max(left // (len(tracks) - number), 1)]
        left -= len(shown)
        rows.append(_in_lanes(shown) if track.type == TEXT else [(0, segment) for segment in shown])
    return rows


def _in_lanes(segments: Sequence[Segment]) -> list[tuple[int, Segment]]:
    """Titles, each with its lane: those that are read at the same time stand below each other."""
    ends: list[int] = []
    placed = []
    for segment in sorted(segments, key=lambda one: one.start):
        lane = next((at for at, end in enumerate(ends) if end <= segment.start), min(len(ends), _LANES - 1))
        ends[lane : lane + 1] = [segment.end]
        placed.append((lane, segment))
    return placed


def _caption(segment: Segment) -> str:
    level = f" · {percent(segment.volume)}" if segment.type == AUDIO and segment.volume is not None else ""
    return f"{plain(segment.name, _LONGEST_CAPTION)}{level}"
