"""A request becomes a plan: its clauses are read by the rules in order, each on the draft the ones before left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from nemo_widgets.local.director import (
    arranging,
    clips,
    colour,
    cuts,
    footage,
    framing,
    limits,
    look,
    music,
    questions,
    replies,
    tempo,
    titles,
    transitions,
)
from nemo_widgets.local.director import frame as frames
from nemo_widgets.local.director.breath import Breath
from nemo_widgets.local.director.edits import apply
from nemo_widgets.local.director.joining import orders
from nemo_widgets.local.director.operations import (
    AddTitle,
    GenerateScene,
    Operation,
    PlaceMedia,
    Regenerate,
)
from nemo_widgets.local.director.outcomes import Answer, Move, Outcome, Refusal, Rule, first
from nemo_widgets.local.director.reading import LONGEST_REQUEST, Clause, clauses, tidy
from nemo_widgets.local.director.record import Record
from nemo_widgets.local.director.references import Situation, Upload
from nemo_widgets.local.director.spelling import respelled
from nemo_widgets.local.draft import AUDIO, TEXT, VIDEO, Draft

_RULES: Final[tuple[Rule, ...]] = (
    questions.history,
    questions.talk,
    clips.again,
    questions.question,
    titles.read,
    transitions.read,
    footage.laid,
    limits.spans,
    look.weather,
    colour.read,
    cuts.split,
    cuts.trim,
    limits.halves,
    tempo.reverse,
    music.read,
    tempo.speed,
    frames.aspect,
    frames.length,
    framing.read,
    arranging.reorder,
    arranging.duplicate,
    clips.replace,
    frames.camera,
    limits.read,
    arranging.remove,
    look.look,
    clips.make,
    clips.described,
)
"""In the order they are asked; the first that answers has the clause."""
_LOOSE: Final[tuple[Rule, ...]] = (questions.correction, colour.loose, frames.any_camera, limits.vague)
"""Asked last, of a clause that no rule knows as a whole nor in parts."""
_PARTS: Final = re.compile(r"\s+(?:and|but|&)\s+(?:also\s+)?|\s*[,，]\s*|并且|而且|同时|并|和|又")
_LOOKS: Final = r"\b(?:warmer|cooler|colder|brighter|darker|lighter)"
_BOTH: Final = re.compile(
    rf"{_LOOKS} and (?:\w+ ){{0,2}}(?:slower|faster)\b|\b(?:slower|faster) and (?:\w+ ){{0,2}}{_LOOKS}\b", re.IGNORECASE
)
"""A look and a pace for the same clip: a rule that knows one of them is not to take the clause for itself."""


_MOST_ORDERS: Final = 60


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
        """Whether the edit is of the kind that this backend does without a word: adding titles where they were told."""
        plainly = (isinstance(o, AddTitle) and not (o.after or o.clear_of) for o in self.operations)
        return bool(self.operations) and not self.refused and all(plainly)

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
    plan = _directed(draft, text, uploads, seed=seed, history=history, introduce=introduce)
    if not {"unknown", "title-text", "title-how", "no-subject"} & set(plan.refused):
        return plan
    right, words = respelled(text[:LONGEST_REQUEST])
    other = _directed(draft, right, uploads, seed=seed, history=history, introduce=introduce) if words else plan
    if other.refused or not other.operations:
        return plan
    return msgspec.structs.replace(other, reply=f"{other.reply} {replies.respelled(words)}")


def _directed(
    draft: Draft, text: str, uploads: Sequence[Upload], *, seed: int, history: History, introduce: bool
) -> Plan:
    """The plan for a request as it is spelt."""
    found = clauses(text[:LONGEST_REQUEST])
    chinese = bool(found) and found[0].chinese
    if not found or len(text) > LONGEST_REQUEST or len(found) > _MOST_ORDERS:
        return _refusing(draft, Refusal("too-many-words" if found else "empty"), chinese=chinese)
    told = orders(found)
    now = Situation(draft, tuple(uploads), seed, history.at + 1 < len(history.drafts), _last_edit(draft, history))
    breath = Breath()
    record = Record()
    problems: list[Refusal] = []
    said: list[str] = []
    already = False
    for place, order in told:
        now = msgspec.structs.replace(now, scope=breath.scope(order, place, now), came=breath.came)
        outcome = _read(order, now)
        match outcome:
            case Move(steps):
                moved = _move(draft, steps, history, chinese=chinese)
                alone = len(told) == 1 or not moved.move
                return moved if alone else msgspec.structs.replace(moved, reply=moved.reply + replies.ALONE[chinese])
            case Refusal():
                problems.append(outcome)
            case Answer():
                if outcome.topic not in {"greeting", "thanks", "unsure", "no"} or len(told) == 1:
                    said.append(replies.answer(outcome, now.draft, uploads, chinese=chinese))
            case _ if (after := _after(outcome, now)).draft == now.draft:
                already = True
            case _:
                breath.see(place, order, outcome, now.draft, after.draft)
                record.note(outcome, now, after.draft)
                now = after
    problems = _merged(problems)
    if already and not record.operations:
        said.append(replies.ALREADY[chinese])
    reply = replies.report(record.lasting, problems, now.draft, chinese=chinese)
    said += record.remarks(now, chinese=chinese, introduce=introduce)
    if not reply and not said:
        talk = [o for _, c in told if isinstance(o := _read(c, now), Answer)]
        said = [replies.answer(o, now.draft, uploads, chinese=chinese) for o in talk[-1:]]
    reply = ("" if chinese else " ").join(part for part in (reply, *said) if part)
    return Plan(now.draft, tuple(record.operations), reply, tuple(p.topic for p in problems))


def _merged(problems: list[Refusal]) -> list[Refusal]:
    """Each kind of refusal is told once; of what was not understood, all of it."""
    first = {p.topic: p for p in reversed(problems)}
    unknown = "”, “".join(p.detail for p in problems if p.topic == "unknown")
    told = [first[topic] for topic in dict.fromkeys(p.topic for p in problems)]
    return [Refusal("unknown", unknown) if p.topic == "unknown" else p for p in told]


def _after(operations: tuple[Operation, ...], now: Situation) -> Situation:
    """The situation once operations are carried out: "it" means what they touched."""
    draft = now.draft
    for operation in operations:
        draft = apply(draft, operation)
    return msgspec.structs.replace(now, draft=draft, focus=_touched(now.draft, draft) or now.focus)


def _touched(before: Draft, after: Draft) -> tuple[str, ...]:
    """The segments that are new or other than before; where they stand does not count."""
    old = {s.id: s for t in before.tracks for s in t.segments}
    changed = (VIDEO, TEXT, AUDIO)
    return tuple(
        s.id
        for kind in changed
        for s in after.of_type(kind)
        if s.id not in old or old[s.id].meta != s.meta or (kind == VIDEO and old[s.id].duration != s.duration)
    )


def _last_edit(draft: Draft, history: History) -> tuple[str, ...]:
    if not 0 < history.at < len(history.drafts):
        return ()
    return _touched(history.drafts[history.at - 1], draft)


def _read(clause: Clause, now: Situation) -> Outcome:
    """What a clause comes to; with no film yet, an edit means what was uploaded: that is laid in first."""
    outcome = _understood(clause, now)
    free = now.unused("image", "video")
    if now.clips or not free or not _wants_a_clip(outcome):
        return outcome
    laid = clips.placed(free, msgspec.structs.replace(clause, text=""), now, clips.Spot())
    if not isinstance(laid, tuple):
        return outcome
    edit = _understood(clause, _after(laid, now))
    if not edit or not isinstance(edit, tuple) or any(isinstance(o, GenerateScene) for o in edit):
        return outcome
    return laid + edit


def _wants_a_clip(outcome: Outcome) -> bool:
    """Whether it failed, or came to a stand-in, as an edit does where there is nothing to edit."""
    if isinstance(outcome, Refusal):
        return outcome.topic == "unknown" or outcome.topic.startswith("no-clip")
    return isinstance(outcome, tuple) and any(isinstance(o, GenerateScene) and o.fallback for o in outcome)


def _understood(clause: Clause, now: Situation) -> Outcome:
    """What a clause comes to: by the first rule that knows it, else by its parts, else by what it speaks of."""
    outcome = first(_RULES, clause, now)
    if isinstance(outcome, Answer) and (wish := questions.how_to(outcome, clause)):
        order = msgspec.structs.replace(clause, text=wish, asked=False)
        return Answer("say", wish) if isinstance(first(_RULES, order, now), tuple) else outcome
    if (outcome is None or _BOTH.search(clause.text)) and (operations := _in_parts(clause, now)):
        return operations
    if outcome is not None:
        return outcome
    return first(_LOOSE, clause, now) or Refusal("unknown", clause.plain())


def _in_parts(clause: Clause, now: Situation) -> tuple[Operation, ...]:
    """“Make it darker and vertical”: the operations of its parts, if each of them is understood."""
    text = re.sub(r"\bblack and white\b", "monochrome", clause.text, flags=re.IGNORECASE)
    parts = [p for p in _PARTS.split(text) if p.strip()]
    if both := _BOTH.search(text):  # of the same clip
        parts = [text.replace(both[0], one) for one in both[0].split(" and ")]
    done: list[Operation] = []
    breath = Breath()
    for n, part in enumerate(parts if len(parts) > 1 else ()):
        order = msgspec.structs.replace(clause, text=tidy(part), joint="and")
        now = msgspec.structs.replace(now, scope=breath.scope(order, n, now) or now.scope, came=now.came + breath.came)
        outcome = first(_RULES, order, now)
        if not isinstance(outcome, tuple) or not outcome:
            return ()
        after = _after(outcome, now)
        breath.see(n, order, outcome, now.draft, after.draft)
        now = after
        done += outcome
    return tuple(done)


def _move(draft: Draft, steps: int, history: History, *, chinese: bool) -> Plan:
    at = min(max(history.at + steps, 0), max(len(history.drafts) - 1, 0))
    if at == history.at or not history.drafts:
        return _refusing(draft, Refusal("nothing-to-undo" if steps < 0 else "nothing-to-redo"), chinese=chinese)
    there = history.drafts[at]
    return Plan(there, (), replies.moved(steps, there, chinese=chinese), move=at - history.at)


def _refusing(draft: Draft, refusal: Refusal, *, chinese: bool) -> Plan:
    return Plan(draft, (), replies.refused(refusal, draft, chinese=chinese), (refusal.topic,))
