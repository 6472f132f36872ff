"""Taking secrets out of what leaves this machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

BLOT = "•••"
_SHORTEST = 6

_URL = re.compile(r"\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s\"'<>\\`]+")
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), rf"\1 {BLOT}"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?"), BLOT),  # JSON web tokens
    (re.compile(r"\b(?:nmv|clm|anon|sk|pk|ghp|hf|AKIA|ASIA)[_-]?(?=[\w-]*\d|[\w-]{8})[\w-]{4,}"), BLOT),
    (
        re.compile(
            r"(?i)([\w-]*(?:token|secret|passw(?:or)?d|signature|credential|api[_-]?key|authorization|cookie|\bsig|\bkey)"
            r"[\w-]*[\"']?\s*[:=]\s*[\"']?)[^\s\"',;&}]+"
        ),
        rf"\1{BLOT}",
    ),
    (re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+\b"), BLOT),
    (re.compile(r"(?:/home|/Users)/[^/\s\"']+|[A-Za-z]:\\+Users\\+[^\\\s\"']+"), "~"),
    # Opaque, long, of letters and digits: whatever it is, nobody reads it.
    (re.compile(r"(?<![\w-])(?=[\w=+-]*\d)(?=[\w=+-]*[A-Za-z])[\w=+-]{32,}"), BLOT),
)
_SECRET_KEYS = re.compile(r"(?i)token|secret|passw|authorization|cookie|credential$")


class Redactor:
    """Blots out what must not be told.

    Args:
        secrets: Known ones; each is blotted out wherever it stands.
        homes: Directories to call by another name, such as the user's home: path → name.
    """

    def __init__(self, secrets: Iterable[str] = (), homes: Mapping[Path, str] | None = None) -> None:
        known = {secret.strip() for secret in secrets}
        self._secrets = sorted((secret for secret in known if len(secret) >= _SHORTEST), key=len, reverse=True)
        self._homes = sorted(((str(path), name) for path, name in (homes or {}).items()), reverse=True)

    def text(self, text: str) -> str:
        """A text without secrets, addresses' paths and queries, and the user's name in paths.

        Example:
            >>> Redactor().text("GET https://cdn.example/v/a.mp4?Signature=abc with Bearer nmv_usr_1")
            'GET https://cdn.example/….mp4 with Bearer •••'
        """
        for secret in self._secrets:
            text = text.replace(secret, BLOT)
        for path, name in self._homes:
            text = text.replace(path, name)
        text = _URL.sub(lambda found: _origin(found[0]), text)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text

    def value(self, value: Any) -> Any:
        """The same for all texts of plain data; what stands under a secret's name goes as a whole."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {
                self.text(str(key)): BLOT if inner and _SECRET_KEYS.search(str(key)) else self.value(inner)
                for key, inner in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.value(inner) for inner in value]
        return value


def _origin(url: str) -> str:
    """An address without what could open it: its user, path, query and fragment; the file's ending is kept."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return BLOT
    if not parts.path.strip("/") and not parts.query and not parts.fragment:
        return f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path}"
    ending = PurePosixPath(parts.path).suffix
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}/…{ending if len(ending) <= 6 else ''}"
