"""The words of `%nemo` as data: its commands, its flags, and the help made of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nemo_widgets.session.profiles import PROFILES

ENGINES = ("local", "cloud")
_ADDRESS = re.compile(r"https?://\S+")
_LIKE = 0.75
"""How like a known word a mistyped one is, 0 … 1."""


@dataclass(frozen=True)
class Flag:
    """A flag of the magic."""

    name: str
    help: str
    value: str = ""
    """What stands behind it, as the help calls it; empty: nothing does."""
    many: bool = False
    """It takes several values."""

    @property
    def usage(self) -> str:
        """Its name and its value."""
        return " ".join(filter(None, [self.name, self.value]))


FLAGS: dict[str, Flag] = {
    flag.name: flag
    for flag in (
        Flag("--files", "upload these first; -- ends them", "A B --", many=True),
        Flag("--skill", f"the profile, from here on: {', '.join(PROFILES)}", "NAME"),
        Flag("--session", "another timeline, by its name, from here on", "NAME"),
        Flag("--to", "keep the handle in a variable of that name, as x = %nemo … does", "NAME"),
        Flag("--bg", "go on with the next cell at once; what needs the result waits for it"),
        Flag("--again", "do it anew, although it is recorded"),
        Flag("--head", "go on from the newest take, wherever the notebook stands"),
        Flag("--yes", "agree that messages of this session may cost credits"),
        Flag("--cap", "the most credits that this session may spend, all together; it agrees to as much", "N"),
        Flag("--quiet", "show nothing unless it fails"),
    )
}
_WHERE = ("--session",)
_FILM = ("--session", "--to", "--bg", "--again", "--quiet")


@dataclass(frozen=True)
class Spec:
    """A command of the magic."""

    name: str
    arguments: str
    help: str
    fewest: int = 0
    most: int = 0
    fits: Callable[[str], bool] = lambda _: True
    """Whether an argument may be one of this command; where not, the line is a prompt."""
    flags: tuple[str, ...] = _WHERE
    options: tuple[str, ...] = ()
    """What its argument is one of, where that is known."""

    @property
    def usage(self) -> str:
        """How it is written."""
        return " ".join(filter(None, ["%nemo", self.name, self.arguments]))

    def takes(self, args: Sequence[str]) -> bool:
        """Whether these can be its arguments."""
        return self.fewest <= len(args) <= self.most and all(map(self.fits, args))


def _is_film(word: str) -> bool:
    return word.casefold().endswith(".mp4")


def _is_file(word: str) -> bool:
    """Whether a word looks like a file or an address: "upload my photo" is a prompt."""
    return "." in word.strip(".") or "/" in word


def _is_take(word: str) -> bool:
    return bool(re.fullmatch(r"\d{1,6}|\{[^{}]+\}", word))


def _is_backend(word: str) -> bool:
    return word in ENGINES or bool(_ADDRESS.fullmatch(word))


COMMANDS: dict[str, Spec] = {
    spec.name: spec
    for spec in (
        Spec("export", "[NAME.mp4]", "make the film; a name in use gets a number", 0, 1, _is_film, _FILM),
        Spec(
            "upload",
            "FILE…",
            "give photos, clips or music to the backend; a file it has is not sent again",
            1,
            1000,
            _is_file,
            ("--session", "--to", "--bg", "--quiet"),
        ),
        Spec("status", "", "the timeline as the backend has it now"),
        Spec("takes", "[N]", "all takes with what made them, or one", 0, 1, _is_take),
        Spec("diff", "A B", "what is different in take B from take A", 2, 2, _is_take),
        Spec("credits", "", "what is left to spend"),
        Spec("stop", "", "stop what runs in this session, and say how that ended"),
        Spec("sessions", "", "all sessions that the journal knows", flags=()),
        Spec(
            "connect",
            "cloud|local|URL",
            "take this session to another engine, from here on",
            1,
            1,
            _is_backend,
            ("--session", "--skill"),
            ENGINES,
        ),
        Spec("doctor", "", "what works here, and what to do about the rest", flags=()),
        Spec("help", "[COMMAND]", "this, or one command", 0, 1, lambda word: word.lstrip("-") in topics(), ()),
    )
}


def topics() -> tuple[str, ...]:
    """What the help can tell of: commands and flags."""
    return (*COMMANDS, *(name.removeprefix("--") for name in FLAGS))


_HEAD = """\
%nemo                    the studio: player, timeline, takes, log and prompt
%nemo PROMPT             make or change something, such as
                         %nemo generate a 5-second clip of the sea
                         {n} and other expressions are filled in; {{ }} are plain braces
%%nemo                   the same, with a prompt of several lines below it
x = %nemo PROMPT         and keep the handle: await x, x.take, x.cost
"""
_TAIL = """\
A cell that has been run, and whose prompt, files and skill are the same, shows what is recorded and costs nothing. An
edited one goes on from the take of the cell before it. --again sends anew.
Which session: the notebook's own, until --session or connect names another, or the studio of a %nemo cell is switched
to another engine. It begins with the session that the notebook holds in a variable, if just one.
A prompt that begins with a command or a flag: %nemo -- export the mood of a rainy day
Stop, or the notebook's ■, stops the work itself, and says whether that was in time.
Defaults: %config NemoMagics
"""


def help_text(topic: str = "") -> str:
    """The help, whole or of one command or flag."""
    topic = topic.lstrip("-")
    if topic in COMMANDS:
        spec = COMMANDS[topic]
        flags = [_row(FLAGS[name].usage, FLAGS[name].help) for name in spec.flags]
        return "\n".join([f"{spec.usage}\n    {spec.help}", *([""] if flags else []), *flags])
    if topic:
        flag = FLAGS[f"--{topic}"]
        return f"%nemo {flag.usage} PROMPT\n    {flag.help}"
    commands = [_row(spec.usage, spec.help) for spec in COMMANDS.values()]
    flags = [_row(flag.usage, flag.help) for flag in FLAGS.values()]
    return "\n".join([_HEAD, *commands, "", "Before a prompt, or after a command:", *flags, "", _TAIL])


def _row(left: str, right: str, width: int = 25) -> str:
    words, lines, line = right.split(), [], ""
    for word in words:
        if line and len(line) + len(word) > 118 - width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    lines.append(line)
    first = f"{left:<{width}}" if len(left) < width else f"{left}\n{'':<{width}}"
    return first + f"\n{'':<{width}}".join(lines)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that somebody who wrote `word` meant, if one is near enough.

    Example:
        >>> nearest("exprot", COMMANDS), nearest("sea", COMMANDS)
        ('export', None)
    """
    return next(iter(difflib.get_close_matches(word, list(known), 1, _LIKE)), None)
