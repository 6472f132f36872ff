"""What a message may cost, before it is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from nemo_widgets.errors import CapError, NemoError
from nemo_widgets.journal import Journal, SessionRow
from nemo_widgets.journal import money as ledger
from nemo_widgets.session.wordings import MONEY, of_language

Kind = Literal["clip", "edit"]

TYPICAL: dict[Kind, float] = {"clip": 100, "edit": 50}
"""The vendor's figures, credits: about 100 for a generated clip, about 50 for an editing session."""
_LATEST = 200
"""So many of the latest turns tell what is usual."""
_MAKES = re.compile(
    r"\b(?:re-?)?(?:generat|creat|animat|render)\w*|\b(?:make|draw|film|shoot)\s+(?:me\s+)?(?:an?|another|some)\b"
    r"|\b(?:redo|remake|again|another (?:clip|one|version|take)|new (?:clip|video|scene|shot))\b"
    r"|\binto an?\b.*\b(?:video|clip)\b"
    r"|生成|制作|做一|来一|再来|重新|动起来|画一",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Estimate:
    """What a message may cost, in credits."""

    credits: float
    """What such messages cost as a rule."""
    most: float
    """The most that one has cost: so much is reserved under a cap."""
    kind: Kind
    """clip: pictures are made anew; edit: what is there is changed"""
    count: int
    """Receipts of this user it comes from; 0: it is the vendor's typical figure."""
    free: bool = False
    """Nothing costs here."""
    language: str = field(default="en", repr=False, compare=False)
    """Of what is told."""

    def __repr__(self) -> str:
        words = MONEY[of_language(self.language)]
        if self.free:
            return words["free"]
        source = {0: "typical", 1: "one"}.get(self.count, "many")
        told = words[f"{source} {self.kind}"].format(count=self.count)
        return words["about"].format(credits=self.credits, source=told)


def estimate(journal: Journal, session: SessionRow, text: str | None) -> Estimate:
    """What a message may cost: the median of this user's receipts of its kind, else the vendor's typical figure.

    Args:
        journal: The journal.
        session: The session; receipts of all sessions on its backend count.
        text: The message; None for one that makes a clip.
    """
    kind = "clip" if text is None else kind_of(text)
    language = session.language or "en"
    if session.backend == "local":
        return Estimate(0, 0, kind, 0, free=True, language=language)
    known = [cost for said, cost in ledger.costs(journal, session.backend, _LATEST) if kind_of(said) == kind]
    if not known:
        return Estimate(TYPICAL[kind], TYPICAL[kind], kind, 0, language=language)
    return Estimate(median(known), max(known), kind, len(known), language=language)


def kind_of(text: str) -> Kind:
    """Whether a message asks for new pictures or for a change of what is there, by its words."""
    return "clip" if _MAKES.search(text) else "edit"


def check_cap(cap: float | None) -> float | None:
    """A cap as it can be kept.

    Raises:
        NemoError: It is no number of credits.
    """
    if cap is None or (isinstance(cap, int | float) and not isinstance(cap, bool) and 0 <= cap < float("inf")):
        return cap
    raise NemoError(f"A cap is a number of credits, 0 or more, not {cap!r}.", "Set it to None to lift it.")


def passes_cap(journal: Journal, session: SessionRow, reserve: float) -> CapError:
    """The error of a message that would pass the session's cap."""
    taken = ledger.spent(journal, session.id)
    next_step = "Raise the cap with session.cap = …, or lift it with session.cap = None."
    if ledger.shares_cap(journal, session.id):
        return CapError(
            f"Not sent: this session and its forks may spend {session.cap or 0:g} credits together, {taken:g} are "
            f"spent or reserved, and this message may cost {reserve:g}.",
            next_step,
        )
    return CapError(
        f"Not sent: this session may spend {session.cap or 0:g} credits, {taken:g} are spent or reserved, "
        f"and this message may cost {reserve:g}.",
        next_step,
    )
