"""Marks that the client's unit tests share with its protocol tests."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "rule(*ids): the rows of requirements.toml that a test proves")
