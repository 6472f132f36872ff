"""Newcomers talk to the director, with slips and second thoughts: `talks.txt` holds it word for word.

A talk begins with `#` and the files that are uploaded; then come each request, the answer, and the film afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from nemo_widgets.local.director import History, Upload, direct
from nemo_widgets.local.director.refusals import CAN
from nemo_widgets.local.draft import Draft


class Line(NamedTuple):
    """What was said, what was answered, and the film then."""

    request: str
    reply: str
    film: str


def _talks() -> list[tuple[list[str], list[Line]]]:
    talks: list[tuple[list[str], list[Line]]] = []
    request = reply = ""
    for line in Path(__file__).with_name("talks.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            talks.append((line[1:].split(), []))
        elif line.startswith("> "):
            request = line[2:]
        elif line.startswith("  ["):
            talks[-1][1].append(Line(request, reply, line[3:-1]))
        elif line:
            reply = line[2:]
    return talks


@pytest.mark.parametrize("talk", _talks(), ids=lambda talk: talk[1][0].request)
def test_a_talk_goes_as_it_did(
    talk: tuple[list[str], list[Line]], told: Callable[[Draft], str], uploads: dict[str, Upload]
) -> None:
    names, lines = talk
    files = [u for u in uploads.values() if u.name in names]
    drafts, at = [Draft()], 0
    for line in lines:
        plan = direct(drafts[at], line.request, files, history=History(tuple(drafts), at))
        at += plan.move
        if plan.operations:
            drafts[at + 1 :] = [plan.draft]
            at += 1
        reply = plan.reply.replace(CAN[0], "…").replace(CAN[1], "…")
        assert Line(line.request, reply, told(drafts[at])) == line


def test_the_talks_are_many_and_in_both_languages() -> None:
    requests = [line.request for _, lines in _talks() for line in lines]

    assert sum(request.isascii() for request in requests) >= 60
    assert sum(any("\u3400" <= c <= "\u9fff" for c in request) for request in requests) >= 60
