"""Prompts that end in a question mark: IPython would take them for a question about their last word."""

from __future__ import annotations

import itertools
import re
import tokenize
from typing import Any, Self

from IPython.core.inputtransformer2 import HelpEnd, TokenTransformBase

_ASKED = re.compile(r"(?P<before>(?:[^%]*=)?\s*)%nemo[ \t]+(?P<said>.+)", re.DOTALL)
_INDENTS = (tokenize.INDENT, tokenize.DEDENT)


class Question(TokenTransformBase):
    """Makes `%nemo how long is it?` a call of the magic, as it is without the question mark.

    `%nemo?` still asks IPython about the magic.
    """

    priority = HelpEnd.priority - 1

    def __init__(self, start: tuple[int, int], end: int) -> None:
        super().__init__(start)  # type: ignore[no-untyped-call]
        self._end = end

    @classmethod
    def find(cls, tokens_by_line: list[list[Any]]) -> Self | None:
        """The first such line of a cell."""
        for tokens in tokens_by_line:
            line = [token for token in tokens if token.type not in _INDENTS]
            words = [token.string for token in line]
            if words[-2:-1] == ["?"] and ("%", "nemo") in itertools.pairwise(words):
                return cls(line[0].start, line[-2].start[0])
        return None

    def transform(self, lines: list[str]) -> list[str]:
        """The cell's lines with that one called."""
        whole = "".join(lines[self.start_line : self._end])
        found = _ASKED.fullmatch(whole[self.start_col :].rstrip())
        if found is None:
            raise SyntaxError(whole)  # something else: IPython asks the next transformer
        said = found["said"].replace("\\\n", " ")
        call = f"{whole[: self.start_col]}{found['before']}get_ipython().run_line_magic('nemo', {said!r})\n"
        return [*lines[: self.start_line], call, *lines[self._end :]]
