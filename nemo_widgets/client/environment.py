"""Which backend, and whose token: what the environment says.

A token belongs to its origin: `NEMO_TOKEN` goes to the default API or to the one `NEMO_API_URL` names, and never to
another address, which needs a token of its own.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from nemo_widgets.client.addresses import check_base_url, origin
from nemo_widgets.client.auth import Anonymous, OwnToken
from nemo_widgets.secret import Secret

API = "https://mega-api-prod.nemovideo.ai"


def backend() -> str:
    """The API's address: `NEMO_API_URL`, else the vendor's."""
    return check_base_url(os.environ.get("NEMO_API_URL") or API)


def web() -> str:
    """The web site's address: `NEMO_WEB_URL`, else the vendor's."""
    return (os.environ.get("NEMO_WEB_URL") or "https://nemovideo.com").rstrip("/")


def auth_for(url: str, token: str | None = None) -> OwnToken | Anonymous:
    """The credentials for an address.

    Args:
        url: The backend's.
        token: A token of the user's for this very address.
    """
    own = os.environ.get("NEMO_TOKEN", "").strip()
    if token is not None:
        return OwnToken(Secret(token))
    if own and origin(url) == origin(backend()):
        return OwnToken(Secret(own))
    return Anonymous(tokens())


def tokens() -> Path:
    """Where this user's anonymous tokens are kept; every process of ours shares them."""
    home = os.environ.get("NEMO_HOME")
    return (Path(home).expanduser() if home else platformdirs.user_state_path("nemo_widgets")) / "tokens"
