"""A small table for people: text where only text goes, html in a notebook."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from nemo_widgets.errors import plain

_LONGEST_CELL = 300


@dataclass(frozen=True)
class Table:
    """Rows of words under a head. `title` stands above, `note` below."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    note: str = ""

    def __repr__(self) -> str:
        rows = [self.head, *([plain(cell, _LONGEST_CELL) for cell in row] for row in self.rows)]
        widths = [max(_width(row[at]) for row in rows) for at in range(len(self.head))]
        lines = [_line(row, widths) for row in rows]
        return "\n".join(filter(None, [self.title, *lines, self.note]))

    def _repr_html_(self) -> str:
        style = "text-align:left;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere"
        head = "".join(f'<th style="{style};white-space:nowrap">{escape(name)}</th>' for name in self.head)
        rows = [[escape(plain(word, _LONGEST_CELL)) for word in row] for row in self.rows]
        cells = ["".join(f'<td style="{style}">{word}</td>' for word in row) for row in rows]
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        name = f"<strong>{escape(self.title)}</strong>"
        title = f"<caption style='text-align:left'>{name}</caption>" if self.title else ""
        note = f'<div style="opacity:.75">{escape(self.note)}</div>' if self.note else ""
        return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _width(text: str) -> int:
    """How wide a text is in a terminal: Chinese characters are two columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
