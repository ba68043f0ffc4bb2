"""What a run uses while it runs: CPU and memory of its process and all that came from it."""

from __future__ import annotations

from typing import NamedTuple

from lsh.tui.metering import Meter

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
        self._meter = Meter()

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
        use = self._meter.read(tree)
        return use and Sample(use.cpu or 0.0, use.memory, use.processes)
