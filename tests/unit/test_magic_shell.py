"""The magic in a real shell: completion, configuration, and what unloading leaves."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import nemo_widgets as nemo
from nemo_widgets.magic import NemoMagics, parse
from nemo_widgets.session import connect, launch


@pytest.fixture
def shell(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)
    shell.run_line_magic("load_ext", "nemo_widgets")
    yield shell
    InteractiveShell.clear_instance()
    shell.restore_sys_module_state()


def offers(shell: InteractiveShell, line: str) -> list[str]:
    """What a terminal's tab key at the end of a text offers, as whole texts; it asks with the last line alone."""
    above, newline, line = line.rpartition("\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)  # terminals ask so, all the same
        text, matches = shell.complete(None, line, len(line))
    return [above + newline + line[: len(line) - len(text)] + match for match in matches]


def requested(shell: InteractiveShell, code: str) -> list[str]:
    """What JupyterLab is answered, whose request goes by IPython's newer interface: as whole texts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is called provisional
        found = list(shell.Completer.completions(code, len(code)))
    return [code[: one.start] + one.text for one in found]


@pytest.mark.parametrize("ask", [offers, requested], ids=["tab", "request"])
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("%nemo ex", ["%nemo export"]),
        ("%nemo st", ["%nemo status", "%nemo stop"]),
        ("x = %nemo cred", ["x = %nemo credits"]),
        ("%nemo --ag", ["%nemo --again"]),
        ("%nemo --bg --ag", ["%nemo --bg --again"]),
        ("%%nemo --sk", ["%%nemo --skill"]),
        ("%nemo --skill kling-ai-", ["%nemo --skill kling-ai-30", "%nemo --skill kling-ai-video"]),
        ("%nemo --session ci", ["%nemo --session city"]),
        ("%nemo status --session ci", ["%nemo status --session city"]),
        ("%nemo --session=ci", ["%nemo --session=city"]),
        ("%nemo --session se", ["%nemo --session 'second try'"]),
        ('%nemo --session "second t', ['%nemo --session "second try"']),
        ("%nemo upload my", ["%nemo upload 'my photos/"]),
        ("%nemo upload 'my photos/", ["%nemo upload 'my photos/the sea.jpg'"]),
        ("%nemo connect ", ["%nemo connect cloud", "%nemo connect local"]),
        ("%nemo help dif", ["%nemo help diff"]),
        ("%nemo upload media/har", ["%nemo upload media/harbour.jpg"]),
        ("%nemo upload med", ["%nemo upload media/"]),
        ("%nemo --files media/harbour.jpg media/w", ["%nemo --files media/harbour.jpg media/waves.mp4"]),
        ("%nemo export --q", ["%nemo export --quiet"]),
        ("for n in (1, 2):\n    %nemo stat", ["for n in (1, 2):\n    %nemo status"]),
    ],
)
def test_a_tab_key_offers_what_may_come_next(
    shell: InteractiveShell, media: Path, tmp_path: Path, ask: Any, line: str, expected: list[str]
) -> None:
    (tmp_path / "media").symlink_to(media)
    (tmp_path / "my photos").mkdir()
    shutil.copy(media / "harbour.jpg", tmp_path / "my photos" / "the sea.jpg")
    nemo.connect("local", name="second try")
    nemo.connect("local", name="city")
    assert sorted(ask(shell, line)) == expected


@pytest.mark.parametrize(
    "line", ["%nemo a sea at du", "%nemo upload notes.tx", "%nemo --session nob", "%nemo --files a.jpg -- ex"]
)
def test_nothing_is_offered_where_anything_may_stand(shell: InteractiveShell, line: str) -> None:
    assert offers(shell, line) == []


def test_other_lines_are_completed_as_ever(shell: InteractiveShell) -> None:
    shell.push({"harbour_photo": 1})
    assert "print(harbour_photo" in requested(shell, "print(harbour_ph")


def test_the_journals_trouble_is_none_of_a_tab_keys(shell: InteractiveShell, home: Path) -> None:
    home.mkdir()
    (home / "journal.db").write_text("no database, but some text that is long enough to be looked at")
    assert offers(shell, "%nemo --session ci") == []


def test_defaults_are_set_by_config(shell: InteractiveShell) -> None:
    shell.run_line_magic("config", "NemoMagics.skill = 'kling-ai-30'")
    shell.run_line_magic("config", "NemoMagics.session = 'city'")
    shell.run_line_magic("nemo", "takes")
    assert nemo.connect(name="city").skill.id == "kling-ai-30"


def test_a_wrong_default_is_refused_with_the_right_ones(
    shell: InteractiveShell, caplog: pytest.LogCaptureFixture
) -> None:
    shell.run_cell("%config NemoMagics.skill = 'nonsense'")
    assert "kling-ai-30" in caplog.text  # where IPython tells it
    assert shell.magics_manager.registry["NemoMagics"].skill == ""


def test_a_new_session_of_the_configured_skill_and_one_named_by_a_flag(shell: InteractiveShell) -> None:
    shell.run_line_magic("nemo", "takes --session first")
    shell.run_line_magic("nemo", "connect local --session second --skill kling-ai-30")
    assert [row.name for row in nemo.sessions()] == ["second", "first"]
    assert nemo.connect(name="second").skill.id == "kling-ai-30"


@pytest.mark.parametrize("line", ["takes", "make it 2 seconds"])
def test_a_new_kernel_begins_in_the_session_where_the_last_one_was(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    shell.run_line_magic("nemo", "connect local --session second")
    shell.run_line_magic("unload_ext", "nemo_widgets")
    connect._live.clear()
    shell.run_line_magic("load_ext", "nemo_widgets")
    magics: Any = shell.magics_manager.registry["NemoMagics"]
    assert magics._session_for(parse(line)).name == "second"
    assert "Session 'second', as before." in capsys.readouterr().out


def test_the_session_that_a_notebook_holds_is_the_one_it_speaks_to(shell: InteractiveShell) -> None:
    shell.run_line_magic("nemo", "connect local --session elsewhere")
    shell.run_line_magic("unload_ext", "nemo_widgets")
    connect._live.clear()
    shell.run_cell("import nemo_widgets as nemo\nsession = nemo.connect('local', name='city')")
    shell.run_line_magic("load_ext", "nemo_widgets")
    magics: Any = shell.magics_manager.registry["NemoMagics"]
    assert magics._session_for(parse("make it 2 seconds")).name == "city"


def test_where_a_notebook_holds_several_its_own_is_spoken_to(shell: InteractiveShell) -> None:
    shell.run_cell(
        "import nemo_widgets as nemo\na = nemo.connect('local', name='a')\nb = nemo.connect('local', name='b')"
    )
    magics: Any = shell.magics_manager.registry["NemoMagics"]
    assert magics._session_for(parse("make it 2 seconds")).name == connect.default_name()


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("x = %nemo sessions", True),
        ("x = [0]\nx[0] = %nemo sessions\nx = x[0]", True),
        ("def tell(what):\n    return get_ipython().run_line_magic('nemo', what)\nx = tell('sessions')", True),
        ("x = None\n%nemo sessions", False),
        ("x = None\nif True:\n    %nemo sessions", False),
        ("x = None\nfor _ in '1':\n    %nemo sessions\nx", False),
    ],
)
def test_the_cell_that_loads_the_extension_gets_its_values_too(shell: InteractiveShell, cell: str, kept: bool) -> None:
    shell.run_line_magic("unload_ext", "nemo_widgets")
    ran = shell.run_cell(f"%load_ext nemo_widgets\n{cell}")
    assert ran.success
    assert ran.result is None  # a bare line shows its table once, and not as the cell's value
    assert (shell.user_ns["x"] is not None) is kept


@pytest.mark.parametrize("cell", ["%nemo sessions", "%%time\n%nemo sessions", "%%time\nx = 1\n%nemo sessions"])
def test_a_last_line_is_shown_once(shell: InteractiveShell, capsys: pytest.CaptureFixture[str], cell: str) -> None:
    assert shell.run_cell(cell).result is None
    assert capsys.readouterr().out.count("None yet.") == 1


def test_takes_and_sessions_are_tables_in_text_and_html(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_line_magic("nemo", "connect local --session city")
    shell.run_line_magic("nemo", "sessions")
    said = capsys.readouterr().out
    assert "Session 'city' on the local engine, at no cost. %nemo goes on there." in said
    assert "city     local   video-generative" in said


def test_in_a_chinese_session_all_that_the_magic_says_is_chinese(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_line_magic("config", "NemoMagics.language = 'zh-CN'")
    for line in ("connect local --session 海", "takes", "sessions", "stop", "help takes", "exprot", "takes 9"):
        shell.run_cell(f"%nemo {line}")
    said = capsys.readouterr()
    for told in ("会话 '海' 位于本地引擎", "还没有。", "开始时间", "没有正在进行的任务。", "所有版本", "没有版本 9。"):
        assert told in said.out
    assert "没有命令 'exprot'，您是不是想用 %nemo export？" in said.out + said.err
    assert nemo.connect(name="海").language == "zh-CN"


@pytest.mark.parametrize(
    ("prompt", "language"),
    [("生成一个1秒的海边视频", "zh"), ("add the title '海'", "en"), ("海の動画を作って", "en")],
)
def test_a_session_of_which_no_language_was_said_speaks_that_of_its_first_message(
    home: Path, monkeypatch: pytest.MonkeyPatch, prompt: str, language: str
) -> None:
    monkeypatch.setattr(launch, "ensure_courier", lambda *_: None)  # nothing is carried anywhere
    session = nemo.connect("local", name="sea")
    assert session.language == "en"
    session.send(prompt)
    assert session.language == language
    session.send("ok 好")
    assert session.language == language
    assert nemo.connect("local", name="sea", language="fr").language == "fr"


@pytest.mark.parametrize(
    ("cell", "asked"),
    [
        ("%nemo how long is it?", ["how long is it?"]),
        ("%nemo  what's on the timeline ??", ["what's on the timeline ??"]),
        ("%nemo how long is it?\n%nemo what is on the timeline?\n", ["how long is it?", "what is on the timeline?"]),
        ("x = %nemo --quiet is it 2 seconds?", ["--quiet is it 2 seconds?"]),
        ("for n in (1, 2):\n    if n:\n        %nemo is it {n} seconds?\n    x = n", ["is it {n} seconds?"] * 2),
        ("%nemo ?", ["?"]),
        ("%nemo is it \\\nlong?", ["is it  long?"]),
    ],
)
def test_a_prompt_that_ends_in_a_question_mark_is_a_prompt(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, cell: str, asked: list[str]
) -> None:
    """IPython would look its last word up: "Object `timeline` not found"."""
    told: list[str] = []

    def tell(_: Any, line: str, *__: Any, **___: Any) -> None:
        told.append(line.strip())

    monkeypatch.setattr(NemoMagics, "nemo_now", tell)
    assert shell.run_cell(cell).success
    assert told == asked


@pytest.mark.parametrize("cell", ["%nemo?", "%nemo??", "print?", "%time?", "nemo.what?"])
def test_other_questions_are_ipythons(shell: InteractiveShell, cell: str) -> None:
    assert "run_line_magic('pinfo" in shell.transform_cell(cell)


def test_unloading_leaves_nothing_behind(shell: InteractiveShell) -> None:
    shell.run_line_magic("unload_ext", "nemo_widgets")
    before = state(shell)
    shell.run_line_magic("load_ext", "nemo_widgets")
    assert state(shell) != before
    shell.run_line_magic("unload_ext", "nemo_widgets")
    assert state(shell) == before


def state(shell: InteractiveShell) -> dict[str, Any]:
    return {
        "transformers": [type(one).__name__ for one in shell.input_transformers_post],
        "tokens": [one.__name__ for one in shell.input_transformer_manager.token_transformers],
        "events": {name: len(calls) for name, calls in shell.events.callbacks.items()},
        "magics": {kind: sorted(names) for kind, names in shell.magics_manager.magics.items()},
        "registry": sorted(shell.magics_manager.registry),
        "configurables": [type(one).__name__ for one in shell.configurables],
        "matchers": len(shell.Completer.custom_matchers),
    }
