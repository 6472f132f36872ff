"""A turn from words to events: plan, tool calls, one edit of the draft, results, and the answer in text."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import msgspec

from nemo_widgets import errors
from nemo_widgets.local import scenarios as scn
from nemo_widgets.local.credits import Credits
from nemo_widgets.local.director import Plan, direct
from nemo_widgets.local.director.edits import apply
from nemo_widgets.local.director.operations import TOOLS, AddTitle
from nemo_widgets.local.events import Call, Events, call_id, events, failed, pieces
from nemo_widgets.local.ledger import Ledger
from nemo_widgets.local.scenarios import Scenarios
from nemo_widgets.local.store import Store
from nemo_widgets.local.turns import Aborted, Floor, Turn
from nemo_widgets.local.wire import unforeseen

log = logging.getLogger(__name__)


class Agent:
    """Does turns.

    Args:
        store: Where drafts live.
        ledger: What is running.
        scenarios: Faults on request.
        floor: Whose turn it is.
        purse: What turns reserve and cost.
        edited: Told of each edit.
        delay: Between pieces of an answer and between steps, s.
    """

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        scenarios: Scenarios,
        floor: Floor,
        purse: Credits,
        *,
        delay: float,
        edited: Callable[[], None],
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._scenarios = scenarios
        self._floor = floor
        self._purse = purse
        self._delay = delay
        self._edited = edited
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, turn: Turn) -> None:
        """Accept a message; the turn goes on by itself, after those queued before it."""
        before = self._store.message_accepted(turn.session.id)
        self._ledger.begins(turn.session.id)
        task = asyncio.create_task(self._run(turn, before))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self, grace: float) -> None:
        """Let turns end for `grace` s, then stop them."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in self._tasks:
            task.cancel()

    async def _run(self, turn: Turn, messages_before: int) -> None:
        try:
            async with self._floor.locks[turn.session.id]:
                await self._answer(turn, messages_before)
        except Aborted:
            log.info("a run was aborted")
        except errors.NemoError as error:
            turn.send([failed(f"{type(error).__name__}: {error}")])
        except Exception as error:
            log.exception("a turn failed")
            turn.send([failed(unforeseen(error))])
        finally:
            turn.close()
            self._ledger.ends(turn.session.id)
            self._floor.leave(turn.session.id)

    async def _answer(self, turn: Turn, messages_before: int) -> None:
        sid, take = turn.session.id, self._scenarios.take
        shape = take(scn.EventShape, sid)
        out = events(shape.shape if shape else 2, streaming=turn.streaming)
        if slow := take(scn.Slow, sid):
            turn.send(out.pulse())
            await asyncio.sleep(slow.seconds)
        await self._floor.pass_step(turn, "plan")
        if broken := take(scn.StreamError, sid):
            turn.send([failed(broken.message)])
            return
        plan = self._plan(turn, messages_before)
        costs = take(scn.Charge, sid) if plan.generates else None
        late = take(scn.LateEdit, sid)
        frozen = (costs.credits if costs else 0) + (late.credits if late else 0)
        self._purse.freeze(turn.session.user, frozen)
        spent = False
        try:
            await self._work(turn, plan, out)
            spent = True
            if late:
                await self._late_edit(turn, late)
        finally:
            self._purse.settle(turn.session.user, frozen, charge=spent)

    def _plan(self, turn: Turn, messages_before: int) -> Plan:
        session = self._store.session(turn.session.id, turn.session.user) or turn.session
        history = self._store.history(session.id)
        uploads = self._store.uploads(session.id, messages_before)
        now = history.drafts[history.at]
        plan = direct(now, turn.text, uploads, history=history, introduce=not session.introduced)
        if plan.generates and not session.introduced:
            self._store.introduced(session.id)
        return plan

    async def _work(self, turn: Turn, plan: Plan, out: Events) -> None:
        calls = _calls(plan)
        for n, call in enumerate(calls, 1):
            turn.send(out.call(call))
            await self._pass(turn, "call")
            state: dict[str, Any] = {}
            if n == len(calls):  # the whole plan is one edit, so that undo takes it back whole
                await self._floor.pass_step(turn, "edit")
                state = self._commit(turn.session.id, plan)
            turn.send(out.result(call, state))
            await self._pass(turn, "result")
        silence = self._scenarios.take(scn.Silent, turn.session.id) if calls else None
        if silence or plan.silent:
            if silence and silence.no_content and not turn.streaming:
                turn.send(out.nothing())
        else:
            await self._speak(turn, plan.reply, out)
        await self._floor.pass_step(turn, "close")
        turn.close()

    async def _speak(self, turn: Turn, text: str, out: Events) -> None:
        await self._floor.pass_step(turn, "text")
        if turn.streaming:
            for piece in pieces(text):
                turn.send(out.delta(piece))
                await asyncio.sleep(self._delay)
                if turn.aborted:
                    raise Aborted
        turn.send(out.whole(text))

    async def _late_edit(self, turn: Turn, late: scn.LateEdit) -> None:
        await self._floor.pass_step(turn, "late")
        await asyncio.sleep(late.ms / 1000)
        history = self._store.history(turn.session.id)
        now = history.drafts[history.at]
        if now.duration:
            title = AddTitle(late.title, 0, min(3000, now.duration), "bottom")
            self._store.commit(turn.session.id, apply(now, title))

    def _commit(self, sid: str, plan: Plan) -> dict[str, Any]:
        self._edited()
        revision = self._store.step(sid, plan.move) if plan.move else self._store.commit(sid, plan.draft)
        return {"draft_revision": revision, "draft_duration": plan.draft.duration}

    async def _pass(self, turn: Turn, step: scn.Step) -> None:
        await asyncio.sleep(self._delay)
        await self._floor.pass_step(turn, step)


def _calls(plan: Plan) -> list[Call]:
    """The tool calls a plan shows as; undo and redo are one too."""
    if plan.move:
        name = "undo_edit" if plan.move < 0 else "redo_edit"
        return [Call(call_id(), name, {"steps": abs(plan.move)}, {"status": "ok"})]
    return [
        Call(call_id(), TOOLS[type(o)], {"operation": type(o).__name__, **_args(o)}, {"status": "ok"})
        for o in plan.operations
    ]


def _args(operation: msgspec.Struct) -> dict[str, Any]:
    args: dict[str, Any] = msgspec.to_builtins(operation)
    args.pop("type", None)
    return args
