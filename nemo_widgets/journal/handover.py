"""An older courier makes way for a newer one: each tells its version here, and a newer kernel calls for its own."""

from __future__ import annotations

import re

from nemo_widgets.journal.journal import Journal


def announce(journal: Journal, key: str, version: str) -> None:
    """A courier of that version serves `key` from now on."""
    journal.set_setting(f"courier-version:{key}", version)
    journal.set_setting(f"courier-wanted:{key}", "")


def call_for(journal: Journal, key: str, version: str) -> bool:
    """Ask the courier of `key` to make way if it is older than that; whether it was asked."""
    running = journal.setting(f"courier-version:{key}")
    if running is None or not _older(running, version):
        return False
    if journal.setting(f"courier-wanted:{key}") != version:
        journal.set_setting(f"courier-wanted:{key}", version)
    return True


def called_away(journal: Journal, key: str, version: str) -> bool:
    """Whether a newer courier than that is called for."""
    wanted = journal.setting(f"courier-wanted:{key}")
    return bool(wanted) and _older(version, str(wanted))


def _older(version: str, other: str) -> bool:
    return _numbers(version) < _numbers(other)


def _numbers(version: str) -> tuple[int, ...]:
    """`0.10.1` after `0.9`; what is no number counts for nothing."""
    return tuple(int(found) for found in re.findall(r"\d+", version)[:4])
