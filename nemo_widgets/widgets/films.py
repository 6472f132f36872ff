"""Films to the page: by the server extension's Range route, else in pieces over the comm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nemo_widgets.errors import MissingFileError
from nemo_widgets.server.registry import default_directory, is_served, register
from nemo_widgets.session.jobs import Clip

LONGEST_PIECE = 2 * 1024 * 1024
_CODECS = {"h264": "avc1.640028", "aac": "mp4a.40.2", "hevc": "hvc1.1.6.L120.90", "vp9": "vp09.00.40.08"}


def film_item(clip: Clip | None) -> dict[str, Any] | None:
    """A film that can be played, as the snapshot names it."""
    if clip is None:
        return None
    return {"key": f"{clip.path.name}:{clip.size}", "bytes": clip.size, "mime": "video/mp4", "name": clip.path.name}


class Films:
    """The films a widget has told its page of; only those can be read, by a key that says nothing of the disk."""

    def __init__(self) -> None:
        self._paths: dict[str, Path] = {}
        self._routes: dict[Path, dict[str, str]] = {}

    def info(self, key: str, clip: Clip) -> dict[str, Any]:
        """Where a film can be read, in the order to try."""
        if not clip.path.exists():
            raise MissingFileError(f"{clip.path.name} is no longer there.", "Export it again.")
        size = clip.path.stat().st_size
        self._paths[key] = clip.path
        codecs = ", ".join(_CODECS.get(name, name) for name in clip.codecs)
        return {
            "key": key,
            "bytes": size,
            "mime": f'video/mp4; codecs="{codecs}"',
            "name": clip.path.name,
            "routes": [*self._range_route(clip.path), {"kind": "comm"}],
        }

    def _range_route(self, path: Path) -> list[dict[str, str]]:
        """The extension's route, where a server on this machine has told that it serves it."""
        if path not in self._routes and is_served(default_directory()):
            media_id, nonce = register(path, default_directory())
            self._routes[path] = {"kind": "range", "url": f"nemo-widgets/media/{media_id}", "nonce": nonce}
        return [self._routes[path]] if path in self._routes else []

    def piece(self, key: str, offset: int, length: int) -> bytes:
        """A stretch of a film that the page was told of."""
        path = self._paths.get(key)
        if path is None:
            raise MissingFileError("That film is not known here any more.", "Choose the take again.")
        if not path.exists():
            raise MissingFileError(f"{path.name} is no longer there.", "Export it again.")
        with path.open("rb") as file:
            file.seek(max(0, offset))
            return file.read(max(0, min(length, LONGEST_PIECE)))
