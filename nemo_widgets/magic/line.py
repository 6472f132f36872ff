"""A line of the magic, read: what it asks for, and with which flags."""

from __future__ import annotations

import keyword
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from IPython.core.error import UsageError

from nemo_widgets.magic.filling import fill
from nemo_widgets.magic.grammar import COMMANDS, FLAGS, Flag, Spec, nearest, topics
from nemo_widgets.magic.words import say
from nemo_widgets.session.profiles import PROFILES
from nemo_widgets.session.routing import route

Phrase = tuple[str, *tuple[object, ...]]
"""Words of ours with holes, and what fills them."""
_WORD = re.compile(r"""((?:"[^"]*"|'[^']*'|[^\s"'])+|\S+)\s*""")
_STRAY = re.compile(r"(?:^|\s)(--(?:bg|again|head|yes|quiet|(?:skill|session|cap|to)[=\s]\s*\S+|files[=\s].*))\s*$")


class LineError(UsageError):
    """A line that cannot be read.

    Args:
        said: What is wrong with it.
    """

    language = "en"
    """Whom it is told to."""

    def __init__(self, *said: Phrase) -> None:
        super().__init__()
        self._said = said

    def __str__(self) -> str:
        return "%nemo: " + "".join(say(words, self.language, *values) for words, *values in self._said)


@dataclass(frozen=True)
class Command:
    """A line of the magic, understood."""

    name: str
    """studio, prompt, or one of `COMMANDS`"""
    text: str = ""
    args: tuple[str, ...] = ()
    skill: str | None = None
    session: str | None = None
    files: tuple[str, ...] = ()
    to: str | None = None
    cap: float | None = None
    """Credits."""
    background: bool = False
    again: bool = False
    head: bool = False
    yes: bool = False
    quiet: bool = False

    def filled(self, scope: Mapping[str, Any]) -> Command:
        """The same, its `{expressions}` replaced by their values. What is filled in never becomes a flag or command."""
        return replace(
            self,
            text=fill(self.text, scope),
            args=tuple(fill(arg, scope) for arg in self.args),
            files=tuple(fill(file, scope) for file in self.files),
            session=None if self.session is None else fill(self.session, scope),
        )


def parse(line: str, cell: str | None = None) -> Command:
    """A line (and a cell) of the magic. A first word is a command only if the whole line reads as that command.

    Raises:
        LineError: A flag that is not one, or misused; or a line that is surely a command mistyped.

    Example:
        >>> parse("export city.mp4").name, parse("stop the camera at the end").name
        ('export', 'prompt')
    """
    found = _Flags()
    rest, plain = found.read_front(line.strip())
    if cell is not None:
        return Command("prompt", text="\n".join(filter(None, [rest, cell.strip()])), **found.values)
    if not rest:
        return _studio(found, plain=plain)
    command = None if plain else _command(rest, found)
    if command is None and not plain:
        _refuse_stray_flag(rest)
        command = _routed(rest, found)
        if command is None:
            _refuse_mistyped(*_words(rest))
    return command or Command("prompt", text=rest, **found.values)


@dataclass
class _Flags:
    """Flags as they are read."""

    values: dict[str, Any] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def read_front(self, line: str) -> tuple[str, bool]:
        """Read the flags before a prompt. Gives what follows, letter by letter as typed; and if `--` ended them."""
        rest = line
        while match := _WORD.match(rest):
            word = match[1]
            if not word.startswith("--"):
                break
            rest = rest[match.end() :]
            if word == "--":
                return rest.strip(), True
            name, given, value = word.partition("=")
            flag = self._flag(name)
            values = [_bare(value)] if given else []
            ended = False
            while flag.value and not given and (match := _WORD.match(rest)) and self._is_value(flag, match[1], values):
                rest = rest[match.end() :]
                if match[1] == "--":
                    ended = True
                    break
                values.append(_bare(match[1]))
            self._keep(flag, values)
            if ended:
                return rest.strip(), True
        return rest.strip(), False

    def read_behind(self, words: list[str]) -> list[str]:
        """Take the flags out of a command's words; what stays are its arguments."""
        args: list[str] = []
        left = list(words)
        while left:
            word = left.pop(0)
            if not word.startswith("--"):
                args.append(word)
                continue
            name, given, value = word.partition("=")
            flag = self._flag(name)
            values = [value] if given else []
            while flag.value and not given and left and self._is_value(flag, left[0], values):
                values.append(left.pop(0))
            self._keep(flag, values)
        return args

    def fits(self, spec: Spec) -> None:
        """All of them are flags of that command."""
        for name in self.names:
            if name not in spec.flags:
                raise _usage(("{} does not go with {}", name, spec.name), spec=spec)

    def _flag(self, name: str) -> Flag:
        flag = FLAGS.get(name)
        if flag is None:
            meant = nearest(name, FLAGS)
            raise _usage(("there is no flag {}", name), *([("; did you mean {}?", meant)] if meant else []))
        if name in self.names:
            raise _usage(("{} is given twice", name))
        return flag

    @staticmethod
    def _is_value(flag: Flag, word: str, values: list[str]) -> bool:
        if word.startswith("--"):
            return flag.many and word == "--"
        if not values:
            return True
        return flag.many and ("." in _bare(word).strip(".") or "/" in word)

    def _keep(self, flag: Flag, values: list[str]) -> None:
        self.names.append(flag.name)
        if flag.value and not values:
            raise _usage(("{} needs a value: {}", flag.name, flag.usage))
        key = {"--bg": "background"}.get(flag.name, flag.name[2:])
        self.values[key] = _READ[flag.name](values) if flag.value else True


def _skill(values: list[str]) -> str:
    if values[0] not in PROFILES:
        meant = nearest(values[0], PROFILES)
        hint = ("; did you mean {}?", meant) if meant else ("; choose one of {}", ", ".join(PROFILES))
        raise _usage(("there is no skill {!r}", values[0]), hint)
    return values[0]


def _variable(values: list[str]) -> str:
    if not values[0].isidentifier() or keyword.iskeyword(values[0]):
        raise _usage(("--to needs the name of a variable, not {!r}", values[0]))
    return values[0]


def _credits(values: list[str]) -> float:
    try:
        cap = float(values[0])
    except ValueError:
        cap = -1.0
    if not 0 <= cap < float("inf"):
        raise _usage(("--cap needs a number of credits, not {!r}", values[0]))
    return cap


_READ: dict[str, Any] = {
    "--cap": _credits,
    "--skill": _skill,
    "--to": _variable,
    "--session": lambda values: values[0],
    "--files": tuple,
}


def _studio(found: _Flags, *, plain: bool) -> Command:
    """No words at all: the studio; flags that need a prompt are then in want of one."""
    lost = [name for name in found.names if name not in {"--session", "--skill", "--to"}]
    if plain or lost:
        raise _usage(("{} needs a prompt behind it", lost[0] if lost else "--"))
    return Command("studio", **found.values)


def _command(rest: str, found: _Flags) -> Command | None:
    """The line as a command; None where it is a prompt."""
    name, *words = _words(rest)
    spec = COMMANDS.get(name)
    if spec is None:
        return None
    cut = next((at for at, word in enumerate(words) if word.startswith("--")), len(words))
    said = words[:cut]
    if (spec.fewest and not words) or (said and spec.most and not spec.takes(said) and all(map(spec.fits, said))):
        raise _usage(("{} takes {}", name, spec.arguments), spec=spec)
    if not spec.takes(said):
        _refuse_near_argument(spec, words)
        return None
    args = found.read_behind(words)
    found.fits(spec)
    if not spec.takes(args):
        return None
    return Command(name, args=tuple(args), **found.values)


def _routed(rest: str, found: _Flags) -> Command | None:
    """What a person says and the studio understands as a command: "导出", "show my credits"."""
    name = route(rest)
    if name == "chat":
        return None
    spec = COMMANDS[name]
    if spec.fewest:
        raise _usage(("{} takes {}", name, spec.arguments), spec=spec)
    found.fits(spec)
    return Command(name, **found.values)


def _refuse_mistyped(name: str, *words: str) -> None:
    """A line that would be a command but for a letter is no prompt: it would be sent, and may cost."""
    meant = nearest(name.casefold(), COMMANDS)
    if meant is None or name in COMMANDS or not COMMANDS[meant].takes(words) or (meant == "help" and words):
        return
    line = " ".join(["%nemo", meant, *words])
    raise LineError(("there is no command {!r}; did you mean {}? As a prompt: %nemo -- {} …", name, line, name))


def _refuse_near_argument(spec: Spec, words: list[str]) -> None:
    options = topics() if spec.name == "help" else spec.options
    meant = nearest(words[0], options) if len(words) == 1 else None
    if meant:
        raise _usage(("{} knows no {!r}", spec.name, words[0]), ("; did you mean {}?", meant), spec=spec)


def _refuse_stray_flag(text: str) -> None:
    """A flag behind a prompt would be sent as part of it."""
    if stray := _STRAY.search(text):
        prompt = text[: stray.start()].strip()[:60]
        said = "flags stand before the prompt: %nemo {} {} (as it is: %nemo -- {})"
        raise LineError((said, stray[1], prompt, text[:40]))


def _usage(*said: Phrase, spec: Spec | None = None) -> LineError:
    end: list[Phrase] = [] if said[-1][0].endswith("?") else [(".",)]
    return LineError(*said, *end, (" See %nemo help{}.", f" {spec.name}" if spec else ""))


def _bare(word: str) -> str:
    """A word without its quotes."""
    try:
        (bare,) = shlex.split(word)
    except ValueError:
        return word.strip("'\"")
    return bare


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # an apostrophe is no open quote
        return text.split()
