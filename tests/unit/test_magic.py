import pytest
from IPython.core.inputtransformer2 import TransformerManager

from nemo_widgets.errors import PromptError
from nemo_widgets.magic import Awaiter, fill, parse


def test_expressions_are_filled_in_and_double_braces_are_plain_ones() -> None:
    assert (
        fill("a {n + 1}-second clip of {{the}} {what!r}", {"n": 4, "what": "sea"}) == "a 5-second clip of {the} 'sea'"
    )
    assert fill("{names[1:]} {seconds!r}", {"names": [1, 2], "seconds": 1.25}) == "[2] 1.25"
    assert fill("make it {seconds:.1f} seconds, {{so}}", {"seconds": 1.25}) == "make it 1.2 seconds, {so}"
    assert parse("export {name}.mp4").filled({"name": "city --bg"}).args == ("city --bg.mp4",)


@pytest.mark.parametrize("text", ["a {gone} sea", "a { sea", "a } sea", "{}", "{1/0}"])
def test_what_cannot_be_filled_in_is_not_sent(text: str) -> None:
    with pytest.raises(PromptError, match="plain braces"):
        fill(text, {})


def test_the_users_token_is_not_sent_in_a_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "nmv_usr_planted")
    with pytest.raises(PromptError, match="token") as caught:
        fill("a clip of {secret}", {"secret": "nmv_usr_planted"})
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize(
    "secret",
    ["nmv_usr_4fd2a91c", "sk-abcdefghijklmnop1234", "hf_abcdefghijklmnopqrstuvwx", "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0"],
)
def test_what_looks_like_a_token_is_not_sent_either(secret: str) -> None:
    with pytest.raises(PromptError, match="token") as caught:
        fill("a clip of {keys['it']}", {"keys": {"it": secret}})
    assert secret not in str(caught.value)


def test_a_token_in_the_error_of_an_expression_is_not_told() -> None:
    with pytest.raises(PromptError, match="plain braces") as caught:
        fill("a clip of {keys['nmv_usr_4fd2a91c']}", {"keys": {}})
    assert "4fd2a91c" not in str(caught.value)


@pytest.mark.parametrize("text", ["skateboarding at dusk", "sky-high towers", "the basics of a token ring"])
def test_words_that_only_begin_like_tokens_are_sent(text: str) -> None:
    assert fill(text, {}) == text


def transformed(cell: str, *, running: bool = False, awaits: bool = True) -> str:
    manager = TransformerManager()
    lines = manager.transform_cell(cell).splitlines(keepends=True)
    awaiter = Awaiter(awaits=awaits)
    if running:
        awaiter.cell_begins()
    return "".join(awaiter(lines))


@pytest.mark.parametrize(
    "cell",
    [
        "%nemo a sea\n",
        "x = %nemo a sea\n",
        "for n in range(2):\n    %nemo a sea\n",
        "if True:\n    %nemo a sea\n",
        "%%nemo\na sea\n",
        "async def f():\n    %nemo a sea\n",
        "日本 = 1; x = 2\n%nemo 海 {日本}\n",
    ],
)
def test_a_call_where_await_may_stand_is_awaited(cell: str) -> None:
    made = transformed(cell)
    assert "(await get_ipython().magics_manager" in made
    assert f"value={'x = %nemo' in cell}" in made
    compile(made, "cell", "exec", flags=0x2000)  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@pytest.mark.parametrize(
    "cell",
    [
        "def f():\n    %nemo a sea\n",
        "%time 1\n",
        "x = 1\n",
        "class Film:\n    %nemo a sea\n",
        "x = 'run_line_magic('\n",
    ],
)
def test_other_cells_are_left_alone(cell: str) -> None:
    assert "await" not in transformed(cell)


def test_a_text_that_another_magic_transforms_while_a_cell_runs_is_left_alone() -> None:
    assert "await" not in transformed("%nemo a sea\n", running=True)


@pytest.mark.parametrize(
    ("cell", "how"),
    [
        ("x = %nemo a sea\n", {"running": True}),
        ("x = %nemo a sea\n", {"awaits": False}),
        ("def f():\n    x = %nemo a sea\n    return x\n", {}),
        ("f = lambda: get_ipython().run_line_magic('nemo', 'x')\n", {}),
    ],
)
def test_where_no_await_may_stand_a_value_is_still_given(cell: str, how: dict[str, bool]) -> None:
    made = transformed(cell, **how)
    assert ".nemo_now(" in made
    assert "value=True" in made
    assert "await" not in made
    compile(made, "cell", "exec")


def test_a_bare_call_in_a_terminal_is_left_alone() -> None:
    assert "nemo_now" not in transformed("%nemo a sea\n", awaits=False)
