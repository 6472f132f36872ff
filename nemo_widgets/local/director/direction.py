"""A request becomes a plan: its clauses are read by the rules in order, each on the draft the ones before left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from nemo_widgets.local.director import clips, frame, limits, music, questions, replies, titles
from nemo_widgets.local.director.edits import apply
from nemo_widgets.local.director.operations import AddTitle, GenerateScene, Operation, PlaceMedia, Regenerate
from nemo_widgets.local.director.outcomes import Answer, Move, Outcome, Refusal, Rule
from nemo_widgets.local.director.reading import LONGEST_REQUEST, Clause, clauses
from nemo_widgets.local.director.references import Situation, Upload
from nemo_widgets.local.draft import Draft

_RULES: Final[tuple[Rule, ...]] = (
    questions.history,
    questions.talk,
    clips.again,
    questions.question,
    titles.read,
    limits.read,
    music.read,
    frame.aspect,
    frame.length,
    clips.remove,
    clips.make,
    frame.camera,
    frame.look,
    clips.described,
)
"""In the order they are asked; the first that answers has the clause."""


_BLANK: Final = Situation(Draft())
"""Nothing there yet: enough to tell what a clause is about."""


class History(msgspec.Struct, frozen=True):
    """The drafts of a session, oldest first, and which one is now."""

    drafts: tuple[Draft, ...] = ()
    at: int = 0


class Plan(msgspec.Struct, frozen=True):
    """What a request comes to.

    Attributes:
        draft: The draft afterwards; equal to the one before if nothing changes.
        operations: What was done, in order.
        reply: What to say.
        refused: The topics of what was refused; empty if all was done or answered.
        move: Steps through the history instead of a new draft: back if negative.
    """

    draft: Draft
    operations: tuple[Operation, ...]
    reply: str
    refused: tuple[str, ...] = ()
    move: int = 0

    @property
    def silent(self) -> bool:
        """Whether the edit is of the kind that this backend does without a word: adding titles only."""
        return bool(self.operations) and not self.refused and all(isinstance(o, AddTitle) for o in self.operations)

    @property
    def generates(self) -> bool:
        """Whether pictures are made."""
        return any(isinstance(o, GenerateScene | PlaceMedia | Regenerate) for o in self.operations)


def direct(
    draft: Draft,
    text: str,
    uploads: Sequence[Upload] = (),
    *,
    seed: int = 0,
    history: History = History(),  # noqa: B008
    introduce: bool = False,
) -> Plan:
    """Read a request and plan its edit. A pure function: the same arguments give the same plan.

    Args:
        draft: The timeline now; it is not changed.
        text: The request, in English or Chinese.
        uploads: The session's uploads, oldest first.
        seed: Mixed into the seeds of drawn scenes.
        history: The session's drafts, for undo and redo.
        introduce: Whether to say, when a scene is drawn, that this is a local preview engine.
    """
    if len(text) > LONGEST_REQUEST:
        chinese = any("\u3400" <= c <= "\u9fff" for c in text[:200])
        return _refusing(draft, Refusal("too-many-words"), chinese=chinese)
    orders = _joined(clauses(text))
    if not orders:
        return _refusing(draft, Refusal("empty"), chinese=False)
    chinese = orders[0].chinese
    now = Situation(draft, tuple(uploads), seed, history.at + 1 < len(history.drafts))
    done: list[Operation] = []
    problems: list[Refusal] = []
    said: list[str] = []
    for order in orders:
        outcome = _read(order, now)
        match outcome:
            case Move(steps):
                return _move(draft, steps, history, chinese=chinese)
            case Refusal():
                problems.append(outcome)
            case Answer():
                if outcome.topic not in {"greeting", "thanks"} or len(orders) == 1:
                    said.append(replies.answer(outcome, now.draft, uploads, chinese=chinese))
            case _:
                for operation in outcome:
                    now = msgspec.structs.replace(now, draft=apply(now.draft, operation))
                done += outcome
    reply = replies.report(done, problems, now.draft, chinese=chinese)
    if introduce and any(isinstance(o, GenerateScene) for o in done):
        said.append(replies.INTRODUCTION[chinese])
    reply = ("" if chinese else " ").join(part for part in (reply, *said) if part)
    return Plan(now.draft, tuple(done), reply, tuple(p.topic for p in problems))


def _read(clause: Clause, now: Situation) -> Outcome:
    outcomes = (rule(clause, now) for rule in _RULES)
    return next((o for o in outcomes if o is not None), Refusal("unknown", clause.plain()))


def _joined(found: list[Clause]) -> list[Clause]:
    """Put back together what belongs together, and let titles and music come after the pictures.

    A piece that gives no order of its own ("…, with neon signs", "…, in red, for 3 seconds") belongs to the one before.
    """
    joined: list[Clause] = []
    for clause in found:
        before = joined[-1] if joined else None
        if before and clause.joint == "and" and _is_detail(clause, before):
            joined[-1] = msgspec.structs.replace(before, text=f"{before.text}, {clause.text}")
        else:
            joined.append(clause)
    if any(questions.history(c, _BLANK) for c in joined):
        return joined
    return sorted(joined, key=_orders)


def _is_detail(clause: Clause, before: Clause) -> bool:
    if titles.read(before, _BLANK):
        return titles.is_detail(clause)
    if music.read(before, _BLANK):
        return music.is_detail(clause)
    if not clips.is_generation(before.text) or _orders(clause) or clips.is_generation(clause.text):
        return False
    rules = (clips.remove, questions.talk, questions.question, limits.read, clips.again)
    return not any(rule(clause, _BLANK) for rule in rules)


def _orders(clause: Clause) -> bool:
    """Whether it is an order about titles or music."""
    return bool(titles.read(clause, _BLANK) or music.read(clause, _BLANK))


def _move(draft: Draft, steps: int, history: History, *, chinese: bool) -> Plan:
    at = min(max(history.at + steps, 0), max(len(history.drafts) - 1, 0))
    if at == history.at or not history.drafts:
        return _refusing(draft, Refusal("nothing-to-undo" if steps < 0 else "nothing-to-redo"), chinese=chinese)
    there = history.drafts[at]
    return Plan(there, (), replies.moved(steps, there, chinese=chinese), move=at - history.at)


def _refusing(draft: Draft, refusal: Refusal, *, chinese: bool) -> Plan:
    return Plan(draft, (), replies.refused(refusal, draft, chinese=chinese), (refusal.topic,))
