"""Making a cell async where it calls the magic, so that buttons work while it runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_MAGIC = "get_ipython().magics_manager.registry['NemoMagics'].nemo_async"
_NO_AWAIT = ast.FunctionDef | ast.Lambda | ast.ClassDef | ast.GeneratorExp


class Awaiter:
    """Makes a cell's own calls of the magic awaited ones (a transformer in `input_transformers_post`).

    IPython makes a cell async when its transformed text holds a top-level `await`. A cell's text that another magic
    transforms while the cell runs is not ours to change: it would be compiled where `await` is an error.
    """

    has_side_effects = False

    def __init__(self) -> None:
        self.running_cell = False

    def cell_begins(self, *_: object) -> None:
        """A cell of the user runs from here on."""
        self.running_cell = True

    def cell_ends(self, *_: object) -> None:
        """It has ended."""
        self.running_cell = False

    def __call__(self, lines: list[str]) -> list[str]:
        """A cell's lines, its own calls of the magic awaited."""
        if self.running_cell or not any("_magic('nemo'" in line for line in lines):
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
        for call, is_value in sorted(
            _calls(tree), key=lambda found: -starts[found[0].lineno - 1] - found[0].col_offset
        ):
            begin = starts[call.lineno - 1] + call.col_offset
            end = starts[(call.end_lineno or call.lineno) - 1] + (call.end_col_offset or 0)
            arguments = ", ".join(ast.unparse(argument) for argument in call.args[1:])
            made = f"(await {_MAGIC}({arguments}, scope=locals(), value={is_value}))"
            raw = raw[:begin] + made.encode() + raw[end:]
        return raw.decode().splitlines(keepends=True)


def _calls(tree: ast.AST) -> Iterator[tuple[ast.Call, bool]]:
    """Calls of the magic where a top-level `await` may stand, or in an `async def`; and whether their value is used."""
    stack: list[tuple[ast.AST, bool, bool]] = [(tree, True, True)]
    while stack:
        node, free, used = stack.pop()
        if isinstance(node, _NO_AWAIT):
            free = False
        elif isinstance(node, ast.AsyncFunctionDef):
            free = True
        if free and isinstance(node, ast.Call) and _is_magic(node):
            yield node, used
        used = not isinstance(node, ast.Expr)
        stack += [(child, free, used) for child in ast.iter_child_nodes(node)]


def _is_magic(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    first = call.args[0] if call.args else None
    ours = isinstance(first, ast.Constant) and first.value == "nemo"
    return ours and name in {"run_line_magic", "run_cell_magic"}
