"""A turn: a message and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nemo_widgets.errors import plain
from nemo_widgets.journal import EventRow, IntentRow
from nemo_widgets.session import phrases
from nemo_widgets.session.changes import Changes
from nemo_widgets.session.job import Job
from nemo_widgets.session.reads import Balance
from nemo_widgets.session.routing import wants_export_after
from nemo_widgets.session.translations import in_words
from nemo_widgets.session.wordings import MONEY, kind_words, of_language, state_words, take_words

if TYPE_CHECKING:
    from nemo_widgets.session.session import Session
    from nemo_widgets.session.takes import Take


class Turn(Job["Turn"]):
    """A message and what came of it.

    Example:
        >>> import nemo_widgets as nemo
        >>> session = nemo.connect("local", name="waves")
        >>> turn = session.send("generate a 1-second clip of the sea").wait()
        >>> turn.state, len(turn.take.changes)
        ('succeeded', 1)
    """

    def __init__(self, session: Session, rows: Sequence[IntentRow]) -> None:
        super().__init__(session, rows)
        self._blocks: dict[int, str] = {}

    @property
    def prompt(self) -> str:
        """The message."""
        return str(self._row.payload["text"])

    @property
    def title(self) -> str:
        """What it is: the beginning of its prompt."""
        return f"“{plain(self.prompt, 60)}”"

    @property
    def blocks(self) -> tuple[str, ...]:
        """The reply as it came, in its pieces."""
        return tuple(self._blocks[key] for key in sorted(self._blocks))

    @property
    def text(self) -> str:
        """The reply, without talk of buttons and panels that are not here."""
        text = "\n\n".join(block.strip() for block in self.blocks if block.strip())
        return plain_lines(phrases.translate(text, self._session.language)[0])

    @property
    def actions(self) -> tuple[phrases.Action, ...]:
        """What is suggested next: what the reply spoke of, and the export that the message itself asked for."""
        found = phrases.translate("\n\n".join(self.blocks), self._session.language)[1]
        export = phrases.Action("export")
        wanted = self.take is not None and export not in found and wants_export_after(self.prompt)
        return (*found, export) if wanted else found

    @property
    def readings(self) -> tuple[str, ...]:
        """The free readings that the reply spoke of: the balance and the timeline as they were at the turn's end."""
        told: list[str] = []
        kinds = {action.kind for action in self.actions} if self.done else set()
        if "credits" in kinds and (after := self._balance("after")) is not None:
            told.append(repr(after))
        if "summary" in kinds:
            told.append(str((self.take or self._session).draft))
        return tuple(told)

    @property
    def balance(self) -> Balance | None:
        """The balance at its end, or else at its beginning; None where neither could be read."""
        return self._balance("after") or self._balance("before")

    def _balance(self, when: str) -> Balance | None:
        receipt = self._row.receipt
        available = receipt.get(f"credits_{when}")
        if available is None:
            return None
        frozen = float(receipt.get(f"frozen_{when}") or 0)
        return Balance(available, frozen, available + frozen, self._session.is_local, self._session.language)

    @property
    def waiting(self) -> str:
        """What to tell a person who has waited in vain for minutes; empty where there is news, or an end."""
        silent = 0.0 if self.done else float(self.progress.get("silent_s") or 0)
        if not silent:
            return ""
        minutes = max(1, round(silent / 60))
        if self._session.language.startswith("zh"):
            return f"⏳ 仍在处理中…（{minutes} 分钟没有新消息）"
        return f"⏳ Still working… ({minutes} min without a word)"

    @property
    def take(self) -> Take | None:
        """The take it left, if the timeline changed."""
        number = self._row.result.get("take")
        return None if number is None else self._session._take(number)

    @property
    def changes(self) -> Changes:
        """What it changed, in words."""
        take = self.take
        return take.changes if take is not None else Changes()

    @property
    def verdict(self) -> str:
        """How it ended: done, recovered, stopped, too_late, unknown, refused, failed; empty while it runs."""
        return str(self._row.result.get("verdict", ""))

    @property
    def silence(self) -> str:
        """Why the changes speak for the reply; empty where the backend said all it had to say."""
        if self.verdict == "recovered":
            return "The connection was lost, and the work went on; the timeline shows what was done:"
        return "" if self.text else "The backend said nothing; the timeline changed:"

    @property
    def cost(self) -> float | None:
        """Credits it cost, by the balance before and after; None where that is not known."""
        before, after = (self._row.receipt.get(key) for key in ("credits_before", "credits_after"))
        return None if before is None or after is None else float(before) - float(after)

    def reattach(self) -> Turn:
        """Look again at what became of an unknown outcome. It sends nothing."""
        if self._session._journal.reopen(self._row.id):
            with self._session.lock:
                self._done.clear()
                self._rows = {self._row.id: self._session._journal.intent(self._row.id)}
                self._session._adopt(self)
            self._session._wake()
        return self

    def _result(self) -> Turn:
        return self

    def _take_in(self, events: Sequence[EventRow]) -> None:
        blocks = dict(self._blocks)
        for event in events:
            if event.kind == "text":
                block = event.data["block"]
                kept = blocks.get(block, "") if event.data["op"] == "append" else ""
                blocks[block] = kept + event.data["text"]
        self._blocks = blocks

    def summary(self) -> str:
        """The reply, then what changed; for a silent edit the changes speak."""
        lines = [self.text] if self.text else []
        changed = [f"✅ {change}" for change in self.changes]
        if changed and (found := self.silence):
            lines.append(self._say(found))
        lines += changed
        lines += self.readings
        if self.done and self.state == "succeeded" and not lines:
            lines.append(self._say("The backend said nothing, and the timeline did not change."))
        if self.verdict == "too_late":
            lines.append(self._say(self.lateness))
        return "\n".join(lines)

    @property
    def lateness(self) -> str:
        """What a stop that came too late has meant, in English."""
        if self._session.is_local:
            return super().lateness
        return "The stop came too late: this was done, and may have been charged."

    @property
    def afterword(self) -> str:
        """The timeline after it, for a terminal."""
        return str(self.take.draft) if self.take is not None else ""

    def __repr__(self) -> str:
        take = self._row.result.get("take")
        language = self._session.language
        what = take_words(take, language) if take else kind_words("Turn", language)
        head = f"› {plain(self.prompt, 200)}\n{what} · {state_words(self.state, language)}"
        cost = MONEY[of_language(language)]["cost"].format(credits=self.cost) if self.cost else ""
        error = "" if self.error is None else in_words(self.error, self._session.language)
        return "\n".join(filter(None, [head + cost, self.summary(), error]))


def plain_lines(text: str) -> str:
    """A reply made safe to show, its lines kept."""
    return "\n".join(plain(line, 10_000) for line in text.split("\n")).strip()
