"""`nemo.doctor()`: what works here, and what to do about the rest. Reads only; needs no network and no journal."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from nemo_widgets.errors import NemoError, plain
from nemo_widgets.journal import Home, Journal
from nemo_widgets.session import connect, waiting
from nemo_widgets.session.redact import Redactor
from nemo_widgets.session.support import known_secrets
from nemo_widgets.session.table import Table
from nemo_widgets.session.translations import translated
from nemo_widgets.session.wordings import of_language

State = Literal["ok", "note", "wrong"]
_MARKS: dict[State, str] = {"ok": "✓", "note": "·", "wrong": "✗"}
_REACH_S = 3.0
_LOOK_S = 60.0
_LEAST_FREE = 2 * 1024**3
"""Bytes below which films may not find room."""
_GB = 1024**3
# In a process of its own: a codec library that is broken ends that one, and not the notebook's kernel.
_ENGINE = """
import json
found = {}
try:
    import av
    found["av"] = av.__version__
    found["encoders"] = [name for name in ("libx264", "aac") if name in av.codecs_available]
    from nemo_widgets.local.render.fonts import chain, pick
    found["fonts"] = len(chain())
    found["latin"], found["chinese"] = pick("A") is not False, pick("\\u6d77") not in (None, False)
except Exception as error:
    found["error"] = f"{type(error).__name__}: {error}"
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Finding:
    """What was found of one part."""

    part: str
    state: State
    found: str
    do: str = ""
    """What to do about it, in a sentence."""


class Report:
    """All findings, as a table in text and html."""

    def __init__(self, findings: tuple[Finding, ...], language: str = "en") -> None:
        self.findings = findings
        self._language = language

    @property
    def well(self) -> bool:
        """Nothing is wrong."""
        return all(finding.state != "wrong" for finding in self.findings)

    def _table(self) -> Table:
        say = self._say
        rows = tuple((_MARKS[one.state], say(one.part), say(one.found), say(one.do)) for one in self.findings)
        wrong = sum(one.state == "wrong" for one in self.findings)
        note = "Everything that is needed works here." if self.well else f"{wrong} to be looked after, marked ✗."
        return Table(("", say("part"), say("found"), say("what to do")), rows, say("nemo_widgets here"), say(note))

    def _say(self, words: str) -> str:
        return (translated(words) or words) if of_language(self._language) == "zh" else words

    def __repr__(self) -> str:
        return repr(self._table())

    def _repr_html_(self) -> str:
        return self._table()._repr_html_()


def doctor(language: str = "en") -> Report:
    """Look at backend, courier, journal, films, codecs, fonts and disk; nothing is changed, sent or shown of a secret.

    Args:
        language: `zh…` for Chinese, else English.

    Example:
        >>> import nemo_widgets as nemo
        >>> nemo.doctor().well
        True
    """
    home = Home.default()
    with contextlib.suppress(NemoError, OSError):
        return Report(_findings(home, Redactor(known_secrets(home))), language)
    return Report(_findings(home, Redactor()), language)


def _findings(home: Home, redactor: Redactor) -> tuple[Finding, ...]:
    found = []
    for name, look in _LOOKS.items():
        try:
            found += [(one, redactor) for one in look(home)]
        except (NemoError, OSError, ValueError, subprocess.SubprocessError) as error:
            step = error.next_step if isinstance(error, NemoError) else ""
            said = error.message if isinstance(error, NemoError) else f"{type(error).__name__}: {error}"
            found.append(
                (Finding(name, "wrong", plain(said, 200), step or "See the log, or nemo.support_bundle()."), redactor)
            )
    return tuple(Finding(one.part, one.state, clean.text(one.found), clean.text(one.do)) for one, clean in found)


def _host(_: Home) -> Iterator[Finding]:
    versions = [f"{name} {_version(name)}" for name in ("nemo-widgets", "anywidget", "ipykernel", "jupyterlab")]
    told = f"Python {platform.python_version()}, {', '.join(one for one in versions if not one.endswith(' '))}"
    kernel = waiting.kernel_version()
    if kernel is None:
        yield Finding("host", "ok", f"no notebook kernel: words instead of widgets. {told}")
    elif kernel < waiting.AWAITS_SINCE:
        yield Finding(
            "host",
            "note",
            f"ipykernel {kernel}: cells block. {told}",
            "pip install -U ipykernel for a Stop that works in every cell.",
        )
    else:
        yield Finding("host", "ok", f"a notebook kernel; Stop works while a cell runs. {told}")
    built = Path(__file__).parents[1] / "static" / "studio.js"
    if not built.exists():
        yield Finding(
            "pages",
            "wrong",
            "the studio's pages are not built",
            "In a checkout: make pages. Else install the package anew.",
        )


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _journal(home: Home) -> Iterator[Finding]:
    if not home.journal.exists():
        yield Finding("journal", "ok", "none yet; it is made with the first session")
        return
    journal = Journal(home)
    try:
        journal.check()
        sessions, unsettled = journal.sessions(), journal.open_intents()
    finally:
        journal.close()
    size = home.journal.stat().st_size / 1024**2
    yield Finding("journal", "ok", f"sessions: {len(sessions)}, {size:.1f} MB; under way: {len(unsettled)}")


def _backend(home: Home) -> Iterator[Finding]:
    with_token = "NEMO_TOKEN is set" if os.environ.get("NEMO_TOKEN") else "no NEMO_TOKEN"
    place = "local"
    with contextlib.suppress(NemoError):
        place = connect.default_place()
    if place == "local":
        yield Finding("backend", "ok", f"the local engine: no account, no network, no cost ({with_token})")
        yield _engine_process(home)
        return
    parts = urlsplit(place)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname or "", port), timeout=_REACH_S).close()
    except OSError as error:
        why = error.strerror or type(error).__name__
        yield Finding(
            "backend",
            "wrong",
            f"{parts.hostname} cannot be reached ({why})",
            'Check the network; nemo.connect("local") needs none.',
        )
    else:
        yield Finding("backend", "ok", f"{parts.hostname} answers ({with_token})")


def _engine_process(home: Home) -> Finding:
    try:
        address = urlsplit(json.loads((home.engine / "rendezvous.json").read_text("utf-8"))["url"])
        socket.create_connection((address.hostname or "", address.port or 0), timeout=_REACH_S).close()
    except (OSError, ValueError, KeyError, TypeError):
        return Finding("engine", "ok", "not running; it starts when it is needed")
    return Finding("engine", "ok", "running")


def _courier(home: Home) -> Iterator[Finding]:
    if os.environ.get("NEMO_COURIER") == "thread" or sys.platform == "emscripten":
        yield Finding(
            "courier",
            "note",
            "a thread of this kernel: what runs ends with it",
            "Unset NEMO_COURIER for one that outlives the kernel.",
        )
        return
    done = subprocess.run([sys.executable, "-c", ""], check=False, capture_output=True, timeout=_LOOK_S)
    if done.returncode:
        yield Finding("courier", "wrong", "this host lets no process be started", "Set NEMO_COURIER=thread.")
        return
    logs = len(list(home.root.glob("courier-*.lock")))
    yield Finding(
        "courier", "ok", "a process of its own; work outlives the kernel" + ("" if logs else "; none started yet")
    )


def _films(home: Home) -> Iterator[Finding]:
    if waiting.running_kernel() is None:
        yield Finding("films", "ok", "files in nemo-clips; a notebook would show them")
        return
    if any((home.media / "servers").glob("*")):  # servers leave a mark there while they run
        yield Finding("films", "ok", "by the Jupyter server's own route: a seek lands at once")
    else:
        yield Finding(
            "films",
            "note",
            "through the kernel, whole, before they play",
            "Install nemo-widgets in the environment of the Jupyter server, and restart it.",
        )


def _engine_parts(_: Home) -> Iterator[Finding]:
    done = subprocess.run([sys.executable, "-c", _ENGINE], check=False, capture_output=True, text=True, timeout=_LOOK_S)  # noqa: S603
    try:
        found = json.loads(done.stdout)
    except ValueError:
        found = {"error": f"the libraries end the process ({done.returncode})"}
    if "error" in found:
        yield Finding("codecs", "wrong", plain(found["error"], 200), "pip install --force-reinstall av pillow")
        return
    lacking = {"libx264", "aac"} - set(found["encoders"])
    if lacking:
        yield Finding(
            "codecs",
            "wrong",
            f"no {', '.join(sorted(lacking))} in av {found['av']}",
            "pip install --force-reinstall av",
        )
    else:
        yield Finding("codecs", "ok", f"H.264 and AAC (av {found['av']})")
    if found["latin"] and found["chinese"]:
        yield Finding("fonts", "ok", f"{found['fonts']} fonts for titles, Chinese among them")
    else:
        lost = "Chinese titles" if found["latin"] else "titles"
        yield Finding(
            "fonts", "note", f"no font for {lost}", "Install Noto Sans CJK (Debian: apt install fonts-noto-cjk)."
        )


def _disk(home: Home) -> Iterator[Finding]:
    for part, place in {"disk, state": home.root, "disk, films": Path.cwd()}.items():
        there = next(folder for folder in (place, *place.absolute().parents) if folder.exists())
        free = shutil.disk_usage(there).free
        if not os.access(there, os.W_OK):
            yield Finding(
                part, "wrong", "cannot be written to", "Set NEMO_HOME, or clips=… of connect, to a folder of yours."
            )
        elif free < _LEAST_FREE:
            yield Finding(
                part,
                "wrong",
                f"{free / _GB:.1f} GB free",
                "Make room; a minute of film takes about 50 MB, its drawing more.",
            )
        else:
            yield Finding(part, "ok", f"{free / _GB:.0f} GB free")


_LOOKS: dict[str, Callable[[Home], Iterator[Finding]]] = {
    "host": _host,
    "journal": _journal,
    "backend": _backend,
    "courier": _courier,
    "films": _films,
    "codecs": _engine_parts,
    "disk": _disk,
}
