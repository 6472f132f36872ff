"""Each thing that can be wrong: a clear error with the next step, and nothing lost."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nemo_widgets as nemo
from nemo_widgets import errors

PROMPT = "generate a 1-second clip of the sea"


@pytest.fixture
def session(home: Path) -> nemo.Session:
    return nemo.connect("local", name="city")


def test_an_unknown_backend(home: Path) -> None:
    with pytest.raises(errors.UnknownBackendError, match='Use "local", "cloud", or an address'):
        nemo.connect("loacl")


@pytest.mark.parametrize("address", ["http://example.com", "https://user:pw@host", "https://host?token=x", "ftp://h"])
def test_an_unsafe_address(home: Path, address: str) -> None:
    with pytest.raises(errors.UnknownBackendError) as caught:
        nemo.connect(address)
    assert "pw" not in str(caught.value)


def test_a_wrong_token_is_reported_and_not_shown(session: nemo.Session, home: Path) -> None:
    session.refresh().wait(60)
    url = json.loads((home / "engine" / "rendezvous.json").read_text())["url"]
    stranger = nemo.connect(url, name="stranger", token="nmv_usr_planted")
    turn = stranger.send(PROMPT, yes=True)
    with pytest.raises(errors.AuthenticationError) as caught:
        turn.wait(60)
    assert caught.value.next_step
    assert "planted" not in repr(turn) + str(caught.value)
    assert turn.state == "failed"


def test_a_backend_that_is_not_there(home: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    turn = nemo.connect(f"http://127.0.0.1:{port}", name="nobody", token="t").send(PROMPT, yes=True)
    with pytest.raises(errors.BackendUnreachableError) as caught:
        turn.wait(60)
    assert caught.value.next_step
    assert turn.state == "failed"  # it was not sent, and that is known


def test_a_message_that_can_cost_asks_first_and_is_agreed_to_once_a_session(session: nemo.Session, home: Path) -> None:
    session.refresh().wait(60)
    found = json.loads((home / "engine" / "rendezvous.json").read_text())
    paid = nemo.connect(found["url"], name="paid", token=found["token"])
    with pytest.raises(errors.SpendingError, match="can cost credits") as caught:
        paid.send(PROMPT)
    assert "yes=True" in caught.value.next_step
    assert paid.turns == ()
    paid.send(PROMPT, yes=True).wait(60)
    assert paid.send("make it 2 seconds").wait(60).take is not None
    other = nemo.connect(found["url"], name="another", token=found["token"])
    with pytest.raises(errors.SpendingError):
        other.ask(PROMPT)


@pytest.mark.parametrize("prompt", ["", "   ", "\n\t"])
def test_an_empty_prompt(session: nemo.Session, prompt: str) -> None:
    with pytest.raises(errors.PromptError, match="Say what to make"):
        session.send(prompt)


def test_a_file_of_the_wrong_type(session: nemo.Session, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"x")
    with pytest.raises(errors.UnsupportedFileError, match="Convert it to one of: mp4"):
        session.upload(tmp_path / "thesis.docx")


def test_a_file_that_only_pretends_to_be_a_photo(session: nemo.Session, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"no photo at all" * 50)
    with pytest.raises(errors.NemoError) as caught:
        session.upload(tmp_path / "photo.jpg").wait(60)
    assert caught.value.next_step
    assert session.send(PROMPT).wait(60).take is not None


def test_a_300_mb_file_is_refused_before_a_byte_leaves(session: nemo.Session, tmp_path: Path) -> None:
    with (tmp_path / "film.mp4").open("wb") as film:
        film.truncate(300 * 1024 * 1024)
    with pytest.raises(errors.FileTooLargeError, match="300 MB; the skill video-generative takes 200 MB"):
        session.upload(tmp_path / "film.mp4")


def test_a_file_that_is_not_there(session: nemo.Session) -> None:
    with pytest.raises(errors.MissingFileError, match="Check the path"):
        session.upload("nowhere.jpg")


def test_a_message_about_a_photo_that_did_not_arrive_is_not_sent(
    session: nemo.Session, tmp_path: Path, engine: Any
) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" + b"no photo at all" * 50)
    turn = session.send("animate this image", files=[tmp_path / "photo.jpg"])
    with pytest.raises(errors.NemoError, match="Not sent"):
        turn.wait(60)
    assert engine.messages() == 0


def test_nothing_to_export_yet(session: nemo.Session) -> None:
    with pytest.raises(errors.NemoError, match="nothing to export yet"):
        session.export().wait(60)


DISK = """
import sys
import nemo_widgets as nemo
from nemo_widgets.errors import DiskFullError
session = nemo.connect("local", name="city", clips=sys.argv[1])
session.send("generate a 1-second clip of the sea").wait(60)
try:
    session.export(quality="preview").wait(120)
except DiskFullError as error:
    print(error)
clip = nemo.connect("local", name="city", clips=sys.argv[2]).takes[1].export(quality="preview").wait(120)
print(clip.path.exists(), len(session.takes), *__import__("pathlib").Path(sys.argv[1]).iterdir())
"""


def test_a_full_disk_is_told_and_the_film_can_be_made_elsewhere(home: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = f"mount -t tmpfs -o size=8k tmpfs {small}"
    inner = f'{mount} && exec "$0" -c "$1" {small} {tmp_path / "roomy"}'
    own_mounts = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]
    done = subprocess.run(
        [*own_mounts, "sh", "-c", inner, sys.executable, DISK], capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode == 0, done.stderr
    told, outcome = done.stdout.strip().splitlines()
    assert "space" in told
    assert outcome == "True 1"


def test_a_stop_before_sending_sends_nothing(session: nemo.Session, engine: Any, until: Callable[..., Any]) -> None:
    engine.start()
    engine.scenario("hold", at="plan")
    first = session.send(PROMPT)
    until(lambda: first.state == "running")
    second = session.send("add the title 'Never'")
    second.cancel()
    with pytest.raises(errors.JobCancelledError):
        second.wait(30)
    engine.call("POST", "/_nemo/release", {})
    first.wait(60)
    assert engine.messages() == 1


def test_a_stop_in_time_leaves_the_timeline_alone(
    session: nemo.Session, engine: Any, until: Callable[..., Any]
) -> None:
    engine.start()
    engine.scenario("hold", at="plan")
    engine.scenario("abort_on_disconnect")
    turn = session.send(PROMPT)
    until(lambda: turn.state == "running")
    turn.cancel()
    turn.cancel()
    with pytest.raises(errors.JobCancelledError):
        turn.wait(30)
    assert (turn.state, turn.verdict) == ("cancelled", "stopped")
    assert not session.takes


def test_a_run_that_goes_on_after_a_stop_is_not_said_to_be_stopped(
    session: nemo.Session, engine: Any, until: Callable[..., Any]
) -> None:
    engine.start()
    engine.scenario("hold", at="plan")
    turn = session.send(PROMPT)
    until(lambda: turn.state == "running")
    turn.cancel()
    with pytest.raises(errors.UnknownOutcomeError, match="may be running"):
        turn.wait(30)
    engine.call("POST", "/_nemo/release", {})
    assert turn.reattach().wait(30).take is not None
    assert engine.messages() == 1


def test_a_stop_that_came_too_late_says_so_and_keeps_the_take(
    session: nemo.Session, engine: Any, until: Callable[..., Any]
) -> None:
    engine.start()
    engine.scenario("hold", at="text")  # the edit is made, the reply has not begun
    turn = session.send(PROMPT)
    until(lambda: any(told["holding"] for told in engine.stats()["sessions"].values()))
    turn.cancel()
    until(lambda: all(told["streams"][-1]["closed"] for told in engine.stats()["sessions"].values()))
    engine.call("POST", "/_nemo/release", {})
    turn.wait(30)
    assert (turn.state, turn.verdict) == ("succeeded", "too_late")
    assert turn.take is not None
    assert "too late" in turn.summary()
