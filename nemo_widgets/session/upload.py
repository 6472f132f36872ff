"""An upload: files on their way to the backend."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nemo_widgets.errors import plain
from nemo_widgets.journal import IntentRow
from nemo_widgets.session.draft import seconds
from nemo_widgets.session.job import Job


@dataclass(frozen=True)
class Media:
    """A file that the backend has. `duration` in seconds, sizes in px, each None where it does not apply.

    A file that came twice, under whatever names, is sent once: it keeps the name that it came with first.

    Example:
        >>> import nemo_widgets as nemo
        >>> (photo,) = nemo.connect("local", name="photos").upload("photo.jpg").wait()
        >>> photo.type
        'image'
    """

    name: str
    type: str
    """video, image or audio"""
    url: str
    duration: float | None = None
    width: int | None = None
    height: int | None = None

    def __repr__(self) -> str:
        """Without its address: that may open the file to whoever has the notebook."""
        size = f"{self.width}×{self.height}" if self.width and self.height else ""
        length = "" if self.duration is None else f"{seconds(round(self.duration * 1000))} s"
        return " · ".join(filter(None, [self.name, self.type, length, size]))


class Upload(Job[tuple[Media, ...]]):
    """Files on their way to the backend.

    Example:
        >>> import nemo_widgets as nemo
        >>> upload = nemo.connect("local", name="photos").upload("photo.jpg")
        >>> len(upload.wait())
        1
    """

    @property
    def names(self) -> tuple[str, ...]:
        """The files' names."""
        return tuple(str(row.payload["name"]) for row in self._rows.values())

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where the files lie; addresses are left out."""
        return tuple(Path(row.payload["path"]) for row in self._rows.values() if "path" in row.payload)

    @property
    def size(self) -> int:
        """All files together, bytes; 0 for addresses."""
        return sum(row.payload.get("size", 0) for row in self._rows.values())

    @property
    def media(self) -> tuple[Media, ...]:
        """The files as the backend has them; none until all have arrived."""
        return self._result() if self.state == "succeeded" else ()

    @property
    def reused(self) -> bool:
        """The backend had all of it already, by its content, and nothing was sent."""
        return all(row.result.get("reused") for row in self._rows.values())

    @property
    def contents(self) -> tuple[str, ...]:
        """What tells files from others: their digests, once they are sent."""
        return tuple(row.result.get("sha256") or row.id for row in self._rows.values())

    @property
    def warning(self) -> str:
        """What else is to be known of it; mostly nothing."""
        twice = any(row.result.get("again") for row in self._rows.values())
        said = "Sent twice: the first try was lost. If it turns up, it is there twice, at no cost."
        return self._say(said) if twice else ""

    def _result(self) -> tuple[Media, ...]:
        return tuple(_media(row) for row in self._rows.values())

    def __repr__(self) -> str:
        state = super().__repr__().partition(" · ")[2]
        known = self._say("known already: not sent again") if self.reused else ""
        told = " · ".join(filter(None, [plain(", ".join(self.names)), state, known]))
        return "\n".join(filter(None, [told, self.warning]))


def _media(row: IntentRow) -> Media:
    file = row.result["file"]
    return Media(
        name=plain(file.get("filename") or row.payload["name"], 200),
        type=plain(file.get("file_type") or "", 20),
        url=str(file.get("cdn_url") or ""),
        duration=file.get("duration"),
        width=file.get("width"),
        height=file.get("height"),
    )
