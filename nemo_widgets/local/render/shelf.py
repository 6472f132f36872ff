"""The shelf: pictures that took long to prepare, kept for the next piece of the same film.

Each thread has its own: libav writes times on the frames it is given, so two graphs cannot share one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")


class Shelf(threading.local):
    """The things used last.

    Args:
        places: How many.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._kept: OrderedDict[Hashable, object] = OrderedDict()

    def take(self, key: tuple[Hashable, ...], make: Callable[[], _T]) -> _T:
        """What was made for `key`, or make it. A kind of thing has a shelf of its own, or a word in its keys."""
        if key not in self._kept:
            # Room is made first, so that old and new are not in memory together.
            while len(self._kept) >= self._places:
                self._kept.popitem(last=False)
            self._kept[key] = make()
        self._kept.move_to_end(key)
        found: _T = self._kept[key]  # type: ignore[assignment]  # what `make` made for this key
        return found


def state(path: Path) -> tuple[Hashable, ...]:
    """A file as it is now, for keys."""
    told = path.stat()
    return (str(path), told.st_size, told.st_mtime_ns)
