"""All kinds of work, by the journal's names for them."""

from __future__ import annotations

from typing import Any

from nemo_widgets.session.export import Clip, Export
from nemo_widgets.session.job import Job
from nemo_widgets.session.reads import Balance, CreditsJob, Refresh
from nemo_widgets.session.turn import Turn
from nemo_widgets.session.upload import Media, Upload

KINDS: dict[str, type[Job[Any]]] = {
    "turn": Turn,
    "upload": Upload,
    "export": Export,
    "credits": CreditsJob,
    "refresh": Refresh,
}

__all__ = ["Balance", "Clip", "CreditsJob", "Export", "Job", "Media", "Refresh", "Turn", "Upload"]
