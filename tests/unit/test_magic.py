import pytest
from IPython.core.error import UsageError
from IPython.core.inputtransformer2 import TransformerManager

from nemo_widgets.errors import PromptError
from nemo_widgets.magic import Awaiter, Command, fill, parse


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("", "studio"),
        ("export", "export"),
        ("export city.mp4", "export"),
        ("export 'my city.mp4'", "export"),
        ("credits", "credits"),
        ("status", "status"),
        ("stop", "stop"),
        ("help", "help"),
        ("upload photo.jpg", "upload"),
        ("upload a.jpg b.mp4", "upload"),
        ("export the feeling of spring", "prompt"),
        ("stop the camera at the end", "prompt"),
        ("credits roll at the end", "prompt"),
        ("status quo as a title", "prompt"),
        ("help me make a clip of the sea", "prompt"),
        ("upload my photo", "prompt"),
        ("upload", "prompt"),
        ("generate a 5-second clip of a dog's day", "prompt"),
        ("生成一个5秒的海边视频", "prompt"),
    ],
)
def test_a_first_word_is_a_command_only_if_the_whole_line_is_one(line: str, name: str) -> None:
    assert parse(line).name == name


def test_a_prompt_stays_as_it_was_typed() -> None:
    typed = "add the title 'It''s  late'  --loudly"
    assert parse(typed).text == typed


def test_flags_stand_before_the_prompt() -> None:
    found = parse("--skill kling-ai-30 --session city --bg a calm sea")
    assert found == Command("prompt", text="a calm sea", skill="kling-ai-30", session="city", background=True)


def test_files_end_where_the_prompt_begins() -> None:
    assert parse("--files a.jpg b.png -- fade.out slowly").files == ("a.jpg", "b.png")
    found = parse("--files a.jpg animate this image")
    assert (found.files, found.text) == (("a.jpg",), "animate this image")


def test_a_flags_value_may_be_quoted() -> None:
    assert parse("--session 'second try' a calm sea") == Command("prompt", text="a calm sea", session="second try")
    assert parse('--files "my photo.jpg" b.png animate both').files == ("my photo.jpg", "b.png")
    assert parse("--session city").name == "studio"


def test_expressions_are_filled_in_and_double_braces_are_plain_ones() -> None:
    assert (
        fill("a {n + 1}-second clip of {{the}} {what!r}", {"n": 4, "what": "sea"}) == "a 5-second clip of {the} 'sea'"
    )
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


def test_a_cell_is_the_prompt_with_its_line_before_it() -> None:
    assert parse("--session city", "a calm sea\nat dusk\n").text == "a calm sea\nat dusk"
    assert parse("", "export").name == "prompt"


@pytest.mark.parametrize("line", ["--skil x a sea", "--skill nonsense a sea", "--skill"])
def test_a_wrong_flag_is_a_usage_error_that_names_the_help(line: str) -> None:
    with pytest.raises(UsageError, match="%nemo help"):
        parse(line)


def transformed(cell: str, *, running: bool = False) -> str:
    manager = TransformerManager()
    lines = manager.transform_cell(cell).splitlines(keepends=True)
    awaiter = Awaiter()
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
    ["def f():\n    %nemo a sea\n", "%time 1\n", "x = 1\n", "f = lambda: get_ipython().run_line_magic('nemo', 'x')\n"],
)
def test_other_cells_are_left_alone(cell: str) -> None:
    assert "await" not in transformed(cell)


def test_a_text_that_another_magic_transforms_while_a_cell_runs_is_left_alone() -> None:
    assert "await" not in transformed("%nemo a sea\n", running=True)
