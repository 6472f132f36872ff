"""Takes: the versions of a timeline, each with what made it."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nemo_widgets.errors import NemoError, UnknownNameError, plain
from nemo_widgets.journal import TakeRow
from nemo_widgets.session import face
from nemo_widgets.session.changes import Changes, changes
from nemo_widgets.session.draft import Draft
from nemo_widgets.session.wordings import take_words

if TYPE_CHECKING:
    from nemo_widgets.session.jobs import Clip, Export
    from nemo_widgets.session.session import Session


_LONGEST_NOTE = 4000
_COLUMNS = ("prompt", "parent", "changes", "duration", "clip", "cost", "rating", "note", "tags", "created_at")


class Take:
    """A version of the timeline that a turn left behind.

    Example:
        >>> import nemo_widgets as nemo
        >>> session = nemo.connect("local", name="tide")
        >>> turn = session.send("generate a 1-second clip of the sea").wait()
        >>> turn.take.number, turn.take.prompt
        (1, 'generate a 1-second clip of the sea')
    """

    def __init__(self, session: Session, row: TakeRow) -> None:
        self._session = session
        self._row = row

    @property
    def session(self) -> Session:
        """The session it belongs to."""
        return self._session

    @property
    def number(self) -> int:
        """Counted from 1 in its session."""
        return self._row.number

    @property
    def prompt(self) -> str:
        """The message that made it."""
        return self._row.prompt

    @property
    def parent(self) -> int | None:
        """The take it came from."""
        return self._row.parent

    @cached_property
    def draft(self) -> Draft:
        """Its timeline."""
        return Draft(self._session._journal.draft(self._row.draft), self._session.language)

    @cached_property
    def changes(self) -> Changes:
        """What the turn changed, in words; what its prompt did not ask for is marked."""
        base = Draft(self._session._journal.draft(self._row.base))
        return changes(base, self.draft, self._session.language, prompt=self.prompt)

    @property
    def clip(self) -> Clip | None:
        """The newest film of it that is still on disk."""
        return self._session._clip_of(self._row.draft)

    @property
    def preview(self) -> Clip | None:
        """The newest film of it, a small one made for the player included."""
        return self._session._clip_of(self._row.draft, previews=True)

    @property
    def poster(self) -> Path | None:
        """A still picture of it, JPEG, once a film of it was made."""
        poster = self._session._home.poster(self._row.draft)
        return poster if poster.exists() else None

    @property
    def rating(self) -> int | None:
        """1 … 5 stars, or None."""
        return self._row.rating

    @rating.setter
    def rating(self, stars: int | None) -> None:
        if stars is not None and not (isinstance(stars, int) and 1 <= stars <= 5):
            raise NemoError(f"A rating is 1 to 5 stars, not {stars!r}.", "Set it to None to take it back.")
        self._session._journal.rate_take(self._row.session_id, self.number, stars)
        self._read_again()

    @property
    def note(self) -> str:
        """The user's own words on it."""
        return self._row.note

    @note.setter
    def note(self, words: str) -> None:
        self._session._journal.note_take(self._row.session_id, self.number, plain(words or "", _LONGEST_NOTE))
        self._read_again()

    @property
    def tags(self) -> tuple[str, ...]:
        """The user's own tags of it, in their order."""
        return self._row.tags

    @tags.setter
    def tags(self, words: Iterable[str]) -> None:
        given = [words] if isinstance(words, str) else words
        kept = tuple(dict.fromkeys(tag for word in given if (tag := plain(word, 60))))
        self._session._journal.tag_take(self._row.session_id, self.number, kept)
        self._read_again()

    def _read_again(self) -> None:
        rows = self._session._journal.takes(self._row.session_id)
        self._row = next(row for row in rows if row.number == self.number)

    def _as_row(self) -> dict[str, Any]:
        clip = self.clip
        return {
            "prompt": self.prompt,
            "parent": self.parent,
            "changes": "\n".join(map(str, self.changes)),
            "duration": self.draft.duration / 1000,
            "clip": None if clip is None else _from_here(clip.path),
            "cost": self._session._cost_of(self._row.intent_id),
            "rating": self.rating,
            "note": self.note,
            "tags": self.tags,
            "created_at": self._row.created_at,
        }

    def diff(self, other: Take) -> Changes:
        """What is different here from `other`, in words."""
        return changes(other.draft, self.draft, self._session.language)

    def export(self, path: str | Path | None = None, *, quality: str = "high") -> Export:
        """Make a film of this take: the request carries its draft, whatever the timeline is now."""
        return self._session.export(path, take=self.number, quality=quality)

    def _repr_html_(self) -> str | None:
        return face.take_html(self)

    def __repr__(self) -> str:
        return f"{take_words(self.number, self._session.language)} · {plain(self.prompt, 120)}\n{self.draft}"


def _from_here(path: Path) -> str:
    """A path that opens here and, where it can, tells nothing of the folders above: tables are saved in notebooks."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


class Takes(Mapping[int, Take]):
    """A session's takes by number."""

    def __init__(self, takes: Mapping[int, Take]) -> None:
        self._takes = takes

    def __getitem__(self, number: int) -> Take:
        try:
            return self._takes[number]
        except KeyError:
            there = f"There are takes 1 to {len(self._takes)}." if self._takes else "There are none yet."
            there = "There is only take 1." if len(self._takes) == 1 else there
            raise UnknownNameError(f"There is no take {number}.", there) from None

    def __iter__(self) -> Iterator[int]:
        return iter(self._takes)

    def __len__(self) -> int:
        return len(self._takes)

    def to_frame(self) -> Any:
        """The takes as a pandas `DataFrame`: a row each, indexed by number.

        Columns: prompt, parent, changes (a line each), duration (s, of the timeline), clip (path of the newest film
        from here, or None), cost (credits, or None where it is not known), rating, note, tags, created_at (UTC).

        Raises:
            NemoError: pandas is not installed.
        """
        try:
            pandas = importlib.import_module("pandas")
        except ImportError:
            raise NemoError(
                "pandas is not installed here.", "Install it with pip install pandas, then try again."
            ) from None
        rows = [take._as_row() for take in self._takes.values()]
        index = pandas.Index(list(self._takes), name="take")
        frame = pandas.DataFrame(rows, index=index, columns=list(_COLUMNS))
        for name in ("parent", "rating"):
            frame[name] = frame[name].astype("Int64")
        for name in ("duration", "cost"):
            frame[name] = frame[name].astype("Float64")
        frame["created_at"] = pandas.to_datetime(frame["created_at"], utc=True)
        return frame

    def __repr__(self) -> str:
        return (
            "\n".join(f"{take.number}. {plain(take.prompt, 120)}" for take in self._takes.values()) or "No takes yet."
        )
