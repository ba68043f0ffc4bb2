"""The home's lock: whoever holds it is the ledger's only writer."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class HomeLock:
    """An advisory lock on a file, released by the kernel when its holder dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Try to take the lock; say whether it is held now."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def note_holder(self) -> None:
        """Write the holder's process id into the file, for people and for ``daemon status``."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def holder(self) -> int | None:
        """The process id that the last holder wrote, if it wrote one."""
        try:
            text = self._path.read_text().strip()
        except OSError:
            return None
        return int(text) if text.isdigit() else None

    def release(self) -> None:
        """Let go. The file stays: removing a lock file is a race."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
