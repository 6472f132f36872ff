"""The engine's memory: users, sessions, drafts with their history, uploads and renders, in one SQLite file."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from nemo_widgets.local.draft import Draft, decode, encode

if TYPE_CHECKING:
    from nemo_widgets.local.director import History, Upload

LOCAL_USER: Final = "local"
LOCAL_CREDITS: Final = 1_000_000
ANONYMOUS_CREDITS: Final = 100
TOKEN_LIFE: Final = 7 * 86400
"""s"""
LONGEST_HISTORY: Final = 100
"""Drafts kept for each session."""

_SCHEMA: Final = """
create table if not exists users(
  id text primary key, client text unique, credits integer not null, created real not null) strict;
create table if not exists tokens(
  hash text primary key, user text not null references users(id), expires real not null) strict;
create table if not exists sessions(
  id text primary key, task text not null, user text not null references users(id), name text not null,
  language text not null, at integer not null default -1, messages integer not null default 0,
  introduced integer not null default 0, created real not null) strict;
create table if not exists drafts(
  session text not null references sessions(id), n integer not null, draft blob not null, created real not null,
  primary key(session, n)) strict;
create table if not exists uploads(
  session text not null references sessions(id), n integer not null, after integer not null, info blob not null,
  primary key(session, n)) strict;
create table if not exists renders(
  id text primary key, session text not null references sessions(id), file text not null unique, draft blob not null,
  quality text not null, status text not null, attempts integer not null default 0, error text not null default '',
  duration real not null default 0, size integer not null default 0, created real not null, completed real) strict;
create index if not exists sessions_of on sessions(user);
create index if not exists renders_of on renders(session);
"""

RenderStatus = Literal["pending", "processing", "completed", "failed"]


class Session(msgspec.Struct, frozen=True):
    """A project. `messages` counts those accepted; `introduced`, whether the engine has said what it is."""

    id: str
    task: str
    user: str
    name: str
    language: str
    at: int
    messages: int
    introduced: bool
    created: float


class File(msgspec.Struct, frozen=True):
    """An uploaded file, by its content.

    Attributes:
        hash: SHA-256 of its bytes, hex.
        name: The name it came with.
        kind: image, video or audio.
        media_type: Its MIME type.
        size: bytes
        duration: s; None for images.
    """

    hash: str
    name: str
    kind: Literal["image", "video", "audio"]
    media_type: str
    size: int
    duration: float | None = None
    width: int = 0
    height: int = 0
    fps: float = 0.0
    codec: str = ""
    has_audio: bool = False


class Render(msgspec.Struct, frozen=True):
    """An export. `file` is the opaque name of its film; `duration` in s, `size` in bytes."""

    id: str
    session: str
    file: str
    draft: bytes
    quality: str
    status: RenderStatus
    attempts: int
    error: str
    duration: float
    size: int
    created: float
    completed: float | None


class Store:
    """One SQLite file, used from one thread. Every method is one transaction."""

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o600, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.execute("pragma foreign_keys = on")
        self._db.executescript(_SCHEMA)
        self._db.execute("insert or ignore into users values(?, null, ?, ?)", (LOCAL_USER, LOCAL_CREDITS, time.time()))

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    # users

    def anonymous(self, client: str) -> tuple[str, str, float, int]:
        """A new token for a client's user, made if need be: (token, user id, expiry in s since 1970, credits)."""
        token, expires = f"nmv_usr_{secrets.token_urlsafe(24)}", time.time() + TOKEN_LIFE
        with self._db:
            self._db.execute("begin immediate")
            user = f"anon_{secrets.token_hex(8)}"
            self._db.execute("delete from tokens where expires < ?", (time.time(),))
            row = (user, client, ANONYMOUS_CREDITS, time.time())
            self._db.execute("insert or ignore into users values(?, ?, ?, ?)", row)
            user, amount = self._db.execute("select id, credits from users where client = ?", (client,)).fetchone()
            self._db.execute("insert into tokens values(?, ?, ?)", (_hash(token), user, expires))
        return token, user, expires, amount

    def user_of(self, token: str) -> str | None:
        """The user who holds an anonymous token; None if it is unknown or has expired."""
        query = "select user from tokens where hash = ? and expires > ?"
        row = self._db.execute(query, (_hash(token), time.time())).fetchone()
        return row[0] if row else None

    def credits(self, user: str) -> int:
        """What a user has, frozen credits included."""
        return int(self._db.execute("select credits from users where id = ?", (user,)).fetchone()[0])

    def charge(self, user: str, amount: int) -> None:
        """Take credits away."""
        self._db.execute("update users set credits = max(0, credits - ?) where id = ?", (amount, user))

    # sessions

    def open_session(self, user: str, name: str, language: str) -> Session:
        """A new project. Its id is a number of 19 digits, above 2^53."""
        sid = str(10**18 + secrets.randbelow(8 * 10**18))
        row = (sid, f"task_{secrets.token_hex(8)}", user, name, language, time.time())
        self._db.execute("insert into sessions(id, task, user, name, language, created) values(?,?,?,?,?,?)", row)
        return Session(sid, row[1], user, name, language, -1, 0, False, row[5])

    def fork_session(self, user: str, source: str, draft: bytes) -> Session:
        """A new project that begins with a draft, with the files of a user's other one, and the history up to it."""
        origin = self.session(source, user)
        made = self.open_session(user, origin.name if origin else "project", origin.language if origin else "")
        with self._db:
            self._db.execute("begin immediate")
            query = "select max(n) from drafts join sessions on id = session where id = ? and user = ? and draft = ?"
            (at,) = self._db.execute(query, (source, user, draft)).fetchone()
            if at is None:
                self._db.execute("insert into drafts values(?, 0, ?, ?)", (made.id, draft, time.time()))
            else:
                query = "insert into drafts select ?, n, draft, created from drafts where session = ? and n <= ?"
                self._db.execute(query, (made.id, source, at))
            query = "update sessions set at = ?, introduced = ? where id = ?"
            self._db.execute(query, (at or 0, bool(origin and origin.introduced), made.id))
            if origin:  # they were there before its first message, so none of them counts as just uploaded
                query = "insert into uploads select ?, n, -1, info from uploads where session = ?"
                self._db.execute(query, (made.id, source))
        return made

    def session(self, sid: str, user: str) -> Session | None:
        """A user's own session, or None."""
        row = self._db.execute("select * from sessions where id = ? and user = ?", (sid, user)).fetchone()
        if row is None:
            return None
        return msgspec.convert(dict(zip(Session.__struct_fields__, row, strict=True)), Session, strict=False)

    def owner(self, sid: str) -> str:
        """The user whose session it is."""
        return str(self._db.execute("select user from sessions where id = ?", (sid,)).fetchone()[0])

    def message_accepted(self, sid: str) -> int:
        """Count a message; how many came before it."""
        query = "update sessions set messages = messages + 1 where id = ? returning messages - 1"
        return int(self._db.execute(query, (sid,)).fetchone()[0])

    def messages(self) -> dict[str, int]:
        """Messages accepted, by session."""
        return dict(self._db.execute("select id, messages from sessions"))

    def introduced(self, sid: str) -> None:
        """Remember that the engine has said what it is."""
        self._db.execute("update sessions set introduced = 1 where id = ?", (sid,))

    # drafts

    def draft(self, sid: str) -> bytes | None:
        """The draft now, as it travels; None before the first edit."""
        query = "select draft from drafts join sessions on session = id and n = at where id = ?"
        row = self._db.execute(query, (sid,)).fetchone()
        return row[0] if row else None

    def history(self, sid: str) -> History:
        """All drafts of a session, an empty one first, and which is now."""
        from nemo_widgets.local.director import History  # noqa: PLC0415 - see `Engine.agent`

        rows = self._db.execute("select n, draft from drafts where session = ? order by n", (sid,)).fetchall()
        (at,) = self._db.execute("select at from sessions where id = ?", (sid,)).fetchone()
        drafts = tuple(decode(raw) for _, raw in rows)
        begins = bool(rows) and rows[0][0] > 0
        index = next((i for i, (n, _) in enumerate(rows) if n == at), -1)
        return History(drafts, max(index, 0)) if begins else History((Draft(), *drafts), index + 1)

    def commit(self, sid: str, draft: Draft) -> int:
        """Make a draft the session's newest, dropping what was undone; its revision."""
        with self._db:
            self._db.execute("begin immediate")
            (at,) = self._db.execute("select at from sessions where id = ?", (sid,)).fetchone()
            self._db.execute(
                "delete from drafts where session = ? and (n > ? or n <= ?)", (sid, at, at - LONGEST_HISTORY)
            )
            self._db.execute("insert into drafts values(?, ?, ?, ?)", (sid, at + 1, encode(draft), time.time()))
            self._db.execute("update sessions set at = ? where id = ?", (at + 1, sid))
        return int(at) + 1

    def step(self, sid: str, steps: int) -> int:
        """Go back (negative) or forward in the history; the revision there."""
        query = "update sessions set at = max(-1, at + ?) where id = ? returning at"
        return int(self._db.execute(query, (steps, sid)).fetchone()[0])

    # uploads

    def add_upload(self, sid: str, file: File) -> None:
        """A file for a session; the same content again counts as just uploaded."""
        with self._db:
            self._db.execute("begin immediate")
            query = "select coalesce(max(n), -1) + 1 from uploads where session = ?"
            (n,) = self._db.execute(query, (sid,)).fetchone()
            for m, info in self._db.execute("select n, info from uploads where session = ?", (sid,)).fetchall():
                if msgspec.json.decode(info, type=File).hash == file.hash:
                    self._db.execute("delete from uploads where session = ? and n = ?", (sid, m))
            query = "insert into uploads select id, ?, messages, ? from sessions where id = ?"
            self._db.execute(query, (n, msgspec.json.encode(file), sid))

    def files(self, sid: str) -> list[File]:
        """A session's uploads, oldest first."""
        rows = self._db.execute("select info from uploads where session = ? order by n", (sid,))
        return [msgspec.json.decode(info, type=File) for (info,) in rows]

    def uploads(self, sid: str, messages: int) -> tuple[Upload, ...]:
        """The same for the director; fresh are those that came after `messages` messages."""
        from nemo_widgets.local.director import Upload  # noqa: PLC0415 - see `Engine.agent`

        rows = self._db.execute("select after, info from uploads where session = ? order by n", (sid,)).fetchall()
        files = ((after, msgspec.json.decode(info, type=File)) for after, info in rows)
        return tuple(
            Upload(f.hash, f.name, f.kind, round((f.duration or 0) * 1000), after >= messages) for after, f in files
        )

    def file(self, content_hash: str) -> File | None:
        """An uploaded file by its content, whoever brought it."""
        query = "select info from uploads where json_extract(cast(info as text), '$.hash') = ? limit 1"
        row = self._db.execute(query, (content_hash,)).fetchone()
        return msgspec.json.decode(row[0], type=File) if row else None

    # renders

    def add_render(self, render_id: str, sid: str, draft: bytes, quality: str) -> Render | None:
        """A new export; None if the id is taken."""
        file = secrets.token_urlsafe(24)
        query = (
            "insert or ignore into renders(id, session, file, draft, quality, status, created) values(?,?,?,?,?,?,?)"
        )
        done = self._db.execute(query, (render_id, sid, file, draft, quality, "pending", time.time()))
        return self.render(render_id) if done.rowcount else None

    def render(self, render_id: str) -> Render | None:
        """An export by its id."""
        row = self._db.execute("select * from renders where id = ?", (render_id,)).fetchone()
        return Render(*row) if row else None

    def render_of_file(self, file: str) -> Render | None:
        """A finished export by the opaque name of its film."""
        row = self._db.execute("select * from renders where file = ? and status = 'completed'", (file,)).fetchone()
        return Render(*row) if row else None

    def unfinished(self) -> list[Render]:
        """Exports that wait or were under way, oldest first."""
        rows = self._db.execute("select * from renders where status in ('pending', 'processing') order by created")
        return [Render(*row) for row in rows]

    def render_started(self, render_id: str) -> int:
        """An attempt begins; how many there were with it."""
        query = "update renders set status = 'processing', attempts = attempts + 1 where id = ? returning attempts"
        return int(self._db.execute(query, (render_id,)).fetchone()[0])

    def render_done(self, render_id: str, duration: float, size: int) -> None:
        """The film is there: s, bytes."""
        query = "update renders set status = 'completed', duration = ?, size = ?, completed = ? where id = ?"
        self._db.execute(query, (duration, size, time.time(), render_id))

    def render_failed(self, render_id: str, error: str) -> None:
        """The film could not be made."""
        query = "update renders set status = 'failed', error = ?, completed = ? where id = ?"
        self._db.execute(query, (error, time.time(), render_id))

    def renders_by_session(self) -> dict[str, int]:
        """How many exports each session started."""
        return dict(self._db.execute("select session, count(*) from renders group by session"))

    # what takes room

    def films_by_age(self) -> list[str]:
        """The opaque names of finished films, oldest first."""
        query = "select file from renders where status = 'completed' order by completed"
        return [file for (file,) in self._db.execute(query)]

    def media_by_use(self) -> list[str]:
        """Hashes of uploads, those first whose projects were used longest ago."""
        query = """
            select json_extract(cast(info as text), '$.hash') as hash from uploads
            join sessions on sessions.id = uploads.session left join drafts on drafts.session = sessions.id
            group by hash order by max(coalesce(drafts.created, sessions.created))
        """
        return [content_hash for (content_hash,) in self._db.execute(query)]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
