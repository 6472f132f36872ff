"""Takes side by side: what a page needs to play them in step, and how they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nemo_widgets.errors import UnknownNameError
from nemo_widgets.session.takes import Take
from nemo_widgets.widgets.entries import changes_told
from nemo_widgets.widgets.films import film_item

if TYPE_CHECKING:
    from nemo_widgets.session.session import Session

FEWEST, MOST = 2, 6
PROMPT_SHOWN = 300


def chosen(takes: Iterable[Take] | Mapping[int, Take]) -> tuple[Take, ...]:
    """The takes to compare, each once.

    Raises:
        UnknownNameError: They are fewer than two, or more than six.
    """
    listed = tuple(dict.fromkeys(takes.values() if isinstance(takes, Mapping) else takes))
    if not FEWEST <= len(listed) <= MOST:
        raise UnknownNameError(
            f"Takes are compared {FEWEST} to {MOST} at a time, not {len(listed)}.",
            "Name them: nemo.Compare([session.takes[1], session.takes[2]]).",
        )
    return listed


def key_of(take: Take) -> str:
    """A take's name among those of every session on show."""
    return f"{take.session.backend}:{take.session.name}:{take.number}"


def comparison(takes: tuple[Take, ...]) -> dict[str, Any] | None:
    """The `Comparison` of `protocol.ts`; differences are told against the first take."""
    if not takes:
        return None
    several = len({(take.session.backend, take.session.name) for take in takes}) > 1
    return {"films": [_film(take, takes[0], several=several) for take in takes]}


def _film(take: Take, first: Take, *, several: bool) -> dict[str, Any]:
    clip, draft = take.preview, take.draft
    width, height = draft.canvas or (0, 0)
    working = clip is None and _being_made(take)
    different = () if take is first else take.diff(first)
    return {
        "id": key_of(take),
        "number": take.number,
        "session": take.session.name if several else "",
        "prompt": take.prompt[:PROMPT_SHOWN],
        "state": "working" if working else "done",
        "clip": film_item(clip),
        "poster": None if take.poster is None else f"compared:{key_of(take)}",
        "duration_ms": draft.duration,
        "width": width,
        "height": height,
        "rating": take.rating or 0,
        "note": take.note,
        **changes_told(different, take.session.language),
    }


def posters(takes: tuple[Take, ...]) -> dict[str, Path]:
    """The posters that a comparison names."""
    found = {f"compared:{key_of(take)}": take.poster for take in takes}
    return {key: path for key, path in found.items() if path is not None}


def want_film(take: Take) -> None:
    """A small film of the take for the player, where that costs nothing and none is there or being made."""
    if take.session.is_local and take.preview is None and not _being_made(take):
        take.session.preview(take.number)


def _being_made(take: Take) -> bool:
    session: Session = take.session
    return any(film.take == take.number and not film.done for film in session.previews)
