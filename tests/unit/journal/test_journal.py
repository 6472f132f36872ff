import os
import sqlite3
import stat
import subprocess
import threading
from pathlib import Path

import pytest

from nemo_widgets.errors import DiskFullError, JournalError
from nemo_widgets.journal import Home, Journal, SessionRow, State, database
from nemo_widgets.journal.compaction import compact
from nemo_widgets.journal.films import add_film
from nemo_widgets.journal.money import add_turn
from nemo_widgets.journal.mounts import is_network
from nemo_widgets.journal.rows import courier_key, split_courier_key
from nemo_widgets.journal.schema import MIGRATIONS

DRAFT = b'{"t": [ {"tt":0,"sg":[{"d":1000}]} ], "x": 12345678901234567890}'


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def journal(home: Home):
    journal = Journal(home)
    yield journal
    journal.close()


@pytest.fixture
def session(journal: Journal) -> SessionRow:
    return open_session(journal)


def open_session(journal: Journal, name: str = "city") -> SessionRow:
    return journal.open_session(
        name=name, backend="local", courier="local|local", profile="video-generative", language=None, clips="/clips"
    )


def sent(journal: Journal, session: SessionRow, base: bytes | None = None) -> str:
    intent = journal.add_intent(session.id, "turn", {"text": "a city"})
    assert journal.begin_send(intent.id, base, {})
    return intent.id


def test_a_session_is_found_again_by_name_and_backend(journal: Journal, session: SessionRow) -> None:
    assert open_session(journal).id == session.id
    assert open_session(journal, "sea").id != session.id
    assert [row.name for row in journal.sessions("city")] == ["city"]


def test_the_journal_is_for_its_user_alone(home: Home, journal: Journal) -> None:
    assert stat.S_IMODE(home.journal.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.root.stat().st_mode) == 0o700


def test_what_was_written_is_there_for_the_next_connection(home: Home, journal: Journal, session: SessionRow) -> None:
    intent = journal.add_intent(session.id, "turn", {"text": "海"})
    other = Journal(home)
    assert other.intent(intent.id).payload == {"text": "海"}
    assert other.intent(intent.id).state is State.WRITTEN
    other.close()


def test_only_a_written_intent_can_be_sent_and_only_once(journal: Journal, session: SessionRow) -> None:
    intent = journal.add_intent(session.id, "turn", {"text": "a city"})
    assert journal.begin_send(intent.id, None, {})
    assert not journal.begin_send(intent.id, None, {})


def test_two_connections_cannot_both_send_an_intent(home: Home, journal: Journal, session: SessionRow) -> None:
    intent = journal.add_intent(session.id, "turn", {"text": "a city"})
    others = [Journal(home) for _ in range(4)]
    won: list[bool] = []
    threads = [threading.Thread(target=lambda j=j: won.append(j.begin_send(intent.id, None, {}))) for j in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False, False, False, True]
    for other in others:
        other.close()


def test_a_stop_before_sending_settles_at_once_and_nothing_is_sent(journal: Journal, session: SessionRow) -> None:
    intent = journal.add_intent(session.id, "turn", {"text": "a city"})
    journal.request_cancel(intent.id)
    assert journal.intent(intent.id).state is State.CANCELLED
    assert not journal.begin_send(intent.id, None, {})


def test_a_stop_after_sending_is_a_wish_for_the_courier(journal: Journal, session: SessionRow) -> None:
    intent_id = sent(journal, session)
    journal.request_cancel(intent_id)
    found = journal.intent(intent_id)
    assert (found.state, found.cancel) == (State.SENDING, True)


def test_an_intent_moves_on_only_from_where_it_is_expected(journal: Journal, session: SessionRow) -> None:
    intent_id = sent(journal, session)
    assert not journal.advance(intent_id, State.STREAMING, came_from=[State.ACCEPTED])
    assert journal.advance(intent_id, State.ACCEPTED, came_from=[State.SENDING])


def test_a_draft_is_kept_byte_for_byte(journal: Journal, session: SessionRow) -> None:
    hash_ = journal.set_head(session.id, DRAFT)
    assert journal.draft(hash_) == DRAFT
    assert journal.session(session.id).head == hash_


def test_a_settled_turn_leaves_one_take_with_its_draft(journal: Journal, session: SessionRow) -> None:
    intent_id = sent(journal, session)
    ended = {"draft": DRAFT, "result": {}, "error": None, "receipt": {}, "take": True}
    assert journal.settle_turn(intent_id, State.SUCCEEDED, **ended) == 1
    assert journal.settle_turn(intent_id, State.SUCCEEDED, **ended) is None
    (take,) = journal.takes(session.id)
    assert (take.number, take.prompt, take.parent) == (1, "a city", None)
    assert journal.draft(take.draft) == DRAFT
    assert journal.intent(intent_id).result["take"] == 1


def test_takes_are_numbered_and_know_their_parent(journal: Journal, session: SessionRow) -> None:
    for base, text in ((None, b'{"d":1}'), (b'{"d":1}', b'{"d":2}'), (None, b'{"d":3}')):
        ended = {"draft": text, "result": {}, "error": None, "receipt": {}, "take": True}
        journal.settle_turn(sent(journal, session, base), State.SUCCEEDED, **ended)
    # The last one began a timeline anew.
    assert [(take.number, take.parent) for take in journal.takes(session.id)] == [(1, None), (2, 1), (3, None)]


def test_what_came_about_since_the_take_before_is_told_with_the_next(journal: Journal, session: SessionRow) -> None:
    """A title that a backend added after its answer, and before the next message looked at the timeline."""
    for base, text in ((None, b'{"d":1}'), (b'{"d":1,"late":1}', b'{"d":2,"late":1}')):
        ended = {"draft": text, "result": {}, "error": None, "receipt": {}, "take": True}
        journal.settle_turn(sent(journal, session, base), State.SUCCEEDED, **ended)
    assert [journal.draft(take.base) for take in journal.takes(session.id)] == [None, b'{"d":1}']


def test_an_unknown_outcome_can_be_looked_at_again_but_not_sent_again(journal: Journal, session: SessionRow) -> None:
    intent_id = sent(journal, session)
    journal.settle_turn(intent_id, State.UNKNOWN, draft=None, result={}, error={}, receipt={}, take=False)
    assert journal.reopen(intent_id)
    assert journal.intent(intent_id).state is State.ACCEPTED
    assert not journal.begin_send(intent_id, None, {})


def test_events_come_back_in_order_from_where_one_left_off(journal: Journal, session: SessionRow) -> None:
    intent_id = sent(journal, session)
    journal.add_events(intent_id, [("text", {"text": "a"}), ("text", {"text": "b"})], progress={"phase": "working"})
    first, _ = journal.events(intent_id)
    assert [event.data["text"] for event in journal.events(intent_id, after=first.seq)] == ["b"]
    assert journal.intent(intent_id).progress == {"phase": "working"}


def test_another_connection_notices_a_write(home: Home, journal: Journal, session: SessionRow) -> None:
    other = Journal(home)
    before = other.data_version()
    journal.add_intent(session.id, "credits", {})
    assert other.data_version() != before
    other.close()


def test_open_intents_are_those_of_the_courier_asked_for(journal: Journal, session: SessionRow) -> None:
    intent = journal.add_intent(session.id, "turn", {"text": "a"})
    assert [row.id for row in journal.open_intents(courier="local|local")] == [intent.id]
    assert journal.open_intents(courier="other|anonymous") == []


def test_a_journal_of_a_newer_version_is_refused_and_left_alone(home: Home, journal: Journal) -> None:
    journal.close()
    with sqlite3.connect(home.journal) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    before = home.journal.read_bytes()
    with pytest.raises(JournalError, match="newer nemo_widgets"):
        Journal(home)
    assert home.journal.read_bytes() == before


def test_a_damaged_journal_is_a_clear_error_and_left_alone(home: Home) -> None:
    home.create().journal.write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    before = home.journal.read_bytes()
    with pytest.raises(JournalError, match="damaged"):
        Journal(home)
    assert home.journal.read_bytes() == before


@pytest.mark.parametrize("place", ["home", "home of Ann's, (old) $HOME", "under/~"])
@pytest.mark.parametrize("below", [True, False], ids=["in the user's folder", "elsewhere"])
def test_the_command_that_moves_a_damaged_journal_aside_can_be_pasted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, *, below: bool
) -> None:
    if below:
        monkeypatch.setenv("HOME", str(tmp_path))
    home = Home(tmp_path / place).create()
    home.journal.write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(JournalError) as caught:
        Journal(home)
    command = caught.value.next_step.partition("(mv ")[2].rpartition("), restart")[0]
    assert command.startswith("~/") is below
    subprocess.run(["sh", "-c", f"mv {command}"], check=True, env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]})
    assert [path.name for path in home.root.glob("journal*")] == ["journal.db.damaged"]


def test_a_home_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(JournalError, match="NEMO_HOME"):
        Journal(Home(tmp_path / "file" / "home"))


def test_a_network_filesystem_is_told_by_its_mount(tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    table.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {tmp_path / 'net'} nfs4 rw 0 0\n")
    assert is_network(tmp_path / "net" / "journal.db", table)
    assert not is_network(tmp_path / "journal.db", table)
    assert not is_network(tmp_path, tmp_path / "no such table")


@pytest.mark.parametrize(("network", "mode"), [(True, "delete"), (False, "wal")])
def test_a_journal_on_a_network_filesystem_keeps_a_rollback_journal(
    home: Home, monkeypatch: pytest.MonkeyPatch, network: bool, mode: str
) -> None:
    monkeypatch.setattr(database, "is_network", lambda _: network)
    journal = Journal(home)
    with journal.transaction() as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == mode
    journal.close()


def test_a_courier_key_is_split_again_with_colons_in_the_address() -> None:
    key = courier_key("http://127.0.0.1:8000", "anonymous")
    assert split_courier_key(key) == ("http://127.0.0.1:8000", "anonymous")


def test_an_older_journal_gains_tags_caps_and_forks_and_loses_nothing(home: Home) -> None:
    home.create()
    old = sqlite3.connect(home.journal)
    old.executescript(MIGRATIONS[0])
    old.executescript(
        """PRAGMA user_version = 1;
        INSERT INTO sessions (id, name, backend, courier, profile, clips, created_at, used_at)
          VALUES (1, 'city', 'local', 'local|local', 'video-generative', '/clips', 't', 't');
        INSERT INTO intents (id, session_id, kind, payload, state, created_at, updated_at)
          VALUES ('a', 1, 'turn', '{"text":"a city"}', 'succeeded', 't', 't');
        INSERT INTO drafts VALUES ('h', '{}');
        INSERT INTO takes (session_id, number, intent_id, prompt, draft, note, created_at)
          VALUES (1, 1, 'a', 'a city', 'h', 'good', 't');"""
    )
    old.close()
    journal = Journal(home)
    (take,) = journal.takes(1)
    assert (take.note, take.tags) == ("good", ())
    assert (journal.session(1).cap, journal.intent("a").reserved) == (None, 0)
    journal.tag_take(1, 1, ("hero",))
    assert journal.takes(1)[0].tags == ("hero",)
    journal.close()


def test_exports_of_one_name_get_paths_of_their_own_whoever_asks_at_once(
    home: Home, session: SessionRow, tmp_path: Path
) -> None:
    """Four kernels, each with a connection of its own, ask for the same name again and again."""
    (tmp_path / "sea.mp4").write_bytes(b"a film")
    paths: list[str] = []

    def ask() -> None:
        journal = Journal(home)
        wanted = tmp_path / "sea.mp4"
        paths.extend(add_film(journal, session.id, {}, wanted).payload["path"] for _ in range(10))
        journal.close()

    kernels = [threading.Thread(target=ask) for _ in range(4)]
    for kernel in kernels:
        kernel.start()
    for kernel in kernels:
        kernel.join()
    assert sorted(paths) == sorted(str(tmp_path / f"sea-{number}.mp4") for number in range(2, 42))


def test_on_a_full_disk_history_opens_choices_are_let_go_and_the_rest_is_told(
    journal: Journal, session: SessionRow
) -> None:
    with journal.reading() as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages}")
    given = {"name": "city", "backend": "local", "courier": "local|local", "profile": "video-generative"}
    wide = {"language": None, "clips": "/" * 50_000}
    assert journal.open_session(**given, **wide) == session
    journal.set_setting("choice", "x" * 50_000)
    assert journal.setting("choice") is None
    for other in ({"name": "another"}, {"courier": "local|token-y"}):
        with pytest.raises(DiskFullError, match="could not be written"):
            journal.open_session(**given | other, **wide)
    with pytest.raises(DiskFullError):
        journal.add_intent(session.id, "turn", {"text": "x" * 50_000})


def test_damage_where_nobody_has_read_yet_is_found(home: Home, journal: Journal, session: SessionRow) -> None:
    journal.check()
    for number in range(50):
        journal.set_head(session.id, b"%d" % number * 1000)
    journal.close()
    content = bytearray(home.journal.read_bytes())
    content[-4096:] = bytes(4096)
    home.journal.write_bytes(content)
    other = Journal(home)
    with pytest.raises(JournalError, match="is damaged"):
        other.check()
    other.close()


def test_half_an_emoji_in_a_message_costs_no_take(journal: Journal, session: SessionRow) -> None:
    turn = add_turn(journal, session.id, {"text": "stars \ud83c"}, 0)
    assert turn is not None
    assert turn.payload["text"] == "stars \ufffd"
    assert journal.begin_send(turn.id, None, {})
    ended = {"draft": DRAFT, "result": {}, "error": None, "receipt": {}, "take": True}
    assert journal.settle_turn(turn.id, State.SUCCEEDED, **ended) == 1
    journal.note_take(session.id, 1, "half \ude00")
    (take,) = journal.takes(session.id)
    assert (take.prompt, take.note) == ("stars \ufffd", "half \ufffd")


def test_a_files_name_that_is_no_text_stays_as_it_is(journal: Journal, session: SessionRow) -> None:
    path = os.fsdecode(b"/photos/caf\xe9.jpg")
    intent = journal.add_intent(session.id, "upload", {"path": path, "name": path})
    assert (intent.payload["path"], intent.payload["name"]) == (path, "/photos/caf\ufffd.jpg")
    compact(journal)
