"""Where no process can be started the courier is a thread, and all that can be wrong is told just the same."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"threaded_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


refusals, killed = load("test_refusals"), load("test_killed")
session = refusals.session
globals().update({name: value for name, value in vars(refusals).items() if name.startswith("test_")})
# Its kernel's end is its own; the others of that file kill a courier's process.
test_a_kernel_killed_mid_turn_loses_nothing = killed.test_a_kernel_killed_mid_turn_loses_nothing
test_an_engine_killed_mid_export = killed.test_the_engine_killed_mid_export_makes_the_film_after_its_restart_once

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def threaded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_COURIER", "thread")
