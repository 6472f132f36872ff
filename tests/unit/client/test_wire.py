"""Answers in words, however they are spelt."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_widgets.client import wire
from nemo_widgets.client.answer import Answer
from nemo_widgets.client.refusals import Refusals
from nemo_widgets.errors import NemoError, repair

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["code", "data", "state", "draft", "files", "status", "progress", "output", "url", "error", "message",
                 "detail", "available", "frozen", "total", "session_id", "user_id", "size", "duration", "success", "t"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)  # fmt: skip
REFUSALS = Refusals(redact=str, anonymous=False, register_url=lambda: None, limit_mb=200)


def answer(body: Any, status: int = 200) -> Answer:
    return Answer(status, {"content-type": "application/json"}, json.dumps(body).encode())


@settings(max_examples=200, deadline=None, derandomize=True)
@given(JSON, st.sampled_from([200, 302, 400, 404, 429, 500]))
def test_any_answer_is_read_or_refused_with_an_error_of_ours(body: Any, status: int) -> None:
    given_answer = answer(body, status)
    for read in (
        wire.read_session,
        wire.read_files,
        wire.read_credits,
        wire.read_state,
        lambda one: wire.read_render(one, "r"),
        REFUSALS.judge,
    ):
        try:
            read(given_answer)
        except NemoError as error:
            assert str(error)  # noqa: PT017 - any error of ours is fine, anything else fails the test


@pytest.mark.parametrize(
    ("told", "picture"),
    [
        ({"jpeg": "/9j/4A=="}, b"\xff\xd8\xff\xe0"),
        ({"jpeg": None}, None),
        ({"jpeg": ""}, None),
        ({"jpeg": "PHN2Zz4="}, None),
        ({"jpeg": "no base64"}, None),
        ({"jpeg": 7}, None),
        ({}, None),
    ],
)
def test_a_poster_is_a_jpeg_or_nothing(told: dict[str, object], picture: bytes | None) -> None:
    assert wire.read_poster(Answer(200, {}, json.dumps({"code": 0, "data": told}).encode())) == picture


@pytest.mark.rule("state-draft-bytes")
@pytest.mark.parametrize(
    "draft",
    [
        '{"t":[{"sg":[{"m":"\\ud800"}]}]}',
        '{"t":[{"sg":[{"m":"\\\\\\ud83d\\uDE00 \\\\ud800 \\uD800"}]}]}',
        '{"t":[{"sg":[{"m":1e400}]}]}',
        '{"t":[{"sg":[{"m":' + "[" * 400 + "]" * 400 + "}]}]}",
    ],
)
def test_odd_drafts_are_kept_as_they_are(draft: str) -> None:
    state = wire.read_state(Answer(200, {}, f'{{"data":{{"state":{{"draft":{draft}}}}}}}'.encode()))
    assert state.draft == draft.encode()
    assert state.exportable


@settings(deadline=None, derandomize=True)
@given(st.text(alphabet=st.characters()))
def test_repaired_text_can_be_written_and_sound_text_is_left_alone(text: str) -> None:
    repair(text).encode()
    assert repair(repair(text)) == repair(text)
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert repair(text) == text
