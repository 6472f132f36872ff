"""Free readings: the balance, and the timeline as the backend has it now."""

from __future__ import annotations

from dataclasses import dataclass, field

from nemo_widgets.session.draft import Draft
from nemo_widgets.session.job import Job
from nemo_widgets.session.wordings import MONEY, of_language


@dataclass(frozen=True)
class Balance:
    """Credits: `available` to spend, `frozen` by running work, `total` of both. `free`: nothing costs here."""

    available: float
    frozen: float
    total: float
    free: bool = False
    language: str = field(default="en", repr=False, compare=False)

    def __repr__(self) -> str:
        words = MONEY[of_language(self.language)]
        if self.free:
            return words["balance free"]
        frozen = words["frozen"].format(frozen=self.frozen) if self.frozen else ""
        return words["balance"].format(available=self.available) + frozen


class CreditsJob(Job[Balance]):
    """The balance being read."""

    @property
    def balance(self) -> Balance | None:
        """The balance, once it is read."""
        return self._result() if self.state == "succeeded" else None

    def _result(self) -> Balance:
        found = self._row.result
        return Balance(found["available"], found["frozen"], found["total"], found["free"], self._session.language)

    def __repr__(self) -> str:
        return repr(self._result()) if self.state == "succeeded" else super().__repr__()


class Refresh(Job[Draft]):
    """The timeline being read as the backend has it now."""

    def _result(self) -> Draft:
        return self._session.draft

    def __repr__(self) -> str:
        return repr(self._result()) if self.state == "succeeded" else super().__repr__()
