"""The engine's parts, put together; the routes ask it for everything."""

from __future__ import annotations

import secrets
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from nemo_widgets import errors
from nemo_widgets.local import scenarios as scn
from nemo_widgets.local.credits import Credits
from nemo_widgets.local.ledger import Ledger
from nemo_widgets.local.renders import PIECES_LIMIT, Renders
from nemo_widgets.local.scenarios import Endpoint, Scenarios
from nemo_widgets.local.store import LOCAL_USER, Session, Store
from nemo_widgets.local.tidy import Tidy
from nemo_widgets.local.turns import Floor
from nemo_widgets.local.uploads import Uploads

if TYPE_CHECKING:
    from nemo_widgets.local.agent import Agent

UPLOAD_LIMIT: Final = 500_000_000
"""bytes of one file"""
DISK_LIMIT: Final = 20_000_000_000
"""bytes of all uploads and films"""
_TEXTS: Final = {
    1001: "The token is bad or has expired.",
    1002: "Session not found.",
    2001: "No credits are left.",
    4001: "Unsupported file.",
    4002: "The file is too large.",
    402: "Export is blocked by the plan.",
    429: "Too many requests.",
}


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How an engine runs.

    Attributes:
        home: Its folder.
        host: The loopback address it listens on.
        open: Whether anonymous users may come in.
        delay: Between the pieces of an answer, s.
        idle: Leave after so long without work, s.
        upload_limit: bytes of one file
        disk_limit: bytes of all uploads, films and pieces of films
        fetch: Whether files may be uploaded by their web address.
        token: The owner's token; by default a new one.
    """

    home: Path
    host: str = "127.0.0.1"
    port: int = 0
    open: bool = False
    delay: float = 0.03
    idle: float = 600.0
    upload_limit: int = UPLOAD_LIMIT
    disk_limit: int = DISK_LIMIT
    fetch: bool = False
    token: str = ""

    @property
    def is_served(self) -> bool:
        """Whether others than the owner's own couriers come here."""
        return self.open or bool(self.token)


class Engine:
    """Everything but the routes."""

    def __init__(self, options: Options) -> None:
        for folder in ("media", "renders", "pieces"):
            (options.home / folder).mkdir(mode=0o700, exist_ok=True)
        self.options = options
        self.token = options.token or secrets.token_urlsafe(32)
        self.store = Store(options.home / "projects.db")
        self.ledger = Ledger()
        self.scenarios = Scenarios()
        self.floor = Floor(self.ledger, self.scenarios)
        self.credits = Credits(self.store, self.ledger)
        self.uploads = Uploads(options.home / "media", options.upload_limit)
        pieces = min(PIECES_LIMIT, options.disk_limit // 4)
        self.renders = Renders(self.store, options.home, self.ledger, self.scenarios, self.floor, limit=pieces)
        self.tidy = Tidy(self.store, options.home, options.disk_limit)

    @cached_property
    def agent(self) -> Agent:
        """Does turns; made for the first one: its director's grammar takes more time to compile than all the rest."""
        from nemo_widgets.local.agent import Agent  # noqa: PLC0415 - an engine listens before that

        store, ledger, scenarios, floor = self.store, self.ledger, self.scenarios, self.floor
        delay, edited = self.options.delay, self._expect_a_film
        return Agent(store, ledger, scenarios, floor, self.credits, delay=delay, edited=edited)

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self.ledger.requests or self.ledger.running or self.renders.busy)

    def _expect_a_film(self) -> None:
        """The owner's own couriers ask for a preview of each edit; others do not."""
        if not self.options.is_served:
            self.renders.warm()

    def user(self, authorization: str) -> str:
        """Who sent a request.

        Raises:
            errors.AuthenticationError: 1001.
        """
        kind, _, token = authorization.partition(" ")
        if kind.lower() == "bearer":
            if secrets.compare_digest(token.strip().encode(), self.token.encode()):
                return LOCAL_USER
            if user := self.store.user_of(token.strip()):
                return user
        raise errors.AuthenticationError(_TEXTS[1001], code=1001)

    def session(self, sid: str, user: str) -> Session:
        """A user's session.

        Raises:
            errors.SessionNotFoundError: 1002.
        """
        if session := self.store.session(sid, user):
            return session
        raise errors.SessionNotFoundError(_TEXTS[1002], code=1002)

    def trip(self, endpoint: Endpoint, sid: str | None = None) -> None:
        """Refuse, where a scenario says so."""
        if code := self.scenarios.take(scn.Code, sid, endpoint=endpoint):
            text = code.message or _TEXTS.get(code.code, "Refused.")
            raise errors.APIError(text, code=code.code, status=code.status)

    async def close(self, grace: float) -> None:
        """Let turns end for `grace` s, then stop; unfinished exports are taken up at the next start."""
        if "agent" in self.__dict__:
            await self.agent.stop(grace)
        self.renders.close()
        self.uploads.close()
        self.store.close()


def version() -> str:
    """This package's version; "0" where it is not installed."""
    try:
        return metadata.version("nemo-widgets")
    except metadata.PackageNotFoundError:
        return "0"
