"""Each public name has an example in its docstring, and it does what it says there."""

from __future__ import annotations

import doctest
import importlib
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import nemo_widgets as nemo


def example(name: str) -> doctest.DocTest:
    value = getattr(nemo, name)
    words = vars(importlib.import_module(value.__module__))
    return doctest.DocTestParser().get_doctest(value.__doc__ or "", dict(words), name, None, None)


@pytest.mark.parametrize("name", nemo.__all__)
def test_each_public_name_has_an_example(name: str) -> None:
    assert example(name).examples


@pytest.mark.slow
def test_the_examples_do_what_they_say(home: Path, media: Path, tmp_path: Path) -> None:
    """In one home, as somebody would try them one after another, with a photo beside them."""
    shutil.copy(media / "harbour.jpg", tmp_path / "photo.jpg")
    told: list[Any] = []
    runner = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    for name in nemo.__all__:
        runner.run(example(name), out=told.append)
    assert "".join(told) == ""


@pytest.mark.slow
def test_the_readmes_program_runs_as_it_stands(
    home: Path, media: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(media / "harbour.jpg", tmp_path / "photo.jpg")
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    scope: dict[str, Any] = {}
    exec(program.replace("5-second", "1-second").replace("4 seconds", "1 second"), scope)  # noqa: S102 - our own
    assert scope["clip"].path == tmp_path / "nemo-clips" / "city.mp4"
    assert "Clip added: city at night (0-1s)" in capsys.readouterr().out
    assert scope["session"].exports[-1].wait().path.name == "first-take.mp4"
