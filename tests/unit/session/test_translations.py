"""Each error says what happened and what to do, in English and in Chinese."""

from __future__ import annotations

import ast
import importlib
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import nemo_widgets
from nemo_widgets import errors
from nemo_widgets.session.translations import CHINESE, USUAL_STEPS, in_words, told, translated

PACKAGE = Path(nemo_widgets.__file__).parent
KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.NemoError)}
ALSO = {"Kind"}  # the client's table of refusals
ELSEWHERE = {"local"}  # the engine is a backend, and its words are passed on


def texts() -> Iterator[tuple[str, str]]:
    """Every text that an error is made of, with its place; `{}` stands for what is filled in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE)
        if place.parts[0] in ELSEWHERE or place.name == "errors.py":
            continue
        module = (
            importlib.import_module(".".join(["nemo_widgets", *place.with_suffix("").parts])) if named(path) else None
        )
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and called(node) in KINDS | ALSO:
                for argument in node.args:
                    text = form(argument, module)
                    if text is not None:
                        yield f"{place}:{node.lineno}", text


def named(path: Path) -> bool:
    return path.name not in {"__main__.py", "__init__.py"}


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def form(node: ast.expr, module: object) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    value = getattr(module, node.id, None) if isinstance(node, ast.Name) else None
    return value if isinstance(value, str) else None


def test_every_text_of_an_error_has_its_chinese() -> None:
    missing = {
        f"{place}: {text}" for place, text in texts() if text and text not in {*CHINESE, "{}"} and not covered(text)
    }
    assert not missing, "\n".join(sorted(missing))


def covered(text: str) -> bool:
    """A text with something filled in, as another entry's form has it."""
    return translated(text.replace("{}", "x")) is not None


@pytest.mark.parametrize("english", CHINESE)
def test_what_is_filled_in_comes_through(english: str) -> None:
    values = [f"‹{number}›" for number in range(english.count("{}"))]
    text = english.replace("{}", "%s") % tuple(values) if "%" not in english else english
    chinese = translated(text)
    assert chinese is not None
    assert all(value in chinese for value in values)
    assert any("\u4e00" <= character <= "\u9fff" for character in chinese)


def test_each_entry_fills_in_as_many_as_its_english() -> None:
    for english, chinese in CHINESE.items():
        fields = [name for _, name, _, _ in string.Formatter().parse(chinese) if name is not None]
        assert len(fields) == english.count("{}"), english


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_next_step_in_both_languages(kind: str) -> None:
    error = getattr(errors, kind)("It did not work.")
    english, chinese = told(error)[1], told(error, "zh-CN")[1]
    assert english.endswith(".")
    assert chinese.endswith("。")
    assert USUAL_STEPS[errors.NemoError]


def test_a_refusal_keeps_the_backends_reason() -> None:
    error = errors.RateLimitError("Too many requests (slow down, please).", "Wait a little, then try again.")
    assert in_words(error, "zh") == "请求过多（slow down, please）。请稍等片刻再试。"
    assert in_words(error) == str(error)


def test_a_state_that_is_filled_in_is_told_in_chinese_too() -> None:
    error = errors.WaitTimeoutError("Still running after 3 s; the work goes on.")
    assert told(error, "zh-CN")[0] == "3 秒后仍为进行中；任务继续进行。"


def test_words_of_others_are_passed_on() -> None:
    error = errors.ServerError("Der Server brennt.", "Rufen Sie an.")
    assert told(error, "zh-CN") == ("Der Server brennt.", "请稍后再试。")
    assert told(error, "en") == ("Der Server brennt.", "Rufen Sie an.")
