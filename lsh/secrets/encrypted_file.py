"""Secrets in a file, encrypted with Fernet, its key apart: a copied config folder gives nothing away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lsh.domain.errors import ConfigurationError
from lsh.paths import Paths
from lsh.secrets.private_file import locked, read_private, write_private
from lsh.secrets.store import check_secret

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_HEADER = b"lsh-secrets 1\n"


class EncryptedFile:
    """``config/secrets.enc``, with its key in ``state/secrets.key``; both 0600 from birth."""

    where = "encrypted file"

    def __init__(self, paths: Paths) -> None:
        self._file = paths.config / "secrets.enc"
        self._key = paths.state / "secrets.key"
        self._lock = paths.state / "secrets.lock"

    def get(self, name: str) -> str | None:
        """See SecretStore."""
        return self._load().get(name)

    def place_of(self, name: str) -> str | None:
        """See SecretStore."""
        return self.where if self.get(name) is not None else None

    def put(self, name: str, value: str) -> None:
        """See SecretStore."""
        check_secret(name, value)
        with locked(self._lock):
            self._save({**self._load(), name: value})

    def remove(self, name: str) -> bool:
        """See SecretStore."""
        if name not in self._load():
            return False
        with locked(self._lock):
            values = self._load()
            there = values.pop(name, None) is not None
            self._save(values)
        return there

    def _load(self) -> dict[str, str]:
        data = read_private(self._file)
        if data is None:
            return {}
        if not data.startswith(_HEADER):
            raise self._damaged("is no file of secrets of this lsh")
        key = read_private(self._key)
        if key is None:
            raise self._damaged(f"cannot be read without its key {self._key}, which is gone")
        from cryptography.fernet import InvalidToken

        try:
            values = json.loads(self._cipher(key).decrypt(data.removeprefix(_HEADER)))
        except (InvalidToken, ValueError):
            raise self._damaged("is damaged, or does not belong to its key") from None
        if not isinstance(values, dict):
            raise self._damaged("is damaged")
        return {str(name): str(value) for name, value in values.items()}

    def _save(self, values: dict[str, str]) -> None:
        if not values:
            self._file.unlink(missing_ok=True)
            return
        key = read_private(self._key)
        if key is None:
            from cryptography.fernet import Fernet

            key = Fernet.generate_key()
            write_private(self._key, key)  # whole on the disk before anything depends on it
        write_private(self._file, _HEADER + self._cipher(key).encrypt(json.dumps(values).encode()))

    def _cipher(self, key: bytes) -> Fernet:
        from cryptography.fernet import Fernet

        try:
            return Fernet(key)
        except ValueError:
            raise self._damaged(f"cannot be read: its key {self._key} is damaged") from None

    def _damaged(self, what: str) -> ConfigurationError:
        return ConfigurationError(
            f"{self._file} {what}",
            hint=f"bring both back from a backup, or remove {self._file} and set the secrets again",
        )
