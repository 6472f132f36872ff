"""A journal that is damaged, cannot be written, has no room, or is of a newer version: told, and left as it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import nemo_widgets as nemo
from nemo_widgets.errors import JournalError
from nemo_widgets.session import connect

pytestmark = pytest.mark.slow

PROMPT = "generate a 1-second clip of the stars"

READ_ONLY = """
import nemo_widgets as nemo
from nemo_widgets.errors import JournalError

print([row.name for row in nemo.sessions()])
session = nemo.connect("local", name="city")
print(list(session.takes), session.takes[1].draft, [turn.state for turn in session.turns], session.exports[0].clip)
try:
    session.send("add the title 'Never'")
except JournalError as error:
    print(type(error).__name__, error)
try:
    nemo.connect("local", name="another")
except JournalError as error:
    print(type(error).__name__)
"""

NO_ROOM = """
import os, sys
import nemo_widgets as nemo
from nemo_widgets.errors import DiskFullError

session = nemo.connect("local", name="city", language="en")
session.send("generate a 1-second clip of the stars").wait(60)
filler = os.environ["NEMO_HOME"] + "/filler"
with open(filler, "wb", buffering=0) as file:
    try:
        while True:
            file.write(bytes(4096))
    except OSError:
        pass
told = ""
for n in range(100):
    try:
        nemo.connect("local", name=f"another {n}").refresh()
        session.send(f"add the title '{'x' * 4000} {n}'")
    except DiskFullError as error:
        told = str(error)
        break
print(told)
same = nemo.connect("local", name="city")
print(list(same.takes), same.takes[1].draft)
os.unlink(filler)
for turn in session.turns:
    turn.cancel()
print(session.send("add the title 'Room again'").wait(60).state)
"""


def in_own_mounts(script: str, *commands: str, folder: Path) -> str:
    inner = " && ".join([*commands, 'exec "$0" -c "$1"'])
    own = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]
    done = subprocess.run(
        [*own, "sh", "-c", inner, sys.executable, script], capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def forget_connections() -> None:
    """As a new kernel would find it."""
    for session in list(connect._live.values()):
        session.close()
    for journal in connect._journals.values():
        journal.close()
    connect._journals.clear()
    connect._live.clear()


@pytest.fixture
def filled(home: Path, tmp_path: Path, processes_of: Callable[..., list[int]]) -> Path:
    """A home with a take and its film, and no program that uses it."""
    session = nemo.connect("local", name="city", language="en")
    session.send(PROMPT).wait(60)
    session.export("city.mp4", quality="preview").wait(120)
    forget_connections()
    for pid in processes_of(home):
        os.kill(pid, 9)
    return home


def test_history_opens_where_nothing_can_be_written(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_only = (f"mount --bind {filled} {filled}", f"mount -o remount,ro,bind {filled}")
    told = in_own_mounts(READ_ONLY, *read_only, folder=tmp_path)
    names, history, refused, another = told.strip().split("\n")
    assert names == "['city']"
    assert "[1] Timeline" in history
    assert "city.mp4" in history
    assert "can only be read here" in refused
    assert "NEMO_HOME" in refused
    assert another == "JournalError"
    # A copy without what a running program keeps beside it opens too.
    copy = tmp_path / "copy"
    copy.mkdir()
    with sqlite3.connect(filled / "journal.db") as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    shutil.copy(filled / "journal.db", copy)
    monkeypatch.setenv("NEMO_HOME", str(copy))
    again = in_own_mounts(READ_ONLY, f"mount --bind {copy} {copy}", f"mount -o remount,ro,bind {copy}", folder=tmp_path)
    assert again.replace("copy/journal.db", "home/journal.db") == told


def test_a_full_disk_is_told_and_the_session_goes_on_once_there_is_room(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    told = in_own_mounts(NO_ROOM, f"mount -t tmpfs -o size=16m tmpfs {home}", folder=tmp_path)
    error, history, after = told.strip().split("\n")
    assert "could not be written" in error
    assert "Free some space" in error
    assert "[1] Timeline" in history
    assert after == "succeeded"


@pytest.mark.parametrize("damage", ["head", "middle", "cut"])
def test_a_damaged_journal_is_left_as_it_is_and_its_takes_come_back_from_the_films(
    filled: Path, tmp_path: Path, damage: str
) -> None:
    path = filled / "journal.db"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    content = bytearray(path.read_bytes())
    if damage == "head":
        content[:16] = b"no journal at all"[:16]
    elif damage == "middle":
        content[4096:] = bytes(len(content) - 4096)
    else:
        del content[len(content) // 2 :]
    path.write_bytes(content)
    with pytest.raises(JournalError, match="is damaged") as caught:
        nemo.connect("local", name="city").takes  # noqa: B018 - it reads
    assert "mv " in caught.value.next_step
    assert "nemo.restore" in caught.value.next_step
    assert path.read_bytes() == content
    forget_connections()
    path.rename(path.with_suffix(".db.damaged"))

    (row,) = nemo.restore(tmp_path / "nemo-clips")
    assert row.name == "city"
    session = nemo.connect(name="city")
    take = session.takes[1]
    assert take.prompt == PROMPT
    assert "stars" in str(take.draft)
    assert take.clip is not None
    assert take.clip.path == tmp_path / "nemo-clips" / "city.mp4"
    assert nemo.restore(tmp_path / "nemo-clips") == (row,)
    assert (list(session.takes), len(session.exports)) == ([1], 1)
    session.send("add the title 'Back'").wait(60)
    assert "stars" in str(session.draft)
    assert "Back" in str(session.draft)
