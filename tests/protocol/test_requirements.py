"""Every rule of requirements.toml is proved by a test, every test proves rules that exist, every chapter has a rule."""

from __future__ import annotations

import ast
import functools
import tomllib
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
TESTS = HERE.parent
RULES: dict[str, dict[str, Any]] = tomllib.loads((HERE / "requirements.toml").read_text("utf-8"))
CHAPTERS = [
    "Hosts", "Envelope", "Attribution", "Token", "Session", "Chat", "Routing", "Upload", "State", "Credits", "Export",
    "Codes", "ADK 1", "ADK 2", *(f"ADK 3.{number}" for number in range(1, 15)), "ADK 4",
]  # fmt: skip
"""Of the protocol, and of the notes on the agent kit's server."""


def functions_in(file: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]


@functools.cache
def marked() -> dict[str, list[str]]:
    """Rule ids by the tests that name them, read off the sources: a run of one file must not miss the others."""
    found: dict[str, list[str]] = {}
    for file in sorted([*HERE.glob("test_*.py"), *(TESTS / "unit" / "client").glob("test_*.py")]):
        for node in functions_in(file):
            for rule in (rule for mark in node.decorator_list for rule in rules_of(mark)):
                found.setdefault(rule, []).append(node.name)
    return found


def rules_of(mark: ast.expr) -> list[str]:
    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.rule":
        return [ast.literal_eval(argument) for argument in mark.args]
    return []


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_proved(rule: str) -> None:
    held = RULES[rule].get("held", [])
    assert marked().get(rule) or held, f"no test proves {rule!r}: {RULES[rule]['text']}"
    for place in held:
        file, _, name = place.partition("::")
        assert name in {node.name for node in functions_in(TESTS.parent / file)}, f"{rule!r}: there is no {place}"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_chapter_is_without_a_rule(chapter: str) -> None:
    assert [rule for rule, row in RULES.items() if row["at"] == chapter]


def test_no_test_proves_a_rule_that_is_not_there() -> None:
    assert marked().keys() <= RULES.keys()


def test_each_rule_says_what_and_where_from() -> None:
    for name, row in RULES.items():
        assert row["source"] in {"vendor", "client", "adk", "ours"}, name
        assert row["at"] in CHAPTERS, name
        assert row["text"], name
