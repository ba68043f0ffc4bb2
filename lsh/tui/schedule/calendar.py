"""The agenda of a home's jobs: read from the ledger, computed off the screen's thread, shown as rows."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from lsh.domain.agenda import Agenda, Bundle, Due, agenda, collision
from lsh.domain.errors import LshError
from lsh.domain.instant import from_micros
from lsh.domain.trigger import parse_trigger
from lsh.domain.triggers import Trigger
from lsh.store.schedule_queries import Scheduled, scheduled_jobs
from lsh.tui.runs.slots import Slots
from lsh.tui.widgets.rows import Cell


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """An agenda, what is too much in it (by instant), and how many of its ``jobs`` are due in it."""

    agenda: Agenda
    until: datetime
    collisions: Mapping[datetime, str]
    starts: int
    jobs: int


def read_calendar(
    ledger: sqlite3.Connection,
    wanted: Callable[[str], bool],
    start: datetime,
    until: datetime,
    slots: Slots,
) -> Calendar:
    """What the jobs that are ``wanted`` (by id) have ahead in [``start``, ``until``)."""
    chosen = [job for job in scheduled_jobs(ledger) if wanted(job.job_id)]
    found = agenda(bundles_of(chosen), start, until)
    crowded = ((due.at, collision(due, slots.total, slots.of_queue)) for due in found.dues)
    return Calendar(
        agenda=found,
        until=until,
        collisions={at: said for at, said in crowded if said is not None},
        starts=sum(due.count for due in found.dues),
        jobs=len({job for due in found.dues for bundle in due.bundles for job in bundle.jobs}),
    )


def bundles_of(jobs: Iterable[Scheduled]) -> list[Bundle]:
    """Jobs that are always due together, in one bundle each."""
    found: dict[tuple[_Rule, int, str], list[str]] = {}
    for job in jobs:
        counts = "every" in job.schedule.lower() and not job.shared  # others count from nowhere
        rule = _Rule(job.schedule, job.timezone or "UTC", job.anchor_at if counts else 0)
        found.setdefault((rule, job.offset, job.queue), []).append(job.job_id)
    bundles = []
    for (rule, offset, queue), ids in found.items():
        # a zone that this machine's database does not know any more makes nothing due
        with suppress(LshError):
            bundles.append(
                Bundle(_trigger(rule), timedelta(microseconds=offset), queue, tuple(ids))
            )
    return bundles


class _Rule(NamedTuple):
    """What makes a trigger; ``anchor_at`` is microseconds."""

    schedule: str
    timezone: str
    anchor_at: int


@lru_cache(maxsize=1024)
def _trigger(rule: _Rule) -> Trigger:
    return parse_trigger(rule.schedule, rule.timezone, anchor=from_micros(rule.anchor_at))


class DueKey(NamedTuple):
    """A row: which job at which instant."""

    at: datetime
    job: str


class DueRows:
    """A row for each job at each instant; only the instants are in memory, the rows are found by counting."""

    def __init__(
        self, calendar: Calendar, cells: Callable[[Due, str, Bundle], Sequence[Cell]]
    ) -> None:
        self.dues = calendar.agenda.dues
        self._cells = cells
        self._ends = list(accumulate(due.count for due in self.dues))
        self._places: dict[datetime, int] | None = None

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def due(self, index: int) -> Due:
        """The instant of the row at ``index``."""
        return self.dues[bisect_right(self._ends, index)]

    def at(self, index: int) -> tuple[Due, str, Bundle]:
        """Instant, job and bundle of the row at ``index``."""
        place = bisect_right(self._ends, index)
        due = self.dues[place]
        return due, *due.job(index - (self._ends[place] - due.count))

    def key(self, index: int) -> Hashable:
        """Instant and job."""
        due, job, _ = self.at(index)
        return DueKey(due.at, job)

    def find(self, key: Hashable) -> int | None:
        """Where that is now, if the job is still due then."""
        if self._places is None:
            self._places = {due.at: place for place, due in enumerate(self.dues)}
        if not isinstance(key, DueKey) or key.at not in self._places:
            return None
        place = self._places[key.at]
        index = self.first_of(place)
        for bundle in self.dues[place].bundles:
            if key.job in bundle.jobs:
                return index + bundle.jobs.index(key.job)
            index += len(bundle.jobs)
        return None

    def first_of(self, place: int) -> int:
        """The first row of the instant at ``place``."""
        return self._ends[place] - self.dues[place].count

    def next_of(self, index: int, wanted: Callable[[Due], bool], step: int) -> int | None:
        """The first row of the nearest wanted instant after (or before) that of the row at ``index``."""
        place = bisect_right(self._ends, index) + step
        while 0 <= place < len(self.dues):
            if wanted(self.dues[place]):
                return self.first_of(place)
            place += step
        return None

    def cells(self, index: int) -> Sequence[Cell]:
        """One cell a column."""
        return self._cells(*self.at(index))
