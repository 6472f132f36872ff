import re

import pytest

from nemo_widgets import errors
from nemo_widgets.errors import NemoError, as_record, from_record, plain

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, NemoError)]


def test_the_docstring_shows_the_whole_tree() -> None:
    shown = set(re.findall(r"[│├└─ ]*(\w+Error)\b", errors.__doc__ or ""))
    assert {kind.__name__ for kind in KINDS} <= shown


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_error_survives_the_journal(kind: type[NemoError]) -> None:
    error = kind("What happened.", "What to do.")
    again = from_record(as_record(error))
    assert type(again) is kind
    assert str(again) == "What happened. What to do."
    assert again.next_step == "What to do."


def test_an_api_error_keeps_code_status_and_request_id() -> None:
    error = errors.NoCreditsError("None left.", "Top up.", code=2001, status=402, request_id="r-1")
    again = from_record(as_record(error))
    assert isinstance(again, errors.APIError)
    assert (again.code, again.status, again.request_id) == (2001, 402, "r-1")


def test_a_record_of_an_unknown_kind_becomes_the_root_and_no_other_global() -> None:
    assert type(from_record({"type": "FutureError", "message": "m"})) is NemoError
    assert type(from_record({"type": "plain", "message": "m"})) is NemoError


def test_errors_that_are_also_builtins_can_be_caught_as_such() -> None:
    with pytest.raises(TimeoutError):
        raise errors.WaitTimeoutError("m")
    with pytest.raises(FileNotFoundError):
        raise errors.MissingFileError("m")
    with pytest.raises(ValueError, match="m"):
        raise errors.PromptError("m")
    with pytest.raises(KeyError):
        raise errors.UnknownNameError("m")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mred\x00", "a [31mred"),
        ("right\u202eleft", "right left"),
        ("lone \ud800 surrogate", "lone   surrogate"),
        ("x" * 700, "x" * 599 + "…"),
    ],
)
def test_text_from_outside_is_made_plain(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize("token", ["nmv_usr_4fd2a91c", "sk-abcdefghijklmnop1234", "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0"])
def test_a_token_in_a_text_from_outside_is_blotted_out(token: str) -> None:
    assert plain(f"no credits for {token}.") == "no credits for •••."
    assert plain("skateboarding at dusk") == "skateboarding at dusk"
