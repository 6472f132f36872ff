"""The studio, and each of its parts alone."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping

from nemo_widgets.session.session import Session
from nemo_widgets.session.takes import Take
from nemo_widgets.widgets.bridge import SessionWidget
from nemo_widgets.widgets.comparison import chosen, want_film


class Studio(SessionWidget):
    """The whole studio: player, timeline, takes, log, files and prompt in one view.

    Example:
        >>> import nemo_widgets as nemo
        >>> studio = nemo.Studio(nemo.connect("local", name="example"))
        >>> studio.snapshot["engine"]
        {'label': 'Local engine', 'local': True}
    """

    _built_from = "studio"

    record: object = None
    """What stands in its place where it cannot live; see `live.show_studio`."""

    def _ipython_display_(self) -> None:
        live = importlib.import_module("nemo_widgets.widgets.live")  # which knows the parts
        live.show_studio(self, self._session)


class Prompt(SessionWidget):
    """The prompt box alone.

    Example:
        >>> import nemo_widgets as nemo
        >>> part = nemo.Prompt(nemo.connect("local", name="sea"))
        >>> part.session.name
        'sea'
    """

    _built_from = "prompt"


class Uploads(SessionWidget):
    """The files alone.

    Example:
        >>> import nemo_widgets as nemo
        >>> part = nemo.Uploads(nemo.connect("local", name="sea"))
        >>> part.session.name
        'sea'
    """

    _built_from = "uploads"


class Log(SessionWidget):
    """The response log alone; with `only`, of one turn or export, by its id.

    Example:
        >>> import nemo_widgets as nemo
        >>> part = nemo.Log(nemo.connect("local", name="sea"))
        >>> part.session.name
        'sea'
    """

    _built_from = "log"

    def __init__(self, session: Session, *, only: str | None = None) -> None:
        super().__init__(session, only=only)


class Timeline(SessionWidget):
    """The timeline alone.

    Example:
        >>> import nemo_widgets as nemo
        >>> part = nemo.Timeline(nemo.connect("local", name="sea"))
        >>> part.session.name
        'sea'
    """

    _built_from = "timeline"


class Takes(SessionWidget):
    """The strip of takes alone.

    Example:
        >>> import nemo_widgets as nemo
        >>> part = nemo.Takes(nemo.connect("local", name="sea"))
        >>> part.session.name
        'sea'
    """

    _built_from = "takes"


class Player(SessionWidget):
    """The player alone.

    Example:
        >>> import nemo_widgets as nemo
        >>> part = nemo.Player(nemo.connect("local", name="sea"))
        >>> part.session.name
        'sea'
    """

    _built_from = "player"


class Compare(SessionWidget):
    """Two to six takes side by side, of one session or several, in step under one scrubber.

    Args:
        takes: The takes; differences are told against the first. A session's `takes` may be given whole.

    Raises:
        UnknownNameError: They are fewer than two, or more than six.

    Example:
        >>> import nemo_widgets as nemo
        >>> nemo.Compare([])
        Traceback (most recent call last):
        nemo_widgets.errors.UnknownNameError: Takes are compared 2 to 6 at a time, not 0.
    """

    _built_from = "compare"

    def __init__(self, takes: Iterable[Take] | Mapping[int, Take]) -> None:
        listed = chosen(takes)
        super().__init__(listed[0].session, compared=listed)
        for take in listed:
            want_film(take)
