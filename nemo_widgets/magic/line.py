"""A line of the magic, read: what it asks for, and with which flags."""

from __future__ import annotations

import argparse
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from IPython.core.error import UsageError
from IPython.utils.text import FullEvalFormatter

from nemo_widgets.errors import PromptError, plain
from nemo_widgets.session.profiles import PROFILES

HELP = """\
%nemo                    the studio: player, timeline, takes, log and prompt
%nemo PROMPT             make or change something, such as
                         %nemo generate a 5-second clip of the sea
                         {n} and other expressions are filled in; {{ }} are plain braces
%%nemo                   the same, with a prompt of several lines below it
%nemo upload FILE…       give photos, clips or music to the backend
%nemo export [NAME.mp4]  make the film
%nemo status             the timeline as it is
%nemo credits            what is left to spend
%nemo stop               stop what runs
%nemo help               this

Before a prompt:
  --files A B --         upload these first
  --skill NAME           one of: {skills}
  --session NAME         another timeline, by its name
  --bg                   go on with the next cell at once

Stop, or the notebook's ■, stops the work itself, and says whether that was in time.
""".replace("{skills}", ",\n                         ".join(PROFILES))

_ARITY = {"export": (0, 1), "credits": (0, 0), "status": (0, 0), "stop": (0, 0), "help": (0, 0), "upload": (1, 1000)}
_TAKE_A_VALUE = {"--skill", "--session", "--files"}
_WORD = re.compile(r"""("[^"]*"|'[^']*'|\S+)\s*""")


@dataclass(frozen=True)
class Command:
    """A line of the magic, understood."""

    name: str
    """studio, prompt, export, credits, status, upload, stop, help"""
    text: str = ""
    args: tuple[str, ...] = ()
    skill: str | None = None
    session: str | None = None
    files: tuple[str, ...] = ()
    background: bool = False

    def filled(self, scope: Mapping[str, Any]) -> Command:
        """The same, its `{expressions}` replaced by their values. What is filled in never becomes a flag or command."""
        return replace(
            self,
            text=fill(self.text, scope),
            args=tuple(fill(arg, scope) for arg in self.args),
            files=tuple(fill(file, scope) for file in self.files),
        )


class _Flags(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"%nemo: {message}. See %nemo help.")


def _flags() -> _Flags:
    flags = _Flags(prog="%nemo", add_help=False, allow_abbrev=False)
    flags.add_argument("--skill", choices=list(PROFILES))
    flags.add_argument("--session")
    flags.add_argument("--files", nargs="+", default=[])
    flags.add_argument("--bg", action="store_true")
    return flags


def parse(line: str, cell: str | None = None) -> Command:
    """A line (and a cell) of the magic. A first word is a command only if the whole line reads as that command.

    Example:
        >>> parse("export city.mp4").name, parse("stop the camera at the end").name
        ('export', 'prompt')
    """
    rest = line.strip()
    known: dict[str, Any] = {}
    if rest.startswith("--"):
        known, rest = _split_flags(rest)
    if cell is not None:
        return Command("prompt", text="\n".join(filter(None, [rest, cell.strip()])), **known)
    if not rest:
        return Command("studio", **known)
    name, *args = _words(rest)
    fewest, most = _ARITY.get(name, (1, 0))
    film = name != "export" or all(arg.casefold().endswith(".mp4") for arg in args)
    if fewest <= len(args) <= most and film and _all_files(name, args):
        return Command(name, args=tuple(args), **known)
    return Command("prompt", text=rest, **known)


def fill(text: str, scope: Mapping[str, Any]) -> str:
    """A text with its `{expressions}` replaced by their values in `scope`; `{{` and `}}` are plain braces.

    Raises:
        PromptError: An expression cannot be evaluated, or the text would carry the user's token to the backend.

    Example:
        >>> fill("a {n + 1}-second clip of {{the}} sea", {"n": 4})
        'a 5-second clip of {the} sea'
    """
    if "{" in text or "}" in text:
        try:
            text = FullEvalFormatter().vformat(text, (), dict(scope))
        except Exception as error:  # noqa: BLE001 - whatever a user's own expression may raise
            raise PromptError(
                f"The prompt's {{…}} cannot be filled in: {plain(error, 200) or type(error).__name__}.",
                "Write {{ and }} for plain braces.",
            ) from None
    token = os.environ.get("NEMO_TOKEN")
    if token and token in text:
        raise PromptError("The prompt holds your token; it was not sent.", "Take it out.")
    return text


def _all_files(name: str, args: list[str]) -> bool:
    """Whether the words after `upload` look like files: "upload my photo" is a prompt."""
    return name != "upload" or all("." in arg or "/" in arg for arg in args)


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # an apostrophe is no open quote
        return text.split()


def _split_flags(line: str) -> tuple[dict[str, Any], str]:
    """The flags at the front, and what follows them, letter by letter as it was typed."""
    words: list[str] = []
    rest, value_due, takes_many = line, False, False
    while match := _WORD.match(rest):
        word = match[1]
        if word == "--":
            rest = rest[match.end() :]
            break
        is_flag = word.startswith("--") and not value_due
        if not (is_flag or value_due or (takes_many and "." in word)):
            break
        if is_flag:
            takes_many = word == "--files"
        value_due = is_flag and word in _TAKE_A_VALUE
        words.append(word if is_flag else word.strip("'\""))
        rest = rest[match.end() :]
    found = _flags().parse_args(words)
    flags = {"skill": found.skill, "session": found.session, "files": tuple(found.files), "background": found.bg}
    return flags, rest.strip()
