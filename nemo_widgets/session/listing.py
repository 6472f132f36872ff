"""Sessions in a list that reads well, and tells no ids or folders of whoever has it in a notebook."""

from __future__ import annotations

from nemo_widgets.journal import SessionRow
from nemo_widgets.session.table import Table


class Sessions(tuple[SessionRow, ...]):
    """Sessions as the journal knows them; shown a line each."""

    __slots__ = ()

    def _table(self) -> Table:
        rows = tuple((row.name, row.backend, row.profile, row.created_at[:16].replace("T", " ")) for row in self)
        return Table(("session", "engine", "skill", "begun (UTC)"), rows, note="" if rows else "None yet.")

    def __repr__(self) -> str:
        return repr(self._table())

    def _repr_html_(self) -> str:
        return self._table()._repr_html_()
