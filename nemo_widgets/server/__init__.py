"""The Jupyter server extension: films from disk to the page, with Range, so that a seek lands at once.

It stands alone: it knows no other room, only the registry of opaque ids that sessions keep (`registry.py`).
"""

from __future__ import annotations

import atexit
from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "nemo_widgets.server"}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    from nemo_widgets.server.handlers import routes  # noqa: PLC0415 - tornado only where there is a server
    from nemo_widgets.server.registry import announce, default_directory  # noqa: PLC0415

    serverapp.web_app.add_handlers(".*$", routes(serverapp.web_app.settings["base_url"]))
    try:
        mark = announce(default_directory())
    except OSError as error:
        serverapp.log.warning("nemo_widgets: films go through the kernel (%s)", error)
        return
    atexit.register(mark.unlink, missing_ok=True)
