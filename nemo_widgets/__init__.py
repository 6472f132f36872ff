"""Nemo Studio: a video studio inside a notebook.

```python
import nemo_widgets as nemo

session = nemo.connect("local")
turn = session.send("generate a 5-second cinematic clip of a city at night")
turn.wait()
session.export("city.mp4").wait()
```

Importing starts nothing: no thread, process, socket or file. Names are loaded when first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nemo_widgets.errors import NemoError
    from nemo_widgets.session.batch import Batch
    from nemo_widgets.session.changes import Change
    from nemo_widgets.session.connect import batch, connect, sessions
    from nemo_widgets.session.doctor import doctor
    from nemo_widgets.session.draft import Draft
    from nemo_widgets.session.jobs import Clip, Export, Job, Media, Turn, Upload
    from nemo_widgets.session.receipts import Receipt
    from nemo_widgets.session.restore import restore
    from nemo_widgets.session.session import Session
    from nemo_widgets.session.support import support_bundle
    from nemo_widgets.session.takes import Take
    from nemo_widgets.widgets.parts import Compare, Log, Player, Prompt, Studio, Takes, Timeline, Uploads

__version__ = "0.1.0"

__all__ = [
    "Batch",
    "Change",
    "Clip",
    "Compare",
    "Draft",
    "Export",
    "Job",
    "Log",
    "Media",
    "NemoError",
    "Player",
    "Prompt",
    "Receipt",
    "Session",
    "Studio",
    "Take",
    "Takes",
    "Timeline",
    "Turn",
    "Upload",
    "Uploads",
    "batch",
    "connect",
    "doctor",
    "restore",
    "sessions",
    "support_bundle",
]

_HOMES = {
    "Batch": "session.batch",
    "Change": "session.changes",
    "Clip": "session.jobs",
    "Draft": "session.draft",
    "Export": "session.jobs",
    "Job": "session.jobs",
    "Media": "session.jobs",
    "NemoError": "errors",
    "Receipt": "session.receipts",
    "Session": "session.session",
    "Take": "session.takes",
    "Turn": "session.jobs",
    "Upload": "session.jobs",
    **dict.fromkeys(("Compare", "Log", "Player", "Prompt", "Studio", "Takes", "Timeline", "Uploads"), "widgets.parts"),
    "batch": "session.connect",
    "connect": "session.connect",
    "doctor": "session.doctor",
    "restore": "session.restore",
    "sessions": "session.connect",
    "support_bundle": "session.support",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'nemo_widgets' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"nemo_widgets.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext nemo_widgets` brings `%nemo` and `%%nemo`."""
    importlib.import_module("nemo_widgets.magic").load_ipython_extension(shell)


def unload_ipython_extension(shell: Any) -> None:
    """`%unload_ext nemo_widgets` takes them away again."""
    importlib.import_module("nemo_widgets.magic").unload_ipython_extension(shell)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
