"""What processes use, from one look to the next."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import psutil


class Use(NamedTuple):
    """``cpu`` in cores (1.0 is one of them, wholly busy), ``memory`` in bytes, how many processes.

    Before there was another look ``cpu`` is None: there is no time yet that it could have been taken in.
    """

    cpu: float | None
    memory: int
    processes: int


class Meter:
    """Remembers how busy processes were. Its owner says which of them belong together."""

    def __init__(self) -> None:
        self._busy: dict[int, float] = {}  # CPU seconds by process
        self._at: float | None = None

    def read(self, processes: Iterable[psutil.Process]) -> Use | None:
        """Their use since the last look; None when all are gone. Takes milliseconds: not for the UI."""
        import psutil

        busy, memory = {}, 0
        for process in processes:
            try:
                with process.oneshot():
                    times = process.cpu_times()
                    busy[process.pid] = times.user + times.system
                    memory += process.memory_info().rss
            except psutil.Error:
                continue  # it ended meanwhile, or belongs to somebody else
        now = time.monotonic()
        passed = None if self._at is None else now - self._at
        # a number that was given to another process since has spent less than was known
        spent = sum(max(total - self._busy.get(pid, 0.0), 0.0) for pid, total in busy.items())
        self._busy, self._at = busy, now
        if not busy:
            return None
        return Use(spent / passed if passed else None, memory, len(busy))
