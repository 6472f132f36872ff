"""Many files at once."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

from nemo_widgets.session.jobs import Clip, Export, Job, Turn
from nemo_widgets.session.session import Session


class Batch:
    """The handles of several films under way: `await` or `wait` gives the films in their order.

    Everything is written down at once; the courier sees to the order.

    Args:
        work: Session, file and instruction of each.
        yes: As in `Session.send`.
        reuse: What was made before of the same file and instruction is given again, and not made anew.

    Example:
        >>> import nemo_widgets as nemo
        >>> films = nemo.batch({"photo.jpg": "a 1-second video of this image"}, "local", name="album", reuse=True)
        >>> [clip.path.name for clip in films.wait()]
        ['photo.mp4']
    """

    def __init__(
        self, work: Iterable[tuple[Session, str | Path, str]], *, yes: bool = False, reuse: bool = False
    ) -> None:
        self._parts: list[tuple[Job[Any], ...]] = []
        self._turns: list[Turn] = []
        self._exports: list[Export] = []
        for session, file, text in work:
            name = f"{Path(file).stem}.mp4"
            if reuse:
                turn = _turn(session, file, text, yes=yes)
                export, _ = turn.session.cursor.export(name)
                self._parts.append((turn, export))
            else:
                session.require_leave(text, yes=yes)  # before a file travels for nothing
                upload = session.upload(file)
                turn = session.send(text)
                export = session.export(name)
                self._parts.append((upload, turn, export))
            self._turns.append(turn)
            self._exports.append(export)

    @property
    def exports(self) -> tuple[Export, ...]:
        """The films' own handles."""
        return tuple(self._exports)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The messages' own handles."""
        return tuple(self._turns)

    def wait(self, timeout: float | None = None) -> tuple[Clip, ...]:
        """Block until all are done; `timeout` in seconds is for each. The first error is raised; the rest goes on."""
        return tuple(self._one(turn, timeout) or export.wait(timeout) for turn, export in self._films())

    def _films(self) -> Iterator[tuple[Turn, Export]]:
        return zip(self._turns, self._exports, strict=True)

    @staticmethod
    def _one(turn: Turn, timeout: float | None) -> None:
        turn.wait(timeout)

    def __await__(self) -> Generator[Any, None, tuple[Clip, ...]]:
        return self._wait_async().__await__()

    async def _wait_async(self) -> tuple[Clip, ...]:
        clips = []
        for turn, export in self._films():
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


def _turn(session: Session, file: str | Path, text: str, *, yes: bool) -> Turn:
    """The turn of before; or a new one, on a timeline that nothing else is on."""
    from nemo_widgets.session import forking  # noqa: PLC0415 - it makes sessions, which can be begun as a batch

    for known in forking.beside(session):
        if (turn := known.cursor.recall(text, [file])) is not None:
            return turn
    session.cursor.place(0)
    return session.cursor.send(text, files=[file], yes=yes).turn
