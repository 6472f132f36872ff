"""A secret that does not show itself."""

from __future__ import annotations

import hashlib


class Secret:
    """A token that never appears in a repr, a traceback's locals, a pickle or a format string.

    Example:
        >>> token = Secret("nmv_usr_123")
        >>> token
        Secret(•••)
        >>> token.reveal()
        'nmv_usr_123'
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself: only for the one line that sends it."""
        return self._value

    def fingerprint(self) -> str:
        """Twelve hex digits that tell two secrets apart and reveal neither."""
        return hashlib.sha256(b"nemo_widgets\0" + self._value.encode("utf-8", "replace")).hexdigest()[:12]

    def redact(self, text: str) -> str:
        """`text` with the secret blotted out."""
        return text.replace(self._value, "•••") if self._value else text

    def __repr__(self) -> str:
        return "Secret(•••)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a Secret is not pickled")
