"""The magic itself, bound to a shell."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class, needs_local_scope, no_var_expand
from IPython.display import display

from nemo_widgets.errors import NemoError
from nemo_widgets.magic.line import HELP, Command, parse
from nemo_widgets.magic.run import POSTER_S, Run
from nemo_widgets.session import waiting
from nemo_widgets.session.connect import connect
from nemo_widgets.session.jobs import Job
from nemo_widgets.session.session import Session


@magics_class
class NemoMagics(Magics):
    """The magic, bound to a shell."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._session: Session | None = None

    @line_cell_magic
    @no_var_expand
    @needs_local_scope
    def nemo(self, line: str, cell: str | None = None, local_ns: Mapping[str, Any] | None = None) -> None:
        """Talk to the video studio: `%nemo help`."""
        with _brief():
            run = self._begin(line, cell, local_ns)
            if not isinstance(run, Run):
                return
            try:
                waiting.until(run.ending.when)
                waiting.until(run.when_whole, POSTER_S)
            except KeyboardInterrupt:
                run.stop()
                with contextlib.suppress(KeyboardInterrupt):
                    waiting.until(run.ending.when)
            run.conclude()

    async def nemo_async(
        self, line: str, cell: str | None = None, *, scope: Mapping[str, Any] | None = None, value: bool = False
    ) -> Job[Any] | None:
        """The same, awaited by a cell that was made async; gives the handle where the cell uses the call's value."""
        with _brief():
            run = self._begin(line, cell, scope)
            if isinstance(run, Run):
                try:
                    await waiting.wake(run.ending.when)
                    await waiting.wake(run.when_whole, POSTER_S)
                except asyncio.CancelledError:  # ■, as ipykernel tells it to an async cell
                    run.stop()
                    await waiting.wake(run.ending.when)
                run.conclude()
                run = run.job
        return run if value else None

    def _begin(self, line: str, cell: str | None, scope: Mapping[str, Any] | None) -> Run | Job[Any] | None:
        """Start what was asked. What the cell has to wait for comes back as a `Run`; all else is shown at once."""
        names = self.shell.user_ns if self.shell is not None else {}
        command = parse(line, cell).filled({**names, **(scope or {})})
        if command.name == "help":
            print(HELP)  # noqa: T201 - what a magic says
            return None
        session = self._session_for(command)
        begun = self._actions(session, command)[command.name]()
        if isinstance(begun, Job) and not command.background:
            return Run(session, begun)
        if isinstance(begun, str):
            print(begun)  # noqa: T201
            return None
        display(begun)
        return begun if isinstance(begun, Job) else None

    def _actions(self, session: Session, command: Command) -> dict[str, Callable[[], Any]]:
        return {
            "studio": session.show,
            "export": lambda: session.export(*command.args),
            "credits": session.credits,
            "status": session.refresh,
            "upload": lambda: session.upload(*command.args),
            "stop": lambda: _stop(session),
            "prompt": lambda: session.send(command.text, files=command.files),
        }

    def _session_for(self, command: Command) -> Session:
        if self._session is None or command.session or command.skill:
            name = command.session or (self._session.name if self._session else None)
            self._session = connect(name=name, skill=command.skill)
        return self._session


def _stop(session: Session) -> str:
    running = session.running
    for job in running:
        job.cancel()
    if not running:
        return "Nothing runs."
    return f"Stop requested: {', '.join(job.title for job in running)}. How it ends will stand in its record."


@contextlib.contextmanager
def _brief() -> Iterator[None]:
    """Errors that are for the reader come without the way through our code: one line, and the next step.

    The error itself stays what it is, for a cell's own `except`; IPython asks it how it wants to be shown.
    """
    try:
        yield
    except NemoError as error:
        shown = [f"{type(error).__name__}: {error}"]
        error._render_traceback_ = lambda: shown  # type: ignore[attr-defined]
        raise
