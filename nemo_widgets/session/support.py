"""A support bundle: what someone needs who has to find out why an attempt failed, and nothing that opens a door."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import platform
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from nemo_widgets.errors import DiskFullError
from nemo_widgets.journal import Home, IntentRow, Journal, SessionRow
from nemo_widgets.session import connect
from nemo_widgets.session.receipts import Receipt
from nemo_widgets.session.redact import Redactor

_LOG_BYTES = 256 * 1024
_EVENTS = 40
_HASH = 12


def support_bundle(path: str | Path | None = None, *, last: int = 50) -> Path:
    """Write a ZIP that can be sent to whoever helps: versions, the last attempts with their receipts, and logs.

    Tokens, the addresses of films and files, and the names of the user's folders are taken out; prompts and replies
    stay in. Look into it before you send it: it is plain JSON and text.

    Args:
        path: Where to; by default `nemo-support-<time>.zip` here. Nothing is written over.
        last: So many attempts, the newest.

    Returns:
        The ZIP's path.

    Raises:
        DiskFullError: It cannot be written.

    Example:
        >>> import nemo_widgets as nemo
        >>> nemo.support_bundle("help.zip").name
        'help.zip'
    """
    home = Home.default()
    journal = connect._journal(home)
    redactor = Redactor(known_secrets(home), {home.root: "~nemo", Path.home(): "~"})
    target = _free(Path(path).expanduser() if path else Path(f"nemo-support-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip"))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("about.json", _json(redactor.value(_about())))
            bundle.writestr("attempts.json", _json(redactor.value(_attempts(journal, last))))
            for name, text in _logs(home):
                bundle.writestr(f"logs/{name}", redactor.text(text))
    except OSError as error:
        raise DiskFullError(
            f"The bundle {target.name} cannot be written ({error.strerror}).", "Choose another place for it."
        ) from None
    return target.absolute()


def _about() -> dict[str, Any]:
    """Versions and the system; of the environment only which of our names are set."""
    versions = {}
    for need in ["nemo-widgets", *(importlib.metadata.requires("nemo-widgets") or []), "jupyterlab", "ipykernel"]:
        name = re.split(r"[\s;<>=!~\[]", need, maxsplit=1)[0]
        if "extra ==" not in need:
            with contextlib.suppress(importlib.metadata.PackageNotFoundError):
                versions[name] = importlib.metadata.version(name)
    return {
        "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions,
        "python": sys.version,
        "platform": platform.platform(),
        "environment": sorted(name for name in os.environ if name.startswith("NEMO_") or name == "SKILL_SOURCE"),
    }


def _attempts(journal: Journal, last: int) -> list[dict[str, Any]]:
    found = [(row, session) for session in journal.sessions() for row in journal.intents(session.id)]
    newest = sorted(found, key=lambda pair: pair[0].seq)[-last:]
    return [_attempt(journal, row, session) for row, session in newest]


def _attempt(journal: Journal, row: IntentRow, session: SessionRow) -> dict[str, Any]:
    events = journal.events(row.id)
    return {
        "receipt": msgspec.to_builtins(Receipt.of(row, session)),
        "profile": session.profile,
        "language": session.language,
        "payload": _short(row.payload),
        "progress": row.progress,
        "result": _short(row.result),
        "error": row.error,
        "base": row.base and row.base[:_HASH],
        "events": len(events),
        "last_events": [{"at": event.at, "kind": event.kind, "data": event.data} for event in events[-_EVENTS:]],
    }


def _short(values: dict[str, Any]) -> dict[str, Any]:
    """Hashes by their beginning: enough to compare them, and no long opaque text is then left that is ours."""
    return {
        name: value[:_HASH] if name in {"draft", "sha256"} and isinstance(value, str) else value
        for name, value in values.items()
    }


def _logs(home: Home) -> Iterator[tuple[str, str]]:
    """The ends of the couriers' and the engine's logs."""
    engine = [*home.engine.glob("*.log*"), *home.engine.glob("*.out")]
    for log in sorted([*home.root.glob("courier-*.log*"), *engine]):
        with contextlib.suppress(OSError), log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _LOG_BYTES))
            yield log.name, file.read().decode("utf-8", "replace")


def known_secrets(home: Home | None = None) -> Iterator[str]:
    """All secrets that are known here, to be sure that none is in what is told."""
    home = home or Home.default()
    for name in ("NEMO_TOKEN", "NEMO_CLIENT_ID"):
        yield os.environ.get(name, "")
    for session in list(connect._live.values()):
        if session._token is not None:
            yield session._token.reveal()
    for file in (home.tokens / "client_id", Path.home() / ".config" / "nemovideo" / "client_id"):
        with contextlib.suppress(OSError):
            yield file.read_text("utf-8", "replace")
    for file in [*home.tokens.glob("*.json"), home.engine / "rendezvous.json"]:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            kept = json.loads(file.read_text("utf-8"))
            yield from (str(kept[name]) for name in ("token", "user_id") if kept.get(name))


def _free(path: Path) -> Path:
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
