"""An export: a film being made, and the film."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nemo_widgets.errors import plain
from nemo_widgets.paths import shown_path
from nemo_widgets.session.draft import seconds
from nemo_widgets.session.job import Job
from nemo_widgets.session.wordings import of_language


@dataclass(frozen=True)
class Clip:
    """A film on disk. `duration` in seconds, `size` in bytes, picture in px, codecs by FFmpeg's names.

    Example:
        >>> import nemo_widgets as nemo
        >>> session = nemo.connect("local", name="bay")
        >>> turn = session.send("generate a 1-second clip of the sea").wait()
        >>> clip = session.export("sea.mp4", quality="preview").wait()
        >>> clip.path.name, clip.duration, clip.codecs
        ('sea.mp4', 1.0, ('h264', 'aac'))
    """

    path: Path
    duration: float
    size: int
    width: int
    height: int
    codecs: tuple[str, ...]

    def __repr__(self) -> str:
        megabytes = self.size / 1024 / 1024
        codecs = " + ".join(self.codecs)
        return (
            f"{shown_path(self.path)} · {seconds(round(self.duration * 1000))} s · "
            f"{self.width}×{self.height} · {codecs} · {megabytes:.1f} MB"
        )


class Export(Job[Clip]):
    """A film being made.

    Example:
        >>> import nemo_widgets as nemo
        >>> session = nemo.connect("local", name="coast")
        >>> turn = session.send("generate a 1-second clip of the sea").wait()
        >>> export = session.export("again.mp4", quality="preview")
        >>> export.wait().path.name, export.state
        ('again.mp4', 'succeeded')
    """

    @property
    def path(self) -> Path:
        """Where the film will be."""
        return Path(self._row.payload["path"])

    @property
    def is_preview(self) -> bool:
        """A small film for the player, and no file of the user's."""
        return bool(self._row.payload.get("preview"))

    @property
    def title(self) -> str:
        """What it is: the film's name."""
        name = plain(self.path.name, 60)
        return f"导出 {name}" if of_language(self._session.language) == "zh" else f"the export of {name}"

    @property
    def take(self) -> int | None:
        """The take it shows, where one was named or is known by now."""
        told = self._row.payload.get("take")
        return told if told is not None else self._session._take_of(self._row.result.get("draft"))

    @property
    def fraction(self) -> float | None:
        """How far it is, 0 … 1, where the backend tells."""
        fraction = self.progress.get("fraction")
        return None if fraction is None else float(fraction)

    @property
    def clip(self) -> Clip | None:
        """The film, once it is made."""
        return self._clip if self.state == "succeeded" else None

    @cached_property
    def _clip(self) -> Clip:
        found = self._row.result
        return Clip(
            path=Path(found["path"]),
            duration=found["duration"],
            size=found["size"],
            width=found["width"],
            height=found["height"],
            codecs=tuple(found["codecs"]),
        )

    def _result(self) -> Clip:
        return self._clip

    def __repr__(self) -> str:
        return repr(self.clip) if self.clip is not None else f"{shown_path(self.path)} · {super().__repr__()}"
