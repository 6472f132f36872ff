"""`{expressions}` of a prompt, filled in from the notebook; and what must not be filled in."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from IPython.utils.text import EvalFormatter, FullEvalFormatter

from nemo_widgets.errors import TOKENS, PromptError, plain
from nemo_widgets.session.support import known_secrets

_SHORTEST = 8


def fill(text: str, scope: Mapping[str, Any]) -> str:
    """A text with its `{expressions}` replaced by their values in `scope`; `{{` and `}}` are plain braces.

    Raises:
        PromptError: An expression cannot be evaluated, or the text would carry a token to the backend.

    Example:
        >>> fill("a {n + 1}-second clip of {{the}} sea", {"n": 4})
        'a 5-second clip of {the} sea'
    """
    if "{" in text or "}" in text:
        try:
            text = _filled(text, dict(scope))
        except Exception as error:  # noqa: BLE001 - whatever a user's own expression may raise
            said = plain(_hidden(str(error)), 200) or type(error).__name__
            raise PromptError(
                f"The prompt's {{…}} cannot be filled in: {said}.",
                "Write {{ and }} for plain braces.",
            ) from None
    if text and _hidden(text) != text:
        raise PromptError("The prompt holds your token; it was not sent.", "Take it out.")
    return text


def _filled(text: str, scope: dict[str, Any]) -> str:
    try:
        return str(FullEvalFormatter().vformat(text, (), scope))  # which takes {names[1:]} for a slice
    except SyntaxError:
        if "{}" not in text:
            with contextlib.suppress(SyntaxError):
                return str(EvalFormatter().vformat(text, (), scope))  # and this one {seconds:.1f} for a format
        raise


def _hidden(text: str) -> str:
    for secret in known_secrets():
        if len(secret.strip()) >= _SHORTEST:
            text = text.replace(secret.strip(), "•••")
    return TOKENS.sub("•••", text)
