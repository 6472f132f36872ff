"""The routes of the protocol, over an engine."""

from __future__ import annotations

import errno
import re
import sqlite3
import time
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from nemo_widgets import errors
from nemo_widgets.local import scenarios as scn
from nemo_widgets.local import wire
from nemo_widgets.local.control import control_routes
from nemo_widgets.local.draft import decode
from nemo_widgets.local.engine import Engine
from nemo_widgets.local.scenarios import Endpoint
from nemo_widgets.local.store import TOKEN_LIFE, File, Render, Session
from nemo_widgets.local.turns import Turn, TurnStream

_OPEN: Final = {"pending", "processing"}
_CLIENT_ID: Final = re.compile(r"[\x21-\x7e]{1,64}")
_MEDIA_HEADERS: Final = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def create_app(engine: Engine, base: str) -> Starlette:
    """The engine's web application. `base`: its own address, for the URLs it hands out."""
    api = Api(engine, base)
    sid = "{sid:str}"
    routes = [
        Route("/api/auth/anonymous-token", api.anonymous_token, methods=["POST"]),
        Route("/api/auth/claim-token", api.claim_token, methods=["POST"]),
        Route("/api/tasks/me/with-session/nemo_agent", api.open_session, methods=["POST"]),
        Route("/run_sse", api.run, methods=["POST"]),
        Route(f"/api/upload-video/nemo_agent/me/{sid}", api.upload, methods=["POST"]),
        Route(f"/api/state/nemo_agent/me/{sid}/latest", api.state),
        Route("/api/credits/balance/simple", api.balance),
        Route("/api/render/proxy/lambda", api.start_render, methods=["POST"]),
        Route("/api/render/proxy/lambda/{rid:str}", api.poll_render),
        Route("/api/render/proxy/{rid:str}/download", api.download),
        Route("/media/{hash:str}", api.media),
        Route("/files/{name:str}", api.film),
        *control_routes(engine),
    ]
    handlers: dict[Any, Any] = {
        errors.APIError: _refused,
        wire.Unprocessable: lambda _, error: wire.unprocessable(error),
        HTTPException: lambda _, error: wire.json({"detail": error.detail}, error.status_code),
        OSError: _disk,
        sqlite3.OperationalError: _disk,
    }
    return Starlette(routes=routes, exception_handlers=handlers)


class Api:
    """One method for each endpoint of the protocol."""

    def __init__(self, engine: Engine, base: str) -> None:
        self._engine = engine
        self._base = base

    async def anonymous_token(self, request: Request) -> Response:
        """A token for a client id; only where the engine is open to others."""
        self._engine.trip("token")
        if not self._engine.options.open:
            text = "This engine is private: it gives no anonymous tokens."
            raise errors.APIError(text, "Use the token of its rendezvous file.", code=403)
        client = request.headers.get("x-client-id", "")
        if not _CLIENT_ID.fullmatch(client):
            raise errors.BadRequestError("X-Client-Id is missing.", code=400)
        token, user, expires, amount = self._engine.store.anonymous(client)
        data = {"token": token, "user_id": user, "expires_at": _iso(expires), "credits": amount}
        return wire.ok(data)

    async def claim_token(self, request: Request) -> Response:
        """A code that hands a project over to a browser."""
        user = self._user(request, "claim")
        body = await wire.read(request, wire.ClaimRequest)
        self._engine.session(body.session_id, user)
        self._engine.trip("claim", body.session_id)
        return wire.ok({"claim_token": f"clm_{body.session_id[-8:]}{int(time.time()):x}", "expires_in": TOKEN_LIFE})

    async def open_session(self, request: Request) -> Response:
        """A new project."""
        user = self._user(request, "session")
        body = await wire.read(request, wire.TaskRequest)
        session = self._engine.store.open_session(user, body.task_name[:200], body.language[:20])
        return wire.ok({"task_id": session.task, "session_id": session.id, "user_id": user})

    async def run(self, request: Request) -> TurnStream:
        """A message; its answer as events."""
        if "json" not in request.headers.get("content-type", ""):
            raise wire.Unprocessable("Content-Type must be application/json")
        body = await wire.read(request, wire.RunRequest, snake=True)
        session = self._session(request, body.session_id, "run_sse")
        text = self._engine.scenarios.order(body.text, session.id)
        if text != body.text:
            self._engine.trip("run_sse", session.id)
        turn = Turn(session, text, streaming=body.streaming)
        stream = TurnStream(turn, self._engine.ledger, self._engine.scenarios)
        self._engine.agent.start(turn)
        return stream

    async def upload(self, request: Request) -> Response:
        """Files for a session."""
        session = self._session(request, request.path_params["sid"], "upload")
        kind = request.headers.get("content-type", "")
        if "json" in kind:
            wanted = await wire.read(request, wire.UrlUpload)
            if not self._engine.options.fetch:
                text = "This engine fetches nothing from the network."
                raise errors.UnsupportedFileError(text, "Download the file and upload it.", code=4001)
            files = [await self._engine.uploads.fetch(url) for url in wanted.urls]
        else:
            files = await self._engine.uploads.receive(request.stream(), kind)
        for file in files:
            self._engine.store.add_upload(session.id, file)
        return wire.ok({"files": [self._file(f) for f in files], "session_state_applied": True})

    async def state(self, request: Request) -> Response:
        """The timeline and what was uploaded."""
        session = self._session(request, request.path_params["sid"], "state")
        store = self._engine.store
        raw = store.draft(session.id)
        files = [self._file(f) for f in store.files(session.id)]
        state: dict[str, Any] = {
            "draft": msgspec.Raw(raw) if raw else None,
            "video_infos": [f for f in files if f["file_type"] == "video"],
            "generated_media": [f for f in files if f["file_type"] != "video"],
            "canvas_config": decode(raw).canvas if raw else {},
            "video_analyses": {},
        }
        head = {"session_id": session.id, "task_id": session.task, "task_name": session.name}
        return wire.ok({**head, "state": state, "_nemo": {"messages": session.messages, "content_addressed": True}})

    async def balance(self, request: Request) -> Response:
        """What is available, frozen and there in all."""
        return wire.ok(self._engine.credits.balance(self._user(request, "credits")))

    async def start_render(self, request: Request) -> Response:
        """An export, queued."""
        user = self._user(request, "render")
        if not all(request.headers.get(h) for h in wire.ATTRIBUTION):
            text = f"Export needs the headers {', '.join(wire.ATTRIBUTION)}."
            raise errors.ExportBlockedError(text, code=402)
        body = await wire.read(request, wire.RenderRequest)
        session = self._engine.session(body.session_id, user)
        self._engine.trip("render", session.id)
        if not re.fullmatch(r"[\w.:-]{1,128}", body.id):
            raise errors.BadRequestError("A render's id is 1 to 128 letters, digits, and _ . : -", code=400)
        if body.output.format.lower() != "mp4":
            raise errors.BadRequestError("Only mp4 can be exported.", code=400)
        wire.read_draft(bytes(body.draft))
        render = self._engine.renders.start(body.id, session.id, bytes(body.draft), body.output.quality)
        return self._told(render)

    async def poll_render(self, request: Request) -> Response:
        """How far an export is."""
        return self._told(self._render(request, "poll"))

    async def download(self, request: Request) -> Response:
        """The film, for whoever may see its session."""
        render = self._render(request, "download")
        if render.status != "completed":
            raise errors.APIError("The film is not there yet.", code=404, status=404)
        return self._send_film(render)

    async def film(self, request: Request) -> Response:
        """The film, for whoever has its opaque name."""
        name, _, suffix = request.path_params["name"].rpartition(".")
        render = self._engine.store.render_of_file(name) if suffix == "mp4" else None
        if render is None:
            raise HTTPException(404, "No such film")
        return self._send_film(render)

    async def media(self, request: Request) -> Response:
        """An uploaded file, for whoever knows its content's hash."""
        file = self._engine.store.file(request.path_params["hash"])
        path = self._engine.uploads.folder / file.hash if file else None
        if file is None or path is None or not path.is_file():
            raise HTTPException(404, "No such file")
        return FileResponse(path, media_type=file.media_type, headers=_MEDIA_HEADERS)

    def _user(self, request: Request, endpoint: Endpoint, sid: str | None = None) -> str:
        user = self._engine.user(request.headers.get("authorization", ""))
        self._engine.trip(endpoint, sid)
        return user

    def _session(self, request: Request, sid: str, endpoint: Endpoint) -> Session:
        user = self._user(request, endpoint, sid)
        try:
            return self._engine.session(sid, user)
        except errors.SessionNotFoundError:
            style = self._engine.scenarios.take(scn.UnknownSession, sid)
            if style and style.style == "detail":
                raise HTTPException(404, "Session not found") from None
            raise

    def _render(self, request: Request, endpoint: Endpoint) -> Render:
        user = self._user(request, endpoint)
        render = self._engine.store.render(request.path_params["rid"])
        if render is None or self._engine.store.session(render.session, user) is None:
            raise errors.APIError("No such render.", code=404, status=404)
        self._engine.trip(endpoint, render.session)
        return render

    def _told(self, render: Render) -> Response:
        shape = self._engine.scenarios.take(scn.RenderShape, render.session)
        told = _shape_b if shape and shape.shape == "B" else _shape_a
        url = f"{self._base}/files/{render.file}.mp4" if render.status == "completed" else ""
        # Clients from elsewhere ask a cloud every half a minute; those of our own process know better.
        soon = {"Retry-After": "1"} if self._engine.options.is_served and render.status in _OPEN else None
        return wire.json(told(render, self._engine.renders.progress(render), url), headers=soon)

    def _send_film(self, render: Render) -> Response:
        path = self._engine.renders.film(render)
        if not path.is_file():
            raise HTTPException(404, "No such film")
        return FileResponse(path, media_type="video/mp4", headers=_MEDIA_HEADERS)

    def _file(self, file: File) -> dict[str, Any]:
        return {
            "filename": file.name,
            "file_type": file.kind,
            "cdn_url": f"{self._base}/media/{file.hash}",
            "duration": file.duration,
            "width": file.width,
            "height": file.height,
            "fps": file.fps,
            "size": file.size,
            "hash": file.hash,
        }


def _shape_a(render: Render, progress: int, url: str) -> dict[str, Any]:
    told: dict[str, Any] = {"taskId": render.id, "status": render.status, "progress": progress}
    if url:
        told["output"] = {"url": url, "duration": render.duration, "size": render.size}
    if render.error:
        told["error"] = render.error
    return told


def _shape_b(render: Render, progress: int, url: str) -> dict[str, Any]:
    data: dict[str, Any] = {"id": render.id, "status": render.status, "progress": progress}
    data["createdAt"] = _iso(render.created)
    if url:
        data["outputUrl"] = url
    if render.completed is not None:
        data["completedAt"] = _iso(render.completed)
    told: dict[str, Any] = {"success": render.status != "failed", "data": data}
    if render.error:
        told["error"] = data["error"] = render.error
    return told


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


async def _refused(_: Request, error: errors.APIError) -> Response:
    return wire.refusal(error)


async def _disk(_: Request, error: Exception) -> Response:
    full = getattr(error, "errno", None) == errno.ENOSPC or "full" in str(error)
    text = "The disk is full." if full else f"The engine cannot write: {wire.unforeseen(error)}"
    return wire.json({"code": 507 if full else 500, "message": text}, 507 if full else 500)
