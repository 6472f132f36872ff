"""Many files at once."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

from nemo_widgets.session.jobs import Clip, Export, Turn, Upload
from nemo_widgets.session.session import Session


class Batch:
    """The handles of several films under way: `await` or `wait` gives the films in their order.

    Everything is written down at once; the courier sees to the order.
    """

    def __init__(self, work: Iterable[tuple[Session, str | Path, str]], *, yes: bool = False) -> None:
        self._parts: list[tuple[Upload, Turn, Export]] = []
        for session, file, text in work:
            session.require_leave(text, yes=yes)  # before a file travels for nothing
            upload = session.upload(file)
            turn = session.send(text)
            self._parts.append((upload, turn, session.export(f"{Path(file).stem}.mp4")))

    @property
    def exports(self) -> tuple[Export, ...]:
        """The films' own handles."""
        return tuple(export for _, _, export in self._parts)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The messages' own handles."""
        return tuple(turn for _, turn, _ in self._parts)

    def wait(self, timeout: float | None = None) -> tuple[Clip, ...]:
        """Block until all are done; `timeout` in seconds is for each. The first error is raised; the rest goes on."""
        return tuple(self._one(turn, timeout) or export.wait(timeout) for _, turn, export in self._parts)

    @staticmethod
    def _one(turn: Turn, timeout: float | None) -> None:
        turn.wait(timeout)

    def __await__(self) -> Generator[Any, None, tuple[Clip, ...]]:
        return self._wait_async().__await__()

    async def _wait_async(self) -> tuple[Clip, ...]:
        clips = []
        for _, turn, export in self._parts:
            await turn
            clips.append(await export)
        return tuple(clips)

    def cancel(self) -> None:
        """Ask every part to stop."""
        for part in self._parts:
            for job in part:
                job.cancel()

    def __iter__(self) -> Iterator[Export]:
        return iter(self.exports)

    def __len__(self) -> int:
        return len(self._parts)

    def __repr__(self) -> str:
        return "\n".join(repr(export) for export in self.exports)
