"""Sessions in a list that reads well, and tells no ids or folders of whoever has it in a notebook."""

from __future__ import annotations

from nemo_widgets.journal import SessionRow
from nemo_widgets.session.table import Table


class Sessions(tuple[SessionRow, ...]):
    """Sessions as the journal knows them; shown a line each."""

    __slots__ = ()

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """Of each its name, engine, skill and beginning, in words."""
        return tuple((row.name, row.backend, row.profile, row.created_at[:16].replace("T", " ")) for row in self)

    def _table(self) -> Table:
        return Table(("session", "engine", "skill", "begun (UTC)"), self.cells, note="" if self else "None yet.")

    def __repr__(self) -> str:
        return repr(self._table())

    def _repr_html_(self) -> str:
        return self._table()._repr_html_()
