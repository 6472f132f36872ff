"""Credits as the cloud counts them: total = available + frozen, which is reserved while work runs.

Here work costs nothing unless a scenario says so. Still a credit stands reserved while a run of the user's works or
waits, and is given back: that is how a client whose stream is lost knows that something goes on.
"""

from __future__ import annotations

from collections import Counter

from nemo_widgets import errors
from nemo_widgets.local.ledger import Ledger
from nemo_widgets.local.store import Store


class Credits:
    """Balances in the store, frozen amounts in memory: a crash gives them back."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        self._store = store
        self._ledger = ledger
        self._frozen: Counter[str] = Counter()

    def balance(self, user: str) -> dict[str, int]:
        """What a user has."""
        total, frozen = self._store.credits(user), max(self._frozen[user], self._running(user))
        return {"available": total - frozen, "frozen": frozen, "total": total}

    def _running(self, user: str) -> bool:
        return any(self._store.session(sid, user) is not None for sid in self._ledger.running)

    def freeze(self, user: str, amount: int) -> None:
        """Reserve credits for work; `NoCreditsError` (2001) if there are too few."""
        if amount > self._store.credits(user) - self._frozen[user]:
            raise errors.NoCreditsError("No credits are left.", code=2001)
        self._frozen[user] += amount

    def settle(self, user: str, amount: int, *, charge: bool) -> None:
        """The work is over: give the reserved credits back, or take them."""
        self._frozen[user] -= amount
        if charge:
            self._store.charge(user, amount)
