"""A photo, a message and a film under way, somebody killed at any moment; the backend goes on with an abandoned run."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest

MOMENTS = sorted(round(random.Random(f"listened {n}").uniform(0.0, 1.2), 3) for n in range(10))  # noqa: S311
CRASHES = [
    ("all", f"{moment:.3f} s", victim, "goes on", None, moment)
    for moment, victim in product(MOMENTS, ("kernel", "courier", "both"))
]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("crash", CRASHES, ids=lambda crash: "-".join(crash[1:3]).replace(" ", "_"))
def test_whatever_the_moment_all_come_to_their_end_once(
    crash: tuple[Any, ...], drive: Any, all_came_to_their_end: Any
) -> None:
    all_came_to_their_end(drive(crash))
