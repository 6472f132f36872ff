"""Bringing sessions back from the films that were made of them."""

from __future__ import annotations

from pathlib import Path

from nemo_widgets.errors import MissingFileError, plain
from nemo_widgets.journal import Home
from nemo_widgets.journal.rebuild import rebuild
from nemo_widgets.paths import shown_path
from nemo_widgets.session import connect
from nemo_widgets.session.listing import Sessions
from nemo_widgets.session.profiles import DEFAULT_PROFILE


def restore(folder: str | Path = "nemo-clips") -> Sessions:
    """Rebuild history from a folder of films: each has a file beside it that tells what made it.

    It brings back the sessions, and the takes that were exported, with prompt, timeline, time and film. What the
    journal knows already stays as it is, so it may be called again. A restored session goes on with a new timeline;
    its takes can be looked at, compared and exported. No network, and nothing is sent.

    Args:
        folder: Where the films are.

    Raises:
        MissingFileError: There is no such folder.

    Example:
        >>> import nemo_widgets as nemo
        >>> len(nemo.restore("."))
        0
    """
    place = Path(folder).expanduser().absolute()
    if not place.is_dir():
        raise MissingFileError(f"{plain(shown_path(folder), 300)} is not there.", "Check the path and its spelling.")
    journal = connect._journal(Home.default())
    known = {"local", connect.cloud_address(), *(row.backend for row in journal.sessions())}
    return Sessions(rebuild(journal, place, backends=known, skill=DEFAULT_PROFILE))
