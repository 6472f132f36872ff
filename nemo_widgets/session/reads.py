"""Free readings: the balance, and the timeline as the backend has it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nemo_widgets.session.job import Job


@dataclass(frozen=True)
class Balance:
    """Credits: `available` to spend, `frozen` by running work, `total` of both. `free`: nothing costs here."""

    available: float
    frozen: float
    total: float
    free: bool = False

    def __repr__(self) -> str:
        if self.free:
            return "Credits: free (local engine)"
        frozen = f", {self.frozen:g} reserved by running work" if self.frozen else ""
        return f"Credits: {self.available:g} available{frozen}"


class CreditsJob(Job[Balance]):
    """The balance being read."""

    def _result(self) -> Balance:
        found = self._row.result
        return Balance(found["available"], found["frozen"], found["total"], found["free"])

    def __repr__(self) -> str:
        return repr(self._result()) if self.state == "succeeded" else super().__repr__()


class Refresh(Job["Any"]):
    """The timeline being read as the backend has it now."""

    def _result(self) -> Any:
        return self._session.draft

    def __repr__(self) -> str:
        return repr(self._result()) if self.state == "succeeded" else super().__repr__()
