"""The shelf: pictures that took long to prepare, kept for the next piece of the same film.

Each thread has its own: libav writes times on the frames it is given, so two graphs cannot share one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Shelf(threading.local, Generic[_T]):
    """The things used last.

    Args:
        places: How many.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._kept: OrderedDict[Hashable, _T] = OrderedDict()

    def __iter__(self) -> Iterator[_T]:
        """What is kept, the oldest first."""
        return iter(tuple(self._kept.values()))

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def take(self, key: tuple[Hashable, ...], make: Callable[[], _T]) -> _T:
        """What was made for `key`, or make it."""
        if key not in self._kept:
            # Room is made first, so that old and new are not in memory together.
            while len(self._kept) >= self._places:
                self._kept.popitem(last=False)
            self._kept[key] = make()
        self._kept.move_to_end(key)
        return self._kept[key]


def state(path: Path) -> tuple[Hashable, ...]:
    """A file as it is now, for keys."""
    told = path.stat()
    return (str(path), told.st_size, told.st_mtime_ns)
