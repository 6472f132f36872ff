"""Finding or making a session."""

from __future__ import annotations

import os
import re
import threading
import weakref
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from nemo_widgets.errors import UnknownBackendError, plain
from nemo_widgets.journal import Home, Journal, SessionRow
from nemo_widgets.journal.rows import courier_key
from nemo_widgets.secret import Secret
from nemo_widgets.session.batch import Batch
from nemo_widgets.session.listing import Sessions
from nemo_widgets.session.profiles import DEFAULT_PROFILE, profile
from nemo_widgets.session.session import Session

CLOUD = "https://mega-api-prod.nemovideo.ai"
_CHOICE = "backend"

_live: weakref.WeakValueDictionary[tuple[Path, int], Session] = weakref.WeakValueDictionary()
_journals: dict[Path, Journal] = {}
_lock = threading.Lock()


def connect(
    backend: str = "auto",
    *,
    skill: str | None = None,
    name: str | None = None,
    clips: str | Path | None = None,
    language: str | None = None,
    token: str | None = None,
    cap: float | None = None,
) -> Session:
    """The session of that name: found again with whatever still runs, or made. No network yet.

    Args:
        backend: `auto` (a session of that name where it was; else the cloud if `NEMO_TOKEN` is set or the cloud was
            chosen before; else the local engine), `local`, `cloud`, or an address.
        skill: One of the five profiles; by default the session's own, else `video-generative`.
        name: By default the notebook's name, else the working directory's.
        clips: Folder for films; by default `nemo-clips` here.
        language: Of the backend's replies and of what is told here, such as `en` or `zh-CN`.
        token: For an address of your own. `NEMO_TOKEN` goes to the cloud (or `NEMO_API_URL`) alone.
        cap: Credits that the session may spend, all together; it is kept, see `Session.cap`. By default as it was.

    Raises:
        UnknownBackendError: Not a backend's name or a safe address.
        UnknownNameError: No such skill.

    Example:
        >>> import nemo_widgets as nemo
        >>> session = nemo.connect("local", name="city")
        >>> session.name
        'city'
    """
    home = Home.default()
    journal = _journal(home)
    name = plain(name, 100) if name else default_name()
    earlier = next(iter(journal.sessions(name)), None)
    place = _place(backend, journal, earlier)
    known = next((row for row in journal.sessions(name) if row.backend == place), None)
    secret = _token(place, token)
    chosen = profile(skill or (known.profile if known else DEFAULT_PROFILE))
    if backend == "cloud":
        journal.set_setting(_CHOICE, "cloud")
    elif backend == "local":
        journal.set_setting(_CHOICE, "local")
    row = journal.open_session(
        name=name,
        backend=place,
        courier=courier_key(place, _credential(place, secret)),
        profile=chosen.id,
        language=language,
        clips=str(_clips(clips, known)),
    )
    session = live(home, journal, row, secret)
    if cap is not None:
        session.cap = cap
    return session


def live(home: Home, journal: Journal, row: SessionRow, secret: Secret | None) -> Session:
    """The one object of a session in this process."""
    with _lock:
        session = _live.get((home.root, row.id))
        if session is None:
            session = _live[home.root, row.id] = Session(home, journal, row, secret)
        else:
            session._row, session._token = row, secret
    return session


def default_place() -> str:
    """Where `connect()` would go: `local`, or an origin."""
    journal = _journal(Home.default())
    return _place("auto", journal, next(iter(journal.sessions(default_name())), None))


def remembered() -> str | None:
    """Name of the session that this notebook last moved to, in whatever kernel; None: its own."""
    name = _journal(Home.default()).setting(f"at:{default_name()}")
    return name if name != default_name() else None


def remember(session: Session) -> None:
    """Keep that this notebook works on that session, for its next kernel."""
    key = f"at:{default_name()}"
    if session._journal.setting(key) != session.name and (session.name != default_name() or remembered()):
        session._journal.set_setting(key, session.name)


def sessions() -> Sessions:
    """All sessions that the journal knows, the last used first; read without any backend.

    Example:
        >>> import nemo_widgets as nemo
        >>> session = nemo.connect("local", name="sea")
        >>> "sea" in [row.name for row in nemo.sessions()]
        True
    """
    return Sessions(_journal(Home.default()).sessions())


def batch(
    work: Mapping[str | Path, str],
    backend: str = "auto",
    *,
    same_session: bool = False,
    reuse: bool = False,
    name: str | None = None,
    skill: str | None = None,
    clips: str | Path | None = None,
    cap: float | None = None,
    yes: bool = False,
) -> Batch:
    """Several files, each with its own instruction and its own film.

    Args:
        work: File → instruction.
        backend: As in `connect`.
        same_session: Work on one timeline, one file after the other; by default each file has its own.
        reuse: What was made before of the same file and instruction is given again, and not made anew.
        name: Begins the sessions' names; by default as in `connect`.
        skill: As in `connect`.
        clips: As in `connect`.
        cap: As in `connect`, for each of the sessions.
        yes: As in `Session.send`.

    Returns:
        A handle whose result is the films, in the order of `work`.

    Example:
        >>> import nemo_widgets as nemo
        >>> films = nemo.batch({"photo.jpg": "a 1-second video of this image"}, "local", name="album", reuse=True)
        >>> len(films)
        1
    """
    base = name or default_name()

    def of(file: str | Path) -> Session:
        own = base if same_session else f"{base}-{Path(file).stem}"
        return connect(backend, name=own, skill=skill, clips=clips, cap=cap)

    return Batch([(of(file), file, text) for file, text in work.items()], yes=yes, reuse=reuse)


def default_name() -> str:
    """The notebook's name (Jupyter tells it in `JPY_SESSION_NAME`), else the working directory's."""
    notebook = os.environ.get("JPY_SESSION_NAME")
    return plain(Path(notebook).stem if notebook else Path.cwd().name, 100) or "nemo"


def _journal(home: Home) -> Journal:
    with _lock:
        if home.root not in _journals:
            _journals[home.root] = Journal(home)
        return _journals[home.root]


def cloud_address() -> str:
    """Where the cloud is: `NEMO_API_URL`, else the vendor's address."""
    return _address(os.environ.get("NEMO_API_URL") or CLOUD)


def _place(backend: str, journal: Journal, earlier: SessionRow | None) -> str:
    cloud = cloud_address()
    if backend == "auto":
        if earlier is not None:
            return earlier.backend
        chosen = os.environ.get("NEMO_TOKEN") or journal.setting(_CHOICE) == "cloud"
        return cloud if chosen else "local"
    if backend in ("local", "cloud"):
        return backend if backend == "local" else cloud
    return _address(backend)


def _address(url: str) -> str:
    """An origin, checked: HTTPS, or HTTP on this machine; no user, no query, nothing that could carry a secret."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in {"http", "https"} or not host:
        raise UnknownBackendError(
            f"There is no backend {plain(url, 120)!r}.", 'Use "local", "cloud", or an address such as https://host.'
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UnknownBackendError(
            "The address holds more than a host and a path.", "Give a token as token=…, never inside an address."
        )
    if parts.scheme == "http" and not re.fullmatch(r"localhost|127(?:\.\d+){3}|::1", host):
        raise UnknownBackendError(
            f"{host} would be spoken to without encryption.", "Use https; http is for this machine only."
        )
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}{parts.path.rstrip('/')}"


def _token(place: str, token: str | None) -> Secret | None:
    if token is not None:
        return Secret(token)
    own = os.environ.get("NEMO_TOKEN")
    return Secret(own) if own and place == cloud_address() else None


def _credential(place: str, secret: Secret | None) -> str:
    if place == "local":
        return "local"
    return f"token-{secret.fingerprint()}" if secret else "anonymous"


def _clips(clips: str | Path | None, known: SessionRow | None) -> Path:
    if clips is not None:
        return Path(clips).expanduser().absolute()
    return Path(known.clips) if known else Path("nemo-clips").absolute()
