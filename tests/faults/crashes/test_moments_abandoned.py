"""A photo, a message and a film under way, somebody killed at any moment; the backend aborts an abandoned run."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.crashes.moments import check, crashes, name

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("crash", crashes("abandoned", "aborts"), ids=name)
def test_whatever_the_moment_all_come_to_their_end_once(crash: tuple[Any, ...], drive: Any) -> None:
    check(drive(crash))
