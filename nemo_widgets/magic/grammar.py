"""The words of `%nemo` as data: its commands, its flags, and the help made of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

ENGINES = ("local", "cloud")
_ADDRESS = re.compile(r"https?://\S+")
_ONE_WORD, _TWO_WORDS = re.compile(r"\S+"), re.compile(r"\S+ \S+")
_A_NAME = re.compile(r"\S+|.*\.(?:mp4|mov|m4v|avi|mkv|webm|gif|png|jpe?g|webp)", re.IGNORECASE)
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
        Flag("--skill", "the profile, from here on: {}", "NAME"),
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
    meant: re.Pattern[str] = re.compile(r"(?!)")
    """What can only be meant as its arguments, although it cannot be them."""

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
    return "." in word.strip(".") or "/" in word or _is_filled_in(word)


def _is_take(word: str) -> bool:
    return bool(re.fullmatch(r"\d{1,6}", word)) or _is_filled_in(word)


def _is_filled_in(word: str) -> bool:
    return bool(re.fullmatch(r"\{[^{}]+\}", word))


def _is_topic(word: str) -> bool:
    return word.lstrip("-") in topics()


def _is_backend(word: str) -> bool:
    return word in ENGINES or bool(_ADDRESS.fullmatch(word))


COMMANDS: dict[str, Spec] = {
    spec.name: spec
    for spec in (
        Spec(
            "export",
            "[NAME.mp4]",
            "make the film; a name in use gets a number",
            0,
            1,
            _is_film,
            _FILM,
            meant=_A_NAME,
        ),
        Spec(
            "upload",
            "FILE…",
            "give photos, clips or music to the backend; a file it has is not sent again",
            1,
            1000,
            _is_file,
            ("--session", "--to", "--bg", "--quiet"),
            meant=_ONE_WORD,
        ),
        Spec("status", "", "the timeline as the backend has it now"),
        Spec("takes", "[N]", "all takes with what made them, or one", 0, 1, _is_take, meant=_ONE_WORD),
        Spec("diff", "A B", "what is different in take B from take A", 2, 2, _is_take, meant=_TWO_WORDS),
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
            _ONE_WORD,
        ),
        Spec("doctor", "", "what works here, and what to do about the rest", flags=()),
        Spec("help", "[COMMAND]", "this, or one command", 0, 1, _is_topic, (), meant=_ONE_WORD),
    )
}

SAID = {
    **dict.fromkeys(("", "帮助"), "help"),  # nothing but a question mark asks for help
    **dict.fromkeys(("停止", "停", "取消", "cancel"), "stop"),
    **dict.fromkeys(("studio", "工作室"), "studio"),
    "版本": "takes",
}
"""What else whole lines say, besides what the prompt box understands."""


def topics() -> tuple[str, ...]:
    """What the help can tell of: commands and flags."""
    return (*COMMANDS, *(name.removeprefix("--") for name in FLAGS))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that somebody who wrote `word` meant, if one is near enough.

    Example:
        >>> nearest("exprot", COMMANDS), nearest("sea", COMMANDS)
        ('export', None)
    """
    return next(iter(difflib.get_close_matches(word, list(known), 1, _LIKE)), None)
