"""Which run starts next: armed runs by instant, ready runs by priority, within slots. No I/O."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from itertools import count

from lsh.spawner.protocol import DEFAULT_SLOTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from lsh.spawner.run import Run
    from lsh.spawner.shapes import Key


class Admission:
    """The waiting room. A run is in ``armed`` until its instant, then in ``ready`` until a slot."""

    def __init__(self) -> None:
        self.total = DEFAULT_SLOTS
        self.limits: dict[str, int] = {}
        self.waiting: dict[Key, Run] = {}
        self._armed: list[tuple[int, int, Run]] = []
        self._ready: dict[str, list[tuple[int, int, Run]]] = {}
        self._order = count()
        self._taken = 0
        self._taken_of: dict[str, int] = {}

    def add(self, run: Run, now_us: int) -> None:
        """Take in a run. ``now_us`` decides whether it is armed or ready."""
        self.waiting[run.key] = run
        order = next(self._order)
        if run.at is not None and run.at > now_us:
            heappush(self._armed, (run.at, order, run))
        else:
            self._make_ready(run, order)

    def due(self, now_us: int) -> None:
        """Make ready the armed runs whose instant has come."""
        armed = self._armed
        while armed and armed[0][0] <= now_us:
            _, order, run = heappop(armed)
            self._make_ready(run, order)

    def next_instant(self) -> int | None:
        """When the next armed run is due, in wall-clock µs; None when none is armed."""
        return self._armed[0][0] if self._armed else None

    def take(self) -> Run | None:
        """The best ready run that has a slot, which it now holds; None when none may start."""
        if self._taken >= self.total:
            return None
        best: list[tuple[int, int, Run]] | None = None
        for queue, heap in self._ready.items():
            if heap and self._open(queue) and (best is None or heap[0] < best[0]):
                best = heap
        if best is None:
            return None
        run = heappop(best)[2]
        if not best:
            del self._ready[run.queue]
        del self.waiting[run.key]
        self._taken += 1
        self._taken_of[run.queue] = self._taken_of.get(run.queue, 0) + 1
        return run

    def release(self, run: Run) -> None:
        """Give back the slot that ``take`` gave."""
        self._taken -= 1
        left = self._taken_of[run.queue] - 1
        if left:
            self._taken_of[run.queue] = left
        else:
            del self._taken_of[run.queue]

    def withdraw(self, keys: list[Key]) -> list[Run]:
        """Remove those of ``keys`` that still wait, and return them."""
        gone = [run for key in keys if (run := self.waiting.pop(key, None)) is not None]
        if gone:
            self._armed = [entry for entry in self._armed if entry[2].key in self.waiting]
            heapify(self._armed)
            kept = {queue: self._still(heap) for queue, heap in self._ready.items()}
            self._ready = {queue: heap for queue, heap in kept.items() if heap}
        return gone

    def _still(self, heap: list[tuple[int, int, Run]]) -> list[tuple[int, int, Run]]:
        left = [entry for entry in heap if entry[2].key in self.waiting]
        heapify(left)
        return left

    def _make_ready(self, run: Run, order: int) -> None:
        heappush(self._ready.setdefault(run.queue, []), (-run.priority, order, run))

    def _open(self, queue: str) -> bool:
        limit = self.limits.get(queue)
        return limit is None or self._taken_of.get(queue, 0) < limit

    def __iter__(self) -> Iterator[Run]:
        return iter(self.waiting.values())
