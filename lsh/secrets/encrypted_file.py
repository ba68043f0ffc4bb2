"""Secrets in a file, encrypted with Fernet, its key apart: a copied config folder gives nothing away."""

from __future__ import annotations

import fcntl
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lsh.domain.errors import ConfigurationError
from lsh.secrets.store import check_secret
from lsh.settings import Paths

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_HEADER = b"lsh-secrets 1\n"
_LARGEST = 16 * 1024 * 1024


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
        with self._alone():
            self._save({**self._load(), name: value})

    def remove(self, name: str) -> bool:
        """See SecretStore."""
        if name not in self._load():
            return False
        with self._alone():
            values = self._load()
            there = values.pop(name, None) is not None
            self._save(values)
        return there

    def _load(self) -> dict[str, str]:
        data = _read_private(self._file)
        if data is None:
            return {}
        if not data.startswith(_HEADER):
            raise self._damaged("is no file of secrets of this lsh")
        key = _read_private(self._key)
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
        key = _read_private(self._key)
        if key is None:
            from cryptography.fernet import Fernet

            key = Fernet.generate_key()
            _write_private(self._key, key)  # whole on the disk before anything depends on it
        _write_private(self._file, _HEADER + self._cipher(key).encrypt(json.dumps(values).encode()))

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

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock of those who write; whoever dies lets go of it."""
        for folder in (self._file.parent, self._key.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _read_private(path: Path) -> bytes | None:
    """A file's content, or None without one. Raises ConfigurationError unless it is ours alone."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            raise _unusable(path, "is no file of secrets")
        if found.st_uid != os.geteuid():
            raise _unusable(path, "belongs to another user")
        if found.st_mode & 0o077:
            raise _unusable(path, "is open to others", f"chmod 600 {path}")
        return file.read()


def _write_private(path: Path, data: bytes) -> None:
    """Put ``data`` in place of a file at once: a reader sees the old or the new, whole."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with suppress(FileNotFoundError):
            draft.unlink()  # left by a process of the same number that died
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
        with os.fdopen(os.open(draft, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise _unusable(path, f"cannot be written: {error.strerror}") from None


def _unusable(path: Path, what: str, hint: str | None = None) -> ConfigurationError:
    return ConfigurationError(f"{path} {what}", hint=hint or "check its owner and mode")
