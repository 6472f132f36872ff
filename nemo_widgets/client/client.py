"""The client: one method an endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import msgspec

from nemo_widgets.client import downloads, environment, wire
from nemo_widgets.client.addresses import check_base_url
from nemo_widgets.client.answer import Answer
from nemo_widgets.client.attribution import Attribution
from nemo_widgets.client.auth import Anonymous, OwnToken, Pause, make_credentials
from nemo_widgets.client.calls import Calls, encode
from nemo_widgets.client.chat import ChatStream
from nemo_widgets.client.events import StreamError
from nemo_widgets.client.http import Connection, Http
from nemo_widgets.client.patience import Patience
from nemo_widgets.client.reader import Reader
from nemo_widgets.client.refusals import Refusals, as_code
from nemo_widgets.client.renders import Renders
from nemo_widgets.client.uploads import Progress, open_part
from nemo_widgets.errors import APIError, BadRequestError, PromptError, ProtocolError, ServerError, repair

_AGENT = "nemo_agent"
_ANONYMOUS = "anon_"


class NemoClient:
    """A NemoVideo backend over HTTP.

    Reads are tried again when they fail; nothing that may have begun to work is ever sent twice.

    Args:
        base_url: The backend's address: HTTPS, or HTTP on this machine.
        auth: The user's own token, or anonymous.
        attribution: The skill that asks.
        on_notice: Told, in a sentence, what a person should know and no error says: a token was replaced.
        pause: Waits so many seconds before something is sent again; tests pass their own.
        patience: How long to wait for what.

    Raises:
        UnknownBackendError: `base_url` is no address fit to be sent a token to.

    Example:
        A script of its own, with no notebook: from a prompt to a film.

        >>> async def make(prompt: str, film: Path) -> str:
        ...     async with NemoClient.from_environment() as client:
        ...         session, reply = await client.create_session("en"), Reply()
        ...         async with client.chat(session.session_id, prompt) as stream:
        ...             async for event in stream:
        ...                 reply.add(event)
        ...         state, render = await client.state(session.session_id), f"render_{time.time_ns()}"
        ...         status = await client.start_render(render, session.session_id, state.draft or b"{}")
        ...         while status.status != "completed" or not status.url:
        ...             await asyncio.sleep(status.retry_after or 30)
        ...             status = await client.render_status(render)
        ...         await client.download(status, film)
        ...         return reply.text
        >>> asyncio.run(make("generate a 5-second clip of the sea", Path("sea.mp4")))  # doctest: +SKIP
    """

    def __init__(
        self,
        base_url: str,
        *,
        auth: OwnToken | Anonymous,
        attribution: Attribution | None = None,
        on_notice: Callable[[str], None] | None = None,
        pause: Pause = asyncio.sleep,
        patience: Patience | None = None,
    ) -> None:
        attribution = attribution or Attribution()
        self._user_id: str | None = None
        self._streaming = True
        self._http = Http(check_base_url(base_url), attribution.headers, patience)
        self._credentials = make_credentials(
            auth, self._http, lambda: self._refusals, on_notice or (lambda _: None), pause
        )
        self._refusals = Refusals(
            redact=self._credentials.redact,
            anonymous=isinstance(auth, Anonymous),
            register_url=lambda: self.register_url,
            limit_mb=attribution.limit_mb,
        )
        self._calls = Calls(self._http, self._credentials, self._refusals, pause)
        self._renders = Renders(self._calls, self._refusals.clean, pause)

    @classmethod
    def from_environment(cls, base_url: str | None = None, *, token: str | None = None, **more: Any) -> Self:
        """A client as the environment has it.

        Args:
            base_url: By default `NEMO_API_URL`, else the vendor's API.
            token: For this very address; by default `NEMO_TOKEN`, which goes to the default address alone, else an
                anonymous one.
            **more: As for the class.

        Raises:
            UnknownBackendError: The address is not fit to be sent a token to.
        """
        url = environment.backend() if base_url is None else check_base_url(base_url)
        return cls(url, auth=environment.auth_for(url, token), **{"attribution": Attribution.detect(), **more})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections; may be called twice."""
        await self._http.aclose()

    @property
    def user_id(self) -> str | None:
        """Who the backend says we are, once it has said so."""
        return self._user_id or self._credentials.user_id

    @property
    def register_url(self) -> str | None:
        """The link by which an anonymous user becomes a registered one and keeps the work; None for others."""
        user_id = self.user_id
        if not user_id or not user_id.startswith(_ANONYMOUS):
            return None
        return f"{environment.web()}/register?bind={quote(user_id, safe='')}"

    async def create_session(self, language: str | None = None, task_name: str = "project") -> wire.SessionInfo:
        """Begin a session: one for each project.

        Args:
            language: What the agent speaks, such as `en` or `zh-CN`; the backend's choice if None.
            task_name: What the project is called in the web workspace.

        Raises:
            APIError: The backend refused.
            BackendUnreachableError: Nothing was sent.
        """
        body = {"task_name": task_name} | ({"language": language} if language else {})
        answer = await self._calls.post(f"/api/tasks/me/with-session/{_AGENT}", encode(body))
        session = wire.read_session(answer)
        self._user_id = session.user_id or self._user_id
        return session

    async def fork_session(self, draft: bytes, source: str | None = None) -> wire.SessionInfo:
        """Begin a session from a timeline: of the local engine alone, and no part of the protocol.

        Args:
            draft: The timeline; it travels byte for byte.
            source: The session whose files it may use.

        Raises:
            APIError: The backend refused, or does not know how.
        """
        body = encode({"session_id": source, "draft": msgspec.Raw(draft)})
        return wire.read_session(await self._calls.post("/_nemo/fork", body))

    def chat(self, session_id: str, text: str) -> ChatStream:
        """Send a message, and follow what comes of it.

        Entering the stream sends the message, once. What follows may be silent for minutes; `patience` says for how
        many. Leaving the stream early closes the connection, but not necessarily the work.

        Raises:
            PromptError: There is nothing to send.
            APIError: (on entering) the backend refused; no work was done, unless it is a `ServerError`.
            BackendUnreachableError: (on entering) nothing was sent.
            StreamInterruptedError: (on entering or reading) it was sent; what became of it is open.
        """
        text = repair(text)
        if not text.strip():
            raise PromptError("There is nothing to send.", "Say what the video should show, or what to change.")
        return ChatStream(lambda: self._converse(session_id, text), Reader(self._refusals.redact), self._http.patience)

    async def _converse(self, session_id: str, text: str) -> Connection | Answer:
        body = {
            "app_name": _AGENT,
            "user_id": "me",
            "session_id": session_id,
            "new_message": {"parts": [{"text": text}]},
        }
        if self._streaming:
            try:
                return await self._calls.converse("/run_sse", encode({**body, "streaming": True}))
            except BadRequestError as error:
                if 422 not in (error.status, error.code) and 400 not in (error.status, error.code):
                    raise
        # Refused for its shape, so nothing ran: without the one field that the vendor's own texts do not have.
        accepted = await self._calls.converse("/run_sse", encode(body))
        self._streaming = False
        return accepted

    def refusal(self, event: StreamError) -> APIError:
        """The error that an error told inside a stream stands for."""
        code = as_code(event.code)
        if code is None:
            return ServerError(event.message)
        return self._refusals.error(code, None, event.message.rstrip("."), "session")

    async def upload(
        self, session_id: str, source: Path | bytes, *, name: str | None = None, progress: Progress | None = None
    ) -> tuple[wire.UploadedFile, ...]:
        """Give a session a file, read from disk as it is sent, or from memory.

        Args:
            session_id: The session.
            source: The file, or its bytes.
            name: What it is called there; by default its own name.
            progress: Told the bytes sent so far, and the file's size.

        Raises:
            MissingFileError: There is no such file.
            UnsupportedFileError: The backend does not take its kind.
            FileTooLargeError: It is over the skill's limit; nothing was sent.
            APIError: The backend refused.
        """
        answer = await self._calls.post(
            self._upload_path(session_id),
            about="upload",
            part=lambda: open_part(source, name, progress, limit_mb=self._refusals.limit_mb),
            silence=self._http.patience.upload,
        )
        return wire.read_files(answer)

    async def upload_all(
        self,
        session_id: str,
        sources: Iterable[Path | bytes],
        *,
        at_once: int = 3,
        progress: Callable[[int, int, int], None] | None = None,
    ) -> tuple[wire.UploadedFile, ...]:
        """Give a session many files, in the order given.

        The first that fails ends the others; what was uploaded until then stays with the session.

        Args:
            session_id: The session.
            sources: The files, or their bytes.
            at_once: How many travel at a time.
            progress: Told which file (from 0), its bytes sent so far, and its size.

        Raises:
            NemoError: As in `upload`.
        """
        gate = asyncio.Semaphore(at_once)

        async def send(number: int, source: Path | bytes) -> tuple[wire.UploadedFile, ...]:
            tell = None if progress is None else lambda sent, size: progress(number, sent, size)
            async with gate:
                return await self.upload(session_id, source, progress=tell)

        sending = [asyncio.ensure_future(send(number, source)) for number, source in enumerate(sources)]
        try:
            return tuple(file for files in await asyncio.gather(*sending) for file in files)
        finally:
            for one in sending:
                one.cancel()
            await asyncio.gather(*sending, return_exceptions=True)

    async def upload_urls(self, session_id: str, urls: Iterable[str]) -> tuple[wire.UploadedFile, ...]:
        """Give a session files that the backend fetches itself.

        Raises:
            APIError: The backend refused.
        """
        body = encode({"urls": [repair(url) for url in urls], "source_type": "url"})
        path = self._upload_path(session_id)
        return wire.read_files(await self._calls.post(path, body, about="upload", silence=self._http.patience.upload))

    async def state(self, session_id: str) -> wire.State:
        """A session's state: the draft, byte for byte, and what belongs to it.

        Raises:
            SessionNotFoundError: There is no such session.
            APIError: The backend refused.
        """
        path = f"/api/state/{_AGENT}/me/{quote(session_id, safe='')}/latest"
        state = wire.read_state(await self._calls.get(path, "session"))
        self._user_id = state.user_id or self._user_id
        return state

    async def credits(self) -> wire.Credits:
        """The balance.

        Raises:
            APIError: The backend refused.
        """
        return wire.read_credits(await self._calls.get("/api/credits/balance/simple"))

    async def start_render(
        self,
        render_id: str,
        session_id: str,
        draft: bytes,
        *,
        format: str = "mp4",  # noqa: A002 - the wire's name, and only ever a keyword
        quality: str = "high",
    ) -> wire.RenderStatus:
        """Begin an export.

        Args:
            render_id: A name of the caller's choice, never used before.
            session_id: The session.
            draft: The timeline, as `state` gave it; it travels byte for byte.
            format: The container.
            quality: Such as `high`.

        Raises:
            ExportBlockedError: The plan does not include export.
            APIError: The backend refused.
        """
        return await self._renders.start(render_id, session_id, draft, {"format": format, "quality": quality})

    async def render_status(self, render_id: str) -> wire.RenderStatus:
        """How far an export is.

        Raises:
            BadRequestError: There is no such render.
            APIError: The backend refused.
        """
        return await self._renders.status(render_id)

    async def render_poster(self, render_id: str) -> bytes | None:
        """A JPEG of a preview that is being made, as soon as there is one: of the local engine alone.

        Raises:
            APIError: The backend refused, or does not know how.
            BackendUnreachableError: It did not answer.
        """
        return await self._renders.poster(render_id)

    async def download(
        self,
        status: wire.RenderStatus,
        destination: Path,
        *,
        progress: Progress | None = None,
        max_bytes: int = downloads.MAX_BYTES,
    ) -> Path:
        """Fetch a finished render. Until it is whole and on disk, nothing bears its name.

        Args:
            status: A completed render's.
            destination: Where the film goes; a file of that name is replaced.
            progress: Told the bytes received so far, and their total (0 while unknown).
            max_bytes: Larger films are not kept.

        Raises:
            DownloadError: It cannot be fetched whole, is no MP4, is too large, or lies where nothing may be fetched.
            BackendUnreachableError: Nobody answers where it is, for now.
            DiskFullError: There is no room.
        """
        return await self._renders.download(status, destination, progress=progress, max_bytes=max_bytes)

    async def claim_link(self, task_id: str, session_id: str) -> str:
        """A link that opens the session in the web workspace.

        Raises:
            APIError: The backend refused.
        """
        body = encode({"task_id": task_id, "session_id": session_id})
        token = (await self._calls.post("/api/auth/claim-token", body)).data.get("claim_token")
        if not isinstance(token, str) or not token:
            raise ProtocolError("The backend gave no link to its workspace.", "Try again in a moment.")
        return f"{environment.web()}/workspace/claim?ct={quote(token, safe='')}"

    @staticmethod
    def _upload_path(session_id: str) -> str:
        return f"/api/upload-video/{_AGENT}/me/{quote(session_id, safe='')}"
