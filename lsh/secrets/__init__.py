"""Secrets of this home: in the system's keyring where there is one, else in an encrypted file.

``LSH_SECRETS=keyring`` or ``LSH_SECRETS=file`` forces one of them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from lsh.domain.errors import ConfigurationError
from lsh.paths import Paths
from lsh.secrets.encrypted_file import EncryptedFile
from lsh.secrets.store import SecretStore

__all__ = ["SecretStore", "open_secrets"]

VARIABLE = "LSH_SECRETS"


def open_secrets(paths: Paths, environ: Mapping[str, str] = os.environ) -> SecretStore:
    """The store of this home's secrets. Raises ConfigurationError when a forced one is not there."""
    file = EncryptedFile(paths)
    wanted = environ.get(VARIABLE, "")
    if wanted == "file":
        return file
    if wanted not in {"", "keyring"}:
        raise ConfigurationError(
            f"variable {VARIABLE}: {wanted!r} is unknown", hint="one of file, keyring"
        )
    from lsh.secrets.ring import Keyring, real_backend

    backend = real_backend()
    if backend is not None:
        ring = Keyring(paths, backend)
        return ring if wanted else _Both(ring, file)
    if wanted:
        raise ConfigurationError(
            "no keyring answers in this session", hint=f"{VARIABLE}=file keeps secrets in a file"
        )
    return file


class _Both:
    """The keyring, and the file for what was put while no keyring answered.

    A put into the keyring takes the name out of the file, so what the file has is the newer.
    """

    def __init__(self, ring: SecretStore, file: SecretStore) -> None:
        self._ring = ring
        self._file = file

    @property
    def where(self) -> str:
        return self._ring.where

    def get(self, name: str) -> str | None:
        found = self._file.get(name)
        return found if found is not None else self._ring.get(name)

    def place_of(self, name: str) -> str | None:
        return self._file.place_of(name) or self._ring.place_of(name)

    def put(self, name: str, value: str) -> None:
        self._ring.put(name, value)
        self._file.remove(name)

    def remove(self, name: str) -> bool:
        of_file = self._file.remove(name)
        return self._ring.remove(name) or of_file
