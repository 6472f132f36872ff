"""The flags of a line, read; and what a line that cannot be read is answered."""

from __future__ import annotations

import keyword
import re
import shlex
from dataclasses import dataclass, field
from typing import Any

from IPython.core.error import UsageError

from nemo_widgets.magic.grammar import FLAGS, Flag, Spec, nearest
from nemo_widgets.magic.words import say
from nemo_widgets.session.profiles import PROFILES

Phrase = tuple[str, *tuple[object, ...]]
"""Words of ours with holes, and what fills them."""
_WORD = re.compile(r"""((?:"[^"]*"|'[^']*'|[^\s"'])+|\S+)\s*""")
_DASHED = re.compile(r"[-\u2010-\u2015\u2212\uff0d]+([a-z]+)(?:=.*)?")
"""What is typed, or made of `--` by an editor or an input method, where a flag was meant."""


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


def usage(*said: Phrase, spec: Spec | None = None) -> LineError:
    """What is wrong, and where the right is told."""
    end: list[Phrase] = [] if said[-1][0].endswith("?") else [(".",)]
    return LineError(*said, *end, (" See %nemo help{}.", f" {spec.name}" if spec else ""))


@dataclass
class Flags:
    """Flags as they are read."""

    values: dict[str, Any] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def read_front(self, line: str) -> tuple[str, bool]:
        """Read the flags before a prompt. Gives what follows, letter by letter as typed; and if `--` ended them."""
        rest = line
        while match := _WORD.match(rest):
            word = match[1]
            if not word.startswith("--"):
                refuse_other_dashes(word)
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
        """Take the flags out of a command's words; what stay are its arguments."""
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
                raise usage(("{} does not go with {}", name, spec.name), spec=spec)

    def _flag(self, name: str) -> Flag:
        flag = FLAGS.get(name)
        if flag is None:
            meant = nearest(name, FLAGS)
            raise usage(("there is no flag {}", name), *([("; did you mean {}?", meant)] if meant else []))
        if name in self.names:
            raise usage(("{} is given twice", name))
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
        if flag.value and not any(values):
            raise usage(("{} needs a value: {}", flag.name, flag.usage))
        if values and not flag.value:
            raise usage(("{} takes no value", flag.name))
        key = {"--bg": "background"}.get(flag.name, flag.name[2:])
        self.values[key] = _READ[flag.name](values) if flag.value else True


def refuse_other_dashes(word: str) -> None:
    """A flag with other dashes than two short ones would be sent as part of a prompt."""
    dashed = _DASHED.fullmatch(word)
    if dashed and not word.startswith("--") and f"--{dashed[1]}" in FLAGS:
        raise usage(("there is no flag {}", word), ("; did you mean {}?", f"--{dashed[1]}"))


def _skill(values: list[str]) -> str:
    if values[0] not in PROFILES:
        meant = nearest(values[0], PROFILES)
        hint = ("; did you mean {}?", meant) if meant else ("; choose one of {}", ", ".join(PROFILES))
        raise usage(("there is no skill {!r}", values[0]), hint)
    return values[0]


def _variable(values: list[str]) -> str:
    if not values[0].isidentifier() or keyword.iskeyword(values[0]):
        raise usage(("--to needs the name of a variable, not {!r}", values[0]))
    return values[0]


def _credits(values: list[str]) -> float:
    try:
        cap = float(values[0])
    except ValueError:
        cap = -1.0
    if not 0 <= cap < float("inf"):
        raise usage(("--cap needs a number of credits, not {!r}", values[0]))
    return cap


_READ: dict[str, Any] = {
    "--cap": _credits,
    "--skill": _skill,
    "--to": _variable,
    "--session": lambda values: values[0],
    "--files": tuple,
}


def _bare(word: str) -> str:
    """A word without its quotes."""
    try:
        (bare,) = shlex.split(word)
    except ValueError:
        return word.strip("'\"")
    return bare
