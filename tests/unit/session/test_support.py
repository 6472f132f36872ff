"""A bundle that helps, and opens no door."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

import nemo_widgets as nemo
from nemo_widgets.journal import Home, State
from nemo_widgets.session.redact import Redactor
from nemo_widgets.session.support import support_bundle

OWN = "nmv_usr_own-and-planted-7f3a"
KEPT = "plainlookingtokenkept"
CLIENT = "3f0c9a52-planted-client-id"
SIGNED = "https://cdn.example.com/films/9f8e7d6c5b4a/a.mp4?X-Amz-Signature=f00dfeed&Expires=1#frag"
SIGNATURE = "f00dfeed"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
OPAQUE = "Zx81kQ0pL2mN4vB6cD8eF0gH1jK3lM5n"
SECRETS = (OWN, KEPT, CLIENT, SIGNATURE, JWT, OPAQUE, "9f8e7d6c5b4a", "hunter2", "ana@example.com", "anon_abc123")


@pytest.fixture
def bundle(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The texts of a bundle after an evening full of secrets."""
    monkeypatch.setenv("NEMO_CLIENT_ID", CLIENT)
    monkeypatch.setenv("HOME", str(tmp_path / "ana"))
    session = nemo.connect("https://api.example.com", name="city", token=OWN)
    (home / "tokens").mkdir()
    (home / "tokens" / "api.json").write_text(json.dumps({"token": KEPT, "user_id": "anon_abc123"}))
    (home / "engine").mkdir()
    (home / "engine" / "engine.out").write_text(f"started in {home}\nsecret={KEPT}\n")
    log = f"2026-01-01 INFO GET {SIGNED}\nAuthorization: Bearer {OWN}\npassword: hunter2 in {tmp_path}/ana/x\n"
    Home(home).courier_file(session._row.courier, "log").write_text(log)
    journal = session._journal
    with_secrets = f"a city at night, my token is {OWN} and {JWT}, mail ana@example.com, see {SIGNED}, {OPAQUE}"
    turn = journal.add_intent(session._row.id, "turn", {"text": with_secrets})
    journal.begin_send(turn.id, b"{}", {"sent_at": "2026-01-01T00:00:00.000+00:00", "credits_before": 100})
    journal.add_events(turn.id, [("text", {"block": 0, "op": "append", "text": f"Here: {SIGNED}"})])
    journal.settle_turn(
        turn.id,
        State.FAILED,
        draft=None,
        result={"verdict": "failed"},
        error={"type": "ServerError", "message": f"boom {KEPT}", "status": 503, "code": 5, "request_id": "req-1"},
        receipt={"sent_at": "2026-01-01T00:00:00.000+00:00", "credits_before": 100, "credits_after": 60},
        take=False,
    )
    upload = journal.add_intent(session._row.id, "upload", {"url": SIGNED, "name": "a.mp4"})
    journal.advance(
        upload.id, State.SUCCEEDED, came_from=[State.WRITTEN], result={"file": {"cdn_url": SIGNED, "token": "hunter2"}}
    )
    with zipfile.ZipFile(support_bundle(tmp_path / "help.zip")) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def test_no_secret_is_in_it(bundle: dict[str, str], tmp_path: Path) -> None:
    for name, text in bundle.items():
        for secret in (*SECRETS, str(tmp_path)):
            assert secret not in text, (name, secret)


def test_it_tells_what_happened(bundle: dict[str, str]) -> None:
    turn, upload = json.loads(bundle["attempts.json"])
    assert turn["payload"]["text"].startswith("a city at night")
    assert turn["receipt"]["credits_before"] == 100
    assert turn["receipt"]["request_id"] == "req-1"
    assert turn["receipt"]["last_status"] == "HTTP 503, code 5"
    assert turn["error"]["type"] == "ServerError"
    assert turn["last_events"][0]["data"]["text"] == "Here: https://cdn.example.com/….mp4"
    assert upload["payload"]["url"] == "https://cdn.example.com/….mp4"
    about = json.loads(bundle["about.json"])
    assert about["versions"]["nemo-widgets"] == nemo.__version__
    assert "NEMO_CLIENT_ID" in about["environment"]
    assert about["written_at"].endswith("+00:00")
    assert "2026-01-01 INFO GET https://cdn.example.com/….mp4" in next(
        text for name, text in bundle.items() if name.startswith("logs/courier-")
    )
    assert "logs/engine.out" in bundle


def test_nothing_is_written_over(home: Path, tmp_path: Path) -> None:
    first, again = support_bundle("help.zip"), support_bundle("help.zip")
    assert (first, again) == (tmp_path / "help.zip", tmp_path / "help-2.zip")
    assert support_bundle().name.startswith("nemo-support-")


def test_only_the_last_attempts_are_in_it(home: Path) -> None:
    session = nemo.connect("local", name="many")
    for number in range(9):
        session._journal.add_intent(session._row.id, "turn", {"text": f"prompt {number}"})
    with zipfile.ZipFile(support_bundle("help.zip", last=3)) as opened:
        attempts = json.loads(opened.read("attempts.json"))
    assert [attempt["payload"]["text"] for attempt in attempts] == ["prompt 6", "prompt 7", "prompt 8"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://user:pw@host:8443/a/b.mp4?sig=1", "https://host:8443/….mp4"),
        ("https://host", "https://host"),
        ("http://[::1", "•••"),
        ("wss://host/x#y", "wss://host/…"),
        ("Bearer abc.def", "Bearer •••"),
        ("api_key='12345'", "api_key='•••'"),
        ("X-Amz-Signature=abc&b=1", "X-Amz-Signature=•••&b=1"),
        ("in /home/ana/films", "in ~/films"),
        (r"C:\Users\Ana\films", r"~\films"),
        ("0190a1b2c3d4e5f60718293a4b is an intent", "0190a1b2c3d4e5f60718293a4b is an intent"),
        ("session 5529798706024415232", "session 5529798706024415232"),
        ("a 10-second cinematic clip", "a 10-second cinematic clip"),
    ],
)
def test_what_is_blotted_out_and_what_is_not(text: str, told: str) -> None:
    assert Redactor().text(text) == told


def test_a_secrets_name_is_enough() -> None:
    value: Any = {"access_token": ["x", "y"], "list": [{"Cookie": "c", "n": 1}], "token": None}
    told = {"access_token": "•••", "list": [{"Cookie": "•••", "n": 1}], "token": None}
    assert Redactor().value(value) == told


def test_a_handle_has_its_receipt(home: Path) -> None:
    session = nemo.connect("local", name="city")
    row = session._journal.add_intent(session._row.id, "turn", {"text": "the sea"})
    receipt = session.turns[0].receipt
    assert (receipt.intent, receipt.kind, receipt.state, receipt.sent_at) == (row.id, "turn", "written", None)
    assert receipt.asked_at.endswith("+00:00")
    assert "credits" not in repr(receipt)
    with pytest.raises(AttributeError):
        receipt.state = "paid"
