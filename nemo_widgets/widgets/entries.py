"""The response log, line by line: what was said, what came back, what changed, what went wrong."""

from __future__ import annotations

from typing import Any

from nemo_widgets.session.changes import Change
from nemo_widgets.session.draft import AUDIO, TEXT, VIDEO
from nemo_widgets.session.jobs import Export, Turn
from nemo_widgets.session.phrases import translate
from nemo_widgets.session.takes import Take

TRACK_TYPES = {VIDEO: "video", AUDIO: "audio", TEXT: "text"}
_REPLY_STATES = {"succeeded": "done", "failed": "failed", "cancelled": "cancelled", "unknown": "unknown"}


def entries(turn: Turn) -> list[dict[str, Any]]:
    """A turn in the log: what was said, what came back, what changed, what went wrong."""
    found: list[dict[str, Any]] = [{"id": f"{turn.id}:prompt", "turn": turn.id, "kind": "prompt", "text": turn.prompt}]
    state = _REPLY_STATES.get(turn.state, "streaming")
    take = turn.take
    meta = _meta(turn, take)
    if turn.blocks or not turn.done:
        blocks = [translate(block)[0] if turn.done else block for block in turn.blocks]
        reply = {"id": f"{turn.id}:reply", "turn": turn.id, "kind": "reply", "text": "", "blocks": blocks}
        found.append(reply | {"state": state, "take": take.number if take else None, "meta": meta})
    if waiting := turn.waiting:
        found.append({"id": f"{turn.id}:still", "turn": turn.id, "kind": "note", "text": waiting})
    if take is not None and take.changes:
        silent = "" if turn.blocks else "The backend said nothing; the timeline changed:"
        changes = {"id": f"{turn.id}:changes", "turn": turn.id, "kind": "changes", "text": silent}
        items = [change_item(change) for change in take.changes]
        found.append(changes | {"changes": items, "take": take.number, "meta": "" if turn.blocks else meta})
    elif turn.state == "succeeded" and not turn.blocks:
        said = "The backend said nothing, and the timeline did not change."
        found.append({"id": f"{turn.id}:note", "turn": turn.id, "kind": "note", "text": said})
    if turn.verdict == "too_late":
        late = "The stop came too late: this was done, and may have been charged."
        found.append({"id": f"{turn.id}:late", "turn": turn.id, "kind": "note", "text": late})
    if turn.state == "cancelled":
        stopped = "Stopped. The timeline is as it was." if turn.verdict else "Stopped before it was sent."
        found.append({"id": f"{turn.id}:stopped", "turn": turn.id, "kind": "note", "text": stopped})
    if turn.error is not None:
        found.append(_error_entry(turn))
    return found


def _error_entry(turn: Turn) -> dict[str, Any]:
    error = turn.error
    assert error is not None  # noqa: S101 - asked before
    entry: dict[str, Any] = {"id": f"{turn.id}:error", "turn": turn.id, "kind": "error", "text": error.message}
    entry["next_step"] = error.next_step
    if turn.state == "unknown":
        entry["action"] = {"label": "Reattach", "command": {"kind": "reattach", "turn": turn.id}}
    elif turn.state == "failed":
        entry["action"] = {"label": "Send again", "command": {"kind": "send", "text": turn.prompt}}
    return entry


def _meta(turn: Turn, take: Take | None) -> str:
    if not turn.done:
        return ""
    words = [f"Take {take.number}"] if take else []
    seconds = turn.seconds
    if seconds is not None:
        words.append(f"{seconds:.0f} s" if seconds >= 10 else f"{max(seconds, 0.1):.1f} s")
    words.append(f"{turn.cost:g} credits" if turn.cost else "no cost")
    return " · ".join(words)


def change_item(change: Change) -> dict[str, Any]:
    """A change, its head apart from what it is about."""
    head, colon, text = change.text.partition(": ")
    if not colon:
        head, colon, text = change.text.partition("：")
    kind = "other" if change.type is None else TRACK_TYPES.get(change.type, "other")
    return {"type": kind, "head": head, "text": text}


def export_entries(export: Export) -> list[dict[str, Any]]:
    """A film in the log, once it is made or has failed."""
    clip = export.clip
    if clip is not None:
        return [{"id": f"{export.id}:film", "turn": None, "kind": "export", "text": str(clip), "take": export.take}]
    if export.error is not None:
        error = export.error
        entry = {"id": f"{export.id}:error", "turn": None, "kind": "error", "text": error.message}
        again = {"label": "Export again", "command": {"kind": "export", "take": export.take}}
        return [entry | {"next_step": error.next_step, "action": again}]
    return []
