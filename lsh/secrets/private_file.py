"""Files that are this user's alone: private from birth, replaced at once, changed by one at a time."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lsh.domain.errors import ConfigurationError

_LARGEST = 16 * 1024 * 1024


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock among those who write; whoever dies lets go of it. Raises ConfigurationError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise _unusable(path, f"cannot be made: {error.strerror}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def read_private(path: Path) -> bytes | None:
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


def write_private(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Put ``data`` in place of a file at once: a reader sees the old or the new, whole.

    Nobody else can read it at any moment, unless ``mode`` says so. Raises ConfigurationError.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            draft.unlink()  # left by a process of the same number that died
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
        with os.fdopen(os.open(draft, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
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
