"""A line of the magic, read: what it asks for, and with which flags."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from nemo_widgets.magic.filling import fill
from nemo_widgets.magic.flags import Flags, LineError, refuse_other_dashes, usage
from nemo_widgets.magic.grammar import COMMANDS, SAID, Spec, nearest, topics
from nemo_widgets.session.routing import route

_COMMENT = re.compile(r"(?:^|\s{2,})#\s.*$", re.DOTALL)
_QUOTES = {'"': '"', "'": "'", "\u201c": "\u201d", "\u2018": "\u2019"}
_HELP = ("--help", "-h")
_STRAY = re.compile(r"(?:^|\s)(--(?:bg|again|head|yes|quiet|(?:skill|session|cap|to)[=\s]\s*\S+|files[=\s].*))\s*$")


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
    found = Flags()
    line = _without_comment(line.strip())
    topic, _, asked = line.rpartition(" ")
    if asked in _HELP and (not topic or topic in topics()):
        return Command("help", args=tuple(topic.split()))
    rest, plain = found.read_front(line)
    if cell is not None:
        return Command("prompt", text="\n".join(filter(None, [rest, cell.strip()])), **found.values)
    if not rest:
        return _studio(found, plain=plain)
    if plain:
        return Command("prompt", text=rest, **found.values)
    command = _command(rest, found)
    if command is None:
        _refuse_stray_flag(rest)
        command = _said(rest, found)
    if command is None:
        _refuse_mistyped(*_words(rest))
    return command or Command("prompt", text=_unquoted(rest), **found.values)


def _without_comment(line: str) -> str:
    """A line as far as what would be a comment of Python's; within quotes nothing is."""
    comment = _COMMENT.search(line)
    before = line[: comment.start()] if comment else line
    quoted = any(before.count(quote) % 2 for quote in "\"'") or before.count("\u201c") > before.count("\u201d")
    return line if quoted else before


def _unquoted(text: str) -> str:
    """A prompt that stands in quotes as a whole, as strings do in Python and in a shell, without them."""
    bare = text[1:] if text[:1] in ("f", "F") else text
    inner, end = bare[1:-1].strip(), _QUOTES.get(bare[:1])
    is_one = inner and bare.endswith(end or "\0") and not {bare[0], end} & set(inner)
    return inner if is_one else text


def _studio(found: Flags, *, plain: bool) -> Command:
    """No words at all: the studio; flags that need a prompt are then in want of one."""
    lost = [name for name in found.names if name not in {"--session", "--skill", "--to"}]
    if plain or lost:
        raise usage(("{} needs a prompt behind it", lost[0] if lost else "--"))
    return Command("studio", **found.values)


def _command(rest: str, found: Flags) -> Command | None:
    """The line as a command; None where it is a prompt."""
    name, *words = _words(rest)
    spec = COMMANDS.get(name)
    if spec is None:
        return None
    words = words[: words.index("#")] if "#" in words else words
    for word in words:
        refuse_other_dashes(word)
    cut = next((at for at, word in enumerate(words) if word.startswith("--")), len(words))
    said = words[:cut]
    if (spec.fewest and not words) or (said and spec.most and not spec.takes(said) and all(map(spec.fits, said))):
        raise usage(("{} is written {}", name, spec.usage), spec=spec)
    if not spec.takes(said):
        _refuse_near_argument(spec, words)
        return None
    args = found.read_behind(words)
    found.fits(spec)
    if not spec.takes(args):
        return None
    return Command(name, args=tuple(args), **found.values)


def _said(rest: str, found: Flags) -> Command | None:
    """What a person says and the studio understands as a command: "导出", "show my credits", "停止"."""
    words, meant = rest.casefold().strip(" .!?\u3002\uff01\uff1f"), route(rest)
    name = SAID.get(words, words) if meant == "chat" else meant
    if name == "studio":
        return _studio(found, plain=False)
    spec = COMMANDS.get(name)
    if spec is None:
        return None
    if spec.fewest:
        raise usage(("{} is written {}", name, spec.usage), spec=spec)
    found.fits(spec)
    return Command(name, **found.values)


def _refuse_mistyped(name: str, *words: str) -> None:
    """A line that can only be meant as a command is no prompt: it would be sent, and may cost."""
    spec = COMMANDS.get(name)
    if spec is not None and spec.meant.fullmatch(" ".join(words)):
        spaced = ("; a name with spaces stands in quotes",) if len(words) > 1 and spec.most == 1 else ()
        as_it_is = ("; as a prompt: %nemo -- {}", " ".join([name, *words])[:60])
        raise usage(("{} is written {}", name, spec.usage), *([spaced] if spaced else []), as_it_is, spec=spec)
    meant = nearest(name.casefold(), COMMANDS)
    if meant is None or name in COMMANDS or not COMMANDS[meant].takes(words) or (meant == "help" and words):
        return
    line = " ".join(["%nemo", meant, *words])
    raise LineError(("there is no command {!r}; did you mean {}? As a prompt: %nemo -- {} …", name, line, name))


def _refuse_near_argument(spec: Spec, words: list[str]) -> None:
    options = topics() if spec.name == "help" else spec.options
    meant = nearest(words[0].casefold(), options) if len(words) == 1 else None
    if meant:
        raise usage(("{} knows no {!r}", spec.name, words[0]), ("; did you mean {}?", meant), spec=spec)


def _refuse_stray_flag(text: str) -> None:
    """A flag behind a prompt would be sent as part of it."""
    if stray := _STRAY.search(text):
        prompt = text[: stray.start()].strip()[:60]
        said = "flags stand before the prompt: %nemo {} {} (as it is: %nemo -- {})"
        raise LineError((said, stray[1], prompt, text[:40]))


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # an apostrophe is no open quote
        return text.split()
