"""A session as the page shows it: the snapshot of `js/src/lib/protocol.ts`, made from what the journal knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nemo_widgets.paths import shown_path
from nemo_widgets.session.draft import AUDIO, VIDEO, Segment, percent
from nemo_widgets.session.jobs import Balance, Export, Turn, Upload
from nemo_widgets.session.profiles import FILE_TYPES
from nemo_widgets.session.session import Session
from nemo_widgets.session.takes import Take, Takes
from nemo_widgets.session.translations import in_words
from nemo_widgets.session.wordings import VALUES, of_language
from nemo_widgets.widgets.comparison import PROMPT_SHOWN, comparison, posters
from nemo_widgets.widgets.entries import TRACK_TYPES, entries, export_entries
from nemo_widgets.widgets.films import film_item
from nemo_widgets.widgets.skills import skill_item, skill_names
from nemo_widgets.widgets.thumbs import small
from nemo_widgets.widgets.words import say

_TURNS_SHOWN = 100
_TAKES_SHOWN = 200
_FILES_SHOWN = 8
THUMB_PX = 192
_EXPORT_PHASES = {"rendering": "rendering", "downloading": "downloading"}
_EXPORT_STATES = {"succeeded": "done", "failed": "failed", "cancelled": "cancelled", "unknown": "unknown"}
_FILE_STATES = {"succeeded": "ready", "failed": "failed", "cancelled": "cancelled", "unknown": "failed"}
_CLOUD_HOST = "nemovideo.ai"


@dataclass
class Showing:
    """What the page's user has chosen, and what is on its way from the page."""

    only: str | None = None
    """Show just this turn or export in the log."""
    take: int | None = None
    """The chosen take; None for the newest."""
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Files being received from a page, by their ids, as items of the snapshot."""
    uploads: dict[str, str] = field(default_factory=dict)
    """The page's own ids of uploads to the backend, by the journal's."""
    dropped: set[str] = field(default_factory=set)
    """Uploads that were taken off the list."""
    balance: Balance | None = None
    """The credits as they were last told here."""
    settled: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Log entries of turns and films that are done: they are not made again."""
    thumbs: dict[str, bytes | None] = field(default_factory=dict)
    """Small pictures by key, once they are made."""
    price: tuple[object, dict[str, Any]] | None = None
    """What the next message may cost, and when that was looked up."""
    compared: tuple[Take, ...] = ()
    """Takes that stand side by side."""
    since: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))
    """When the view was opened, as the journal writes it."""
    seek: dict[str, int] = field(default_factory=lambda: {"n": 0, "ms": 0})
    """Where the player was last told to go, ms, and how often it was told."""
    only_compared: bool = False
    """Nothing else is on show."""

    def shows(self, job_id: str) -> bool:
        """Whether a turn or an export is in the log."""
        return not self.only_compared and self.only in (None, job_id)


def snapshot(session: Session, showing: Showing, seq: int) -> dict[str, Any]:
    """Everything on show, small: no media, no pictures."""
    takes = session.takes if not showing.only_compared else Takes({})
    chosen = showing.take if showing.take in takes else (len(takes) or None)
    shown = [take for take in takes.values() if take.number > len(takes) - _TAKES_SHOWN or take.number == chosen]
    turns = tuple(turn for turn in session.turns if showing.shows(turn.id))[-_TURNS_SHOWN:]
    exports = tuple(export for export in session.exports if showing.shows(export.id))
    previews = {export.take for export in session.previews if not export.done}
    skill = session.skill
    return {
        "seq": seq,
        "lang": of_language(session.language) if session.language_chosen else "",  # else the browser's
        "session": {"name": session.name},
        "engine": {"label": engine_label(session), "local": session.is_local},
        "credits": credit(session, showing, turns),
        "profile": skill_item(skill),
        "profiles": skill_names(),
        "accepts": list(FILE_TYPES),
        "activity": activity(turns, exports, usual=skill.usual, local=session.is_local),
        "log": log(turns, exports[-_TURNS_SHOWN:], showing, session.language),
        "timeline": timeline(takes[chosen]) if chosen else None,
        "compare": comparison(showing.compared),
        "seek": showing.seek,
        "takes": [
            take_item(take, current=take.number == chosen, head=take.number == len(takes), working=previews)
            for take in shown
        ],
        "files": [*showing.files.values(), *upload_items(session, showing)],
        # The page shows the last of each take.
        "exports": [
            export_item(export, session.language) for export in {export.take: export for export in exports}.values()
        ],
        "estimate": None if session.is_local else price(session, showing, turns),
    }


def credit(session: Session, showing: Showing, turns: tuple[Turn, ...]) -> dict[str, Any]:
    """The balance as last told: since this view is here, or else by the turns before."""
    told = showing.balance or next((turn.balance for turn in reversed(turns) if turn.balance), None)
    known = {"available": told.available, "frozen": told.frozen} if told else {"available": None, "frozen": 0}
    return known | {"free": session.is_local}


def price(session: Session, showing: Showing, turns: tuple[Turn, ...]) -> dict[str, Any]:
    """What the next message may cost, by this user's own receipts where there are some, and what the cap leaves."""
    settled = (sum(turn.done for turn in turns), session.cap)
    if showing.price is None or showing.price[0] != settled:
        language = session.language
        # Any words that ask for no new picture.
        clip, edit = session.estimate(), session.estimate("title")
        text = say("about {} credits a clip, {} an edit", language, f"{clip.credits:g}", f"{edit.credits:g}")
        if clip.count or edit.count:
            text = say("{}, by your own receipts", language, text)
        left = None if session.cap is None else max(0.0, session.cap - session.spent)
        cap = None if left is None else say("cap {}, {} left", language, f"{session.cap:g}", f"{left:g}")
        showing.price = (settled, {"text": text, "cap": cap})
    return showing.price[1]


def pictures(session: Session, showing: Showing, made: dict[str, Any]) -> dict[str, bytes]:
    """The pictures that a snapshot names: small ones, and a large one of the chosen take."""
    if showing.only is not None:
        return {}  # the log of one piece of work has none
    found: dict[str, bytes | None] = {}
    takes = session.takes
    for item in made["takes"]:
        poster = takes[item["number"]].poster if item["poster"] else None
        if poster is None:
            continue
        found[item["poster"]] = _thumb(showing, item["poster"], poster)
        if item["current"]:
            found[item["large"]] = poster.read_bytes()
    for item in made["files"]:
        if item["thumb"]:
            found[item["thumb"]] = showing.thumbs.get(item["thumb"])
    for key, path in posters(showing.compared).items():
        found[key] = path.read_bytes()
    return {key: picture for key, picture in found.items() if picture}


def _thumb(showing: Showing, key: str, picture: Path) -> bytes | None:
    if showing.thumbs.get(key) is None:
        showing.thumbs[key] = small(picture, THUMB_PX)
    return showing.thumbs[key]


def log(turns: tuple[Turn, ...], exports: tuple[Export, ...], showing: Showing, language: str) -> list[dict[str, Any]]:
    """Turns and films in the order they were asked for."""
    every: list[Turn | Export] = [*turns, *exports]
    jobs = sorted((job for job in every if showing.shows(job.id)), key=lambda job: job.created_at)
    found: list[dict[str, Any]] = []
    for job in jobs:
        made = showing.settled.get(job.id) if job.done else None
        if made is None:
            made = entries(job, language) if isinstance(job, Turn) else export_entries(job, language)
            if job.done and job.state != "unknown":
                showing.settled[job.id] = made
        found += made
    return found


def engine_label(session: Session) -> str:
    """A short name of the engine."""
    if session.is_local:
        return say("Local engine", session.language)
    address = urlsplit(session.backend)
    if (address.hostname or "").endswith(_CLOUD_HOST):
        return say("NemoVideo cloud", session.language)
    return address.netloc or say("Backend", session.language)


def instant(text: object) -> int | None:
    """A journal's time as ms since 1970."""
    return round(datetime.fromisoformat(text).timestamp() * 1000) if isinstance(text, str) else None


def activity(
    turns: tuple[Turn, ...], exports: tuple[Export, ...], *, usual: tuple[int, int], local: bool
) -> dict[str, Any]:
    """What is going on, in one line."""
    running = next((turn for turn in reversed(turns) if not turn.done), None)
    made = {"text": "", "since": None, "last_sign": None, "usual_s": None, "turn_id": None}
    if running is not None:
        progress = running.progress
        phase = {"setting-up": "setting-up", "sending": "sending", "stopping": "stopping"}.get(
            progress.get("phase", "")
        )
        told = progress.get("usual") or (None if local else list(usual))
        return made | {
            "phase": "stopping" if running.stopping else phase or "working",
            "since": instant(running.created_at),
            "last_sign": instant(progress.get("last_sign")),
            "usual_s": told[1] if told else None,
            "turn_id": running.id,
        }
    if turns and turns[-1].state == "unknown":
        return made | {"phase": "unknown", "turn_id": turns[-1].id}
    export = next((export for export in reversed(exports) if not export.done), None)
    if export is not None:
        progress = export.progress
        return made | {
            "phase": "exporting",
            "since": instant(export.created_at),
            "last_sign": instant(progress.get("last_sign")),
        }
    return made | {"phase": "idle"}


def export_item(export: Export, language: str) -> dict[str, Any]:
    """An export's progress."""
    phase = str(export.progress.get("phase", ""))
    state = _EXPORT_STATES.get(export.state) or _EXPORT_PHASES.get(phase, "queued")
    return {
        "id": export.id,
        "take": export.take or 0,
        "state": state,
        "progress": export.fraction,
        "path": shown_path(export.path) if state == "done" else "",
        "media": f"export:{export.id}" if state == "done" else None,
        "error": in_words(export.error, language) if export.error is not None else "",
    }


def timeline(take: Take) -> dict[str, Any]:
    """A take's draft to scale."""
    draft = take.draft
    changed = {change.segment for change in take.changes}
    width, height = draft.canvas or (0, 0)
    return {
        "duration_ms": draft.duration,
        "width": width,
        "height": height,
        "tracks": [
            {
                "id": str(number),
                "type": TRACK_TYPES.get(track.type, "other"),
                "label": track.named(take.session.language),
                "segments": [
                    {
                        "id": segment.id or f"{number}.{place}",
                        "name": segment.name,
                        "start_ms": segment.start,
                        "duration_ms": segment.duration,
                        "detail": detail(segment, take.session.language),
                        "changed": segment.id is not None and segment.id in changed,
                    }
                    for place, segment in enumerate(track.segments)
                ],
            }
            for number, track in enumerate(draft.tracks)
        ],
    }


def detail(segment: Segment, language: str) -> str:
    """What stands in a block beside its name."""
    camera = segment.meta.get("camera")
    if segment.type == AUDIO and segment.volume is not None:
        return percent(segment.volume)
    if segment.type != VIDEO or not isinstance(camera, str):
        return ""
    english, chinese = VALUES.get(camera, (camera, camera))
    return chinese if of_language(language) == "zh" else english.replace("-", " ")


def take_item(take: Take, *, current: bool, head: bool, working: set[int | None]) -> dict[str, Any]:
    """A take in the strip."""
    clip = take.preview
    poster = take.poster
    return {
        "number": take.number,
        "prompt": take.prompt[:PROMPT_SHOWN],
        "current": current,
        "head": head,
        "state": "working" if take.number in working and clip is None else "done",
        "clip": film_item(clip),
        "poster": f"take:{take.number}" if poster is not None else None,
        "large": f"take:{take.number}:large" if poster is not None and current else None,
        "rating": take.rating or 0,
        "note": take.note,
        "duration_ms": take.draft.duration,
    }


def upload_items(session: Session, showing: Showing) -> list[dict[str, Any]]:
    """Files on their way to the backend, or there, the last few; one that came again is shown once.

    What failed before this view was opened is history.
    """
    shown: dict[tuple[str, ...], list[Upload]] = {}
    for upload in session.uploads:
        told = upload.state == "succeeded" or not upload.done or upload.created_at >= showing.since
        if told and upload.id not in showing.dropped:
            shown.setdefault(upload.contents, []).append(upload)
    return [
        _upload_item(first, showing, session.language) | {"also": [showing.uploads.get(one.id, one.id) for one in more]}
        for first, *more in [*shown.values()][-_FILES_SHOWN:]
    ]


def _upload_item(upload: Upload, showing: Showing, language: str) -> dict[str, Any]:
    progress = upload.progress
    total = progress.get("total") or 0
    thumb = f"file:{upload.id}"
    if thumb not in showing.thumbs:
        showing.thumbs[thumb] = next((small(path, THUMB_PX) for path in upload.paths[:1]), None)
    return {
        "id": showing.uploads.get(upload.id, upload.id),
        "name": ", ".join(upload.names),
        "size": upload.size,
        "state": _FILE_STATES.get(upload.state, "uploading"),
        "progress": progress.get("sent", 0) / total if total else 0,
        "error": in_words(upload.error, language) if upload.error is not None else "",
        "thumb": thumb if showing.thumbs[thumb] else None,
    }
