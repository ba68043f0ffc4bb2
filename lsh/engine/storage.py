"""Whether the disk takes what the engine must write, and how long it has not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from lsh.domain.errors import LedgerLocked, StorageFull, TryAgain
from lsh.domain.events import EventType
from lsh.engine.clock import Clock
from lsh.store.ledger import Ledger


class Storage:
    """Guards every write. While there is trouble nothing new is claimed; what ended waits, unacknowledged."""

    RETRY_SECONDS = 1.0

    def __init__(self, ledger: Ledger, clock: Clock, min_free_bytes: int) -> None:
        self._ledger = ledger
        self._clock = clock
        self._min_free_bytes = min_free_bytes
        self.trouble: str | None = None
        self._locked = False
        self._full: tuple[int, str] | None = None  # since when, and why
        self._full_told = False  # whether the log says so; a full disk may not have taken that

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction. Raises StorageFull or TryAgain, and remembers why."""
        try:
            with self._ledger.transaction():
                yield
        except TryAgain as error:
            self._note(error)
            raise

    def _note(self, error: TryAgain) -> None:
        self.trouble = error.message
        self._locked = isinstance(error, LedgerLocked)
        if isinstance(error, StorageFull):
            self._full = self._full or (self._clock.now(), error.message)

    def check(self) -> bool:
        """Whether new runs may be claimed now; notes trouble and its end in the log."""
        self.trouble = self._free_space_trouble()
        self._locked = False
        if self.trouble is not None:
            self._full = self._full or (self._clock.now(), self.trouble)
        if self._full is not None and not (self.trouble and self._full_told):
            try:
                self._tell(*self._full)
            except TryAgain as error:
                self._note(error)
        return self.trouble is None

    def _tell(self, since: int, reason: str) -> None:
        """Note in the log that the disk was full, unless that is there, and that it is no more."""
        events, data = self._ledger.events, {"reason": reason}
        with self._ledger.transaction():
            if not self._full_told:
                events.append(EventType.STORAGE_FULL, since, data=data)
            if self.trouble is None:
                events.append(EventType.STORAGE_RECOVERED, self._clock.now(), data=data)
        self._full_told = self.trouble is not None
        if self.trouble is None:
            self._full = None

    def accept(self) -> None:
        """Raise StorageFull, or LedgerLocked, unless what somebody wants to add can be written."""
        if not self.check():
            if self._locked:
                raise LedgerLocked(self.trouble or "locked", hint="try again in a moment")
            raise StorageFull(
                self.trouble or "no room", hint="free some space; lsh goes on by itself"
            )

    def _free_space_trouble(self) -> str | None:
        status = os.statvfs(self._ledger.path.parent)
        free = status.f_bavail * status.f_frsize
        if free >= self._min_free_bytes:
            return None
        return (
            f"only {free // 1024} KiB are free on the disk that holds {self._ledger.path.parent};"
            f" no run is started below {self._min_free_bytes // 1024} KiB"
        )
