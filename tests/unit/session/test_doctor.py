"""What `nemo.doctor()` says of this machine, and of one that is out of order."""

from __future__ import annotations

import ast
import inspect
import re
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

import nemo_widgets as nemo
from nemo_widgets.__main__ import main
from nemo_widgets.session import diagnoses
from nemo_widgets.session import doctor as module
from nemo_widgets.session.doctor import Finding, Report
from tests.unit.session.test_translations import form


def part(report: Report, name: str) -> Finding:
    (found,) = [one for one in report.findings if one.part == name]
    return found


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers but this machine."""
    real = socket.create_connection

    def only_here(address: tuple[str, int], *args: Any, **more: Any) -> socket.socket:
        if address[0] not in ("127.0.0.1", "localhost"):
            raise OSError(101, "Network is unreachable")
        return real(address, *args, **more)

    monkeypatch.setattr(socket, "create_connection", only_here)


def test_on_a_machine_that_works_nothing_is_to_be_done(home: Path) -> None:
    report = nemo.doctor()
    assert report.well, report
    assert part(report, "codecs").found.startswith("H.264 and AAC")
    assert "no account, no network" in part(report, "backend").found
    assert "none yet" in part(report, "journal").found


def test_it_is_a_table_in_text_and_html(home: Path) -> None:
    report = nemo.doctor()
    assert repr(report).splitlines()[0] == "nemo_widgets here"
    assert "✓  journal" in repr(report)
    assert "<table>" in report._repr_html_()
    assert "Everything that is needed works here." in report._repr_html_()


def test_a_damaged_journal_is_told_with_what_to_do_and_left_alone(home: Path) -> None:
    home.mkdir()
    damaged = b"no database at all, but some text of a length that is looked at"
    (home / "journal.db").write_bytes(damaged)
    report = nemo.doctor()
    found = part(report, "journal")
    assert found.state == "wrong"
    assert "damaged" in found.found
    assert "Move it aside" in found.do
    assert not report.well
    assert (home / "journal.db").read_bytes() == damaged
    assert part(report, "codecs").state == "ok"  # the rest is looked at all the same


def test_the_cloud_without_a_network_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "nmv_usr_planted_4fd2")
    report = nemo.doctor()
    found = part(report, "backend")
    assert found.state == "wrong"
    assert "cannot be reached (Network is unreachable)" in found.found
    assert 'nemo.connect("local") needs none' in found.do


def test_no_secret_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "nmv_usr_planted_4fd2"
    monkeypatch.setenv("NEMO_TOKEN", secret)
    monkeypatch.setenv("NEMO_API_URL", "http://127.0.0.1:9")
    monkeypatch.setattr(module, "_LOOKS", {**module._LOOKS, "leak": lambda _: iter([Finding("leak", "ok", secret)])})
    report = nemo.doctor()
    assert part(report, "leak").found == "•••"
    assert secret not in repr(report) + report._repr_html_()


def test_a_look_that_fails_is_a_finding(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: Any, **__: Any) -> None:
        raise subprocess.TimeoutExpired("python", 60)

    monkeypatch.setattr(subprocess, "run", late)
    report = nemo.doctor()
    assert part(report, "codecs").state == "wrong"
    assert "timed out" in part(report, "codecs").found


def test_codecs_that_are_missing_are_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "import json; print(json.dumps({'av': '1', 'encoders': ['aac'], 'fonts': 0, 'latin': 1, 'chinese': 0}))"
    monkeypatch.setattr(module, "_ENGINE", script)
    report = nemo.doctor()
    assert part(report, "codecs").found == "no libx264 in av 1"
    assert "Noto" in part(report, "fonts").do


def test_the_command_line_says_the_same_and_ends_by_it(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["doctor"]) == 0
    assert "Everything that is needed works here." in capsys.readouterr().out
    monkeypatch.setenv("NEMO_TOKEN", "nmv_usr_planted_4fd2")
    assert main(["doctor"]) == 1


def test_every_finding_has_its_chinese() -> None:
    """Whatever a `Finding` is made of in the module; `{}` stands for what is filled in."""
    said = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
            part, _, *words = (form(argument, module) for argument in node.args)
            said |= {text for text in (part, *words) if text}
    assert len(said) > 30
    forms = {text: re.compile(".*".join(map(re.escape, text.split("{}")))) for text in said}
    # One that is filled in with words of ours stands there with each of them.
    assert [text for text, words in forms.items() if not any(map(words.fullmatch, diagnoses.CHINESE))] == []


def test_a_chinese_reader_is_told_in_chinese(home: Path) -> None:
    told = repr(nemo.doctor("zh-CN"))
    assert told.startswith("这里的 nemo_widgets")
    assert "本地引擎：无需账号和网络，免费（未设置 NEMO_TOKEN）" in told
    assert told.endswith("需要的一切在这里都能正常工作。")
