"""The courier: the small process that owns every network call.

It takes intents from the journal, drives the client, and writes back what comes. It takes only what is `written`;
whatever it finds further on after a crash, it settles by reading the backend's state, never by sending again.
"""

from nemo_widgets.courier.courier import Courier

__all__ = ["Courier"]
