"""What is new in a snapshot, against what the page has: only that travels, and text that streamed never twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nemo_widgets.session.jobs import Turn

_SIGN_MS = 5000

Snapshot = dict[str, Any]
Told = Mapping[str, Sequence[str]]
"""The blocks of replies as they streamed to the page, by the ids of their entries."""


def news(old: Snapshot, new: Snapshot, told: Told) -> dict[str, Any]:
    """What leads from one snapshot to another: the `Patch` of `protocol.ts` without its number; empty if none is due.

    Args:
        old: What the page was last given.
        new: What is so now.
        told: What it was told since.
    """
    parts = {
        key: value
        for key, value in new.items()
        if key not in ("seq", "log") and _worth(key, value) != _worth(key, old.get(key))
    }
    before = {entry["id"]: entry for entry in old["log"]}
    changed = [entry for entry in new["log"] if _settled(entry) != _settled(before.get(entry["id"]))]
    found: dict[str, Any] = {"parts": parts} if parts else {}
    if changed:
        found["entries"] = [_unrepeated(entry, told) for entry in changed]
    order = [entry["id"] for entry in new["log"]]
    if order != [*before, *(entry["id"] for entry in changed if entry["id"] not in before)]:
        found["order"] = order
    return found


def pieces(turn: Turn, begun: int) -> list[dict[str, Any]]:
    """The text of a turn's events from the `begun`th on: a piece for each run of events that grow one block."""
    found: list[dict[str, Any]] = []
    for event in turn.events[begun:]:
        if event.kind != "text":
            continue
        piece = {key: event.data[key] for key in ("block", "op", "text")}
        if found and piece["op"] == "append" and found[-1]["block"] == piece["block"]:
            found[-1]["text"] += piece["text"]
        else:
            found.append(piece)
    return found


def _worth(key: str, value: Any) -> Any:
    """A part as it counts: signs of life can wait."""
    if key != "activity" or value is None or value["last_sign"] is None:
        return value
    return value | {"last_sign": value["last_sign"] // _SIGN_MS}


def _settled(entry: dict[str, Any] | None) -> Any:
    """An entry as it counts: text that streams travels by itself."""
    if entry is not None and entry.get("state") == "streaming":
        return {key: value for key, value in entry.items() if key != "blocks"}
    return entry


def _unrepeated(entry: dict[str, Any], told: Told) -> dict[str, Any]:
    """An entry without the blocks that the page has already."""
    blocks = entry.get("blocks")
    return entry | {"blocks": None} if blocks and blocks == list(told.get(entry["id"], ())) else entry
