"""The journal: the one place where the session and the courier meet.

It knows neither HTTP nor notebooks. A session writes intents and follows; a courier takes intents and writes what
comes of them. Whatever is killed when, what stands here stands.
"""

from nemo_widgets.journal.home import Home
from nemo_widgets.journal.journal import Journal
from nemo_widgets.journal.rows import EventRow, IntentRow, SessionRow, State, TakeRow

__all__ = ["EventRow", "Home", "IntentRow", "Journal", "SessionRow", "State", "TakeRow"]
