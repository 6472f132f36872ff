"""After each edit: clips end to end, music under all of them, titles where they belong and inside the film."""

from __future__ import annotations

from nemo_widgets.local.director.operations import SHORTEST_CLIP
from nemo_widgets.local.director.room import make_way
from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Draft, Segment


def settle(draft: Draft, before: Draft) -> None:
    """Lay a draft out after an edit.

    An opening title stays at the start, a closing one at the end, a watermark spans the film; any other title goes
    with the clip it begins over. None covers another.

    Args:
        draft: The draft just edited; it is changed in place.
        before: The draft before the edit.
    """
    old = {t.id: t for t in before.of_type(TEXT)}
    edited = {t.id for t in draft.of_type(TEXT) if t != old.get(t.id)}
    clock = 0
    for track in draft.tracks:
        if track.type == VIDEO:
            for segment in track.segments:
                segment.start = clock
                clock = segment.end
    draft.duration = clock
    for n, segment in enumerate(draft.of_type(VIDEO)):
        _keep_transition(segment, first=n == 0)
    for segment in draft.of_type(AUDIO):
        segment.start, segment.duration = 0, clock
    for segment in draft.of_type(TEXT):
        _move_with_its_clip(segment, before, draft)
        _keep_inside(segment, before.duration, clock)
    make_way(draft, edited)
    for segment in (s for t in draft.tracks for s in t.segments):
        _keep_fades(segment)
    order = {VIDEO: 0, AUDIO: 1, TEXT: 2}
    draft.tracks = sorted((t for t in draft.tracks if t.segments and clock), key=lambda t: order.get(t.type, 3))
    for track in draft.tracks:
        track.segments.sort(key=lambda s: s.start)


def _keep_transition(segment: Segment, *, first: bool) -> None:
    """A transition takes at most half its clip, and the film's first clip has nothing to come from."""
    meta = segment.meta
    if first or not meta.transition:
        meta.transition, meta.transition_ms = "", 0
    else:
        meta.transition_ms = max(1, min(meta.transition_ms, segment.duration // 2))


def _keep_fades(segment: Segment) -> None:
    """Fades of a segment never overlap."""
    meta, room = segment.meta, segment.duration
    if meta.fade_in + meta.fade_out > room:
        share = room / (meta.fade_in + meta.fade_out)
        meta.fade_in, meta.fade_out = int(meta.fade_in * share), int(meta.fade_out * share)


def _move_with_its_clip(title: Segment, before: Draft, now: Draft) -> None:
    """A title that the edit itself left alone begins as far into its clip as it did."""
    old = next((s for s in before.of_type(TEXT) if s.id == title.id), None)
    if old is None or (old.start, old.duration) != (title.start, title.duration):
        return
    if not old.start or old.end >= before.duration:
        return
    under = next((s for s in before.of_type(VIDEO) if s.start <= old.start < s.end), None)
    there = next((s for s in now.of_type(VIDEO) if under and s.id == under.id), None)
    if under and there and (under.start, under.duration) != (there.start, there.duration):
        into = round((old.start - under.start) * under.meta.speed / there.meta.speed)
        follower = next((s for s in now.of_type(VIDEO) if s.start == there.end), None)
        cut_off = follower is None or follower.meta.name != there.meta.name
        title.start = there.start + (min(into, max(0, there.duration - SHORTEST_CLIP)) if cut_off else into)


def _keep_inside(title: Segment, before: int, now: int) -> None:
    """A watermark spans the film, a closing title stays at its end, and none reaches beyond it."""
    if title.meta.style == "watermark" and title.start == 0 and title.end >= before:
        title.duration = now
    elif title.start and title.end == before:
        title.start = max(0, now - title.duration)
    if title.start + min(SHORTEST_CLIP, title.duration) > now:
        title.start = max(0, now - title.duration)
    title.duration = max(0, min(title.duration, now - title.start))
