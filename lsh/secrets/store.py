"""What a store of secrets can do, and what a name and a value may be."""

from __future__ import annotations

import re
from typing import Protocol

from lsh.domain.errors import InvalidInput

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_LONGEST = 64 * 1024


class SecretStore(Protocol):
    """Names and values. A value is in no ``repr``, log or message. Methods raise ConfigurationError."""

    @property
    def where(self) -> str:
        """Where a value is put: "keyring" or "encrypted file"."""

    def get(self, name: str) -> str | None:
        """The value of ``name``, or None."""

    def place_of(self, name: str) -> str | None:
        """Where the value of ``name`` stands now, or None."""

    def put(self, name: str, value: str) -> None:
        """Keep ``value`` as ``name``, instead of what was there. Raises InvalidInput."""

    def remove(self, name: str) -> bool:
        """Forget ``name``; whether there was a value."""


def check_secret(name: str, value: str) -> None:
    """Raise InvalidInput for a name or value that cannot be kept. The value is not quoted."""
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            f"{name!r} is no name for a secret",
            hint="letters, digits, '.', '_' and '-', 128 at most",
        )
    if not value or "\0" in value or len(value) > _LONGEST:
        raise InvalidInput(
            f"the value of {name} is empty, too long or no text", hint="one line of text"
        )
