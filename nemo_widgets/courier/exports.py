"""An export: a render asked for once by id, followed to the film on disk.

A network that is away for a while, or an engine that is restarted, ends no export. Where a render may be under way,
it is waited for as long as an export may take; where none was asked for yet, only briefly, so that somebody without a
network is told soon.
"""

from __future__ import annotations

import asyncio
import contextlib
import glob
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nemo_widgets.client import RenderStatus
from nemo_widgets.courier.desk import Desk
from nemo_widgets.courier.film import look_at, write_poster
from nemo_widgets.courier.renders import Loss, Render, new_name
from nemo_widgets.courier.stopping import Stopped, unless_stopped
from nemo_widgets.errors import DiskFullError, NemoError
from nemo_widgets.journal import IntentRow, State
from nemo_widgets.journal.journal import now
from nemo_widgets.journal.rows import UNDERWAY
from nemo_widgets.paths import shown_path

_OPEN = [State.WRITTEN, *UNDERWAY]
_TELL_S = 0.25
_LOSS_S = 300.0
"""How long a network may be away while a film is fetched: it is made, and would have to be made again."""


async def carry_export(desk: Desk, intent: IntentRow, stop: asyncio.Event) -> None:
    """Render, poll, download. Found underway, it goes on with the id it began with."""
    try:
        await unless_stopped(_export(desk, intent), stop)
    except Stopped:
        desk.journal.advance(intent.id, State.CANCELLED, came_from=_OPEN)


async def _export(desk: Desk, intent: IntentRow) -> None:
    found_underway = intent.state is not State.WRITTEN
    if not found_underway:
        await _prepare(desk, intent)
        intent = desk.journal.intent(intent.id)
        if intent.state.settled:
            return
    render = Render(desk, intent, found_underway=found_underway)
    finished = await render.run()
    loss = Loss(desk.pace.again, min(_LOSS_S, desk.pace.export))
    while True:
        try:
            await _fetch(desk, desk.journal.intent(intent.id), finished)
        except ConnectionError as error:
            await loss.outlast(error)
            finished = await render.run()  # an engine that was restarted, and its films, have another address
        else:
            return


async def _prepare(desk: Desk, intent: IntentRow) -> None:
    """Choose the draft and the render's name, and write both down before anything is asked for."""
    desk.phase(intent, "setting-up")
    session = desk.journal.session(intent.session_id)
    draft_hash = intent.payload.get("draft") or _left_by(desk, intent)
    if session.remote_id is None and draft_hash is not None:
        session, _, _ = await desk.open_remote(session)  # a fork that was never spoken to, or one that was forgotten
    if draft_hash is None:
        session, _, state = await desk.open_remote(session)
        draft_hash = desk.journal.set_head(session.id, state.draft)
    draft = desk.journal.draft(draft_hash)
    if draft is None or not json.loads(draft):
        raise NemoError(
            "There is nothing to export yet.", "Send a prompt first, such as: generate a 5-second clip of the sea."
        )
    balance = await desk.credits(await desk.client(session))
    desk.journal.advance(
        intent.id,
        State.SENDING,
        came_from=[State.WRITTEN],
        result={"render_id": new_name(), "draft": draft_hash},
        receipt={
            "sent_at": now(),
            "remote_id": session.remote_id,
            "credits_before": balance.available if balance else None,
        },
    )


def _left_by(desk: Desk, intent: IntentRow) -> str | None:
    """The draft that the turn before it left; None for "the timeline as it is"."""
    turn_id = intent.payload.get("turn")
    if turn_id is None:
        return None
    turn = desk.journal.intent(turn_id)
    if turn.state is not State.SUCCEEDED:
        raise NemoError(
            f"Not exported: the message before it ended as {turn.state}.", "See to that message, then export again."
        )
    take = turn.result.get("take")
    return next((row.draft for row in desk.journal.takes(turn.session_id) if row.number == take), None)


async def _fetch(desk: Desk, intent: IntentRow, finished: RenderStatus) -> None:
    target = Path(intent.payload["path"])
    client = await desk.client(desk.journal.session(intent.session_id))
    loop = asyncio.get_running_loop()
    last = 0.0

    def tell(got: int, total: int) -> None:
        nonlocal last
        if got == total or loop.time() - last > _TELL_S:
            last = loop.time()
            desk.phase(intent, "downloading", sent=got, total=total)

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskFullError(
            f"The folder {shown_path(target.parent)} cannot be made ({error.strerror}).", "Choose another with clips=…"
        ) from None
    async with desk.lock("film", target):  # a take's small film may be under way for another view
        for left in target.parent.glob(f".{glob.escape(target.name)}.*.part"):  # by a courier that was killed
            left.unlink(missing_ok=True)
        await client.download(finished, target, progress=tell)
    film = await asyncio.to_thread(look_at, target)
    poster = desk.home.poster(intent.result["draft"])
    if not (intent.payload.get("preview") and poster.exists()):
        await asyncio.to_thread(write_poster, target, poster)
    result = {**intent.result, "path": str(target), **asdict(film)}
    if not intent.payload.get("preview"):
        _write_sidecar(desk, target, intent, result)
    balance = await desk.credits(client)
    receipt = {
        **intent.receipt,
        "credits_after": balance.available if balance else None,
        "settled_at": now(),
    }
    desk.journal.advance(intent.id, State.SUCCEEDED, came_from=_OPEN, result=result, receipt=receipt)


def _write_sidecar(desk: Desk, target: Path, intent: IntentRow, film: dict[str, Any]) -> None:
    """What made the film, beside it: enough to bring its take back (`journal.rebuild`), and nothing secret.

    A full disk must not take the film with it.
    """
    session = desk.journal.session(intent.session_id)
    takes = [take for take in desk.journal.takes(session.id) if take.draft == film["draft"]]
    number = intent.payload.get("take")
    take = next((take for take in takes if take.number == number), takes[-1] if takes else None)
    draft = desk.journal.draft(film["draft"])
    made = {
        **intent.payload.get("made_by", {}),
        **film,
        "path": target.name,
        "exported_at": now(),
        "backend": session.backend,
        "language": session.language,
        "timeline": None if draft is None else draft.decode("utf-8", "replace"),
    }
    if take is not None:
        made |= {"take": take.number, "parent": take.parent, "prompt": take.prompt, "made_at": take.created_at}
    with contextlib.suppress(OSError):
        target.with_name(target.name + ".json").write_text(
            json.dumps(made, indent=2, ensure_ascii=False) + "\n", "utf-8", "replace"
        )
