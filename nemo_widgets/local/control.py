"""`/_nemo/…`: health, and what tests and lessons need to look inside and to order faults. Not part of the protocol."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Final, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nemo_widgets import errors
from nemo_widgets.local import wire
from nemo_widgets.local.engine import Engine, version
from nemo_widgets.local.scenarios import Scenario
from nemo_widgets.local.store import LOCAL_USER

LONGEST_WAIT: Final = 120.0
"""s"""


class ReleaseRequest(msgspec.Struct):
    """Which session's held run may go on; None: all."""

    session_id: str | None = None


class ForkRequest(msgspec.Struct):
    """A timeline to begin a session with, and the session whose files and history it may use."""

    draft: msgspec.Raw
    session_id: str | None = None


class WaitRequest(msgspec.Struct):
    """What to wait for: a run held (`step`: where), no run at all, or a stream over."""

    session_id: str
    until: Literal["holding", "idle", "closed"]
    step: str = ""
    timeout: float = 30.0


def control_routes(engine: Engine) -> list[Route]:
    """The routes."""
    control = Control(engine)
    return [
        Route("/_nemo/health", control.health),
        Route("/_nemo/stats", control.stats),
        Route("/_nemo/metrics", control.metrics),
        Route("/_nemo/scenario", control.scenario, methods=["GET", "POST"]),
        Route("/_nemo/release", control.release, methods=["POST"]),
        Route("/_nemo/wait", control.wait, methods=["POST"]),
        Route("/_nemo/fork", control.fork, methods=["POST"]),
        Route("/_nemo/poster/{rid:str}", control.poster),
    ]


class Control:
    """Only the holder of the rendezvous token may use it, but for `health`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def health(self, _: Request) -> Response:
        """That it lives."""
        return wire.json({"status": "ok", "engine": "nemo_widgets.local", "version": version(), "pid": os.getpid()})

    async def stats(self, request: Request) -> Response:
        """What it has seen, by session."""
        self._owner(request)
        ledger, store = self._engine.ledger, self._engine.store
        renders = store.renders_by_session()
        sessions = {
            sid: {
                "messages": messages,
                "streams": msgspec.to_builtins(ledger.streams.get(sid, [])),
                "running": ledger.running.get(sid, 0),
                "holding": ledger.holding.get(sid),
                "renders": renders.get(sid, 0),
            }
            for sid, messages in store.messages().items()
        }
        return wire.json({"sessions": sessions, "busy": self._engine.renders.busy or bool(ledger.running)})

    async def metrics(self, request: Request) -> Response:
        """What a monitor wants to know, in Prometheus' text format."""
        self._owner(request)
        engine, ledger = self._engine, self._engine.ledger
        messages = engine.store.messages()
        told = {
            "sessions": ("gauge", "Projects.", len(messages)),
            "messages_total": ("counter", "Messages accepted.", sum(messages.values())),
            "turns_running": ("gauge", "Turns under way or waiting.", sum(ledger.running.values())),
            "requests_running": ("gauge", "Requests under way.", ledger.requests),
            "renders_open": ("gauge", "Exports that are not done.", len(engine.store.unfinished())),
            "disk_bytes": ("gauge", "Uploads, films and pieces of films.", engine.tidy.used),
        }
        lines = [
            f"# HELP nemo_{name} {what}\n# TYPE nemo_{name} {kind}\nnemo_{name} {value}\n"
            for name, (kind, what, value) in told.items()
        ]
        return Response("".join(lines), media_type="text/plain; version=0.0.4")

    async def scenario(self, request: Request) -> Response:
        """Order a fault; GET: those in force."""
        self._owner(request)
        if request.method == "POST":
            self._engine.scenarios.set(await wire.read(request, Scenario))  # type: ignore[arg-type]
        return wire.json({"scenarios": self._engine.scenarios.as_list()})

    async def release(self, request: Request) -> Response:
        """Let held runs go on."""
        self._owner(request)
        body = await wire.read(request, ReleaseRequest)
        return wire.json({"released": self._engine.floor.release(body.session_id)})

    async def wait(self, request: Request) -> Response:
        """Answer when something has come about, or that it has not: `{"reached": bool}`."""
        self._owner(request)
        body = await wire.read(request, WaitRequest)
        reached = await self._engine.ledger.wait(self._condition(body), min(body.timeout, LONGEST_WAIT))
        return wire.json({"reached": reached})

    async def fork(self, request: Request) -> Response:
        """A new session that begins with a timeline, answered as a new session of the protocol is."""
        self._owner(request)
        body = await wire.read(request, ForkRequest)
        raw = bytes(body.draft)
        wire.read_draft(raw)
        session = self._engine.store.fork_session(LOCAL_USER, body.session_id or "", raw)
        return wire.ok({"task_id": session.task, "session_id": session.id, "user_id": LOCAL_USER})

    async def poster(self, request: Request) -> Response:
        """A JPEG (base64) of a preview under way, as soon as it is painted; none where there is none."""
        self._owner(request)
        render = self._engine.store.render(request.path_params["rid"])
        if render is None:
            raise errors.APIError("No such render.", code=404, status=404)
        return wire.ok({"jpeg": await self._engine.renders.poster(render)})

    def _condition(self, wanted: WaitRequest) -> Callable[[], bool]:
        ledger, sid = self._engine.ledger, wanted.session_id

        def closed() -> bool:
            streams: list[Any] = ledger.streams.get(sid, [])
            return bool(streams) and all(s.closed for s in streams)

        return {
            "holding": lambda: (
                ledger.holding.get(sid, "") in ({wanted.step} if wanted.step else set(ledger.holding.values()))
            ),
            "idle": lambda: sid not in ledger.running,
            "closed": closed,
        }[wanted.until]

    def _owner(self, request: Request) -> None:
        if self._engine.user(request.headers.get("authorization", "")) != LOCAL_USER:
            raise errors.AuthenticationError("Only the engine's owner may do that.", code=1001, status=403)
