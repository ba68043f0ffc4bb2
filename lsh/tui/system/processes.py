"""What processes of the daemon take of memory and CPU, looked at from one second to the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from lsh.tui.metering import Meter

if TYPE_CHECKING:
    import psutil

_KEPT = 60  # samples of CPU use: a minute


class Sample(NamedTuple):
    """A process now: memory in bytes, CPU in percent of one core since the last look (the first says None).

    ``history`` are the CPU figures of the last minute, oldest first.
    """

    pid: int
    rss: int
    cpu: float | None
    history: tuple[float, ...]


class _Known(NamedTuple):
    process: psutil.Process
    meter: Meter
    history: deque[float]


class Processes:
    """Remembers processes between two looks, for only then is their CPU use known."""

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}

    def look(self, pids: Mapping[str, int | None]) -> dict[str, Sample]:
        """A sample of each process that is there, by the name it was given."""
        found = {}
        for name, pid in pids.items():
            sample = None if pid is None else self._sample(pid)
            if sample is not None:
                found[name] = sample
        living = {sample.pid for sample in found.values()}
        self._known = {pid: known for pid, known in self._known.items() if pid in living}
        return found

    def _sample(self, pid: int) -> Sample | None:
        """None for one that has ended, or belongs to somebody else."""
        import psutil

        known = self._known.get(pid)
        # a pid may have been given to another process since
        if known is None or not known.process.is_running():
            try:
                known = _Known(psutil.Process(pid), Meter(), deque(maxlen=_KEPT))
            except psutil.Error:
                return None
            self._known[pid] = known
        use = known.meter.read([known.process])
        if use is None:
            return None
        cpu = None if use.cpu is None else 100 * use.cpu
        if cpu is not None:
            known.history.append(cpu)
        return Sample(pid, use.memory, cpu, tuple(known.history))
