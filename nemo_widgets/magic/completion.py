"""Completion of a line of the magic: commands, flags, skills, sessions, variables and files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

from nemo_widgets.errors import NemoError
from nemo_widgets.magic.grammar import COMMANDS, FLAGS, Spec, topics
from nemo_widgets.session.connect import sessions
from nemo_widgets.session.profiles import FILE_TYPES, PROFILES

_LINE = re.compile(r"^\s*(?:[\w.,* \[\]'\"]+=\s*)?%%?nemo\s+(?P<said>.*)$", re.DOTALL)
_WORD = re.compile(r"""(?:--[a-z]+=)?(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|\S+)|--[a-z]+=$""")
"""A word of a line that may end within quotes."""
_MOST = 200
"""Files that are offered at once."""


@context_matcher(identifier="nemo_widgets.magic")  # type: ignore[untyped-decorator]
def complete(context: CompletionContext) -> SimpleMatcherResult:
    """What may come next on a line of the magic; nothing on any other line (a matcher of IPython's API v2).

    JupyterLab's request and a terminal's tab key both end here.
    """
    found = _LINE.match(context.text_until_cursor)
    if found is None:
        return {"completions": []}
    words = _WORD.findall(found["said"])
    token = words.pop() if words and found["said"].endswith(words[-1]) else ""
    if "--" in words:  # all that follows is the prompt
        return {"completions": []}
    if token.startswith("--") and "=" in token:
        flag, _, token = token.partition("=")
        words.append(flag)
    quote = token[:1] if token[:1] in ("'", '"') else ""
    typed = token.removeprefix(quote)
    # IPython replaces its own token, which may begin within our word.
    before = token.removesuffix(context.token) if token.endswith(context.token) else ""
    offers = [
        SimpleCompletion(text=text[len(before) :], type=kind)
        for word, kind in _offers(words, typed)
        if word.startswith(typed) and (text := _quoted(word, quote)).startswith(before)
    ]
    return {"completions": offers, "suppress": bool(offers)}


def _quoted(text: str, quote: str) -> str:
    """A word in the quotes that it was begun with, or needs; a folder's are left open."""
    if not quote and " " not in text:
        return text
    quote = quote or ('"' if "'" in text else "'")
    return f"{quote}{text}{'' if text.endswith('/') else quote}"


def _offers(words: list[str], token: str) -> Iterator[tuple[str, str]]:
    """Words that may stand where `token` is begun, each with its kind."""
    flag = next((word for word in reversed(words) if word.startswith("--")), "")
    at = len(words) - 1 - words[::-1].index(flag) if flag else -1
    behind = words[at + 1 :] if flag else []
    if flag == "--files" and not token.startswith("--"):
        yield from ((path, "path") for path in _files(token))
        return
    if flag in FLAGS and FLAGS[flag].value and not behind:
        yield from ((value, "value") for value in _values(flag))
        return
    spec = _spec(words)
    if token.startswith("--") or (not token and flag):
        allowed = spec.flags if spec is not None else tuple(FLAGS)
        yield from ((name, "flag") for name in allowed if name not in words)
    if spec is not None:
        yield from _arguments(spec, words, token)
    elif all(word.startswith("--") for word in words) or (flag and len(behind) <= 1):
        yield from ((name, "command") for name in COMMANDS)


def _spec(words: list[str]) -> Spec | None:
    """The command that the words begin with, flags and their values left out."""
    left = list(words)
    while left and left[0].startswith("--"):
        flag = FLAGS.get(left.pop(0))
        if flag is not None and flag.value and left:
            left.pop(0)
    return COMMANDS.get(left[0]) if left else None


def _arguments(spec: Spec, words: list[str], token: str) -> Iterator[tuple[str, str]]:
    args = [word for word in words[words.index(spec.name) + 1 :] if not word.startswith("--")]
    if len(args) >= spec.most or token.startswith("--"):
        return
    if spec.name == "upload":
        yield from ((path, "path") for path in _files(token))
    elif spec.name == "help":
        yield from ((topic, "topic") for topic in topics())
    else:
        yield from ((option, "value") for option in spec.options)


def _values(flag: str) -> Iterable[str]:
    if flag == "--skill":
        return PROFILES
    if flag != "--session":
        return ()
    try:
        return dict.fromkeys(row.name for row in sessions())
    except NemoError:  # a tab key is no place for an error
        return ()


def _files(token: str) -> Iterator[str]:
    """Folders, and files that can be uploaded."""
    head, slash, tail = token.rpartition("/")
    folder = Path(f"{head}{slash}" or ".").expanduser()
    try:
        entries = sorted(folder.iterdir())[:_MOST]
    except OSError:
        return
    for entry in entries:
        if not entry.name.startswith(tail) or (entry.name.startswith(".") and not tail):
            continue
        if entry.is_dir():
            yield f"{head}{slash}{entry.name}/"
        elif entry.suffix.lstrip(".").casefold() in FILE_TYPES:
            yield f"{head}{slash}{entry.name}"
