"""An upload: a file sent once to a session, and again only where the first try is lost.

The journal is told before a file's last piece is handed to the network: a courier that finds an upload cut off earlier
knows that the backend never had it whole, and begins anew. Later than that, the session's state tells whether it
arrived, and it says so soon: a backend answers an upload once the session's state has it (protocol.md, Upload). What
is not listed by then is sent again, once. Two cases:

- A backend that keeps files by their content, as ours says of itself: twice the same is once, so nothing has to be
  proved and nobody waits.
- The cloud, of which that is not published: after `Pace.listing` since the last piece. This is not what holds for a
  message. A message starts work that is paid for, and its second one is paid for again; a file starts none, no price
  of one is named, and the message that needs it waits until it is settled. Nor could a person settle it better: all
  that they can do is look at the same state, then upload it again. Should the first one turn up after all, the session
  has it twice; the upload says that this may be (`again`), for a message about "all photos" would count both.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from nemo_widgets.client import NemoClient, UploadedFile
from nemo_widgets.client import State as RemoteState
from nemo_widgets.courier.desk import Desk
from nemo_widgets.courier.photos import is_heic, to_jpeg
from nemo_widgets.courier.stopping import Stopped, unless_stopped
from nemo_widgets.errors import (
    BackendUnreachableError,
    JobCancelledError,
    MissingFileError,
    ProtocolError,
    ServerError,
    StreamInterruptedError,
    plain,
)
from nemo_widgets.journal import IntentRow, State
from nemo_widgets.journal.journal import now
from nemo_widgets.journal.rows import UNDERWAY

_OPEN = [State.WRITTEN, *UNDERWAY]
_ATTEMPTS = 3
_PROGRESS_S = 0.1
_BLOCK = 1024 * 1024
_NAMES = ("filename", "file_name", "name")
_FIELDS = tuple(field.name for field in msgspec.structs.fields(UploadedFile))


async def carry_upload(desk: Desk, intent: IntentRow, stop: asyncio.Event) -> None:
    """Upload a file or hand over a URL; a file the session already has is not sent again."""
    try:
        await unless_stopped(_upload(desk, intent), stop)
    except Stopped:
        desk.journal.advance(intent.id, State.CANCELLED, came_from=_OPEN)


async def _upload(desk: Desk, intent: IntentRow) -> None:
    if intent.state is State.WRITTEN:
        desk.phase(intent, "setting-up")
    session, client, state = await desk.open_remote(desk.journal.session(intent.session_id))
    remote_id = str(session.remote_id)
    path = intent.payload.get("path")
    digest = await asyncio.to_thread(_digest, Path(path)) if path else None
    # The same file twice at once waits for the first, and is then known.
    async with desk.lock("file", session.id, digest or intent.id):
        known = digest and _known(desk, intent, digest, remote_id)
        if known:
            desk.journal.advance(intent.id, State.SUCCEEDED, came_from=_OPEN, result={**known, "reused": True})
            return
        async with _ready(desk, intent) as outgoing:
            transfer = _Transfer(desk, intent, client, remote_id, outgoing, before=_keys(state))
            file = await transfer.run()
    desk.journal.advance(
        intent.id,
        State.SUCCEEDED,
        came_from=_OPEN,
        result={"file": file, "sha256": digest, "remote_id": remote_id} | ({"again": True} if transfer.again else {}),
        receipt={**desk.journal.intent(intent.id).receipt, "settled_at": now()},
    )


@dataclass(frozen=True)
class _Outgoing:
    """What is sent: a file under a name, or an address that the backend fetches itself."""

    name: str
    path: Path | None = None
    url: str = ""


@contextlib.asynccontextmanager
async def _ready(desk: Desk, intent: IntentRow) -> AsyncIterator[_Outgoing]:
    """The file as the backend takes it: HEIC becomes JPEG, but for the local engine, which reads it."""
    name = intent.payload["name"]
    if intent.payload.get("url"):
        yield _Outgoing(name, url=intent.payload["url"])
        return
    path = Path(intent.payload["path"])
    if desk.backend == "local" or not is_heic(path):
        yield _Outgoing(name, path)
        return
    with tempfile.TemporaryDirectory(prefix="heic-", dir=desk.home.root) as folder:
        name = f"{Path(name).stem}.jpg"
        yield _Outgoing(name, await asyncio.to_thread(to_jpeg, path, Path(folder) / "photo.jpg"))


class _Transfer:
    """One file on its way, with what is known of how much of it may have arrived.

    Args:
        before: The files that the session had before this one.
    """

    def __init__(
        self,
        desk: Desk,
        intent: IntentRow,
        client: NemoClient,
        remote_id: str,
        outgoing: _Outgoing,
        *,
        before: list[str],
    ) -> None:
        self._desk = desk
        self._intent = intent
        self._client = client
        self._remote_id = remote_id
        self._outgoing = outgoing
        self._found_underway = intent.state is not State.WRITTEN
        self._before = set(intent.result.get("before", []) if self._found_underway else before)
        self._whole = self._found_underway and self._was_whole()
        self._told = 0.0
        self._by_content = False
        self.again = bool(intent.result.get("again"))
        """It was sent again while its first try may still turn up."""

    async def run(self) -> dict[str, Any]:
        """Send it, and what the backend made of it."""
        if self._found_underway:
            arrived = await self._arrived(self._desk.pace.listing - _seconds_since(self._intent.updated_at))
            if arrived is not None:
                return arrived
            self._note_again()
        begun = self._desk.journal.advance(
            self._intent.id,
            State.SENDING,
            came_from=[State.WRITTEN],
            result={"before": sorted(self._before)},
            receipt={"sent_at": now(), "remote_id": self._remote_id},
        )
        if not begun and not self._found_underway:
            raise JobCancelledError("Stopped before it was sent.", "Nothing runs any more.")
        return await self._persist()

    async def _persist(self) -> dict[str, Any]:
        attempt = 0
        while True:
            attempt += 1
            try:
                files = await self._send()
            except BackendUnreachableError:
                if attempt >= _ATTEMPTS:
                    raise  # nothing was sent, ever
            except (StreamInterruptedError, ServerError) as error:
                answered = isinstance(error, ServerError)
                arrived = await self._arrived(self._desk.pace.first_look if answered else self._desk.pace.listing)
                if arrived is not None:
                    return arrived
                if attempt >= _ATTEMPTS or (self._whole and (answered or self.again)):
                    raise
                self._note_again()
            else:
                made = _plain(files[0]) if files else await self._arrived(self._desk.pace.first_look)
                if made is None:
                    raise ProtocolError(
                        "The backend took the file and did not say what it made of it.", "Upload it again."
                    )
                return made
            await asyncio.sleep(self._desk.pace.again * 2 ** (attempt - 1))

    async def _send(self) -> tuple[UploadedFile, ...]:
        self._whole = bool(self._outgoing.url)  # an address is one small piece
        self._told = 0.0
        if self._outgoing.path is None:
            self._desk.phase(self._intent, "uploading")
            return await self._client.upload_urls(self._remote_id, [self._outgoing.url])
        self._tell(0, 0)
        return await self._client.upload(
            self._remote_id, self._outgoing.path, name=self._outgoing.name, progress=self._tell
        )

    def _tell(self, sent: int, total: int) -> None:
        """Called before a piece is handed to the network; the last one is written down at once."""
        loop = asyncio.get_running_loop()
        self._whole = 0 < total == sent
        if self._whole or loop.time() - self._told > _PROGRESS_S:
            self._told = loop.time()
            self._desk.phase(self._intent, "uploading", sent=sent, total=total)

    def _was_whole(self) -> bool:
        """Whether, by the journal, the last piece may have been on the network when the courier died."""
        if self._outgoing.url:
            return True
        progress = self._intent.progress
        return progress.get("phase") == "uploading" and 0 < progress.get("total", 0) == progress.get("sent")

    async def _arrived(self, patience: float) -> dict[str, Any] | None:
        """The file as the session has it by now, if it has; else it may be sent again.

        Args:
            patience: How long to look for one that may be there whole, seconds: it may still be taken in.
        """
        digest = await asyncio.to_thread(_digest, self._outgoing.path) if self._outgoing.path else None
        clock = asyncio.get_running_loop().time
        end, pause = clock() + patience, self._desk.pace.first_look
        while True:
            state = None
            with contextlib.suppress(ServerError, ProtocolError, ConnectionError):
                state = await self._client.state(self._remote_id)
                self._by_content = state.content_addressed
                for entry in _entries(state):
                    if self._is_ours(entry, digest):
                        return _named({name: entry.get(name) for name in _FIELDS}, self._outgoing.name)
            if not self._whole or (state and self._by_content):
                return None
            left = end - clock()
            if left <= 0 and state is None:
                raise StreamInterruptedError(
                    f"Whether {self._outgoing.name} arrived is not known: the session's state cannot be read.",
                    "Upload it again; at worst the session then has it twice, which costs nothing.",
                )
            if left <= 0:
                return None
            await asyncio.sleep(min(pause, left))
            pause = self._desk.pace.next_look

    def _note_again(self) -> None:
        """Before another try: may the one before it still turn up beside it?"""
        if self._whole and not self._by_content:
            self.again = True
            kept = self._desk.journal.intent(self._intent.id).result
            self._desk.journal.note_intent(self._intent.id, result={**kept, "again": True})

    def _is_ours(self, entry: dict[str, Any], digest: str | None) -> bool:
        hash_ = str(entry.get("hash") or "")
        if digest is not None and len(hash_) == len(digest):
            return hash_ == digest
        told = next((str(entry[name]) for name in _NAMES if entry.get(name)), "")
        return _key(entry) not in self._before and told.casefold() == self._outgoing.name.casefold()


def _entries(state: RemoteState) -> Iterator[dict[str, Any]]:
    """All files that a state tells of, wherever in it."""
    waiting: list[Any] = [state.video_infos, state.generated_media]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            if any(value.get(name) for name in _NAMES):
                yield value
            else:
                waiting += value.values()


def _key(entry: dict[str, Any]) -> str:
    """What tells one file of a state from another."""
    return str(entry.get("cdn_url") or entry.get("hash") or next((entry[name] for name in _NAMES if name in entry), ""))


def _keys(state: RemoteState) -> list[str]:
    return [_key(entry) for entry in _entries(state)]


def _known(desk: Desk, intent: IntentRow, digest: str, remote_id: str) -> dict[str, Any] | None:
    earlier = desk.journal.intents(intent.session_id, kind="upload")
    return next(
        (
            other.result
            for other in earlier
            if other.state is State.SUCCEEDED
            and other.result.get("sha256") == digest
            and other.result.get("remote_id") == remote_id
        ),
        None,
    )


def _seconds_since(moment: str) -> float:
    return max(0.0, (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds())


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise MissingFileError(
            f"{path.name} can no longer be read ({error.strerror}).", "Put it back, then upload it again."
        ) from None
    return digest.hexdigest()


def _plain(file: UploadedFile) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(file)
    return _named(made, "")


def _named(made: dict[str, Any], otherwise: str) -> dict[str, Any]:
    """A backend's file name is shown and may be saved under: no folders, no control characters."""
    name = plain(str(made.get("filename") or otherwise).replace("\\", "/").rpartition("/")[2], 200).lstrip(".")
    return {**made, "filename": name or otherwise or None}
