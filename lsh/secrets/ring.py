"""Secrets in the system's keyring: Secret Service, KWallet, macOS Keychain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lsh.domain.errors import ConfigurationError
from lsh.paths import Paths
from lsh.secrets.store import check_secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_RECOMMENDED = 1  # keyring's own measure: below stand plain text files, null and fail


def real_backend() -> KeyringBackend | None:
    """The keyring of this session, or None where there is none (headless, ssh, a container)."""
    import keyring
    from keyring.backends import chainer, fail, null

    try:
        backend = keyring.get_keyring()
        if isinstance(backend, fail.Keyring | null.Keyring):
            return None
        if isinstance(backend, chainer.ChainerBackend) and not backend.backends:
            return None
        return backend if backend.priority >= _RECOMMENDED else None
    except Exception:  # a backend that cannot even be loaded is none; they raise what they like
        return None


class Keyring:
    """One home's secrets in the keyring: two homes have a service name each."""

    where = "keyring"

    def __init__(self, paths: Paths, backend: KeyringBackend) -> None:
        self._service = f"lsh {paths.config}"
        self._backend = backend

    def get(self, name: str) -> str | None:
        """See SecretStore."""
        with _said():
            return self._backend.get_password(self._service, name)

    def place_of(self, name: str) -> str | None:
        """See SecretStore."""
        return self.where if self.get(name) is not None else None

    def put(self, name: str, value: str) -> None:
        """See SecretStore."""
        check_secret(name, value)
        with _said():
            self._backend.set_password(self._service, name, value)

    def remove(self, name: str) -> bool:
        """See SecretStore."""
        from keyring.errors import PasswordDeleteError

        if self.get(name) is None:
            return False
        with _said():
            try:
                self._backend.delete_password(self._service, name)
            except PasswordDeleteError:
                return False
        return True


@contextmanager
def _said() -> Iterator[None]:
    """Turn whatever a backend raises into one error that names no value."""
    try:
        yield
    except Exception as error:
        raise ConfigurationError(
            f"the keyring does not answer: {type(error).__name__}",
            hint="unlock it, or keep secrets in a file: LSH_SECRETS=file",
        ) from None
