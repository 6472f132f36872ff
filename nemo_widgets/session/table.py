"""A small table for people: text where only text goes, html in a notebook."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from nemo_widgets.errors import plain

_LONGEST_CELL = 300
_NARROWEST = 6
_GAP = "  "
_NEVER_FIRST = "，。、：；！？）”’》】"
"""No line of Chinese begins with one of these."""


@dataclass(frozen=True)
class Table:
    """Rows of words under a head, without columns that no row has a word for. `title` stands above, `note` below."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    note: str = ""

    def text(self, width: int | None = None) -> str:
        """The table in letters, its columns as wide as they need; made to fit `width` columns of a terminal."""
        rows = self._filled()
        widths = [max(map(columns, cells)) for cells in zip(*rows, strict=True)]
        if width is not None:
            _narrow(widths, width - len(_GAP) * (len(widths) - 1))
        lines = [line for row in rows for line in _lines(row, widths)]
        return "\n".join(filter(None, [self.title, *lines, self.note]))

    def __repr__(self) -> str:
        return self.text(shutil.get_terminal_size().columns if sys.stdout.isatty() else None)

    def _filled(self) -> list[tuple[str, ...]]:
        rows = [tuple(plain(cell, _LONGEST_CELL) for cell in row) for row in self.rows]
        kept = [at for at in range(len(self.head)) if not rows or any(row[at] for row in rows)]
        return [tuple(row[at] for at in kept) for row in (self.head, *rows)]

    def _repr_html_(self) -> str:
        style = "text-align:left;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere"
        names, *rows = [[*map(escape, row)] for row in self._filled()]
        head = "".join(f'<th style="{style};white-space:nowrap">{name}</th>' for name in names)
        cells = ["".join(f'<td style="{style}">{word}</td>' for word in row) for row in rows]
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        name = f"<strong>{escape(self.title)}</strong>"
        title = f"<caption style='text-align:left'>{name}</caption>" if self.title else ""
        note = f'<div style="opacity:.75">{escape(self.note)}</div>' if self.note else ""
        return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def cut(text: str, width: int) -> str:
    """As much of a text as `width` columns hold."""
    while columns(text) > width:
        text = text[:-1]
    return text


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` columns: broken between words, or wherever Chinese, or a word, is too long."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and columns(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
        while columns(line.rstrip()) > width:
            lines.append(cut(line, width))
            line = line[len(lines[-1]) :]
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """What a line may be broken after: words, each with its space, and single Chinese characters."""
    pieces = [""]
    for character in text:
        if character in _NEVER_FIRST and not pieces[-1] and len(pieces) > 1:
            pieces[-2] += character
            continue
        pieces[-1] += character
        if character == " " or columns(character) > 1:
            pieces.append("")
    return pieces


def _narrow(widths: list[int], room: int) -> None:
    """Take from the widest columns until all fit, or are as narrow as can be read."""
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1


def _lines(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    cells = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    deep = max(map(len, cells))
    full = [[*cell, *[""] * (deep - len(cell))] for cell in cells]
    padded = (
        [cell[at] + " " * (width - columns(cell[at])) for cell, width in zip(full, widths, strict=True)]
        for at in range(deep)
    )
    return [_GAP.join(line).rstrip() for line in padded]
