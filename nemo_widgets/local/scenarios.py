"""Faults on request, for lessons and tests: each for one session or all, for a number of times or until reset.

`POST /_nemo/scenario` takes one as JSON, such as `{"name": "slow", "seconds": 5, "session_id": null, "times": 1}`;
`{"name": "reset"}` clears those of the session, or all. A message can order one for its own session, once:
`make it warmer [demo: disconnect abort=true]`, `make it warmer [demo: code code=2001]`.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, TypeVar, get_args

import msgspec

from nemo_widgets.errors import BadRequestError, plain

Endpoint = Literal["token", "session", "run_sse", "upload", "state", "credits", "claim", "render", "poll", "download"]
Step = Literal["plan", "call", "edit", "result", "text", "close", "late", "render"]
"""Where a run can be held: before it plans, each tool call, the edit, each result, the text, the end, a late edit;
and before an export begins."""


class _Scenario(msgspec.Struct, tag_field="name", kw_only=True, forbid_unknown_fields=True):
    session_id: str | None = None
    times: int | None = 1
    """How often it acts; None: until reset."""


class Silent(_Scenario, tag="silent", kw_only=True):
    """The next edit closes the stream without text; `no_content` adds the error code that some servers send then."""

    no_content: bool = False


class Slow(_Scenario, tag="slow", kw_only=True):
    """Silence before the work, s."""

    seconds: Annotated[float, msgspec.Meta(ge=0, le=600)] = 5.0


class Disconnect(_Scenario, tag="disconnect", kw_only=True):
    """The stream is cut after so many events; the run goes on, or aborts."""

    after: int = 1
    abort: bool = False


class AbortOnDisconnect(_Scenario, tag="abort_on_disconnect", kw_only=True):
    """A run whose client leaves stops at its next step, and the draft stays as it was."""

    times: int | None = None


class Code(_Scenario, tag="code", kw_only=True):
    """A refusal by the envelope's code on an endpoint's next request. `status` overrides the HTTP status."""

    code: int
    endpoint: Endpoint = "run_sse"
    status: int | None = None
    message: str = ""


class UnknownSession(_Scenario, tag="unknown_session", kw_only=True):
    """How an unknown session is told: the envelope, or the framework's `{"detail": …}`."""

    style: Literal["envelope", "detail"] = "detail"
    times: int | None = None


class StreamError(_Scenario, tag="stream_error", kw_only=True):
    """An exception inside the stream, before the edit."""

    message: str = "RuntimeError: the agent stumbled"


class FailedRender(_Scenario, tag="failed_render", kw_only=True):
    """The next export fails."""

    error: str = "The renderer gave up."


class RenderShape(_Scenario, tag="render_shape", kw_only=True):
    """Which of the protocol's two shapes render answers have."""

    shape: Literal["A", "B"]
    times: int | None = None


class EventShape(_Scenario, tag="event_shape", kw_only=True):
    """Which of the protocol's three shapes events have."""

    shape: Literal[1, 2, 3]
    times: int | None = None


class LateEdit(_Scenario, tag="late_edit", kw_only=True):
    """A title nobody asked for, so many ms after the stream ended; credits stay frozen until then."""

    ms: int = 500
    title: str = "Made with Nemo"
    credits: int = 40


class Charge(_Scenario, tag="charge", kw_only=True):
    """Turns that make pictures cost so many credits, frozen while they run."""

    credits: int
    times: int | None = None


class Hold(_Scenario, tag="hold", kw_only=True):
    """The run waits at a step until `POST /_nemo/release`."""

    at: Step


class Reset(_Scenario, tag="reset", kw_only=True):
    """Clear the scenarios of a session, or all."""


_Ordered = (
    Silent
    | Slow
    | Disconnect
    | AbortOnDisconnect
    | Code
    | UnknownSession
    | StreamError
    | FailedRender
    | RenderShape
    | EventShape
    | LateEdit
    | Charge
)
"""What a message may order: nothing that another request would have to end."""
Scenario = _Ordered | Hold | Reset


_MOST: Final = 1000
"""How many are in force at a time; those a message ordered until further notice may be many."""
_S = TypeVar("_S", bound=_Scenario)
_ORDER: Final = re.compile(r"\s*\[\s*(?:demo|演示)\s*[:：]\s*([\w-]+)((?:\s+\w+=[^\s\]]+)*)\s*\]", re.IGNORECASE)
_NAMES: Final = ", ".join(sorted(str(kind.__struct_config__.tag) for kind in get_args(_Ordered)))


class Scenarios:
    """The scenarios in force; a newer one goes before an older one, a session's own before one for all."""

    def __init__(self) -> None:
        self._all: list[_Scenario] = []

    def set(self, scenario: Scenario) -> None:
        """Put a scenario in force, or clear those of its session."""
        if isinstance(scenario, Reset):
            self._all = [s for s in self._all if scenario.session_id not in {None, s.session_id}]
        else:
            self._all.insert(0, scenario)
            del self._all[_MOST:]

    def order(self, text: str, session: str) -> str:
        """A message without the fault it orders, which is in force now.

        Raises:
            BadRequestError: 400, there is no such fault, or it is told what it does not know.
        """
        ordered = _ORDER.search(text)
        if ordered is None:
            return text
        fields = dict(field.split("=", 1) for field in ordered[2].split())
        told = {**fields, "name": ordered[1].replace("-", "_").lower(), "session_id": session}
        try:
            self.set(msgspec.convert(told, _Ordered, strict=False))
        except msgspec.ValidationError as error:
            raise BadRequestError(
                f"There is no such demo: {plain(ordered[0], 80)} ({plain(error, 120)}).",
                f"There are {_NAMES}.",
                code=400,
                status=400,
            ) from None
        return text[: ordered.start()] + text[ordered.end() :]

    def take(self, kind: type[_S], session: str | None, **match: object) -> _S | None:
        """The scenario of a kind that acts now, counted as used; `match`: fields it must have."""
        fitting = [
            s
            for s in self._all
            if isinstance(s, kind)
            and s.session_id in {None, session}
            and all(getattr(s, field) == value for field, value in match.items())
        ]
        if not fitting:
            return None
        chosen = min(fitting, key=lambda s: s.session_id is None)
        if chosen.times is not None:
            chosen.times -= 1
            if chosen.times <= 0:
                self._all.remove(chosen)
        return chosen

    def as_list(self) -> list[_Scenario]:
        """Those in force."""
        return list(self._all)
