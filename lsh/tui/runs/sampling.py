"""What a run uses while it runs: CPU and memory of its process and all that came from it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import psutil

_STARTED_WITHIN = 5.0  # seconds: a process that began later has only been given the same number


class Sample(NamedTuple):
    """``cpu`` in cores (1.0 is one of them, wholly busy), ``memory`` in bytes, how many processes."""

    cpu: float
    memory: int
    processes: int


class Sampler:
    """Samples the process ``pid``, which began at ``started_at`` (seconds since the epoch)."""

    def __init__(self, pid: int, started_at: float) -> None:
        self._pid = pid
        self._started_at = started_at
        self._busy: dict[int, float] = {}  # CPU seconds by process
        self._at: float | None = None

    def sample(self) -> Sample | None:
        """Its use since the last sample; None when it is gone. Takes milliseconds: not for a UI's thread."""
        import psutil

        try:
            root = psutil.Process(self._pid)
            if root.create_time() > self._started_at + _STARTED_WITHIN:
                return None
            tree = [root, *root.children(recursive=True)]
        except psutil.Error:
            return None
        return self._measured(tree)

    def _measured(self, tree: list[psutil.Process]) -> Sample | None:
        import psutil

        busy, memory = {}, 0
        for process in tree:
            try:
                with process.oneshot():
                    times = process.cpu_times()
                    busy[process.pid] = times.user + times.system
                    memory += process.memory_info().rss
            except psutil.Error:
                continue  # it ended meanwhile
        now = time.monotonic()
        passed, self._at = now - self._at if self._at else 0.0, now
        # a number that was given to another process since has spent less than was known
        spent = sum(max(total - self._busy.get(pid, 0.0), 0.0) for pid, total in busy.items())
        self._busy = busy
        return Sample(spent / passed if passed > 0 else 0.0, memory, len(busy)) if busy else None
