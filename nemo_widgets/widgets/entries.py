"""The response log, line by line: what was said, what came back, what changed, what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nemo_widgets.session.changes import Change
from nemo_widgets.session.draft import AUDIO, TEXT, VIDEO
from nemo_widgets.session.jobs import Export, Turn
from nemo_widgets.session.phrases import Action, translate
from nemo_widgets.session.takes import Take
from nemo_widgets.session.translations import told
from nemo_widgets.session.wordings import CHANGES
from nemo_widgets.widgets.words import say

Entry = dict[str, Any]

CHANGES_SHOWN = 40
TRACK_TYPES = {VIDEO: "video", AUDIO: "audio", TEXT: "text"}
_REPLY_STATES = {"succeeded": "done", "failed": "failed", "cancelled": "cancelled", "unknown": "unknown"}


def entries(turn: Turn, language: str) -> list[Entry]:
    """A turn in the log: what was said, what came back, what changed, what went wrong, what to do next."""
    found = [_entry(turn, "prompt", turn.prompt)]
    state = _REPLY_STATES.get(turn.state, "streaming")
    take = turn.take
    meta = _meta(turn, take, language)
    if turn.blocks or not turn.done:
        blocks = [translate(block, language)[0] if turn.done else block for block in turn.blocks]
        number = take.number if take else None
        found.append(_entry(turn, "reply", blocks=blocks, state=state, take=number, meta=meta))
    if take is not None and take.changes:
        silent = say(turn.silence, language) if turn.silence else ""
        changed = changes_told(take.changes, language)
        found.append(_entry(turn, "changes", silent, **changed, take=take.number, meta="" if turn.blocks else meta))
    elif turn.state == "succeeded" and not turn.blocks:
        found.append(_note(turn, "note", "The backend said nothing, and the timeline did not change.", language))
    if turn.verdict == "too_late":
        found.append(_note(turn, "late", turn.lateness, language))
    if turn.state == "cancelled":
        stopped = "Stopped. The timeline is as it was." if turn.verdict else "Stopped before it was sent."
        found.append(_note(turn, "stopped", stopped, language))
    if turn.error is not None:
        found.append(_error_entry(turn, language))
    return found + _next(turn, take, language)


def _entry(turn: Turn, kind: str, text: str = "", **more: Any) -> Entry:
    return {"id": f"{turn.id}:{kind}", "turn": turn.id, "kind": kind, "text": text, **more}


def _note(turn: Turn, name: str, words: str, language: str) -> Entry:
    return {"id": f"{turn.id}:{name}", "turn": turn.id, "kind": "note", "text": say(words, language)}


def _next(turn: Turn, take: Take | None, language: str) -> list[Entry]:
    """What the reply spoke of: free readings as they were, the rest as buttons; a reply starts nothing by itself."""
    if turn.state != "succeeded":
        return []
    actions = [_button(action, take, language) for action in turn.actions if not action.free]
    readings = list(turn.readings)
    return [_entry(turn, "next", readings=readings, actions=actions)] if readings or actions else []


def _button(action: Action, take: Take | None, language: str) -> dict[str, Any]:
    if action.kind == "export":
        command: dict[str, Any] = {"kind": "export", "take": take.number if take else None}
    else:
        command = {"kind": "send", "text": action.text}
    return {"label": action.label(language), "about": action.text, "command": command}


def _error_entry(turn: Turn, language: str) -> Entry:
    error = turn.error
    assert error is not None  # noqa: S101 - asked before
    text, step = told(error, language)
    entry = _entry(turn, "error", text, next_step=step)
    if turn.state == "unknown":
        entry["action"] = {"label": say("Reattach", language), "command": {"kind": "reattach", "turn": turn.id}}
    elif turn.state == "failed":
        entry["action"] = {"label": say("Send again", language), "command": {"kind": "send", "text": turn.prompt}}
    return entry


def _meta(turn: Turn, take: Take | None, language: str) -> str:
    if not turn.done:
        return ""
    words = [say("Take {}", language, take.number)] if take else []
    seconds = turn.seconds
    if seconds is not None:
        words.append(say("{} s", language, f"{seconds:.0f}" if seconds >= 10 else f"{max(seconds, 0.1):.1f}"))
    words.append(say("{} credits", language, f"{turn.cost:g}") if turn.cost else say("no cost", language))
    return " · ".join(words)


def changes_told(changes: Sequence[Change], language: str) -> dict[str, Any]:
    """As many changes as a person reads, those that nobody asked for among them, and how many `more` there are."""
    first = sorted(range(len(changes)), key=lambda at: not changes[at].unasked)[:CHANGES_SHOWN]
    items = [change_item(changes[at], language) for at in sorted(first)]
    return {"changes": items, "more": len(changes) - len(items)}


def change_item(change: Change, language: str = "en") -> dict[str, Any]:
    """A change, its head apart from what it is about; one that nobody asked for comes with its undoing."""
    words = change.text.removesuffix(_unasked(language))
    head, colon, text = words.partition(": ")
    if not colon:
        head, colon, text = words.partition("：")
    kind = "other" if change.type is None else TRACK_TYPES.get(change.type, "other")
    item: dict[str, Any] = {"type": kind, "head": head, "text": text, "segment": change.segment}
    if change.unasked:
        message = say("Undo this change, which I did not ask for: {}", language, words)
        item["undo"] = {"label": say("Undo", language), "about": message, "command": {"kind": "send", "text": message}}
    return item


def _unasked(language: str) -> str:
    """How the words of an unasked change end; the page marks it in its own way."""
    return CHANGES["zh" if language.casefold().startswith("zh") else "en"]["unasked"].format("")


def export_entries(export: Export, language: str) -> list[Entry]:
    """A film in the log, once it is made or has failed."""
    clip = export.clip
    if clip is not None:
        return [{"id": f"{export.id}:film", "turn": None, "kind": "export", "text": str(clip), "take": export.take}]
    if export.error is not None:
        text, step = told(export.error, language)
        entry = {"id": f"{export.id}:error", "turn": None, "kind": "error", "text": text, "next_step": step}
        again = {"label": say("Export again", language), "command": {"kind": "export", "take": export.take}}
        return [entry | {"action": again}]
    return []
