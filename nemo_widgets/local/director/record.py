"""What a request did so far: its operations, and what else came of them that is to be told."""

from __future__ import annotations

from nemo_widgets.local.director import replies
from nemo_widgets.local.director.operations import EditTitle, GenerateScene, Operation, PlaceMedia, SetCanvas
from nemo_widgets.local.director.references import Situation
from nemo_widgets.local.draft import TEXT, Draft, Segment


class Record:
    """Operations in order.

    Attributes:
        operations: All that were done.
        lasting: Those that the draft still shows: a clip that replaces the film leaves nothing of the edits before.
    """

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.lasting: list[Operation] = []
        self._gone: list[Segment] = []
        self._aside: list[str] = []

    def note(self, outcome: tuple[Operation, ...], before: Situation, after: Draft) -> None:
        """Add the operations of one order."""
        self._aside += _aside(outcome, before.draft, after)
        if any(isinstance(o, GenerateScene | PlaceMedia) and o.place == "replace" for o in outcome):
            self._gone += (s for s in before.clips if s.id not in before.came)
            self.lasting = [o for o in self.lasting if isinstance(o, SetCanvas)]
        self.operations += outcome
        self.lasting += outcome

    def remarks(self, now: Situation, *, chinese: bool, introduce: bool) -> list[str]:
        """What to say besides what was done: what it replaced, what made way, and who is speaking."""
        said: list[str] = []
        if self._gone and now.clips:
            said.append(replies.took_over(self._gone, now.clips, chinese=chinese))
        if self._aside:
            said.append(replies.stepped_aside(self._aside, chinese=chinese))
        if introduce and any(isinstance(o, GenerateScene) for o in self.operations):
            said.append(replies.INTRODUCTION[chinese])
        return said


def _aside(outcome: tuple[Operation, ...], before: Draft, after: Draft) -> list[str]:
    """The titles that made way for others."""
    meant = {o.id for o in outcome if isinstance(o, EditTitle)}
    old = {t.id: t.meta.position for t in before.of_type(TEXT) if t.id not in meant}
    return [t.meta.text for t in after.of_type(TEXT) if old.get(t.id, t.meta.position) != t.meta.position]
