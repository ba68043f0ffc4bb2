"""Rows of any number of runs: all ids in memory, and of the runs themselves those that were looked at."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence

from lsh.store.live_queries import RunLine
from lsh.tui.widgets.rows import Cell

_KEPT = 4000
_AROUND = 60  # rows that are read with one that is wanted, either way


class SeenRuns:
    """The runs that were looked at lately, by id. What may have changed is shown until it is read again."""

    def __init__(self) -> None:
        self._runs: OrderedDict[int, RunLine] = OrderedDict()
        self._doubtful: set[int] = set()
        self._gone: set[int] = set()

    def get(self, run_id: int) -> RunLine | None:
        """What is known of it."""
        return self._runs.get(run_id)

    def wants(self, run_id: int) -> bool:
        """Whether it must be read."""
        if run_id in self._gone:
            return False
        return run_id not in self._runs or run_id in self._doubtful

    def put(self, runs: Iterable[RunLine], asked: Iterable[int] = ()) -> None:
        """Keep these; what was ``asked`` for and is not among them is gone."""
        for run in runs:
            self._runs[run.id] = run
            self._runs.move_to_end(run.id)
            self._doubtful.discard(run.id)
        for run_id in asked:
            if run_id not in self._runs or run_id in self._doubtful:
                self._gone.add(run_id)
        while len(self._runs) > _KEPT:
            self._doubtful.discard(self._runs.popitem(last=False)[0])

    def doubt(self) -> None:
        """All of it may have changed."""
        self._doubtful = set(self._runs)
        self._gone.clear()


class RunRows:
    """Runs by their ids, which stand newest first in ``ids``; shown so, or the oldest first.

    ``cells`` makes a row of a run, or of one that is not read yet (None), and ``want`` is told of those.
    """

    def __init__(
        self,
        ids: array[int],
        seen: SeenRuns,
        cells: Callable[[int, RunLine | None], Sequence[Cell]],
        want: Callable[[int], None],
        *,
        oldest_first: bool = False,
    ) -> None:
        self.ids = ids
        self._seen = seen
        self._cells = cells
        self._want = want
        self._oldest_first = oldest_first

    def __len__(self) -> int:
        return len(self.ids)

    def key(self, index: int) -> int:
        """The run's id."""
        return self.ids[len(self.ids) - 1 - index if self._oldest_first else index]

    def find(self, key: Hashable) -> int | None:
        """Where a run is."""
        if not isinstance(key, int):
            return None
        place = _place(self.ids, key)
        if place == len(self.ids) or self.ids[place] != key:
            return None
        return len(self.ids) - 1 - place if self._oldest_first else place

    def cells(self, index: int) -> Sequence[Cell]:
        """One cell a column."""
        run_id = self.key(index)
        if self._seen.wants(run_id):
            self._want(index)
        return self._cells(run_id, self._seen.get(run_id))

    def around(self, indexes: Sequence[int]) -> list[int]:
        """The ids to read when these rows are wanted: what is unread there and around."""
        first = max(0, min(indexes) - _AROUND)
        last = min(len(self.ids), max(indexes) + _AROUND + 1)
        return [key for key in map(self.key, range(first, last)) if self._seen.wants(key)]


def changed(ids: array[int], there: Iterable[int], gone: Iterable[int], limit: int) -> array[int]:
    """``ids``, newest first, with those that are ``there`` and without those ``gone``; ``limit`` at most."""
    new = array("q", ids)
    for run_id in sorted(there):
        place = _place(new, run_id)
        if place == len(new) or new[place] != run_id:
            new.insert(place, run_id)
    for run_id in gone:
        place = _place(new, run_id)
        if place < len(new) and new[place] == run_id:
            new.pop(place)
    return new[:limit]


def _place(ids: array[int], run_id: int) -> int:
    return bisect_left(ids, -run_id, key=lambda each: -each)
