"""Rewriting a cell's calls of the magic: awaited where a cell may await, and with a value wherever one is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

_MAGIC = "get_ipython().magics_manager.registry['NemoMagics']"
_NO_AWAIT = ast.FunctionDef | ast.Lambda | ast.ClassDef | ast.GeneratorExp


class _Found(NamedTuple):
    """A call of the magic: where `await` may stand, and whether its value is used."""

    call: ast.Call
    free: bool
    used: bool


class Awaiter:
    """Rewrites calls of the magic (a transformer in `input_transformers_post`).

    A call at the top level of a cell becomes an awaited one, and IPython then makes the cell async: buttons work while
    it runs. A cell's text that another magic transforms while the cell runs (`%%time`) would be compiled where `await`
    is an error, so there a call blocks, as it does in a plain `def`. A magic's own return value would be shown a second
    time by a bare last line, so a call gives its handle only where the cell does something with it.

    Args:
        awaits: Cells of this host can be made async.
    """

    has_side_effects = False

    def __init__(self, *, awaits: bool = True) -> None:
        self.awaits = awaits
        self.running_cell = False

    def cell_begins(self, *_: object) -> None:
        """A cell of the user runs from here on."""
        self.running_cell = True

    def cell_ends(self, *_: object) -> None:
        """It has ended."""
        self.running_cell = False

    def __call__(self, lines: list[str]) -> list[str]:
        """A cell's lines, its own calls of the magic rewritten."""
        if not any("_magic('nemo'" in line for line in lines):
            return lines
        text = "".join(lines)
        try:
            tree = ast.parse(text)
        except SyntaxError:
            return lines
        raw = text.encode()
        starts = [0]
        for line in raw.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        for found in sorted(_calls(tree), key=lambda one: -starts[one.call.lineno - 1] - one.call.col_offset):
            call, free = found.call, found.free and self.awaits and not self.running_cell
            if not free and not found.used:
                continue
            begin = starts[call.lineno - 1] + call.col_offset
            end = starts[(call.end_lineno or call.lineno) - 1] + (call.end_col_offset or 0)
            arguments = ", ".join(ast.unparse(argument) for argument in call.args[1:])
            how = "await " if free else ""
            method = "nemo_async" if free else "nemo_now"
            made = f"({how}{_MAGIC}.{method}({arguments}, scope=locals(), value={found.used}))"
            raw = raw[:begin] + made.encode() + raw[end:]
        return raw.decode().splitlines(keepends=True)


def _calls(tree: ast.AST) -> Iterator[_Found]:
    """The calls of the magic; a top-level `await` may stand at the free ones, and in an `async def`."""
    stack: list[tuple[ast.AST, bool, bool]] = [(tree, True, True)]
    while stack:
        node, free, used = stack.pop()
        if isinstance(node, _NO_AWAIT):
            free = False
        elif isinstance(node, ast.AsyncFunctionDef):
            free = True
        if isinstance(node, ast.Call) and _is_magic(node):
            yield _Found(node, free, used)
        used = not isinstance(node, ast.Expr)
        stack += [(child, free, used) for child in ast.iter_child_nodes(node)]


def _is_magic(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    first = call.args[0] if call.args else None
    ours = isinstance(first, ast.Constant) and first.value == "nemo"
    return ours and name in {"run_line_magic", "run_cell_magic"}
