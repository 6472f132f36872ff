"""The magic itself, bound to a shell."""

from __future__ import annotations

import asyncio
import contextlib
import dis
import inspect
import shlex
import weakref
from collections.abc import Iterator, Mapping
from typing import Any

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class, needs_local_scope, no_var_expand
from IPython.display import display
from traitlets import Bool, Enum, Float, Unicode

from nemo_widgets.errors import NemoError
from nemo_widgets.magic.actions import ACTIONS, NEED_THE_RESULT, WITHOUT_SESSION, Begun
from nemo_widgets.magic.flags import LineError
from nemo_widgets.magic.line import Command, parse
from nemo_widgets.magic.run import PATIENCE_S, POSTER_S, Run
from nemo_widgets.magic.words import say
from nemo_widgets.session import waiting
from nemo_widgets.session.connect import connect, default_name, remember, remembered
from nemo_widgets.session.jobs import Job, Turn
from nemo_widgets.session.profiles import PROFILES
from nemo_widgets.session.session import Session
from nemo_widgets.session.translations import in_words
from nemo_widgets.widgets.parts import Studio


@magics_class
class NemoMagics(Magics):
    """The magic, bound to a shell. Its defaults: `%config NemoMagics`."""

    skill = Enum(["", *PROFILES], "", help="Profile of new sessions; empty: the package's default.").tag(config=True)
    session = Unicode("", help="Session to begin with, by its name; empty: the notebook's own.").tag(config=True)
    language = Unicode("", help="What to speak in, such as zh-CN; empty: the session's own.").tag(config=True)
    quiet = Bool(default_value=False, help="Show nothing of a turn unless it fails, as --quiet does.").tag(config=True)
    patience = Float(PATIENCE_S, help="How long a cell waits after a stop for the word on how it ended, s.", min=0).tag(
        config=True
    )
    poster = Float(POSTER_S, help="How long an unwatched cell waits for its poster, s.", min=0).tag(config=True)

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._session: Session | None = None
        self._studio: weakref.ref[Studio] | None = None

    @line_cell_magic
    @no_var_expand
    @needs_local_scope
    def nemo(self, line: str, cell: str | None = None, local_ns: Mapping[str, Any] | None = None) -> Any:
        """Talk to the video studio: `%nemo help`."""
        return self.nemo_now(line, cell, scope=local_ns, value=_is_kept())

    def nemo_now(
        self, line: str, cell: str | None = None, *, scope: Mapping[str, Any] | None = None, value: bool = False
    ) -> Any:
        """The same, blocking; gives the handle where the call's value is used."""
        with self._brief():
            command = self._read(line, cell, scope)
            session = self._session_for(command)
            for job in _needed(session, command):
                waiting.until(job.when_done)
            before, run = _running(session), None
            try:
                run = self._begin(session, command)
                if isinstance(run, Run):
                    run.begin()
                    waiting.until(run.ending.when)
                    waiting.until(run.when_whole, self.poster)
            except KeyboardInterrupt:
                if not isinstance(run, Run):  # it came while the work was being written down
                    for job in _running(session, self._session) - before:
                        job.cancel()
                    raise
                run.stop()
                with contextlib.suppress(KeyboardInterrupt):
                    waiting.until(run.ending.when)
            if isinstance(run, Run):
                run.conclude()
                run = run.job
        return run if value else None

    async def nemo_async(
        self, line: str, cell: str | None = None, *, scope: Mapping[str, Any] | None = None, value: bool = False
    ) -> Any:
        """The same, awaited by a cell that was made async."""
        with self._brief():
            command = self._read(line, cell, scope)
            session = self._session_for(command)
            for job in _needed(session, command):
                await waiting.wake(job.when_done)
            run = self._begin(session, command)
            if isinstance(run, Run):
                try:
                    run.begin()
                    await waiting.wake(run.ending.when)
                    await waiting.wake(run.when_whole, self.poster)
                except asyncio.CancelledError:  # ■, as ipykernel tells it to an async cell
                    run.stop()
                    await waiting.wake(run.ending.when)
                run.conclude()
                run = run.job
        return run if value else None

    def _read(self, line: str, cell: str | None, scope: Mapping[str, Any] | None) -> Command:
        names = self.shell.user_ns if self.shell is not None else {}
        return parse(line, cell).filled({**names, **(scope or {})})

    def _begin(self, session: Session | None, command: Command) -> Any:
        """Start what was asked. What the cell has to wait for comes back as a `Run`; all else is shown at once."""
        begun: Any = (
            WITHOUT_SESSION[command.name](command, self._spoken)
            if session is None
            else ACTIONS[command.name](session, command)
        )
        work = begun if isinstance(begun, Begun) else None
        value = work.job if work is not None else begun
        if isinstance(begun, Studio):
            self._studio = weakref.ref(begun)
        if command.to and self.shell is not None:
            self.shell.push({command.to: value}, interactive=False)
        quiet = command.quiet or self.quiet
        if work is not None:
            self._session = work.job.session
            remember(self._session)
            if not command.background:
                return Run(self._session, work.job, note=work.note, quiet=quiet, patience=self.patience)
            if not quiet:
                display(work.job)
        elif isinstance(begun, str):
            print(begun)  # noqa: T201 - what a magic says
        else:
            display(begun)
        return value

    def _session_for(self, command: Command) -> Session | None:
        """The session that a command is for; from then on it is the one of all that follow. None: it needs none."""
        if command.name in WITHOUT_SESSION:
            return None
        self._follow_studio()
        name = command.session or (self._session.name if self._session else self.session or self._resumed(command))
        if command.name == "connect":
            self._session = connect(command.args[0], name=name, skill=command.skill, language=self.language or None)
        elif self._session is None or command.session or command.skill:
            first = self.skill if self._session is None and not command.skill else ""
            self._session = connect(name=name, skill=command.skill or first or None, language=self.language or None)
        if command.name == "connect" or command.session:
            remember(self._session)
        return self._session

    def _resumed(self, command: Command) -> str:
        """The session that a new kernel begins with.

        The one that the notebook holds in a variable, if it holds just one, else the notebook's own; but where its last
        kernel had moved on (to a fork of that one, or by `%nemo connect`), the one it was in, except for a prompt that
        the first has recorded. So a Run All begins at the first cell, and "run from here" where the last kernel was.
        """
        held, name = self._held(), remembered()
        if name is None or (held is not None and not name.startswith(f"{held.name}-take-")):
            return (held or connect()).name
        last = connect(name=name)
        if command.text and not last.cursor.knows(command.text):
            own = held or connect()
            if own.cursor.knows(command.text):
                return own.name
        own_name = shlex.quote(default_name())
        print(say("Session {!r}, as before. The notebook's own: %nemo --session {}", last.language, name, own_name))  # noqa: T201
        return name

    def _held(self) -> Session | None:
        names = self.shell.user_ns if self.shell is not None else {}
        mine = [value for name, value in list(names.items()) if not name.startswith("_")]
        held = {id(value): value for value in mine if isinstance(value, Session)}
        return next(iter(held.values())) if len(held) == 1 else None

    def _follow_studio(self) -> None:
        """The studio that `%nemo` opened is its other face: an engine switched there is switched here."""
        studio = self._studio() if self._studio is not None else None
        shown = studio.session if studio is not None else None
        if shown is not None and self._session is not None and shown.name == self._session.name:
            self._session = shown

    @property
    def _spoken(self) -> str:
        """The language of the session that the magic is in."""
        session = self._session or self._held()
        return session.language if session is not None else self.language

    @contextlib.contextmanager
    def _brief(self) -> Iterator[None]:
        """Errors that are for the reader come without the way through our code: one line, and the next step.

        The error itself stays what it is, for a cell's own `except`. IPython asks it how it wants to be shown: in brief
        at first, and when it asks again, for `%tb`, with the whole way.
        """
        try:
            yield
        except LineError as error:
            error.language = self._spoken
            raise UsageError(str(error)) from None  # IPython tells that very kind in one line
        except NemoError as error:
            caught, shell, brief = error, self.shell, [f"{type(error).__name__}: {in_words(error, self._spoken)}"]

            def render() -> list[str]:
                if brief or shell is None:
                    return [brief.pop()]
                way: list[str] = shell.InteractiveTB.structured_traceback(type(caught), caught, caught.__traceback__)
                return way

            error._render_traceback_ = render  # type: ignore[attr-defined]
            raise


def _is_kept() -> bool:
    """Whether the calling cell keeps the call's value; the cell that loads the extension was read before it could be.

    Its own bytecode says so: what is not kept is dropped, or shown, by the very next instruction.
    """
    frame = inspect.currentframe()
    while frame is not None and frame.f_code.co_name not in {"run_line_magic", "run_cell_magic"}:
        frame = frame.f_back
    caller = frame.f_back if frame is not None else None
    if caller is None:
        return False
    after = (step.opname for step in dis.get_instructions(caller.f_code) if step.offset > caller.f_lasti)
    # A module returns what was evaluated for somebody else: `%%time` does so with a last line, to have it shown.
    unused = {
        "",
        "POP_TOP",
        "PRINT_EXPR",
        "CALL_INTRINSIC_1",
        *(["RETURN_VALUE"] * (caller.f_code.co_name == "<module>")),
    }
    return next(after, "") not in unused


def _needed(session: Session | None, command: Command) -> tuple[Job[Any], ...]:
    """What a command has to wait for, because it speaks of what that makes."""
    if session is None or command.name not in NEED_THE_RESULT:
        return ()
    return tuple(job for job in session.running if isinstance(job, Turn))


def _running(*sessions: Session | None) -> set[Job[Any]]:
    return {job for session in sessions if session is not None for job in session.running}
