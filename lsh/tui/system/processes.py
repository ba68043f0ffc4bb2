"""What processes of the daemon take of memory and CPU, looked at from one second to the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

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
    threads: int
    history: tuple[float, ...]


class Processes:
    """Remembers processes between two looks, for only then is their CPU use known."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[psutil.Process, deque[float]]] = {}

    def look(self, pids: Mapping[str, int | None]) -> dict[str, Sample]:
        """A sample of each process that is there, by the name it was given."""
        import psutil

        found = {}
        for name, pid in pids.items():
            if pid is None:
                continue
            try:
                found[name] = self._sample(pid)
            except psutil.Error:  # it has ended, or belongs to somebody else
                self._known.pop(pid, None)
        living = {sample.pid for sample in found.values()}
        self._known = {pid: known for pid, known in self._known.items() if pid in living}
        return found

    def _sample(self, pid: int) -> Sample:
        import psutil

        known = self._known.get(pid)
        # a pid may have been given to another process since
        is_new = known is None or not known[0].is_running()
        if known is None or is_new:
            known = self._known[pid] = psutil.Process(pid), deque(maxlen=_KEPT)
        process, history = known
        with process.oneshot():
            cpu = process.cpu_percent()  # since the last call: the first one says nothing
            rss, threads = process.memory_info().rss, process.num_threads()
        if not is_new:
            history.append(cpu)
        return Sample(pid, rss, None if is_new else cpu, threads, tuple(history))
