"""What stays in the notebook when work has ended: prompt, reply, changes, timeline, poster and path.

No script, no widget view, nothing from another place: it reads the same without a kernel, without this package, in
nbconvert, and as plain text in a terminal. Colours are the page's own, so it suits light and dark. Hosts that take no
styles (GitHub strips `style` and `id`: https://github.com/jupyter/nbviewer/issues/450) show it as plain paragraphs, so
what matters is in the elements: bold prompts, line breaks, pictures of the size they are to have.
"""

from __future__ import annotations

import base64
from html import escape
from typing import Any
from urllib.parse import quote

from nemo_widgets.errors import plain
from nemo_widgets.paths import shown_path
from nemo_widgets.session.draft import Draft
from nemo_widgets.session.drawing import timeline_svg
from nemo_widgets.session.jobs import Clip, Export, Job, Media, Refresh, Turn, Upload
from nemo_widgets.session.session import Session
from nemo_widgets.session.takes import Take
from nemo_widgets.session.translations import in_words
from nemo_widgets.session.wordings import state_words
from nemo_widgets.widgets.thumbs import small
from nemo_widgets.widgets.words import say

Bundle = dict[str, str]

_FONT = "font:14px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans CJK SC',sans-serif"
_CARD = "border:1px solid rgba(128,128,128,.35);border-radius:12px;padding:12px 16px;max-width:760px"
_SOFT = "opacity:.75;font-size:12.5px"
_WRAP = "white-space:pre-wrap;overflow-wrap:anywhere"
_ALARM = "border-left:3px solid #e03131;padding-left:10px"
_POSTER_PX = 480
_THUMB_PX = 192
_THUMBS = 4
"""Pictures of an upload that are shown; its record must stay small."""
_LONGEST_TEXT = 3000
"""Characters of a prompt or a reply that the record keeps; the journal has all of it."""
_TAKES_TOLD = 20

STUDIO = "nemo-studio-record"
_OUTPUT = ".jp-OutputArea-child"
STUDIO_STYLE = (
    f"{_OUTPUT}:has(.{STUDIO}):has(+{_OUTPUT} .nemo){{display:none}}"
    f"{_OUTPUT}:has(.{STUDIO})+{_OUTPUT}:has(.jupyter-widgets):not(:has(.nemo)){{display:none}}"
)
"""See `live.show_studio`. Hosts whose outputs are built otherwise, or that take no styles, show both."""


def job_record(
    session: Session, job: Job[Any], *, drawing: bool = False, errors: bool = True, note: str = ""
) -> Bundle:
    """A handle as it stands, as a MIME bundle of `text/html` and `text/plain`.

    Args:
        session: Its session.
        job: The handle.
        drawing: Its poster is being made; the record keeps the place.
        errors: Tell what went wrong.
        note: What else is to be said of it.
    """
    if isinstance(job, Turn):
        return _turn_record(job, drawing=drawing, errors=errors, note=note)
    if isinstance(job, Export) and job.clip is not None:
        return _clip_record(job.clip, session.takes.get(job.take or 0), note)
    if isinstance(job, Upload) and job.media:
        return _upload_record(job)
    if isinstance(job, Refresh) and job.state == "succeeded" and session.draft:
        return _bundle([_timeline(session.draft, session.language)], repr(job))
    words = repr(job) if errors or job.error is None else f"{job.title} · {state_words(job.state, session.language)}"
    return _bundle([_said(words)], words)


def take_record(take: Take) -> Bundle:
    """A take: what made it, its poster and its timeline."""
    language = take.session.language
    head = f"{say('Take {}', language, take.number)} · {plain(take.prompt, _LONGEST_TEXT)}"
    changed = "\n".join(f"✅ {change}" for change in take.changes)
    parts = [f"<div><strong>{escape(head)}</strong></div>", *([_said(changed)] if changed else [])]
    return _bundle([*parts, _poster(take), _timeline(take.draft, language, take)], repr(take))


def session_record(session: Session) -> Bundle:
    """A session as it stands: its newest take's poster and timeline, what was said, and its films."""
    takes = list(session.takes.values())
    where = say("local engine", session.language) if session.is_local else session.backend
    head = f"Nemo Studio · {session.name} · {where}"
    parts = [f"<style>{STUDIO_STYLE}</style>", f'<div class="{STUDIO}"><strong>{escape(head)}</strong></div>']
    if not takes:
        nothing = say("Nothing has been made yet.", session.language)
        return _bundle([*parts, _soft(nothing)], f"{head}\n{nothing}")
    newest = takes[-1]
    parts += [_poster(newest), _timeline(newest.draft, session.language, newest)]
    parts.append('<ol style="margin:10px 0 0;padding-left:1.6em">')
    parts += [_told(take) for take in takes[-_TAKES_TOLD:]]
    parts.append("</ol>")
    films = [export.clip for export in session.exports if export.clip is not None][-_TAKES_TOLD:]
    parts += [_film(clip) for clip in films]
    lines = [f"{take.number}. {plain(take.prompt, 200)}" for take in takes[-_TAKES_TOLD:]]
    lines = [head, _cut(str(newest.draft)), *lines, *(f"🎬 {clip}" for clip in films)]
    return _bundle(parts, "\n".join(lines))


def _turn_record(turn: Turn, *, drawing: bool, errors: bool, note: str) -> Bundle:
    take, language = turn.take, turn.session.language
    parts = [f'<div style="{_WRAP}"><strong>› {_lines(_prompt(turn))}</strong></div>']
    summary = _cut(turn.summary())
    if summary:
        parts.append(_said(summary))
    if errors and turn.error is not None:
        parts.append(f'<div style="margin-top:6px;{_ALARM}">{_lines(in_words(turn.error, language))}</div>')
    if take is not None:
        parts += [_poster(take, drawing=drawing), _timeline(take.draft, language, take)]
    clip = take.clip if take is not None else None
    parts += [_film(clip)] if clip is not None else []
    foot = " · ".join(filter(None, [_foot(turn), note]))
    parts.append(_soft(foot))
    lines = [f"› {_prompt(turn)}", summary, in_words(turn.error, language) if errors and turn.error else ""]
    lines += [_cut(turn.afterword), f"🎬 {clip}" if clip is not None else "", foot]
    return _bundle(parts, "\n".join(filter(None, lines)))


def _prompt(turn: Turn) -> str:
    """A prompt as it was typed, its lines kept."""
    return _cut("\n".join(plain(line, _LONGEST_TEXT) for line in turn.prompt.split("\n")))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _clip_record(clip: Clip, take: Take | None, note: str) -> Bundle:
    parts = [] if take is None else [_poster(take), _timeline(take.draft, take.session.language)]
    said = [_soft(note)] if note else []
    return _bundle([*parts, _film(clip), *said], "\n".join(filter(None, [f"🎬 {clip}", note])))


def _upload_record(upload: Upload) -> Bundle:
    """The files as the backend took them, and the pictures among them to be known again."""
    lines = [*map(_file, upload.media), *([upload.warning] if upload.warning else [])]
    drawn = [(path.name, small(path, _THUMB_PX)) for path in upload.paths[:_THUMBS]]
    box = f"max-width:{_THUMB_PX}px"
    thumbs = [_image("jpeg", content, plain(name, 200), box) for name, content in drawn if content is not None]
    return _bundle([*thumbs, _said("\n".join(lines))], "\n".join(lines))


def _file(media: Media) -> str:
    size = f"{media.width}×{media.height}" if media.width and media.height else ""
    length = f"{media.duration:g} s" if media.duration else ""
    return " · ".join(filter(None, [f"＋ {media.name}", size, length]))


def _bundle(parts: list[str], text: str) -> Bundle:
    return {"text/html": f'<div style="{_FONT};{_CARD}">{"".join(parts)}</div>', "text/plain": text}


def _said(words: str) -> str:
    return f'<div style="margin-top:6px;{_WRAP}">{_lines(words)}</div>'


def _lines(words: str) -> str:
    return escape(words).replace("\n", "<br/>")


def _soft(words: str) -> str:
    return f'<div style="{_SOFT};margin-top:8px">{escape(words)}</div>'


def _told(take: Take) -> str:
    changed = plain(" ".join(f"✅ {change}" for change in take.changes), 600)
    said = escape(plain(take.prompt, 400))
    return f'<li value="{take.number}">{said} <span style="{_SOFT}">{escape(changed)}</span></li>'


def _film(clip: Clip) -> str:
    """A film's path as a link, relative to where the notebook is, and what it is."""
    path = shown_path(clip.path)
    rest = str(clip).removeprefix(path)
    return f'<div style="margin-top:8px">🎬 <a href="{quote(path)}">{escape(path)}</a>{escape(rest)}</div>'


def _poster(take: Take, *, drawing: bool = False) -> str:
    """The take's poster; while it is drawn, a place of the same size, so that the page does not jump."""
    width, height = take.draft.canvas or (16, 9)
    wide = _POSTER_PX if width >= height else _POSTER_PX // 2
    box = f"max-width:{wide}px;aspect-ratio:{width}/{height}"
    content = small(take.poster, _POSTER_PX) if take.poster is not None else None
    if content is not None:
        alt = say("Still of take {}: {}", take.session.language, take.number, plain(take.prompt, 200))
        return _image("jpeg", content, alt, box)
    if not drawing:
        return ""
    middle = "display:flex;align-items:center;justify-content:center"
    place = f"{middle};width:100%;{box};margin-top:10px;border-radius:10px;background:rgba(128,128,128,.14)"
    words = say("The first look is being drawn…", take.session.language)
    return f'<div style="{place}"><span style="{_SOFT}">{words}</span></div>'


def _timeline(draft: Draft, language: str, take: Take | None = None) -> str:
    changed = {change.segment for change in take.changes if change.segment is not None} if take is not None else set()
    drawn = timeline_svg(draft, changed, language)
    return _image("svg+xml", drawn.encode(), plain(draft), "max-width:720px")


def _image(kind: str, content: bytes, alt: str, style: str) -> str:
    data = base64.b64encode(content).decode()
    return (
        f'<img src="data:image/{kind};base64,{data}" alt="{escape(alt)}" '
        f'style="display:block;width:100%;{style};margin-top:10px;border-radius:10px"/>'
    )


def _foot(turn: Turn) -> str:
    take, language = turn.take, turn.session.language
    words = [say("Take {}", language, take.number) if take is not None else _ended(turn)]
    words += [say("{} credits", language, f"{turn.cost:g}")] if turn.cost and not turn.session.is_local else []
    return " · ".join(words)


def _ended(turn: Turn) -> str:
    language = turn.session.language
    return say("Turn · {}", language, state_words(turn.state, language))
